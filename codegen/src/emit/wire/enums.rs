//! Enums of strings and of integers.

use crate::{
    emit::{
        imports::Imports,
        text::Text,
        wire::{Codec, FMT, Own, method, same},
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
    let name = &names.ident;
    let first = match names.variants.first() {
        Some(first) => format!("Self::{first}"),
        None => "Self::from(\"\")".to_owned(),
    };
    let shape;
    let (own, value, display) = match values {
        Enum::Strings(values) => {
            let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            from_text(definition, name, imports, text);
            from_str(name, text);
            shape = strings(&values);
            let own = Own {
                empty: &first,
                shape: &shape,
                slot: "Slot::Listed(self)",
                piece: "Piece::String(self.as_str())",
            };
            (own, "self.as_str()", "f.write_str(self.as_str())")
        }
        Enum::Integers(values) => {
            let values: Vec<i64> = values.iter().map(|value| value.value).collect();
            from_integer(&values, names, imports, text);
            let own = Own {
                empty: "Self::Unknown(0)",
                shape: "Shape::Integer",
                slot: "Slot::Number(self)",
                piece: "Piece::Signed(self.as_i64())",
            };
            (own, "self.as_i64()", "fmt::Display::fmt(&self.as_i64(), f)")
        }
    };
    text.item(format_args!("impl fmt::Display for models::{name} {{"));
    method(FMT, display, text);
    text.lines(0, "}");
    let codec = Codec {
        attribute: "",
        wire: &|text| own.write(imports, text),
    };
    codec.items(names, imports, text);
    same(names, imports, text);
    text.item(format_args!("impl Eq for models::{name} {{}}"));
    imports.add("std::hash", "Hash");
    imports.add("std::hash", "Hasher");
    text.item(format_args!("impl Hash for models::{name} {{"));
    let body = format!("{value}.hash(state);");
    method("hash<H: Hasher>(&self, state: &mut H)", &body, text);
    text.lines(0, "}");
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
fn from_text(definition: &TypeDef, name: &str, imports: &Imports, text: &mut Text) {
    // What a document allows but does not list is no news.
    let function = imports.private(match definition.is_open {
        true => "listed_or_allowed",
        false => "listed",
    });
    text.item(format_args!("impl From<&str> for models::{name} {{"));
    text.lines(1, "#[inline]\nfn from(value: &str) -> Self {");
    text.line(
        2,
        format_args!("{function}(value, Self::ALL, Self::Unknown)"),
    );
    text.lines(0, "    }\n}");
}

/// From an integer.
fn from_integer(values: &[i64], names: &TypeNames, imports: &Imports, text: &mut Text) {
    imports.private("unknown_integer");
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

fn from_str(name: &str, text: &mut Text) {
    text.item(format_args!("impl std::str::FromStr for models::{name} {{"));
    text.lines(1, "type Err = std::convert::Infallible;\n");
    text.lines(
        1,
        "\n#[inline]\nfn from_str(value: &str) -> Result<Self, std::convert::Infallible> {",
    );
    text.lines(2, "Ok(Self::from(value))");
    text.lines(0, "    }\n}");
}
