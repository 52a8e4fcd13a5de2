//! Structs that are objects on the wire.

use crate::{
    emit::{
        Emitter,
        imports::Imports,
        text::Text,
        wire::{Codec, same},
    },
    ir::{Field, Literal as Value, Presence, Struct, Ty},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn object(found: &Struct, names: &TypeNames, imports: &Imports, text: &mut Text) {
        let codec = Codec {
            attribute: "",
            wire: &|text| wire(found, names, imports, text),
        };
        codec.items(names, imports, text);
        same(names, imports, text);
    }
}

/// Which members there are, and where they stand.
fn wire(found: &Struct, names: &TypeNames, imports: &Imports, text: &mut Text) {
    text.lines(1, "#[inline]\nfn empty() -> Self {");
    empty(found, names, text);
    text.lines(1, "}\n\n#[inline]\nfn shape() -> Shape {");
    table(found, names, imports, text);
    text.lines(1, "}");
    if found.fields.is_empty() && found.additional.is_none() {
        return;
    }
    imports.private("Piece");
    imports.private("Slot");
    text.lines(
        1,
        "\n#[inline]\nfn field(&mut self, index: usize) -> Slot<'_> {",
    );
    arms(found, names, &Arms::SLOTS, imports, text);
    text.lines(
        1,
        "}\n\n#[inline]\nfn member(&self, index: usize) -> Piece<'_> {",
    );
    arms(found, names, &Arms::PIECES, imports, text);
    text.lines(1, "}");
}

/// The table of members.
fn table(found: &Struct, names: &TypeNames, imports: &Imports, text: &mut Text) {
    imports.private("Table");
    text.lines(2, "Shape::Object(&Table {");
    text.line(3, format_args!("name: {:?},", names.ident));
    match found.fields.is_empty() {
        true => text.lines(3, "fields: &[],"),
        false => {
            text.lines(3, "fields: &[");
            for field in &found.fields {
                description(field, imports, text);
            }
            text.lines(3, "],");
        }
    }
    text.line(
        3,
        format_args!("keeps_others: {},", found.additional.is_some()),
    );
    text.lines(2, "})");
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

/// A field as the driver knows it.
fn description(field: &Field, imports: &Imports, text: &mut Text) {
    let constant = match &field.constant {
        Some(Value::String(value)) => Some(value.clone()),
        Some(Value::Int(value)) => Some(value.to_string()),
        Some(Value::Bool(value)) => Some(value.to_string()),
        None => None,
    };
    let is_required = field.presence == Presence::Required;
    let kind = imports.private(match (is_required, &constant) {
        (true, None) => "Required",
        (false, None) => "Optional",
        (true, Some(_)) => "RequiredConstant",
        (false, Some(_)) => "OptionalConstant",
    });
    let wire = &field.wire;
    match constant {
        Some(value) => text.line(4, format_args!("{kind}({wire:?}, {value:?}),")),
        None => text.line(4, format_args!("{kind}({wire:?}),")),
    }
}

/// What stands in the arms of a function that gives members by number.
struct Arms {
    /// What finds the one of a field.
    of: fn(&Field) -> &'static str,
    /// The same for members that the document does not name, of a type of the user's own and of any other.
    others: (&'static str, &'static str),
    /// What `self` is borrowed as.
    borrow: &'static str,
    /// What there is at any other index.
    none: &'static str,
}

impl Arms {
    const SLOTS: Self = Self {
        of: slot,
        others: ("foreign_member_slots", "slot"),
        borrow: "&mut self",
        none: "Slot::Ignored",
    };
    const PIECES: Self = Self {
        of: piece,
        others: ("foreign_piece", "piece"),
        borrow: "&self",
        none: "Piece::Absent",
    };
}

/// The member at each index.
fn arms(found: &Struct, names: &TypeNames, arms: &Arms, imports: &Imports, text: &mut Text) {
    let Arms {
        of,
        others,
        borrow,
        none,
    } = arms;
    text.lines(2, "match index {");
    for (index, (field, names)) in found.fields.iter().zip(&names.fields).enumerate() {
        let (function, name) = (imports.private(of(field)), &names.ident);
        text.line(3, format_args!("{index} => {function}({borrow}.{name}),"));
    }
    if let Some(ty) = &found.additional {
        let function = match Emitter::is_foreign(ty) {
            true => others.0,
            false => others.1,
        };
        let (index, name) = (found.fields.len(), &names.additional);
        imports.private(function);
        text.line(3, format_args!("{index} => {function}({borrow}.{name}),"));
    }
    text.line(3, format_args!("_ => {none},"));
    text.lines(2, "}");
}

/// What says where a field is read into.
fn slot(field: &Field) -> &'static str {
    let is_nullable = matches!(field.ty, Ty::Nullable(_) | Ty::Json);
    let is_nullable = is_nullable && field.presence == Presence::Optional;
    match (Emitter::is_foreign(&field.ty), is_nullable) {
        (false, true) => "nullable_slot",
        (false, false) => "slot",
        (true, true) => "foreign_nullable_slot",
        (true, false) => "foreign_slot",
    }
}

/// What says what is written of a field.
fn piece(field: &Field) -> &'static str {
    match (Emitter::is_foreign(&field.ty), field.presence) {
        (false, Presence::Required) => "piece",
        (false, Presence::Optional) => "optional_piece",
        (true, Presence::Required) => "foreign_piece",
        (true, Presence::Optional) => "optional_foreign_piece",
    }
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
        _ => "Wire::empty()",
    }
}
