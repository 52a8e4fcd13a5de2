use std::{collections::BTreeMap, net::IpAddr};

use serde::{Deserialize, Serialize};

use super::{foreign_piece, foreign_slot, optional_foreign_piece};
use crate::{
    decode::path_of,
    request::to_json_text,
    wire::{
        Field::{Optional, Required},
        Piece, Shape, Slot, Table, Wire, equal, list_slot, map_slot, optional_slot, present_slot,
        read,
    },
};

/// A type of the user's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Money {
    #[serde(default)]
    amount: f32,
    #[serde(skip)]
    note: String,
}

/// What has one of each kind.
#[derive(Debug, Default)]
struct Order {
    price: Money,
    id: Option<String>,
    discount: Option<Option<Money>>,
}

impl Wire for Order {
    fn empty() -> Self {
        Self::default()
    }

    fn shape() -> Shape {
        Shape::Object(&Table {
            name: "Order",
            fields: &[Required("price"), Optional("id"), Optional("discount")],
            keeps_others: false,
        })
    }

    fn field(&mut self, index: usize) -> Slot<'_> {
        match index {
            0 => foreign_slot(&mut self.price),
            1 => foreign_slot(&mut self.id),
            _ => present_slot(&mut self.discount, foreign_slot),
        }
    }

    fn member(&self, index: usize) -> Piece<'_> {
        match index {
            0 => foreign_piece(&self.price),
            1 => optional_foreign_piece(&self.id),
            _ => optional_foreign_piece(&self.discount),
        }
    }
}

fn order(json: &str) -> Order {
    read(&mut serde_json::Deserializer::from_str(json)).unwrap()
}

