//! How a comparison is printed.

use serde_json::{Value, json};
use specwright::diff::Comparison;

use crate::{changed, compare, yaml};

/// One change of each kind.
fn comparison() -> Comparison {
    let base = yaml("base.yaml");
    let patch = json!({
        "/components/schemas/Order/properties/note": null,
        "/components/schemas/Color/enum/-": "blue",
        "/info/version": "2",
        "/paths/~1things/delete/deprecated": true,
        "/components/schemas/Thing/properties/name/description": "Its `name` | *now*.",
    });
    let at = serde_json::Map::new();
    compare(&base, &changed(&base, Some(&patch), &at), None)
}

/// The text without the folder, which has another name each time.
fn anonymous(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let word = word.trim_start();
        let file = ["old.json", "new.json"]
            .into_iter()
            .find_map(|name| word.find(name));
        match file.filter(|_| word.starts_with('/')) {
            Some(at) => &word[at..],
            None => word,
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn text_begins_with_what_is_worst_and_ends_with_the_verdict() {
    let text = comparison().to_text();
    let lines: Vec<String> = text.lines().map(|line| anonymous(line.trim())).collect();
    let first = [
        "major (1)",
        "",
        "Order.note: property `note` was removed [request-property-removed]",
    ];
    assert_eq!(&lines[..3], &first, "{text}");
    assert!(
        lines[3].starts_with("old old.json:") && lines[4].starts_with("new new.json:"),
        "{text}"
    );
    assert_eq!(lines[5], "- pub note: Option<String>", "{text}");
    assert!(
        lines.contains(&"reached by POST /things".to_owned()),
        "{text}"
    );
    let last = "verdict: major (1 major, 2 minor, 2 patch); a program built against the old document loses data";
    assert_eq!(lines.last().unwrap(), last);
    let order = ["major (1)", "minor (2)", "patch (2)"];
    let places: Vec<_> = order.iter().map(|head| text.find(head).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn places_are_those_of_the_document() {
    let comparison = comparison();
    let note = comparison
        .changes
        .iter()
        .find(|change| change.subject == "Order.note")
        .unwrap();
    let spot = note.before.spot.as_ref().unwrap();
    assert_eq!(
        spot.pointer.as_deref(),
        Some("/components/schemas/Order/properties/note")
    );
    assert!(spot.excerpt.starts_with("\"note\": {\n"), "{spot:?}");
    assert_eq!(
        note.after.spot.as_ref().unwrap().pointer.as_deref(),
        Some("/components/schemas/Order")
    );
    let blue = comparison
        .changes
        .iter()
        .find(|change| change.subject == "Color `blue`")
        .unwrap();
    let spot = blue.after.spot.as_ref().unwrap();
    assert_eq!(
        spot.pointer.as_deref(),
        Some("/components/schemas/Color/enum/2")
    );
    assert_eq!(spot.excerpt.trim_end_matches(','), "\"blue\"");
}

#[test]
fn json_has_the_shape_that_is_promised() {
    let json = comparison().to_json();
    let members = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        members(&json),
        ["verdict", "effect", "counts", "old", "new", "changes"]
    );
    assert_eq!(json["verdict"], "major");
    assert_eq!(json["effect"], "loses data");
    assert_eq!(json["counts"], json!({"major": 1, "minor": 2, "patch": 2}));
    assert_eq!(json["new"]["version"], "2");
    let first = &json["changes"][0];
    let expected = [
        "rule",
        "code",
        "effect",
        "subject",
        "what",
        "reason",
        "advice",
        "rust",
        "old",
        "new",
        "operations",
    ];
    assert_eq!(members(first), expected);
    assert_eq!(members(&first["old"]), ["at", "wire", "rust"]);
    assert_eq!(
        members(&first["old"]["at"]),
        ["file", "line", "column", "pointer", "excerpt"]
    );
    assert_eq!(first["rust"], "models::Order::note");
    assert_eq!(first["operations"], json!(["POST /things"]));
}

#[test]
fn markdown_is_an_entry_of_a_changelog() {
    let text = comparison().to_markdown();
    let expected = "## Unreleased (major)\n\n\
        Version 2 of the document; before, 1.\n\n\
        ### Breaking\n\n\
        - **Order.note**: property `note` was removed (`models::Order::note`). Take out what uses it. *Programs built before lose data.* Reached by POST /things.\n\n\
        ### Added\n\n\
        - **Color \\`blue\\`**: value `blue` was added (`models::Color::Blue`). Reached by GET /things/{id}, POST /things.\n\n\
        ### Deprecated\n\n\
        - **DELETE /things**: it was deprecated (`Client::drop_things`). Look for what replaces it.\n\n\
        ### Changed\n\n\
        - **document**: version `1` became `2`.\n\n\
        ### Documentation\n\n\
        - **Thing.name**: its description changed (`models::Thing::name`). Reached by GET /things/{id}, POST /things.\n";
    assert_eq!(text, expected, "{text}");
}

#[test]
fn without_a_change_there_is_no_verdict() {
    let base = yaml("base.yaml");
    let comparison = compare(&base, &base, None);
    assert_eq!(comparison.to_json()["verdict"], "none");
    assert!(comparison.to_text().starts_with("verdict: no change"));
    assert!(comparison.to_markdown().ends_with("Nothing changed.\n"));
}
