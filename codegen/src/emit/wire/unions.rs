//! Unions: which variant a value is.

use crate::{
    emit::{
        Emitter,
        imports::Imports,
        text::Text,
        ty::Scope,
        wire::{Codec, empty_and_shape},
    },
    ir::{Tagging, Ty, Union, Variant},
    name::TypeNames,
};

impl Emitter<'_> {
    pub(super) fn union_wire(
        &self,
        union: &Union,
        names: &TypeNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        for name in ["Union", "Value", "Variant"] {
            imports.private(name);
        }
        let is_deprecated = |variant: &Variant| variant.docs.deprecated;
        let attribute = match union.variants.iter().any(is_deprecated) {
            true => "#[allow(deprecated)]\n",
            false => "",
        };
        let name = &names.ident;
        text.item(format_args!("{attribute}impl Union for models::{name} {{"));
        text.line(
            1,
            format_args!("const TAG: Option<&'static str> = {:?};", union.tag),
        );
        text.lines(1, "const VARIANTS: &'static [Variant<Self>] = &[");
        for (variant, name) in union.variants.iter().zip(&names.variants) {
            self.variant_wire(variant, name, imports, text);
        }
        text.lines(1, "];\n");
        text.lines(
            1,
            "\n#[inline]\nfn unknown(value: Value) -> Self {\n    Self::Unknown(value)\n}",
        );
        text.lines(0, "}");
        let shapes = self.shapes(union);
        let codec = Codec {
            attribute,
            read: &|text| empty_and_shape("Self::Unknown(Value::Null)", &shapes, imports, text),
            deserialize: "deserialize_union",
            write: &|text| self.writes(union, names, imports, text),
        };
        codec.items(names, imports, text);
    }

    /// A variant as the driver knows it.
    fn variant_wire(&self, variant: &Variant, name: &str, imports: &Imports, text: &mut Text) {
        let function = match Self::is_foreign(&variant.ty) {
            true => "deserialize_value",
            false => "read_value",
        };
        imports.private(function);
        text.lines(2, "Variant {");
        text.line(3, format_args!("tags: &{:?},", variant.tags));
        text.line(3, format_args!("shape: {},", self.shape(&variant.ty)));
        text.line(
            3,
            format_args!("read: |value| {function}(value).map(Self::{name}),"),
        );
        text.lines(2, "},");
    }

    fn shapes(&self, union: &Union) -> String {
        let mut text = Text::default();
        text.lines(0, "Shape::Union(const {\n    &[");
        for variant in &union.variants {
            text.line(2, format_args!("{},", self.shape(&variant.ty)));
        }
        text.lines(0, "    ]\n})");
        text.into_string()
    }

    fn shape(&self, ty: &Ty) -> String {
        match Self::is_foreign(ty) {
            true => "|| Shape::Any".to_owned(),
            false => format!("<{} as Read>::shape", self.ty_text(ty, Scope::Elsewhere)),
        }
    }

    fn writes(&self, union: &Union, names: &TypeNames, imports: &Imports, text: &mut Text) {
        text.lines(2, "match self {");
        for (variant, name) in union.variants.iter().zip(&names.variants) {
            let value = self.write(union, variant, imports);
            text.line(3, format_args!("Self::{name}(value) => {value},"));
        }
        text.lines(
            2,
            "    Self::Unknown(value) => value.serialize(serializer),\n}",
        );
    }

    /// How the `value` of a variant is written.
    fn write(&self, union: &Union, variant: &Variant, imports: &Imports) -> String {
        let own = || "value.serialize(serializer)".to_owned();
        let Some((tag, value)) = union.tag.as_ref().zip(variant.tags.first()) else {
            return own();
        };
        let function = match self.api.tagging(tag, variant) {
            Tagging::Own => return own(),
            Tagging::First => "serialize_tagged",
            Tagging::UnlessThere => "serialize_with_tag",
        };
        imports.private(function);
        format!("{function}({tag:?}, {value:?}, value, serializer)")
    }
}
