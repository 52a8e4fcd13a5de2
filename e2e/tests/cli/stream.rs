//! Events and lines of JSON are printed one by one, as they come.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc,
};

use crate::{LIBRARY, library};

/// Runs `command` against a service that sends `pieces`, each only after the line for the one before was
/// printed; returns the lines.
async fn lines(
    command: &'static str,
    media: &'static str,
    pieces: &'static [&'static str],
) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (said, mut heard) = mpsc::unbounded_channel::<String>();
    let program = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(LIBRARY)
            .args([command, "--base-url", &url])
            .env_clear()
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        for line in output.lines() {
            said.send(line.unwrap()).unwrap();
        }
        child.wait().unwrap().code()
    });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = [0; 4096];
    assert!(stream.read(&mut request).await.unwrap() > 0);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut lines = Vec::new();
    for piece in pieces {
        stream.write_all(piece.as_bytes()).await.unwrap();
        lines.push(heard.recv().await.unwrap());
    }
    drop(stream);
    assert_eq!(program.await.unwrap(), Some(0));
    assert!(heard.recv().await.is_none());
    lines
}

#[tokio::test]
async fn events_are_lines_of_json() {
    let pieces: &[&str] = &[
        "data: {\"a\":\ndata: 1.10}\n\n",
        "id: 7\nevent: done\ndata: not \"JSON\"\n\n",
    ];
    let expected = [
        r#"{"data":{"a":1.10}}"#,
        r#"{"id":"7","event":"done","data":"not \"JSON\""}"#,
    ];
    assert_eq!(lines("events", "text/event-stream", pieces).await, expected);
}

#[tokio::test]
async fn lines_of_json_stay_lines() {
    let pieces: &[&str] = &["{\"a\" : 1}\n", "[ 2 ]\r\n"];
    let expected = ["{\"a\":1}", "[2]"];
    assert_eq!(
        lines("lines", "application/x-ndjson", pieces).await,
        expected
    );
}

/// What has come is printed, and that the rest has not is said.
#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let service = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
        stream.write_all(answer).await.unwrap();
    });
    let ran = library("put-raw --body x --base-url").arg(&url).run().await;
    service.await.unwrap();
    assert_eq!((ran.status, ran.out.as_str()), (3, "abc"), "{ran:?}");
    assert!(
        ran.err.starts_with("error: the answer broke off: "),
        "{ran:?}"
    );
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
}
