//! A comparison as an entry of a changelog, in the words of Keep a Changelog 1.1.0.

use std::fmt::Write as _;

use crate::diff::{Bump, Change, Comparison, Effect, text::reaching};

/// The sections, in the order in which a reader needs them.
const SECTIONS: &[&str] = &[
    "Breaking",
    "Added",
    "Deprecated",
    "Changed",
    "Documentation",
];

impl Comparison {
    /// Renders it as Markdown: sections for what breaks, what is new, what is deprecated, what else
    /// changed and what only reads otherwise, with what callers have to do.
    pub fn to_markdown(&self) -> String {
        let verdict = self.verdict().map_or("none", Bump::as_str);
        let mut text = format!("## Unreleased ({verdict})\n");
        if let (Some(old), Some(new)) = (&self.old.version, &self.new.version)
            && old != new
        {
            let _ = write!(
                text,
                "\nVersion {} of the document; before, {}.\n",
                plain(new),
                plain(old)
            );
        }
        if self.is_empty() {
            text.push_str("\nNothing changed.\n");
        }
        for section in SECTIONS {
            let found = self
                .changes
                .iter()
                .filter(|change| section_of(change) == *section);
            let found: Vec<&Change> = found.collect();
            if !found.is_empty() {
                let _ = write!(text, "\n### {section}\n\n");
                found.iter().for_each(|change| item(&mut text, change));
            }
        }
        text
    }
}

fn section_of(change: &Change) -> &'static str {
    match change.code {
        Bump::Major => "Breaking",
        Bump::Minor | Bump::Patch if change.rule.ends_with("deprecated") => "Deprecated",
        Bump::Minor => "Added",
        Bump::Patch if change.is_words() => "Documentation",
        Bump::Patch => "Changed",
    }
}

fn item(text: &mut String, change: &Change) {
    let Change {
        effect,
        subject,
        what,
        advice,
        rust,
        before,
        after,
        operations,
        ..
    } = change;
    let _ = write!(text, "- **{}**: {}", plain(subject), plain_but_code(what));
    match (&before.rust, &after.rust) {
        (Some(old), Some(new)) if old != new => {
            let _ = write!(text, "; {} is {} now", code(old), code(new));
        }
        _ => {
            let _ = match rust {
                Some(path) if !what.contains(&code(path)) => write!(text, " ({})", code(path)),
                Some(_) | None => Ok(()),
            };
        }
    }
    text.push('.');
    if let Some(advice) = advice {
        let _ = write!(text, " {advice}");
    }
    let fate = match effect {
        Effect::Works => "",
        Effect::LosesData => " *Programs built before lose data.*",
        Effect::Fails => " *Programs built before fail.*",
    };
    text.push_str(fate);
    if let Some(operations) = reaching(subject, operations) {
        let _ = write!(text, " Reached by {}.", plain(&operations));
    }
    text.push('\n');
}

/// Text of a document without what Markdown would take for its own, in one line.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~' => {
                plain.push('\\');
                plain.push(letter);
            }
            letter if letter.is_control() => plain.push(' '),
            letter => plain.push(letter),
        }
    }
    plain
}

/// The same, but what stands between backticks is code.
fn plain_but_code(text: &str) -> String {
    let mut parts = text.split('`').enumerate().peekable();
    let mut plain_text = String::new();
    while let Some((index, part)) = parts.next() {
        // A backtick without its other is a letter.
        let is_code = index % 2 == 1 && parts.peek().is_some();
        match is_code {
            true => plain_text.push_str(&code(part)),
            false if index % 2 == 1 => plain_text.push_str(&plain(&format!("`{part}"))),
            false => plain_text.push_str(&plain(part)),
        }
    }
    plain_text
}

/// Text as code, between as many backticks as it takes (CommonMark 0.31.2, §6.1).
fn code(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if line.is_empty() {
        return "``` ```".to_owned();
    }
    if line.contains('`') || line.starts_with(' ') || line.ends_with(' ') {
        let runs = line.split(|letter| letter != '`').map(str::len).max();
        let fence = "`".repeat(runs.unwrap_or_default() + 1);
        return format!("{fence} {line} {fence}");
    }
    format!("`{line}`")
}
