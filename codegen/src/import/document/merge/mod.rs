//! Puts what was imported into a document that is there.
//!
//! In: the text of a document, and another document. Out: the text with what differs in meaning changed
//! in place. Operations are found by method and path, schemas by where they stand; the names, the
//! order, the comments and the words of the text stay, and so does whatever the other document leaves
//! uncertain. A component that only some of its users have to see changed is left as it is, and a new
//! one stands beside it.

mod operation;
mod schema;
mod security;
mod survey;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{
    import::document::{
        flatten::flatten,
        meaning::Meanings,
        places::{operations, shape},
    },
    rewrite::{Version, convert, edit, read},
};

/// Whose descriptions, summaries and examples the document has afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Words {
    /// The document's own, wherever something is there already.
    #[default]
    Kept,
    /// Those of what is imported.
    Imported,
}

/// What a merge did to a part of the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The part: `PUT /things/{id}`, `schema Thing`.
    pub part: String,
}

/// What happened to a part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It was not there.
    Added,
    /// It is there, and says something else now.
    Changed,
    /// It says the same.
    Same,
    /// What is imported is not certain here, so that the document's own reading stays.
    Kept,
    /// It is there, but nothing refers to it any more.
    Unused,
}

impl ChangeKind {
    /// Returns the word that is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Kept => "kept",
            Self::Unused => "unused",
        }
    }
}

/// Why nothing was merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmerged {
    /// The text is no JSON or YAML.
    Syntax,
    /// The text is laid out in a way that cannot be edited without touching what stays.
    Layout {
        /// A JSON pointer to where that is; empty for the whole.
        place: String,
    },
}

impl std::fmt::Display for Unmerged {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Syntax => "is no JSON or YAML",
            Self::Layout { place: _ } => {
                "is laid out in a way that cannot be edited without touching what stays"
            }
        })
    }
}

impl std::error::Error for Unmerged {}

/// Merges `imported` into the text of a document.
///
/// Merging the same once more changes nothing. Bytes outside of what changed are as before.
///
/// # Errors
///
/// If the text cannot be read, or not be edited in place.
pub fn merge(
    existing: &str,
    is_json: bool,
    imported: &Value,
    words: Words,
) -> Result<(String, Vec<Change>), Unmerged> {
    let old = read(existing, is_json).ok_or(Unmerged::Syntax)?;
    let mut new = flatten(imported);
    convert(&mut new, Version::of(&old));
    use_paths(&mut new, &old);
    let (wanted, changes) = Merger::new(&old, &new, words).run();
    let text = edit(existing, is_json, &old, &wanted).map_err(|refused| Unmerged::Layout {
        place: refused.place().to_owned(),
    })?;
    Ok((text, changes))
}

/// One merge.
struct Merger<'v> {
    old: &'v Value,
    new: &'v Value,
    words: Words,
    olds: Meanings<'v>,
    news: Meanings<'v>,
    demands: survey::Demands,
    /// Components of the old document that change, by name.
    changed: BTreeMap<String, Value>,
    /// Components that come, by name.
    added: Map<String, Value>,
    /// Components of the new document with the names that they have now.
    adopted: BTreeMap<String, String>,
    /// What schemas of the old document mean afterwards.
    finals: BTreeMap<String, String>,
    /// How often the old reading stayed because the new one is not certain.
    kept: usize,
    /// Names of properties that the operation at hand may have somewhere else, by what is new.
    doubtful: BTreeSet<String>,
    /// Names of properties that the operation at hand has anywhere.
    present: BTreeSet<String>,
    changes: Vec<Change>,
}

impl<'v> Merger<'v> {
    fn new(old: &'v Value, new: &'v Value, words: Words) -> Self {
        Self {
            old,
            new,
            words,
            olds: Meanings::new(old),
            news: Meanings::new(new),
            demands: survey::Demands::default(),
            changed: BTreeMap::new(),
            added: Map::new(),
            adopted: BTreeMap::new(),
            finals: BTreeMap::new(),
            kept: 0,
            doubtful: BTreeSet::new(),
            present: BTreeSet::new(),
            changes: Vec::new(),
        }
    }

    fn run(mut self) -> (Value, Vec<Change>) {
        self.survey();
        self.settle();
        let mut wanted = self.old.clone();
        let all: Vec<_> = operations(self.new)
            .map(|(path, method, operation)| (path.to_owned(), method.to_owned(), operation))
            .collect();
        let mut tags = BTreeSet::new();
        let mut seen = Vec::new();
        for (path, method, operation) in all {
            let part = format!("{} {path}", method.to_uppercase());
            let at = self.find(&path, &method);
            let kept = self.kept;
            let Some(own) = at else {
                let own_tags = operation.get("tags").and_then(Value::as_array);
                tags.extend(own_tags.into_iter().flatten().filter_map(Value::as_str));
                let result = self.new_operation(operation, &path);
                insert(&mut wanted, &["paths", &path, &method], result);
                self.note(ChangeKind::Added, part);
                continue;
            };
            let result = self.operation(&path_item(self.old, &path), own, operation);
            if self.kept > kept {
                self.note(ChangeKind::Kept, part.clone());
            }
            seen.push((part, *own != result, own));
            insert(&mut wanted, &["paths", &path, &method], result);
        }
        for (part, is_changed, own) in seen {
            let kind = if is_changed || self.reaches_change(own) {
                ChangeKind::Changed
            } else {
                ChangeKind::Same
            };
            self.note(kind, part);
        }
        self.finish(&mut wanted, &tags);
        self.changes.sort();
        (wanted, self.changes)
    }

