//! Files from disk: opened in time, held in memory a chunk at a time, and missed when they are gone.

use std::{
    error::Error as _,
    fs::{self, File},
    path::{Path, PathBuf},
};

use specwright_runtime::{Error, SendError, Upload};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::{
    service::{Service, read_head},
    whole_wire::{
        Client,
        models::{Purpose, SendPartsBody},
    },
};

const LARGE: u64 = 300 << 20;

/// A file that is long and takes no space on disk.
fn sparse(folder: &Path) -> PathBuf {
    let path = folder.join("large.bin");
    File::create(&path).unwrap().set_len(LARGE).unwrap();
    path
}

/// The most memory that this process ever held, in bytes, where the system says so.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes << 10)
}

/// Reads and drops what is left of a request; returns how long its body was and should have been.
async fn drain(stream: &mut TcpStream, at_start: impl FnOnce()) -> (u64, u64) {
    let head = read_head(stream).await;
    let length = head.header("content-length").unwrap().parse().unwrap();
    at_start();
    let mut buffer = vec![0; 1 << 20];
    let mut read = u64::try_from(head.body.len()).unwrap();
    while read < length {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(more) => read += u64::try_from(more).unwrap(),
        }
    }
    (read, length)
}

async fn listener() -> (TcpListener, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let builder = Client::builder()
        .base_url(url)
        .retry(highlevel::Retry::never());
    (listener, builder.build().unwrap())
}

#[tokio::test]
async fn a_large_file_is_never_in_memory_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let upload = Upload::path(sparse(folder.path()));
    let (listener, client) = listener().await;
    let service = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let lengths = drain(&mut stream, || {}).await;
        let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        lengths
    });
    let before = peak();
    let body = SendPartsBody::new(upload, Purpose::Backup);
    client.bodies().send_parts(body).await.unwrap();
    let after = peak();
    let (read, length) = service.await.unwrap();
    assert_eq!(read, length);
    assert!(length > LARGE && length < LARGE + 1000, "{length}");
    if let (Some(before), Some(after)) = (before, after) {
        // Other tests run beside this one.
        let grown = (after - before) >> 20;
        assert!(grown < 150, "{grown} MiB for a file of 300 MiB");
    }
}

#[tokio::test]
async fn a_file_that_is_gone_before_it_is_sent_reaches_no_service() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone.bin");
    fs::write(&path, "octets").unwrap();
    let mut service = Service::silent().await;
    let bodies = service.client().bodies();
    let parts = SendPartsBody::new("first", Purpose::Review).scan(Upload::path(&path));
    let parts = bodies.send_parts(parts);
    let octets = bodies.send_octets(Upload::path(&path));
    fs::remove_file(&path).unwrap();
    for call in [parts.into_future(), octets.into_future()] {
        let error = call.await.unwrap_err();
        let Error::NotSent(
            reason @ SendError::File {
                path: found,
                source,
            },
        ) = &error
        else {
            panic!("{error:?}")
        };
        assert_eq!(found, &path);
        assert_eq!(source.kind(), std::io::ErrorKind::NotFound);
        assert!(reason.to_string().contains("gone.bin"), "{reason}");
        assert!(!error.is_retryable());
    }
    assert!(service.is_at_rest());
}

/// The first request was sent, so the second that cannot be made may have had a forerunner.
#[tokio::test]
async fn a_file_that_is_gone_before_a_redirect_is_followed_may_have_been_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone.bin");
    fs::write(&path, "octets").unwrap();
    let server = MockServer::start().await;
    let gone = path.clone();
    let moved = move |_: &wiremock::Request| {
        fs::remove_file(&gone).unwrap();
        ResponseTemplate::new(307).insert_header("location", "/moved")
    };
    Mock::given(matchers::any())
        .respond_with(moved)
        .mount(&server)
        .await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let error = client
        .bodies()
        .send_octets(Upload::path(&path))
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::MaybeSent(SendError::File { .. })),
        "{error:?}"
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

/// What was announced cannot be kept to, so the connection is broken and the call says which file it was.
#[tokio::test]
async fn a_file_that_shrinks_while_it_is_sent_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = sparse(folder.path());
    let (listener, client) = listener().await;
    let shrinking = path.clone();
    let service = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let shrink = || {
            File::options()
                .write(true)
                .open(shrinking)
                .unwrap()
                .set_len(0)
                .unwrap()
        };
        drain(&mut stream, shrink).await
    });
    let error = client
        .bodies()
        .send_octets(Upload::path(&path))
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::MaybeSent(SendError::Body(_))),
        "{error:?}"
    );
    let mut reasons = Vec::new();
    let mut next = error.source();
    while let Some(error) = next {
        reasons.push(error.to_string());
        next = error.source();
    }
    let reasons = reasons.join(": ");
    assert!(reasons.contains("large.bin"), "{reasons}");
    let (read, length) = service.await.unwrap();
    assert!(read < length && length == LARGE, "{read} of {length}");
}

#[tokio::test]
async fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = Service::silent().await;
    let call = service
        .client()
        .bodies()
        .send_octets(Upload::path(folder.path()));
    let error = call.await.unwrap_err();
    assert!(
        matches!(error, Error::NotSent(SendError::File { .. })),
        "{error:?}"
    );
    assert!(service.is_at_rest());
}
