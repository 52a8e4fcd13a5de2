//! The client of the document with twenty operations: parameters, bodies, outcomes and security.

use highlevel::{Error, SendError};
use wiremock::{MockServer, ResponseTemplate};

use crate::{header, path, received, server, whole_bookshop as shop};
use shop::models::{PlaceOrderBody, PlaceOrderBodyCustomer, Price};
use shop::{
    Client, ClientBuilder,
    models::{BookChange, Cover, Genre, ListOrdersPriority, NewBook, OrderLine, OrderStatus},
    operations::{
        books::{AddBookError, AddBookSuccess},
        orders::CancelOrderError,
    },
};

async fn answering(status: u16, body: serde_json::Value) -> (MockServer, Client) {
    let server = server(ResponseTemplate::new(status).set_body_json(body)).await;
    let client = builder(&server).build().unwrap();
    (server, client)
}

fn builder(server: &MockServer) -> ClientBuilder {
    Client::builder().base_url(server.uri())
}

fn book() -> serde_json::Value {
    serde_json::json!({
        "id": 7, "isbn": "9783000000000", "title": "A book", "subtitle": null, "stock": 3,
        "price": { "amount": 12.5, "currency": "EUR" }, "added": "2025-10-11T23:17:36Z"
    })
}

#[tokio::test]
async fn query_parameters() {
    let (server, client) = answering(200, serde_json::json!([book()])).await;
    let books = client
        .books()
        .list_books()
        .genre(vec![Genre::SciFi, Genre::from("a&b=c")])
        .ids(vec![1, 2])
        .published_after("2025-01-31".parse().unwrap())
        .limit(5)
        .in_stock(true)
        .max_price(9.5)
        .accept_language("de")
        .await
        .unwrap();
    assert_eq!(books.len(), 1);
    let request = received(&server).await;
    let query = "genre=sci-fi&genre=a%26b%3Dc&ids=1,2&published-after=2025-01-31&limit=5&in_stock=true&max-price=9.5";
    assert_eq!(request.url.query(), Some(query));
    assert_eq!(header(&request, "accept-language"), Some("de"));
    assert_eq!(header(&request, "content-length"), None);
    assert_eq!(header(&request, "content-type"), None);
}

#[tokio::test]
async fn nothing_optional_is_sent_unasked() {
    let (server, client) = answering(200, serde_json::json!([])).await;
    assert!(client.books().list_books().await.unwrap().is_empty());
    let request = received(&server).await;
    assert_eq!(
        (path(&request).as_str(), request.url.query()),
        ("/books", None)
    );
}

