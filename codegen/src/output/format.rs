//! Tokens to text as rustfmt would have it.

use crate::{
    emit::{File, GENERATED, code},
    output::FileTree,
};

/// Makes the files below `src/` of paths and texts; the first one lists the others.
pub fn sources(mut texts: Vec<(String, String)>) -> FileTree {
    let mut paths: Vec<&str> = texts.iter().map(|(path, _)| path.as_str()).collect();
    paths.sort_unstable();
    let list = listing(&paths);
    if let Some((_, root)) = texts.first_mut() {
        root.insert_str(head().len(), &list);
    }
    let root = texts.first().map_or("", |(path, _)| path.as_str());
    let mut tree = FileTree::new(root);
    for (path, text) in texts {
        tree.add(path, text);
    }
    tree
}

/// The first line of all files.
fn head() -> String {
    format!("// {GENERATED}\n")
}

/// The generator's version and the files that it wrote, so that it can remove those it no longer does.
fn listing(paths: &[&str]) -> String {
    let mut text = format!("// specwright {}\n", env!("CARGO_PKG_VERSION"));
    for path in paths {
        text.push_str(&format!("// {}{path}\n", super::tree::LISTED));
    }
    text
}

/// Formats a file: its path and text.
pub fn text(file: File) -> (String, String) {
    let mut text = head() + "\n";
    for line in &file.docs {
        text.push_str(format!("//! {line}").trim_end());
        text.push('\n');
    }
    if !file.docs.is_empty() {
        text.push('\n');
    }
    let before = text.len();
    for group in file.items.into_iter().filter(|group| !group.is_empty()) {
        if text.len() > before {
            text.push('\n');
        }
        text.extend(group.into_iter().map(code));
    }
    if text.len() > before && !file.text.is_empty() {
        text.push('\n');
    }
    text.push_str(&file.text);
    (file.path, text)
}
