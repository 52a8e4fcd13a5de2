//! The text of a page to blocks of Markdown.
//!
//! In: a page as it was scraped. Out: [`Block`]s that know their bytes. Afterwards nobody sees what
//! the scraper did to lines. Lists that follow each other with a blank line between are two lists
//! here, where CommonMark has one; so blocks are told apart here and not by a Markdown library.

use std::ops::Range;

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading: its level and its text.
    Heading(usize, String),
    /// A list, all of whose lines begin with `- `.
    List(Vec<String>),
    /// A fenced block: its language and its lines.
    Fence(String, String),
    /// Anything else.
    Paragraph(String),
}

/// A block of a page.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// The text as it was written, scraping mended.
    pub(super) text: String,
    /// Where it stands in the file.
    pub(super) at: Range<usize>,
}

impl Block {
    /// The text of a paragraph.
    pub(super) fn paragraph(&self) -> Option<&str> {
        match &self.kind {
            Kind::Paragraph(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list.
    pub(super) fn list(&self) -> Option<&[String]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// The level and text of a heading.
    pub(super) fn heading(&self) -> Option<(usize, &str)> {
        match &self.kind {
            Kind::Heading(level, text) => Some((*level, text)),
            _ => None,
        }
    }
}

/// A page's blocks.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) blocks: Vec<Block>,
    /// The first place where brackets or fences do not end, or lines within brackets are not marked
    /// as the scraper marks them.
    pub(super) broken: Option<Range<usize>>,
}

struct Line {
    text: String,
    at: Range<usize>,
}

/// Reads the blocks of `page`.
pub(super) fn read(page: &str) -> Text {
    let start = body_start(page);
    let (lines, mut broken) = lines(page, start);
    let mut blocks = Vec::new();
    let mut rest = lines.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if first.text.trim().is_empty() {
            rest = after;
        } else if let Some(language) = first.text.strip_prefix("```") {
            let end = after.iter().position(|line| line.text.trim_end() == "```");
            let inner = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
            let last = end.and_then(|end| after.get(end)).or(inner.last());
            let body = join(inner);
            // A fence that swallows another, or the end of the page, has lost its own end.
            if end.is_none() || inner.iter().any(|line| line.text.starts_with("```")) {
                broken = broken.or(Some(first.at.clone()));
            }
            blocks.push(Block {
                text: format!("{}\n{body}\n```", first.text),
                kind: Kind::Fence(language.trim().to_owned(), body),
                at: first.at.start..last.map_or(first.at.end, |line| line.at.end),
            });
            let taken = end.map_or(after.len(), |end| end + 1);
            rest = after.get(taken..).unwrap_or_default();
        } else {
            let end = rest
                .iter()
                .position(|line| line.text.trim().is_empty() || line.text.starts_with("```"))
                .unwrap_or(rest.len());
            let (own, after) = rest.split_at(end);
            blocks.extend(plain(own));
            rest = after;
        }
    }
    Text { blocks, broken }
}

/// A block that is no fence.
fn plain(lines: &[Line]) -> Option<Block> {
    let at = lines.first()?.at.start..lines.last()?.at.end;
    let text = join(lines);
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let heading = text.get(hashes..).and_then(|rest| rest.strip_prefix(' '));
    let items: Option<Vec<_>> = lines
        .iter()
        .map(|line| {
            line.text
                .strip_prefix("- ")
                .map(|item| item.trim().to_owned())
        })
        .collect();
    let kind = match (heading, items) {
        (Some(heading), _) if (1..=6).contains(&hashes) => {
            Kind::Heading(hashes, heading.trim().to_owned())
        }
        (_, Some(items)) => Kind::List(items),
        _ => Kind::Paragraph(text.trim().to_owned()),
    };
    Some(Block { kind, text, at })
}

fn join(lines: &[Line]) -> String {
    let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
    texts.join("\n")
}

/// Where the body begins, after front matter. What that says is never used: in most captures it
/// belongs to another page.
fn body_start(page: &str) -> usize {
    let Some(rest) = page.strip_prefix("---\n") else {
        return 0;
    };
    match rest.find("\n---\n") {
        Some(end) => "---\n".len() + end + "\n---\n".len(),
        None => 0,
    }
}

/// The lines from `start`, as they were before they were scraped.
///
/// The scraper put `\` before each line end that stands between `[` and `]`, escaped or not, in
/// code or not; elsewhere a `\` at the end of a line is the page's own. It left zero-width spaces
/// beside headings, and no-break spaces stand where a space is meant.
fn lines(page: &str, start: usize) -> (Vec<Line>, Option<Range<usize>>) {
    let mut depth = 0_usize;
    let mut broken = None;
    let mut lines = Vec::new();
    let mut at = start;
    for line in page.get(start..).unwrap_or_default().split_inclusive('\n') {
        let range = at..at + line.trim_end_matches(['\n', '\r']).len();
        at += line.len();
        for byte in line.bytes() {
            match byte {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        let mut text = line.trim_end_matches(['\n', '\r']);
        if depth > 0 && line.ends_with('\n') {
            match text.strip_suffix('\\') {
                Some(mended) => text = mended,
                None => broken = broken.or(Some(range.clone())),
            }
        }
        lines.push(Line {
            text: text.replace('\u{200b}', "").replace('\u{a0}', " "),
            at: range,
        });
    }
    if depth > 0 {
        broken = broken.or(Some(at..at));
    }
    (lines, broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_within_brackets_are_mended_and_no_others() {
        let page = "---\ntitle: [\n---\nArray \\[\\\n\\\n**a** string\\\n\\\n\\]\n\n```x\ncurl \\\n-d '[\\\n1\\\n]'\n```\n";
        let text = read(page);
        assert_eq!(text.broken, None);
        let texts: Vec<_> = text
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "Array \\[",
                "**a** string",
                "\\]",
                "```x\ncurl \\\n-d '[\n1\n]'\n```"
            ]
        );
        assert_eq!(&page[text.blocks[1].at.clone()], "**a** string\\");
    }

    #[test]
    fn a_line_that_is_not_marked_is_noticed() {
        assert!(read("Array \\[\n\n\\]\n").broken.is_some());
        assert!(read("Array \\[\\\n").broken.is_some());
    }

    #[test]
    fn lists_with_a_blank_line_between_are_two() {
        let text = read("- 200\n- 400\n\n- a/b\n");
        assert_eq!(text.blocks.len(), 2);
        assert_eq!(text.blocks[1].list(), Some(&["a/b".to_owned()][..]));
    }
}
