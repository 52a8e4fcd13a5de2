//! A value in its document, seen through references.
//!
//! Documents that say the same are written differently: inline or by reference, with their own words,
//! with lists in another order. [`same`] looks past that.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::diagnostic::{escape, unescape};
pub(super) use crate::rewrite::Keys;

/// How many references are followed on the way to one value.
const MAX_FOLLOWED: usize = 50;

/// Lists whose order means nothing.
const SETS: &[&str] = &["enum", "required", "security", "tags", "type"];

/// What is meant where it is left out (OpenAPI 3.1.1; JSON Schema 2020-12).
const FALSE_UNLESS_SAID: &[&str] = &[
    "allowReserved",
    "deprecated",
    "nullable",
    "readOnly",
    "required",
    "uniqueItems",
    "writeOnly",
];

impl Keys {
    /// Whether the list at `key` is one whose order means nothing.
    pub(super) fn is_set(self, key: &str) -> bool {
        self == Self::Words && SETS.contains(&key)
    }

    /// Whether leaving `key` out says as much as `value`.
    fn is_default(self, key: &str, value: &Value) -> bool {
        self == Self::Words && FALSE_UNLESS_SAID.contains(&key) && value == &Value::Bool(false)
    }
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct View<'v> {
    root: &'v Value,
    /// The steps from the root.
    pub(super) path: Vec<String>,
    pub(super) value: &'v Value,
    /// What stands where it was looked for: the value, or a reference to it.
    pub(super) written: &'v Value,
}

impl<'v> View<'v> {
    /// The document as a whole.
    pub(super) fn new(root: &'v Value) -> Self {
        Self {
            root,
            path: Vec::new(),
            value: root,
            written: root,
        }
    }

    /// The member or item at `key`, as it is written.
    pub(super) fn written(&self, key: &str) -> Option<Self> {
        let value = match self.value {
            Value::Object(map) => map.get(key)?,
            Value::Array(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
        let mut path = self.path.clone();
        path.push(key.to_owned());
        Some(Self {
            root: self.root,
            path,
            value,
            written: value,
        })
    }

    /// The member or item at `key`, or what it refers to.
    pub(super) fn child(&self, key: &str) -> Option<Self> {
        Some(self.written(key)?.resolved())
    }

    /// The value that stands behind references.
    pub(super) fn resolved(self) -> Self {
        let written = self.written;
        let mut view = self;
        for _ in 0..MAX_FOLLOWED {
            let next = match view.reference() {
                Some(reference) => Self::new(view.root).at(reference),
                None => view.alone(),
            };
            match next {
                Some(next) => view = next,
                None => break,
            }
        }
        view.written = written;
        view
    }

    /// What it refers to, if it is a reference within its document.
    pub(super) fn reference(&self) -> Option<&'v str> {
        let reference = self.value.get("$ref")?.as_str()?;
        reference.strip_prefix('#')
    }

    /// The only schema of an `allOf` beside which nothing stands but words for people; OpenAPI 3.0 has
    /// no other way to put words beside a reference.
    pub(super) fn alone(&self) -> Option<Self> {
        let map = self.value.as_object()?;
        let all = map.get("allOf")?.as_array()?;
        let is_alone = all.len() == 1
            && map
                .keys()
                .all(|key| key == "allOf" || Keys::Words.is_soft(key));
        if !is_alone {
            return None;
        }
        self.written("allOf")?.written("0")
    }

    /// The value at a JSON pointer.
    pub(super) fn at(&self, pointer: &str) -> Option<Self> {
        let steps = pointer.split('/').skip(1);
        steps
            .map(unescape)
            .try_fold(self.clone(), |view, step| view.written(&step))
    }

    /// The place as a JSON pointer.
    pub(super) fn pointer(&self) -> String {
        pointer(&self.path)
    }

    pub(super) fn map(&self) -> Option<&'v Map<String, Value>> {
        self.value.as_object()
    }

    pub(super) fn list(&self) -> Option<&'v Vec<Value>> {
        self.value.as_array()
    }
}

/// Steps as a JSON pointer (RFC 6901).
pub(super) fn pointer(steps: &[String]) -> String {
    let steps = steps.iter().map(|step| format!("/{}", escape(step)));
    steps.collect()
}

/// Whether two values of two documents say the same about the wire.
pub(super) fn same(a: &View<'_>, b: &View<'_>, keys: Keys) -> bool {
    alike(a, b, keys, &mut BTreeSet::new())
}

fn alike(
    a: &View<'_>,
    b: &View<'_>,
    keys: Keys,
    asked: &mut BTreeSet<(Vec<String>, Vec<String>)>,
) -> bool {
    if keys == Keys::Data {
        return a.value == b.value;
    }
    match (a.value, b.value) {
        (Value::Object(left), Value::Object(right)) => {
            // What is asked already is the same unless a difference shows elsewhere.
            if !asked.insert((a.path.clone(), b.path.clone())) {
                return true;
            }
            let all: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            all.into_iter().filter(|key| !keys.is_soft(key)).all(|key| {
                let below = keys.below(key);
                match (a.child(key), b.child(key)) {
                    (Some(a), Some(b)) => member(&a, &b, keys, key, asked),
                    (Some(one), None) | (None, Some(one)) => {
                        below != Keys::Data && keys.is_default(key, one.value)
                    }
                    (None, None) => true,
                }
            })
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && (0..left.len()).all(|index| {
                    let index = index.to_string();
                    match (a.child(&index), b.child(&index)) {
                        (Some(a), Some(b)) => alike(&a, &b, keys, asked),
                        _ => false,
                    }
                })
        }
        (a, b) => a == b || (a.is_number() && b.is_number() && a.as_f64() == b.as_f64()),
    }
}

