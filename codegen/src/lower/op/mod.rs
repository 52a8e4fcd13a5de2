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
            responses: _,
            security,
            servers,
        } = operation;
        let name = self.operation_name(*at, *method, path, wire_id.as_ref());
        let params = self.params(id, *at, path, parameters);
        let body = body.as_ref().map(|body| self.body(id, body));
        let outcomes = self.outcomes(id, operation);
        let security = self.security(security);
        self.oddities(operation);
        if servers.is_some() {
            return None;
        }
        let (success, errors) = outcomes?;
        let body = match body {
            Some(body) => Some(body?),
            None => None,
        };
        let (params, security) = (params?, security?);
        // A group is there only if an operation is.
        let group = tags.first().map(|tag| self.group(tag));
        Some(ir::Operation {
            name,
            at: *at,
            method: lower_method(*method),
            path: path.clone(),
            group,
            params,
            body,
            success,
            errors,
            security,
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

    /// Reports what an operation has beside its parts that a client does not offer.
    fn oddities(&mut self, operation: &openapi::Operation) {
        if let Some(at) = operation.servers {
            let message = "this operation, or its path, has servers of its own";
            self.sink.report(Code::UnsupportedServer, at, message);
        }
        if let [first, _, ..] = operation.tags.as_slice() {
            let message = format!("this operation is offered under its first tag, `{first}`");
            self.sink.report(Code::MoreTags, operation.at, message);
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
        let media = json_of(content);
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
        self.other_media(content, media);
        let hint = component_or(component.as_ref(), id, Role::Body);
        let ty = self.media(media, &hint);
        Some(ir::Body {
            ty,
            media: media_name(media),
            required: *required,
            description: description.clone(),
        })
    }

    /// Says which media types are passed over for `chosen`.
    fn other_media(&mut self, content: &[openapi::Media], chosen: &openapi::Media) {
        for other in content.iter().filter(|other| other.at != chosen.at) {
            let message = format!("`{}` is passed over for `{}`", other.name, chosen.name);
            self.warn(Code::UnsupportedMediaType, other.at, message);
        }
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
        // It is called the same whichever operation is the first to use it.
        Some(name) => part(&NameHint::Component(name.clone()), Role::Body),
        None => NameHint::Part {
            owner: Owner::Operation(id),
            path: vec![role],
        },
    }
}

/// The media type that is JSON, by its own name rather than by another.
fn json_of(content: &[openapi::Media]) -> Option<&openapi::Media> {
    let json = || content.iter().filter(|media| is_json(&media.name));
    json()
        .find(|media| media.name == "application/json")
        .or_else(|| json().next())
}

/// The media type as it is sent; any is JSON.
fn media_name(media: &openapi::Media) -> String {
    if media.name.contains('*') {
        "application/json".to_owned()
    } else {
        media.name.clone()
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
