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

#[test]
fn json_is_found_as_yaml_is() {
    let wanted: &[&[Step]] = &[
        &[],
        &[key("a")],
        &[key("a"), key("b/c"), Step::Index(1), key("d")],
        &[key("a"), key("b/c"), Step::Index(2)],
        &[key("a"), key("x"), key("absent")],
        &[key("e\"")],
        &[key("list"), Step::Index(1), Step::Index(1)],
        &[key("list"), Step::Index(7)],
    ];
    let (mut json, mut yaml) = (Wanted::default(), Wanted::default());
    for steps in wanted {
        json.add(steps);
        yaml.add(steps);
    }
    assert!(json.note(TEXT).is_ok());
    yaml.find(TEXT);
    for steps in wanted {
        for is_key in [true, false] {
            let found = |wanted: &Wanted| {
                let extent = wanted.position(steps, is_key);
                extent.map(|extent| (extent.line, TEXT.get(extent.bytes).map(str::trim_end)))
            };
            assert!(found(&json).is_some_and(|(_, text)| text.is_some()));
            assert_eq!(found(&json), found(&yaml), "{steps:?} {is_key}");
        }
    }
}

#[test]
fn what_breaks_off_is_no_json() {
    for text in ["", "{", "{\"a\": 1} x", "{\"a\": 'b'}"] {
        let mut wanted = Wanted::default();
        wanted.add(&[key("a")]);
        assert!(wanted.note(text).is_err(), "{text}");
    }
}
