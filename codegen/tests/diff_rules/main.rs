//! Each rule of `specwright diff` fires where it should, and does not where it should not.
//!
//! A case changes the document in `base.yaml` by JSON pointers: `old` first, then `new` or `near`
//! upon that. `$name` at the beginning of a pointer is one of `at`; null takes a value away, `-` adds
//! to a list. `new` must fire the rule and do what `does` says; `near` must not fire it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot read what it tests fails"
)]

mod formats;
mod whole;

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Map, Value, json};
use specwright::{
    Input,
    diff::{Comparison, rules},
};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff_rules")
}

fn yaml(name: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(folder().join(name)).unwrap()).unwrap()
}

/// Sets, adds or takes away what stands at a pointer.
fn set(document: &mut Value, pointer: &str, value: &Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let mut at = document;
    for step in parent.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        at = match at {
            Value::Array(list) => &mut list[step.parse::<usize>().unwrap()],
            other => {
                if !other.is_object() {
                    *other = json!({});
                }
                let map = other.as_object_mut().unwrap();
                map.entry(step).or_insert(json!({}))
            }
        };
    }
    let last = last.replace("~1", "/").replace("~0", "~");
    match at {
        Value::Array(list) if last == "-" => list.push(value.clone()),
        Value::Array(list) if value.is_null() => {
            list.remove(last.parse().unwrap());
        }
        Value::Array(list) => list[last.parse::<usize>().unwrap()] = value.clone(),
        other => {
            if !other.is_object() {
                *other = json!({});
            }
            let map = other.as_object_mut().unwrap();
            if value.is_null() {
                // Not `remove`, which would put the last member in its place.
                map.shift_remove(&last)
                    .unwrap_or_else(|| panic!("nothing at {pointer}"));
            } else {
                map.insert(last, value.clone());
            }
        }
    }
}

fn changed(document: &Value, patch: Option<&Value>, at: &Map<String, Value>) -> Value {
    let mut document = document.clone();
    let steps = patch.and_then(Value::as_object).into_iter().flatten();
    for (pointer, value) in steps {
        let mut pointer = pointer.clone();
        while let Some(rest) = pointer.strip_prefix('$') {
            let (name, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let start = at.get(name).and_then(Value::as_str);
            pointer = format!("{}{rest}", start.unwrap_or_else(|| panic!("no ${name}")));
        }
        set(&mut document, &pointer, value);
    }
    document
}

fn compare(old: &Value, new: &Value, config: Option<&str>) -> Comparison {
    let folder = tempfile::tempdir().unwrap();
    let input = |name: &str, document: &Value| {
        let spec = folder.path().join(name);
        fs::write(&spec, format!("{document:#}")).unwrap();
        let config = config.map(|text| {
            let path = folder.path().join("codegen.toml");
            fs::write(&path, text).unwrap();
            path
        });
        Input {
            spec: Some(spec),
            config,
            ..Input::default()
        }
    };
    let difference = specwright::diff(&input("old.json", old), &input("new.json", new));
    let style = specwright::diagnostic::render::Style::Plain;
    let least = specwright::diagnostic::Severity::Error;
    let errors =
        difference.old_report().text(least, style) + &difference.new_report().text(least, style);
    let comparison = difference.into_comparison();
    comparison.unwrap_or_else(|| panic!("{errors}"))
}

/// A case with what it is called in messages.
struct Case {
    rule: String,
    does: String,
    old: Value,
    new: Value,
    near: Value,
    config: Option<String>,
}

fn cases() -> Vec<Case> {
    let base = yaml("base.yaml");
    let mut cases = Vec::new();
    let mut names: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".yaml") && name != "base.yaml" && name != "limits.yaml")
        .collect();
    names.sort();
    for name in names {
        let file = yaml(&name);
        let at = file["at"].as_object().unwrap();
        for case in file["cases"].as_array().unwrap() {
            let known = ["rule", "does", "old", "new", "near", "config"];
            let keys = case.as_object().unwrap().keys();
            keys.for_each(|key| assert!(known.contains(&key.as_str()), "{case}"));
            let old = changed(&base, case.get("old"), at);
            assert!(
                case["near"].is_object() && case["new"].is_object(),
                "{case}"
            );
            cases.push(Case {
                rule: case["rule"].as_str().unwrap().to_owned(),
                does: case["does"].as_str().unwrap().to_owned(),
                new: changed(&old, case.get("new"), at),
                near: changed(&old, case.get("near"), at),
                config: case["config"].as_str().map(str::to_owned),
                old,
            });
        }
    }
    cases.extend(limits(&base));
    cases
}

