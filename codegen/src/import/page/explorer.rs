//! What the form below a page says: the operation once more, so that each can be held against the
//! other. It is also the only place that shows a body's example as a whole.

use serde_json::Value;

use super::{
    inline,
    text::{Block, Kind},
};

/// What the form says.
#[derive(Debug, Default)]
pub(super) struct Explorer {
    pub(super) server: Option<String>,
    pub(super) parameters: Vec<Shown>,
    pub(super) body: Option<Value>,
    /// Whether it says `required` of its body, if it has one.
    pub(super) body_required: Option<bool>,
    /// The fields of a form, each with the flag glued to its name and the values to choose from.
    pub(super) fields: Vec<(String, Option<String>)>,
    pub(super) security: Option<Security>,
    pub(super) curl: Option<Curl>,
}

/// A parameter of the form.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) place: String,
    pub(super) required: bool,
    /// The values to choose from, glued, where there are any.
    pub(super) values: Option<String>,
}

/// The first security requirement.
#[derive(Debug, Default)]
pub(super) struct Security {
    pub(super) kind: String,
    pub(super) scheme: String,
    pub(super) format: String,
    pub(super) scopes: Vec<String>,
    pub(super) description: String,
}

/// The request as a command.
#[derive(Debug)]
pub(super) struct Curl {
    pub(super) method: String,
    pub(super) accepts: bool,
    pub(super) content_type: Option<String>,
    pub(super) url: Option<String>,
    /// The body, if it has one that is JSON.
    pub(super) body: Option<Value>,
}

/// Reads what stands behind the answers.
pub(super) fn read(blocks: &[Block]) -> Explorer {
    let mut explorer = Explorer::default();
    let body = blocks
        .iter()
        .filter_map(Block::paragraph)
        .find(|text| is_body(text));
    explorer.body_required = body.map(|text| text.ends_with("required"));
    explorer.fields = fields(blocks);
    let mut rest = blocks;
    let (mut in_body, mut shown) = (false, false);
    while let Some((block, after)) = rest.split_first() {
        rest = after;
        let next = after.first();
        match (&block.kind, next.map(|next| &next.kind)) {
            (Kind::Paragraph(text), Some(Kind::Paragraph(server))) if text == "Edit" => {
                explorer.server = Some(server.clone());
            }
            // What stands below is of the body.
            (Kind::Paragraph(text), _) if is_body(text) => in_body = true,
            (Kind::Paragraph(text), _) if !in_body => {
                let text = inline::plain(text);
                // What to choose from stands below, after what stands for no choice.
                let values = text.strip_prefix("---").map(str::to_owned);
                match (values, explorer.parameters.last_mut()) {
                    (Some(values), Some(last)) => last.values = Some(values),
                    _ => explorer.parameters.extend(parameter(&text)),
                }
            }
            (Kind::Heading(4, text), Some(Kind::Fence(_, body)))
                if text.starts_with("Authorization") =>
            {
                explorer.security = Some(security(body));
            }
            (Kind::Fence(_, body), _) if body.starts_with("curl ") => {
                explorer.curl = Some(curl(body));
            }
            // Where there are several media types, the one that is chosen stands between.
            (Kind::Fence(_, body), _) if in_body && !shown => {
                shown = true;
                explorer.body = serde_json::from_str(body).ok();
            }
            _ => {}
        }
    }
    explorer
}

fn is_body(text: &str) -> bool {
    matches!(text, "Body" | "Body required" | "Bodyrequired")
}

/// Reads what stands between `Body` and the button: a form's fields, where it is one.
fn fields(blocks: &[Block]) -> Vec<(String, Option<String>)> {
    let mut fields: Vec<(String, Option<String>)> = Vec::new();
    let words = blocks.iter().map(Block::paragraph);
    let mut words = words.skip_while(|text| !text.is_some_and(is_body)).skip(1);
    while let Some(Some(text)) = words.next() {
        if text == "Send API Request" {
            break;
        }
        // Of several media types the first is chosen, and its fields are shown.
        if text == "Content-Type" {
            words.next();
            continue;
        }
        let text = inline::plain(text);
        match (text.strip_prefix("---"), fields.last_mut()) {
            (Some(values), Some((_, last))) => *last = Some(values.to_owned()),
            _ => fields.push((text, None)),
        }
    }
    fields
}

/// Reads `name — queryrequired`.
fn parameter(text: &str) -> Option<Shown> {
    let (name, place) = text.rsplit_once(" — ")?;
    let (place, required) = match place.strip_suffix("required") {
        Some(place) => (place, true),
        None => (place, false),
    };
    matches!(place, "path" | "query" | "header" | "cookie").then(|| Shown {
        name: name.to_owned(),
        place: place.to_owned(),
        required,
        values: None,
    })
}

/// Reads the security scheme, whose keys and values are glued.
fn security(text: &str) -> Security {
    const KEYS: &[&str] = &[
        "type: ",
        "scopes: ",
        "scheme: ",
        "bearerFormat: ",
        "in: ",
        "description: ",
    ];
    let mut from = 0;
    let mut found: Vec<(&str, usize, usize)> = Vec::new();
    for key in KEYS {
        if let Some(at) = text.get(from..).and_then(|rest| rest.find(key)) {
            let start = from + at;
            found.push((key, start, start + key.len()));
            from = start + key.len();
        }
    }
    let value = |key: &str| {
        let index = found.iter().position(|(name, ..)| *name == key)?;
        let (_, _, start) = found.get(index)?;
        let end = found
            .get(index + 1)
            .map_or(text.len(), |(_, start, _)| *start);
        text.get(*start..end).map(|value| value.trim().to_owned())
    };
    Security {
        kind: value("type: ").unwrap_or_default(),
        scheme: value("scheme: ").unwrap_or_default(),
        format: value("bearerFormat: ").unwrap_or_default(),
        scopes: value("scopes: ")
            .map(|scopes| scopes.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default(),
        description: value("description: ").unwrap_or_default(),
    }
}

fn curl(text: &str) -> Curl {
    let header = |name: &str| {
        let (_, rest) = text.split_once(&format!("-H '{name}: "))?;
        rest.split('\'').next().map(str::to_owned)
    };
    let data = ["--data-raw '", "-d '", "--data '"]
        .iter()
        .find_map(|flag| text.split_once(flag));
    // Data make it a POST unless it says otherwise.
    let first = text.lines().next().unwrap_or_default();
    let method = first.split_once(" -X ").map(|(_, rest)| rest);
    let method = method.and_then(|rest| rest.split_whitespace().next());
    let method = method.unwrap_or(if data.is_some() { "POST" } else { "GET" });
    let data = data
        .and_then(|(_, rest)| rest.rsplit_once('\''))
        // The shell's way to write a quote between quotes.
        .map(|(body, _)| body.replace("'\\''", "'"));
    let url = text
        .split('\'')
        .find(|part| part.contains("://"))
        .map(str::to_owned);
    Curl {
        method: method.to_owned(),
        accepts: header("Accept").is_some(),
        content_type: header("Content-Type"),
        url,
        body: data.and_then(|body| serde_json::from_str(&body).ok()),
    }
}
