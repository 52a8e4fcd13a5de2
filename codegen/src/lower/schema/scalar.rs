//! Booleans, numbers and strings by format (OpenAPI 3.1.1, §4.4; the OpenAPI format registry).

use crate::{
    diagnostic::Code,
    ir::{Docs, IntKind, Ty},
    lower::{Lowering, schema::flat::Flat},
    openapi::{Schema, Type},
    source::Node,
};

/// Formats of text that stay text: a service that is careless about one must not fail an answer.
const TEXT: &[&str] = &[
    "time",
    "duration",
    "uri",
    "url",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "ip",
    "regex",
    "json-pointer",
    "relative-json-pointer",
    "decimal",
    "password",
    // In JSON octets cannot stand as they are; what stands there is text.
    "binary",
    "int32",
    "int64",
];

impl<'d> Lowering<'d> {
    /// A type of the user's own for a format.
    fn replaced(&mut self, flat: &Flat<'d>) -> Option<Ty> {
        let (format, _) = flat.format?;
        let path = self.options.formats.get(format)?;
        self.used_formats.insert(format.clone());
        Some(Ty::Foreign(path.clone()))
    }

    pub(super) fn integer(&mut self, flat: &Flat<'d>) -> Ty {
        if let Some(ty) = self.replaced(flat) {
            return ty;
        }
        match flat.format.map(|(format, _)| format.as_str()) {
            Some("int32") if fits(flat, i128::from(i32::MIN), i128::from(i32::MAX)) => {
                Ty::Int(IntKind::I32)
            }
            Some("uint32") => Ty::Int(IntKind::U32),
            Some("uint64") => Ty::Int(IntKind::U64),
            Some("int8" | "int16") => Ty::Int(IntKind::I32),
            Some("uint8" | "uint16") => Ty::Int(IntKind::U32),
            None if exceeds(flat) => Ty::Int(IntKind::U64),
            Some("int32" | "int64" | "unix-time" | "timestamp") | None => Ty::Int(IntKind::I64),
            Some(_) => self.unknown_format(flat, Ty::Int(IntKind::I64)),
        }
    }

    pub(super) fn number(&mut self, flat: &Flat<'d>) -> Ty {
        if let Some(ty) = self.replaced(flat) {
            return ty;
        }
        match flat.format.map(|(format, _)| format.as_str()) {
            // JSON has one kind of number: what a service calls a float may have more digits than an `f32`
            // keeps, and `unix-time` may have a fraction.
            Some("float" | "double" | "unix-time" | "timestamp" | "decimal") | None => Ty::Float,
            Some("int32" | "int64" | "integer") => Ty::Int(IntKind::I64),
            Some(_) => self.unknown_format(flat, Ty::Float),
        }
    }

    pub(super) fn string(&mut self, flat: &Flat<'d>) -> Ty {
        if let Some(ty) = self.replaced(flat) {
            return ty;
        }
        match flat.format.map(|(format, _)| format.as_str()) {
            None => Ty::String,
            Some("date") => Ty::Date,
            Some("date-time") => Ty::DateTime,
            Some("uuid") => Ty::Uuid,
            Some("byte" | "base64") => Ty::Base64,
            Some(format) if TEXT.contains(&format) => Ty::String,
            Some(_) => self.unknown_format(flat, Ty::String),
        }
    }

    fn unknown_format(&mut self, flat: &Flat<'d>, ty: Ty) -> Ty {
        if let Some((format, at)) = flat.format {
            let message = format!("the format `{format}` has no type of its own");
            self.sink.report(Code::UnknownFormat, *at, message);
        }
        ty
    }
}

/// Whether the limits of an integer do not go beyond these.
fn fits(flat: &Flat<'_>, least: i128, most: i128) -> bool {
    flat.limits.iter().all(|(keyword, node)| {
        let Some(value) = node.integer() else {
            return true;
        };
        match *keyword {
            "minimum" | "exclusiveMinimum" => value >= least,
            "maximum" | "exclusiveMaximum" => value <= most + 1,
            _ => true,
        }
    })
}

/// Whether the limits allow more than `i64` holds and less than nothing is not among it.
fn exceeds(flat: &Flat<'_>) -> bool {
    let limit = |wanted: &str| {
        let found = flat.limits.iter().find(|(keyword, _)| *keyword == wanted);
        found.and_then(|(_, node)| node.integer())
    };
    // Documents that went through floats have 2^63 rounded to its neighbours.
    let margin = 1 << 20;
    limit("maximum").is_some_and(|most| most > i128::from(i64::MAX) + margin)
        && limit("minimum").is_some_and(|least| least >= 0)
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
