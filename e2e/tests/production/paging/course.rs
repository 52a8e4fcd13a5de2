//! Limits, errors, pages ahead, and beginning again.

use std::time::Duration;

use futures_util::StreamExt as _;
use highlevel::{BlockingStream as _, CallOptions, Decoding, Error, PageError, Pages};
use serde_json::json;

use crate::{
    clock,
    faults::{Reply, Server},
    paging::{asked, books, by_cursor, by_cursors, client, ids, is_page},
    whole_paging::operations::untagged::ListByCursorError,
};

#[tokio::test]
async fn limits_stop_requests() {
    clock::stop();
    let server = by_cursors(9).await;
    let call = client(&server).list_by_cursor();
    assert_eq!(ids(call.clone().items().limit(4)).await, [0, 1, 2, 3]);
    assert_eq!(server.count(), 2);
    // The last item of a page is the last one.
    assert_eq!(ids(call.clone().items().limit(3)).await, [0, 1, 2]);
    assert_eq!(server.count(), 3);
    let mut limited = call.clone().items().limit(3).ahead();
    for _ in 0..3 {
        assert!(limited.next().await.unwrap().is_ok());
    }
    assert!(limited.next().await.is_none());
    // Time for a page that nobody needs.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.count(), 4);
    assert!(ids(call.clone().items().limit(0)).await.is_empty());
    assert!(call.clone().pages().max_pages(0).next().await.is_none());
    assert_eq!(server.count(), 4);
    assert_eq!(ids(call.clone().items().max_pages(2)).await.len(), 6);
    assert_eq!(server.count(), 6);
    let mut pages = call.pages().max_pages(2).ahead();
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    assert_eq!(pages.cursor().as_deref(), Some("c2"));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.count(), 8);
}

#[tokio::test]
async fn no_page_is_asked_for_ahead_unless_wanted() {
    clock::stop();
    for (is_ahead, expected) in [(false, 1), (true, 2)] {
        let server = by_cursors(9).await;
        let pages = client(&server).list_by_cursor().pages();
        let mut pages = if is_ahead { pages.ahead() } else { pages };
        assert!(pages.next().await.unwrap().is_ok());
        // It goes on by itself while nobody waits, and by one page only.
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(server.count(), expected);
        assert_eq!(pages.cursor().as_deref(), Some("c1"));
        let second = pages.next().await.unwrap().unwrap();
        assert_eq!(second.books.as_ref().unwrap()[0].id, 3);
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(server.count(), expected + 1);
        let mut items = pages.into_items();
        assert_eq!(items.next().await.unwrap().unwrap().id, 6);
    }
}

#[tokio::test]
async fn items_are_resumed_from_the_page_that_was_not_finished() {
    let server = by_cursors(3).await;
    let call = client(&server).list_by_cursor();
    let mut items = call.clone().items();
    for _ in 0..4 {
        assert!(items.next().await.unwrap().is_ok());
    }
    assert_eq!(items.cursor().as_deref(), Some("c1"));
    let rest = call.clone().items().from_cursor(items.cursor().unwrap());
    assert_eq!(ids(rest).await, [3, 4, 5, 6, 7, 8]);
    for _ in 0..2 {
        assert!(items.next().await.unwrap().is_ok());
    }
    assert_eq!(items.cursor().as_deref(), Some("c2"));
    // A cursor that the call has itself counts too.
    let mut own = call.cursor("c2").pages();
    assert_eq!(own.cursor().as_deref(), Some("c2"));
    assert!(own.next().await.unwrap().is_ok() && own.next().await.is_none());
    assert_eq!(server.count(), 2 + 2 + 1);
}

#[tokio::test]
async fn after_an_error_it_goes_on_where_it_was_if_asked() {
    let server = Server::start(|count, request| match count {
        1 | 2 => Reply::Answer(
            404,
            vec![("content-type", "application/json".to_owned())],
            "{\"why\":\"x\"}".to_owned(),
        ),
        _ => by_cursor(request, 2),
    })
    .await;
    let call = client(&server).list_by_cursor();
    for is_ahead in [false, true] {
        let before = server.count();
        let items = call.clone().items();
        let mut items = if is_ahead { items.ahead() } else { items };
        let mut found = Vec::new();
        let mut errors = 0;
        loop {
            match items.next().await {
                Some(Ok(item)) => found.push(item.id),
                Some(Err(error)) => {
                    assert!(
                        matches!(&error, Error::Api(answer) if matches!(answer.body(), ListByCursorError::NotFound(_))),
                        "{error:?}"
                    );
                    errors += 1;
                    // Those who do not ask for more get no more, however often they look.
                    assert!(items.next().await.is_none() && items.next().await.is_none());
                    assert_eq!(items.cursor().as_deref(), Some("c1"));
                    items.resume();
                }
                None => break,
            }
        }
        assert_eq!(found, [0, 1, 2, 3, 4, 5]);
        assert_eq!(
            (errors, server.count() - before),
            if is_ahead { (0, 2) } else { (2, 4) }
        );
    }
}

