//! A line that describes a field or parameter, and the lines of words below it.
//!
//! The site glues flags to the type: `stringnullablerequired`. A `format` stands in the type's
//! place, and a reference to a scalar component shows the component's name before it.

use serde_json::{Number, Value};

use super::inline::{self, Span};

/// What stands behind a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Type {
    /// The word; empty where the schema has no type.
    pub(super) word: String,
    /// How many lists are around it.
    pub(super) lists: usize,
    /// The component that the word is of, where the page shows it.
    pub(super) component: Option<String>,
    pub(super) nullable: bool,
    pub(super) required: bool,
    pub(super) deprecated: bool,
}

/// The name of a field that stands for all others of a map.
pub(super) const MAP: &str = "property name*";

/// Words that the site shows for a type, or for a format in its place.
const TYPES: &[&str] = &[
    "string", "number", "integer", "boolean", "object", "array", "any", "null",
];
/// Formats with the type that they are of.
pub(super) const FORMATS: &[(&str, &str)] = &[
    ("date-time", "string"),
    ("date", "string"),
    ("time", "string"),
    ("binary", "string"),
    ("byte", "string"),
    ("uuid", "string"),
    ("email", "string"),
    ("uri", "string"),
    ("url", "string"),
    ("password", "string"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("float", "number"),
    ("double", "number"),
];

impl Type {
    /// Reads what stands behind a name, escapes undone; nothing where it is no type.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let mut flag = |word: &str| match rest.strip_suffix(word) {
            Some(before) => {
                rest = before;
                true
            }
            None => false,
        };
        // The order in which the site appends them.
        let deprecated = flag("deprecated");
        let required = flag("required");
        let nullable = flag("nullable");
        let mut lists = 0;
        while let Some(before) = rest.strip_suffix("[]") {
            rest = before;
            lists += 1;
        }
        let mut component = None;
        if let Some((name, word)) = rest
            .strip_suffix(')')
            .and_then(|rest| rest.split_once(" ("))
        {
            component = Some(name.to_owned());
            rest = word;
        }
        let is_word =
            !rest.contains(|letter: char| !letter.is_alphanumeric() && !"-_.".contains(letter));
        is_word.then(|| Self {
            word: rest.to_owned(),
            lists,
            component,
            nullable,
            required,
            deprecated,
        })
    }

    /// Whether the word is one that the site shows for a type.
    pub(super) fn is_known(&self) -> bool {
        self.word.is_empty()
            || TYPES.contains(&self.word.as_str())
            || FORMATS.iter().any(|(format, _)| *format == self.word)
    }

    /// The type of JSON Schema, lists left aside; nothing where any is allowed.
    pub(super) fn base(&self) -> Option<&str> {
        let format = FORMATS.iter().find(|(format, _)| *format == self.word);
        match format {
            Some((_, base)) => Some(base),
            None if TYPES.contains(&self.word.as_str()) && self.word != "any" => Some(&self.word),
            None => None,
        }
    }
}

/// Reads a line `**name** type`.
pub(super) fn line(text: &str) -> Option<(String, Type)> {
    if text.contains('\n') || !text.starts_with("**") {
        return None;
    }
    let spans = inline::spans(text);
    let (name, rest) = match spans.as_slice() {
        [Span::Strong(name)] => (name, ""),
        [Span::Strong(name), Span::Text(rest)] if rest.starts_with(' ') => (name, rest.as_str()),
        _ => return None,
    };
    if name.ends_with(':') && rest.trim().is_empty() {
        return None;
    }
    let ty = Type::read(rest)?;
    // Bold words with another word behind them are a sentence, unless the second is a type.
    let is_name = name == MAP || !name.contains(' ');
    (is_name || ty.is_known() && !rest.trim().is_empty()).then(|| (name.clone(), ty))
}

/// What a schema allows beside its type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) values: Option<Vec<String>>,
    /// Limits as the site writes them, such as `>=` and `1`: of a number, or of a list's length.
    pub(super) bounds: Vec<(&'static str, Number)>,
    pub(super) shortest: Option<u64>,
    pub(super) longest: Option<u64>,
    pub(super) pattern: Option<String>,
    /// What could not be read.
    pub(super) unread: Vec<String>,
}

