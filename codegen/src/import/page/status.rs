//! Which answer belongs to which status code.
//!
//! The codes stand first and the answers follow without them. Where there are as many contents as
//! codes, they go by position. Otherwise some answers have words only, or nothing, and the contents
//! are laid over the codes in every way that keeps the order; what the examples and the words say
//! decides, and where it does not, that is reported.

use serde_json::Value;

use super::{
    answers::{Answers, Chunk},
    inline,
    text::Block,
};

/// What belongs to one code.
#[derive(Debug, Default)]
pub(super) struct Answer<'a> {
    pub(super) words: Vec<&'a Block>,
    /// The chunk that it is, if it has contents or headers.
    pub(super) chunk: Option<usize>,
}

/// What belongs to all codes.
#[derive(Debug)]
pub(super) struct Aligned<'a> {
    /// In the order of the codes.
    pub(super) answers: Vec<Answer<'a>>,
    /// Whether it could be otherwise.
    pub(super) uncertain: bool,
    /// Whether the command below the page says otherwise.
    pub(super) contradicts: bool,
}

/// Words that the service puts before what it says of a code.
const WORDS: &[(&str, &str)] = &[
    ("bad request", "400"),
    ("unauthorized", "401"),
    ("forbidden", "403"),
    ("not found", "404"),
    ("payload too large", "413"),
    ("unsupported media type", "415"),
    ("unprocessable", "422"),
    ("too many requests", "429"),
    ("internal server error", "500"),
];

/// The most ways that are looked at.
const MOST_WAYS: usize = 20_000;

/// Lays contents over codes.
///
/// `accepts` is whether the command below the page asks for content: it does where the first answer
/// that is a success has some.
pub(super) fn align<'a>(answers: &Answers<'a>, accepts: Option<bool>) -> Aligned<'a> {
    let success = answers.codes.iter().position(|code| code.starts_with('2'));
    let count = answers.codes.len();
    let full: Vec<_> = (0..answers.chunks.len())
        .filter(|at| answers.chunks.get(*at).is_some_and(Chunk::is_full))
        .collect();
    let has_content = |chunk: &usize| {
        let chunk = answers.chunks.get(*chunk);
        chunk.is_some_and(|chunk| !chunk.contents.is_empty())
    };
    let agrees = |way: &[usize]| match (success, accepts) {
        (Some(code), Some(accepts)) => {
            let chunk = way
                .iter()
                .position(|at| *at == code)
                .and_then(|at| full.get(at));
            chunk.is_some_and(has_content) == accepts
        }
        _ => true,
    };
    let mut best: Vec<Vec<usize>> = Vec::new();
    let mut most = i32::MIN;
    let mut ways = 0;
    let mut queue = vec![Vec::new()];
    while let Some(way) = queue.pop() {
        ways += 1;
        if ways > MOST_WAYS {
            break;
        }
        let left = full.len().saturating_sub(way.len());
        if left == 0 {
            let score = score(answers, &full, &way) + if agrees(&way) { 8 } else { 0 };
            if score > most {
                most = score;
                best.clear();
            }
            if score == most {
                best.push(way);
            }
            continue;
        }
        let from = way.last().map_or(0, |last| last + 1);
        for code in (from..(count + 1).saturating_sub(left)).rev() {
            let mut next = way.clone();
            next.push(code);
            queue.push(next);
        }
    }
    let extra = full.len() > count;
    let way = best
        .first()
        .cloned()
        .unwrap_or_else(|| (0..count.min(full.len())).collect());
    Aligned {
        contradicts: !agrees(&way),
        answers: assign(answers, &full, &way),
        uncertain: best.len() > 1 || extra || ways > MOST_WAYS,
    }
}

