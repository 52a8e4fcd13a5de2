//! The blocks below `Responses`: the status codes, and what the page shows of the answers.
//!
//! Codes stand first and what is said about them follows without them; which belongs to which is
//! decided in `status`.

use std::ops::Range;

use super::{
    field, inline,
    sections::is_media,
    text::{Block, Kind},
};

/// What a page shows of answers.
#[derive(Debug, Default)]
pub(super) struct Answers<'a> {
    pub(super) codes: Vec<String>,
    pub(super) codes_at: Range<usize>,
    /// Text and contents in their order; the last one may have text only.
    pub(super) chunks: Vec<Chunk<'a>>,
}

/// Text, and the contents that follow it.
#[derive(Debug, Default)]
pub(super) struct Chunk<'a> {
    pub(super) words: Vec<&'a Block>,
    pub(super) headers: Vec<(String, String)>,
    /// Contents of one answer, by media type.
    pub(super) contents: Vec<Content<'a>>,
}

/// What an answer holds in one media type.
#[derive(Debug)]
pub(super) struct Content<'a> {
    pub(super) media: String,
    pub(super) at: Range<usize>,
    pub(super) blocks: &'a [Block],
    /// Examples: name, summary, text. That which the site computes is called [`AUTO`].
    pub(super) examples: Vec<(String, Vec<String>, &'a str)>,
    /// Examples that are announced and do not follow.
    pub(super) missing: usize,
    /// Whether nothing says where the schema ends.
    pub(super) open_end: bool,
    /// Whether the word over the schema is there.
    pub(super) headed: bool,
}

/// The name of the example that the site computes from the schema.
pub(super) const AUTO: &str = "Example (auto)";

/// Reads the answers.
pub(super) fn read(blocks: &[Block]) -> Answers<'_> {
    let mut answers = Answers::default();
    let mut rest = blocks;
    if let Some((first, after)) = blocks.split_first()
        && let Some(codes) = first.list()
    {
        answers.codes = codes.to_vec();
        answers.codes_at = first.at.clone();
        rest = after;
    }
    let mut chunk = Chunk::default();
    while let Some((block, after)) = rest.split_first() {
        let tabs = after.first().and_then(tabs);
        if is_media(block) && tabs.is_some() {
            rest = chunk.contents(block, after);
            answers.chunks.push(std::mem::take(&mut chunk));
            continue;
        }
        rest = after;
        if block.paragraph() == Some("**Response Headers**") {
            rest = chunk.headers(after);
            // What follows is the next answer, unless it is what this one holds.
            if !rest.first().is_some_and(is_media) {
                answers.chunks.push(std::mem::take(&mut chunk));
            }
        } else {
            chunk.words.push(block);
        }
    }
    if !chunk.words.is_empty() {
        answers.chunks.push(chunk);
    }
    answers
}

/// The tabs of a content: `Schema`, then one for each example.
fn tabs(block: &Block) -> Option<&[String]> {
    let items = block.list()?;
    (items.first()? == "Schema").then_some(items)
}

/// Whether a block is an example as the site shows them. The suffix is a hash of the site's style.
fn is_example(block: &Block) -> bool {
    matches!(&block.kind, Kind::Fence(language, _)
        if language.starts_with("codeBlockLines") || language == "json")
}

/// Whether a block belongs to a content and not to what is said of an answer: of the content the
/// beginning is missing.
pub(super) fn is_left_over(block: &Block) -> bool {
    // One that does not end where it should begins with JSON too, and takes what follows with it.
    let is_json = |body: &str| {
        let mut values = serde_json::Deserializer::from_str(body).into_iter::<serde_json::Value>();
        matches!(values.next(), Some(Ok(_)))
    };
    match &block.kind {
        Kind::Fence(language, body) => language.starts_with("codeBlockLines") && is_json(body),
        Kind::List(_) => is_media(block) || tabs(block).is_some(),
        Kind::Paragraph(text) => {
            let marks = [
                "Example:`",
                "**Possible values:**",
                "**Default value:**",
                "**Schema**",
                r"Array \[",
            ];
            marks.iter().any(|mark| text.starts_with(mark))
                || field::line(text).is_some_and(|(_, ty)| !ty.word.is_empty() && ty.is_known())
        }
        Kind::Heading(..) => false,
    }
}

