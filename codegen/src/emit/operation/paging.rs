//! The pages of an operation: the methods that begin them, and what tells the runtime how they follow each
//! other.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, doc, ident, operation::outcomes::error_ty, print::tokens, text::Text},
    ir::{Operation, Paging, PagingTarget, PagingWay, Reach},
    name::OperationNames,
};

const PAGES: &str = "\
/// Sends the call for one page after the other, each when it is waited for.
#[inline]
pub fn pages(self) -> specwright_runtime::call::Pages<Self> {
    specwright_runtime::call::Pages::new(self)
}";

const ITEMS: &str = "\
/// Sends the call for one page after the other, and gives the items in them.
#[inline]
pub fn items(self) -> specwright_runtime::call::Items<Self> {
    specwright_runtime::call::Items::new(self)
}";

impl Emitter<'_> {
    /// `pages` and `items`, if the operation has pages.
    pub(super) fn page_methods(operation: &Operation, text: &mut Text) {
        if operation.paging.is_none() {
            return;
        }
        text.gap();
        text.lines(1, PAGES);
        text.gap();
        text.lines(1, ITEMS);
    }

    /// How pages follow each other, if the operation has pages.
    pub(super) fn paged(
        &self,
        operation: &Operation,
        names: &OperationNames,
    ) -> Option<TokenStream> {
        let paging = operation.paging.as_ref()?;
        let Paging {
            page,
            item,
            items,
            way,
        } = paging;
        let call = ident(&names.call);
        let (page, item) = (self.outside(page), self.outside(item));
        let error = tokens(error_ty(operation, names));
        let list = self.list_of(items);
        let (way, said, to) = parts(way);
        let said = said.map(|said| self.said(said));
        let target = to.map(|to| self.target(to, names));
        let (blank, before_core, before_list) = (doc::blank(), doc::blank(), doc::blank());
        Some(quote! {
            impl specwright_runtime::call::Paged for #call {
                type Page = #page;
                type Item = #item;
                type Error = #error;

                #blank
                const WAY: specwright_runtime::__private::v1::Way = #way;

                #before_core
                fn core(&mut self) -> &mut Core {
                    &mut self.core
                }

                #before_list
                fn list(page: &mut Self::Page) -> Option<&mut Vec<Self::Item>> {
                    #list
                }
                #said
                #target
            }
        })
    }

    /// The list in `page`.
    fn list_of(&self, steps: &[Reach]) -> TokenStream {
        match steps.split_last() {
            None => quote!(Some(page)),
            Some((Reach::Present, before)) => {
                let before = self.way(quote!(page), before, &quote!(.as_mut()?));
                quote!(#before.as_mut())
            }
            Some((Reach::Field(..), _)) => {
                let list = self.way(quote!(page), steps, &quote!(.as_mut()?));
                quote!(Some(&mut #list))
            }
        }
    }

    fn said(&self, steps: &[Reach]) -> TokenStream {
        let (blank, value) = (
            doc::blank(),
            self.way(quote!(page), steps, &quote!(.as_ref()?)),
        );
        quote! {
            #blank
            fn said(page: &Self::Page) -> Option<String> {
                Some(#value.to_string())
            }
        }
    }

    /// What reads and sets where the call's page begins.
    fn target(&self, target: &PagingTarget, names: &OperationNames) -> TokenStream {
        let present = quote!(.as_ref()?);
        let (read, write, options) = match target {
            PagingTarget::Param(index, options) => {
                let name = names.params.get(*index);
                let name = ident(name.map_or("body", |names| names.ident.as_str()));
                (quote!(self.#name), quote!(self.#name), *options)
            }
            PagingTarget::Body(steps, options) => {
                let made = quote!(.get_or_insert_default());
                (
                    self.way(quote!(self.body), steps, &present),
                    self.way(quote!(self.body), steps, &made),
                    *options,
                )
            }
        };
        let read = (0..options).fold(read, |read, _| quote!(#read #present));
        let value = (0..options).fold(quote!(place.parse().ok()?), |value, _| quote!(Some(#value)));
        let (first, second) = (doc::blank(), doc::blank());
        quote! {
            #first
            fn place(&self) -> Option<String> {
                Some(#read.to_string())
            }

            #second
            fn go_to(&mut self, place: &str) -> Option<()> {
                #write = #value;
                Some(())
            }
        }
    }

    /// Where `steps` lead from `begin`; `present` goes on where nothing may be there.
    fn way(&self, begin: TokenStream, steps: &[Reach], present: &TokenStream) -> TokenStream {
        steps.iter().fold(begin, |before, step| match step {
            Reach::Present => quote!(#before #present),
            Reach::Field(id, index) => {
                let names = self.names.types.get(id);
                let name = names.and_then(|names| names.fields.get(*index));
                let name = ident(name.map_or("body", |names| names.ident.as_str()));
                quote!(#before.#name)
            }
        })
    }
}

/// The way as code, what a page says, and what takes it.
fn parts(
    way: &PagingWay<Vec<Reach>, PagingTarget>,
) -> (TokenStream, Option<&[Reach]>, Option<&PagingTarget>) {
    let (name, said, to) = match way {
        PagingWay::Cursor { from, to } => (quote!(Cursor), Some(from), Some(to)),
        PagingWay::Offset { to, total } => (quote!(Offset), total.as_ref(), Some(to)),
        PagingWay::Page { to, first, pages } => {
            let first = Literal::u32_unsuffixed(*first);
            (quote!(Page { first: #first }), pages.as_ref(), Some(to))
        }
        PagingWay::NextUrl { from } => (quote!(NextUrl), Some(from), None),
        PagingWay::Link => (quote!(Link), None, None),
    };
    let way = quote!(specwright_runtime::__private::v1::Way::#name);
    (way, said.map(Vec::as_slice), to)
}