#[test]
fn floats_of_ones_own_type_are_written_as_all_are() {
    let mut order = order(r#"{"price":{"amount":0.1}}"#);
    let text = r#"{"price":{"amount":0.1}}"#;
    assert_eq!(serde_json::to_string(&order.piece()).unwrap(), text);
    assert_eq!(to_json_text(&order.piece()).unwrap(), text);
    order.price.amount = f32::NAN;
    let own = to_json_text(&f64::NAN.piece()).unwrap_err();
    let error = to_json_text(&order.piece()).unwrap_err();
    assert_eq!(error.to_string(), own.to_string());
}

#[test]
fn no_digit_of_a_float_is_lost() {
    // Of these, a reader of JSON that is quick and not exact takes the last bit for another one.
    for text in [
        "96.09576329727415",
        "3.141592653589793",
        "-0.1433214281723",
        "5e-324",
    ] {
        let number: f64 = text.parse().unwrap();
        assert_eq!(to_json_text(&foreign_piece(&number)).unwrap(), text);
        let read: f64 = crate::wire::values::tests::read(text).unwrap();
        assert_eq!(read.to_bits(), number.to_bits(), "{text}");
    }
}

#[test]
fn integers_of_more_than_64_bits_are_refused() {
    assert!(to_json_text(&foreign_piece(&u128::MAX)).is_err());
    assert!(to_json_text(&foreign_piece(&i128::MIN)).is_err());
    let most = to_json_text(&foreign_piece(&u128::from(u64::MAX))).unwrap();
    assert_eq!(most, u64::MAX.to_string());
    let least = to_json_text(&foreign_piece(&i128::from(i64::MIN))).unwrap();
    assert_eq!(least, i64::MIN.to_string());
}

#[test]
fn values_of_ones_own_type_are_equal_as_that_has_it() {
    let one = order(r#"{"price":{"amount":1},"id":"a"}"#);
    let mut other = order(r#"{"price":{"amount":1},"id":"a"}"#);
    assert!(equal(&one, &other));
    other.price.note = "nothing of this is written".to_owned();
    assert!(!equal(&one, &other));
    assert!(
        foreign_piece(&1_u8) != foreign_piece(&1_u16),
        "of two types"
    );
    let nan = order(r#"{"price":{}}"#);
    assert!(equal(&nan, &nan));
    let nan = Order {
        price: Money {
            amount: f32::NAN,
            ..Money::default()
        },
        ..nan
    };
    assert!(!equal(&nan, &nan), "as with floats anywhere");
}

#[test]
fn of_an_object_that_stands_twice_no_value_of_ones_own_type_is_left() {
    let json = r#"{"order":{"price":{"amount":1},"id":"x","discount":null},"order":{"price":{}}}"#;
    let Holder(order) = read(&mut serde_json::Deserializer::from_str(json)).unwrap();
    assert_eq!(order.price.amount, 0.0);
    assert_eq!(order.id, None);
    assert_eq!(order.discount, None);
}

/// What holds an order.
#[derive(Default)]
struct Holder(Order);

impl Wire for Holder {
    fn empty() -> Self {
        Self::default()
    }

    fn shape() -> Shape {
        Shape::Object(&Table {
            name: "Holder",
            fields: &[Required("order")],
            keeps_others: false,
        })
    }

    fn field(&mut self, _: usize) -> Slot<'_> {
        self.0.slot()
    }
}

#[test]
fn to_ask_for_a_place_changes_nothing() {
    let mut discount: Option<Option<Money>> = None;
    drop(present_slot(&mut discount, foreign_slot));
    assert_eq!(discount, None);
    present_slot(&mut discount, foreign_slot).reset();
    assert_eq!(discount, None);
    let null = order(r#"{"price":{},"discount":null}"#);
    assert_eq!(null.discount, Some(None));
    let some = order(r#"{"price":{},"discount":{"amount":2}}"#);
    assert_eq!(some.discount.unwrap().unwrap().amount, 2.0);
}

#[derive(Debug, Default)]
struct Host {
    ports: Option<Vec<u16>>,
    limits: BTreeMap<String, Vec<u16>>,
    address: Option<IpAddr>,
    others: BTreeMap<String, u16>,
}

impl Wire for Host {
    fn empty() -> Self {
        Self::default()
    }

    fn shape() -> Shape {
        Shape::Object(&Table {
            name: "Host",
            fields: &[Optional("ports"), Required("limits"), Required("address")],
            keeps_others: true,
        })
    }

    fn field(&mut self, index: usize) -> Slot<'_> {
        match index {
            0 => optional_slot(&mut self.ports, |value| list_slot(value, foreign_slot)),
            1 => map_slot(&mut self.limits, |value| list_slot(value, foreign_slot)),
            2 => foreign_slot(&mut self.address),
            _ => map_slot(&mut self.others, foreign_slot),
        }
    }

    fn member(&self, index: usize) -> Piece<'_> {
        match index {
            0 => optional_foreign_piece(&self.ports),
            1 => foreign_piece(&self.limits),
            2 => foreign_piece(&self.address),
            _ => foreign_piece(&self.others),
        }
    }
}

const HOST: &str =
    r#"[{"ports":[80,443],"limits":{"a":[],"b":[1,2]},"address":"127.0.0.1","more":9}]"#;

#[test]
fn an_error_is_about_the_place_of_ones_own_type() {
    let hosts: Vec<Host> = read(&mut serde_json::Deserializer::from_str(HOST)).unwrap();
    assert_eq!(serde_json::to_string(&hosts.piece()).unwrap(), HOST);
    for (from, to, path) in [
        ("\"127.0.0.1\"", "\"nowhere\"", "[0].address"),
        ("\"127.0.0.1\"", "{\"v\":4}", "[0].address"),
        ("443", "true", "[0].ports[1]"),
        ("[80,443]", "80", "[0].ports"),
        ("[1,2]", "[1,-2]", "[0].limits.b[1]"),
        ("[1,2]", "null", "[0].limits.b"),
        ("9", "\"9\"", "[0].more"),
    ] {
        let text = HOST.replacen(from, to, 1);
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let error = read::<Vec<Host>, _>(&mut deserializer).unwrap_err();
        assert_eq!(path_of(&error, text.as_bytes()), path, "{text}: {error}");
    }
}

#[test]
fn of_lists_and_maps_that_stand_twice_nothing_is_left() {
    let json = HOST.replace(
        "\"more\":9",
        r#""ports":null,"limits":{"a":[3],"a":[4]},"more":8"#,
    );
    let hosts: Vec<Host> = read(&mut serde_json::Deserializer::from_str(&json)).unwrap();
    let expected = r#"[{"limits":{"a":[4]},"address":"127.0.0.1","more":8}]"#;
    assert_eq!(serde_json::to_string(&hosts.piece()).unwrap(), expected);
    let mut others = BTreeMap::from([("more".to_owned(), 9_u16)]);
    map_slot(&mut others, foreign_slot).reset();
    assert!(others.is_empty());
}
