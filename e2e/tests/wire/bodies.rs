//! Bodies of requests, octet by octet.

use std::path::Path;

use specwright_runtime::Upload;

use crate::{
    service::{Arrived, Service},
    whole_wire::models::{Filter, FilterPrice, Form, Numbers, Patch, Purpose, Rgb, SendPartsBody},
};

fn rgb() -> Rgb {
    Rgb::new(100, 200, 150)
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn assert_body(request: &Arrived, line: &str, media: &str, body: &[u8]) {
    assert_eq!(request.line, format!("{line} HTTP/1.1"));
    assert_eq!(request.header("content-type"), Some(media));
    let length = body.len().to_string();
    assert_eq!(request.header("content-length"), Some(length.as_str()));
    assert_eq!(
        String::from_utf8_lossy(&request.body),
        String::from_utf8_lossy(body)
    );
    assert_eq!(request.body, body);
}

#[tokio::test]
async fn whole_numbers_have_no_fraction() {
    let mut service = Service::silent().await;
    let numbers = Numbers::new()
        .whole(i64::MIN)
        .small(-1)
        .unsigned(u64::MAX)
        .fraction(2.0)
        .single(0.1);
    service.client().bodies().send_json(numbers).await.unwrap();
    let body = br#"{"whole":-9223372036854775808,"small":-1,"unsigned":18446744073709551615,"fraction":2,"single":0.1}"#;
    let request = service.arrived().await;
    assert_body(&request, "POST /bodies/json", "application/json", body);

    let empty = Numbers::new();
    service.client().bodies().send_json(empty).await.unwrap();
    let request = service.arrived().await;
    assert_body(&request, "POST /bodies/json", "application/json", b"{}");
}

/// RFC 7396: null removes, absent leaves as it is.
#[tokio::test]
async fn a_merge_patch_tells_null_from_absent() {
    let mut service = Service::silent().await;
    let patch = Patch::new().nickname_null().age(0);
    service.client().bodies().send_patch(patch).await.unwrap();
    assert_body(
        &service.arrived().await,
        "PATCH /bodies/patch",
        "application/merge-patch+json",
        br#"{"nickname":null,"age":0}"#,
    );
}

#[tokio::test]
async fn text_and_octets_are_sent_as_they_are() {
    let mut service = Service::silent().await;
    let bodies = service.client().bodies();
    bodies.send_csv("a,b\r\n1,\"é\"\r\n").await.unwrap();
    let request = service.arrived().await;
    assert_body(
        &request,
        "PUT /bodies/csv",
        "text/csv",
        "a,b\r\n1,\"é\"\r\n".as_bytes(),
    );

    bodies.send_octets(b"\0\xff\r\n").await.unwrap();
    let request = service.arrived().await;
    let media = "application/octet-stream";
    assert_body(&request, "PUT /bodies/octets", media, b"\0\xff\r\n");

    let own = Upload::bytes("{}").content_type("application/json");
    bodies.send_octets(own).await.unwrap();
    let request = service.arrived().await;
    assert_body(&request, "PUT /bodies/octets", "application/json", b"{}");

    bodies.send_image().body(b"\x89PNG").await.unwrap();
    let request = service.arrived().await;
    assert_body(&request, "PUT /bodies/image", "image/png", b"\x89PNG");

    bodies.send_image().await.unwrap();
    let request = service.arrived().await;
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("content-length"), Some("0"));
}

#[tokio::test]
async fn an_operation_with_two_media_types_has_two_methods() {
    let mut service = Service::silent().await;
    let bodies = service.client().bodies();
    bodies.send_either(rgb()).await.unwrap();
    let request = service.arrived().await;
    let json = br#"{"R":100,"G":200,"B":150}"#;
    assert_body(&request, "POST /bodies/either", "application/json", json);

    bodies.send_either_form(rgb()).await.unwrap();
    let request = service.arrived().await;
    let media = "application/x-www-form-urlencoded";
    assert_body(&request, "POST /bodies/either", media, b"R=100&G=200&B=150");
}

