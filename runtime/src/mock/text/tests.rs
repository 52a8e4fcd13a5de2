use std::collections::BTreeMap;

use serde::Deserialize as _;

use super::{Packed, Text};
use crate::wire::{
    Field::{Optional, Required},
    Shape, Slot, Table, Wire, foreign_slot, read,
};

fn packed(raw: &str) -> Text {
    Text::Packed(Packed {
        raw: raw.to_owned(),
        delimiter: ",",
        equations: raw.contains('='),
        encoded: true,
    })
}

fn values(values: &[&str]) -> Text {
    Text::Values(values.iter().map(|&value| value.to_owned()).collect())
}

#[test]
fn the_type_says_what_a_text_is() {
    assert_eq!(read::<i64, _>(packed("-7")).unwrap(), -7);
    assert_eq!(
        read::<u64, _>(packed("18446744073709551615")).unwrap(),
        u64::MAX
    );
    assert_eq!(read::<f64, _>(packed("2")).unwrap(), 2.0);
    assert_eq!(read::<String, _>(packed("a%2Cb,c")).unwrap(), "a,b,c");
    assert_eq!(
        read::<Vec<String>, _>(packed("a%2Cb,c")).unwrap(),
        ["a,b", "c"]
    );
    assert_eq!(read::<Vec<i64>, _>(values(&["1", "2"])).unwrap(), [1, 2]);
    assert_eq!(
        read::<Option<bool>, _>(values(&["true"])).unwrap(),
        Some(true)
    );
    assert_eq!(
        read::<(i64, String), _>(packed("1,a")).unwrap(),
        (1, "a".to_owned())
    );
    let map = BTreeMap::from([("R".to_owned(), 100), ("G".to_owned(), 200)]);
    assert_eq!(
        read::<BTreeMap<String, i64>, _>(packed("R,100,G,200")).unwrap(),
        map
    );
    assert_eq!(
        read::<BTreeMap<String, i64>, _>(packed("R=100,G=200")).unwrap(),
        map
    );
    assert_eq!(
        read::<BTreeMap<String, i64>, _>(values(&[r#"{"R":100,"G":200}"#])).unwrap(),
        map
    );
}

#[test]
fn where_anything_may_stand_numbers_and_booleans_count_as_that() {
    for (text, value) in [
        ("7", serde_json::json!(7)),
        ("true", serde_json::json!(true)),
        ("1.50", serde_json::json!("1.50")),
        ("007", serde_json::json!("007")),
        ("null", serde_json::json!("null")),
        ("[1]", serde_json::json!([1])),
    ] {
        assert_eq!(
            read::<serde_json::Value, _>(values(&[text])).unwrap(),
            value
        );
    }
    let many = read::<serde_json::Value, _>(values(&["7", "x"]));
    assert_eq!(many.unwrap(), serde_json::json!([7, "x"]));
}

/// A text, as a type of the user's own, and a number beside it.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
struct Code {
    text: String,
    #[serde(default)]
    numbers: Vec<u8>,
}

#[derive(Debug, Default, PartialEq)]
struct Form(Option<String>, Code);

impl Wire for Form {
    fn empty() -> Self {
        Self::default()
    }

    fn shape() -> Shape {
        Shape::Object(&Table {
            name: "Form",
            fields: &[Optional("id"), Required("code")],
            keeps_others: false,
        })
    }

    fn field(&mut self, index: usize) -> Slot<'_> {
        match index {
            0 => foreign_slot(&mut self.0),
            _ => foreign_slot(&mut self.1),
        }
    }
}

#[test]
fn within_a_form_a_type_of_ones_own_says_what_a_text_is_too() {
    for text in ["7", "007", "true", "[1]", "null"] {
        let code = [("text", values(&[text])), ("numbers", values(&["1", "2"]))];
        let code = code.map(|(name, text)| (name.to_owned(), text));
        let form = [
            ("id", values(&[text])),
            ("code", Text::Members(code.into())),
        ];
        let form = form.map(|(name, text)| (name.to_owned(), text));
        let code = Code {
            text: text.to_owned(),
            numbers: vec![1, 2],
        };
        let sent = Text::Members(form.into());
        let read: Form = read(sent).unwrap();
        assert_eq!(read, Form(Some(text.to_owned()), code));
    }
    let json = serde_json::json!({"id": 7, "code": {"text": "a"}});
    assert!(read::<Form, _>(&json).is_err(), "no form");
}

/// Other types that users have.
#[derive(Debug, PartialEq, serde::Deserialize)]
enum Kind {
    Cat,
    #[serde(rename = "7")]
    Seven,
    Named {
        name: String,
    },
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Pair(char, String);

#[test]
fn enums_and_tuples_of_ones_own_are_told_by_their_text() {
    let kind = |text| Kind::deserialize(text).unwrap();
    assert_eq!(kind(values(&["Cat"])), Kind::Cat);
    assert_eq!(kind(packed("7")), Kind::Seven);
    let name = "8".to_owned();
    let members = Text::Members(vec![("name".to_owned(), Text::one(name.clone()))]);
    let named = Kind::Named { name };
    assert_eq!(kind(values(&[r#"{"Named":{"name":"8"}}"#])), named);
    let members = Text::Members(vec![("Named".to_owned(), members)]);
    assert_eq!(kind(members), named);
    let pair = Pair('7', "8".to_owned());
    assert_eq!(Pair::deserialize(packed("7,8")).unwrap(), pair);
}

#[test]
fn what_is_of_another_type_is_refused_without_being_quoted() {
    for error in [
        read::<i64, _>(values(&["hunter2"])).unwrap_err(),
        read::<bool, _>(packed("hunter2")).unwrap_err(),
        read::<i64, _>(values(&["1", "2"])).unwrap_err(),
        read::<String, _>(Text::Members(Vec::new())).unwrap_err(),
    ] {
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
