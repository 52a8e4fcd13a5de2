//! Bodies that are sent as `multipart/form-data`.

use crate::{
    emit::{Emitter, text::Text},
    ir::{Struct, Ty},
    name::TypeNames,
};

impl Emitter<'_> {
    /// How a struct is sent as `multipart/form-data`.
    pub(super) fn to_parts(
        found: &Struct,
        media_types: &[(String, String)],
        names: &TypeNames,
        text: &mut Text,
    ) {
        let argument = if found.fields.is_empty() {
            "_"
        } else {
            "parts"
        };
        text.item(format_args!("impl ToParts for models::{} {{", names.ident));
        text.lines(1, "#[inline]");
        text.line(
            1,
            format_args!("fn to_parts(&self, {argument}: &mut Parts) {{"),
        );
        for (field, names) in found.fields.iter().zip(&names.fields) {
            let media = media_types
                .iter()
                .find(|(property, _)| *property == field.wire);
            let media = media.map(|(_, media)| media);
            let method = match field.ty.innermost() {
                Ty::Upload => "file",
                _ => "field",
            };
            let (wire, name) = (&field.wire, &names.ident);
            text.line(
                2,
                format_args!("parts.{method}({wire:?}, &self.{name}, {media:?});"),
            );
        }
        text.lines(0, "    }\n}");
    }
}