/// How well a way fits; the chunk `full[i]` belongs to the code `way[i]`.
fn score(answers: &Answers<'_>, full: &[usize], way: &[usize]) -> i32 {
    let mut score = 0;
    let mut before = 0;
    for (chunk, code) in full.iter().zip(way) {
        let (Some(chunk), Some(name)) = (answers.chunks.get(*chunk), answers.codes.get(*code))
        else {
            continue;
        };
        let example = chunk
            .contents
            .iter()
            .find_map(|content| status(content.examples.first()?.2));
        score += vote(answers, name, example.as_deref(), 8);
        let said = chunk.words.last().and_then(|block| said(&block.text));
        score += vote(answers, name, said, 4);
        score += gap(
            answers,
            before..*code,
            chunk.words.split_last().map_or(&[], |(_, rest)| rest),
        );
        before = code + 1;
    }
    let last = answers
        .chunks
        .last()
        .filter(|chunk| chunk.contents.is_empty());
    score
        + gap(
            answers,
            before..answers.codes.len(),
            last.map_or(&[], |chunk| &chunk.words),
        )
}

/// Whether an answer's example has the code of another in it.
pub(super) fn names_other(answers: &Answers<'_>, chunk: &Chunk<'_>, code: &str) -> bool {
    let example = chunk
        .contents
        .iter()
        .find_map(|content| status(content.examples.first()?.2));
    example.is_some_and(|named| named != code && answers.codes.contains(&named))
}

/// How well words fit the codes that they are left to.
fn gap(answers: &Answers<'_>, codes: std::ops::Range<usize>, words: &[&Block]) -> i32 {
    let mut score = 0;
    if codes.len() == words.len() {
        score += 1;
    }
    for (code, block) in codes.clone().zip(words) {
        if let Some(name) = answers.codes.get(code) {
            score += vote(answers, name, said(&block.text), 2);
        }
    }
    // Words that no code is left for belong to the answer behind them, which is rare.
    score - i32::try_from(codes.len().saturating_sub(words.len())).unwrap_or(0)
}

/// What one hint is worth: nothing unless it names a code of the list.
fn vote(answers: &Answers<'_>, name: &str, hint: Option<&str>, weight: i32) -> i32 {
    match hint {
        Some(hint) if hint == name => weight,
        Some(hint) if answers.codes.iter().any(|code| code == hint) => -weight,
        _ => 0,
    }
}

/// The code that words begin with.
fn said(text: &str) -> Option<&'static str> {
    let words = inline::plain(text).to_lowercase();
    let found = WORDS.iter().find(|(start, _)| words.starts_with(start));
    found.map(|(_, code)| *code)
}

/// The code that an example has in it.
fn status(text: &str) -> Option<String> {
    let example: Value = serde_json::from_str(text).ok()?;
    let found = ["statusCode", "status", "code"].iter().find_map(|key| {
        let value = example.get(key)?;
        let text = value.as_str().map(str::to_owned);
        text.or_else(|| value.as_u64().map(|number| number.to_string()))
    })?;
    Some(found)
}

fn assign<'a>(answers: &Answers<'a>, full: &[usize], way: &[usize]) -> Vec<Answer<'a>> {
    let mut assigned: Vec<Answer<'a>> = answers.codes.iter().map(|_| Answer::default()).collect();
    let mut before = 0;
    for (index, chunk) in answers.chunks.iter().enumerate() {
        let own = full
            .iter()
            .position(|at| *at == index)
            .and_then(|at| way.get(at).copied());
        let end = own.unwrap_or(answers.codes.len());
        let gap = end.saturating_sub(before);
        // Each code without contents has at most one paragraph; what is more is the answer's own.
        let own_words = usize::from(own.is_some());
        let free = gap.min(chunk.words.len().saturating_sub(own_words));
        let (left, rest) = chunk.words.split_at(free);
        for (answer, block) in assigned.iter_mut().skip(before).zip(left) {
            answer.words.push(block);
        }
        let at = own.or(end.checked_sub(1));
        if let Some(answer) = at.and_then(|at| assigned.get_mut(at)) {
            answer.words.extend(rest);
            if own.is_some() {
                answer.chunk = Some(index);
            }
        }
        before = end + 1;
    }
    assigned
}
