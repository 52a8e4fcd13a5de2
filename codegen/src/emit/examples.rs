//! `examples.rs`: the document's own examples as tests.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, File, ident},
    ir::{Example, Ty, TypeId},
};

impl Emitter<'_> {
    /// The file of tests; none if the document has no examples.
    pub(super) fn examples(&self) -> Option<File> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen: Vec<(&Ty, &serde_json::Value)> = Vec::new();
        let mut tests: Vec<Vec<TokenStream>> = Vec::new();
        let mut uses_models = false;
        for Example { ty, json, .. } in self.own_examples() {
            if seen.contains(&(ty, json)) {
                continue;
            }
            seen.push((ty, json));
            ty.visit(&mut |id| uses_models |= self.is_own(id));
            let subject = self.subject(ty);
            let count = counts.entry(subject.clone()).or_default();
            *count += 1;
            let name = ident(&format!("{subject}_{count}"));
            let (ty, text) = (self.outside(ty), text(json));
            tests.push(vec![quote! {
                #[test]
                fn #name() -> Result<(), String> {
                    let example = #text;
                    round_trip::<#ty>(example)
                }
            }]);
        }
        if tests.is_empty() {
            return None;
        }
        let models = self.paths.own("models");
        let mut uses: Vec<TokenStream> = uses_models
            .then(|| quote!(use #models;))
            .into_iter()
            .collect();
        uses.push(quote!(
            use specwright_runtime::__private::v1::round_trip;
        ));
        let items = std::iter::once(uses).chain(tests).collect();
        let docs =
            vec!["The document's examples: each is decoded, encoded and compared.".to_owned()];
        Some(File {
            path: "examples.rs".to_owned(),
            docs,
            items,
            ..File::default()
        })
    }

    /// The examples of types that stand in the module that is emitted.
    pub(super) fn own_examples(&self) -> impl Iterator<Item = &Example> {
        self.api.examples.iter().filter(|example| {
            let mut home = None;
            example.ty.visit(&mut |id| {
                home = home.or_else(|| Some(self.api.types.get(&id)?.home));
            });
            home.unwrap_or_default() == self.module
        })
    }

    /// Whether a type stands in the module that is emitted.
    pub(super) fn is_own(&self, id: TypeId) -> bool {
        let definition = self.api.types.get(&id);
        definition.is_some_and(|definition| definition.home == self.module)
    }

    /// What a test is called after.
    fn subject(&self, ty: &Ty) -> String {
        match ty.innermost() {
            Ty::Named(id) => {
                let names = self.names.types.get(id);
                names.map_or_else(String::new, |names| {
                    names.module.trim_end_matches('_').to_owned()
                })
            }
            _ => "value".to_owned(),
        }
    }
}

/// JSON as a string that a person can read.
pub(super) fn text(json: &serde_json::Value) -> TokenStream {
    literal(&serde_json::to_string_pretty(json).unwrap_or_default())
}

/// Text as a literal that a person can read.
pub(super) fn literal(pretty: &str) -> TokenStream {
    let is_plain = pretty.chars().all(|character| {
        character == '\n' || (character.is_ascii() && !character.is_ascii_control())
    });
    let hashes = "#".repeat(
        1 + pretty
            .split('"')
            .map(|rest| rest.len() - rest.trim_start_matches('#').len())
            .max()
            .unwrap_or_default(),
    );
    let raw = is_plain
        .then(|| {
            format!("r{hashes}\"{pretty}\"{hashes}")
                .parse::<Literal>()
                .ok()
        })
        .flatten();
    let literal = raw.unwrap_or_else(|| Literal::string(pretty));
    quote!(#literal)
}
