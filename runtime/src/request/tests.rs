//! Parameters, cell by cell of the specification's table.

use http::Method;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Param, Request, Style, param::ParamPlace};
use crate::{error::SendError, operation::Operation};

static OPERATION: Operation = Operation {
    id: "paint",
    method: Method::GET,
    path: "/a/{color}",
    accept: "*/*",
    security: &[],
    server: None,
    is_repeatable: false,
    idempotency_key: None,
};

/// The three values of the table, and the empty string; raw, so that their order is the table's.
const EMPTY: &str = r#""""#;
const STRING: &str = r#""blue""#;
const ARRAY: &str = r#"["blue","black","brown"]"#;
const OBJECT: &str = r#"{"R":100,"G":200,"B":150}"#;

/// What a parameter makes of a request, or why there is none.
fn written(param: Param, json: &str) -> String {
    let value: &RawValue = serde_json::from_str(json).unwrap();
    written_value(param, value)
}

fn written_value<T: Serialize + ?Sized>(param: Param, value: &T) -> String {
    let mut request = Request::new(&OPERATION);
    request.param(param, value);
    if let Some(problem) = &request.problem {
        return problem.to_string();
    }
    match param.place {
        ParamPlace::Path => match request.filled_path() {
            Ok(path) => path.strip_prefix("/a/").unwrap().to_owned(),
            Err(problem) => problem.to_string(),
        },
        ParamPlace::Query => request.query,
        ParamPlace::Header => match request.headers.get("color") {
            Some(value) => value.to_str().unwrap().to_owned(),
            None => "absent".to_owned(),
        },
        ParamPlace::Cookie => request.cookies,
    }
}

const REFUSED: &str = "the parameter `color` is empty, so the path would name another resource";
const STEP: &str =
    "the parameter `color` is a step in the path, which a URL cannot carry as a value";

/// OpenAPI 3.1.1, §4.8.12.4: place, style and explode, then the empty string, a string, a list and an
/// object. Cookies are separated as in Appendix D.
///
/// `step` and `refused` stand where the specification has `.` and nothing, which no path can hold, and
/// what follows `n/a` is ours where it leaves the cell open.
const TABLE: &str = "
path   matrix false | ;color     | ;color=blue    | ;color=blue,black,brown             | ;color=R,100,G,200,B,150
path   matrix true  | ;color     | ;color=blue    | ;color=blue;color=black;color=brown | ;R=100;G=200;B=150
path   label  false | step       | .blue          | .blue,black,brown                   | .R,100,G,200,B,150
path   label  true  | step       | .blue          | .blue.black.brown                   | .R=100.G=200.B=150
path   simple false | refused    | blue           | blue,black,brown                    | R,100,G,200,B,150
path   simple true  | refused    | blue           | blue,black,brown                    | R=100,G=200,B=150
header simple false |            | blue           | blue,black,brown                    | R,100,G,200,B,150
header simple true  |            | blue           | blue,black,brown                    | R=100,G=200,B=150
query  form   false | color=     | color=blue     | color=blue,black,brown              | color=R,100,G,200,B,150
query  form   true  | color=     | color=blue     | color=blue&color=black&color=brown  | R=100&G=200&B=150
cookie form   false | color=     | color=blue     | color=blue,black,brown              | color=R,100,G,200,B,150
cookie form   true  | color=     | color=blue     | color=blue; color=black; color=brown | R=100; G=200; B=150
query  space  false | n/a color= | n/a color=blue | color=blue%20black%20brown          | color=R%20100%20G%20200%20B%20150
query  space  true  | n/a color= | n/a color=blue | n/a color=blue&color=black&color=brown | n/a R=100&G=200&B=150
query  pipe   false | n/a color= | n/a color=blue | color=blue%7Cblack%7Cbrown          | color=R%7C100%7CG%7C200%7CB%7C150
query  pipe   true  | n/a color= | n/a color=blue | n/a color=blue&color=black&color=brown | n/a R=100&G=200&B=150
query  deep   false | n/a color= | n/a color=blue | n/a color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown | n/a color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150
query  deep   true  | n/a color= | n/a color=blue | n/a color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown | color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150
";

#[test]
fn the_table_of_style_examples() {
    let mut cells = 0;
    for row in TABLE.trim().lines() {
        let mut columns = row.split('|').map(str::trim);
        let kind: Vec<_> = columns.next().unwrap().split_whitespace().collect();
        let param = match kind[0] {
            "path" => Param::path("color"),
            "header" => Param::header("color"),
            "query" => Param::query("color"),
            _ => Param::cookie("color"),
        };
        let style = match kind[1] {
            "matrix" => Style::Matrix,
            "label" => Style::Label,
            "simple" => Style::Simple,
            "form" => Style::Form,
            "space" => Style::SpaceDelimited,
            "pipe" => Style::PipeDelimited,
            _ => Style::DeepObject,
        };
        let param = param.style(style).explode(kind[2] == "true");
        for (json, cell) in [EMPTY, STRING, ARRAY, OBJECT].into_iter().zip(columns) {
            let expected = match cell.trim_start_matches("n/a ") {
                "step" => STEP,
                "refused" => REFUSED,
                other => other,
            };
            assert_eq!(written(param, json), expected, "{row}");
            cells += 1;
        }
    }
    assert_eq!(cells, 18 * 4);
}