/// Each limit at each thing that may have it, in each way that it may change.
fn limits(base: &Value) -> Vec<Case> {
    let file = yaml("limits.yaml");
    let at = file["at"].as_object().unwrap();
    let mut cases = Vec::new();
    for (holder, pointer) in file["holders"].as_object().unwrap() {
        for (keyword, limit) in file["limits"].as_object().unwrap() {
            let word = limit["word"].as_str().unwrap();
            let start = pointer.as_str().unwrap();
            // Only what is an object has a type with a name that has limits.
            let schema = if holder.ends_with("-type") {
                limit.get("of_type")
            } else {
                limit.get("schema")
            };
            let Some(schema) = schema else { continue };
            let with = |value: &Value, words: &str| {
                let mut schema = schema.clone();
                if !value.is_null() {
                    schema[keyword] = value.clone();
                }
                schema["description"] = words.into();
                let mut patch = Map::new();
                patch.insert(start.to_owned(), schema);
                patch.insert("/info/description".to_owned(), words.into());
                changed(base, Some(&Value::Object(patch)), at)
            };
            for way in limit["ways"].as_array().unwrap() {
                let way = way.as_array().unwrap();
                let [name, old, new, near] = way.as_slice() else {
                    panic!("{way:?}");
                };
                let name = name.as_str().unwrap();
                let is_sent = holder.starts_with("request");
                let refuses = matches!(name, "set" | "tightened" | "changed");
                let does = if is_sent && refuses {
                    "patch fails"
                } else {
                    "patch works"
                };
                cases.push(Case {
                    rule: format!("{holder}-{word}-{name}"),
                    does: does.to_owned(),
                    old: with(old, "Words."),
                    new: with(new, "Words."),
                    near: with(near, "Other words."),
                    config: None,
                });
            }
        }
    }
    cases
}

#[test]
fn each_rule_fires_and_does_not() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for case in cases() {
        let Case {
            rule,
            does,
            old,
            new,
            near,
            config,
        } = case;
        let config = config.as_deref();
        let comparison = compare(&old, &new, config);
        let fired: BTreeSet<String> = comparison
            .changes
            .iter()
            .map(|change| {
                let (code, effect) = (change.code.as_str(), change.effect.as_str());
                format!("{} {code} {effect}", change.rule)
            })
            .collect();
        if !fired.contains(&format!("{rule} {does}")) {
            wrong.push(format!("{rule}: expected {does}, got {fired:#?}"));
        }
        for change in &comparison.changes {
            let sides = [&change.before, &change.after];
            let is_there = sides.iter().any(|sight| {
                let spot = sight.spot.as_ref();
                spot.is_some_and(|spot| {
                    spot.line.is_some()
                        || change.subject.contains("document")
                        || spot.pointer.is_none()
                })
            });
            if !is_there {
                wrong.push(format!("{rule}: no place for {change:#?}"));
            }
        }
        let comparison = compare(&old, &near, config);
        if comparison.changes.iter().any(|change| change.rule == rule) {
            wrong.push(format!(
                "{rule}: fires at its near miss: {:#?}",
                comparison.changes
            ));
        }
        if comparison.is_empty() {
            wrong.push(format!("{rule}: its near miss changes nothing at all"));
        }
        seen.insert(rule);
    }
    let table: BTreeSet<String> = rules().iter().map(|rule| rule.id.to_string()).collect();
    let missing: Vec<_> = table.difference(&seen).collect();
    let unknown: Vec<_> = seen.difference(&table).collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(missing.is_empty(), "rules without a case: {missing:#?}");
    assert!(unknown.is_empty(), "cases without a rule: {unknown:#?}");
}

#[test]
fn each_rule_is_there_once_and_has_a_reason() {
    let rules = rules();
    let ids: BTreeSet<_> = rules.iter().map(|rule| rule.id.clone()).collect();
    assert_eq!(ids.len(), rules.len());
    for rule in rules {
        assert!(rule.reason.len() > 10, "{rule:?}");
    }
}