#[tokio::test]
async fn each_member_of_a_form_goes_by_its_encoding() {
    let mut service = Service::silent().await;
    let deep = Filter::new()
        .name("n")
        .price(FilterPrice::new().with_from(1.5))
        .tags(texts(&["a", "b"]));
    let colors = || texts(&["blue", "black", "brown"]);
    let form = Form::new("a b+c&d=é")
        .number(1.0)
        .flag(true)
        .deep(deep)
        .exploded(rgb())
        .whole(rgb())
        .object(rgb())
        .list(colors())
        .commas(colors())
        .spaces(colors())
        .pipes(colors())
        .reserved("/a?b&c")
        .json(vec![1, 2]);
    service.client().bodies().send_form(form).await.unwrap();
    let pairs = [
        // OpenAPI 3.1.1, §4.8.15.1.1: without an encoding, by the default content type.
        "text=a%20b%2Bc%26d%3D%C3%A9",
        "number=1",
        "flag=true",
        "deep%5Bname%5D=n&deep%5Bprice%5D%5Bfrom%5D=1.5&deep%5Btags%5D%5B%5D=a&deep%5Btags%5D%5B%5D=b",
        // §4.8.12.4, the rows of `form`, where the table has a question mark before them.
        "R=100&G=200&B=150",
        "whole=R,100,G,200,B,150",
        "object=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D",
        "list=blue&list=black&list=brown",
        "commas=blue,black,brown",
        "spaces=blue%20black%20brown",
        "pipes=blue%7Cblack%7Cbrown",
        "reserved=/a?b%26c",
        "json=%5B1%2C2%5D",
    ];
    assert_body(
        &service.arrived().await,
        "POST /bodies/form",
        "application/x-www-form-urlencoded",
        pairs.join("&").as_bytes(),
    );

    let form = Form::new("").list(Vec::new());
    service.client().bodies().send_form(form).await.unwrap();
    assert_eq!(service.arrived().await.text(), "text=");
}

/// One part of a multipart body: its head but for the first words, and what it holds.
fn part(boundary: &str, head: &str, content: &str) -> String {
    format!(
        "--{boundary}\r\nContent-Disposition: form-data; name={}\r\n\r\n{content}\r\n",
        head.replace(" / ", "\r\nContent-Type: ")
    )
}

/// A body with a part of every kind; the files are in memory and at `path`.
fn parts(path: &Path) -> SendPartsBody {
    SendPartsBody::new(Upload::path(path), Purpose::Backup)
        .files(vec![
            Upload::bytes("one")
                .file_name("1.txt")
                .content_type("text/plain"),
            Upload::path(path).file_name("é\"\r\n"),
            Upload::from(""),
        ])
        .image("png")
        .scan("jpeg")
        .note("*é*")
        .count(7)
        .meta(rgb())
        .plain(rgb())
        .objects(vec![rgb(), rgb()])
        .tags(texts(&["a", "b"]))
}

#[tokio::test]
async fn each_property_of_a_multipart_body_is_a_part_or_several() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("on disk.bin");
    std::fs::write(&path, "from\r\ndisk").unwrap();
    let body = parts(&path);
    let mut service = Service::silent().await;
    service.client().bodies().send_parts(body).await.unwrap();
    let request = service.arrived().await;
    let media = request.header("content-type").unwrap();
    let boundary = media
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let json = r#"{"R":100,"G":200,"B":150}"#;
    let expected = [
        (
            "\"file\"; filename=\"on disk.bin\" / application/octet-stream",
            "from\r\ndisk",
        ),
        ("\"files\"; filename=\"1.txt\" / text/plain", "one"),
        (
            "\"files\"; filename=\"é%22%0D%0A\" / application/octet-stream",
            "from\r\ndisk",
        ),
        (
            "\"files\"; filename=\"blob\" / application/octet-stream",
            "",
        ),
        ("\"image\"; filename=\"blob\" / image/png", "png"),
        (
            "\"scan\"; filename=\"blob\" / application/octet-stream",
            "jpeg",
        ),
        ("\"purpose\"", "backup"),
        ("\"note\" / text/markdown", "*é*"),
        ("\"count\"", "7"),
        ("\"meta\" / application/vnd.meta+json", json),
        ("\"plain\" / application/json", json),
        ("\"objects\" / application/json", json),
        ("\"objects\" / application/json", json),
        ("\"tags\"", "a"),
        ("\"tags\"", "b"),
    ];
    let parts = expected.map(|(head, content)| part(boundary, head, content));
    let body = format!("{}--{boundary}--\r\n", parts.concat());
    assert_body(&request, "POST /bodies/multipart", media, body.as_bytes());
}

#[tokio::test]
async fn what_is_absent_is_no_part() {
    let mut service = Service::silent().await;
    let body = SendPartsBody::new("x", "new purpose").files(Vec::new());
    service.client().bodies().send_parts(body).await.unwrap();
    let request = service.arrived().await;
    let media = request.header("content-type").unwrap();
    let boundary = media
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let file = "\"file\"; filename=\"blob\" / application/octet-stream";
    let parts = [
        part(boundary, file, "x"),
        part(boundary, "\"purpose\"", "new purpose"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(request.text(), parts.concat());
}
