//! How changes are written: in the style of what is around them.

use serde_json::{Value, json};

use super::{
    edit, read,
    trial::{Change, change},
};
use crate::diagnostic::unescape;

/// A document in several styles, with comments.
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

/// The lines that go and come.
fn lines(place: &str, value: Option<Value>) -> Vec<String> {
    let old = read(TEXT, false).unwrap();
    let path: Vec<_> = place.split('/').skip(1).map(unescape).collect();
    let kind = match value {
        Some(_) => Change::Set,
        None => Change::Remove,
    };
    let new = change(&old, &path, kind, value.unwrap_or_default(), 0);
    let text = edit(TEXT, false, &old, &new).unwrap();
    let (old, new): (Vec<&str>, Vec<&str>) = (TEXT.lines().collect(), text.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line));
    let come = new.iter().filter(|line| !old.contains(line));
    let gone = gone.map(|line| format!("-{line}"));
    gone.chain(come.map(|line| format!("+{line}"))).collect()
}

#[test]
fn what_changes_is_written_in_the_style_around_it() {
    for (place, value, expected) in [
        (
            "/components/schemas/A/enum",
            json!(["x", "y", "1", "z"]),
            &[
                "-        - \"2021-04-15\"",
                "+        - \"y\"",
                "+        - \"1\"",
            ][..],
        ),
        (
            "/paths/~1a/get/tags",
            json!(["n", "a", "b", "c"]),
            &[
                "-      tags: [a, b]   # In one line.",
                "+      tags: [\"n\", a, b, c]   # In one line.",
            ],
        ),
        (
            "/paths/~1a/get/responses/200/description",
            json!("Well."),
            &[
                "-        200: { description: \"Yes.\" }",
                "+        200: { description: Well. }",
            ],
        ),
        (
            "/components/schemas/B",
            json!({ "type": "string" }),
            &["-    B: {}", "+    B:", "+      type: string"],
        ),
    ] {
        assert_eq!(lines(place, Some(value)), expected, "{place}");
    }
    let whole = lines("/paths/~1a", Some(json!("b")));
    assert!(
        whole.contains(&"+  /a: b # The first.".to_owned()),
        "{whole:?}"
    );
}

#[test]
fn what_goes_takes_its_own_lines_along() {
    let name = lines("/paths/~1a/get/parameters/0/name", None);
    let expected = [
        "-        - name: one",
        "-          in: query",
        "+        - in: query",
    ];
    assert_eq!(name, expected);
    let answer = lines("/paths/~1a/get/responses/404", None);
    let expected = [
        "-        \"404\":",
        "-          description: >-",
        "-            No,",
        "-            not here.",
    ];
    assert_eq!(answer, expected);
}

#[test]
fn json_stays_as_it_is_laid_out() {
    let value = json!({ "x": [1, "y"], "z": {} });
    for (text, place, expected) in [
        // As programs write it, in one line with no space.
        (
            r#"{"a":1,"b":[1,2]}"#,
            "/c",
            r#"{"a":1,"b":[1,2],"c":{"x":[1,"y"],"z":{}}}"#,
        ),
        (
            r#"{"a":1,"b":[1,2]}"#,
            "/b/-",
            r#"{"a":1,"b":[1,2,{"x":[1,"y"],"z":{}}]}"#,
        ),
        ("{\"a\":1}\n", "/a", "{\"a\":{\"x\":[1,\"y\"],\"z\":{}}}\n"),
        // In one line with spaces.
        (
            r#"{"a": 1, "b": [1, 2]}"#,
            "/c",
            r#"{"a": 1, "b": [1, 2], "c": {"x": [1, "y"], "z": {}}}"#,
        ),
        // A line that is tight within lines that are not.
        (
            "{\n    \"b\": [1,2]\n}\n",
            "/b/-",
            "{\n    \"b\": [1,2,{\"x\": [1, \"y\"], \"z\": {}}]\n}\n",
        ),
        // What comes into lines is lines, for a word too.
        (
            "{\n    \"a\": 1\n}\n",
            "/c",
            "{\n    \"a\": 1,\n    \"c\": {\n        \"x\": [\n            1,\n            \"y\"\n        ],\n        \"z\": {}\n    }\n}\n",
        ),
        (
            "{\n    \"a\": 1\n}\n",
            "/a",
            "{\n    \"a\": {\n        \"x\": [\n            1,\n            \"y\"\n        ],\n        \"z\": {}\n    }\n}\n",
        ),
        (
            "{\n\t\"a\": 1\n}\n",
            "/b",
            "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"x\": [\n\t\t\t1,\n\t\t\t\"y\"\n\t\t],\n\t\t\"z\": {}\n\t}\n}\n",
        ),
    ] {
        let old = read(text, true).unwrap();
        let mut new = old.clone();
        match place.strip_suffix("/-") {
            Some(list) => {
                let list = new.pointer_mut(list).unwrap();
                list.as_array_mut().unwrap().push(value.clone());
            }
            None => new[&place[1..]] = value.clone(),
        }
        assert_eq!(edit(text, true, &old, &new).unwrap(), expected, "{text}");
    }
}

