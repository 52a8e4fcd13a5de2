//! Structs that are objects on the wire.

use crate::{
    emit::{Emitter, text::Text, wire::Codec},
    ir::{Field, Literal as Value, Presence, Struct, Ty},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn object(found: &Struct, names: &TypeNames, text: &mut Text) {
        let codec = Codec {
            attribute: "",
            wire: &|text| wire(found, names, text),
            traits: "Debug, Deserialize, Serialize; PartialEq",
        };
        codec.items(names, text);
    }
}

/// Which members there are, and where they stand.
fn wire(found: &Struct, names: &TypeNames, text: &mut Text) {
    text.lines(1, "#[inline]\nfn empty() -> Self {");
    empty(found, names, text);
    text.lines(1, "}\n\n#[inline]\nfn shape() -> Shape {");
    table(found, names, text);
    text.lines(1, "}");
    if found.fields.is_empty() && found.additional.is_none() {
        return;
    }
    text.lines(
        1,
        "\n#[inline]\nfn field(&mut self, index: usize) -> Slot<'_> {",
    );
    arms(found, names, &Arms::SLOTS, text);
    text.lines(
        1,
        "}\n\n#[inline]\nfn member(&self, index: usize) -> Piece<'_> {",
    );
    arms(found, names, &Arms::PIECES, text);
    text.lines(1, "}");
}

/// The table of members.
fn table(found: &Struct, names: &TypeNames, text: &mut Text) {
    text.lines(2, "Shape::Object(&Table {");
    text.line(3, format_args!("name: {:?},", names.ident));
    match found.fields.is_empty() {
        true => text.lines(3, "fields: &[],"),
        false => {
            text.lines(3, "fields: &[");
            for field in &found.fields {
                description(field, text);
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
fn description(field: &Field, text: &mut Text) {
    let constant = match &field.constant {
        Some(Value::String(value)) => Some(value.clone()),
        Some(Value::Int(value)) => Some(value.to_string()),
        Some(Value::Bool(value)) => Some(value.to_string()),
        None => None,
    };
    let is_required = field.presence == Presence::Required;
    let kind = match (is_required, &constant) {
        (true, None) => "Required",
        (false, None) => "Optional",
        (true, Some(_)) => "RequiredConstant",
        (false, Some(_)) => "OptionalConstant",
    };
    let wire = &field.wire;
    match constant {
        Some(value) => text.line(4, format_args!("{kind}({wire:?}, {value:?}),")),
        None => text.line(4, format_args!("{kind}({wire:?}),")),
    }
}

/// What stands in the arms of a function that gives members by number.
struct Arms {
    /// What finds the one of a field.
    of: fn(&Field) -> Call,
    /// The same for members that the document does not name.
    others: fn(&Ty) -> Call,
    /// What `self` is borrowed as.
    borrow: &'static str,
    /// What there is at any other index.
    none: &'static str,
}

/// The function that is called with a place, and what follows that among the arguments.
type Call = (&'static str, String);

impl Arms {
    const SLOTS: Self = Self {
        of: slot,
        others: |ty| match Emitter::is_foreign(ty) {
            true => ("map_slot", each(ty)),
            false => ("slot", String::new()),
        },
        borrow: "&mut self",
        none: "Slot::Ignored",
    };
    const PIECES: Self = Self {
        of: piece,
        others: |ty| {
            let function = match Emitter::is_foreign(ty) {
                true => "foreign_piece",
                false => "piece",
            };
            (function, String::new())
        },
        borrow: "&self",
        none: "Piece::Absent",
    };
}

/// The member at each index.
fn arms(found: &Struct, names: &TypeNames, arms: &Arms, text: &mut Text) {
    let Arms {
        of,
        others: others_of,
        borrow,
        none,
    } = arms;
    text.lines(2, "match index {");
    let fields = found.fields.iter().zip(&names.fields);
    let fields = fields.map(|(field, names)| (of(field), &names.ident));
    let others = found.additional.iter();
    let others = others.map(|ty| (others_of(ty), &names.additional));
    for (index, ((function, more), place)) in fields.chain(others).enumerate() {
        text.line(
            3,
            format_args!("{index} => {function}({borrow}.{place}{more}),"),
        );
    }
    text.line(3, format_args!("_ => {none},"));
    text.lines(2, "}");
}

/// What says where a field is read into.
fn slot(field: &Field) -> Call {
    let is_optional = field.presence == Presence::Optional;
    let is_nullable = is_optional && matches!(field.ty, Ty::Nullable(_) | Ty::Json);
    if !Emitter::is_foreign(&field.ty) {
        let function = if is_nullable { "nullable_slot" } else { "slot" };
        return (function, String::new());
    }
    let function = match is_optional {
        true if is_nullable => "present_slot",
        true if is_taken_apart(&field.ty) => "optional_slot",
        _ => return foreign_slot(&field.ty),
    };
    (function, each(&field.ty))
}

/// What says where a value is read into that is made of a type of the user's own.
fn foreign_slot(ty: &Ty) -> Call {
    let (function, inner) = match ty {
        Ty::List(item) if is_taken_apart(ty) => ("list_slot", item),
        Ty::Map(value) if is_taken_apart(ty) => ("map_slot", value),
        Ty::Nullable(value) if is_taken_apart(ty) => ("optional_slot", value),
        _ => return ("foreign_slot", String::new()),
    };
    (function, each(inner))
}

/// The function that does so, as a further argument.
fn each(ty: &Ty) -> String {
    match foreign_slot(ty) {
        (function, more) if more.is_empty() => format!(", {function}"),
        (function, more) => format!(", |value| {function}(value{more})"),
    }
}

/// Whether a type that is made of one of the user's own is read item by item, and not by serde as a whole.
///
/// What is in tuples may have no `Default`, which items are until they are read.
fn is_taken_apart(ty: &Ty) -> bool {
    let mut has_tuple = false;
    ty.all(&mut |ty| has_tuple |= matches!(ty, Ty::Tuple(_)));
    let holds = |ty: &Ty| matches!(ty, Ty::List(_) | Ty::Map(_));
    match ty {
        _ if has_tuple => false,
        Ty::Nullable(inner) => holds(inner),
        ty => holds(ty),
    }
}

/// What says what is written of a field.
fn piece(field: &Field) -> Call {
    let function = match (Emitter::is_foreign(&field.ty), field.presence) {
        (false, Presence::Required) => "piece",
        (false, Presence::Optional) => "optional_piece",
        (true, Presence::Required) => "foreign_piece",
        (true, Presence::Optional) => "optional_foreign_piece",
    };
    (function, String::new())
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
