//! Values of one type or another, values that go one way only, and numbers at their limits.

use serde_json::{Value, json};
use specwright_runtime::Error;
use wiremock::{MockServer, ResponseTemplate};

use crate::{
    received, server,
    whole_wire::{
        Client,
        models::{
            AccountInput, Cat, Circle, Contact, ContactByMail, ContactByPhone, Delta, Dog, Input,
            Numbers, OwnerInput, Part, PartImagePart, PartTextPart, Pet, Shape, Square,
        },
    },
};

async fn answering(body: &str) -> (MockServer, Client) {
    let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    let server = server(answer).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    (server, client)
}

/// Sends `$sent` to the operation `$echo` and compares the octets; gives what is read of `$answer`.
macro_rules! echo {
    ($echo:ident, $sent:expr => $octets:expr, $answer:expr) => {{
        let (server, client) = answering($answer).await;
        let answer = client.unions().$echo($sent).await.unwrap();
        let sent = received(&server).await.body;
        assert_eq!(String::from_utf8(sent).unwrap(), $octets);
        answer.into_body()
    }};
}

#[tokio::test]
async fn a_discriminator_says_which_it_is() {
    let cat = r#"{"kind":"cat","lives":9}"#;
    let read = echo!(echo_pet, Cat::new(9) => cat, cat);
    assert_eq!(read, Pet::Cat(Cat::new(9)));
    let dog = r#"{"kind":"dog","name":"Rex"}"#;
    let read = echo!(echo_pet, Dog::new().name("Rex") => dog, dog);
    assert_eq!(read, Pet::Dog(Dog::new().name("Rex")));
    // What a cat has does not make a dog a cat.
    let read = echo!(echo_pet, Dog::new() => r#"{"kind":"dog"}"#, r#"{"lives":9,"kind":"dog"}"#);
    assert_eq!(read, Pet::Dog(Dog::new()));
}

#[tokio::test]
async fn an_unknown_discriminator_is_kept_and_sent_back() {
    let ferret = r#"{"kind":"ferret","teeth":30}"#;
    let unknown = json!({ "kind": "ferret", "teeth": 30 });
    let read = echo!(echo_pet, Pet::Unknown(unknown.clone()) => ferret, ferret);
    assert_eq!(read, Pet::Unknown(unknown));
    let read = echo!(echo_pet, read => ferret, r#"{"kind":"cat","lives":"nine"}"#);
    assert!(matches!(read, Pet::Unknown(_)), "{read:?}");
}

/// The name of the schema stands for it where there is no mapping (OpenAPI 3.1.1, §4.8.25.3).
#[tokio::test]
async fn a_tag_that_is_no_property_is_sent_all_the_same() {
    let square = r#"{"shape":"Square","side":2.5}"#;
    let (server, client) = answering(square).await;
    let read = client.unions().echo_shape(Square::new(2.5)).await.unwrap();
    assert_eq!(*read, Shape::Square(Square::new(2.5)));
    let sent: Value = serde_json::from_slice(&received(&server).await.body).unwrap();
    assert_eq!(sent, json!({ "shape": "Square", "side": 2.5 }));

    let circle = r#"{"shape":"Circle","radius":0.1}"#;
    let (_server, client) = answering(circle).await;
    let read = client.unions().echo_shape(read.into_body()).await.unwrap();
    assert_eq!(*read, Shape::Circle(Circle::new(0.1)));
}

#[tokio::test]
async fn a_single_float_beside_a_tag_keeps_its_digits() {
    let circle = r#"{"shape":"Circle","radius":0.1}"#;
    echo!(echo_shape, Circle::new(0.1) => circle, circle);
}

#[tokio::test]
async fn a_constant_says_which_it_is() {
    let text = r#"{"type":"text","text":"a"}"#;
    let read = echo!(echo_part, PartTextPart::new("a") => text, text);
    assert_eq!(read, Part::TextPart(PartTextPart::new("a")));
    let image = r#"{"type":"image","url":"u"}"#;
    let read = echo!(echo_part, PartImagePart::new("u") => image, r#"{"text":"t","url":"u","type":"image"}"#);
    assert_eq!(read, Part::ImagePart(PartImagePart::new("u")));
    let read = echo!(echo_part, read => image, r#"{"type":"sound","loudness":3}"#);
    assert_eq!(
        read,
        Part::Unknown(json!({ "type": "sound", "loudness": 3 }))
    );
}

#[tokio::test]
async fn a_type_says_which_it_is() {
    let texts = vec!["a".to_owned(), "b".to_owned()];
    for (input, octets) in [
        (Input::from("1"), r#""1""#),
        (Input::from(1), "1"),
        (Input::from(texts), r#"["a","b"]"#),
        (Input::from(Vec::new()), "[]"),
        (Input::from(Delta::new(1)), r#"{"n":1}"#),
        (Input::Unknown(json!(true)), "true"),
        (Input::Unknown(json!([1])), "[1]"),
    ] {
        let read = echo!(echo_input, input.clone() => octets, octets);
        assert_eq!(read, input);
    }
    // A number without a fraction is an integer, however it is written.
    let read = echo!(echo_input, Input::Unknown(Value::Null) => "null", "1.0");
    assert_eq!(read, Input::Integer(1));
    let read = echo!(echo_input, read => "1", "1.5");
    assert_eq!(read, Input::Unknown(json!(1.5)));
}

#[tokio::test]
async fn keys_say_which_it_is() {
    let mail = r#"{"mail":"a","subject":"b"}"#;
    let read = echo!(echo_contact, ContactByMail::new("a").subject("b") => mail, mail);
    assert_eq!(read, Contact::ByMail(ContactByMail::new("a").subject("b")));
    let phone = r#"{"phone":"1"}"#;
    let read =
        echo!(echo_contact, ContactByPhone::new("1") => phone, r#"{"subject":"b","phone":"1"}"#);
    assert_eq!(read, Contact::ByPhone(ContactByPhone::new("1")));
    let read = echo!(echo_contact, read => phone, r#"{"fax":"1"}"#);
    assert_eq!(read, Contact::Unknown(json!({ "fax": "1" })));
}

#[tokio::test]
async fn what_is_only_read_is_not_sent_and_what_is_only_sent_is_not_read() {
    let owner = OwnerInput::new().mail("m");
    let sent = AccountInput::new("a", "secret").owner(owner);
    let octets = r#"{"name":"a","password":"secret","owner":{"mail":"m"}}"#;
    let answer = r#"{"id":"7","name":"a","created":"2025-10-11T23:17:36Z","owner":{"mail":"m","verified":true}}"#;
    let read = echo!(echo_account, sent => octets, answer);
    assert_eq!((read.id.as_str(), read.name.as_str()), ("7", "a"));
    assert_eq!(read.created.unwrap().to_string(), "2025-10-11T23:17:36Z");
    assert_eq!(read.owner.as_ref().unwrap().verified, Some(true));
    assert_eq!(
        serde_json::to_value(&read).unwrap(),
        serde_json::from_str::<Value>(answer).unwrap()
    );
}

#[tokio::test]
async fn numbers_at_their_limits_come_and_go_unharmed() {
    let octets = r#"{"whole":-9223372036854775808,"small":2147483647,"unsigned":18446744073709551615,"fraction":0.1,"single":0.1}"#;
    let numbers = Numbers::new()
        .whole(i64::MIN)
        .small(i32::MAX)
        .unsigned(u64::MAX)
        .fraction(0.1)
        .single(0.1);
    let read = echo!(echo_numbers, numbers.clone() => octets, octets);
    assert_eq!(read, numbers);
}

/// JSON Schema 2020-12, §6.1.1: a number with a fraction of nothing is an integer.
#[tokio::test]
async fn whole_numbers_may_arrive_with_a_fraction_of_nothing() {
    let answer = r#"{"whole":1.0,"small":-2.0,"unsigned":3e2,"fraction":4,"single":5}"#;
    let octets = r#"{"fraction":4,"single":5}"#;
    let read = echo!(echo_numbers, Numbers::new().fraction(4.0).single(5.0) => octets, answer);
    let expected = Numbers::new().whole(1).small(-2).unsigned(300);
    assert_eq!(read, expected.fraction(4.0).single(5.0));
}

async fn assert_no_fit(cases: &[(&str, &str)]) {
    for (answer, path) in cases {
        let (_server, client) = answering(answer).await;
        let error = client.unions().echo_numbers(Numbers::new()).await;
        let Err(Error::Decode(error)) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.path(), *path, "{answer}");
    }
}

#[tokio::test]
async fn what_is_no_number_is_an_error_that_says_where() {
    assert_no_fit(&[
        (r#"{"whole":1.5}"#, "whole"),
        (r#"{"small":true}"#, "small"),
        (r#"{"fraction":"1"}"#, "fraction"),
    ])
    .await;
}

#[tokio::test]
async fn a_number_that_is_too_large_is_an_error_that_says_where() {
    assert_no_fit(&[
        (r#"{"whole":9223372036854775808}"#, "whole"),
        (r#"{"small":2147483648}"#, "small"),
        (r#"{"unsigned":-1}"#, "unsigned"),
    ])
    .await;
}
