//! Values as YAML and JSON, as a person would write them.

use serde_json::{Map, Value};

/// The longest list of words that is written in one line.
const LINE: usize = 90;

/// Words that readers of YAML 1.1 take for something else than text.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Writes a member in block style, its first line without the indentation.
pub(super) fn member(key: &str, value: &Value, indent: usize) -> String {
    format!("{}:{}", scalar_text(key), after(Some(key), value, indent))
}

/// Writes an item of a list in block style, its first line without the indentation.
pub(super) fn item(value: &Value, indent: usize) -> String {
    match value {
        Value::Object(map) if !map.is_empty() => format!("- {}", members(map, indent + 2)),
        _ => format!("-{}", after(None, value, indent)),
    }
}

/// Writes what stands behind a key or a dash, in block style.
pub(super) fn after(key: Option<&str>, value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent + 2);
    match value {
        Value::Object(map) if !map.is_empty() => format!("\n{pad}{}", members(map, indent + 2)),
        Value::Array(items) if !items.is_empty() => {
            if let Some(line) = key.and_then(|key| short(key, items)) {
                return format!(" {line}");
            }
            let items: Vec<_> = items.iter().map(|value| item(value, indent + 2)).collect();
            format!("\n{pad}{}", items.join(&format!("\n{pad}")))
        }
        Value::String(text) if is_block(text) => {
            let (text, keeps) = match text.strip_suffix('\n') {
                Some(text) => (text, ""),
                None => (text.as_str(), "-"),
            };
            let lines = text.split('\n').map(|line| match line.is_empty() {
                true => "\n".to_owned(),
                false => format!("\n{pad}{line}"),
            });
            format!(" |{keeps}{}", lines.collect::<String>())
        }
        Value::String(text) => format!(" {}", scalar_text(text)),
        _ => format!(" {}", flow(value)),
    }
}

/// Writes the members of a map in block style, the first line without the indentation.
pub(super) fn members(map: &Map<String, Value>, indent: usize) -> String {
    let members: Vec<_> = map
        .iter()
        .map(|(key, value)| member(key, value, indent))
        .collect();
    members.join(&format!("\n{}", " ".repeat(indent)))
}

/// Lists of names are easier to read in a line.
fn short(key: &str, items: &[Value]) -> Option<String> {
    let is_names = matches!(key, "required" | "tags" | "type") || key.starts_with("x-");
    let is_scopes = !is_names
        && items.iter().all(|item| {
            item.as_str()
                .is_some_and(|text| text.contains('.') && text.contains('/'))
        });
    let is_words = items.iter().all(Value::is_string);
    let line = flow(&Value::Array(items.to_vec()));
    ((is_names || is_scopes) && is_words && line.len() <= LINE).then_some(line)
}

/// Whether a text of several lines can stand as a block that keeps every byte.
fn is_block(text: &str) -> bool {
    let fits = |line: &str| {
        !line.ends_with([' ', '\t'])
            && !line.starts_with('\t')
            && line.chars().all(|letter| {
                letter == '\t'
                    || !letter.is_control()
                        && !matches!(letter, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
            })
    };
    text.trim_end_matches('\n').contains('\n')
        && !text.starts_with(['\n', ' '])
        && !text.ends_with("\n\n")
        && text.split('\n').all(fits)
}

/// Writes a value in one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        // Braces mean nothing outside of brackets, where a path has them.
        Value::String(text) if text.contains(['{', '}']) => quoted(text),
        Value::String(text) => scalar_text(text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let members: Vec<_> = map
                .iter()
                .map(|(key, value)| {
                    let key = flow(&Value::from(key.as_str()));
                    format!("{key}: {}", flow(value))
                })
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Writes text without quotes where every reader of YAML takes it for text, within brackets too.
pub(super) fn scalar_text(text: &str) -> String {
    let first = text
        .chars()
        .next()
        .is_some_and(|letter| letter.is_alphabetic() || matches!(letter, '/' | '_' | '$' | '.'));
    let is_safe = |letter: char| {
        !letter.is_control()
            && !matches!(
                letter,
                '[' | ']' | ',' | '"' | '\'' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
            )
    };
    // A path has braces, which mean nothing outside of brackets.
    let braces = text.starts_with('/') || !text.contains(['{', '}']);
    let is_word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_number = text.starts_with('.') && text.len() > 1 && !text.starts_with("./");
    let plain = first
        && braces
        && !is_word
        && !is_number
        && text.chars().all(is_safe)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' ']);
    match plain {
        true => text.to_owned(),
        false => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text)
        .to_string()
        .replace('\u{7f}', "\\u007f")
        .replace('\u{85}', "\\u0085")
        .replace('\u{feff}', "\\ufeff")
}

/// Writes a value as JSON in one line, with a space behind each comma and colon.
pub(super) fn line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(line).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let members = map
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), line(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        _ => value.to_string(),
    }
}

/// Writes a value as JSON in lines that are indented by `step`, its first line without indentation.
pub(super) fn json(value: &Value, indent: usize, step: usize) -> String {
    let pad = " ".repeat(indent + step);
    let end = " ".repeat(indent);
    match value {
        Value::Array(items) if !items.is_empty() => {
            let items: Vec<_> = items
                .iter()
                .map(|value| json(value, indent + step, step))
                .collect();
            format!("[\n{pad}{}\n{end}]", items.join(&format!(",\n{pad}")))
        }
        Value::Object(map) if !map.is_empty() => {
            let members = map.iter().map(|(key, value)| {
                format!(
                    "{}: {}",
                    Value::from(key.as_str()),
                    json(value, indent + step, step)
                )
            });
            format!(
                "{{\n{pad}{}\n{end}}}",
                members.collect::<Vec<_>>().join(&format!(",\n{pad}"))
            )
        }
        _ => value.to_string(),
    }
}
