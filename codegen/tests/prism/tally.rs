//! What Prism's answers say about the requests.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use crate::{client::Client, mock::Mock};

/// Keywords that a placeholder such as `"…"` or `1` need not meet, as its type is right.
const PLACEHOLDER: &[&str] = &[
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
];

/// What Prism gets wrong: the keyword, what its message ends in, the media type, and the reason.
const WRONG: &[(&str, &str, &str, &str)] = &[
    (
        "required",
        "required property 'authorization'",
        "",
        "prism requires a header parameter `Authorization`, which OpenAPI 3.0.4 ignores (Parameter Object)",
    ),
    (
        "type",
        "must be array",
        "multipart/form-data",
        "prism keeps one part of each name, as text, where no `encoding` has a `style`",
    ),
];

#[derive(Default)]
pub struct Tally {
    pub without_example: usize,
    tried: usize,
    pub accepted: usize,
    pub refused: usize,
    /// What else there is to say, and how often.
    notes: BTreeMap<String, usize>,
    pub bugs: Vec<String>,
}

impl Tally {
    /// Sends what a client's examples send, and then the same spoilt.
    pub fn client(&mut self, client: &Client, mock: &Mock, root: &Path) {
        for sent in mock.send(client, root, None) {
            self.add(&client.krate, &sent);
        }
        let spoilt = mock.send(client, root, Some("spoilt"));
        let refused = spoilt
            .iter()
            .filter(|sent| !matches!(judge(sent), Verdict::Accepted));
        self.refused += refused.count();
    }

    fn add(&mut self, krate: &str, sent: &Value) {
        self.tried += 1;
        let seen = &sent["seen"];
        let said = match judge(sent) {
            Verdict::Accepted => {
                self.accepted += 1;
                self.answer(seen, &sent["error"]);
                "accepted".to_owned()
            }
            Verdict::Placeholder(why) => {
                self.note(&format!("placeholder: {why}"));
                format!("placeholder: {why}")
            }
            Verdict::PrismIsWrong(why) => {
                self.note(why);
                why.to_owned()
            }
            Verdict::Bug(why) => {
                let code = sent["code"].as_str().unwrap();
                self.bugs.push(format!("{krate}: {why}\n{code}"));
                why
            }
        };
        let asked = seen["asked"].as_str().unwrap_or("-");
        println!("{} {krate} {asked}: {said}", seen["status"]);
    }

    /// Notes what is odd about the answer to a request that was accepted.
    fn answer(&mut self, seen: &Value, error: &Value) {
        if let Some(title) = seen["problem"]["title"].as_str() {
            self.note(&format!("accepted, but prism has no answer: {title}"));
        } else if let Some(error) = error.as_str() {
            self.note(&format!("accepted, and the answer is an error: {error}"));
        }
    }

    pub fn note(&mut self, text: &str) {
        *self.notes.entry(text.to_owned()).or_default() += 1;
    }

    pub fn print(&self) {
        println!(
            "{} tried, {} accepted, {} refused when spoilt, {} bugs; {} without an example",
            self.tried,
            self.accepted,
            self.refused,
            self.bugs.len(),
            self.without_example
        );
        for (note, count) in &self.notes {
            println!("{count:6} {note}");
        }
        for bug in &self.bugs {
            println!("bug: {bug}");
        }
    }
}

/// What Prism thinks of a request, or what we think of that.
enum Verdict {
    Accepted,
    /// Of the right type, but made up.
    Placeholder(String),
    PrismIsWrong(&'static str),
    Bug(String),
}

fn judge(sent: &Value) -> Verdict {
    let seen = &sent["seen"];
    if seen.is_null() {
        return Verdict::Bug(format!("not sent: {}", sent["error"]));
    }
    let problem = &seen["problem"];
    // Where the document has an answer for what is not valid, the violations are in a header.
    let violations = [&seen["violations"], &problem["validation"]];
    let violations = violations.into_iter().filter_map(Value::as_array).flatten();
    // The others are of the mock's own answer, where the document's examples are not valid.
    let violations: Vec<&Value> = violations
        .filter(|found| found["location"][0] == "request")
        .collect();
    if violations.is_empty() && matches!(seen["status"].as_u64(), Some(400..500)) {
        return Verdict::Bug(format!("refused: {problem}"));
    }
    let mut verdict = Verdict::Accepted;
    let media = seen["media"].as_str().unwrap_or_default();
    for found in violations {
        let code = found["code"].as_str().unwrap_or_default();
        let message = found["message"].as_str().unwrap();
        let wrong = WRONG.iter().find(|(keyword, end, of, _)| {
            code == *keyword && message.ends_with(end) && media.starts_with(of)
        });
        if let Some((.., why)) = wrong {
            if matches!(verdict, Verdict::Accepted) {
                verdict = Verdict::PrismIsWrong(why);
            }
        } else if PLACEHOLDER.contains(&code) {
            verdict = Verdict::Placeholder(format!("{code}: {message}"));
        } else {
            return Verdict::Bug(format!("{code}: {message}"));
        }
    }
    verdict
}
