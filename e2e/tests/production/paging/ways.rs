//! The five ways in which pages follow each other.

use futures_util::StreamExt as _;
use highlevel::PageError;
use serde_json::{Value, json};

use crate::{
    faults::{Arrived, Reply, Server},
    paging::{asked, books, by_cursors, client, ids, is_page, query},
    whole_paging::models::{Search, SearchOptions},
};

#[tokio::test]
async fn by_a_cursor() {
    let server = by_cursors(3).await;
    let call = client(&server).list_by_cursor().with_items(3);
    let mut pages = call.clone().pages();
    assert_eq!(server.count(), 0);
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.status(), 200);
    assert_eq!(first.books.as_ref().unwrap().len(), 3);
    assert_eq!(pages.cursor().as_deref(), Some("c1"));
    assert!(pages.next().await.unwrap().is_ok());
    assert!(!pages.is_at_end());
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.is_at_end() && pages.cursor().is_none());
    assert!(pages.next().await.is_none());
    let first = [
        "/v1/by-cursor?items=3",
        "/v1/by-cursor?cursor=c1&items=3",
        "/v1/by-cursor?cursor=c2&items=3",
    ];
    assert_eq!(asked(&server), first);
    assert_eq!(ids(call.items()).await, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(asked(&server), [first, first].concat());
}

