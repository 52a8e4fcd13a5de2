//! JSON is YAML (YAML 1.2.2, §1.3), so both readers find the same, but for blanks behind a text.

use super::{Step, Wanted};

const TEXT: &str = "\u{20}{
  \"a\": { \"b/c\": [ 1, { \"d\": null }, \"é\" ], \"x\": {} },
  \"\\u0065\\\"\": \"f\",
  \"list\": [[], [true, -1.5e3]]
}
";

fn key(name: &str) -> Step {
    Step::Key(name.into())
}

/// What the text has at the key, or the value, that `steps` lead to, and in which line.
type Found<'t> = Option<(usize, &'t str)>;

fn found<'t>(wanted: &Wanted, text: &'t str, steps: &[Step], is_key: bool) -> Found<'t> {
    let extent = wanted.position(steps, is_key)?;
    Some((extent.line, text.get(extent.bytes)?.trim_end()))
}

/// All keys and values that `pointers` lead to, as both readers find them in `text`, which is the same.
#[track_caller]
fn by_both<'t>(text: &'t str, pointers: &[&[Step]]) -> Vec<[Found<'t>; 2]> {
    let (mut json, mut yaml) = (Wanted::default(), Wanted::default());
    for steps in pointers {
        json.add(steps);
        yaml.add(steps);
    }
    assert!(json.note(text).is_ok());
    yaml.find(text);
    let both = |wanted: &Wanted, steps: &&[Step]| {
        [true, false].map(|is_key| found(wanted, text, steps, is_key))
    };
    let by_json: Vec<_> = pointers.iter().map(|steps| both(&json, steps)).collect();
    let by_yaml: Vec<_> = pointers.iter().map(|steps| both(&yaml, steps)).collect();
    assert_eq!(by_json, by_yaml);
    by_json
}

/// What JSON has at the key and the value of a pointer.
fn by_json<'t>(text: &'t str, steps: &[Step]) -> [Found<'t>; 2] {
    let mut json = Wanted::default();
    json.add(steps);
    assert!(json.note(text).is_ok(), "{text}");
    [true, false].map(|is_key| found(&json, text, steps, is_key))
}

#[test]
fn json_is_found_as_yaml_is() {
    let found = by_both(
        TEXT,
        &[
            &[],
            &[key("a")],
            &[key("a"), key("b/c"), Step::Index(1), key("d")],
            &[key("a"), key("b/c"), Step::Index(2)],
            &[key("a"), key("x"), key("absent")],
            &[key("e\"")],
            &[key("list"), Step::Index(1), Step::Index(1)],
            &[key("list"), Step::Index(7)],
        ],
    );
    assert!(found.iter().flatten().all(Option::is_some));
}

#[test]
fn of_keys_that_are_there_twice_the_last_one_is_found() {
    let text =
        "{\n\"a\": {\"b\": 1, \"c\": 2},\n\"a\": {\"b\": [3]},\n\"\": 4, \"\": 5,\n\"a\": 6}";
    let found = by_both(
        text,
        &[
            &[key("a")],
            &[key("a"), key("b")],
            &[key("a"), key("b"), Step::Index(0)],
            &[key("a"), key("c")],
            &[key("")],
        ],
    );
    assert_eq!(
        found,
        [
            [Some((5, "\"a\"")), Some((5, "6"))],
            [Some((3, "\"b\"")), Some((3, "\"b\""))],
            // An item has no key of its own.
            [Some((3, "\"b\"")), Some((3, "3"))],
            [Some((2, "\"c\"")), Some((2, "2"))],
            [Some((4, "\"\"")), Some((4, "5"))],
        ]
    );
}

#[test]
fn keys_are_found_however_they_are_escaped() {
    let text =
        r#"{"a\/b\\c\"d": 1, "\b\f\t\n\r": 2, "é\u00e9": 3, "\u0000": 4, "a": 5, "\u0061": 6}"#;
    let found = by_both(
        text,
        &[
            &[key("a/b\\c\"d")],
            &[key("\u{8}\u{c}\t\n\r")],
            &[key("éé")],
            &[key("\0")],
            &[key("a")],
        ],
    );
    let values: Vec<_> = found.iter().map(|[_, value]| *value).collect();
    assert_eq!(
        values,
        ["1", "2", "3", "4", "6"].map(|value| Some((1, value)))
    );
    // YAML has no pairs of surrogates (YAML 1.2.2, §5.7).
    let text = r#"{"\ud83d\ude00": {"😀": 1}}"#;
    assert_eq!(
        by_json(text, &[key("😀"), key("😀")]),
        [Some((1, "\"😀\"")), Some((1, "1"))]
    );
}

#[test]
fn half_a_pair_of_surrogates_hides_nothing_else() {
    // A key or a text with one is no Unicode (RFC 8259, §8.2), which the reader says.
    let text =
        r#"{"\ud83d\ude00": 0, "\ud800": {"b": 1}, "a": "\udfff", "a": {"c\ud800": 2, "c": 3}}"#;
    assert_eq!(
        by_json(text, &[key("a"), key("c")]),
        [Some((1, "\"c\"")), Some((1, "3"))]
    );
    assert_eq!(by_json(text, &[key("😀")])[1], Some((1, "0")));
}

#[test]
fn depth_hides_nothing() {
    let depth = 100;
    let text = format!("{}7{}", "{\"a\":\n[1, ".repeat(depth), "]}".repeat(depth));
    let step = |index| [key("a"), Step::Index(index)];
    let steps: Vec<Step> = std::iter::repeat_n(1, depth).flat_map(step).collect();
    let [[_, value]] = by_both(&text, &[&steps])[..] else {
        panic!("one pointer has one place");
    };
    assert_eq!(value, Some((depth + 1, "7")));
    // Deeper than the reader goes, but nobody goes there: what is not wanted is passed over.
    let text = format!(
        "{{\"a\": {}{}, \"b\": 1}}",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    assert_eq!(by_json(&text, &[key("b")])[1], Some((1, "1")));
}

#[test]
fn what_breaks_off_is_no_json() {
    for text in ["", "{", "{\"a\": 1} x", "{\"a\": 'b'}"] {
        let mut wanted = Wanted::default();
        wanted.add(&[key("a")]);
        assert!(wanted.note(text).is_err(), "{text}");
        assert!(wanted.position(&[key("a")], true).is_none(), "{text}");
    }
}

#[test]
fn what_stands_far_behind_in_a_line_is_found() {
    for letter in ["a", "é"] {
        let text = format!("{{ {}: 1, last: 2 }}\n", letter.repeat(900));
        let steps = [key("last")];
        let mut wanted = Wanted::default();
        wanted.add(&steps);
        wanted.find(&text);
        let found = wanted.position(&steps, true);
        let found = found.and_then(|extent| text.get(extent.bytes));
        assert_eq!(found, Some("last"));
    }
}