#[tokio::test]
async fn header_and_path_parameters() {
    let (server, client) = answering(200, serde_json::json!({ "orders": [], "next": null })).await;
    let orders = client
        .orders()
        .list_orders("2025-10-11T23:17:36Z".parse().unwrap())
        .x_request_id("67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap())
        .x_fields(vec!["a".to_owned(), "b".to_owned()])
        .status(OrderStatus::Sent)
        .priority(ListOrdersPriority::V9)
        .await
        .unwrap();
    assert_eq!(orders.next, Some(None), "null is not absent");
    let request = received(&server).await;
    assert_eq!(
        header(&request, "x-request-id"),
        Some("67e55044-10b1-426f-9247-bb680e5fe0c8")
    );
    assert_eq!(header(&request, "x-fields"), Some("a,b"));
    assert_eq!(header(&request, "api-version"), Some("2"));
    assert_eq!(
        request.url.query(),
        Some("since=2025-10-11T23%3A17%3A36Z&status=SENT&priority=9")
    );

    let (server, client) = answering(200, serde_json::json!([])).await;
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap();
    client.orders().get_lines(id, vec![1, 2]).await.unwrap();
    let expected = "/orders/67e55044-10b1-426f-9247-bb680e5fe0c8/lines/1,2";
    assert_eq!(path(&received(&server).await), expected);
    let error = client.orders().get_lines(id, vec![]).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotSent(SendError::Parameter { name: "ids", .. })
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn accept_names_all_answers_unless_the_builder_does() {
    let (server, client) = answering(200, book()).await;
    client.books().get_book(7).await.unwrap();
    let accept = "application/json, application/problem+json";
    assert_eq!(header(&received(&server).await, "accept"), Some(accept));
    let own = server_with(204).await;
    let client = builder(&own)
        .header("Accept", "application/cbor")
        .build()
        .unwrap();
    client.health_options().await.unwrap();
    assert_eq!(
        header(&received(&own).await, "accept"),
        Some("application/cbor")
    );
}

#[tokio::test]
async fn several_successes_and_errors() {
    let new = || NewBook::new("9783000000000", "A book", Price::new(12.5, "EUR"));
    let (_server, client) = answering(201, book()).await;
    let added = client.books().add_book(new()).await.unwrap();
    let AddBookSuccess::Created(added) = added.into_body() else {
        panic!("created")
    };
    assert_eq!((added.id, added.subtitle), (7, Some(None)));
    let empty = server(ResponseTemplate::new(202)).await;
    let added = builder(&empty)
        .build()
        .unwrap()
        .books()
        .add_book(new())
        .await
        .unwrap();
    assert_eq!(*added, AddBookSuccess::Accepted);

    let (_server, client) = answering(409, serde_json::json!({ "isbn": "9" })).await;
    let error = client.books().add_book(new()).await.unwrap_err();
    assert!(
        matches!(error.api(), Some(AddBookError::Conflict(body)) if body.isbn == "9"),
        "{error:?}"
    );
    let problem = serde_json::json!({ "title": "Teapot", "extra": [1] });
    let (_server, client) = answering(418, problem).await;
    let error = client.books().add_book(new()).await.unwrap_err();
    let Some(AddBookError::ClientError(problem)) = error.api() else {
        panic!("{error:?}")
    };
    assert_eq!(
        problem.additional_properties["extra"],
        serde_json::json!([1])
    );

    let teapot = server(ResponseTemplate::new(409)).await;
    let client = builder(&teapot).build().unwrap();
    let error = client
        .orders()
        .cancel_order("67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap());
    let error = error.await.unwrap_err();
    assert!(
        matches!(error.api(), Some(CancelOrderError::Conflict)),
        "{error:?}"
    );
}

#[tokio::test]
async fn bodies() {
    let (server, client) = answering(200, book()).await;
    client.books().change_book(7).await.unwrap();
    let request = received(&server).await;
    assert_eq!(
        (request.body.len(), header(&request, "content-type")),
        (0, None)
    );
    assert_eq!(header(&request, "content-length"), Some("0"));

    let (server, client) = answering(200, book()).await;
    let change = BookChange::new().subtitle_null().stock(0);
    client.books().change_book(7).body(change).await.unwrap();
    assert_eq!(
        received(&server).await.body,
        br#"{"subtitle":null,"stock":0}"#
    );

    let (server, client) = answering(201, serde_json::json!({ "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "status": "NEW", "lines": [] })).await;
    let lines = vec![OrderLine::new(7, 1)];
    let body = PlaceOrderBody::new(lines, PlaceOrderBodyCustomer::new("Ann")).note("fast");
    let order = client.orders().place_order(body).await.unwrap();
    assert_eq!(order.status.as_str(), "NEW");
    let sent = br#"{"lines":[{"book":7,"count":1}],"customer":{"name":"Ann"},"note":"fast"}"#;
    assert_eq!(received(&server).await.body, sent);

    let empty = server_with(204).await;
    let client = builder(&empty).build().unwrap();
    client
        .books()
        .set_cover(7, Cover::new(b"octets".as_slice()))
        .await
        .unwrap();
    assert_eq!(received(&empty).await.body, br#"{"image":"b2N0ZXRz"}"#);
}

async fn server_with(status: u16) -> MockServer {
    server(ResponseTemplate::new(status)).await
}

#[tokio::test]
async fn security_alternatives() {
    let with_all = |server: &MockServer| {
        builder(server)
            .bearer_token("token")
            .basic_auth("ann", "pass")
            .api_key("k&y")
    };
    let all = server(ResponseTemplate::new(200).set_body_json(true)).await;
    with_all(&all).build().unwrap().health().await.unwrap();
    assert_eq!(
        header(&received(&all).await, "authorization"),
        None,
        "none is asked for"
    );

    let all = server(ResponseTemplate::new(200).set_body_json(true)).await;
    with_all(&all).build().unwrap().search("x").await.unwrap();
    assert_eq!(received(&all).await.url.query(), Some("key=k%26y"));

    let all = server_with(202).await;
    let book = NewBook::new("9783000000000", "A book", Price::new(1.0, "EUR"));
    with_all(&all)
        .build()
        .unwrap()
        .books()
        .add_book(book.clone())
        .await
        .unwrap();
    let request = received(&all).await;
    assert_eq!(header(&request, "authorization"), Some("Bearer token"));
    assert_eq!(header(&request, "x-key"), Some("k&y"));

    // Where it is needed or not, it is sent if it is there.
    for (client, expected) in [
        (
            Client::builder().bearer_token("token"),
            Some("Bearer token"),
        ),
        (Client::builder(), None),
    ] {
        let all = server(ResponseTemplate::new(200).set_body_json(serde_json::json!({}))).await;
        let client = client.base_url(all.uri()).build().unwrap();
        client.books().get_prices().await.unwrap();
        assert_eq!(header(&received(&all).await, "authorization"), expected);
    }

    // Of two that are needed together one alone is not sent.
    let half = server_with(202).await;
    builder(&half)
        .bearer_token("token")
        .build()
        .unwrap()
        .books()
        .add_book(book)
        .await
        .unwrap();
    assert_eq!(header(&received(&half).await, "authorization"), None);

    // The first alternative that is satisfied wins.
    let order = || PlaceOrderBody::new(vec![], PlaceOrderBodyCustomer::new("Ann"));
    for (client, expected) in [
        (
            Client::builder()
                .basic_auth("ann", "pass")
                .bearer_token("token"),
            "Basic YW5uOnBhc3M=",
        ),
        (Client::builder().bearer_token("token"), "Bearer token"),
    ] {
        let all = server_with(500).await;
        let client = client.base_url(all.uri()).build().unwrap();
        client.orders().place_order(order()).await.unwrap_err();
        assert_eq!(
            header(&received(&all).await, "authorization"),
            Some(expected)
        );
    }
}

#[tokio::test]
async fn operations_without_a_tag_and_other_methods() {
    let (server, client) = answering(200, serde_json::json!(true)).await;
    assert!(*client.health().await.unwrap());
    assert_eq!(received(&server).await.method.as_str(), "GET");
    let empty = server_with(204).await;
    builder(&empty)
        .build()
        .unwrap()
        .health_options()
        .await
        .unwrap();
    assert_eq!(received(&empty).await.method.as_str(), "OPTIONS");
    let there = server_with(200).await;
    builder(&there)
        .build()
        .unwrap()
        .books()
        .has_book(7)
        .await
        .unwrap();
    assert_eq!(received(&there).await.method.as_str(), "HEAD");
}

/// `default` alone is for every status: 2XX are successes, all others are errors.
#[tokio::test]
async fn an_operation_with_a_default_response_only() {
    let (_server, client) = answering(202, serde_json::json!({ "title": "fine" })).await;
    assert_eq!(
        client
            .orders()
            .report_event(Default::default())
            .await
            .unwrap()
            .title,
        "fine"
    );
    let (_server, client) = answering(500, serde_json::json!({ "title": "down" })).await;
    let error = client
        .orders()
        .report_event(Default::default())
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 500);
    assert!(error.api().is_some(), "{error:?}");
}
