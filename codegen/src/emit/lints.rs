//! What clippy would say of types that are as the document has them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::Emitter,
    ir::{Ty, TypeKind},
};

/// What clippy allows by default, with room for the list or the option that an argument adds.
const MOST: usize = 220;

impl Emitter<'_> {
    /// The attribute of `models` where a variant may be much larger than others.
    pub(super) fn allow_large_unions(&self) -> Option<TokenStream> {
        let types = self.api.types.values();
        let mut own = types.filter(|definition| definition.home == self.module);
        let is_there = own.any(|definition| matches!(definition.kind, TypeKind::Union(_)));
        is_there.then(|| allow_large("a box would come and go with a schema's size"))
    }

    /// The same of `operations`.
    pub(super) fn allow_large_answers(&self) -> Option<TokenStream> {
        let operations = self.api.operations.values();
        let mut own = operations.filter(|operation| operation.home == self.module);
        let is_there = own.any(|operation| operation.success.len().max(operation.errors.len()) > 1);
        is_there.then(|| allow_large("one answer is held at a time"))
    }

    /// The attribute of modules with types that the document nests deep, as a name for each level would hide it.
    pub(super) fn allow_complex(&self) -> Option<TokenStream> {
        let mut most = 0;
        let mut note = |ty: &Ty| most = most.max(complexity(ty, 2));
        let types = self.api.types.values();
        let own = types.filter(|definition| definition.home == self.module);
        own.for_each(|definition| definition.tys(&mut note));
        let operations = self.api.operations.values();
        for operation in operations.filter(|operation| operation.home == self.module) {
            operation.visit_sent(&mut note);
            operation.visit_received(&mut note);
        }
        let reason = "the document nests them as deep";
        (most > MOST).then(|| quote!(#[allow(clippy::type_complexity, reason = #reason)]))
    }
}

/// The attribute of modules with enums some of whose variants are large.
fn allow_large(reason: &str) -> TokenStream {
    quote!(#[allow(clippy::large_enum_variant, reason = #reason)])
}

/// What clippy's `type_complexity` counts: ten for each type, times how deep it stands.
fn complexity(ty: &Ty, depth: usize) -> usize {
    let own = 10 * depth;
    let inner = |ty: &Ty| complexity(ty, depth + 1);
    own + match ty {
        Ty::List(ty) | Ty::Nullable(ty) | Ty::Boxed(ty) => inner(ty),
        Ty::Map(ty) => inner(&Ty::String) + inner(ty),
        Ty::Tuple(items) => items.iter().map(inner).sum(),
        _ => 0,
    }
}
