//! What a page says twice, held against each other.
//!
//! A page that was cut, or of which a part is another page's, contradicts itself.

use super::{
    Notes,
    explorer::{Explorer, Shown},
    field::{Limits, Type},
    inline,
    parameters::Parameter,
    sections::{Body, Page},
    tokens::{self, Field, Token},
};
use crate::diagnostic::Code;

/// Reports where a page contradicts itself.
pub(super) fn check(page: &Page<'_>, explorer: &Explorer, notes: &mut Notes<'_>) {
    for stray in &page.strays {
        notes.report(
            Code::ImportStray,
            stray,
            "these words belong to nothing that the page describes here",
        );
    }
    links(page, notes);
    codes(page, notes);
    path(page, notes);
    parameters(page, explorer, notes);
    fields(page, explorer, notes);
    form(page, explorer, notes);
}

fn links(page: &Page<'_>, notes: &mut Notes<'_>) {
    let Some((first, _)) = page.links.first() else {
        return;
    };
    for (url, at) in &page.links {
        if url != first {
            let message =
                format!("the page is `{first}` by its first link and `{url}` by this one");
            notes.report(Code::ImportMismatch, at, message);
        }
    }
}

fn codes(page: &Page<'_>, notes: &mut Notes<'_>) {
    let answers = &page.answers;
    if answers.codes.is_empty() {
        notes.report(
            Code::ImportMismatch,
            &page.endpoint,
            "the page lists no status codes",
        );
    }
    for code in &answers.codes {
        let is_code = code == "default"
            || code.len() == 3 && code.starts_with(|first: char| first.is_ascii_digit());
        if !is_code {
            notes.report(
                Code::ImportMismatch,
                &answers.codes_at,
                format!("`{code}` is no status code"),
            );
        }
    }
}

/// Each parameter in the path is described, and no other.
fn path(page: &Page<'_>, notes: &mut Notes<'_>) {
    let names: Vec<_> = page
        .url
        .1
        .split('/')
        .filter_map(|part| part.strip_prefix(':'))
        .collect();
    let described = || page.parameters.iter().filter(|found| found.place == "path");
    for name in &names {
        if !described().any(|found| found.name == *name) {
            let message = format!("the path has a parameter `{name}` that is not described");
            notes.report(Code::ImportMismatch, &page.endpoint, message);
        }
    }
    for found in described() {
        if !names.contains(&found.name.as_str()) {
            let message = format!("the path has no parameter `{}`", found.name);
            notes.report(Code::ImportMismatch, &found.at, message);
        }
    }
}

/// The form has the same parameters.
fn parameters(page: &Page<'_>, explorer: &Explorer, notes: &mut Notes<'_>) {
    for (index, found) in page.parameters.iter().enumerate() {
        let twice = page.parameters.iter().take(index);
        if twice
            .clone()
            .any(|other| other.name == found.name && other.place == found.place)
        {
            let message = format!("`{}` is described twice", found.name);
            notes.report(Code::ImportMismatch, &found.at, message);
        }
        let same = |shown: &&Shown| shown.name == found.name && shown.place == found.place;
        let shown = explorer.parameters.iter().find(same);
        if shown.is_none_or(|shown| shown.required != found.ty.required) {
            let message = format!(
                "the form below the page has no such parameter `{}`",
                found.name
            );
            notes.report(Code::ImportMismatch, &found.at, message);
        }
        choices(found, shown, notes);
    }
    for Shown { name, place, .. } in &explorer.parameters {
        if !page
            .parameters
            .iter()
            .any(|found| found.name == *name && found.place == place)
        {
            let message =
                format!("the form below the page has a parameter `{name}` that is not described");
            notes.report(Code::ImportMismatch, &page.endpoint, message);
        }
    }
}

/// The form lets a parameter be what its own words let it be. Lists are typed in, and have nothing to
/// choose from.
fn choices(found: &Parameter, shown: Option<&Shown>, notes: &mut Notes<'_>) {
    let Some(shown) = shown.filter(|_| found.ty.lists == 0) else {
        return;
    };
    let message = match (&shown.values, values(&found.ty, &found.limits)) {
        (None, None) => return,
        (Some(shown), Some(own)) if *shown == own => return,
        (Some(values), _) => format!(
            "the form below the page lets `{}` be `{values}`",
            found.name
        ),
        (None, Some(_)) => format!(
            "the form below the page shows no values of `{}`",
            found.name
        ),
    };
    notes.report(Code::ImportMismatch, &found.at, message);
}

/// A body that is a form has the fields that the form below the page has, in their order. What the
/// items of its lists have is not shown there.
fn fields(page: &Page<'_>, explorer: &Explorer, notes: &mut Notes<'_>) {
    let is_form = |body: &&Body<'_>| {
        let media = body.media.as_deref();
        media.is_some_and(|media| media.contains("form"))
    };
    let Some(body) = page.bodies.first().filter(is_form) else {
        return;
    };
    let tokens = tokens::read(body.blocks).tokens;
    let mut depth = 0_usize;
    let own = tokens.iter().filter_map(|token| {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close(_) => depth = depth.saturating_sub(1),
            Token::Field(Field {
                name, ty, limits, ..
            }) if depth == 0 => {
                let flag = if ty.required { "required" } else { "" };
                // A list is typed in, and so is a boolean here.
                let values = limits.values.as_ref().filter(|_| ty.lists == 0);
                return Some((
                    format!("{name}{flag}"),
                    values.map(|values| values.concat()),
                ));
            }
            Token::Field(_) | Token::Bare(_) | Token::Choice(..) => {}
        }
        None
    });
    if !own.eq(explorer.fields.iter().cloned()) {
        let message = "the form below the page has other fields than this body";
        notes.report(Code::ImportMismatch, &body.at, message);
    }
}

/// The values of a type, glued as the form below the page shows them.
fn values(ty: &Type, limits: &Limits) -> Option<String> {
    let values = limits.values.as_ref().map(|values| values.concat());
    values.or((ty.word == "boolean").then(|| "truefalse".to_owned()))
}

/// The form has the same server and body.
fn form(page: &Page<'_>, explorer: &Explorer, notes: &mut Notes<'_>) {
    let mut wrong = |message: &str| notes.report(Code::ImportMismatch, &page.endpoint, message);
    if let Some(server) = explorer.server.as_ref().map(|server| inline::plain(server))
        && server.trim_end_matches('/') != page.url.0
    {
        wrong("the form below the page is for another server");
    }
    if explorer.body_required != page.bodies.first().map(|body| body.required) {
        wrong("the page and the form below it differ in whether a body is required");
    }
    let Some(curl) = &explorer.curl else {
        wrong("the form below the page is missing");
        return;
    };
    let url = curl
        .url
        .as_ref()
        .map(|url| url.split('?').next().unwrap_or_default());
    if url != Some(&format!("{}{}", page.url.0, page.url.1)) {
        wrong("the command below the page is for another URL");
    }
    if curl.method != page.method {
        wrong("the command below the page has another method");
    }
    let media = page.bodies.first().map(|body| &body.media);
    if curl.content_type.is_some() == page.bodies.is_empty() {
        wrong("the page and the command below it differ in whether there is a body");
    } else if media.is_some_and(|media| *media != curl.content_type) {
        wrong("the body and the command below the page have different media types");
    }
    if curl.body != explorer.body {
        wrong("the command and the form below the page have different bodies");
    }
}
