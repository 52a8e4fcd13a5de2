//! What the client writes in each style comes back: the writer is the judge of the reader.

use std::{collections::BTreeMap, fmt::Debug};

use http::{HeaderValue, Method, header};
use serde::Serialize;

use crate::{
    mock::{Arrived, Description, Reading, route},
    operation::Operation,
    request::{Param, Request, Style},
    wire::Wire,
};

static OPERATION: Operation = Operation {
    id: "color",
    method: Method::GET,
    path: "/a{color}b",
    accept: "*/*",
    security: &[],
    server: None,
    is_repeatable: true,
    idempotency_key: None,
};

static DESCRIPTION: Description = Description {
    operation: &OPERATION,
    body: None,
    answers: &[],
    check: |_| {},
};

/// Every place with every style that it has, exploded and not.
fn params() -> Vec<Param> {
    const ALL: [Style; 7] = [
        Style::Simple,
        Style::Label,
        Style::Matrix,
        Style::Form,
        Style::SpaceDelimited,
        Style::PipeDelimited,
        Style::DeepObject,
    ];
    let mut params = vec![
        Param::path("color").json(),
        Param::query("color").json(),
        Param::query("color").reserved(),
        Param::header("color").json(),
        Param::cookie("color").json(),
    ];
    for explode in [false, true] {
        params.push(Param::header("color").explode(explode));
        params.push(Param::cookie("color").explode(explode));
        for style in ALL.into_iter().take(3) {
            params.push(Param::path("color").style(style).explode(explode));
        }
        for style in ALL.into_iter().skip(3) {
            params.push(Param::query("color").style(style).explode(explode));
        }
    }
    params
}

/// Sends a value, and reads what arrives.
fn returned<T: Serialize + Wire>(param: Param, value: &T) -> Result<T, Vec<String>> {
    let mut request = Request::new(&OPERATION);
    request.param(param, value);
    if !matches!(param.place, crate::request::ParamPlace::Path) {
        request.param(Param::path("color"), "x");
    }
    assert!(
        request.problem.is_none(),
        "{param:?}: {:?}",
        request.problem
    );
    let mut headers = request.headers.clone();
    if !request.cookies.is_empty() {
        let cookies = HeaderValue::from_str(&request.cookies).unwrap();
        headers.insert(header::COOKIE, cookies);
    }
    let arrived = Arrived {
        method: Method::GET,
        path: request.filled_path().unwrap(),
        query: request.query.clone(),
        headers,
        body: bytes::Bytes::new(),
    };
    let route::Route::To(0, captures) = route::find(&[&DESCRIPTION], &arrived) else {
        panic!("{arrived:?}");
    };
    let mut reading = Reading::new(&DESCRIPTION, &arrived, &captures);
    let read = reading.required(param);
    read.ok_or_else(|| reading.into_problems())
}

#[track_caller]
fn comes_back<T: Serialize + Wire + PartialEq + Debug + 'static>(value: &T) -> usize {
    let params = params();
    for param in &params {
        let read = returned(*param, value);
        assert_eq!(read.as_ref(), Ok(value), "{param:?}");
    }
    params.len()
}

#[test]
fn scalars_come_back() {
    for text in ["blue", "7", "true", "x=y", "é"] {
        assert_eq!(comes_back(&text.to_owned()), 23);
    }
    comes_back(&-7_i64);
    comes_back(&1.5_f64);
    comes_back(&false);
    comes_back(&Some(3_i32));
}

#[test]
fn lists_come_back() {
    comes_back(&vec!["blue".to_owned(), "black".to_owned(), "é".to_owned()]);
    comes_back(&vec![100_i64, 200]);
    comes_back(&(1_i64, "two".to_owned()));
    comes_back(&vec!["one".to_owned()]);
}

#[test]
fn objects_come_back() {
    let object = [("R", 100), ("G", 200), ("B", 150)];
    let object = object.map(|(name, value)| (name.to_owned(), value));
    comes_back(&BTreeMap::<String, i64>::from(object));
    comes_back(&BTreeMap::from([("a".to_owned(), "b".to_owned())]));
}

/// Characters that a style gives a meaning do not get it where the client encodes them.
#[test]
fn delimiters_within_items_come_back() {
    let items = vec![
        "a,b".to_owned(),
        "c d|e".to_owned(),
        "f&g=h;i+j%2C".to_owned(),
    ];
    for param in [
        Param::query("color"),
        Param::query("color").explode(false),
        Param::path("color"),
        Param::path("color").style(Style::Matrix).explode(true),
        Param::path("color").style(Style::Label),
        Param::cookie("color"),
        Param::header("color").json(),
    ] {
        assert_eq!(returned(param, &items), Ok(items.clone()), "{param:?}");
    }
}
