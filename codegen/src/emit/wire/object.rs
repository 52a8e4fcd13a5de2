//! Structs that are objects on the wire.

use crate::{
    emit::{Emitter, imports::Imports, text::Text, wire::Codec},
    ir::{Field, Literal as Value, Presence, Struct, Ty},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn object(found: &Struct, names: &TypeNames, imports: &Imports, text: &mut Text) {
        imports.private("Writer");
        let codec = Codec {
            attribute: "",
            read: &|text| read(found, names, imports, text),
            deserialize: "deserialize",
            write: &|text| write(found, names, text),
        };
        codec.items(names, imports, text);
    }
}

/// `Read`: which fields there are, and how one of them is read.
fn read(found: &Struct, names: &TypeNames, imports: &Imports, text: &mut Text) {
    text.line(
        1,
        format_args!("const NAME: &'static str = {:?};", names.ident),
    );
    if !found.fields.is_empty() {
        fields(found, imports, text);
    }
    if found.additional.is_some() {
        text.lines(1, "const KEEPS_OTHERS: bool = true;");
    }
    text.lines(1, "\n#[inline]\nfn empty() -> Self {");
    empty(found, names, text);
    text.lines(1, "}");
    if !found.fields.is_empty() {
        read_field(found, names, imports, text);
    }
    if let Some(ty) = &found.additional {
        read_other(ty, names, imports, text);
    }
}

/// The table of fields.
fn fields(found: &Struct, imports: &Imports, text: &mut Text) {
    imports.private("Field");
    text.lines(1, "const FIELDS: &'static [Field] = &[");
    for field in &found.fields {
        description(field, imports, text);
    }
    text.lines(1, "];");
}

/// A value with nothing in it.
fn empty(found: &Struct, names: &TypeNames, text: &mut Text) {
    if found.has_default {
        return text.lines(2, "Self::default()");
    }
    text.lines(2, "Self {");
    for (field, names) in found.fields.iter().zip(&names.fields) {
        let value = initial(field);
        text.line(3, format_args!("{}: {value},", names.ident));
    }
    if found.additional.is_some() {
        text.line(3, format_args!("{}: Default::default(),", names.additional));
    }
    text.lines(2, "}");
}

/// The members one by one.
fn write(found: &Struct, names: &TypeNames, text: &mut Text) {
    let writes_any = !found.fields.is_empty() || found.additional.is_some();
    let mutable = if writes_any { "mut " } else { "" };
    text.line(
        2,
        format_args!("let {mutable}writer = Writer::begin(serializer);"),
    );
    for (field, names) in found.fields.iter().zip(&names.fields) {
        let (method, wire, name) = (method(field.presence), &field.wire, &names.ident);
        text.line(2, format_args!("writer.{method}({wire:?}, &self.{name});"));
    }
    if found.additional.is_some() {
        text.line(
            2,
            format_args!("writer.additional(&self.{});", names.additional),
        );
    }
    text.lines(2, "writer.end()");
}

fn method(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
    }
}

/// How the field at an index is read.
fn read_field(found: &Struct, names: &TypeNames, imports: &Imports, text: &mut Text) {
    imports.private("MapAccess");
    text.lines(1, "\nfn read_field<'de, A: MapAccess<'de>>(\n    &mut self,\n    index: usize,\n    map: &mut A,\n) -> Result<(), A::Error> {");
    text.lines(2, "match index {");
    for (index, (field, names)) in found.fields.iter().zip(&names.fields).enumerate() {
        let (function, name) = (reader(field), &names.ident);
        imports.private(function);
        text.line(
            3,
            format_args!("{index} => {function}(&mut self.{name}, map),"),
        );
    }
    text.lines(3, "_ => Ok(()),");
    text.lines(2, "}");
    text.lines(1, "}");
}

/// A field as the driver knows it.
fn description(field: &Field, imports: &Imports, text: &mut Text) {
    let (function, wire) = (method(field.presence), &field.wire);
    imports.private(function);
    let constant = match &field.constant {
        Some(Value::String(value)) => Some(value.clone()),
        Some(Value::Int(value)) => Some(value.to_string()),
        Some(Value::Bool(value)) => Some(value.to_string()),
        None => None,
    };
    match constant {
        Some(value) => text.line(2, format_args!("{function}({wire:?}).constant({value:?}),")),
        None => text.line(2, format_args!("{function}({wire:?}),")),
    }
}

/// What reads a field.
fn reader(field: &Field) -> &'static str {
    let is_nullable = matches!(field.ty, Ty::Nullable(_) | Ty::Json);
    let is_nullable = is_nullable && field.presence == Presence::Optional;
    match (Emitter::is_foreign(&field.ty), is_nullable) {
        (false, true) => "nullable",
        (false, false) => "field",
        (true, true) => "foreign_nullable",
        (true, false) => "foreign",
    }
}

/// How a member is read that the document does not name.
fn read_other(ty: &Ty, names: &TypeNames, imports: &Imports, text: &mut Text) {
    let function = match Emitter::is_foreign(ty) {
        false => "additional",
        true => "foreign_additional",
    };
    for name in ["MapAccess", function] {
        imports.private(name);
    }
    text.lines(1, "\nfn read_other<'de, A: MapAccess<'de>>(\n    &mut self,\n    key: String,\n    map: &mut A,\n) -> Result<(), A::Error> {");
    text.line(
        2,
        format_args!("{function}(&mut self.{}, key, map)", names.additional),
    );
    text.lines(1, "}");
}

/// What stands in for a field until it is read.
fn initial(field: &Field) -> &'static str {
    let is_foreign = Emitter::is_foreign(&field.ty);
    match (field.presence, &field.ty) {
        (Presence::Optional, _) | (_, Ty::Nullable(_)) => "None",
        _ if is_foreign => "Default::default()",
        (_, Ty::Bool) => "false",
        (_, Ty::Int(_)) => "0",
        (_, Ty::Float) => "0.0",
        (_, Ty::String) => "String::new()",
        (_, Ty::List(_)) => "Vec::new()",
        _ => "Read::empty()",
    }
}
