//! Which operations of a document become methods.

use std::cell::Cell;

use crate::{diagnostic::At, openapi::Operation};

/// A choice of operations: `tag:pets`, `path:/pets/*`, `id:list*` or `method:get`.
///
/// `*` stands for any characters, none included.
#[derive(Debug, Clone)]
pub struct Pattern {
    written: String,
    at: At,
    kind: Kind,
    used: Cell<bool>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Tag,
    Path,
    Id,
    Method,
}

impl Pattern {
    /// Reads a pattern; nothing if it begins with none of the four words.
    pub fn parse(text: &str, at: At) -> Option<Self> {
        let (kind, _) = text.split_once(':')?;
        let kind = match kind {
            "tag" => Kind::Tag,
            "path" => Kind::Path,
            "id" => Kind::Id,
            "method" => Kind::Method,
            _ => return None,
        };
        Some(Self {
            written: text.to_owned(),
            at,
            kind,
            used: Cell::new(false),
        })
    }

    /// It as it is written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// What it looks for, behind the word that says where.
    fn text(&self) -> &str {
        self.written.split_once(':').map_or("", |(_, text)| text)
    }

    /// Where it is written.
    pub fn at(&self) -> &At {
        &self.at
    }

    /// Whether it chose anything yet.
    pub fn was_used(&self) -> bool {
        self.used.get()
    }

    /// Whether it chooses `operation`.
    pub(super) fn matches(&self, operation: &Operation) -> bool {
        let tags: Vec<&str> = operation.tags.iter().map(|tag| &**tag).collect();
        let id = operation.id.as_ref().map(|(id, _)| id.as_str());
        self.chooses(operation.method.as_str(), &operation.path, id, &tags)
    }

    /// Whether it chooses what has this method, path, id and these tags.
    pub fn chooses(&self, method: &str, path: &str, id: Option<&str>, tags: &[&str]) -> bool {
        let is = |text: &str| glob(self.text(), text);
        let found = match self.kind {
            Kind::Tag => tags.iter().any(|tag| is(tag)),
            Kind::Path => is(path),
            Kind::Id => id.is_some_and(is),
            Kind::Method => method.eq_ignore_ascii_case(self.text()),
        };
        self.used.set(self.used.get() || found);
        found
    }
}

/// Whether `text` has the shape of `pattern`, in which `*` stands for any characters.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match text.find(part) {
            Some(at) => text = text.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("*b", "ab", true),
            ("/pets/*/toys", "/pets/1/toys", true),
            ("/pets/*/toys", "/pets/toys", false),
            ("*a*b*", "xaxbx", true),
            ("*a*b*", "xbxa", false),
            ("*", "", true),
            ("ab*b", "ab", false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }
}
