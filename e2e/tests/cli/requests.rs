//! Parameters of every kind and place.

use crate::{HIGHLEVEL, Run, library, line, refused, sent};

/// The command of the issue.
#[tokio::test]
async fn a_conversation_is_starred() {
    let command =
        "conversations update-conversation --conversation-id tDtD --location-id ve9E --starred";
    let run = Run::new(HIGHLEVEL, command);
    let arrived = sent(run.env("HIGHLEVEL_TOKEN", crate::SECRET)).await;
    assert_eq!(line(&arrived), "PUT /conversations/tDtD");
    assert_eq!(
        arrived.header("version"),
        Some(highlevel::models::ApiVersion::ALL[0].as_str())
    );
    let bearer = format!("Bearer {}", crate::SECRET);
    assert_eq!(arrived.header("authorization"), Some(bearer.as_str()));
    assert_eq!(arrived.header("content-type"), Some("application/json"));
    assert_eq!(arrived.body, r#"{"locationId":"ve9E","starred":true}"#);
}

#[tokio::test]
async fn every_parameter_goes_to_its_place_in_its_style() {
    let run = library(
        "books find-books --book-id a/b --parts 1 --parts -2 --genre poetry --tags x --tags y,z",
    )
    .arg("--filter={\"year\":1999}")
    .arg("--where")
    .arg("{\"a\": [1.10]}")
    .arg("--limit=100")
    .arg("--price=-0.50")
    .arg("--in-stock=false")
    .arg("--any=text")
    .arg("--param-include=all")
    .arg("--x-trace=t1")
    .arg("--x-trace=t2")
    .arg("--session=s;1");
    let arrived = sent(run).await;
    assert_eq!(
        line(&arrived),
        "POST /books/a%2Fb/;parts=1;parts=-2?genre=poetry&tags=x,y%2Cz&filter%5Byear%5D=1999\
         &where=%7B%22a%22%3A%20%5B1.10%5D%7D&limit=100&price=-0.50&in_stock=false&any=text&include=all"
    );
    assert_eq!(arrived.header("x-trace"), Some("t1,t2"));
    assert_eq!(arrived.header("cookie"), Some("session=s%3B1"));
    assert_eq!(arrived.header("version"), Some("2"));
    assert_eq!(arrived.header("content-type"), None);
    assert_eq!(arrived.header("user-agent"), Some("e2e/0.1.0"));
}

/// Values that the document does not list are sent too, a constant is replaced, and the last of two values
/// that there can be one of counts.
#[tokio::test]
async fn values_are_open() {
    let run = library("books find-books --book-id 1 --parts 1 --genre drama --limit 7 --version 3")
        .arg("--any=12")
        .arg("--in-stock")
        .arg("--header")
        .arg("X-Own: a: b");
    let arrived = sent(run).await;
    let expected = "POST /books/1/;parts=1?genre=drama&limit=7&in_stock=true&any=12";
    assert_eq!(line(&arrived), expected);
    assert_eq!(arrived.header("version"), Some("3"));
    assert_eq!(arrived.header("x-own"), Some("a: b"));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_in_a_sentence() {
    let begin = "books find-books --book-id 1 --parts 1";
    for (flags, said) in [
        ("--limit ten", "error: `--limit` takes a whole number\n"),
        ("--parts 1.5", "error: `--parts` takes a whole number\n"),
        ("--price .5", "error: `--price` takes a number\n"),
        ("--price true", "error: `--price` takes a number\n"),
        ("--filter {a", "error: `--filter` takes JSON\n"),
        ("--header X", "error: `--header` takes `NAME:VALUE`\n"),
        (
            "--timeout soon",
            "error: `--timeout` takes a number of seconds\n",
        ),
        (
            "--server-variable region=mars",
            "error: the server variable `region`",
        ),
    ] {
        let err = refused(library(&format!("{begin} {flags}"))).await;
        assert!(err.starts_with(said), "{err}");
    }
    for (command, said) in [
        ("books find-books --parts 1", "--book-id <TEXT>"),
        ("books find-book --parts 1", "find-books"),
        (
            "books find-books --book-id= --parts 1",
            "the parameter `bookId` is empty",
        ),
        (
            "books find-books --book-id 1 --parts 1 --in-stock=maybe",
            "true, false",
        ),
        (
            "books find-books --book-id 1 --parts 1 --token x",
            "--token",
        ),
    ] {
        let err = refused(library(command)).await;
        assert!(err.contains(said), "{err}");
    }
}

#[tokio::test]
async fn settings_stand_before_the_command_too() {
    let server = crate::service().await;
    let run = library("--base-url")
        .arg(&server.url)
        .arg("--header=A: 1")
        .arg("help-operations")
        .arg("--header=B: 2");
    let ran = run.run().await;
    assert_eq!((ran.status, ran.out.as_str()), (0, "{}\n"), "{ran:?}");
    let arrived = crate::only(&server);
    assert_eq!(line(&arrived), "GET /help");
    assert_eq!(
        (arrived.header("a"), arrived.header("b")),
        (Some("1"), Some("2"))
    );
}

/// What would be sent is printed with the server of the document, and nothing is sent.
#[tokio::test]
async fn a_dry_run_sends_nothing() {
    let command = "books add-book --dry-run --id 7 --title T --server-variable region=us";
    let run = library(command)
        .env("E2E_FIRST_API_KEY", crate::SECRET)
        .env("E2E_SECOND_API_KEY", crate::SECRET);
    let ran = run.run().await;
    let expected = "PUT https://us.library.example/v1/books?id=7&second=***\n\
                    accept: application/json\n\
                    content-type: application/json\n\
                    user-agent: e2e/0.1.0\n\
                    x-first: ***\n\n\
                    {\"title\":\"T\",\"kind\":\"book\"}\n";
    assert_eq!((ran.status, ran.out.as_str()), (0, expected), "{ran:?}");
    let server = crate::service().await;
    let ran = library("events --dry-run").on(&server).await;
    assert_eq!((ran.status, server.count()), (0, 0), "{ran:?}");
    let text = format!("GET {}/events\n", server.url);
    assert!(ran.out.starts_with(&text), "{ran:?}");
    let ran = library("books remove-books --dry-run")
        .env("E2E_USER", "me")
        .env("E2E_PASSWORD", crate::SECRET)
        .on(&server)
        .await;
    assert!(ran.out.contains("authorization: ***\n"), "{ran:?}");
    assert_eq!(server.count(), 0);
}

/// A variable of the server comes from the environment, and a flag wins over it.
#[tokio::test]
async fn the_environment_has_servers() {
    let server = crate::service().await;
    let ran = library("help-operations").env("E2E_BASE_URL", &server.url);
    assert_eq!(ran.run().await.out, "{}\n");
    assert_eq!(server.count(), 1);
    let there = library("help-operations --dry-run").env("E2E_SERVER_REGION", "us");
    assert!(there.run().await.out.starts_with("GET https://us."));
    let there = library("help-operations --dry-run --server-variable region=eu");
    let there = there.env("E2E_SERVER_REGION", "us").run().await;
    assert!(there.out.starts_with("GET https://eu."), "{there:?}");
}

#[tokio::test]
async fn numbers_keep_their_digits() {
    let run = library("books add-book --title T --price 1.10 --body-id 9007199254740993");
    let arrived = sent(run.arg("--shelf={\"row\": 12345678901234567890123}")).await;
    let body = r#"{"id":9007199254740993,"title":"T","kind":"book","price":1.10,"shelf":{"row": 12345678901234567890123}}"#;
    assert_eq!(arrived.body, body);
    assert!(serde_json::from_slice::<serde_json::Value>(&arrived.body).is_ok());
}
