//! Booleans, numbers and strings by format (OpenAPI 3.1.1, §4.4; the OpenAPI format registry).

use crate::{
    diagnostic::Code,
    ir::{Docs, FloatKind, IntKind, Ty},
    lower::Lowering,
    openapi::{Schema, Type},
    source::Node,
};

impl Lowering<'_> {
    pub(super) fn integer(&mut self, schema: &Schema) -> Ty {
        match schema.format.as_ref().map(|(format, _)| format.as_str()) {
            Some("int32") => Ty::Int(IntKind::I32),
            Some("int64") | None => Ty::Int(IntKind::I64),
            Some(_) => self.unknown_format(schema, Ty::Int(IntKind::I64)),
        }
    }

    pub(super) fn number(&mut self, schema: &Schema) -> Ty {
        match schema.format.as_ref().map(|(format, _)| format.as_str()) {
            Some("float") => Ty::Float(FloatKind::F32),
            Some("double") | None => Ty::Float(FloatKind::F64),
            Some("int32") => Ty::Int(IntKind::I32),
            Some("int64") => Ty::Int(IntKind::I64),
            Some(_) => self.unknown_format(schema, Ty::Float(FloatKind::F64)),
        }
    }

    pub(super) fn string(&mut self, schema: &Schema) -> Ty {
        match schema.format.as_ref().map(|(format, _)| format.as_str()) {
            None => Ty::String,
            Some("date") => Ty::Date,
            Some("date-time") => Ty::DateTime,
            Some("uuid") => Ty::Uuid,
            Some("byte") => Ty::Base64,
            // In JSON octets cannot stand as they are; what stands there is text.
            Some("binary" | "password") => Ty::String,
            Some(_) => self.unknown_format(schema, Ty::String),
        }
    }

    fn unknown_format(&mut self, schema: &Schema, ty: Ty) -> Ty {
        if let Some((format, at)) = &schema.format {
            let message = format!("the format `{format}` has no type of its own");
            self.sink.report(Code::UnknownFormat, *at, message);
        }
        ty
    }
}

/// What a schema says in words.
pub(in crate::lower) fn docs(schema: &Schema) -> Docs {
    let has_type = match schema.format.as_ref().map(|(format, _)| format.as_str()) {
        Some("int32" | "int64" | "float" | "double" | "date" | "date-time" | "uuid") | None => true,
        Some(_) => schema.types.as_slice() == [Type::Boolean],
    };
    Docs {
        summary: schema.title.clone(),
        description: schema.description.clone(),
        deprecated: schema.deprecated,
        default: schema.default.as_ref().map(Node::to_json),
        example: schema.examples.first().map(Node::to_json),
        format: schema
            .format
            .as_ref()
            .filter(|_| !has_type)
            .map(|(format, _)| format.clone()),
        limits: schema
            .limits
            .iter()
            .map(|(keyword, node)| (*keyword, node.to_json()))
            .collect(),
    }
}
