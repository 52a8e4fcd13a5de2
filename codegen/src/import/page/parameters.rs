//! The blocks below `Header Parameters`, `Path Parameters` and `Query Parameters`.

use std::ops::Range;

use super::{
    field::{self, Limits, Type},
    inline,
    text::Block,
};

/// A parameter of the operation.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: String,
    /// `in` of OpenAPI.
    pub(super) place: &'static str,
    pub(super) ty: Type,
    pub(super) limits: Limits,
    pub(super) description: Vec<String>,
    pub(super) default: Option<String>,
    pub(super) example: Option<String>,
    /// Examples with names: name, summary, value.
    pub(super) examples: Vec<(String, Option<String>, String)>,
    pub(super) at: Range<usize>,
}

/// Reads the parameters of one place, and the blocks that belong to none.
///
/// Limits stand before the description here, and behind it in schemas.
pub(super) fn read(place: &'static str, blocks: &[Block]) -> (Vec<Parameter>, Vec<Range<usize>>) {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut strays = Vec::new();
    let mut rest = blocks;
    while let Some((block, after)) = rest.split_first() {
        rest = after;
        let text = block.paragraph().unwrap_or_default();
        if let Some((name, ty)) = field::line(text) {
            parameters.push(Parameter {
                name,
                place,
                ty,
                limits: Limits::default(),
                description: Vec::new(),
                default: None,
                example: None,
                examples: Vec::new(),
                at: block.at.clone(),
            });
            continue;
        }
        let Some(parameter) = parameters.last_mut() else {
            strays.push(block.at.clone());
            continue;
        };
        let done = parameter.default.is_some() || parameter.example.is_some();
        if text.starts_with("**Possible values:**") {
            // Once, and before everything else.
            if parameter.limits != Limits::default() || done || !parameter.description.is_empty() {
                strays.push(block.at.clone());
            }
            parameter.limits = Limits::read(text);
        } else if let Some(labels) = after
            .first()
            .and_then(Block::list)
            .filter(|_| text == "Examples:")
        {
            rest = parameter.named(labels, after.get(1..).unwrap_or_default());
        } else if let Some(code) = field::code_after(text, "Default value:") {
            parameter.default = Some(code);
        } else if let Some(words) = text.strip_prefix("Example:") {
            if parameter.example.is_some() {
                strays.push(block.at.clone());
            }
            // An example `true` is not printed, but for the word before it.
            let words = inline::plain(words.trim_start());
            parameter.example = Some(words).filter(|words| !words.is_empty());
        } else if done || text.starts_with(r"\-\-\-") {
            // What to choose from stands like this in the form below the page, and only there.
            strays.push(block.at.clone());
        } else {
            parameter.description.push(block.text.trim().to_owned());
        }
    }
    (parameters, strays)
}

impl Parameter {
    /// Reads one example for each of `labels`, each with words before it if it has a summary.
    fn named<'a>(&mut self, labels: &[String], blocks: &'a [Block]) -> &'a [Block] {
        let mut rest = blocks;
        for label in labels {
            let end = rest
                .iter()
                .position(|block| block.text.starts_with("Example:"))
                .unwrap_or(rest.len());
            let (words, after) = rest.split_at(end);
            let Some((example, after)) = after.split_first() else {
                return rest;
            };
            let words: Vec<_> = words
                .iter()
                .map(|block| inline::plain(&block.text))
                .collect();
            let code = field::code_after(example.text.trim(), "Example:").unwrap_or_default();
            let summary = Some(words.join("\n\n")).filter(|words| !words.is_empty());
            self.examples.push((inline::plain(label), summary, code));
            rest = after;
        }
        rest
    }
}
