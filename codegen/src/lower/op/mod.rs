//! Operations.

mod bodies;
mod outcomes;
mod params;
mod security;

use crate::{
    diagnostic::{At, Code, Place},
    ir::{self, NameHint, NameSource, OperationId, OperationName, Owner, Role},
    lower::{Lowering, Pattern, schema::part},
    openapi,
};

pub(super) use bodies::json_of;

impl<'d> Lowering<'d> {
    /// Lowers the operations of a document that the options choose.
    pub(super) fn operations(&mut self, document: &'d openapi::Document) {
        let options = self.options;
        for operation in &document.operations {
            // All are asked, so that each knows whether it was needed.
            let asked = |patterns: &[Pattern]| {
                let matching = patterns.iter().filter(|pattern| pattern.matches(operation));
                matching.count() > 0
            };
            let (included, excluded) = (asked(&options.include), asked(&options.exclude));
            let (repeatable, has_key) = (asked(&options.repeatable), asked(&options.idempotent));
            let checks = Checks {
                is_checked: asked(&options.check_limits),
                is_repeatable: repeatable || has_key || is_idempotent(operation.method),
                idempotency_key: options.idempotency_header.clone().filter(|_| has_key),
            };
            let rules = options.paging.iter().enumerate();
            let rules = rules.filter(|(_, (patterns, _))| asked(patterns));
            let rules: Vec<usize> = rules.map(|(index, _)| index).collect();
            if (options.include.is_empty() || included) && !excluded {
                let before = self.operations.len();
                self.operation(document, operation, checks);
                let own = (before..self.operations.len()).map(OperationId);
                let own = own.flat_map(|id| rules.iter().map(move |rule| (*rule, id)));
                self.paged.extend(own);
            }
        }
    }

    /// Lowers an operation: once, and once more for each other form of its body or answer.
    fn operation(
        &mut self,
        document: &'d openapi::Document,
        operation: &'d openapi::Operation,
        checks: Checks,
    ) {
        let id = OperationId(self.operations.len());
        let name = self.operation_name(operation);
        let (params, bodies) = self.sent(id, operation);
        let outcomes = self.outcomes(id, operation);
        let headers = self.headers(id, operation);
        let security = self.security(&operation.security);
        let server = operation.server.as_ref();
        let server = server.and_then(|server| self.url(server));
        let group = self.group_of(document, operation);
        let docs = ir::Docs {
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            ..ir::Docs::default()
        };
        let mut bodies = bodies.into_iter();
        let first = ir::Operation {
            home: self.module(),
            name,
            at: operation.at,
            method: lower_method(operation.method),
            path: without_fragment(&operation.path).to_owned(),
            group,
            params,
            body: bodies.next().map(|(_, body)| body),
            success: outcomes.success,
            errors: outcomes.errors,
            headers,
            server,
            security,
            docs,
            sunset: operation.sunset.clone(),
            is_checked: checks.is_checked,
            is_repeatable: checks.is_repeatable,
            idempotency_key: checks.idempotency_key,
            paging: None,
        };
        let forms = bodies.map(|(form, body)| ir::Operation {
            name: first.name.in_form(form),
            body: Some(body),
            ..first.clone()
        });
        let streamed = outcomes.streamed.map(|success| ir::Operation {
            name: first.name.in_form("stream"),
            success,
            ..first.clone()
        });
        let others: Vec<ir::Operation> = forms.chain(streamed).collect();
        for operation in std::iter::once(first).chain(others) {
            let id = OperationId(self.operations.len());
            self.operations.insert(id, operation);
        }
    }

    /// The group of an operation: its first tag.
    fn group_of(
        &mut self,
        document: &'d openapi::Document,
        operation: &openapi::Operation,
    ) -> Option<ir::GroupId> {
        if let [first, _, ..] = operation.tags.as_slice() {
            let message = format!("this operation is offered under its first tag, `{first}`");
            self.sink.report(Code::MoreTags, operation.at, message);
        }
        operation.tags.first().map(|tag| self.group(document, tag))
    }

    /// The parameters and the forms of the body.
    fn sent(
        &mut self,
        id: OperationId,
        operation: &'d openapi::Operation,
    ) -> (Vec<ir::Param>, Vec<(&'static str, ir::Body)>) {
        if operation.path.contains('#') {
            let message = format!("`{}` is sent without its fragment", operation.path);
            self.sink.report(Code::PathFragment, operation.at, message);
        }
        let others = self.examples.len();
        let params = self.params(id, operation);
        let bodies = self.bodies(id, operation);
        for example in self.examples.iter_mut().skip(others) {
            example.is_sent = true;
        }
        (params, bodies)
    }

    fn operation_name(&mut self, operation: &openapi::Operation) -> OperationName {
        let source = match &operation.id {
            Some((id, _)) => NameSource::Id(id.clone()),
            None => {
                let route = format!("{} {}", operation.method.as_str(), operation.path);
                let message = format!("`{route}` has no `operationId` of its own");
                self.sink
                    .report(Code::MissingOperationId, operation.at, message);
                NameSource::Route(route)
            }
        };
        OperationName { source, form: None }
    }

    /// The group of a tag, which need not be described.
    fn group(&mut self, document: &openapi::Document, tag: &str) -> ir::GroupId {
        let home = self.module();
        let is_it = |group: &ir::Group| group.tag == tag && group.home == home;
        if let Some(found) = self.groups.iter().position(is_it) {
            return ir::GroupId(found);
        }
        let described = document.tags.iter().find(|described| described.name == tag);
        let description = described.and_then(|described| described.description.clone());
        self.groups.push(ir::Group {
            home,
            tag: tag.to_owned(),
            description,
        });
        ir::GroupId(self.groups.len() - 1)
    }

    /// Says that something is passed over for something else.
    fn passed_over(&mut self, at: Place, other: &str, chosen: &str) {
        let message = format!("`{other}` is passed over for `{chosen}`");
        self.sink.report(Code::OtherMediaType, At::Key(at), message);
    }
}

/// A path as HTTP sends it (RFC 9110, §4.1).
fn without_fragment(path: &str) -> &str {
    path.split('#').next().unwrap_or_default()
}

/// What a part of an operation is called after, unless it has a name under `components`.
fn component_or(component: Option<&String>, id: OperationId, role: Role) -> NameHint {
    match component {
        // It is called the same whichever operation is the first to use it.
        Some(name) => {
            let role = match role {
                Role::Parameter(_) => Role::Parameter("parameter".to_owned()),
                _ => Role::Body,
            };
            part(&NameHint::Component(name.clone()), role)
        }
        None => NameHint::Part {
            owner: Owner::Operation(id),
            path: vec![role],
        },
    }
}

/// What is said of an operation in `codegen.toml`, or follows from its method.
#[derive(Debug, Clone)]
struct Checks {
    is_checked: bool,
    is_repeatable: bool,
    idempotency_key: Option<String>,
}

/// Whether sending it twice does what sending it once does (RFC 9110, §9.2.2).
fn is_idempotent(method: openapi::Method) -> bool {
    !matches!(method, openapi::Method::Post | openapi::Method::Patch)
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
