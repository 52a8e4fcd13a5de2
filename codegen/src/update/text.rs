//! Changes of a document in its text, with its order, its comments and its style.

use serde_json::Value;
use yaml_edit::{Document, Mapping, Sequence, YamlNode};

use crate::update::{
    edit::{Edit, apply},
    view::pointer,
};

/// Does `edits` to `text`, which is JSON or YAML; what comes out says what `document` says after them.
///
/// # Errors
///
/// Where a text cannot be changed in place, with the place.
pub(super) fn rewrite(
    text: &str,
    is_json: bool,
    document: &Value,
    edits: &[Edit],
) -> Result<String, String> {
    let mut target = document.clone();
    apply(&mut target, edits);
    if is_json {
        return json(text, &target);
    }
    let yaml: Document = text.parse().map_err(|error| format!("{error}"))?;
    for edit in edits {
        if make(&yaml, edit).is_none() {
            let place = pointer(&edit.path);
            return Err(format!(
                "what stands at `{place}` cannot be changed in place"
            ));
        }
    }
    let text = yaml.to_string();
    // What was written is what was meant, or it is not written.
    match serde_yaml::from_str::<Value>(&text) {
        Ok(found) if found == target => Ok(text),
        Ok(found) => {
            let place = difference(&target, &found).unwrap_or_default();
            Err(format!(
                "what stands at `{place}` cannot be changed in place"
            ))
        }
        Err(error) => Err(format!("the changed text would be no YAML: {error}")),
    }
}

/// The document anew, indented as it was.
fn json(text: &str, target: &Value) -> Result<String, String> {
    let first = text.lines().nth(1).unwrap_or_default();
    let indent: String = first
        .chars()
        .take_while(|character| character.is_whitespace())
        .collect();
    let indent = if indent.is_empty() { "  " } else { &indent };
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    serde::Serialize::serialize(target, &mut writer).map_err(|error| error.to_string())?;
    let mut text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text)
}

fn make(document: &Document, Edit { path, value }: &Edit) -> Option<()> {
    let (last, parents) = path.split_last()?;
    let mut node = YamlNode::Mapping(document.as_mapping()?);
    for (index, step) in parents.iter().enumerate() {
        let next = match &node {
            YamlNode::Mapping(map) => member(map, step),
            YamlNode::Sequence(items) => items.get(step.parse().ok()?),
            _ => return None,
        };
        // In an empty object, written `{}`, there is room for one line only; one that is not there yet,
        // as a section of the components, comes with what it holds.
        let has_room = |node: &YamlNode| node.as_mapping().is_none_or(|map| !map.is_empty());
        match (next.filter(has_room), value) {
            (Some(next), _) => node = next,
            (None, Some(value)) => {
                let inner = parents.get(index + 1..)?.iter().chain([last]).rev();
                let value = inner.fold(value.clone(), |value, step| {
                    Value::Object([(step.clone(), value)].into_iter().collect())
                });
                return set(node.as_mapping()?, step, &value);
            }
            (None, None) => return None,
        }
    }
    match (&node, value) {
        (YamlNode::Mapping(map), None) => map.remove(key(map, last)?).map(drop),
        (YamlNode::Mapping(map), Some(value)) => set(map, last, value),
        (YamlNode::Sequence(items), None) => items.remove(last.parse().ok()?).map(drop),
        (YamlNode::Sequence(items), Some(value)) if last == "-" => {
            items.push(&made(value)?);
            Some(())
        }
        (YamlNode::Sequence(items), Some(value)) => {
            items.set(last.parse().ok()?, &made(value)?).then_some(())
        }
        _ => None,
    }
}

/// Lets the member `name` be `value`; of a list only those items are touched that differ.
fn set(map: &Mapping, name: &str, value: &Value) -> Option<()> {
    let Some(found) = key(map, name) else {
        map.set(name, &made(value)?);
        return Some(());
    };
    if let (Some(YamlNode::Sequence(items)), Value::Array(new)) = (member(map, name), value)
        && let Some(()) = change(&items, new)
    {
        return Some(());
    }
    map.set(found, &made(value)?);
    Some(())
}

