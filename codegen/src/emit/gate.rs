//! What stands behind cargo features.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, text::Text},
    ir::GroupId,
};

impl Emitter<'_> {
    /// Writes the condition of a file of types, if it has one.
    pub(super) fn gate(&self, file: &str, text: &mut Text) {
        let Some(features) = self.names.features.as_ref() else {
            return;
        };
        let gate = features.gate(self.module, file).into_iter().flatten();
        let names = gate.filter_map(|group| features.groups.get(group.0));
        let names: Vec<String> = names.map(|name| format!("feature = {name:?}")).collect();
        match names.as_slice() {
            [] => {}
            [name] => text.code(0, format_args!("#[cfg({name})]")),
            names => text.code(0, format_args!("#[cfg(any({}))]", names.join(", "))),
        }
    }

    /// Declares the files of types.
    pub(super) fn declare<'m>(&self, modules: impl Iterator<Item = &'m str>, text: &mut Text) {
        for module in modules {
            self.gate(module, text);
            text.line(0, format_args!("mod {module};"));
        }
    }

    /// The condition of a group.
    pub(super) fn group_gate(&self, group: GroupId) -> Option<TokenStream> {
        let name = self.names.features.as_ref()?.groups.get(group.0)?;
        Some(quote!(#[cfg(feature = #name)]))
    }

    /// The condition of tests, which need the types of all groups.
    pub(super) fn all_features(&self) -> TokenStream {
        match &self.names.features {
            Some(features) if !features.groups.is_empty() => {
                let groups = &features.groups;
                quote!(#[cfg(all(test, #(feature = #groups),*))])
            }
            _ => quote!(#[cfg(test)]),
        }
    }
}
