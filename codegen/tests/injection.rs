//! Text of a document never becomes code.
//!
//! `whole/hostile.yaml` has in every place that can reach the output what would be code if it were
//! copied as it is. `e2e` compiles what comes of it; here the tokens themselves are looked at, so that
//! code that happens to compile is found too.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read what it tests fails"
)]

use std::{collections::BTreeSet, path::Path};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use specwright::{Input, Runtime, generate};

const HOSTILE: &str = "whole/hostile.yaml";

/// Documents that together have all that the hostile one has.
const HARMLESS: [&str; 4] = [
    "whole/bookshop.yaml",
    "ok/response/kinds.yaml",
    "ok/security/flows.yaml",
    "ok/union/discriminator.yaml",
];

/// The files of a crate that stands alone.
fn output(name: &str) -> Vec<(String, String)> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let report = generate(&Input {
        spec: Some(spec.join(name)),
        ..Input::default()
    });
    let output = report.into_output().unwrap();
    let files = output.into_crate("client", &Runtime::Published);
    files
        .files()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

/// What stands in a file outside literals and comments.
#[derive(Debug, Default)]
struct Code {
    words: BTreeSet<String>,
    macros: BTreeSet<String>,
    inner_attributes: BTreeSet<String>,
    outer_attributes: BTreeSet<String>,
    /// Literals, those of comments included.
    texts: Vec<String>,
}

impl Code {
    fn of(files: &[(String, String)]) -> Self {
        let mut code = Self::default();
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            assert!(syn::parse_file(text).is_ok(), "{path}");
            code.add(text.parse().unwrap());
        }
        code
    }

    fn add(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |index: usize, mark: char| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
        let group = |index: usize| match tokens.get(index) {
            Some(TokenTree::Group(group)) => Some(group),
            _ => None,
        };
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.add(group.stream()),
                TokenTree::Ident(ident) => {
                    self.words.insert(ident.to_string());
                    // `name!(…)` and `macro_rules! name {…}`, but not `a != (b)`.
                    let has_body = group(index + 2).is_some()
                        || matches!(tokens.get(index + 2), Some(TokenTree::Ident(_)));
                    if is(index + 1, '!') && has_body {
                        self.macros.insert(ident.to_string());
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    let is_inner = is(index + 1, '!');
                    let attribute = group(index + 1 + usize::from(is_inner))
                        .filter(|group| group.delimiter() == Delimiter::Bracket);
                    let name = attribute.and_then(|group| group.stream().into_iter().next());
                    let name = name.map(|name| name.to_string());
                    if is_inner {
                        self.inner_attributes.extend(name);
                    } else {
                        self.outer_attributes.extend(name);
                    }
                }
                TokenTree::Punct(_) => {}
                TokenTree::Literal(literal) => self.texts.push(literal.to_string()),
            }
        }
    }
}

/// What harmless documents become.
fn harmless() -> Code {
    let files: Vec<_> = HARMLESS.iter().flat_map(|name| output(name)).collect();
    Code::of(&files)
}

#[test]
fn no_text_becomes_code() {
    let (hostile, harmless) = (Code::of(&output(HOSTILE)), harmless());
    for word in ["compile_error", "injected", "unsafe", "alert", "process"] {
        assert!(!hostile.words.contains(word), "{word}");
    }
    for (hostile, harmless) in [
        (&hostile.macros, &harmless.macros),
        (&hostile.inner_attributes, &harmless.inner_attributes),
        (&hostile.outer_attributes, &harmless.outer_attributes),
    ] {
        let new: Vec<_> = hostile.difference(harmless).collect();
        // What is deprecated has an attribute, which the others need not have.
        assert!(
            new.is_empty() || new == ["deprecated"],
            "{new:?} beside {harmless:?}"
        );
    }
    let texts = hostile.texts.iter();
    let reached = texts.filter(|text| text.contains("injected")).count();
    assert!(
        reached > 200,
        "only {reached} texts of the document are left"
    );
}

/// A file's name is made of words.
#[test]
fn no_text_leads_out_of_the_folder() {
    for (path, _) in output(HOSTILE) {
        let (stem, end) = path.rsplit_once('.').unwrap();
        let is_plain = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|character| character == '_' || character.is_alphanumeric())
        };
        assert!(stem.split('/').all(is_plain), "{path}");
        assert!(["rs", "toml", "md"].contains(&end), "{path}");
    }
}

/// Code blocks of a document are no doc tests, which `cargo test` would run.
#[test]
fn no_text_becomes_a_doc_test() {
    let mut blocks = 0;
    for (path, text) in output(HOSTILE) {
        if !path.ends_with(".rs") {
            continue;
        }
        let mut open: Option<String> = None;
        let mut last_blank = true;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start();
            let Some(doc) = line.strip_prefix("///").or(line.strip_prefix("//!")) else {
                assert_eq!(open, None, "{path}:{number}: {line}");
                last_blank = true;
                continue;
            };
            let content = doc.trim_start();
            let mark = content.chars().next().unwrap_or(' ');
            let length = content.chars().take_while(|next| *next == mark).count();
            let (fence, info) = content.split_at(length * mark.len_utf8());
            let is_fence =
                length >= 3 && (mark == '~' || mark == '`') && !(mark == '`' && info.contains('`'));
            match &open {
                Some(begun) if is_fence && fence.starts_with(begun) && info.is_empty() => {
                    open = None;
                }
                Some(_) => {}
                None if is_fence => {
                    assert!(
                        ["text", "no_run"].contains(&info),
                        "{path}:{}: {line}",
                        number + 1
                    );
                    open = Some(fence.to_owned());
                    blocks += 1;
                }
                // After a blank line an indent of four is a code block.
                None => assert!(
                    !(last_blank && doc.starts_with("     ") && !content.is_empty()),
                    "{path}:{}: {line}",
                    number + 1
                ),
            }
            last_blank = content.is_empty();
        }
    }
    assert!(blocks > 50, "{blocks}");
}

/// The title is text in `Cargo.toml` too.
#[test]
fn no_text_becomes_a_key_of_the_manifest() {
    let manifest = |name: &str| -> toml::Table {
        let files = output(name);
        let (_, text) = files.iter().find(|(path, _)| path == "Cargo.toml").unwrap();
        toml::from_str(text).unwrap()
    };
    let keys = |table: &toml::Table| -> Vec<String> {
        let package = table.get("package").unwrap().as_table().unwrap();
        table.keys().chain(package.keys()).cloned().collect()
    };
    assert_eq!(keys(&manifest(HOSTILE)), keys(&manifest(HARMLESS[0])));
}
