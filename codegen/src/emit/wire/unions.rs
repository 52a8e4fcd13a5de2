//! Unions: which variant a value is.

use crate::{
    emit::{
        Emitter,
        text::Text,
        ty::Scope,
        wire::{Codec, Own, method},
    },
    ir::{Tagging, Ty, Union, Variant},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn union_wire(&self, union: &Union, names: &TypeNames, text: &mut Text) {
        let is_deprecated = |variant: &Variant| variant.docs.deprecated;
        let attribute = match union.variants.iter().any(is_deprecated) {
            true => "#[allow(deprecated)]\n",
            false => "",
        };
        let (shape, piece) = (self.variants(union), self.pieces(union, names));
        let own = Own {
            empty: "Self::Unknown(Value::Null)",
            shape: &shape,
            slot: "Slot::Union(self, Self::shape)",
            piece: &piece,
        };
        let codec = Codec {
            attribute,
            wire: &|text| own.write(text),
            traits: "Debug, Deserialize, Serialize",
        };
        codec.items(names, text);
        let name = &names.ident;
        text.item(format_args!("{attribute}impl Union for models::{name} {{"));
        match union.variants.is_empty() {
            true => method("variant(_: usize, _: &Value) -> Option<Self>", "None", text),
            false => method(
                "variant(index: usize, value: &Value) -> Option<Self>",
                &reading(union, names),
                text,
            ),
        }
        text.gap();
        method(
            "unknown(value: Value) -> Self",
            "Self::Unknown(value)",
            text,
        );
        text.lines(0, "}");
    }

    /// The variants as the driver knows them.
    fn variants(&self, union: &Union) -> String {
        let mut text = Text::default();
        text.line(0, format_args!("Shape::Union({:?}, &[", union.tag));
        for Variant { tags, ty, .. } in &union.variants {
            let shape = self.shape(ty);
            text.line(
                1,
                format_args!("Variant {{ tags: &{tags:?}, shape: {shape} }},"),
            );
        }
        text.lines(0, "])");
        text.into_string()
    }

    fn shape(&self, ty: &Ty) -> String {
        match Self::is_foreign(ty) {
            true => "|| Shape::Any".to_owned(),
            false => format!("<{} as Wire>::shape", self.ty_text(ty, Scope::Elsewhere)),
        }
    }

    /// What is written of each variant.
    fn pieces(&self, union: &Union, names: &TypeNames) -> String {
        let mut text = Text::default();
        text.lines(0, "match self {");
        for (variant, name) in union.variants.iter().zip(&names.variants) {
            let value = self.piece(union, variant);
            text.line(1, format_args!("Self::{name}(value) => {value},"));
        }
        text.lines(1, "Self::Unknown(value) => Piece::Value(value),");
        text.lines(0, "}");
        text.into_string()
    }

    /// What is written of the `value` of a variant.
    fn piece(&self, union: &Union, variant: &Variant) -> String {
        let is_foreign = Self::is_foreign(&variant.ty);
        let tag = union.tag.as_ref().zip(variant.tags.first());
        let tagging = tag.map(|(tag, _)| self.api.tagging(tag, variant));
        let (Some((tag, value)), Some(tagging @ (Tagging::First | Tagging::UnlessThere))) =
            (tag, tagging)
        else {
            let piece = match is_foreign {
                true => "foreign_piece(value)",
                false => "value.piece()",
            };
            return piece.to_owned();
        };
        let function = match is_foreign {
            true => "tagged_foreign_piece",
            false => "tagged_piece",
        };
        let is_first = matches!(tagging, Tagging::First);
        format!(
            "{function}(value, &Tag {{ name: {tag:?}, value: {value:?}, is_first: {is_first} }})"
        )
    }
}

/// How the variant at an index is read.
fn reading(union: &Union, names: &TypeNames) -> String {
    let mut text = Text::default();
    text.lines(0, "match index {");
    for (index, (variant, name)) in union.variants.iter().zip(&names.variants).enumerate() {
        let function = match Emitter::is_foreign(&variant.ty) {
            true => "read_foreign_variant",
            false => "read_variant",
        };
        // A `?` for each is more to compile.
        text.line(
            1,
            format_args!("{index} => {function}(value).map(Self::{name}),"),
        );
    }
    text.lines(1, "_ => None,");
    text.lines(0, "}");
    text.into_string()
}
