//! What is written, beside what `serde_json` writes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::request::to_json_text;

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct New(u8);

#[derive(Serialize)]
struct Pair(u8, &'static str);

#[derive(Serialize)]
struct Named<T> {
    a: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<T>,
    #[serde(rename = "\"é\n")]
    c: char,
}

#[derive(Serialize)]
enum Kind {
    Unit,
    New(u8),
    Pair(u8, u8),
    Named { a: u8, b: () },
}

#[derive(Serialize)]
struct Flat {
    #[serde(flatten)]
    members: BTreeMap<u8, [i8; 2]>,
}

/// `serde_json` is the judge of all that has no float in it.
#[test]
fn all_shapes_are_written_as_serde_json_does() {
    fn same<T: Serialize + ?Sized>(value: &T) {
        let judge = serde_json::to_string(value).unwrap();
        assert_eq!(to_json_text(value).unwrap(), judge);
    }
    same(&(true, (), Unit, New(1), Pair(2, "\"\\\u{7f}\u{1}é𝄞/"), 'x'));
    same(&(
        i8::MIN,
        i64::MIN,
        i128::MIN,
        u8::MAX,
        u64::MAX,
        u128::MAX,
        1_i16,
        2_u16,
    ));
    same(&(0.5, -1.25e300, 1e-7, 0.1_f32));
    same(&Named {
        a: None::<u8>,
        b: None,
        c: '"',
    });
    same(&Named {
        a: Some(vec![Some(1), None]),
        b: Some(vec![]),
        c: 'c',
    });
    same(&[
        Kind::Unit,
        Kind::New(1),
        Kind::Pair(1, 2),
        Kind::Named { a: 1, b: () },
    ]);
    same(&Flat {
        members: [(1, [2, -3])].into(),
    });
    same(&BTreeMap::from([(true, 1), (false, 2)]));
    same(&BTreeMap::from([(-1, "a"), (2, "b")]));
    same(&BTreeMap::from([('a', BTreeMap::<String, u8>::new())]));
    same(&serde_json::json!({"a": [null, {"b": []}, "c"], "": 1.5}));
    same(&RawValue::from_string("{\"b\" : [1.0 ,2]}".to_owned()).unwrap());
    same(&[RawValue::from_string("1.0".to_owned()).unwrap()]);
    same("text");
}

#[test]
fn what_json_cannot_say_is_refused() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(to_json_text(&number).is_err());
        assert!(to_json_text(&[Some(number)]).is_err());
        let named = Named {
            a: Some(number),
            b: None,
            c: 'c',
        };
        assert!(to_json_text(&named).is_err());
    }
    assert!(to_json_text(&f32::NAN).is_err());
    assert!(to_json_text(&BTreeMap::from([((), 1)])).is_err());
    assert!(to_json_text(&BTreeMap::from([([1], 1)])).is_err());
    assert_eq!(to_json_text(&None::<f64>).unwrap(), "null");
}
