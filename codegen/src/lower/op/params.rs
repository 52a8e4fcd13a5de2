//! Parameters.

use crate::{
    diagnostic::Code,
    ir::{
        Docs, Enum, IntKind, Limits, Location, NameHint, OperationId, Param, ParamPlace,
        ParamPresence, Role, Style, Ty, TypeKind,
    },
    lower::{
        Lowering,
        op::{bodies::Kind, bodies::kind, component_or, outcomes::http_name, without_fragment},
    },
    openapi::{self, Parameter},
    source::Node,
};

/// Headers that OpenAPI leaves to other parts of the document (OpenAPI 3.1.1, §4.8.12.2).
const LEFT_TO_OTHERS: &[&str] = &["accept", "content-type", "authorization"];

impl<'d> Lowering<'d> {
    /// The parameters of an operation, required ones first.
    pub(super) fn params(
        &mut self,
        id: OperationId,
        operation: &'d openapi::Operation,
    ) -> Vec<Param> {
        let path = without_fragment(&operation.path);
        let parameters = operation.parameters.iter();
        let mut params: Vec<Param> = parameters
            .filter_map(|parameter| self.param(id, path, parameter))
            .collect();
        for name in template_names(path) {
            let is_it =
                |param: &Param| param.location.place == ParamPlace::Path && param.wire == name;
            if params.iter().any(is_it) {
                continue;
            }
            let message = format!("`{path}` has a parameter `{name}` that is not declared");
            self.sink
                .report(Code::UndeclaredPathParameter, operation.at, message);
            params.push(Param {
                wire: name.to_owned(),
                at: operation.at,
                location: plain(ParamPlace::Path),
                ty: Ty::String,
                presence: ParamPresence::Required,
                limits: Limits::default(),
                docs: Docs::default(),
            });
        }
        // The path's parameters come in the order in which they stand in it.
        let place = |param: &Param| match (&param.presence, param.location.place) {
            (ParamPresence::Required, ParamPlace::Path) => {
                let at = path.find(&format!("{{{}}}", param.wire));
                (0, at.unwrap_or_default())
            }
            (ParamPresence::Required, _) => (1, 0),
            (ParamPresence::Optional | ParamPresence::Constant(_), _) => (2, 0),
        };
        params.sort_by_key(place);
        params
    }

    fn param(&mut self, id: OperationId, path: &str, parameter: &'d Parameter) -> Option<Param> {
        let Parameter {
            at,
            wire,
            required,
            deprecated,
            description,
            content,
            examples,
            component,
            ..
        } = parameter;
        if !self.is_sendable(path, parameter) {
            return None;
        }
        let location = self.location(parameter);
        let hint = component_or(component.as_ref(), id, Role::Parameter(wire.clone()));
        let described = content.as_ref().and_then(|media| media.schema);
        let schema = parameter.schema.or(described);
        let ty = match schema {
            Some(schema) => self.ty(schema, &hint),
            None => {
                let message = format!("`{wire}` has no schema: it is taken as a string");
                self.sink.report(Code::UntypedParameter, *at, message);
                Ty::String
            }
        };
        // A parameter has no way to be null.
        let ty = match ty {
            Ty::Nullable(inner) => *inner,
            Ty::Json if !location.json => Ty::String,
            ty => ty,
        };
        let mut docs = schema
            .map(|schema| self.field_docs(schema))
            .unwrap_or_default();
        docs.description = description.clone().or(docs.description);
        docs.example = examples.first().map(Node::to_json).or(docs.example);
        docs.deprecated |= deprecated;
        let only = schema.and_then(|schema| self.constant(&[schema], &ty));
        let (presence, ty) = match (required, only) {
            (true, Some(value)) => {
                let ty = self.open_ty(ty, &mut docs);
                (ParamPresence::Constant(value), ty)
            }
            (true, None) => (ParamPresence::Required, ty),
            (false, _) => (ParamPresence::Optional, ty),
        };
        self.examples(&ty, examples);
        Some(Param {
            wire: wire.clone(),
            at: *at,
            location,
            ty,
            presence,
            limits: self.limits(schema.as_slice()),
            docs,
        })
    }

