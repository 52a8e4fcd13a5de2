//! Whole parts of a document that stand elsewhere.
//!
//! In: a document. Out: the reference that stands where paths, components or a section of them should. The
//! specification has none there (OpenAPI 3.1.1, §4.8.8), but documents do.

use super::bundle::COMPONENTS;
use crate::{diagnostic::Place, source::Node};

/// Where a document says that its paths, its components or a section of them stand elsewhere, and that in
/// words.
pub(crate) fn elsewhere(root: &Node) -> Option<(Place, String)> {
    let parts = ["paths", COMPONENTS].into_iter();
    let parts = parts.filter_map(|part| Some((part.to_owned(), root.get(part)?)));
    let components = root.get(COMPONENTS).and_then(Node::as_map);
    let sections = components
        .into_iter()
        .flatten()
        .filter(|(section, _)| !section.starts_with("x-"))
        .map(|(section, node)| (format!("{COMPONENTS}/{section}"), node));
    parts
        .chain(sections)
        .find_map(|(part, node)| says(&part, node))
}

fn says(part: &str, node: &Node) -> Option<(Place, String)> {
    let at = node.get("$ref")?;
    let reference = at.as_str()?;
    let share = match lone_reference(node) {
        Some(_) => "all",
        None => "some",
    };
    let message = format!("{share} {part} stand at `{reference}`, where nothing is changed");
    Some((at.at, message))
}

/// A reference that stands alone, and where it stands.
pub(super) fn lone_reference(node: &Node) -> Option<(&Node, &str)> {
    let map = node.as_map().filter(|map| map.len() == 1)?;
    let at = map.get("$ref")?;
    Some((at, at.as_str()?))
}
