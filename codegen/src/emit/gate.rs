//! What stands behind cargo features.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{emit::Emitter, ir::GroupId};

impl Emitter<'_> {
    /// The condition of a file of types.
    pub(super) fn gate(&self, file: &str) -> Option<TokenStream> {
        let gate = self.names.features.as_ref()?.gate(self.module, file)?;
        let any = self.any(gate.iter().copied())?;
        Some(quote!(#[cfg(#any)]))
    }

    /// The condition of a group.
    pub(super) fn group_gate(&self, group: GroupId) -> Option<TokenStream> {
        let feature = self.any(std::iter::once(group))?;
        Some(quote!(#[cfg(#feature)]))
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

    /// One of some groups is there.
    fn any(&self, groups: impl Iterator<Item = GroupId>) -> Option<TokenStream> {
        let names = &self.names.features.as_ref()?.groups;
        let names: Vec<&String> = groups.filter_map(|group| names.get(group.0)).collect();
        match names.as_slice() {
            [] => None,
            [name] => Some(quote!(feature = #name)),
            names => Some(quote!(any(#(feature = #names),*))),
        }
    }
}