/// Takes out what is in no list of `new`, and puts in what is new.
fn change(items: &Sequence, new: &[Value]) -> Option<()> {
    let read = || -> Option<Vec<Value>> { items.values().map(|item| json_of(&item)).collect() };
    let old = read()?;
    let differ = || (0..old.len()).filter(|index| old.get(*index) != new.get(*index));
    // An item that stands for another keeps its line.
    if old.len() == new.len() && differ().count() <= 1 {
        for index in differ() {
            items.set(index, &made(new.get(index)?)?);
        }
        return (read()? == new).then_some(());
    }
    for (index, item) in old.iter().enumerate().rev() {
        if !new.contains(item) {
            items.remove(index)?;
        }
    }
    for (index, item) in new.iter().enumerate() {
        let now = read()?;
        if now.get(index) == Some(item) {
            continue;
        }
        match index < now.len() {
            true => items.insert(index, &made(item)?),
            false => items.push(&made(item)?),
        }
    }
    (read()? == new).then_some(())
}

/// The key of a member, as it is written.
fn key(map: &Mapping, name: &str) -> Option<YamlNode> {
    map.keys().find(|key| {
        json_of(key).is_some_and(|key| match key {
            Value::String(text) => text == name,
            // `200:` is a number in YAML and a name in OpenAPI.
            other => {
                let text = other.to_string();
                text == name
            }
        })
    })
}

fn member(map: &Mapping, name: &str) -> Option<YamlNode> {
    map.get(key(map, name)?)
}

fn json_of(node: &YamlNode) -> Option<Value> {
    serde_yaml::from_str(&node.to_string()).ok()
}

/// A value as it is written.
fn made(value: &Value) -> Option<YamlNode> {
    let text = match value {
        Value::Object(map) if map.is_empty() => "{}\n".to_owned(),
        Value::Array(items) if items.is_empty() => "[]\n".to_owned(),
        value => serde_yaml::to_string(value).ok()?,
    };
    let is_block = matches!(value, Value::Object(map) if !map.is_empty())
        || matches!(value, Value::Array(items) if !items.is_empty());
    let text = if is_block {
        let lines = text.lines().map(|line| format!("  {line}\n"));
        format!("value:\n{}", lines.collect::<String>())
    } else {
        format!("value: {text}")
    };
    let document: Document = text.parse().ok()?;
    document.get("value")
}

