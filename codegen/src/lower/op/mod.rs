//! Operations.

mod outcomes;
mod params;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Place},
    ir::{self, NameHint, OperationId, Owner, Role, Ty},
    lower::{Lowering, schema::part},
    openapi,
};

impl Lowering<'_> {
    /// Lowers all operations; one that cannot be called is left out.
    pub(super) fn operations(&mut self) -> BTreeMap<OperationId, ir::Operation> {
        let document = self.document;
        let mut operations = BTreeMap::new();
        for (index, operation) in document.operations.iter().enumerate() {
            let id = OperationId(index);
            if let Some(operation) = self.operation(id, operation) {
                operations.insert(id, operation);
            }
        }
        operations
    }

    fn operation(
        &mut self,
        id: OperationId,
        operation: &openapi::Operation,
    ) -> Option<ir::Operation> {
        let openapi::Operation {
            at,
            method,
            path,
            id: wire_id,
            summary,
            description,
            tags,
            deprecated,
            parameters,
            body,
            responses,
            security,
            servers,
        } = operation;
        let name = self.operation_name(*at, *method, path, wire_id.as_ref());
        if let Some(at) = servers {
            let message = "this operation, or its path, has servers of its own";
            self.sink.report(Code::UnsupportedServer, *at, message);
        }
        let params = self.params(id, *at, path, parameters);
        let body = body.as_ref().map(|body| self.body(id, body));
        let outcomes = self.outcomes(id, *at, responses);
        let security = self.security(security);
        let group = tags.first().map(|tag| self.group(tag));
        if servers.is_some() {
            return None;
        }
        let (success, errors) = outcomes?;
        let body = match body {
            Some(body) => Some(body?),
            None => None,
        };
        Some(ir::Operation {
            name,
            at: *at,
            method: lower_method(*method),
            path: path.clone(),
            group,
            params: params?,
            body,
            success,
            errors,
            security: security?,
            docs: ir::Docs {
                summary: summary.clone(),
                description: description.clone(),
                deprecated: *deprecated,
                ..ir::Docs::default()
            },
        })
    }

    fn operation_name(
        &mut self,
        at: Place,
        method: openapi::Method,
        path: &str,
        id: Option<&(String, Place)>,
    ) -> ir::OperationName {
        match id {
            Some((id, _)) => ir::OperationName::Id(id.clone()),
            None => {
                let route = format!("{} {path}", method.as_str());
                self.sink.report(
                    Code::MissingOperationId,
                    at,
                    format!("`{route}` has no `operationId`"),
                );
                ir::OperationName::Route(route)
            }
        }
    }

    /// The group of a tag, which need not be described.
    fn group(&mut self, tag: &str) -> ir::GroupId {
        if let Some(found) = self.groups.iter().position(|group| group.tag == tag) {
            return ir::GroupId(found);
        }
        let described = self
            .document
            .tags
            .iter()
            .find(|described| described.name == tag);
        let description = described.and_then(|described| described.description.clone());
        self.groups.push(ir::Group {
            tag: tag.to_owned(),
            description,
        });
        ir::GroupId(self.groups.len() - 1)
    }

    fn body(&mut self, id: OperationId, body: &openapi::Body) -> Option<ir::Body> {
        let openapi::Body {
            at,
            description,
            required,
            content,
            component,
        } = body;
        let media = content.iter().find(|media| is_json(&media.name));
        let others: Vec<_> = content
            .iter()
            .filter(|media| !is_json(&media.name))
            .collect();
        let Some(media) = media else {
            let names: Vec<_> = content
                .iter()
                .map(|media| format!("`{}`", media.name))
                .collect();
            let place = content.first().map_or(*at, |media| media.at);
            let message = match names.as_slice() {
                [] => "this body has no media type".to_owned(),
                names => format!("this body is {}, not JSON", names.join(" or ")),
            };
            self.sink.report(Code::UnsupportedMediaType, place, message);
            return None;
        };
        for other in others {
            self.warn(
                Code::UnsupportedMediaType,
                other.at,
                format!("`{}` is not offered, only JSON is", other.name),
            );
        }
        let hint = component_or(component.as_ref(), id, Role::Body);
        let ty = self.media(media, &hint);
        Some(ir::Body {
            ty,
            required: *required,
            description: description.clone(),
        })
    }

    /// The type of a media type's schema; without one it is any JSON.
    fn media(&mut self, media: &openapi::Media, hint: &NameHint) -> Ty {
        let ty = match media.schema {
            Some(schema) => self.ty(schema, hint),
            None => Ty::Json,
        };
        self.examples(&ty, &media.examples);
        ty
    }

    /// Reports an error that, here, only makes the client offer less.
    fn warn(&mut self, code: Code, at: Place, message: String) {
        let mut diagnostic = crate::diagnostic::Diagnostic::new(code, at, message);
        diagnostic.severity = crate::diagnostic::Severity::Warning;
        self.sink.push(diagnostic);
    }

    /// The alternatives whose schemes are all supported.
    fn security(&mut self, requirements: &[openapi::Requirement]) -> Option<Vec<ir::Requirement>> {
        let mut alternatives = Vec::new();
        let mut unsupported = None;
        for requirement in requirements {
            let mut schemes = Some(Vec::new());
            for (wire, at, scopes) in &requirement.schemes {
                let found = self.schemes.iter().position(|scheme| scheme.wire == *wire);
                match (found, self.document.schemes.get(wire)) {
                    (Some(index), _) => {
                        schemes.iter_mut().for_each(|schemes| {
                            schemes.push((ir::SchemeId(index), scopes.clone()))
                        });
                    }
                    (
                        None,
                        Some(openapi::Scheme {
                            kind: openapi::SchemeKind::Other(kind),
                            ..
                        }),
                    ) => {
                        unsupported =
                            Some((*at, format!("the scheme `{wire}` is of the type `{kind}`")));
                        schemes = None;
                    }
                    (None, _) => {
                        let message = format!("the document has no security scheme `{wire}`");
                        self.sink.report(Code::BadSecurity, *at, message);
                        return None;
                    }
                }
            }
            alternatives.extend(schemes);
        }
        match unsupported {
            Some((place, message)) if alternatives.is_empty() => {
                self.sink.report(Code::UnsupportedSecurity, place, message);
                None
            }
            Some((place, message)) => {
                self.warn(Code::UnsupportedSecurity, place, message);
                Some(alternatives)
            }
            None => Some(alternatives),
        }
    }
}

/// What a part of an operation is called after, unless it has a name under `components`.
fn component_or(component: Option<&String>, id: OperationId, role: Role) -> NameHint {
    match component {
        Some(name) => part(&NameHint::Component(name.clone()), role),
        None => NameHint::Part {
            owner: Owner::Operation(id),
            path: vec![role],
        },
    }
}

/// Whether a media type is JSON (RFC 6838, §4.2.8), or any.
fn is_json(name: &str) -> bool {
    let essence = name
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
}

fn lower_method(method: openapi::Method) -> ir::Method {
    match method {
        openapi::Method::Get => ir::Method::Get,
        openapi::Method::Put => ir::Method::Put,
        openapi::Method::Post => ir::Method::Post,
        openapi::Method::Delete => ir::Method::Delete,
        openapi::Method::Options => ir::Method::Options,
        openapi::Method::Head => ir::Method::Head,
        openapi::Method::Patch => ir::Method::Patch,
        openapi::Method::Trace => ir::Method::Trace,
    }
}