impl Limits {
    /// Reads what stands behind `**Possible values:**`.
    pub(super) fn read(text: &str) -> Self {
        let mut limits = Self::default();
        let mut within = false;
        let mut before = String::new();
        for span in inline::spans(text).into_iter().skip(1) {
            match span {
                Span::Text(text) | Span::Strong(text) => {
                    for _ in 0..text.matches("``").count() {
                        limits.values.get_or_insert_default().push(String::new());
                    }
                    if text.contains('[') {
                        within = true;
                        limits.values.get_or_insert_default();
                    }
                    if text.contains(']') {
                        within = false;
                    }
                    before = text;
                }
                Span::Code(code) if within => {
                    let values = limits.values.get_or_insert_default();
                    values.push(if code.trim().is_empty() {
                        String::new()
                    } else {
                        code
                    });
                }
                Span::Code(code) if before.trim_end().ends_with("regular expression") => {
                    limits.pattern = Some(code);
                }
                Span::Code(code) => limits.limit(&code),
            }
        }
        if limits.pattern.is_none() && before.contains("regular expression") {
            limits.pattern = text
                .split_once("regular expression ")
                .map(|(_, pattern)| inline::plain(pattern));
        }
        limits
    }

    fn limit(&mut self, code: &str) {
        if code == "non-empty" {
            self.shortest = Some(1);
            return;
        }
        let words: Vec<_> = code.split_whitespace().collect();
        match words.as_slice() {
            ["<=", count, "characters"] if count.parse::<u64>().is_ok() => {
                self.longest = count.parse().ok();
            }
            [">=", count, "characters"] if count.parse::<u64>().is_ok() => {
                self.shortest = count.parse().ok();
            }
            [sign, number] => {
                let sign = ["<=", ">=", "<", ">"]
                    .into_iter()
                    .find(|known| known == sign);
                match (sign, number.parse::<Number>()) {
                    (Some(sign), Ok(number)) => self.bounds.push((sign, number)),
                    _ => self.unread.push(code.to_owned()),
                }
            }
            _ => self.unread.push(code.to_owned()),
        }
    }
}

/// The value that `code` is for a schema of type `base`: inside code `10`, `true` and "10" look alike.
pub(super) fn value(code: &str, base: Option<&str>) -> Value {
    match base {
        Some("string") => Value::from(code),
        Some("number" | "integer" | "boolean" | "array" | "object") | None => {
            serde_json::from_str(code).unwrap_or_else(|_| Value::from(code))
        }
        Some(_) => Value::from(code),
    }
}

/// The code behind a word such as `Example:`, where the whole of `text` is that.
///
/// An empty string is two backticks, which Markdown takes for text.
pub(super) fn code_after(text: &str, word: &str) -> Option<String> {
    let rest = text.strip_prefix(word)?.trim();
    if rest == "``" || rest == "` `" {
        return Some(String::new());
    }
    match inline::spans(rest).as_slice() {
        [Span::Code(code)] => Some(code.clone()),
        // Several lines, or backticks within.
        _ => rest
            .strip_prefix('`')
            .and_then(|rest| rest.strip_suffix('`'))
            .map(|code| code.trim_matches('`').to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_taken_from_the_type() {
        let ty = Type::read("string[]nullablerequired").unwrap();
        assert_eq!((ty.word.as_str(), ty.lists), ("string", 1));
        assert!(ty.nullable && ty.required && !ty.deprecated);
        let ty = Type::read("visibility (string)required").unwrap();
        assert_eq!(ty.component.as_deref(), Some("visibility"));
        assert!(Type::read("required").unwrap().word.is_empty());
        assert_eq!(line("**Note** this is text"), None);
        assert_eq!(line(r"**a\_b** date-timedeprecated").unwrap().0, "a_b");
    }

    #[test]
    fn limits_are_values_or_bounds_or_a_pattern() {
        let limits = Limits::read(r"**Possible values:** \[`a`, `b, c`, ``\]");
        assert_eq!(limits.values.unwrap(), ["a", "b, c", ""]);
        let limits = Limits::read("**Possible values:** `non-empty` and `<= 40 characters`");
        assert_eq!((limits.shortest, limits.longest), (Some(1), Some(40)));
        let limits = Limits::read("**Possible values:** `>= 1` and `<= 50`");
        assert_eq!(limits.bounds.len(), 2);
        let limits = Limits::read("**Possible values:** Value must match regular expression `^a$`");
        assert_eq!(limits.pattern.as_deref(), Some("^a$"));
    }
}
