//! Uploads and downloads that are longer than what may be in memory, over a real socket.
//!
//! It is a program of its own, as it has an allocator that counts.

include!(concat!(env!("OUT_DIR"), "/wire.rs"));

use std::{
    fs::File,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use highlevel::CallOptions;
use peak_alloc::PeakAlloc;
use specwright_runtime::Upload;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::whole_wire::Client;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How long each body is.
const LENGTH: u64 = 256 << 20;

/// What a body may take: some chunks, and buffers on both sides of the socket.
const MOST: usize = 4 << 20;

/// A service that reads a body of any length and gives one of [`LENGTH`], without having either in memory;
/// how many octets of bodies reached it.
async fn service() -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let read = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&read);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream, &count).await;
        }
    });
    (url, read)
}

async fn serve(mut stream: TcpStream, read: &AtomicU64) {
    let mut buffer = vec![0; 64 << 10];
    let mut head = Vec::new();
    let end = loop {
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        let length = stream.read(&mut buffer).await.unwrap();
        assert_ne!(length, 0);
        head.extend_from_slice(&buffer[..length]);
    };
    let text = String::from_utf8_lossy(&head[..end]).to_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: u64 = length.map_or(0, |length| length.parse().unwrap());
    let mut came = (head.len() - end) as u64;
    while came < length {
        came += stream.read(&mut buffer).await.unwrap() as u64;
    }
    read.fetch_add(came, Ordering::SeqCst);
    if text.starts_with("get") {
        let head = format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/octet-stream\r\ncontent-length: {LENGTH}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..LENGTH / buffer.len() as u64 {
            stream.write_all(&buffer).await.unwrap();
        }
    } else {
        let head = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        stream.write_all(head).await.unwrap();
    }
}

/// The most that is in memory while `run` runs, beside what was there before.
async fn most(run: impl Future<Output = ()>) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    run.await;
    MEMORY.peak_usage().saturating_sub(before)
}

/// A service has many calls under way, each of which is one allocation beside those of its request.
fn room(begin: impl Fn()) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    begin();
    MEMORY.peak_usage().saturating_sub(before)
}

/// One after the other, as they share the allocator.
#[tokio::test]
async fn no_body_is_in_memory_as_a_whole() {
    let (url, read) = service().await;
    let told = Arc::new(AtomicU64::new(0));
    let tell = |told: &Arc<AtomicU64>| {
        let told = Arc::clone(told);
        move |progress: highlevel::Progress| {
            assert_eq!(progress.total, Some(LENGTH));
            told.store(progress.octets, Ordering::SeqCst);
        }
    };
    let client = Client::builder().base_url(&url).build().unwrap();
    let waiting = room(|| drop(client.answers().read_octets().send()));
    let sending = room(|| drop(client.bodies().send_octets(Upload::path("")).send()));
    println!("{waiting} and {sending} octets for a call");
    assert!(waiting.max(sending) <= 7 << 10, "{waiting}, {sending}");
    // A file of nothing but holes.
    let file = tempfile::NamedTempFile::new().unwrap();
    File::options()
        .write(true)
        .open(file.path())
        .unwrap()
        .set_len(LENGTH)
        .unwrap();

    let upload = most(async {
        let options = CallOptions::new().on_upload_progress(tell(&told));
        let bodies = client.with(options).bodies();
        bodies.send_octets(Upload::path(file.path())).await.unwrap();
    });
    let upload = upload.await;
    assert_eq!(read.swap(0, Ordering::SeqCst), LENGTH);
    assert_eq!(told.swap(0, Ordering::SeqCst), LENGTH);

    let download = most(async {
        let options = CallOptions::new().on_download_progress(tell(&told));
        let mut octets = client.with(options).answers().read_octets().await.unwrap();
        let mut length = 0;
        while let Some(chunk) = octets.chunk().await.unwrap() {
            length += chunk.len() as u64;
        }
        assert_eq!(length, LENGTH);
    });
    let download = download.await;
    assert_eq!(told.swap(0, Ordering::SeqCst), LENGTH);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved");
    let saved = most(async {
        let octets = client.answers().read_octets().await.unwrap();
        assert_eq!(octets.into_body().save_to(&path).await.unwrap(), LENGTH);
    });
    let saved = saved.await;
    assert_eq!(path.metadata().unwrap().len(), LENGTH);

    println!("an upload took {upload} octets, a download {download}, one to a file {saved}");
    for taken in [upload, download, saved] {
        assert!(taken < MOST, "{taken} octets");
    }
    // The allocator counts: a body in memory is seen.
    let whole = most(async {
        drop(vec![1_u8; LENGTH as usize]);
    });
    assert!(whole.await as u64 >= LENGTH);
}
