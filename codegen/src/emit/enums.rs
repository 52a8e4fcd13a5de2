//! Enums, which keep a value that the document does not list.

use crate::{
    emit::{Emitter, doc, imports::Imports, models::lines, text::Text},
    ir::{Enum, Literal, Ty, TypeDef, TypeId, TypeKind},
    name::TypeNames,
};

/// A value as it is on the wire, as it stands in code, and what the document says of it.
type Value<'a> = (String, String, Option<&'a String>);

impl Emitter<'_> {
    pub(super) fn enumeration(
        &self,
        definition: &TypeDef,
        values: &Enum,
        names: &TypeNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        let unknown = match values {
            Enum::Strings(_) if self.paths.is_taken("UnknownValue") => {
                "specwright_runtime::UnknownValue"
            }
            Enum::Strings(_) => {
                imports.public("UnknownValue");
                "UnknownValue"
            }
            Enum::Integers(_) => "i64",
        };
        let listed = listed(values);
        text.gap();
        text.docs(0, &lines(&definition.docs, &names.ident));
        text.lines(0, "#[derive(Clone)]\n#[non_exhaustive]");
        text.line(0, format_args!("pub enum {} {{", names.ident));
        for (variant, value) in names.variants.iter().zip(&listed) {
            text.docs(1, &words(value));
            text.line(1, format_args!("{variant},"));
        }
        text.lines(
            1,
            "/// A value that the document did not list when this client was generated.",
        );
        text.line(1, format_args!("Unknown({unknown}),"));
        text.lines(0, "}");
        text.gap();
        constants(values, &listed, names, text);
    }

    /// The only value that a document allows in a place, as its type has it, which is written `name` there.
    pub(super) fn fixed(&self, only: &Literal, ty: &Ty, name: &str) -> String {
        let value = match only {
            Literal::String(text) => format!("{text:?}"),
            Literal::Int(_) | Literal::Bool(_) => only.to_string(),
        };
        match ty {
            Ty::Named(id) => match self.variant_of(*id, only) {
                Some(variant) => format!("{name}::{variant}"),
                None => format!("{name}::from({value})"),
            },
            Ty::String => format!("{value}.to_owned()"),
            _ => value,
        }
    }

    /// The variant that stands for a value, if it is listed.
    fn variant_of(&self, id: TypeId, value: &Literal) -> Option<&String> {
        let TypeKind::Enum(values) = &self.api.types.get(&id)?.kind else {
            return None;
        };
        let index = values.position(value)?;
        self.names.types.get(&id)?.variants.get(index)
    }
}

fn listed(values: &Enum) -> Vec<Value<'_>> {
    match values {
        Enum::Strings(values) => {
            let values = values
                .iter()
                .map(|value| (&value.value, value.docs.as_ref()));
            let values = values.map(|(value, docs)| (value.clone(), format!("{value:?}"), docs));
            values.collect()
        }
        Enum::Integers(values) => {
            let values = values
                .iter()
                .map(|value| (value.value, value.docs.as_ref()));
            let values = values.map(|(value, docs)| (value.to_string(), value.to_string(), docs));
            values.collect()
        }
    }
}

/// The documentation of a variant.
fn words((wire, _, docs): &Value<'_>) -> Vec<String> {
    let mut lines = vec![doc::code(wire) + "."];
    if let Some(docs) = docs {
        lines.push(String::new());
        lines.extend(doc::clean(docs));
    }
    lines
}

/// The list of values, and the accessor.
fn constants(values: &Enum, listed: &[Value<'_>], names: &TypeNames, text: &mut Text) {
    let (accessor, unknown) = match values {
        Enum::Strings(_) => ("as_str(&self) -> &str", "value.as_str()"),
        Enum::Integers(_) => ("as_i64(&self) -> i64", "*value"),
    };
    let variants = names.variants.iter();
    let all: Vec<String> = variants.map(|variant| format!("Self::{variant}")).collect();
    text.line(0, format_args!("impl {} {{", names.ident));
    text.lines(1, "/// The values that the document lists, in its order.");
    text.code(
        1,
        format_args!("pub const ALL: &'static [Self] = &[{}];", all.join(", ")),
    );
    text.gap();
    text.lines(1, "/// Returns the value as it is on the wire.");
    text.lines(1, "#[inline]");
    text.line(1, format_args!("pub fn {accessor} {{"));
    text.lines(2, "match self {");
    for (variant, (_, value, _)) in all.iter().zip(listed) {
        text.arm(3, variant, value);
    }
    text.line(3, format_args!("Self::Unknown(value) => {unknown},"));
    text.lines(0, "        }\n    }\n}");
}
