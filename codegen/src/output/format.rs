//! Tokens to text as rustfmt would have it.

use crate::{
    emit::{File, GENERATED, code},
    output::FileTree,
};

/// Formats all files below `src/`; the first one lists the others.
pub fn sources(files: &[File]) -> FileTree {
    let root = files.first().map_or("", |file| file.path.as_str());
    let mut tree = FileTree::new(root);
    let mut paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    paths.sort_unstable();
    for file in files {
        let head = if file.path == root {
            listing(&paths)
        } else {
            Vec::new()
        };
        tree.add(file.path.clone(), text(file, &head));
    }
    tree
}

/// The generator's version and the files that it wrote, so that it can remove those it no longer does.
fn listing(paths: &[&str]) -> Vec<String> {
    let version = format!("specwright {}", env!("CARGO_PKG_VERSION"));
    let files = paths
        .iter()
        .map(|path| format!("{}{path}", super::tree::LISTED));
    std::iter::once(version).chain(files).collect()
}

fn text(file: &File, head: &[String]) -> String {
    let mut text = format!("// {GENERATED}\n");
    for line in head {
        text.push_str(format!("// {line}").trim_end());
        text.push('\n');
    }
    text.push('\n');
    for line in &file.docs {
        text.push_str(format!("//! {line}").trim_end());
        text.push('\n');
    }
    if !file.docs.is_empty() {
        text.push('\n');
    }
    let groups = file.items.iter().filter(|group| !group.is_empty());
    let groups: Vec<String> = groups
        .map(|group| group.iter().cloned().map(code).collect())
        .collect();
    text.push_str(&groups.join("\n"));
    text
}
