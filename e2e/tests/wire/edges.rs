//! Unions where no simple rule decides: what is read is written again, and ends in time.

use std::time::{Duration, Instant};

use specwright_runtime::serde_json::{self, Value, json};

use crate::whole_edges::models::{
    Dog, Unions, UnionsCodes, UnionsMixed, UnionsNested, UnionsOpen, UnionsSparse, UnionsSwitch,
};

/// Reads a value, and expects that it is written as it was, each member once.
fn kept(json: &Value) -> Unions {
    let read: Unions = serde_json::from_value(json.clone()).unwrap();
    let text = serde_json::to_string(&read).unwrap();
    assert_eq!(text.len(), json.to_string().len(), "{text}");
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), *json);
    read
}

#[test]
fn the_tag_is_written_where_the_type_does_not_hold_it() {
    kept(&json!({"optional": {"side": 1.5}}));
    kept(&json!({"optional": {"kind": "circle", "radius": 2.5}}));
    // It has one of its own.
    kept(&json!({"open": {"kind": "cat", "lives": 9, "colour": "x"}}));
}

#[test]
fn each_value_of_the_mapping_has_a_variant() {
    let read = kept(&json!({"open": {"kind": "hound", "name": "Rex"}}));
    let expected = UnionsOpen::Hound(Dog::new().name("Rex"));
    assert_eq!(read.open, Some(expected));
}

#[test]
fn tags_may_be_integers_and_those_of_a_union_within() {
    let read = kept(&json!({"codes": {"code": 2}, "nested": {"code": 1}}));
    assert!(matches!(read.codes, Some(UnionsCodes::Two(_))), "{read:?}");
    assert!(
        matches!(read.nested, Some(UnionsNested::Codes(_))),
        "{read:?}"
    );
    let read = kept(&json!({"nested": {"code": 3}}));
    assert!(
        matches!(read.nested, Some(UnionsNested::Three(_))),
        "{read:?}"
    );
    let read = kept(&json!({"switch": {"on": false}}));
    assert!(
        matches!(read.switch, Some(UnionsSwitch::False(_))),
        "{read:?}"
    );
    let read = kept(&json!({"codes": {"code": 4}}));
    assert!(
        matches!(read.codes, Some(UnionsCodes::Unknown(_))),
        "{read:?}"
    );
}

#[test]
fn a_mixture_is_kept_as_it_is() {
    let read = kept(&json!({"mixed": {"a": 1, "b": 2}, "sparse": {"b": 1}}));
    assert!(
        matches!(read.mixed, Some(UnionsMixed::Unknown(_))),
        "{read:?}"
    );
    assert!(
        matches!(read.sparse, Some(UnionsSparse::Object2(_))),
        "{read:?}"
    );
    let read = kept(&json!({"mixed": {"b": 2}}));
    assert!(
        !matches!(read.mixed, Some(UnionsMixed::Unknown(_))),
        "{read:?}"
    );
}

#[test]
fn nested_unions_that_do_not_fit_end() {
    let mut json = json!({"x": "no"});
    for _ in 0..60 {
        json = json!({"next": json, "x": "no"});
    }
    let begun = Instant::now();
    let value = json!({"expression": json});
    let read = kept(&value);
    assert!(read.expression.is_some());
    let mut json = json!(1);
    for _ in 0..60 {
        json = json!([json]);
    }
    kept(&json!({ "lists": json }));
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}
