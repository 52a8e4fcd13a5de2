//! Parameters.

use crate::{
    diagnostic::{Code, Place},
    ir::{Enum, Literal, Location, OperationId, Param, ParamPresence, Role, Ty, TypeKind},
    lower::{Lowering, op::component_or},
    openapi::{self, Parameter},
    source::Node,
};

/// Headers that OpenAPI leaves to other parts of the document (OpenAPI 3.1.1, §4.8.12.2).
const LEFT_TO_OTHERS: &[&str] = &["accept", "content-type", "authorization"];

/// Why a parameter is not among the lowered ones.
enum Left {
    /// It is not needed.
    Out,
    /// The operation cannot be called without it.
    Broken,
}

impl Lowering<'_> {
    /// The parameters of an operation, required ones first; nothing if it cannot be called.
    pub(super) fn params(
        &mut self,
        id: OperationId,
        at: Place,
        path: &str,
        parameters: &[Parameter],
    ) -> Option<Vec<Param>> {
        let mut params = Vec::new();
        let mut callable = self.path_fits(at, path, parameters);
        for parameter in parameters {
            match self.param(id, parameter) {
                Ok(param) => params.push(param),
                Err(Left::Out) => {}
                Err(Left::Broken) => callable = false,
            }
        }
        // The path's parameters come in the order in which they stand in it.
        let place = |param: &Param| match (&param.presence, param.location) {
            (ParamPresence::Required, Location::Path) => (
                0,
                path.find(&format!("{{{}}}", param.wire))
                    .unwrap_or_default(),
            ),
            (ParamPresence::Required, _) => (1, 0),
            (ParamPresence::Optional | ParamPresence::Constant(_), _) => (2, 0),
        };
        params.sort_by_key(place);
        callable.then_some(params)
    }

    /// Whether the path's parameters are the declared ones.
    fn path_fits(&mut self, at: Place, path: &str, parameters: &[Parameter]) -> bool {
        let mut fits = true;
        let declared = |name: &str| {
            parameters.iter().any(|parameter| {
                parameter.location == openapi::Location::Path && parameter.wire == name
            })
        };
        for name in path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
        {
            if !declared(name) {
                let message =
                    format!("the path `{path}` has a parameter `{name}` that is not declared");
                self.sink.report(Code::UndeclaredPathParameter, at, message);
                fits = false;
            }
        }
        for parameter in parameters
            .iter()
            .filter(|parameter| parameter.location == openapi::Location::Path)
        {
            if !path.contains(&format!("{{{}}}", parameter.wire)) {
                let message = format!("the path `{path}` has no parameter `{}`", parameter.wire);
                self.sink
                    .report(Code::UnusedPathParameter, parameter.at, message);
                fits = false;
            }
        }
        fits
    }

    fn param(&mut self, id: OperationId, parameter: &Parameter) -> Result<Param, Left> {
        let Parameter {
            at,
            wire,
            required,
            deprecated,
            description,
            schema,
            examples,
            component,
            ..
        } = parameter;
        let location = self.location(parameter)?;
        let hint = component_or(component.as_ref(), id, Role::Parameter(wire.clone()));
        let ty = match schema {
            Some(schema) => self.ty(*schema, &hint),
            None => {
                return Err(self.refuse(
                    Code::UnsupportedParameterSchema,
                    *at,
                    parameter,
                    "has no schema",
                ));
            }
        };
        // A parameter has no way to be null.
        let ty = match ty {
            Ty::Nullable(inner) => *inner,
            ty => ty,
        };
        let ty = if matches!(ty, Ty::Json) {
            Ty::String
        } else {
            ty
        };
        if !self.is_scalar_or_list(&ty) {
            let reason = "is neither a scalar nor a list of scalars";
            return Err(self.refuse(Code::UnsupportedParameterSchema, *at, parameter, reason));
        }
        self.examples(&ty, examples);
        let mut docs = schema
            .map(|schema| self.field_docs(schema))
            .unwrap_or_default();
        docs.description = description.clone().or(docs.description);
        docs.example = examples.first().map(Node::to_json).or(docs.example);
        docs.deprecated |= deprecated;
        let presence = match (required, self.only_value(&ty)) {
            (true, Some(value)) => ParamPresence::Constant(value),
            (true, None) => ParamPresence::Required,
            (false, _) => ParamPresence::Optional,
        };
        Ok(Param {
            wire: wire.clone(),
            location,
            ty,
            presence,
            docs,
        })
    }

    /// Where and how a parameter travels (the styles of OpenAPI 3.1.1, §4.8.12.3).
    fn location(&mut self, parameter: &Parameter) -> Result<Location, Left> {
        let Parameter {
            at,
            wire,
            location,
            style,
            explode,
            special,
            ..
        } = parameter;
        if let Some((what, at)) = special {
            return Err(self.refuse(
                Code::UnsupportedStyle,
                *at,
                parameter,
                &format!("has `{what}`"),
            ));
        }
        let (found, default) = match location {
            openapi::Location::Path => (Location::Path, "simple"),
            openapi::Location::Query if explode.unwrap_or(true) => (Location::Query, "form"),
            openapi::Location::Query => (Location::QueryJoined, "form"),
            openapi::Location::Header
                if LEFT_TO_OTHERS.contains(&wire.to_ascii_lowercase().as_str()) =>
            {
                let message = format!("the header parameter `{wire}` is ignored");
                self.sink.report(Code::ReservedHeader, *at, message);
                return Err(Left::Out);
            }
            openapi::Location::Header => (Location::Header, "simple"),
            openapi::Location::Cookie | openapi::Location::Querystring => {
                return Err(self.refuse(
                    Code::UnsupportedParameter,
                    *at,
                    parameter,
                    "is not supported",
                ));
            }
        };
        match style {
            Some((style, at)) if style != default => {
                let reason = format!("has the style `{style}`");
                Err(self.refuse(Code::UnsupportedStyle, *at, parameter, &reason))
            }
            _ => Ok(found),
        }
    }

    /// Reports a parameter that is not supported: an error if the operation cannot do without it.
    fn refuse(&mut self, code: Code, at: Place, parameter: &Parameter, reason: &str) -> Left {
        let message = format!(
            "the {} parameter `{}` {reason}",
            parameter.location.as_str(),
            parameter.wire
        );
        if parameter.required {
            self.sink.report(code, at, message);
            Left::Broken
        } else {
            self.warn(code, at, message);
            Left::Out
        }
    }

    fn is_scalar_or_list(&self, ty: &Ty) -> bool {
        match ty {
            Ty::List(item) => !matches!(**item, Ty::List(_)) && self.is_scalar_or_list(item),
            Ty::Named(id) => self
                .types
                .get(id)
                .is_some_and(|found| matches!(found.kind, TypeKind::Enum(_))),
            Ty::Bool
            | Ty::Int(_)
            | Ty::Float(_)
            | Ty::String
            | Ty::Base64
            | Ty::Date
            | Ty::DateTime
            | Ty::Uuid => true,
            Ty::Json | Ty::Map(_) | Ty::Nullable(_) | Ty::Boxed(_) => false,
        }
    }

    /// The value of an enum that has but one.
    fn only_value(&self, ty: &Ty) -> Option<Literal> {
        let Ty::Named(id) = ty else { return None };
        match &self.types.get(id)?.kind {
            TypeKind::Enum(Enum::Strings(values)) => match values.as_slice() {
                [value] => Some(Literal::String(value.clone())),
                _ => None,
            },
            TypeKind::Enum(Enum::Integers(values)) => match values.as_slice() {
                [value] => Some(Literal::Int(*value)),
                _ => None,
            },
            TypeKind::Struct(_) => None,
        }
    }
}
