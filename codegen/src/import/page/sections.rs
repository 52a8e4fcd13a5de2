//! The blocks of a page to its sections.
//!
//! In: blocks. Out: a [`Page`], or why it is none. What a section says is read elsewhere.

use std::ops::Range;

use super::{
    answers::{self, Answers},
    inline,
    parameters::{self, Parameter},
    text::{Block, Kind},
};

/// A page of one operation.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) summary: String,
    pub(super) method: String,
    /// The server's part of the URL and the path, with `:name` for parameters.
    pub(super) url: (String, String),
    pub(super) endpoint: Range<usize>,
    pub(super) deprecated: bool,
    pub(super) description: Vec<String>,
    pub(super) scopes: Vec<String>,
    pub(super) auth_methods: Vec<String>,
    pub(super) token_types: Vec<String>,
    /// URLs of the page that it names itself, each with where.
    pub(super) links: Vec<(String, Range<usize>)>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) bodies: Vec<Body<'a>>,
    pub(super) answers: Answers<'a>,
    /// What stands behind the answers: a form to try the operation.
    pub(super) tail: &'a [Block],
    /// Blocks that belong to nothing.
    pub(super) strays: Vec<Range<usize>>,
}

/// A request body of one media type.
#[derive(Debug)]
pub(super) struct Body<'a> {
    pub(super) media: Option<String>,
    pub(super) required: bool,
    pub(super) blocks: &'a [Block],
    pub(super) at: Range<usize>,
}

/// Why a page is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is about no operation.
    NoOperation,
    /// It was captured before the site had filled it in.
    Skeleton(Range<usize>),
    /// A part of it is missing, or stands twice.
    Partial(Option<Range<usize>>, &'static str),
}

/// The first position from `from` on whose block fits.
fn find(blocks: &[Block], from: usize, fits: impl Fn(&Block) -> bool) -> Option<usize> {
    let rest = blocks.get(from..)?;
    rest.iter().position(fits).map(|at| at + from)
}

/// Whether a block is the heading `word`, with or without a link to itself.
fn is_section(block: &Block, word: &str) -> bool {
    matches!(block.heading(), Some((2, text))
        if text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(" [") || rest.trim().is_empty()))
}

/// Reads the method and URL of the operation.
fn endpoint(block: &Block) -> Option<(&str, &str)> {
    const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    let Kind::Fence(language, body) = &block.kind else {
        return None;
    };
    let (method, url) = body.trim().split_once(' ')?;
    let is_url = url.starts_with('/') || url.contains("://");
    (language.is_empty()
        && is_url
        && !url.contains(char::is_whitespace)
        && METHODS.contains(&method))
    .then_some((method, url))
}

/// Reads the sections of a page.
pub(super) fn read(blocks: &[Block]) -> Result<Page<'_>, Refusal> {
    let at = find(blocks, 0, |block| endpoint(block).is_some()).ok_or(Refusal::NoOperation)?;
    let fence = blocks.get(at).ok_or(Refusal::NoOperation)?;
    let (method, url) = endpoint(fence).ok_or(Refusal::NoOperation)?;
    // Parameters, bodies and schemas are filled in by the browser, the server's URL with them.
    let (server, path) = split_url(url).ok_or(Refusal::Skeleton(fence.at.clone()))?;
    let bounds = Bounds::read(blocks, at)?;
    let part = |range: Range<usize>| blocks.get(range).unwrap_or_default();
    let head = part(0..at);
    let title = head.iter().rev().find_map(|block| match block.heading() {
        Some((1, text)) => Some(inline::plain(text)),
        _ => None,
    });
    let Some(summary) = title else {
        return Err(Refusal::Partial(Some(fence.at.clone()), "has no title"));
    };
    let mut page = Page {
        summary,
        method: method.to_owned(),
        url: (server.to_owned(), path.to_owned()),
        endpoint: fence.at.clone(),
        deprecated: false,
        description: Vec::new(),
        scopes: Vec::new(),
        auth_methods: Vec::new(),
        token_types: Vec::new(),
        links: links(blocks),
        parameters: Vec::new(),
        bodies: Vec::new(),
        answers: answers::read(part(bounds.responses + 1..bounds.end)),
        tail: part(bounds.end..blocks.len()),
        strays: Vec::new(),
    };
    page.about(part(at + 1..bounds.request));
    page.request(part(bounds.request + 1..bounds.responses));
    Ok(page)
}

