//! The page of `specwright diff --format html` in a real browser.
//!
//! It needs Debian's `chromium` and `chromium-driver`, and says so where they are not there.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot run what it tests fails"
)]

mod browser;

use std::{fs, path::PathBuf, process::Command};

use fantoccini::{Client, Locator, key::Key};

use crate::browser::Browser;

/// Writes the page about two documents, whose texts mean no good.
fn page() -> PathBuf {
    let output = Command::new(env!("CARGO_BIN_EXE_specwright"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/page"))
        .args(["diff", "old.yaml", "new.yaml", "--format", "html"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.stdout.starts_with(b"<!DOCTYPE html>"), "{said}");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("page.html");
    fs::write(&path, output.stdout).unwrap();
    path
}

/// How many of the elements are to be seen.
async fn visible(client: &Client, selector: &str) -> usize {
    let mut count = 0;
    for element in client.find_all(Locator::Css(selector)).await.unwrap() {
        count += usize::from(element.is_displayed().await.unwrap());
    }
    count
}

async fn click(client: &Client, selector: &str) {
    let element = client.find(Locator::Css(selector)).await.unwrap();
    element.click().await.unwrap();
    // A form that is reset is as it was only after the event, so that the page waits for the next task too.
    let next = "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => done()));";
    client.execute_async(next, Vec::new()).await.unwrap();
}

/// What the page says about how much of it is shown.
async fn said(client: &Client) -> String {
    let element = client.find(Locator::Id("shown")).await.unwrap();
    element.text().await.unwrap()
}

#[tokio::test]
async fn a_reviewer_filters_changes() {
    let Some(browser) = Browser::start(true).await else {
        return;
    };
    let client = &browser.client;
    let url = format!("file://{}", page().display());
    client.goto(&url).await.unwrap();

    // Nothing of the documents has run, and there is nothing of theirs but text.
    assert_eq!(
        client.title().await.unwrap(),
        "Major: Shed <b>of</b> tools, what changed"
    );
    assert_eq!(visible(client, "script[src], img, iframe, main b").await, 0);

    let all = visible(client, "article").await;
    let of = |code: &str| format!("article[data-code={code}]");
    let majors = visible(client, &of("major")).await;
    let minors = visible(client, &of("minor")).await;
    let patches = visible(client, &of("patch")).await;
    assert!(
        majors > 0 && minors > 0 && patches > 0,
        "{majors} {minors} {patches}"
    );
    assert_eq!(majors + minors + patches, all);
    assert_eq!(said(client).await, format!("{all} of {all} shown"));

    // By what it does to code.
    click(client, "input[value=patch]").await;
    click(client, "input[value=minor]").await;
    assert_eq!(visible(client, "article").await, majors);
    assert_eq!(said(client).await, format!("{majors} of {all} shown"));
    click(client, "input[value=major]").await;
    assert_eq!(visible(client, "article").await, 0);
    assert_eq!(visible(client, "#none").await, 1);
    assert_eq!(visible(client, "section h2").await, 0);
    click(client, "button[type=reset]").await;
    assert_eq!(visible(client, "article").await, all);

    // By what it does to a program that is running.
    let working = visible(client, "article[data-effect=works]").await;
    assert!(working > 0 && working < all, "{working}");
    click(client, "input[value=works]").await;
    assert_eq!(visible(client, "article").await, all - working);
    click(client, "button[type=reset]").await;

    // By text, with the keyboard alone.
    let body = client.find(Locator::Css("body")).await.unwrap();
    body.send_keys("/").await.unwrap();
    let search = client.active_element().await.unwrap();
    assert_eq!(
        search.attr("type").await.unwrap().as_deref(),
        Some("search")
    );
    search.send_keys("Drill VALUE").await.unwrap();
    assert_eq!(visible(client, "article").await, 1);
    search.send_keys(&Key::Escape.to_string()).await.unwrap();
    assert_eq!(visible(client, "article").await, all);

    // Who follows a link to what is hidden sees it.
    let article = client.find(Locator::Css(&of("patch"))).await.unwrap();
    let id = article.attr("id").await.unwrap().unwrap();
    click(client, "input[value=patch]").await;
    assert!(!article.is_displayed().await.unwrap());
    let follow = "location.hash = arguments[0];";
    client.execute(follow, vec![id.into()]).await.unwrap();
    assert_eq!(visible(client, "article").await, all);
    browser.stop().await;
}

#[tokio::test]
async fn without_scripts_all_is_there() {
    let Some(browser) = Browser::start(false).await else {
        return;
    };
    let client = &browser.client;
    let url = format!("file://{}", page().display());
    client.goto(&url).await.unwrap();
    let text = fs::read_to_string(page()).unwrap();
    let all = text.matches("<article").count();
    assert!(all > 3, "{all}");
    assert_eq!(visible(client, "article").await, all);
    assert_eq!(visible(client, "#filter").await, 0);
    browser.stop().await;
}
