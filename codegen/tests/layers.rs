//! Tidy: which stage may import which, how long a file and a function may be, and what a
//! `TODO` says.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read what it tests fails"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use syn::visit::{self, Visit};

/// The longest file and the longest function, in lines.
const FILE: usize = 400;
const FUNCTION: usize = 60;

/// Each stage with the others that it may import, beside itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("source", &["diagnostic"]),
    ("overlay", &["diagnostic", "source"]),
    ("openapi", &["diagnostic", "source"]),
    // Documents before they are understood, said in other words.
    ("rewrite", &["diagnostic", "source"]),
    // Examples and defaults are values of the document.
    ("lower", &["diagnostic", "source", "openapi", "ir"]),
    ("ir", &["diagnostic"]),
    ("pass", &["diagnostic", "ir"]),
    ("name", &["diagnostic", "ir"]),
    ("emit", &["ir", "name"]),
    ("output", &["emit", "threads"]),
    // The command line calls the library by its public name.
    ("commands", &[]),
    ("observe", &["diagnostic", "doing", "source"]),
    // Texts of a repository; nothing of the way through.
    ("init", &[]),
    // What `codegen.toml` says is read into what the stages are told.
    ("options", &["diagnostic", "source", "lower", "ir", "name"]),
    // Changes have places, which are looked for in the sources.
    ("diff", &["diagnostic", "source", "ir", "name"]),
    // Documents before they are understood; what follows from them is `update.rs` beside it.
    (
        "update",
        &[
            "diagnostic",
            "source",
            "options",
            "lower",
            "diff",
            "rewrite",
            "import",
        ],
    ),
    // Pages become documents, which are read like any other.
    ("import", &["diagnostic", "doing", "source", "rewrite"]),
];

/// Only these make tokens.
const TOKENS: &[&str] = &["emit", "output"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All paths that a file uses, `use` items flattened.
#[derive(Default)]
struct Paths(Vec<String>);

impl Paths {
    fn tree(&mut self, tree: &syn::UseTree, prefix: &str) {
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &format!("{prefix}{}::", path.ident)),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.tree(tree, prefix))
            }
            syn::UseTree::Name(name) => self.0.push(format!("{prefix}{}", name.ident)),
            syn::UseTree::Rename(name) => self.0.push(format!("{prefix}{}", name.ident)),
            syn::UseTree::Glob(_) => self.0.push(format!("{prefix}*")),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, "");
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.0.push(segments.join("::"));
        visit::visit_path(self, path);
    }
}

#[test]
fn stages_import_only_those_before_them() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (stage, allowed) in LAYERS {
        for path in sources(&root().join(stage)) {
            let mut paths = Paths::default();
            paths.visit_file(&syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap());
            for used in paths.0 {
                let mut parts = used.split("::");
                let first = parts.next().unwrap_or_default();
                let is_other = |other: &str| other != *stage && !allowed.contains(&other);
                let bad_layer = first == "crate" && parts.next().is_some_and(is_other);
                let bad_tokens = matches!(first, "quote" | "proc_macro2" | "syn" | "prettyplease")
                    && !TOKENS.contains(stage);
                checked += 1;
                if bad_layer || bad_tokens || used.contains("super::super") {
                    wrong.push(format!("{}: {used}", path.display()));
                }
            }
        }
    }
    assert!(checked > 500, "{checked}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_stage_is_in_the_table() {
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(
            !path.is_dir() || LAYERS.iter().any(|(stage, _)| *stage == name),
            "{name}"
        );
    }
}

/// The names and lengths of functions.
#[derive(Default)]
struct Functions(Vec<(String, usize)>);

impl Functions {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let span = block.brace_token.span;
        let lines = span.close().end().line - signature.fn_token.span.start().line + 1;
        self.0.push((signature.ident.to_string(), lines));
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

#[test]
fn files_and_functions_are_short() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src");
    let runtime = if runtime.is_dir() {
        sources(&runtime)
    } else {
        Vec::new()
    };
    let mut long = Vec::new();
    for path in sources(&root()).into_iter().chain(runtime) {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if lines > FILE {
            long.push(format!("{}: {lines} lines", path.display()));
        }
        let mut functions = Functions::default();
        functions.visit_file(&syn::parse_file(&text).unwrap());
        let too_long = functions
            .0
            .into_iter()
            .filter(|(_, lines)| *lines > FUNCTION);
        long.extend(
            too_long.map(|(name, lines)| format!("{}: {name} has {lines} lines", path.display())),
        );
        let todo = text
            .lines()
            .find(|line| line.contains("TODO") && !line.contains("TODO(#"));
        long.extend(todo.map(|line| format!("{}: {line}", path.display())));
    }
    assert!(long.is_empty(), "{long:#?}");
}
