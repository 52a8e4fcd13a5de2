//! Enums of strings and of integers.

use std::fmt::Debug;

use crate::{
    emit::{
        paths::Imports,
        text::Text,
        wire::{Codec, PRIVATE},
    },
    ir::{Enum, TypeDef},
    name::TypeNames,
};

pub(super) fn enumeration(
    definition: &TypeDef,
    values: &Enum,
    names: &TypeNames,
    imports: &Imports,
    text: &mut Text,
) {
    imports.add("std", "fmt");
    let name = &names.ident;
    let (display, codec) = match values {
        Enum::Strings(values) => {
            let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            // What a document allows but does not list is no news.
            let make = if definition.is_open { "allowed" } else { "new" };
            let other = format!("specwright_runtime::UnknownValue::{make}(other)");
            conversion("&str", &values, names, &other, text);
            from_str(name, text);
            let codec = Codec {
                attribute: "",
                empty: match names.variants.first() {
                    Some(first) => format!("Self::{first}"),
                    None => "Self::from(\"\")".to_owned(),
                },
                shape: strings(&values),
                read: "deserialize_string_enum",
                write: "serializer.serialize_str(self.as_str())".to_owned(),
            };
            ("f.write_str(self.as_str())", codec)
        }
        Enum::Integers(values) => {
            let values: Vec<i64> = values.iter().map(|value| value.value).collect();
            imports.add(PRIVATE, "unknown_integer");
            conversion("i64", &values, names, "unknown_integer(other)", text);
            let codec = Codec {
                attribute: "",
                empty: "Self::Unknown(0)".to_owned(),
                shape: "Shape::Integer".to_owned(),
                read: "deserialize_integer_enum",
                write: "serializer.serialize_i64(self.as_i64())".to_owned(),
            };
            ("fmt::Display::fmt(&self.as_i64(), f)", codec)
        }
    };
    imports.add(PRIVATE, codec.read);
    text.item(format_args!("impl fmt::Display for models::{name} {{"));
    text.lines(
        1,
        "fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {",
    );
    text.lines(2, display);
    text.lines(0, "    }\n}");
    codec.items(names, imports, text);
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

/// From a value as it is on the wire; `other` makes `Unknown` of one that is not listed.
fn conversion<T: Debug>(from: &str, values: &[T], names: &TypeNames, other: &str, text: &mut Text) {
    text.item(format_args!(
        "impl From<{from}> for models::{} {{",
        names.ident
    ));
    text.line(1, format_args!("fn from(value: {from}) -> Self {{"));
    text.lines(2, "match value {");
    for (value, variant) in values.iter().zip(&names.variants) {
        text.line(3, format_args!("{value:?} => Self::{variant},"));
    }
    text.line(3, format_args!("other => Self::Unknown({other}),"));
    text.lines(2, "}");
    text.lines(0, "    }\n}");
}

fn from_str(name: &str, text: &mut Text) {
    text.item(format_args!("impl std::str::FromStr for models::{name} {{"));
    text.lines(1, "type Err = std::convert::Infallible;\n");
    text.lines(
        1,
        "\nfn from_str(value: &str) -> Result<Self, std::convert::Infallible> {",
    );
    text.lines(2, "Ok(Self::from(value))");
    text.lines(0, "    }\n}");
}
