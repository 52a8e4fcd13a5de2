//! Parameters as they are sent, to be compared with the specification by eye.

use std::{convert::Infallible, error::Error as _};

use specwright_runtime::{Error, ResponseFuture, SendError};

use crate::{
    service::{Arrived, Service},
    whole_wire::{
        Client,
        models::{Color, Filter, FilterPrice, Rgb},
    },
};

/// OpenAPI 3.1.1, §4.8.12.4, with the place of the parameter.
///
/// `refused` stands where the specification has nothing at all, which would make the path that of another
/// resource. `n/a` is sent somehow. A cookie has `; ` where the table has `&`, and no `?`: a header
/// cannot hold cookies otherwise (Appendix D).
const TABLE: &str = "
style          | explode | in     | empty   | string      | array                               | object
matrix         | false   | path   | ;color  | ;color=blue | ;color=blue,black,brown             | ;color=R,100,G,200,B,150
matrix         | true    | path   | ;color  | ;color=blue | ;color=blue;color=black;color=brown | ;R=100;G=200;B=150
label          | false   | path   | .       | .blue       | .blue,black,brown                   | .R,100,G,200,B,150
label          | true    | path   | .       | .blue       | .blue.black.brown                   | .R=100.G=200.B=150
simple         | false   | path   | refused | blue        | blue,black,brown                    | R,100,G,200,B,150
simple         | true    | path   | refused | blue        | blue,black,brown                    | R=100,G=200,B=150
simple         | false   | header |         | blue        | blue,black,brown                    | R,100,G,200,B,150
simple         | true    | header |         | blue        | blue,black,brown                    | R=100,G=200,B=150
form           | false   | query  | ?color= | ?color=blue | ?color=blue,black,brown             | ?color=R,100,G,200,B,150
form           | true    | query  | ?color= | ?color=blue | ?color=blue&color=black&color=brown | ?R=100&G=200&B=150
form           | false   | cookie | color=  | color=blue  | color=blue,black,brown              | color=R,100,G,200,B,150
form           | true    | cookie | color=  | color=blue  | color=blue; color=black; color=brown | R=100; G=200; B=150
spaceDelimited | false   | query  | n/a     | n/a         | ?color=blue%20black%20brown         | ?color=R%20100%20G%20200%20B%20150
spaceDelimited | true    | query  | n/a     | n/a         | n/a                                 | n/a
pipeDelimited  | false   | query  | n/a     | n/a         | ?color=blue%7Cblack%7Cbrown         | ?color=R%7C100%7CG%7C200%7CB%7C150
pipeDelimited  | true    | query  | n/a     | n/a         | n/a                                 | n/a
deepObject     | false   | query  | n/a     | n/a         | n/a                                 | n/a
deepObject     | true    | query  | n/a     | n/a         | n/a                                 | ?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150
";

fn call(client: &Client, row: (&str, &str), color: Color) -> ResponseFuture<(), Infallible> {
    let styles = client.styles();
    match row {
        ("matrix", "false") => styles.matrix(color).into_future(),
        ("matrix", _) => styles.matrix_exploded(color).into_future(),
        ("label", "false") => styles.label(color).into_future(),
        ("label", _) => styles.label_exploded(color).into_future(),
        ("simple", "false") => styles.simple(color).into_future(),
        ("simple", _) => styles.simple_exploded(color).into_future(),
        ("header", "false") => styles.header(color).into_future(),
        ("header", _) => styles.header_exploded(color).into_future(),
        ("form", "false") => styles.form(color).into_future(),
        ("form", _) => styles.form_exploded(color).into_future(),
        ("cookie", "false") => styles.cookie(color).into_future(),
        ("cookie", _) => styles.cookie_exploded(color).into_future(),
        ("spaceDelimited", "false") => styles.space_delimited(color).into_future(),
        ("spaceDelimited", _) => styles.space_delimited_exploded(color).into_future(),
        ("pipeDelimited", "false") => styles.pipe_delimited(color).into_future(),
        ("pipeDelimited", _) => styles.pipe_delimited_exploded(color).into_future(),
        ("deepObject", "false") => styles.deep_object(color).into_future(),
        (_, _) => styles.deep_object_exploded(color).into_future(),
    }
}

