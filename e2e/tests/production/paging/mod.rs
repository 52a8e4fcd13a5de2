//! Pages and their items: how many requests there are, for which pages, and what ends them.

mod course;
mod ways;

use highlevel::{Error, Items, PageError, SendError};
use serde_json::{Value, json};

use crate::{
    faults::{Arrived, Reply, Server},
    quick,
    whole_paging::{Client, operations::untagged::ListByCursorCall},
};

fn client(server: &Server) -> Client {
    let builder = Client::builder().base_url(format!("{}/v1", server.url));
    builder
        .bearer_token("t0ken")
        .retry(quick())
        .build()
        .unwrap()
}

/// What a request asks for: path and query.
fn asked(server: &Server) -> Vec<String> {
    let arrived = server.arrived();
    let targets = arrived.iter().map(|request| request.parts.uri.to_string());
    targets.collect()
}

/// The value of a pair in the query.
fn query<'a>(request: &'a Arrived, name: &str) -> Option<&'a str> {
    let mut pairs = request.parts.uri.query()?.split('&');
    pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn books(ids: impl IntoIterator<Item = usize>) -> Value {
    ids.into_iter().map(|id| json!({ "id": id })).collect()
}

/// The page of three books behind the cursor in the request, of `pages` pages.
fn by_cursor(request: &Arrived, pages: usize) -> Reply {
    let number: usize = query(request, "cursor").map_or(0, |cursor| cursor[1..].parse().unwrap());
    let next = (number + 1 < pages).then(|| format!("c{}", number + 1));
    let ids = number * 3..number * 3 + 3;
    Reply::json(&json!({ "books": books(ids), "meta": { "nextCursor": next } }))
}

async fn by_cursors(pages: usize) -> Server {
    Server::start(move |_, request| by_cursor(request, pages)).await
}

async fn ids(mut items: Items<ListByCursorCall>) -> Vec<i64> {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        ids.push(item.unwrap().id);
    }
    ids
}

pub fn is_page<E: std::fmt::Debug>(error: &Error<E>, expected: &PageError) -> bool {
    matches!(error, Error::NotSent(SendError::Page(found)) if found == expected)
}