/// Where the large sections begin.
struct Bounds {
    request: usize,
    responses: usize,
    end: usize,
}

impl Bounds {
    fn read(blocks: &[Block], endpoint: usize) -> Result<Self, Refusal> {
        let one = |word: &str, lacks: &'static str, twice: &'static str| {
            let found = find(blocks, 0, |block| is_section(block, word));
            let first = found.ok_or(Refusal::Partial(None, lacks))?;
            match find(blocks, first + 1, |block| is_section(block, word)) {
                Some(second) => {
                    let at = blocks.get(second).map(|block| block.at.clone());
                    Err(Refusal::Partial(at, twice))
                }
                None => Ok(first),
            }
        };
        let request = one(
            "Request",
            "has no section `Request`",
            "has the section `Request` twice",
        )?;
        let responses = one(
            "Responses",
            "has no section `Responses`",
            "has the section `Responses` twice",
        )?;
        let end = one(
            "Share your feedback",
            "breaks off before the words that stand below each operation",
            "has twice the words that stand below each operation",
        )?;
        let at = |index: usize| blocks.get(index).map(|block| block.at.clone());
        if !(endpoint < request && request < responses && responses < end) {
            return Err(Refusal::Partial(
                at(request),
                "has its sections in another order",
            ));
        }
        if let Some(second) = find(blocks, 0, |block| self::endpoint(block).is_some())
            .and_then(|first| find(blocks, first + 1, |block| self::endpoint(block).is_some()))
        {
            return Err(Refusal::Partial(at(second), "names two operations"));
        }
        Ok(Self {
            request,
            responses,
            end,
        })
    }
}

/// The origin of a URL, and the path.
fn split_url(url: &str) -> Option<(&str, &str)> {
    let scheme = url.find("://")? + "://".len();
    let path = url.get(scheme..)?.find('/')? + scheme;
    Some((url.get(..path)?, url.get(path..)?))
}

/// The URLs that the page has for itself: that of the link over it, and those of its headings.
fn links(blocks: &[Block]) -> Vec<(String, Range<usize>)> {
    let mut links = Vec::new();
    for block in blocks {
        let is_own = block.text.starts_with("[Skip to main content](")
            || is_section(block, "Request")
            || is_section(block, "Responses");
        let link = block.text.split_once("](").filter(|_| is_own);
        if let Some((_, rest)) = link {
            let url = rest.split(['#', '\\', ' ', ')']).next().unwrap_or_default();
            links.push((url.to_owned(), block.at.clone()));
        }
    }
    links
}

/// Whether a block is one of the two that say that an operation is deprecated.
fn is_deprecation(block: &Block) -> bool {
    block.paragraph().is_some_and(|text| {
        text == "deprecated"
            || text.starts_with("This endpoint has been deprecated and may be replaced")
    })
}

