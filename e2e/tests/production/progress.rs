//! Who looks at how far a body has come.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use highlevel::{CallOptions, Progress};
use specwright_runtime::Upload;

use crate::{
    alive, client,
    faults::{Reply, Server, Then},
    quick,
    whole_wire::Client,
};

/// Octets and totals.
type Told = Arc<Mutex<Vec<(u64, Option<u64>)>>>;

/// What was told, and the function that notes it.
fn noting() -> (Told, impl Fn(Progress) + Send + Sync + 'static) {
    let told = Told::default();
    let notes = Arc::clone(&told);
    let note = move |progress: Progress| {
        notes
            .lock()
            .unwrap()
            .push((progress.octets, progress.total));
    };
    (told, note)
}

fn wire(server: &Server, options: CallOptions) -> Client {
    let builder = Client::builder().base_url(&server.url).retry(quick());
    builder.build().unwrap().with(options)
}

const CHUNK: u64 = 64 << 10;
const LENGTH: u64 = 3 * CHUNK + 5;

/// What is told of a body of [`LENGTH`] octets in chunks.
fn whole() -> Vec<(u64, Option<u64>)> {
    let all = [CHUNK, 2 * CHUNK, 3 * CHUNK, LENGTH];
    all.map(|octets| (octets, Some(LENGTH))).into()
}

#[tokio::test]
async fn an_upload_from_memory_and_from_disk() {
    let server = Server::start(|_, _| Reply::status(204)).await;
    let octets = vec![7; LENGTH as usize];
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &octets).unwrap();
    for upload in [Upload::bytes(octets.clone()), Upload::path(file.path())] {
        let (told, note) = noting();
        let client = wire(&server, CallOptions::new().on_upload_progress(note));
        client.bodies().send_octets(upload).await.unwrap();
        assert_eq!(*told.lock().unwrap(), whole());
    }
    for request in server.arrived() {
        assert_eq!(request.body, octets);
        // Looking at a body does not take its length.
        assert_eq!(request.header("content-length"), Some("196613"));
    }
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn each_attempt_counts_anew() {
    let server = Server::each(vec![|| Reply::status(503), || Reply::status(204)]).await;
    let (told, note) = noting();
    let options = CallOptions::new().on_upload_progress(note);
    let client = wire(&server, options);
    let upload = Upload::bytes(vec![7; LENGTH as usize]);
    client.bodies().send_octets(upload).await.unwrap();
    assert_eq!(server.count(), 2);
    assert_eq!(*told.lock().unwrap(), [whole(), whole()].concat());
}

#[tokio::test]
async fn a_download_with_and_without_a_length() {
    let whole = || {
        let media = vec![("content-type", "application/octet-stream".to_owned())];
        Reply::Answer(200, media, "12345".to_owned())
    };
    let pieces = || {
        let pieces = ["12", "345"].map(str::to_owned).into();
        Reply::Pieces("application/octet-stream", pieces, Then::End)
    };
    let server = Server::each(vec![whole, pieces]).await;
    for expected in [vec![(5, Some(5))], vec![(2, None), (5, None)]] {
        let (told, note) = noting();
        let client = wire(&server, CallOptions::new().on_download_progress(note));
        let answer = client.answers().read_octets().await.unwrap();
        let (other, note) = noting();
        let body = answer.into_body().on_progress(note);
        assert_eq!(body.bytes().await.unwrap(), "12345");
        assert_eq!(*told.lock().unwrap(), expected);
        assert_eq!(*other.lock().unwrap(), expected);
    }
}

#[tokio::test]
async fn an_answer_that_is_decoded_is_looked_at_too() {
    let server = Server::start(|_, _| alive()).await;
    let (told, note) = noting();
    let client = client(&server).with(CallOptions::new().on_download_progress(note));
    // Options that say nothing of it keep it.
    let client = client.with(CallOptions::new().attempt_timeout(Duration::from_secs(9)));
    assert!(*client.health().send().await.unwrap());
    assert_eq!(*told.lock().unwrap(), [(4, Some(4))]);
}
