//! Unions: one of some types, or a value that fits none of them.

use crate::{
    emit::{Emitter, models::lines, text::Text, ty::Scope},
    ir::{Ty, TypeDef, Union, Variant},
    name::TypeNames,
};

/// What stands before a union.
const ATTRIBUTES: &str = "\
#[derive(Clone, PartialEq)]
#[non_exhaustive]";

impl Emitter<'_> {
    pub(super) fn union(
        &self,
        definition: &TypeDef,
        union: &Union,
        names: &TypeNames,
        scope: Scope<'_>,
        text: &mut Text,
    ) {
        text.gap();
        text.docs(0, &lines(&definition.docs, &names.ident));
        text.lines(0, ATTRIBUTES);
        text.line(0, format_args!("pub enum {} {{", names.ident));
        for (variant, name) in union.variants.iter().zip(&names.variants) {
            text.docs(1, &lines(&variant.docs, &variant.name));
            if variant.docs.deprecated {
                text.lines(1, "#[deprecated]");
            }
            let ty = self.ty_text(&variant.ty, scope);
            text.code(1, format_args!("{name}({ty}),"));
        }
        text.lines(
            1,
            "/// A value that fits none of the types that the document lists.",
        );
        let value = self.ty_text(&Ty::Json, scope);
        text.line(1, format_args!("Unknown({value}),"));
        text.lines(0, "}");
        self.conversions(union, names, scope, text);
    }

    /// `From` for each variant whose type is not like another's.
    fn conversions(&self, union: &Union, names: &TypeNames, scope: Scope<'_>, text: &mut Text) {
        let defined = |variant: &Variant| {
            let mut ty = unboxed(&variant.ty).clone();
            ty.rename(&|id| self.defined(id));
            ty
        };
        let types: Vec<Ty> = union.variants.iter().map(defined).collect();
        let variants = union.variants.iter().zip(&names.variants);
        for ((variant, name), ty) in variants.zip(&types) {
            if types.iter().filter(|other| *other == ty).count() == 1 {
                text.gap();
                self.conversion(names, variant, name, scope, text);
            }
        }
    }

    /// `From` for the variant called `variant_name`.
    fn conversion(
        &self,
        names: &TypeNames,
        variant: &Variant,
        variant_name: &str,
        scope: Scope<'_>,
        text: &mut Text,
    ) {
        let value = match &variant.ty {
            Ty::Boxed(_) => format!("{}::new(value)", self.std_text("boxed", "Box")),
            _ => "value".to_owned(),
        };
        let inner = unboxed(&variant.ty);
        let ty = self.ty_text(inner, scope);
        let (from, name) = (self.std_text("convert", "From"), &names.ident);
        let mut convert = |ty: &str, value: &str| {
            if variant.docs.deprecated {
                text.lines(0, "#[allow(deprecated)]");
            }
            text.code(0, format_args!("impl {from}<{ty}> for {name} {{"));
            text.lines(1, "#[inline]");
            text.code(1, format_args!("fn from(value: {ty}) -> Self {{"));
            text.code(2, format_args!("Self::{variant_name}({value})"));
            text.lines(0, "    }\n}");
        };
        convert(&ty, &value);
        if matches!(inner, Ty::String) {
            convert("&str", "value.to_owned()");
        }
    }
}

/// A type without the pointer that it may stand behind.
fn unboxed(ty: &Ty) -> &Ty {
    match ty {
        Ty::Boxed(inner) => inner,
        ty => ty,
    }
}
