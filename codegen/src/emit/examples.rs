//! `examples.rs`: the document's own examples as tests.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

use crate::{
    emit::{Emitter, File, imports::Imports, print::tokens, text::Text},
    ir::{Example, Ty, TypeId},
};

impl Emitter<'_> {
    /// The file of tests; none if the document has no examples.
    pub(super) fn examples(&self) -> Option<File> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen: BTreeMap<String, Vec<&serde_json::Value>> = BTreeMap::new();
        let (imports, mut text) = (Imports::default(), Text::default());
        for Example { ty, json, .. } in self.own_examples() {
            let written = self.written(ty, &imports);
            let others = seen.entry(written.clone()).or_default();
            if others.contains(&json) {
                continue;
            }
            others.push(json);
            let subject = self.subject(ty);
            let count = counts.entry(subject.clone()).or_default();
            *count += 1;
            let json = pretty(json);
            text.item(format_args!("#[test]"));
            text.code(
                0,
                format_args!("fn {subject}_{count}() -> Result<(), String> {{"),
            );
            text.line(1, format_args!("let example = {};", string(&json)));
            text.code(1, format_args!("round_trip::<{written}>(example)"));
            text.lines(0, "}");
        }
        if counts.is_empty() {
            return None;
        }
        imports.private("round_trip");
        Some(File {
            docs: vec![
                "The document's examples: each is decoded, encoded and compared.".to_owned(),
            ],
            ..imports.file("examples.rs".to_owned(), &text)
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
    literal(&pretty(json))
}

/// Text as a literal that a person can read.
pub(super) fn literal(text: &str) -> TokenStream {
    tokens(&string(text))
}

fn pretty(json: &serde_json::Value) -> String {
    serde_json::to_string_pretty(json).unwrap_or_default()
}

/// Text as a literal that a person can read: as it is, where it has nothing that does not show.
fn string(text: &str) -> String {
    let is_plain = text.chars().all(|character| {
        character == '\n' || (character.is_ascii() && !character.is_ascii_control())
    });
    if !is_plain {
        return format!("{text:?}");
    }
    let behind_quotes = text
        .split('"')
        .map(|rest| rest.len() - rest.trim_start_matches('#').len());
    let hashes = "#".repeat(1 + behind_quotes.max().unwrap_or_default());
    format!("r{hashes}\"{text}\"{hashes}")
}