/// Whether two members at `key` say the same.
fn member(
    a: &View<'_>,
    b: &View<'_>,
    keys: Keys,
    key: &str,
    asked: &mut BTreeSet<(Vec<String>, Vec<String>)>,
) -> bool {
    if let (true, Some(left), Some(right)) = (keys.is_set(key), a.list(), b.list()) {
        return same_items(left, right);
    }
    if let (true, Some(left), Some(right)) =
        (is_parameters(keys, key), parameters(a), parameters(b))
    {
        return left.len() == right.len()
            && left.iter().all(|(name, a)| {
                let b = right.iter().find(|(other, _)| other == name);
                b.is_some_and(|(_, b)| alike(a, b, Keys::Words, asked))
            });
    }
    alike(a, b, keys.below(key), asked)
}

/// Whether two lists have the same items, in whatever order.
pub(super) fn same_items(left: &[Value], right: &[Value]) -> bool {
    let within = |items: &[Value], others: &[Value]| items.iter().all(|i| others.contains(i));
    within(left, right) && within(right, left)
}

/// Whether the value at `key` is a list of parameters.
pub(super) fn is_parameters(keys: Keys, key: &str) -> bool {
    keys == Keys::Words && key == "parameters"
}

/// The place and the name of a parameter.
pub(super) type Name = (String, String);

/// The parameters of a list by their place and name; nothing where one has neither.
pub(super) fn parameters<'v>(list: &View<'v>) -> Option<Vec<(Name, View<'v>)>> {
    let count = list.list()?.len();
    let views = (0..count).map(|index| {
        let view = list.child(&index.to_string())?;
        let text = |key: &str| Some(view.value.get(key)?.as_str()?.to_owned());
        let (place, name) = (text("in")?, text("name")?);
        // The names of headers have no case (RFC 9110, §5.1).
        let name = match place.as_str() {
            "header" => name.to_ascii_lowercase(),
            _ => name,
        };
        Some(((place, name), view))
    });
    views.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn are_same(a: &Value, b: &Value) -> bool {
        same(&View::new(a), &View::new(b), Keys::Words)
    }

    #[test]
    fn what_is_written_otherwise_is_the_same() {
        let inline = json!({ "paths": { "/a": { "get": {
            "parameters": [{ "in": "header", "name": "Version", "schema": { "enum": ["1", "2"] } }, { "in": "query", "name": "q" }],
            "responses": { "200": { "description": "A", "content": { "j": { "schema": { "type": "object", "properties": { "description": { "type": "string" } } } } } } },
        } } } });
        let referred = json!({
            "paths": { "/a": { "get": {
                "parameters": [{ "in": "query", "name": "q", "required": false }, { "$ref": "#/components/parameters/V" }],
                "responses": { "200": { "description": "B", "content": { "j": { "schema": { "allOf": [{ "$ref": "#/components/schemas/A" }], "description": "x" } } } } },
            } } },
        });
        let mut referred = referred;
        referred["components"] = json!({
            "parameters": { "V": { "in": "header", "name": "version", "schema": { "enum": ["2", "1"] } } },
            "schemas": { "A": { "type": "object", "properties": { "description": { "type": "string", "title": "t" } } } },
        });
        fn paths(document: &Value) -> View<'_> {
            View::new(document).child("paths").unwrap()
        }
        // The name of a header has no case, but it is what is sent.
        referred["components"]["parameters"]["V"]["name"] = json!("Version");
        assert!(same(&paths(&inline), &paths(&referred), Keys::Names));
        // A property called `description` is no description.
        referred["components"]["schemas"]["A"]["properties"]["description"]["type"] =
            json!("number");
        assert!(!same(&paths(&inline), &paths(&referred), Keys::Names));
    }

    #[test]
    fn cycles_end() {
        let a = json!({ "$defs": { "A": { "properties": { "next": { "$ref": "#/$defs/A" } } } } });
        let b = json!({ "$defs": { "A": { "properties": { "next": { "properties": { "next": { "$ref": "#/$defs/A" } } } } } } });
        assert!(are_same(&a, &b));
        let endless = json!({ "$defs": { "A": { "$ref": "#/$defs/A" } } });
        assert!(are_same(&endless, &endless));
    }

    #[test]
    fn a_difference_is_seen() {
        for (a, b) in [
            (json!({ "enum": ["a"] }), json!({ "enum": ["a", "b"] })),
            (
                json!({ "default": { "description": 1 } }),
                json!({ "default": { "description": 2 } }),
            ),
            (json!({ "required": true }), json!({})),
            (
                json!({ "oneOf": [{ "type": "string" }] }),
                json!({ "oneOf": [] }),
            ),
            (json!({ "maxLength": 1 }), json!({ "maxLength": 2 })),
        ] {
            assert!(!are_same(&a, &b), "{a} {b}");
        }
        assert!(are_same(
            &json!({ "maxLength": 1 }),
            &json!({ "maxLength": 1.0 })
        ));
    }
}
