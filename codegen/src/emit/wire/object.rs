//! Structs that are objects on the wire.

use crate::{
    emit::{Emitter, text::Text, wire::Codec},
    ir::{Field, Presence, Struct, Ty},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn object(&self, found: &Struct, names: &TypeNames, text: &mut Text) {
        let codec = Codec {
            attribute: "",
            wire: &|text| self.members(found, names, text),
            traits: "Debug, Deserialize, Serialize, PartialEq",
        };
        codec.items(names, text);
    }

    /// Which members there are, and where they stand.
    fn members(&self, found: &Struct, names: &TypeNames, text: &mut Text) {
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
        self.arms(found, names, &Arms::SLOTS, text);
        text.lines(
            1,
            "}\n\n#[inline]\nfn member(&self, index: usize) -> Piece<'_> {",
        );
        self.arms(found, names, &Arms::PIECES, text);
        text.lines(1, "}");
    }

    /// The member at each index.
    fn arms(&self, found: &Struct, names: &TypeNames, arms: &Arms, text: &mut Text) {
        let Arms {
            of,
            others: others_of,
            borrow,
            none,
        } = arms;
        text.lines(2, "match index {");
        let fields = found.fields.iter().zip(&names.fields);
        let fields = fields.map(|(field, names)| {
            let call = match of(field) {
                Call::Method(method) if self.is_hidden(field, method) => Call::Wire(method),
                call => call,
            };
            (call, &names.ident)
        });
        let others = found.additional.iter();
        let others = others.map(|ty| (others_of(ty), &names.additional));
        for (index, (call, place)) in fields.chain(others).enumerate() {
            let value = match call {
                Call::Method(method) => format!("self.{place}.{method}()"),
                Call::Wire(method) => format!("Wire::{method}({borrow}.{place})"),
                Call::Function(function, more) => format!("{function}({borrow}.{place}{more})"),
            };
            text.line(3, format_args!("{index} => {value},"));
        }
        text.line(3, format_args!("_ => {none},"));
        text.lines(2, "}");
    }

    /// Whether the type of a field has a method called `name` of its own, which sets a member.
    fn is_hidden(&self, field: &Field, name: &str) -> bool {
        let (Ty::Named(id), Presence::Required) = (&field.ty, field.presence) else {
            return false;
        };
        let names = self.names.types.get(id);
        let mut fields = names.into_iter().flat_map(|names| &names.fields);
        fields.any(|field| field.setter == name || field.null_setter == name)
    }
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
    let constant = field.constant.as_ref().map(ToString::to_string);
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

/// What is called with a place.
enum Call {
    /// A method of it: fewer expressions than a function, of which there are as many as a document has members.
    Method(&'static str),
    /// A method of `Wire` that something else of its name hides.
    Wire(&'static str),
    /// A function, and what follows the place among the arguments.
    Function(&'static str, String),
}

impl Arms {
    const SLOTS: Self = Self {
        of: slot,
        others: |ty| match Emitter::is_foreign(ty) {
            true => Call::Function("map_slot", each(ty)),
            false => Call::Method("slot"),
        },
        borrow: "&mut self",
        none: "Slot::Ignored",
    };
    const PIECES: Self = Self {
        of: piece,
        others: |ty| match Emitter::is_foreign(ty) {
            true => Call::Function("foreign_piece", String::new()),
            false => Call::Method("piece"),
        },
        borrow: "&self",
        none: "Piece::Absent",
    };
}

/// What says where a field is read into.
fn slot(field: &Field) -> Call {
    let is_optional = field.presence == Presence::Optional;
    let is_nullable = is_optional && matches!(field.ty, Ty::Nullable(_) | Ty::Json);
    if !Emitter::is_foreign(&field.ty) {
        let method = if is_nullable { "nullable_slot" } else { "slot" };
        return Call::Method(method);
    }
    let function = match is_optional {
        true if is_nullable => "present_slot",
        true if is_taken_apart(&field.ty) => "optional_slot",
        _ => {
            let (function, more) = foreign_slot(&field.ty);
            return Call::Function(function, more);
        }
    };
    Call::Function(function, each(&field.ty))
}

/// What says where a value is read into that is made of a type of the user's own: a function, and what follows the
/// value among the arguments.
fn foreign_slot(ty: &Ty) -> (&'static str, String) {
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
    let function = |function| Call::Function(function, String::new());
    match (Emitter::is_foreign(&field.ty), field.presence) {
        (false, Presence::Required) => Call::Method("piece"),
        (false, Presence::Optional) => Call::Method("optional_piece"),
        (true, Presence::Required) => function("foreign_piece"),
        (true, Presence::Optional) => function("optional_foreign_piece"),
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