/// Whether a block is the beginning of a schema.
fn begins_schema(block: &Block) -> bool {
    block.paragraph().is_some_and(|text| {
        let bare = [
            "object",
            "string",
            "number",
            "boolean",
            r"Array \[",
            "oneOf",
            "anyOf",
        ];
        text.starts_with("**") || bare.contains(&text)
    })
}

impl<'a> Chunk<'a> {
    /// Whether it ends with something that is shown of an answer, and not with words.
    pub(super) fn is_full(&self) -> bool {
        !self.contents.is_empty() || !self.headers.is_empty()
    }

    fn contents(&mut self, list: &'a Block, blocks: &'a [Block]) -> &'a [Block] {
        let mut rest = blocks;
        for media in list.list().unwrap_or_default() {
            let Some((first, after)) = rest.split_first() else {
                break;
            };
            let Some(names) = tabs(first) else {
                break;
            };
            rest = self.content(media, list, names, after);
        }
        rest
    }

    fn content(
        &mut self,
        media: &str,
        list: &Block,
        names: &[String],
        blocks: &'a [Block],
    ) -> &'a [Block] {
        let names = names.get(1..).unwrap_or_default();
        let (headed, blocks) = match blocks.split_first() {
            Some((first, after)) if first.paragraph() == Some("**Schema**") => (true, after),
            _ => (false, blocks),
        };
        let begins = |at: &usize| {
            blocks.get(*at).is_some_and(is_media) && blocks.get(at + 1).and_then(tabs).is_some()
        };
        let next = (0..blocks.len()).find(begins).unwrap_or(blocks.len());
        let (own, _) = blocks.split_at(next);
        let fence = own.iter().position(is_example);
        let mut content = Content {
            media: media.to_owned(),
            at: list.at.clone(),
            blocks: &[],
            examples: Vec::new(),
            missing: 0,
            open_end: false,
            headed,
        };
        let end = match fence {
            Some(fence) if !names.is_empty() => fence,
            // Words of the next answer may follow, and nothing says so.
            _ => {
                content.open_end = own.first().is_some_and(begins_schema);
                if content.open_end { own.len() } else { 0 }
            }
        };
        content.blocks = blocks.get(..end).unwrap_or_default();
        let mut at = end;
        for name in names {
            let before = own.get(at..).unwrap_or_default();
            let Some(fence) = before.iter().position(is_example) else {
                content.missing += 1;
                continue;
            };
            let words = before.get(..fence).unwrap_or_default();
            let caption = words
                .iter()
                .map(|block| inline::plain(&block.text))
                .collect();
            if let Some(Kind::Fence(_, body)) = before.get(fence).map(|block| &block.kind) {
                let caption = if at == end { Vec::new() } else { caption };
                content.examples.push((name.clone(), caption, body));
            }
            at += fence + 1;
        }
        self.contents.push(content);
        blocks.get(at..).unwrap_or_default()
    }

    /// Reads headers. The value of one stands below it, after more blank lines than there are
    /// between paragraphs.
    fn headers(&mut self, blocks: &'a [Block]) -> &'a [Block] {
        const GAP: usize = 4;
        let mut rest = blocks;
        let mut end = None;
        while let Some((block, after)) = rest.split_first() {
            let gap = end.map_or(0, |end| block.at.start.saturating_sub(end));
            match &block.kind {
                Kind::List(items) if items.iter().all(|item| item.starts_with("**")) => {
                    for item in items {
                        let text = inline::plain(item);
                        let (name, ty) = text.split_once(' ').unwrap_or((&text, ""));
                        self.headers.push((name.to_owned(), ty.to_owned()));
                    }
                }
                Kind::Paragraph(_) if gap >= GAP => {}
                _ => break,
            }
            end = Some(block.at.end);
            rest = after;
        }
        rest
    }
}