#[test]
fn the_default_styles() {
    assert_eq!(written(Param::path("color"), OBJECT), "R,100,G,200,B,150");
    assert_eq!(written(Param::header("color"), OBJECT), "R,100,G,200,B,150");
    assert_eq!(written(Param::query("color"), OBJECT), "R=100&G=200&B=150");
    assert_eq!(
        written(Param::cookie("color"), OBJECT),
        "R=100; G=200; B=150"
    );
    let space = Param::query("color").style(Style::SpaceDelimited);
    assert_eq!(written(space, ARRAY), "color=blue%20black%20brown");
}

/// RFC 6570, §2.3: null and a list or an object of nothing are undefined.
#[test]
fn what_is_undefined_is_left_out() {
    for json in ["null", "[]", "{}", "[null]", r#"{"a":null}"#] {
        for style in [
            Style::Form,
            Style::SpaceDelimited,
            Style::PipeDelimited,
            Style::DeepObject,
        ] {
            for explode in [false, true] {
                let query = Param::query("color").style(style).explode(explode);
                assert_eq!(written(query, json), "", "{json} {query:?}");
            }
        }
        assert_eq!(written(Param::cookie("color"), json), "");
        assert_eq!(written(Param::header("color"), json), "absent");
        for style in [Style::Simple, Style::Label, Style::Matrix] {
            assert_eq!(written(Param::path("color").style(style), json), REFUSED);
        }
    }
    assert_eq!(
        written(Param::query("color"), r#"["a",null,"b"]"#),
        "color=a&color=b"
    );
}

#[test]
fn delimiters_inside_items_are_encoded_where_that_tells_them_apart() {
    let json = r#"["a,b","c|d","e f"]"#;
    let query = Param::query("color").explode(false);
    assert_eq!(written(query, json), "color=a%2Cb,c%7Cd,e%20f");
    let space = Param::query("color").style(Style::SpaceDelimited);
    assert_eq!(written(space, r#"["a,b","c|d"]"#), "color=a%2Cb%20c%7Cd");
    let pipe = Param::query("color").style(Style::PipeDelimited);
    assert_eq!(written(pipe, r#"["a,b","e f"]"#), "color=a%2Cb%7Ce%20f");
    assert_eq!(written(Param::path("color"), json), "a%2Cb,c%7Cd,e%20f");
    let label = Param::path("color").style(Style::Label);
    assert_eq!(written(label, r#"["a.b",","]"#), ".a.b,%2C");
    assert_eq!(
        written(Param::cookie("color"), r#""a; b=c""#),
        "color=a%3B%20b%3Dc"
    );
    let reserved = query.reserved();
    assert_eq!(written(reserved, r#"["a%2Cb","c"]"#), "color=a%2Cb,c");
}

#[test]
fn items_that_could_not_be_told_apart_are_refused() {
    let query = |style| Param::query("color").style(style).explode(false);
    let pipe = query(Style::PipeDelimited);
    let space = query(Style::SpaceDelimited);
    let reserved = query(Style::Form).reserved();
    let label = Param::path("color").style(Style::Label).explode(true);
    let header = Param::header("color");
    for (param, json) in [
        (header, r#"["a,b","c"]"#),
        (header, r#"["a,b"]"#),
        (header, r#"{"a":"b,c"}"#),
        (header.explode(true), r#"{"a":"b,c"}"#),
        (header.explode(true), r#"{"a=b":"c"}"#),
        (header, "[[1,2]]"),
        (pipe, r#"["a|b"]"#),
        (pipe, r#"{"a|b":1}"#),
        (pipe.reserved(), r#"["a%7cb"]"#),
        (space, r#"["a b","c"]"#),
        (label, r#"["a.b"]"#),
        (label, r#"{"a":"b.c"}"#),
        (label, "[1.5]"),
        (reserved, r#"["a,b","c"]"#),
        (reserved, r#"{"a,b":"c"}"#),
    ] {
        let refused = written(param, json);
        let reason = "the parameter `color` has an item that holds the delimiter of its style";
        assert!(refused.starts_with(reason), "{json} {param:?}: {refused}");
    }
    // One value is no list.
    assert_eq!(written(header, r#""a,b""#), "a,b");
    assert_eq!(written(header.explode(true), r#"{"a":"b=c"}"#), "a=b=c");
    assert_eq!(written(pipe, r#""a|b""#), "color=a%7Cb");
    assert_eq!(written(label, r#""a.b""#), ".a.b");
    assert_eq!(written(header.json(), "[1,2]"), "[1,2]");
}

/// RFC 6570, §3.2.7: a name without a value has no `=`.
#[test]
fn a_matrix_has_names_without_values() {
    let matrix = Param::path("color").style(Style::Matrix).explode(true);
    assert_eq!(written(matrix, r#"{"R":"","G":"=","B":1}"#), ";R;G=%3D;B=1");
    assert_eq!(written(matrix, r#"["","a"]"#), ";color;color=a");
}

#[test]
fn reserved_characters_stay_in_a_query_alone() {
    let json = r#""/a?b&c#d%2F;e""#;
    let kept = "color=/a?b%26c%23d%2F;e";
    let encoded = "%2Fa%3Fb%26c%23d%252F%3Be";
    assert_eq!(written(Param::query("color").reserved(), json), kept);
    assert_eq!(written(Param::path("color").reserved(), json), encoded);
    assert_eq!(
        written(Param::cookie("color").reserved(), json),
        format!("color={encoded}")
    );
}

#[test]
fn nested_values_are_json_or_deep() {
    let json = r#"{"a":{"b":[1,2],"c":[{"d":1.0}]},"e":[]}"#;
    let text = "%7B%22b%22%3A%5B1%2C2%5D%2C%22c%22%3A%5B%7B%22d%22%3A1.0%7D%5D%7D";
    assert_eq!(
        written(Param::query("color"), json),
        format!("a={text}&e=%5B%5D")
    );
    let deep = Param::query("color").style(Style::DeepObject);
    let expected = "color%5Ba%5D%5Bb%5D%5B%5D=1&color%5Ba%5D%5Bb%5D%5B%5D=2&color%5Ba%5D%5Bc%5D%5B0%5D%5Bd%5D=1.0";
    assert_eq!(written(deep, json), expected);
    // What nests without end costs no stack.
    let endless = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(written(deep, &endless).starts_with("color%5B0%5D%5B0%5D"));
}

#[test]
fn json_is_the_value_as_text() {
    assert_eq!(
        written(Param::query("color").json(), r#""a""#),
        "color=%22a%22"
    );
    assert_eq!(written(Param::query("color").json(), "[]"), "color=%5B%5D");
    assert_eq!(written(Param::query("color").json(), "null"), "");
    assert_eq!(written(Param::path("color").json(), "[1]"), "%5B1%5D");
    assert_eq!(written(Param::path("color").json(), "null"), REFUSED);
    assert_eq!(
        written(Param::header("color").json(), r#"{"a":"é𝄞"}"#),
        r#"{"a":"\u00e9\ud834\udd1e"}"#
    );
    assert_eq!(written(Param::cookie("color").json(), "{}"), "color=%7B%7D");
}

#[test]
fn scalars_are_written_without_quotes_and_whole_floats_without_a_point() {
    assert_eq!(written_value(Param::query("color"), &1.0), "color=1");
    assert_eq!(written_value(Param::query("color"), &0.1_f32), "color=0.1");
    assert_eq!(
        written_value(Param::query("color"), &[1.5, 2.0]),
        "color=1.5&color=2"
    );
    assert_eq!(written_value(Param::path("color"), &true), "true");
    assert_eq!(
        written_value(Param::path("color"), &u64::MAX),
        "18446744073709551615"
    );
    assert_eq!(written_value(Param::header("color"), &Some("x")), "x");
    assert_eq!(written_value(Param::query("color"), &None::<u8>), "");
}

#[test]
fn what_a_place_cannot_carry_is_refused() {
    let header = "the parameter `color` holds a character that a header cannot carry";
    assert_eq!(written(Param::header("color"), r#""a\nb""#), header);
    assert_eq!(written(Param::path("color"), r#""..""#), STEP);
    assert_eq!(written(Param::path("color"), r#"[]"#), REFUSED);
    let keys = std::collections::BTreeMap::from([((), 1)]);
    let unwritable = "the parameter `color` cannot be written as text";
    assert_eq!(written_value(Param::query("color"), &keys), unwritable);
    for number in [f64::NAN, f64::INFINITY] {
        assert_eq!(written_value(Param::query("color"), &number), unwritable);
        assert_eq!(written_value(Param::header("color"), &[number]), unwritable);
    }
    let mut request = Request::new(&OPERATION);
    request.json("application/json", &[f64::NAN]);
    assert!(matches!(request.problem, Some(SendError::Encode(_))));
}

#[test]
fn parameters_stand_beside_each_other() {
    let mut request = Request::new(&OPERATION);
    request.param(Param::query("a"), &1);
    request.param(Param::query("b c"), "x&y");
    request.param(Param::cookie("d"), &[1, 2]);
    request.param(Param::cookie("e"), "f");
    assert_eq!(request.query, "a=1&b%20c=x%26y");
    assert_eq!(request.cookies, "d=1; d=2; e=f");
}
