//! What stands within a line: code, links, escapes.

/// What `|` means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pipes {
    /// Nothing.
    Text,
    /// The end of a cell of a table.
    Cells,
}

/// Escapes what rustdoc would misread within a line.
pub(super) fn inline(text: &str, pipes: Pipes) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let plain = rest.find(['\\', '`', '<', '[', 'h']).unwrap_or(rest.len());
        let (before, marked) = rest.split_at(plain);
        clean.push_str(before);
        rest = marked;
        let Some(first) = rest.chars().next() else {
            return clean;
        };
        let (piece, length) = match first {
            '\\' => backslash(rest),
            '`' => code_span(rest, pipes),
            '<' => match autolink(rest) {
                Some(length) => (rest.get(..length).unwrap_or_default().to_owned(), length),
                None => ("\\<".to_owned(), 1),
            },
            '[' => link(rest).unwrap_or_else(|| ("\\[".to_owned(), 1)),
            'h' if starts_url(rest) => {
                let length = url_length(rest);
                (
                    format!("<{}>", rest.get(..length).unwrap_or_default()),
                    length,
                )
            }
            other => {
                clean.push(other);
                rest = rest.get(other.len_utf8()..).unwrap_or_default();
                continue;
            }
        };
        clean.push_str(&piece);
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// A backslash with the character that it escapes; before any other it is but a backslash.
fn backslash(text: &str) -> (String, usize) {
    let escaped = text
        .get(1..2)
        .filter(|next| next.bytes().all(|next| next.is_ascii_punctuation()));
    match escaped {
        Some(next) => (format!("\\{next}"), 2),
        None => ("\\\\".to_owned(), 1),
    }
}

/// A code span that ends on the same line, or the escaped backticks.
pub(super) fn code_span(text: &str, pipes: Pipes) -> (String, usize) {
    let length = text
        .chars()
        .take_while(|character| *character == '`')
        .count();
    let fence = "`".repeat(length);
    let mut from = length;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(&fence)) {
        let start = from + found;
        let end = text.get(start..).map_or(0, |rest| {
            rest.chars()
                .take_while(|character| *character == '`')
                .count()
        });
        if end == length {
            let span = text.get(..start + length).unwrap_or_default();
            let span = match pipes {
                Pipes::Text => span.to_owned(),
                Pipes::Cells => escape_pipes(span),
            };
            return (span, start + length);
        }
        from = start + end;
    }
    ("\\`".repeat(length), length)
}

/// A code span as it is written in a table, whose rows are split before code is looked for.
fn escape_pipes(span: &str) -> String {
    let mut escaped = String::new();
    let mut backslashes = 0;
    for character in span.chars() {
        if character == '|' && backslashes % 2 == 0 {
            escaped.push('\\');
        }
        backslashes = if character == '\\' {
            backslashes + 1
        } else {
            0
        };
        escaped.push(character);
    }
    escaped
}

fn starts_url(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

fn url_length(text: &str) -> usize {
    let ends = |character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '<' | '>' | '"' | '`' | ')' | ']' | '}' | '|' | '\\' | '\'' | '*'
            )
    };
    let url = text.split(ends).next().unwrap_or_default();
    url.trim_end_matches(['.', ',', ';', ':', '!', '?']).len()
}

/// The URL at the beginning of `text`, and what stands after it.
pub(super) fn url(text: &str) -> Option<(&str, &str)> {
    starts_url(text).then(|| text.split_at(url_length(text)))
}

/// The length of `<https://…>` at the beginning of `text`.
fn autolink(text: &str) -> Option<usize> {
    let (url, rest) = url(text.strip_prefix('<')?)?;
    rest.starts_with('>').then_some(url.len() + 2)
}

/// What stands between the brackets at the beginning of `text`, and what after them.
///
/// It ends at the next bracket, so that many that none closes are looked at once each.
pub(super) fn label(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let (label, rest) = inner.split_at(inner.find(['[', ']'])?);
    Some((label, rest.strip_prefix(']')?))
}

/// `[text](https://…)` at the beginning of `text`.
fn link(text: &str) -> Option<(String, usize)> {
    let (label, rest) = label(text)?;
    let (url, after) = url(rest.strip_prefix('(')?)?;
    let is_within_code = label.matches('`').count() % 2 == 1;
    if label.contains('|') || is_within_code {
        return None;
    }
    // A label that is a URL itself would be a link in a link.
    let label_text = inline(&label.replace("://", ":\\//"), Pipes::Text);
    after.starts_with(')').then(|| {
        (
            format!("[{label_text}]({url})"),
            label.len() + url.len() + 4,
        )
    })
}
