//! Tokens to text as rustfmt would have it.

use crate::{
    emit::{File, GENERATED, code},
    output::FileTree,
};

/// Formats files below `src/` as they come; the first one lists the others.
pub fn sources(each: impl FnOnce(&mut dyn FnMut(File))) -> FileTree {
    let mut texts: Vec<(String, String)> = Vec::new();
    each(&mut |file| {
        texts.push(text(file));
    });
    let root = texts.first().map_or("", |(path, _)| path.as_str());
    let mut tree = FileTree::new(root);
    let mut paths: Vec<&str> = texts.iter().map(|(path, _)| path.as_str()).collect();
    paths.sort_unstable();
    let list = listing(&paths);
    for (index, (path, text)) in texts.into_iter().enumerate() {
        let head = if index == 0 { list.as_str() } else { "" };
        tree.add(path, format!("// {GENERATED}\n{head}\n{text}"));
    }
    tree
}

/// The generator's version and the files that it wrote, so that it can remove those it no longer does.
fn listing(paths: &[&str]) -> String {
    let mut text = format!("// specwright {}\n", env!("CARGO_PKG_VERSION"));
    for path in paths {
        text.push_str(&format!("// {}{path}\n", super::tree::LISTED));
    }
    text
}

/// A file's path and text.
fn text(file: File) -> (String, String) {
    let mut text = String::new();
    for line in &file.docs {
        text.push_str(format!("//! {line}").trim_end());
        text.push('\n');
    }
    if !file.docs.is_empty() {
        text.push('\n');
    }
    let groups = file.items.into_iter().filter(|group| !group.is_empty());
    let groups: Vec<String> = groups
        .map(|group| group.into_iter().map(code).collect())
        .collect();
    text.push_str(&groups.join("\n"));
    if !groups.is_empty() && !file.text.is_empty() {
        text.push('\n');
    }
    text.push_str(&file.text);
    (file.path, text)
}
