//! JSON text with other white space, and every digit as it was.
//!
//! A text that went through [`serde_json::Value`] would lose the order of members and digits of numbers.

use std::str::Chars;

/// `json`, which is valid, with a line for each member and item.
pub(super) fn pretty(json: &str) -> String {
    layout(json, Spacing::Lines)
}

/// `json`, which is valid, in one line.
pub(super) fn compact(json: &str) -> String {
    layout(json, Spacing::None)
}

#[derive(Debug, Clone, Copy)]
enum Spacing {
    Lines,
    None,
}

/// How deep lines are indented at most, so that the text grows with the JSON and not with its square.
const DEEPEST: usize = 64;

fn layout(json: &str, spacing: Spacing) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut depth, mut was_opened) = (0_usize, false);
    let mut characters = json.chars();
    while let Some(character) = characters.next() {
        if character.is_ascii_whitespace() {
            continue;
        }
        let closes = matches!(character, '}' | ']');
        if closes {
            depth = depth.saturating_sub(1);
        }
        // Nothing stands between the brackets of an empty list or object.
        if closes != was_opened {
            line(&mut text, depth, spacing);
        }
        was_opened = matches!(character, '{' | '[');
        text.push(character);
        match (character, spacing) {
            ('"', _) => string(&mut characters, &mut text),
            ('{' | '[', _) => depth += 1,
            (',', _) => line(&mut text, depth, spacing),
            (':', Spacing::Lines) => text.push(' '),
            _ => {}
        }
    }
    text
}

fn line(text: &mut String, depth: usize, spacing: Spacing) {
    if let Spacing::Lines = spacing {
        text.push('\n');
        (0..depth.min(DEEPEST)).for_each(|_| text.push_str("  "));
    }
}

/// The rest of a string whose first quote has been.
fn string(characters: &mut Chars<'_>, text: &mut String) {
    while let Some(character) = characters.next() {
        text.push(character);
        match character {
            '"' => return,
            '\\' => text.extend(characters.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{compact, pretty};

    #[test]
    fn only_white_space_changes() {
        let json = r#" {"b":[ ],"a" : [1.10,{"x\" : [":"é ,{"}],"n":-0.0e99, "e":{}} "#;
        let lines = "{\n  \"b\": [],\n  \"a\": [\n    1.10,\n    {\n      \"x\\\" : [\": \"é ,{\"\n    }\n  ],\n  \"n\": -0.0e99,\n  \"e\": {}\n}";
        assert_eq!(pretty(json), lines);
        let one = r#"{"b":[],"a":[1.10,{"x\" : [":"é ,{"}],"n":-0.0e99,"e":{}}"#;
        assert_eq!(compact(json), one);
        assert_eq!(compact(&pretty(json)), one);
        assert_eq!(pretty("true"), "true");
        assert_eq!(pretty("\"[,]\""), "\"[,]\"");
    }

    /// The text does not grow with the square of the depth.
    #[test]
    fn depth_is_no_matter() {
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(pretty(&deep).len() < 200 * deep.len());
        assert_eq!(compact(&pretty(&deep)), deep);
    }
}
