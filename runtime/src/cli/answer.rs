//! Printing answers.

use std::io::{self, Write};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::value::RawValue;

use crate::{
    cli::{
        failure::{ANSWERED, Failure},
        layout::{compact, pretty},
        show::{lines, say},
    },
    decode::without_bom,
    error::SendError,
    response::{RawResponse, Response},
    stream::{ByteStream, Event, EventStream, JsonLines},
};

/// How an answer is printed.
#[derive(Debug)]
pub(super) struct Output<'a> {
    pub(super) layout: Layout,
    pub(super) head: Head,
    /// The file that the body goes to.
    pub(super) file: Option<&'a str>,
}

/// How the body of an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// JSON for people, events and lines of JSON one by one.
    Json,
    /// As it came.
    Raw,
}

/// Whether status and headers are printed too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Shown,
    Hidden,
}

/// What a body is, by its content type.
enum Media {
    Json,
    Events,
    Lines,
    Other,
}

impl Media {
    fn of(content_type: &str) -> Self {
        let media = content_type.split(';').next().unwrap_or_default();
        match media.trim().to_ascii_lowercase().as_str() {
            "application/json" => Self::Json,
            "text/event-stream" => Self::Events,
            "application/jsonl"
            | "application/x-ndjson"
            | "application/ndjson"
            | "application/json-seq"
            | "application/x-jsonlines"
            | "application/jsonlines"
            | "application/x-json-stream"
            | "text/jsonl" => Self::Lines,
            media if media.ends_with("+json") => Self::Json,
            _ => Self::Other,
        }
    }
}

impl Output<'_> {
    /// Prints a success, as it comes where it is a stream.
    pub(super) async fn success(&self, answer: Response<ByteStream>) -> Result<(), Failure> {
        self.print_head(answer.status(), answer.headers());
        let body = answer.into_body();
        if let Some(path) = self.file {
            let saved = body.save_to(path).await;
            return saved.map(drop).map_err(|error| match error {
                SendError::File { source, .. } => {
                    Failure::writing(&format_args!("`{path}`"), &source)
                }
                error => error.into(),
            });
        }
        let media = Media::of(body.content_type().unwrap_or_default());
        match (self.layout, media) {
            (Layout::Raw, _) | (Layout::Json, Media::Other) => octets(body).await,
            (Layout::Json, Media::Json) => json(&body.bytes().await?),
            (Layout::Json, Media::Events) => events(body).await,
            (Layout::Json, Media::Lines) => values(body).await,
        }
    }

    /// Prints an error of the service to standard error.
    pub(super) fn failure(&self, answer: &RawResponse, hint: &str) {
        self.print_head(answer.status(), answer.headers());
        say(&format!(
            "error: the service answered {}{hint}\n",
            answer.status()
        ));
        let text = answer.text();
        let laid_out = serde_json::from_str::<&RawValue>(&text)
            .ok()
            .filter(|_| self.layout == Layout::Json)
            .map(|json| pretty(json.get()));
        let text = laid_out.as_deref().unwrap_or(&text);
        if !text.is_empty() {
            say(&format!("{}\n", text.trim_end_matches('\n')));
        }
    }

    fn print_head(&self, status: StatusCode, headers: &HeaderMap) {
        if self.head == Head::Shown {
            let mut text = format!("{status}\n");
            for line in lines(headers, None) {
                text.push_str(&line);
                text.push('\n');
            }
            say(&format!("{text}\n"));
        }
    }
}

/// Writes to standard output, at once.
pub(super) fn write(octets: &[u8]) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    let written = output.write_all(octets).and_then(|()| output.flush());
    written.map_err(|error| Failure::writing(&"standard output", &error))
}

async fn octets(mut body: ByteStream) -> Result<(), Failure> {
    while let Some(chunk) = body.chunk().await? {
        write(&chunk)?;
    }
    Ok(())
}

fn json(body: &Bytes) -> Result<(), Failure> {
    let body = without_bom(body);
    if body.is_empty() {
        return Ok(());
    }
    match serde_json::from_slice::<&RawValue>(body) {
        Ok(json) => write(format!("{}\n", pretty(json.get())).as_bytes()),
        Err(_) => {
            write(body)?;
            let message = "the answer is not the JSON that its content type says";
            Err(Failure::Said(ANSWERED, message.to_owned()))
        }
    }
}

async fn values(body: ByteStream) -> Result<(), Failure> {
    let mut values = JsonLines::<Box<RawValue>>::new(body);
    while let Some(value) = values.next().await {
        write(format!("{}\n", compact(value?.get())).as_bytes())?;
    }
    Ok(())
}

async fn events(body: ByteStream) -> Result<(), Failure> {
    let mut events = EventStream::text(body);
    while let Some(event) = events.next().await {
        write(format!("{}\n", line(&event?)).as_bytes())?;
    }
    Ok(())
}

/// An event as a line of JSON: its data is JSON where it is, and else text.
fn line(event: &Event<String>) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let data = serde_json::from_str::<&RawValue>(&event.data);
    let data = data.map_or_else(|_| text(&event.data), |json| compact(json.get()));
    let named = [("id", &event.id), ("event", &event.event)];
    let named = named.into_iter().filter_map(|(name, value)| {
        let value = value.as_ref()?;
        Some(format!("\"{name}\":{},", text(value)))
    });
    format!("{{{}\"data\":{data}}}", named.collect::<String>())
}