fn rgb() -> Rgb {
    Rgb::new(100, 200, 150)
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn every_row_of_the_table_of_style_examples() {
    let mut service = Service::silent().await;
    let client = service.client();
    let colors = [
        Color::from(""),
        Color::from("blue"),
        Color::from(texts(&["blue", "black", "brown"])),
        Color::from(rgb()),
    ];
    let mut cells = 0;
    for line in TABLE.trim().lines().skip(1) {
        let columns: Vec<_> = line.split('|').map(str::trim).collect();
        let [style, explode, place, values @ ..] = columns.as_slice() else {
            panic!("{line}")
        };
        let name = if matches!(*place, "header" | "cookie") {
            place
        } else {
            style
        };
        let exploded = if *explode == "true" { "Exploded" } else { "" };
        let operation = format!("GET /{name}{exploded}");
        for (color, expected) in colors.iter().zip(values) {
            let outcome = call(&client, (name, explode), color.clone()).await;
            cells += 1;
            if *expected == "refused" {
                let error = outcome.unwrap_err();
                let reason = error.source().unwrap().to_string();
                assert!(reason.contains("`color` is empty"), "{reason}");
                continue;
            }
            outcome.unwrap();
            let request = service.arrived().await;
            match (*expected, *place) {
                ("n/a", _) => assert!(request.line.starts_with(&operation), "{}", request.line),
                (value, "header" | "cookie") => {
                    assert_eq!(request.line, format!("{operation} HTTP/1.1"));
                    let header = if *place == "header" { "color" } else { place };
                    assert_eq!(request.header(header), Some(value), "{line}");
                }
                (value, _) => assert_eq!(request.line, format!("{operation}{value} HTTP/1.1")),
            }
        }
    }
    assert_eq!(cells, 18 * 4);
    assert!(service.is_at_rest());
}

async fn sent(call: impl FnOnce(Client) -> ResponseFuture<(), Infallible>) -> Arrived {
    let mut service = Service::silent().await;
    call(service.client()).await.unwrap();
    service.arrived().await
}

#[tokio::test]
async fn parameters_without_a_style_have_that_of_their_place() {
    let call = |client: Client| {
        let call = client.styles().defaults(texts(&["a", "b c"]));
        let call = call
            .list(vec![1, 2])
            .object(rgb())
            .nullable("x")
            .number(2.0);
        let call = call.x_object(rgb()).x_flag(true);
        let call = call.day("2025-01-31".parse().unwrap());
        let cookies = call.cookie_list(texts(&["a;", "b"])).cookie_object(rgb());
        cookies.into_future()
    };
    let request = sent(call).await;
    assert_eq!(
        request.line,
        "GET /defaults/a,b%20c?list=1&list=2&R=100&G=200&B=150&nullable=x&day=2025-01-31&number=2 HTTP/1.1"
    );
    assert_eq!(request.header("x-object"), Some("R,100,G,200,B,150"));
    assert_eq!(request.header("x-flag"), Some("true"));
    assert_eq!(
        request.header("cookie"),
        Some("cookie-list=a%3B; cookie-list=b; R=100; G=200; B=150")
    );
}

/// RFC 6570, §2.3: a list of nothing is undefined, as is what was not given.
#[tokio::test]
async fn what_is_undefined_is_not_sent() {
    let call = |client: Client| {
        let call = client.styles().defaults(texts(&["a"]));
        call.list(vec![]).cookie_list(vec![]).into_future()
    };
    let request = sent(call).await;
    assert_eq!(request.line, "GET /defaults/a HTTP/1.1");
    assert_eq!(request.header("cookie"), None);
    assert_eq!(request.header("x-object"), None);
}

#[tokio::test]
async fn reserved_characters_stay_where_they_are_allowed() {
    for (given, kept, encoded) in [
        (":/?@", ":/?@", "%3A%2F%3F%40"),
        ("!$()*,;=", "!$()*,;=", "%21%24%28%29%2A%2C%3B%3D"),
        // A query cannot hold the first three, and the others would mean something else in it.
        ("#[]&+", "%23%5B%5D%26%2B", "%23%5B%5D%26%2B"),
        ("a%2Fb%", "a%2Fb%25", "a%252Fb%25"),
        ("ä b", "%C3%A4%20b", "%C3%A4%20b"),
    ] {
        let call = |client: Client| {
            let call = client.styles().reserved().kept(given).encoded(given);
            let item = given.replace(',', "");
            call.kept_list(texts(&[&item, "z"])).into_future()
        };
        let item = kept.replace(',', "");
        let line =
            format!("GET /reserved?kept={kept}&kept-list={item},z&encoded={encoded} HTTP/1.1");
        assert_eq!(sent(call).await.line, line);
    }
    let client = Client::builder().base_url("http://127.0.0.1:1").build();
    let call = client.unwrap().styles().reserved();
    let error = call.kept_list(texts(&["a,b", "z"])).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotSent(SendError::Parameter {
                name: "kept-list",
                ..
            })
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_apostrophe_is_encoded_as_browsers_do() {
    let call = |client: Client| client.styles().reserved().kept("it's").into_future();
    assert_eq!(sent(call).await.line, "GET /reserved?kept=it%27s HTTP/1.1");
}

#[tokio::test]
async fn parameters_with_content_are_json() {
    let call = |client: Client| {
        let call = client.styles().json(rgb()).query(rgb()).text("a");
        let call = call.x_json(texts(&["é", "b, c"])).cookie(vec![1, 2]);
        call.into_future()
    };
    let request = sent(call).await;
    let json = "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D";
    assert_eq!(
        request.line,
        format!("GET /json/{json}?query={json}&text=%22a%22 HTTP/1.1")
    );
    assert_eq!(request.header("x-json"), Some(r#"["\u00e9","b, c"]"#));
    assert_eq!(request.header("cookie"), Some("cookie=%5B1%2C2%5D"));
}

#[tokio::test]
async fn a_template_may_hold_parameters_anywhere_in_a_segment() {
    for (value, path) in [
        ("x", "/a/x.json"),
        ("..", "/a/...json"),
        ("x.json", "/a/x.json.json"),
        ("x/y?z#", "/a/x%2Fy%3Fz%23.json"),
        ("{b}", "/a/%7Bb%7D.json"),
        ("é", "/a/%C3%A9.json"),
    ] {
        let request = sent(|client| client.styles().suffix(value).into_future()).await;
        assert_eq!(request.line, format!("GET {path} HTTP/1.1"));
    }
    for (value, path) in [("x", "/x--1"), ("x-y", "/x-y--1"), (".", "/.--1")] {
        let request = sent(|client| client.styles().pair(value, -1).into_future()).await;
        assert_eq!(request.line, format!("GET {path} HTTP/1.1"));
    }
}

#[tokio::test]
async fn a_deep_object_goes_inwards() {
    let filter = Filter::new()
        .name("a&b")
        .price(FilterPrice::new().with_from(1.5).to(2.0))
        .tags(texts(&["x", "y"]));
    let request = sent(|client| client.styles().nested().filter(filter).into_future()).await;
    let query = [
        "filter%5Bname%5D=a%26b",
        "filter%5Bprice%5D%5Bfrom%5D=1.5",
        "filter%5Bprice%5D%5Bto%5D=2",
        "filter%5Btags%5D%5B%5D=x",
        "filter%5Btags%5D%5B%5D=y",
    ];
    assert_eq!(
        request.line,
        format!("GET /deep/nested?{} HTTP/1.1", query.join("&"))
    );
}

#[tokio::test]
async fn what_a_place_cannot_carry_is_refused_and_nothing_is_sent() {
    let mut service = Service::silent().await;
    let styles = service.client().styles();
    let empty: Vec<String> = Vec::new();
    for (call, name) in [
        (styles.defaults(empty).into_future(), "path"),
        (styles.header("a\nb").into_future(), "color"),
        (styles.suffix("").into_future(), "b"),
        (styles.simple("").into_future(), "color"),
        (styles.matrix(Vec::new()).into_future(), "color"),
    ] {
        let error = call.await.unwrap_err();
        assert!(
            matches!(&error, Error::NotSent(SendError::Parameter { name: found, .. }) if *found == name),
            "{error:?}"
        );
    }
    assert!(service.is_at_rest());
}