    /// The type in which another value than the only one that a document allows is passed: that of all such values,
    /// unless the document gives its type a name, as nobody would look for an enum of one. What is said of the value
    /// is said of the parameter then.
    fn open_ty(&self, ty: Ty, docs: &mut Docs) -> Ty {
        let Ty::Named(id) = ty else { return ty };
        let definition = self.types.get(&id);
        let unnamed = definition.filter(|found| matches!(found.hint, NameHint::Part { .. }));
        let (open, said) = match unnamed.map(|found| &found.kind) {
            Some(TypeKind::Enum(Enum::Strings(values))) => (
                Ty::String,
                values.first().and_then(|value| value.docs.clone()),
            ),
            Some(TypeKind::Enum(Enum::Integers(values))) => {
                let said = values.first().and_then(|value| value.docs.clone());
                (Ty::Int(IntKind::I64), said)
            }
            _ => return ty,
        };
        docs.description = docs.description.take().or(said);
        open
    }

    /// Whether there is a place in the request for a parameter; where not, that is reported.
    fn is_sendable(&mut self, path: &str, parameter: &Parameter) -> bool {
        let Parameter { at, wire, .. } = parameter;
        match parameter.location {
            openapi::Location::Path if !path.contains(&format!("{{{wire}}}")) => {
                let message = format!("`{path}` has no parameter `{wire}`");
                self.sink.report(Code::UnusedPathParameter, *at, message);
                false
            }
            openapi::Location::Header
                if LEFT_TO_OTHERS.contains(&wire.to_ascii_lowercase().as_str()) =>
            {
                let message = format!("the header parameter `{wire}` is ignored");
                self.sink.report(Code::ReservedHeader, *at, message);
                false
            }
            openapi::Location::Header if http_name(wire).is_none() => {
                let message = format!("`{wire}` is no name of a header");
                self.sink.report(Code::IgnoredValue, *at, message);
                false
            }
            _ => true,
        }
    }

    /// Where and how a parameter travels (OpenAPI 3.1.1, §4.8.12.2 and §4.8.12.3).
    fn location(&mut self, parameter: &Parameter) -> Location {
        let place = match parameter.location {
            openapi::Location::Path => ParamPlace::Path,
            openapi::Location::Query => ParamPlace::Query,
            openapi::Location::Header => ParamPlace::Header,
            openapi::Location::Cookie => ParamPlace::Cookie,
            openapi::Location::Querystring => ParamPlace::Querystring,
        };
        let allowed: &[Style] = match place {
            ParamPlace::Path => &[Style::Simple, Style::Label, Style::Matrix],
            ParamPlace::Query | ParamPlace::Querystring => &[
                Style::Form,
                Style::SpaceDelimited,
                Style::PipeDelimited,
                Style::DeepObject,
            ],
            ParamPlace::Header => &[Style::Simple],
            ParamPlace::Cookie => &[Style::Form],
        };
        let own = parameter.style.as_ref();
        let found = own.and_then(|(text, _)| style(text));
        if let Some((text, at)) = own.filter(|_| !found.is_some_and(|it| allowed.contains(&it))) {
            let message = format!(
                "a {} parameter has no style `{text}`",
                parameter.location.as_str()
            );
            self.sink.report(Code::BadStyle, *at, message);
        }
        let content = parameter.content.as_ref();
        Location {
            place,
            style: found.filter(|found| allowed.first() != Some(found) && allowed.contains(found)),
            explode: parameter.explode,
            reserved: parameter.reserved,
            json: content.is_some_and(|media| kind(media, self) == Kind::Json),
        }
    }
}

/// A place with its own style.
fn plain(place: ParamPlace) -> Location {
    Location {
        place,
        style: None,
        explode: None,
        reserved: false,
        json: false,
    }
}

/// The names between braces in a path, each once.
fn template_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (name, _) in path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
    {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

pub(super) fn style(text: &str) -> Option<Style> {
    Some(match text {
        "simple" => Style::Simple,
        "label" => Style::Label,
        "matrix" => Style::Matrix,
        "form" => Style::Form,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "deepObject" => Style::DeepObject,
        _ => return None,
    })
}
