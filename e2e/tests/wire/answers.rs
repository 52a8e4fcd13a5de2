//! What is made of an answer.

use highlevel::{
    Error,
    models::{LastMessageType, UpdatedConversation},
    operations::conversations::UpdateConversationError,
};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::{answered, example};

fn json_answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

/// The example with one change.
fn changed(pointer: &str, value: Value) -> Value {
    let mut body = example();
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

#[tokio::test]
async fn the_example_of_the_page_comes_back_the_same() {
    let answer = answered(json_answer(200, example()).insert_header("x-id", "7"))
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-id"], "7");
    assert!(answer.success);
    assert_eq!(
        answer.conversation.last_message_type,
        Some(LastMessageType::Call)
    );
    assert_eq!(answer.conversation.unread_count, Some(1));
    assert_eq!(serde_json::to_value(answer.body()).unwrap(), example());
}

#[tokio::test]
async fn documented_errors_are_typed() {
    let body = json!({ "statusCode": 400, "message": "Bad Request" });
    let error = answered(json_answer(400, body)).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    let Some(UpdateConversationError::BadRequest(body)) = error.api() else {
        panic!("{error:?}")
    };
    assert_eq!(
        (body.status_code, body.message.as_deref()),
        (Some(400), Some("Bad Request"))
    );
    assert!(!error.is_retryable());
    assert!(error.to_string().contains("400 Bad Request"), "{error}");

    let text = "Invalid token: access token is invalid";
    let body = json!({ "statusCode": 401, "message": text, "error": "Unauthorized" });
    let error = answered(json_answer(401, body)).await.unwrap_err();
    let Some(UpdateConversationError::Unauthorized(body)) = error.api() else {
        panic!("{error:?}")
    };
    assert_eq!(
        (body.message.as_deref(), body.error.as_deref()),
        (Some(text), Some("Unauthorized"))
    );
}

#[tokio::test]
async fn undocumented_statuses_keep_everything() {
    let bodies = [
        ("application/json", r#"{"message":"no"}"#),
        ("text/html", "<h1>No</h1>"),
        ("text/plain", ""),
    ];
    for status in [201, 204, 304, 403, 404, 429, 500] {
        for (kind, body) in bodies {
            let body = if matches!(status, 204 | 304) {
                ""
            } else {
                body
            };
            let answer = ResponseTemplate::new(status)
                .set_body_raw(body, kind)
                .insert_header("retry-after", "7");
            let error = answered(answer).await.unwrap_err();
            let Error::Undocumented(raw) = &error else {
                panic!("{status} {kind}: {error:?}")
            };
            assert_eq!(raw.status(), status);
            assert_eq!(raw.headers()["retry-after"], "7");
            assert_eq!(raw.text(), body);
            assert_eq!(
                error.is_retryable(),
                matches!(status, 429 | 500),
                "{status}"
            );
        }
    }
}

/// Each answer with where it is wrong; the octets are kept.
#[tokio::test]
async fn an_answer_that_does_not_decode_says_where() {
    let mut no_location = example();
    no_location["conversation"]
        .as_object_mut()
        .unwrap()
        .remove("locationId");
    let cut = example().to_string();
    let cut = &cut[..cut.find("\"TYPE_CALL\"").unwrap() + 4];
    for (body, path, reason) in [
        (cut.to_owned(), "conversation.lastMessageType", "EOF"),
        (
            changed("/conversation/unreadCount", json!("one")).to_string(),
            "conversation.unreadCount",
            "invalid type",
        ),
        (
            changed("/conversation/unreadCount", json!(1.5)).to_string(),
            "conversation.unreadCount",
            "invalid type: floating point, expected an integer",
        ),
        (
            changed("/conversation", json!([])).to_string(),
            "conversation",
            "an object (Conversation)",
        ),
        (
            no_location.to_string(),
            "conversation",
            "missing field `locationId`",
        ),
        (
            changed("/success", Value::Null).to_string(),
            "success",
            "null",
        ),
        ("[]".to_owned(), ".", "an object (UpdatedConversation)"),
        (String::new(), ".", "EOF"),
        ("<html>".to_owned(), ".", "expected value"),
        (
            format!("{} trailing", example()),
            ".",
            "trailing characters",
        ),
    ] {
        let answer = ResponseTemplate::new(200).set_body_raw(body.clone(), "application/json");
        let error = answered(answer).await.unwrap_err();
        let Error::Decode(decode) = &error else {
            panic!("{body}: {error:?}")
        };
        assert_eq!(decode.path(), path, "{body}");
        assert_eq!(decode.response().text(), body);
        assert_eq!(decode.response().status(), 200);
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(reason), "{body}: {source}");
        let of_number = decode.json_error().to_string().contains("`1.5`");
        assert_eq!(of_number, body.contains("1.5"));
        assert!(error.to_string().contains(path), "{error}");
        assert!(
            !error.to_string().contains(&source),
            "the source is not repeated: {error}"
        );
    }
}

/// A proxy's page in place of a documented error is not lost either.
#[tokio::test]
async fn a_documented_error_with_another_body_keeps_it() {
    let answer = ResponseTemplate::new(400).set_body_raw("<h1>Bad</h1>", "text/html");
    let error = answered(answer).await.unwrap_err();
    let Error::Decode(decode) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(decode.response().text(), "<h1>Bad</h1>");
}

/// Reading goes by the list of `wire/`, writing by the variant.
#[test]
fn each_listed_value_is_read_as_the_variant_that_writes_it() {
    for kind in LastMessageType::ALL {
        assert_eq!(LastMessageType::from(kind.as_str()), *kind);
    }
}

#[tokio::test]
async fn what_the_service_added_yesterday_is_no_error() {
    let mut body = changed("/conversation/lastMessageType", json!("TYPE_TELEPATHY"));
    body["conversation"]["mood"] = json!({ "is": ["new", 1, null] });
    body["extra"] = json!(1);
    let answer = answered(json_answer(200, body)).await.unwrap();
    let kind = answer.conversation.last_message_type.as_ref().unwrap();
    assert!(matches!(kind, LastMessageType::Unknown(_)), "{kind:?}");
    assert_eq!(kind.to_string(), "TYPE_TELEPATHY");
    let written = serde_json::to_value(answer.body()).unwrap();
    assert_eq!(written["conversation"]["lastMessageType"], "TYPE_TELEPATHY");
}

#[tokio::test]
async fn null_for_what_is_optional_is_absent() {
    let mut body = example();
    for key in [
        "id",
        "assignedTo",
        "lastMessageType",
        "unreadCount",
        "starred",
    ] {
        body["conversation"][key] = Value::Null;
    }
    let answer = answered(json_answer(200, body)).await.unwrap();
    let conversation = &answer.conversation;
    assert_eq!(
        (&conversation.id, &conversation.last_message_type),
        (&None, &None)
    );
    assert_eq!(
        (conversation.unread_count, conversation.starred),
        (None, None)
    );
}

/// Services say `text/plain` of JSON often enough; what decodes is taken.
#[tokio::test]
async fn json_by_another_name_is_json() {
    let body = example().to_string();
    let answer = ResponseTemplate::new(200).set_body_raw(body, "text/plain");
    assert!(answered(answer).await.unwrap().success);
    let answer = ResponseTemplate::new(200).set_body_raw("success", "text/plain");
    assert!(matches!(answered(answer).await, Err(Error::Decode(_))));
}

#[tokio::test]
async fn ten_megabytes_are_read_whole() {
    let text = "x".repeat(10 << 20);
    let body = changed("/conversation/lastMessageBody", json!(text));
    let answer = answered(json_answer(200, body)).await.unwrap();
    assert_eq!(
        answer
            .conversation
            .last_message_body
            .as_ref()
            .unwrap()
            .len(),
        10 << 20
    );
}

#[test]
fn an_enum_is_open() {
    assert_eq!(LastMessageType::ALL.len(), 36);
    for kind in LastMessageType::ALL {
        assert_eq!(&LastMessageType::from(kind.as_str()), kind);
        assert_eq!(kind.as_str().parse(), Ok(kind.clone()));
        assert!(!matches!(kind, LastMessageType::Unknown(_)));
    }
    let unknown: LastMessageType = serde_json::from_str("\"NEW\"").unwrap();
    assert_eq!(serde_json::to_string(&unknown).unwrap(), "\"NEW\"");
    assert!(serde_json::from_str::<LastMessageType>("1").is_err());
}

/// The implementations are ordinary serde: other formats and `Value` work as well.
#[test]
fn other_deserializers_work() {
    let from_value: UpdatedConversation = serde_json::from_value(example()).unwrap();
    assert_eq!(serde_json::to_value(&from_value).unwrap(), example());
    let text = serde_json::to_string(&from_value).unwrap();
    let from_reader: UpdatedConversation = serde_json::from_reader(text.as_bytes()).unwrap();
    assert_eq!(from_value, from_reader);
}