#[tokio::test]
async fn a_cursor_that_is_a_number_in_a_header_and_pages_without_items() {
    let server = Server::start(|count, _| {
        let next = [json!(7), json!(9), Value::Null];
        let mut page = json!({ "books": books((count == 2).then_some(1)) });
        if !next[count].is_null() {
            page["after"] = next[count].clone();
        }
        Reply::json(&page)
    })
    .await;
    let items = client(&server).list_by_number_cursor().items();
    let found: Vec<_> = items.map(|item| item.unwrap().id).collect().await;
    assert_eq!(found, [1]);
    let arrived = server.arrived();
    let sent: Vec<_> = arrived
        .iter()
        .map(|request| request.header("x-after"))
        .collect();
    assert_eq!(sent, [None, Some("7"), Some("9")]);
    // What the parameter does not take is said, and not sent.
    let mut pages = client(&server)
        .list_by_number_cursor()
        .pages()
        .from_cursor("c1");
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(is_page(&error, &PageError::Unfit), "{error:?}");
    assert!(pages.next().await.is_none());
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_cursor_in_the_body() {
    let server = Server::start(|count, _| {
        let next = ["a", "b", ""][count];
        Reply::json(&json!({ "found": [next], "next": next }))
    })
    .await;
    let search = Search::new("x").options(SearchOptions::new().size(1));
    let items = client(&server).search(search).items();
    let found: Vec<_> = items.map(Result::unwrap).collect().await;
    assert_eq!(found, ["a", "b", ""]);
    let arrived = server.arrived();
    let sent = arrived
        .iter()
        .map(|request| serde_json::from_slice(&request.body).unwrap());
    let sent: Vec<Value> = sent.collect();
    assert_eq!(
        sent,
        [
            json!({ "text": "x", "options": { "size": 1 } }),
            json!({ "text": "x", "options": { "size": 1, "after": "a" } }),
            json!({ "text": "x", "options": { "size": 1, "after": "b" } }),
        ]
    );
    // What the cursor stands in is made where it is absent.
    let mut pages = client(&server)
        .search(Search::new("x"))
        .pages()
        .from_cursor("c");
    let _ = pages.next().await;
    let sent: Value = serde_json::from_slice(&server.arrived()[3].body).unwrap();
    assert_eq!(sent, json!({ "text": "x", "options": { "after": "c" } }));
}

#[tokio::test]
async fn by_an_offset() {
    let server = Server::start(|_, request| {
        let skip: usize = query(request, "skip").map_or(0, |skip| skip.parse().unwrap());
        Reply::json(&books(skip..(skip + 4).min(6)))
    })
    .await;
    let mut items = client(&server).list_by_offset().items();
    assert_eq!(items.next().await.unwrap().unwrap().id, 0);
    assert_eq!(items.cursor().as_deref(), Some("1"));
    let mut rest = client(&server).list_by_offset().items().from_cursor("1");
    let mut found = Vec::new();
    while let Some(item) = rest.next().await {
        found.push(item.unwrap().id);
    }
    assert_eq!(found, [1, 2, 3, 4, 5]);
    let path = "/v1/by-offset";
    let expected = ["", "?skip=1", "?skip=5", "?skip=6"].map(|query| format!("{path}{query}"));
    assert_eq!(asked(&server), expected);
}

#[tokio::test]
async fn by_an_offset_up_to_the_number_of_all() {
    let server = Server::start(|_, request| {
        let skip: usize = query(request, "skip").unwrap().parse().unwrap();
        Reply::json(&json!({ "books": books(skip..skip + 2), "total": 5 }))
    })
    .await;
    let items = client(&server).list_by_offset_of_all(1).items();
    assert_eq!(items.count().await, 4);
    let path = "/v1/by-offset-of-all";
    assert_eq!(
        asked(&server),
        [1, 3].map(|skip| format!("{path}?skip={skip}"))
    );
}

#[tokio::test]
async fn by_numbers_of_pages() {
    let page = |count: usize, has_pages: bool| {
        let list = books((count < 2).then_some(count));
        match has_pages {
            true => Reply::json(&json!({ "books": list, "pages": 2 })),
            false => Reply::json(&json!({ "books": list })),
        }
    };
    let server = Server::start(move |count, _| page(count % 3, count < 2)).await;
    let known = client(&server).list_by_page().items();
    assert_eq!(known.count().await, 2);
    assert_eq!(asked(&server), ["/v1/by-page", "/v1/by-page?page=2"]);
    let server = Server::start(move |count, _| page(count, false)).await;
    let unknown = client(&server).list_by_page().page(4).items();
    assert_eq!(unknown.count().await, 2);
    let numbers = [4, 5, 6].map(|number| format!("/v1/by-page?page={number}"));
    assert_eq!(asked(&server), numbers);
}

#[tokio::test]
async fn by_urls_absolute_and_relative() {
    let server = Server::start(|count, request| {
        let host = request.header("host").unwrap();
        let next = match count {
            0 => json!(format!("http://{host}/v2/more?size=2&at=1#x")),
            1 => json!("?at=2"),
            2 => json!("last"),
            _ => Value::Null,
        };
        Reply::json(&json!({ "books": books([count]), "next": next }))
    })
    .await;
    let client = client(&server);
    let mut pages = client.list_by_url("a b").size(2).pages();
    let mut cursors = Vec::new();
    while let Some(page) = pages.next().await {
        page.unwrap();
        cursors.push(pages.cursor());
    }
    let expected = [
        "/v1/by-url/a%20b?size=2",
        "/v2/more?size=2&at=1",
        "/v2/more?at=2",
        "/v2/last",
    ];
    assert_eq!(asked(&server), expected);
    assert!(
        server
            .arrived()
            .iter()
            .all(|request| request.header("authorization") == Some("Bearer t0ken"))
    );
    // Where it can be begun again stands alone, without the page that said it.
    assert_eq!(cursors[2], Some(format!("{}/v2/last", server.url)));
    let mut rest = client
        .list_by_url("a b")
        .pages()
        .from_cursor(cursors[2].clone().unwrap());
    assert!(rest.next().await.unwrap().is_ok());
    assert_eq!(asked(&server).last().unwrap(), "/v2/last");
}

#[tokio::test]
async fn a_relative_url_means_what_it_does_where_a_redirect_led_to() {
    let server = Server::start(|_, request| match request.parts.uri.path() {
        "/v1/by-url/x" => Reply::with(307, "location", "/v3/shelf/first?at=0"),
        "/v3/shelf/first" => Reply::json(&json!({ "books": books([1]), "next": "second?at=1" })),
        // Where it was redirected to is where it was.
        "/v3/shelf/second" => Reply::json(&json!({ "books": books([2]), "next": "?at=1" })),
        _ => Reply::status(404),
    })
    .await;
    let mut pages = client(&server).list_by_url("x").pages();
    for _ in 0..2 {
        pages.next().await.unwrap().unwrap();
    }
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(is_page(&error, &PageError::Repeated), "{error:?}");
    let expected = [
        "/v1/by-url/x",
        "/v3/shelf/first?at=0",
        "/v3/shelf/second?at=1",
    ];
    assert_eq!(asked(&server), expected);
    // Another origin, where no credentials go, is asked for no page: it is led to again.
    let other = Server::start(|_, _| Reply::json(&json!({ "books": [], "next": "?at=1" }))).await;
    let to = format!("{}/there", other.url);
    let server = Server::start(move |_, _| Reply::with(307, "location", to.clone())).await;
    let mut pages = client(&server).list_by_url("x").pages();
    for _ in 0..2 {
        pages.next().await.unwrap().unwrap();
    }
    assert_eq!(asked(&server), ["/v1/by-url/x", "/v1/by-url/x?at=1"]);
    assert_eq!(other.count(), 2);
}

#[tokio::test]
async fn by_the_link_header() {
    let by_link = |count: usize, _: &Arrived| {
        let Reply::Answer(status, mut headers, body) = Reply::json(&books([count])) else {
            unreachable!()
        };
        let next = [
            "</v1/by-link?ids=1,2>; rel=\"last next\"; title=\"a, b\"",
            "</first>; rel=first",
        ];
        headers.push(("link", next[count].to_owned()));
        Reply::Answer(status, headers, body)
    };
    let server = Server::start(by_link).await;
    let call = client(&server).list_by_link();
    let page = call.clone().pages().next().await.unwrap().unwrap();
    assert!(!format!("{page:?}").contains("ids=1,2"));
    assert_eq!(call.items().from_cursor("/v1/by-link").count().await, 1);
    let server = Server::start(by_link).await;
    assert_eq!(client(&server).list_by_link().items().count().await, 2);
    assert_eq!(asked(&server), ["/v1/by-link", "/v1/by-link?ids=1,2"]);
}

#[tokio::test]
async fn what_a_call_has_beside_goes_with_each_page_once() {
    let server = Server::start(|count, _| {
        let next = (count == 0).then_some("?debug=2&at=1");
        Reply::json(&json!({ "books": [], "next": next }))
    })
    .await;
    let options = highlevel::CallOptions::new()
        .query("debug", "1")
        .query("trace", "1")
        .header("x-team", "a");
    let client = client(&server).with(options);
    assert_eq!(client.list_by_url("s").pages().count().await, 2);
    let expected = [
        "/v1/by-url/s?debug=1&trace=1",
        "/v1/by-url/s?debug=2&at=1&trace=1",
    ];
    assert_eq!(asked(&server), expected);
    assert!(
        server
            .arrived()
            .iter()
            .all(|request| request.header("x-team") == Some("a"))
    );
}

#[tokio::test]
async fn a_url_of_another_origin_is_refused_and_nothing_is_sent() {
    let other = Server::start(|_, _| Reply::json(&json!({ "books": [] }))).await;
    let url = format!("{}/v1/by-url/s?secret=s3cret", other.url);
    let next = url.clone();
    let server =
        Server::start(move |_, _| Reply::json(&json!({ "books": [], "next": next }))).await;
    let mut pages = client(&server).list_by_url("s").pages();
    assert!(pages.next().await.unwrap().is_ok());
    for _ in 0..2 {
        let error = pages.next().await.unwrap().unwrap_err();
        let expected = PageError::Elsewhere {
            origin: other.url.clone(),
            server: server.url.clone(),
        };
        assert!(is_page(&error, &expected), "{error:?}");
        assert!(!format!("{error:?} {error} {pages:?}").contains("s3cret"));
        assert!(pages.next().await.is_none());
        pages.resume();
    }
    let mut pages = client(&server).list_by_url("s").pages().from_cursor(url);
    assert!(pages.next().await.unwrap().is_err());
    assert_eq!((server.count(), other.count()), (1, 0));
}
