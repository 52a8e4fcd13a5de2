//! A page to a document of OpenAPI 3.1 with one operation.

use serde_json::{Map, Value, json};

use super::{
    Notes,
    explorer::Explorer,
    field,
    parameters::Parameter,
    region, response,
    schema::{self, UNCERTAIN},
    sections::Page,
};
use crate::diagnostic::Code;

type Members = Map<String, Value>;

/// Writes the document of `page`.
pub(super) fn write(
    page: &Page<'_>,
    explorer: &Explorer,
    slug: Option<(&str, &str)>,
    notes: &mut Notes<'_>,
) -> Value {
    let mut operation = Members::new();
    let mut add = |key: &str, value: Value| operation.insert(key.to_owned(), value);
    if let Some((_, slug)) = slug {
        add("operationId", slug.into());
    }
    add("summary", page.summary.as_str().into());
    if !page.description.is_empty() {
        add("description", page.description.join("\n\n").into());
    }
    if let Some((category, _)) = slug {
        add("tags", json!([category]));
    }
    if page.deprecated {
        add("deprecated", true.into());
    }
    if !page.auth_methods.is_empty() {
        add("x-auth-methods", page.auth_methods.clone().into());
    }
    if !page.token_types.is_empty() {
        add("x-token-types", page.token_types.clone().into());
    }
    let security = match is_secured(page, explorer) {
        true => json!([{ "bearer": scopes(page, explorer) }]),
        false => json!([]),
    };
    add("security", security);
    if !page.parameters.is_empty() {
        let parameters = page.parameters.iter().map(|found| parameter(found, notes));
        let parameters: Vec<_> = parameters.collect();
        add("parameters", parameters.into());
    }
    if let Some(body) = body(page, explorer, notes) {
        add("requestBody", body);
    }
    add(
        "responses",
        response::responses(&page.answers, explorer, notes).into(),
    );
    document(
        page,
        explorer,
        slug.map(|(category, _)| category),
        operation,
    )
}

/// The document around an operation.
fn document(
    page: &Page<'_>,
    explorer: &Explorer,
    category: Option<&str>,
    operation: Members,
) -> Value {
    let (server, path) = &page.url;
    let path: Vec<_> = path
        .split('/')
        .map(|part| match part.strip_prefix(':') {
            Some(name) => format!("{{{name}}}"),
            None => part.to_owned(),
        })
        .collect();
    let method = page.method.to_lowercase();
    let version = page.parameters.iter().find(|found| found.name == "Version");
    let version = version
        .and_then(|found| found.limits.values.as_ref()?.first().cloned())
        .unwrap_or_else(|| "1".to_owned());
    let mut document = json!({
        "openapi": "3.1.1",
        "info": { "title": category.unwrap_or(&page.summary), "version": version },
        "servers": [{ "url": server }],
        "paths": { path.join("/"): { method: operation } },
    });
    if let (true, Some(document)) = (is_secured(page, explorer), document.as_object_mut()) {
        let schemes = json!({ "securitySchemes": { "bearer": scheme(explorer) } });
        document.insert("components".to_owned(), schemes);
    }
    document
}

/// Whether a call needs a token.
fn is_secured(page: &Page<'_>, explorer: &Explorer) -> bool {
    explorer.security.is_some() || !page.token_types.is_empty()
}

/// The scopes that a call needs.
fn scopes(page: &Page<'_>, explorer: &Explorer) -> Vec<String> {
    match (&explorer.security, page.scopes.is_empty()) {
        (Some(security), true) => security.scopes.clone(),
        _ => page.scopes.clone(),
    }
}

fn scheme(explorer: &Explorer) -> Value {
    let Some(security) = &explorer.security else {
        return json!({ "type": "http", "scheme": "bearer" });
    };
    let parts = [
        ("type", &security.kind),
        ("scheme", &security.scheme),
        ("bearerFormat", &security.format),
        ("description", &security.description),
    ];
    let said = parts.into_iter().filter(|(_, value)| !value.is_empty());
    let scheme: Members = said
        .map(|(key, value)| (key.to_owned(), value.as_str().into()))
        .collect();
    scheme.into()
}

fn parameter(parameter: &Parameter, notes: &mut Notes<'_>) -> Value {
    let Parameter { ty, limits, .. } = parameter;
    let mut members = Members::new();
    members.insert("name".to_owned(), parameter.name.as_str().into());
    members.insert("in".to_owned(), parameter.place.into());
    if ty.required || parameter.place == "path" {
        members.insert("required".to_owned(), true.into());
    }
    if !parameter.description.is_empty() {
        members.insert(
            "description".to_owned(),
            parameter.description.join("\n\n").into(),
        );
    }
    if ty.deprecated {
        members.insert("deprecated".to_owned(), true.into());
    }
    // A parameter is a field of its own region: a list of scalars, or a scalar.
    let mut plain = ty.clone();
    plain.deprecated = false;
    let token = super::tokens::Token::Bare(super::tokens::Field {
        name: parameter.name.clone(),
        ty: plain,
        limits: limits.clone(),
        default: parameter.default.clone(),
        at: parameter.at.clone(),
        ..Default::default()
    });
    let mut writer = schema::Writer {
        tokens: std::slice::from_ref(&token),
        notes,
    };
    let schema = writer.node(&super::nest::Node::Bare(0));
    members.insert("schema".to_owned(), schema.into());
    let base = if ty.lists > 0 {
        Some("array")
    } else {
        ty.base()
    };
    if let Some(example) = &parameter.example {
        members.insert("example".to_owned(), field::value(example, base));
    }
    if !parameter.examples.is_empty() {
        let mut examples = Members::new();
        for (name, summary, code) in &parameter.examples {
            let value = field::value(code, base);
            examples.insert(
                name.clone(),
                match summary {
                    Some(summary) => json!({ "summary": summary, "value": value }),
                    None => json!({ "value": value }),
                },
            );
        }
        members.insert("examples".to_owned(), examples.into());
    }
    members.into()
}

fn body(page: &Page<'_>, explorer: &Explorer, notes: &mut Notes<'_>) -> Option<Value> {
    let first = page.bodies.first()?;
    let mut body = Members::new();
    let mut content = Members::new();
    for part in &page.bodies {
        let media = part.media.clone().unwrap_or_else(|| {
            notes.report(Code::ImportStray, &part.at, "the body has no media type");
            "application/json".to_owned()
        });
        // Forms are shown as fields, not as JSON.
        let example = explorer.body.as_ref().filter(|_| media.contains("json"));
        let (words, schema) = region::read(part.blocks, example, &part.at, notes);
        if !words.is_empty() && !body.contains_key("description") {
            body.insert("description".to_owned(), words.join("\n\n").into());
        }
        let mut members = Members::new();
        members.insert("schema".to_owned(), schema.into());
        if let Some(example) = example {
            members.insert("example".to_owned(), example.clone());
        }
        if content.insert(media, members.into()).is_some() {
            notes.report(
                Code::ImportStray,
                &part.at,
                "the body has one media type twice",
            );
        }
    }
    if first.required {
        body.insert("required".to_owned(), true.into());
    } else {
        // Two of three bodies that the site shows as optional are required by the official document.
        notes.report(
            Code::ImportRequired,
            &first.at,
            "the body may be required though the page does not say so",
        );
        body.insert(
            UNCERTAIN.to_owned(),
            "it may be required; the site does not always say so of a body".into(),
        );
    }
    body.insert("content".to_owned(), content.into());
    Some(body.into())
}
