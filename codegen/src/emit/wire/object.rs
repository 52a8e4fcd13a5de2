//! Structs that are objects on the wire.

use crate::{
    emit::{
        Emitter,
        paths::Imports,
        text::Text,
        wire::{Codec, PRIVATE},
    },
    ir::{Field, Literal as Value, Presence, Struct, Ty},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn object(found: &Struct, names: &TypeNames, imports: &Imports, text: &mut Text) {
        imports.add(PRIVATE, "Writer");
        imports.add(PRIVATE, "deserialize");
        fields_impl(found, names, imports, text);
        let codec = Codec {
            attribute: "",
            empty: empty(found, names),
            shape: match found.additional {
                Some(_) => "Shape::Open(Self::FIELDS)".to_owned(),
                None => "Shape::Object(Self::FIELDS)".to_owned(),
            },
            read: "deserialize",
            write: write(found, names),
        };
        codec.items(names, imports, text);
    }
}

/// A value with nothing in it.
fn empty(found: &Struct, names: &TypeNames) -> String {
    if found.has_default {
        return "Self::default()".to_owned();
    }
    let mut text = Text::default();
    text.lines(0, "Self {");
    for (field, names) in found.fields.iter().zip(&names.fields) {
        let is_foreign = Emitter::is_foreign(&field.ty) && field.presence == Presence::Required;
        let value = match is_foreign {
            true => "Default::default()",
            false => "Empty::empty()",
        };
        text.line(1, format_args!("{}: {value},", names.ident));
    }
    if found.additional.is_some() {
        text.line(1, format_args!("{}: Empty::empty(),", names.additional));
    }
    text.lines(0, "}");
    text.into_string()
}

/// The members one by one.
fn write(found: &Struct, names: &TypeNames) -> String {
    let writes_any = !found.fields.is_empty() || found.additional.is_some();
    let mutable = if writes_any { "mut " } else { "" };
    let mut text = Text::default();
    text.line(
        0,
        format_args!("let {mutable}writer = Writer::<S>::begin(serializer)?;"),
    );
    for (field, names) in found.fields.iter().zip(&names.fields) {
        let (method, wire, name) = (method(field.presence), &field.wire, &names.ident);
        text.line(0, format_args!("writer.{method}({wire:?}, &self.{name})?;"));
    }
    if found.additional.is_some() {
        text.line(
            0,
            format_args!("writer.additional(&self.{})?;", names.additional),
        );
    }
    text.lines(0, "writer.end()");
    text.into_string()
}

fn method(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
    }
}

/// `Object`: which fields there are, and how one of them is read.
fn fields_impl(found: &Struct, names: &TypeNames, imports: &Imports, text: &mut Text) {
    for name in ["Field", "MapAccess", "Object"] {
        imports.add(PRIVATE, name);
    }
    let name = &names.ident;
    text.item(format_args!("impl Object for models::{name} {{"));
    text.line(1, format_args!("const NAME: &'static str = {name:?};"));
    text.lines(1, "const FIELDS: &'static [Field] = &[");
    for field in &found.fields {
        description(field, imports, text);
    }
    text.lines(1, "];");
    if found.additional.is_some() {
        text.lines(1, "const KEEPS_OTHERS: bool = true;");
    }
    text.line(0, format_args!(""));
    let (index, map) = match found.fields.is_empty() {
        true => ("_", "_"),
        false => ("index", "map"),
    };
    text.lines(1, "fn read_field<'de, A: MapAccess<'de>>(\n    &mut self,");
    text.line(2, format_args!("{index}: usize,"));
    text.line(2, format_args!("{map}: &mut A,"));
    text.lines(1, ") -> Result<(), A::Error> {");
    if found.fields.is_empty() {
        text.lines(2, "Ok(())");
    } else {
        text.lines(2, "match index {");
        for (index, (field, names)) in found.fields.iter().zip(&names.fields).enumerate() {
            let (function, name) = (reader(field), &names.ident);
            imports.add(PRIVATE, function);
            text.line(
                3,
                format_args!("{index} => {function}(&mut self.{name}, map),"),
            );
        }
        text.lines(3, "_ => Ok(()),");
        text.lines(2, "}");
    }
    text.lines(1, "}");
    if let Some(ty) = &found.additional {
        read_other(ty, names, imports, text);
    }
    text.lines(0, "}");
}

/// A field as the driver knows it.
fn description(field: &Field, imports: &Imports, text: &mut Text) {
    let (function, wire) = (method(field.presence), &field.wire);
    imports.add(PRIVATE, function);
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
    imports.add(PRIVATE, function);
    text.line(0, format_args!(""));
    text.lines(1, "fn read_other<'de, A: MapAccess<'de>>(\n    &mut self,\n    key: String,\n    map: &mut A,\n) -> Result<(), A::Error> {");
    text.line(
        2,
        format_args!("{function}(&mut self.{}, key, map)", names.additional),
    );
    text.lines(1, "}");
}
