//! Enums of strings and of integers.

use crate::{
    emit::{
        text::Text,
        wire::{Codec, Own},
    },
    ir::{Enum, TypeDef},
    name::TypeNames,
};

pub(super) fn enumeration(definition: &TypeDef, values: &Enum, names: &TypeNames, text: &mut Text) {
    let name = &names.ident;
    let first = match names.variants.first() {
        Some(first) => format!("Self::{first}"),
        None => "Self::from(\"\")".to_owned(),
    };
    let shape;
    let (own, traits) = match values {
        Enum::Strings(values) => {
            let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            from_text(definition, name, text);
            shape = strings(&values);
            let own = Own {
                empty: &first,
                shape: &shape,
                slot: "Slot::Listed(self)",
                piece: "Piece::String(self.as_str())",
            };
            let traits =
                "Debug, Deserialize, Serialize, PartialEq, Display, Eq, Hash, FromStr by as_str";
            (own, traits)
        }
        Enum::Integers(values) => {
            let values: Vec<i64> = values.iter().map(|value| value.value).collect();
            from_integer(&values, names, text);
            let own = Own {
                empty: "Self::Unknown(0)",
                shape: "Shape::Integer",
                slot: "Slot::Number(self)",
                piece: "Piece::Signed(self.as_i64())",
            };
            let traits = "Debug, Deserialize, Serialize, PartialEq, Display, Eq, Hash by as_i64";
            (own, traits)
        }
    };
    let codec = Codec {
        attribute: "",
        wire: &|text| own.write(text),
        traits,
    };
    codec.items(names, text);
}

/// The shape of one of `values`.
fn strings(values: &[&str]) -> String {
    let mut text = Text::default();
    text.lines(0, "Shape::String(&[");
    for value in values {
        text.line(1, format_args!("{value:?},"));
    }
    text.lines(0, "])");
    text.into_string()
}

/// From text as it is on the wire.
fn from_text(definition: &TypeDef, name: &str, text: &mut Text) {
    // What a document allows but does not list is no news.
    let function = match definition.is_open {
        true => "listed_or_allowed",
        false => "listed",
    };
    text.item(format_args!("impl From<&str> for models::{name} {{"));
    text.lines(1, "#[inline]\nfn from(value: &str) -> Self {");
    text.line(
        2,
        format_args!("{function}(value, Self::ALL, Self::Unknown)"),
    );
    text.lines(0, "    }\n}");
}

/// From an integer.
fn from_integer(values: &[i64], names: &TypeNames, text: &mut Text) {
    text.item(format_args!(
        "impl From<i64> for models::{} {{",
        names.ident
    ));
    text.lines(1, "#[inline]\nfn from(value: i64) -> Self {");
    text.lines(2, "match value {");
    for (value, variant) in values.iter().zip(&names.variants) {
        text.line(3, format_args!("{value} => Self::{variant},"));
    }
    text.lines(3, "other => Self::Unknown(unknown_integer(other)),");
    text.lines(2, "}");
    text.lines(0, "    }\n}");
}