#[tokio::test]
async fn a_page_is_a_call_that_is_sent_again() {
    let server = Server::start(|count, request| match count {
        1 => Reply::status(503),
        2 => Reply::Reset,
        _ => by_cursor(request, 2),
    })
    .await;
    let mut pages = client(&server).list_by_cursor().pages();
    assert_eq!(pages.next().await.unwrap().unwrap().attempts(), 1);
    assert_eq!(pages.next().await.unwrap().unwrap().attempts(), 3);
    assert!(pages.next().await.is_none());
    let second = "/v1/by-cursor?cursor=c1";
    assert_eq!(asked(&server), ["/v1/by-cursor", second, second, second]);
}

#[tokio::test]
async fn cursors_that_repeat_are_an_error() {
    let server = Server::start(|_, _| {
        Reply::json(&json!({ "books": books([1]), "meta": { "nextCursor": "same" } }))
    })
    .await;
    let found: Vec<_> = client(&server)
        .list_by_cursor()
        .items()
        .take(20)
        .collect()
        .await;
    assert_eq!(found.len(), 3);
    assert!(is_page(
        found[2].as_ref().unwrap_err(),
        &PageError::Repeated
    ));
    assert_eq!(server.count(), 2);
    // So do those that go round by way of others.
    let server = Server::start(|count, _| {
        let next = format!("c{}", count % 3);
        Reply::json(&json!({ "books": [], "meta": { "nextCursor": next } }))
    })
    .await;
    let pages = client(&server).list_by_cursor().pages();
    let found: Vec<_> = pages.take(20).collect().await;
    assert!(is_page(
        found.last().unwrap().as_ref().unwrap_err(),
        &PageError::Repeated
    ));
    assert!(server.count() < 12, "{}", server.count());
    let server = Server::start(|_, _| Reply::json(&json!({ "books": [], "next": "?at=1" }))).await;
    let found: Vec<_> = client(&server)
        .list_by_url("s")
        .pages()
        .take(20)
        .collect()
        .await;
    assert!(is_page(
        found.last().unwrap().as_ref().unwrap_err(),
        &PageError::Repeated
    ));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_next_that_is_dropped_loses_nothing() {
    clock::stop();
    let server =
        Server::start(|_, request| by_cursor(request, 2).after(Duration::from_millis(100))).await;
    let mut pages = client(&server).list_by_cursor().pages();
    let soon = Duration::from_millis(20);
    assert!(tokio::time::timeout(soon, pages.next()).await.is_err());
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn streams_go_to_other_tasks() {
    fn is_send<T: Send + Unpin + 'static>(value: T) -> T {
        value
    }
    let server = by_cursors(2).await;
    let call = client(&server).list_by_cursor();
    let _: Pages<_> = is_send(call.clone().pages());
    let items = is_send(call.items());
    let found = tokio::spawn(async move { ids(items).await }).await.unwrap();
    assert_eq!(found.len(), 6);
}

#[tokio::test]
async fn a_page_that_lost_its_items_is_not_the_last_one() {
    let server = Server::start(|count, _| {
        let id = [json!(1), json!("one")][count.min(1)].clone();
        let meta = json!({ "nextCursor": format!("c{count}") });
        Reply::json(&json!({ "books": [{ "id": id }], "meta": meta }))
    })
    .await;
    let tolerant = client(&server).with(CallOptions::new().decoding(Decoding::Tolerant));
    let mut items = tolerant.list_by_cursor().items();
    assert_eq!(items.next().await.unwrap().unwrap().id, 1);
    let error = items.next().await.unwrap().unwrap_err();
    assert!(is_page(&error, &PageError::Dropped), "{error:?}");
    assert!(items.next().await.is_none());
    assert_eq!(server.count(), 2);
}

#[test]
fn a_thread_without_a_runtime_reads_items() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(by_cursors(2));
    let items = client(&server).list_by_cursor().items().limit(5);
    let found: Vec<_> = items.blocking().map(|item| item.unwrap().id).collect();
    assert_eq!(found, [0, 1, 2, 3, 4]);
    assert_eq!(server.count(), 2);
}