/// The first place at which two values differ.
fn difference(a: &Value, b: &Value) -> Option<String> {
    let steps: Vec<String> = match (a, b) {
        (Value::Object(a), Value::Object(b)) => a.keys().chain(b.keys()).cloned().collect(),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            (0..a.len()).map(|index| index.to_string()).collect()
        }
        (a, b) => return (a != b).then(String::new),
    };
    let at = |value: &'_ Value, step: &str| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?).cloned(),
        value => value.get(step).cloned(),
    };
    steps.into_iter().find_map(|step| {
        let inner = match (at(a, &step), at(b, &step)) {
            (Some(a), Some(b)) => difference(&a, &b)?,
            _ => String::new(),
        };
        Some(format!("{}{inner}", pointer(&[step])))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEXT: &str = r##"# A head.
paths:
  /a:   # The first.
    get:
      tags: [a, b]   # In one line.
      parameters:
        # About one.
        - name: one
          in: query
        - { name: two, in: query } # About two.
      responses:
        200: { description: "Yes." }
        "404":
          description: >-
            No,
            not here.
components:
  schemas:
    A:
      enum:
        - x # About x.
        - "2021-04-15"

        # About z.
        - z
    B: {}
"##;

    fn edited(edits: &[(&str, Option<Value>)]) -> Result<String, String> {
        let document: Value = serde_yaml::from_str(TEXT).unwrap();
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(path, value)| Edit {
                path: path
                    .split('/')
                    .skip(1)
                    .map(crate::diagnostic::unescape)
                    .collect(),
                value: value.clone(),
            })
            .collect();
        rewrite(TEXT, false, &document, &edits)
    }

    /// The lines that went and came.
    fn lines(edits: &[(&str, Option<Value>)]) -> Vec<String> {
        let text = edited(edits).unwrap();
        let old: Vec<&str> = TEXT.lines().collect();
        let new: Vec<&str> = text.lines().collect();
        let gone = old.iter().filter(|line| !new.contains(line));
        let come = new.iter().filter(|line| !old.contains(line));
        let gone = gone.map(|line| format!("-{line}"));
        gone.chain(come.map(|line| format!("+{line}"))).collect()
    }

    #[test]
    fn only_what_changes_changes() {
        assert_eq!(edited(&[]).unwrap(), TEXT);
        assert_eq!(
            lines(&[(
                "/components/schemas/A/enum",
                Some(json!(["x", "y", "1", "z"]))
            )]),
            [
                "-        - \"2021-04-15\"",
                "+        - y",
                "+        - '1'"
            ]
        );
        assert_eq!(
            lines(&[("/paths/~1a/get/tags", Some(json!(["a", "b", "c"])))]),
            [
                "-      tags: [a, b]   # In one line.",
                "+      tags: [a, b, c]   # In one line."
            ]
        );
        assert_eq!(
            lines(&[(
                "/paths/~1a/get/responses/200/description",
                Some(json!("Well."))
            )]),
            [
                "-        200: { description: \"Yes.\" }",
                "+        200: { description: Well. }"
            ]
        );
        assert_eq!(
            lines(&[("/paths/~1a/get/parameters/0/required", Some(json!(true)))]),
            ["+          required: true"]
        );
        assert_eq!(
            lines(&[("/paths/~1a/get/responses/404", None)]),
            [
                "-        \"404\":",
                "-          description: >-",
                "-            No,",
                "-            not here."
            ]
        );
    }

    #[test]
    fn what_comes_is_written_where_it_belongs() {
        let schema = json!({ "type": "object", "required": ["a"], "properties": { "a": { "enum": ["yes", "2021-04-15", "a: b", "#", ""] }, "b": {}, "c": [] } });
        for place in [
            "/components/schemas/C",
            "/components/schemas/B",
            "/components/schemas/A/items",
            "/components/parameters/P",
            "/paths/~1b",
            "/paths/~1a/get/responses/200/content",
            "/paths/~1a/get/parameters/-",
            "/paths/~1a/get/parameters/1/schema",
            "/paths/~1a/get/parameters/0/schema",
        ] {
            let text = edited(&[(place, Some(schema.clone()))]).unwrap();
            assert!(text.starts_with("# A head.\n"), "{place}");
        }
        let both = edited(&[
            ("/components/headers/A", Some(schema.clone())),
            ("/components/headers/B", Some(schema)),
            ("/paths/~1a/get/parameters/1", None),
        ]);
        let both = both.unwrap();
        assert!(both.contains("# About one."));
        let lines = "  headers:\n    A:\n      type: object\n      required:\n      - a\n";
        assert!(both.contains(lines), "{both}");
        let text = edited(&[("/components/schemas/B/type", Some(json!("string")))]).unwrap();
        assert!(text.ends_with("    B:\n      type: string\n"), "{text}");
    }

    #[test]
    fn json_keeps_its_indent() {
        let text = "{\n    \"a\": 1\n}\n";
        let edit = Edit {
            path: vec!["b".to_owned()],
            value: Some(json!([2])),
        };
        let text = rewrite(text, true, &json!({ "a": 1 }), &[edit]).unwrap();
        assert_eq!(
            text,
            "{\n    \"a\": 1,\n    \"b\": [\n        2\n    ]\n}\n"
        );
    }
}