#[test]
fn json_is_read_by_what_json_is() {
    // Escapes in pairs as Python writes them, a tab behind a colon, a colon in a line of its own, and a
    // long key: YAML has none of them.
    let key = "k".repeat(2000);
    let text = format!(
        "{{\"a\\ud83d\\ude00\": \"T \\ud83d\\ude00\\/\",\t\"b\":\t5,\r\n \"c\"\n:[\t1\t,\n2], \"{key}\": 3}}"
    );
    let old = read(&text, true).unwrap();
    let mut new = old.clone();
    new["b"] = json!(6);
    new["a😀"] = json!("U");
    let edited = edit(&text, true, &old, &new).unwrap();
    let expected = text.replace("\t5", "\t6");
    assert_eq!(edited, expected.replace("\"T \\ud83d\\ude00\\/\"", "\"U\""));
}

#[test]
fn what_cannot_be_said_in_place_is_refused_with_its_place() {
    let refused = |text: &str, is_json: bool, change: &dyn Fn(&mut Value)| {
        let old = read(text, is_json).unwrap();
        let mut new = old.clone();
        change(&mut new);
        edit(text, is_json, &old, &new).unwrap_err().to_string()
    };
    // The anchor stands in two places, of which only one is to change.
    let shared = "a/b: &x\n  c: 1\nd: *x\n";
    assert_eq!(
        refused(shared, false, &|new| new["a/b"]["c"] = json!(2)),
        "what stands at `/d/c` cannot be changed in place"
    );
    // With the anchor goes what it stands for elsewhere.
    assert_eq!(
        refused(shared, false, &|new| drop(
            new.as_object_mut().unwrap().shift_remove("a/b")
        )),
        "what stands at `/a~1b` cannot be changed in place"
    );
    // Nothing stays.
    assert_eq!(
        refused("{\"a\": 1}", true, &|new| *new = json!([])),
        "the document cannot be changed in place"
    );
}

#[test]
fn a_text_that_says_something_else_is_never_changed() {
    // Edits would be made at places that are not those of the document.
    let old = json!({ "a": 1, "b": 2 });
    let new = json!({ "a": 1, "b": 3 });
    for text in ["a: 1\nb: 2\nc: 3\n", "a: 0\nb: 2\n", "b: 2\na: 1\n"] {
        assert!(edit(text, false, &old, &new).is_err(), "{text}");
    }
}

#[test]
fn what_came_by_a_merge_key_stays_where_it_is() {
    let text = "x: &x { a: 1, b: 2 }\ny:\n  # Of x.\n  <<: *x\n  b: 3 # Own.\n  c: 4\n";
    let old = read(text, false).unwrap();
    let edited = |change: &dyn Fn(&mut Value)| {
        let mut new = old.clone();
        change(&mut new);
        edit(text, false, &old, &new).unwrap()
    };
    assert_eq!(
        edited(&|new| {
            new["y"]["b"] = json!(5);
            new["y"]["d"] = json!(6);
        }),
        text.replace("3 #", "5 #").replace("c: 4", "c: 4\n  d: 6")
    );
    // What is in the way of the merge key is written out.
    let gone = edited(&|new| drop(new["y"].as_object_mut().unwrap().shift_remove("b")));
    assert!(gone.ends_with("y:\n  c: 4\n  a: 1\n"), "{gone}");
    let other = edited(&|new| new["y"]["a"] = json!(7));
    assert!(other.contains("  a: 7\n"), "{other}");
}

#[test]
fn json_has_no_merge_key() {
    let text = "{\"<<\": {\"a\": 1}, \"b\": 2}";
    let old = read(text, true).unwrap();
    assert_eq!(old, json!({ "<<": { "a": 1 }, "b": 2 }));
    let mut new = old.clone();
    new["<<"]["a"] = json!(3);
    assert_eq!(
        edit(text, true, &old, &new).unwrap(),
        text.replace('1', "3")
    );
}

#[test]
fn a_comment_stays_behind_what_takes_more_lines() {
    let text = "a: 1 # one\n'b':\n  - c # two\n\"n\" :\n  # above\n  e # three\n";
    let old = read(text, false).unwrap();
    let mut new = old.clone();
    new["a"] = json!("x\ny");
    new["b"][0] = json!({ "f": "g", "h": "i\nj" });
    new["n"] = json!({ "k": 1 });
    // Keys stay as they are spelled.
    assert_eq!(
        edit(text, false, &old, &new).unwrap(),
        "a: |- # one\n  x\n  y\n'b':\n  - f: g # two\n    h: |-\n      i\n      j\n\"n\" : # three\n  k: 1\n"
    );
}

#[test]
fn a_comma_before_a_bracket_takes_no_bracket_away() {
    let text = "a: {\n  b: 1, # one, two\n  c: [ 2, ],\n}\nd: 3\n";
    let old = read(text, false).unwrap();
    let mut new = old.clone();
    new["a"] = json!({ "e": 4 });
    assert_eq!(edit(text, false, &old, &new).unwrap(), "a:\n  e: 4\nd: 3\n");
}

#[test]
fn a_long_list_is_changed_where_it_differs() {
    let items: Vec<_> = (0..6000).collect();
    let lines: String = items.iter().map(|item| format!("  - {item}\n")).collect();
    let text = format!("a:\n{}", lines.replace("- 3\n", "- 3 # three\n"));
    let old = json!({ "a": items });
    let mut new = old.clone();
    new["a"].as_array_mut().unwrap().insert(3000, json!("new"));
    let edited = edit(&text, false, &old, &new).unwrap();
    assert_eq!(edited, text.replace("- 2999\n", "- 2999\n  - new\n"));
    // Where nothing is alike, each takes the place of another.
    let mut new = old.clone();
    new["a"].as_array_mut().unwrap().reverse();
    let edited = edit(&text, false, &old, &new).unwrap();
    assert!(edited.contains("  - 5996 # three\n"));
}
