//! Where in an answer are the items and what says where the next page begins, and what takes that?
//!
//! In: JSON pointers and names of parameters of `codegen.toml`. Out: ways through fields. What cannot be
//! resolved is reported where `codegen.toml` says it.

use crate::{
    diagnostic::{At, Code, Sink},
    ir::{
        Api, Content, NameSource, Operation, Paging, PagingRule, PagingTarget, PagingWay,
        ParamPresence, Told,
    },
    pass::pointers::{Found, Holder, Problem, follow, is_number, is_scalar, is_text, list, words},
};

/// What is wrong, and where `codegen.toml` says so.
type Wrong = (At, String);

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    for rule in std::mem::take(&mut api.paging_rules) {
        for id in &rule.operations {
            let Some(operation) = api.operations.get(id) else {
                continue;
            };
            let name = match &operation.name.source {
                NameSource::Id(name) | NameSource::Route(name) => name,
            };
            let found = match operation.paging.is_some() {
                true => Err((rule.at.clone(), "has pages by another `paging`".to_owned())),
                false => resolve(api, operation, &rule),
            };
            match found {
                Ok(paging) => {
                    if let Some(operation) = api.operations.get_mut(id) {
                        operation.paging = Some(paging);
                    }
                }
                // Another form of an operation need not have pages, as one that is streamed has not.
                Err(_) if operation.name.form.is_some() => {}
                Err((at, message)) => {
                    sink.report(Code::ConfigInvalid, at, format!("`{name}` {message}"));
                }
            }
        }
    }
}

fn resolve(api: &Api, operation: &Operation, rule: &PagingRule) -> Result<Paging, Wrong> {
    let page = match operation.success_content() {
        Some(Content::Json(page)) => page,
        Some(content) if content.is_streamed() => {
            let message = "has no pages, as its answer is a stream";
            return Err((rule.at.clone(), message.to_owned()));
        }
        Some(_) => {
            let message = "has no pages, as its answer is no JSON";
            return Err((rule.at.clone(), message.to_owned()));
        }
        None => {
            let message = "has no pages, as its answers differ by their status";
            return Err((rule.at.clone(), message.to_owned()));
        }
    };
    let answer = |told: &Told| {
        let found = follow(api, page, Holder::Answer, &told.text);
        found.map_err(|problem| (told.at.clone(), said(&problem)))
    };
    let of = |told: &Told, fits: fn(&Found<'_>) -> bool, what: &str| {
        let found = answer(told)?;
        match fits(&found) {
            true => Ok(found.steps),
            false => Err(other(api, told, &found, what)),
        }
    };
    let number = |told: &Option<Told>| {
        let found = told.as_ref().map(|told| of(told, is_number, "a number"));
        found.transpose()
    };
    let items = answer(&rule.items)?;
    let item = list(&items).ok_or_else(|| other(api, &rule.items, &items, "a list"))?;
    let way = match &rule.way {
        PagingWay::Cursor { from, to } => PagingWay::Cursor {
            from: of(from, is_scalar, "a text or a number")?,
            to: target(api, operation, to, is_scalar, "a text or a number")?,
        },
        PagingWay::Offset { to, total } => PagingWay::Offset {
            to: target(api, operation, to, is_number, "a number")?,
            total: number(total)?,
        },
        PagingWay::Page { to, first, pages } => PagingWay::Page {
            to: target(api, operation, to, is_number, "a number")?,
            first: *first,
            pages: number(pages)?,
        },
        PagingWay::NextUrl { from } => PagingWay::NextUrl {
            from: of(from, is_text, "a text")?,
        },
        PagingWay::Link => PagingWay::Link,
    };
    Ok(Paging {
        page: page.clone(),
        item: item.clone(),
        items: items.steps,
        way,
    })
}

/// A parameter by its name, or a property of the body by a JSON pointer.
fn target(
    api: &Api,
    operation: &Operation,
    told: &Told,
    fits: fn(&Found<'_>) -> bool,
    what: &str,
) -> Result<PagingTarget, Wrong> {
    let wrong = |message: String| (told.at.clone(), message);
    if told.text.starts_with('/') {
        let body = operation.body.as_ref();
        let body = body.ok_or_else(|| wrong("has no body".to_owned()))?;
        let holder = Holder::Body {
            is_optional: !body.required,
        };
        let found = follow(api, &body.ty, holder, &told.text);
        let mut found = found.map_err(|problem| wrong(said(&problem)))?;
        if !fits(&found) {
            return Err(other(api, told, &found, what));
        }
        let options = found.take_options();
        return Ok(PagingTarget::Body(found.steps, options));
    }
    let is_it = |param: &crate::ir::Param| param.wire == told.text;
    let Some(index) = operation.params.iter().position(is_it) else {
        let names = operation.params.iter().map(|param| param.wire.as_str());
        let names = words(&names.collect::<Vec<_>>());
        let message = format!("has no parameter `{}`: it has {names}", told.text);
        return Err(wrong(message));
    };
    let param = operation.params.get(index);
    let param = param.ok_or_else(|| wrong("has no such parameter".to_owned()))?;
    let mut found = Found::of(&param.ty, param.presence == ParamPresence::Optional);
    if !fits(&found) {
        return Err(other(api, told, &found, what));
    }
    Ok(PagingTarget::Param(index, found.take_options()))
}

fn said(problem: &Problem) -> String {
    let Problem { at, key, has } = problem;
    match at.as_str() {
        "" => format!("has no `{key}` at the root: what is there {has}"),
        at => format!("has no `{key}` at `{at}`: what is there {has}"),
    }
}

fn other(api: &Api, told: &Told, found: &Found<'_>, what: &str) -> Wrong {
    let is = found.described(api);
    let message = format!("has {is} at `{}`, and not {what}", told.text);
    (told.at.clone(), message)
}