impl<'a> Page<'a> {
    /// Reads what stands between the endpoint and the request.
    fn about(&mut self, blocks: &[Block]) {
        let requirements = find(blocks, 0, |block| {
            block.heading() == Some((3, "Requirements"))
        });
        let (mut words, required) = blocks.split_at(requirements.unwrap_or(blocks.len()));
        if let Some([first, second]) = words.get(..2)
            && first.paragraph() == Some("deprecated")
            && is_deprecation(second)
            && first.text != second.text
        {
            self.deprecated = true;
            words = words.get(2..).unwrap_or_default();
        }
        // Elsewhere the mark belongs to nothing: a half of it is missing, or stands twice.
        let marks = words.iter().filter(|block| is_deprecation(block));
        self.strays.extend(marks.map(|block| block.at.clone()));
        self.description = words
            .iter()
            .map(|block| block.text.trim().to_owned())
            .collect();
        let mut into = None;
        for block in required.iter().skip(1) {
            match block.heading() {
                Some((4, "Scope(s)")) => into = Some(&mut self.scopes),
                Some((4, "Auth Method(s)")) => into = Some(&mut self.auth_methods),
                Some((4, "Token Type(s)")) => into = Some(&mut self.token_types),
                _ => match &mut into {
                    Some(list) if !inline::codes(&block.text).is_empty() => {
                        list.extend(inline::codes(&block.text));
                    }
                    _ => self.strays.push(block.at.clone()),
                },
            }
        }
    }

    fn body(&mut self, heading: &Block, media: Option<&String>, blocks: &'a [Block]) {
        let words = inline::plain(heading.heading().map_or("", |(_, text)| text));
        self.bodies.push(Body {
            media: media.cloned(),
            required: words.ends_with("required"),
            blocks,
            at: heading.at.clone(),
        });
    }

    /// Reads parameters and bodies.
    fn request(&mut self, blocks: &'a [Block]) {
        let starts: Vec<_> = blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| part(block).is_some())
            .map(|(at, _)| at)
            .collect();
        let first = starts.first().copied().unwrap_or(blocks.len());
        let mut medias: &[String] = &[];
        let mut bodies = 0;
        let before = blocks.get(..first).unwrap_or_default();
        let mut stray = before;
        if let Some((last, rest)) = before.split_last().filter(|(last, _)| is_media(last)) {
            medias = last.list().unwrap_or_default();
            stray = rest;
        }
        self.strays
            .extend(stray.iter().map(|block| block.at.clone()));
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(blocks.len());
            let Some((heading, mut inner)) = blocks.get(*start..end).and_then(<[_]>::split_first)
            else {
                continue;
            };
            let next_is_body = blocks.get(end).and_then(part) == Some(Part::Body);
            // The list of media types stands before the heading that it belongs to.
            let list = inner
                .split_last()
                .filter(|(last, _)| next_is_body && is_media(last));
            let mut next = None;
            if let Some((last, rest)) = list {
                next = last.list();
                inner = rest;
            }
            match part(heading) {
                Some(Part::Parameters(place)) => {
                    let (found, strays) = parameters::read(place, inner);
                    self.parameters.extend(found);
                    self.strays.extend(strays);
                }
                Some(Part::Body) => {
                    self.body(heading, medias.get(bodies), inner);
                    bodies += 1;
                }
                None => {}
            }
            if let Some(next) = next {
                medias = next;
                bodies = 0;
            }
        }
        if bodies < medias.len() {
            self.strays
                .extend(blocks.last().map(|block| block.at.clone()));
        }
    }
}

/// A part of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Parameters(&'static str),
    Body,
}

/// The part that a heading begins; other headings belong to a description.
fn part(block: &Block) -> Option<Part> {
    let (level, text) = block.heading()?;
    if level != 3 {
        return None;
    }
    match text {
        "Header Parameters" => Some(Part::Parameters("header")),
        "Path Parameters" => Some(Part::Parameters("path")),
        "Query Parameters" => Some(Part::Parameters("query")),
        "Cookie Parameters" => Some(Part::Parameters("cookie")),
        _ => {
            // `Body`, `Body **required**`, `Bodyrequired`, `Body array **required**`.
            let words = inline::plain(text);
            let rest = words.strip_prefix("Body")?.trim_start();
            let rest = rest.strip_prefix("array").unwrap_or(rest).trim_start();
            (rest.is_empty() || rest == "required").then_some(Part::Body)
        }
    }
}

/// Whether a block lists media types.
pub(super) fn is_media(block: &Block) -> bool {
    block.list().is_some_and(|items| {
        items
            .iter()
            .all(|item| item.contains('/') && !item.contains(char::is_whitespace))
    })
}