    /// Puts components, schemes and tags that come or change into the document.
    fn finish(&mut self, wanted: &mut Value, tags: &BTreeSet<&str>) {
        for (name, schema) in std::mem::take(&mut self.changed) {
            if self
                .old
                .pointer("/components/schemas")
                .and_then(|schemas| schemas.get(&name))
                != Some(&schema)
            {
                self.note(ChangeKind::Changed, format!("schema {name}"));
                insert(wanted, &["components", "schemas", &name], schema);
            }
        }
        for (name, schema) in std::mem::take(&mut self.added) {
            self.note(ChangeKind::Added, format!("schema {name}"));
            insert(wanted, &["components", "schemas", &name], schema);
        }
        for (name, scheme) in self.schemes_needed(wanted) {
            self.note(ChangeKind::Added, format!("security scheme {name}"));
            insert(wanted, &["components", "securitySchemes", &name], scheme);
        }
        let known = |tag: &str| {
            self.old
                .get("tags")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .any(|own| own.get("name").and_then(Value::as_str) == Some(tag))
        };
        let missing: Vec<_> = tags
            .iter()
            .filter(|tag| !known(tag))
            .map(|tag| (*tag).to_owned())
            .collect();
        for tag in missing {
            let theirs = self
                .new
                .get("tags")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let stated = theirs
                .into_iter()
                .find(|own| own.get("name").and_then(Value::as_str) == Some(&tag))
                .cloned();
            let stated = stated.unwrap_or_else(|| serde_json::json!({ "name": tag }));
            if let Some(document) = wanted.as_object_mut() {
                let list = document
                    .entry("tags")
                    .or_insert_with(|| Value::Array(Vec::new()));
                list.as_array_mut()
                    .into_iter()
                    .for_each(|list| list.push(stated.clone()));
            }
            self.note(ChangeKind::Added, format!("tag {tag}"));
        }
        let (before, after) = (survey::uses(self.old), survey::uses(wanted));
        for name in before.keys().filter(|name| !after.contains_key(*name)) {
            self.note(ChangeKind::Unused, format!("schema {name}"));
        }
    }

    fn note(&mut self, kind: ChangeKind, part: String) {
        self.changes.push(Change { kind, part });
    }

    /// The operation of the old document at a path.
    fn find(&self, path: &str, method: &str) -> Option<&'v Value> {
        self.old.get("paths")?.get(path)?.get(method)
    }
}

fn path_item(document: &Value, path: &str) -> Value {
    document
        .get("paths")
        .and_then(|paths| paths.get(path))
        .cloned()
        .unwrap_or_default()
}

/// Gives paths of `new` the names that `old` has for them and their parameters.
fn use_paths(new: &mut Value, old: &Value) {
    let own = old.get("paths").and_then(Value::as_object);
    let Some(paths) = new.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    let mut result: Map<String, Value> = Map::new();
    for (path, mut item) in std::mem::take(paths) {
        let exact = own.is_some_and(|own| own.contains_key(&path));
        let alike = own.and_then(|own| own.keys().find(|own| shape(own) == shape(&path)));
        let to = alike
            .filter(|_| !exact)
            .cloned()
            .unwrap_or_else(|| path.clone());
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            *operation = renamed(operation, &path, &to);
        }
        let target = result
            .entry(to)
            .or_insert_with(|| Value::Object(Map::new()));
        if let (Some(target), Value::Object(item)) = (target.as_object_mut(), item) {
            target.extend(item);
        }
    }
    *paths = result;
}

/// An operation with the names that the old path has for its parameters.
fn renamed(operation: &Value, from: &str, to: &str) -> Value {
    let mut operation = operation.clone();
    let names: Vec<_> = from
        .split('/')
        .zip(to.split('/'))
        .filter(|(from, to)| from != to)
        .collect();
    let name = |part: &str| part.trim_matches(['{', '}']).to_owned();
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        let own = parameter
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let pair = names.iter().find(|(from, _)| name(from) == own);
        if let (Some((_, to)), true) = (
            pair,
            parameter.get("in").is_some_and(|place| place == "path"),
        ) {
            parameter.insert("name".to_owned(), name(to).into());
        }
    }
    operation
}

/// Puts a value into a document, with the maps on the way to it.
fn insert(document: &mut Value, steps: &[&str], value: Value) {
    let mut at = document;
    for step in steps {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Some(map) = at.as_object_mut() else {
            return;
        };
        at = map.entry(*step).or_insert(Value::Null);
    }
    *at = value;
}
