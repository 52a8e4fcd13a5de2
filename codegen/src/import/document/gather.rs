//! Many documents of one operation become one document.
//!
//! In: what each page says. Out: an OpenAPI document whose parts are sorted, so that the order of pages
//! changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::{
    diagnostic::{At, Code, Diagnostic, Sink},
    import::document::{
        meaning::Meanings,
        names::pascal,
        places::{operations, schemas_mut, shape},
        share::{share, unite},
    },
    rewrite::{is_word, numbered},
};

/// What a page says.
#[derive(Debug)]
pub(crate) struct Page {
    /// Where the page is.
    pub(crate) at: At,
    /// When it was read, in a form that sorts; empty where it does not say.
    pub(crate) date: String,
    /// An OpenAPI document of one operation, all schemas inline.
    pub(crate) document: Value,
}

/// One operation of a page.
struct Found<'p> {
    page: &'p Page,
    path: &'p str,
    operation: Value,
}

/// Makes one document of what pages say; none where there is no operation.
pub(crate) fn gather(pages: &[Page], sink: &mut Sink) -> Option<Value> {
    let mut found: BTreeMap<(String, String), Vec<Found<'_>>> = BTreeMap::new();
    for page in pages {
        for (path, method, operation) in operations(&page.document) {
            let key = (shape(path), method.to_owned());
            let operation = operation.clone();
            found.entry(key).or_default().push(Found {
                page,
                path,
                operation,
            });
        }
    }
    let mut chosen: BTreeMap<(String, String), Found<'_>> = BTreeMap::new();
    for (key, several) in found {
        let one = choose(&key, several, sink)?;
        chosen.insert(key, one);
    }
    if chosen.is_empty() {
        return None;
    }
    // Paths of one shape are one path, whatever their parameters are called there.
    settle_ids(&mut chosen);
    let schemes = schemes(&mut chosen);
    let server = servers(&mut chosen);
    let info = info(&chosen, server.as_ref());
    let mut all: Vec<(String, &mut Value)> = Vec::new();
    let mut paths: Vec<(&(String, String), &str)> = Vec::new();
    for (key, found) in &mut chosen {
        paths.push((key, found.path));
        all.push((format!("{} {}", key.1, key.0), &mut found.operation));
    }
    let schemas = share(&mut all);
    let tags: BTreeSet<String> = all
        .iter()
        .flat_map(|(_, operation)| names(operation, "tags"))
        .collect();
    let mut items: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (((_, method), path), (_, operation)) in paths.into_iter().zip(all) {
        items
            .entry(path)
            .or_default()
            .insert(method.clone(), operation.take());
    }
    let paths = items
        .into_iter()
        .map(|(path, item)| (path.to_owned(), Value::Object(item)));
    Some(assemble(
        info,
        server,
        tags,
        paths.collect(),
        [("securitySchemes", schemes), ("schemas", schemas)],
    ))
}

/// The parts in the order in which a person looks for them.
fn assemble(
    info: Value,
    server: Option<Value>,
    tags: BTreeSet<String>,
    paths: Map<String, Value>,
    kinds: [(&str, Map<String, Value>); 2],
) -> Value {
    let mut components = Map::new();
    for (name, part) in kinds {
        if !part.is_empty() {
            components.insert(name.to_owned(), part.into());
        }
    }
    let mut document = json!({ "openapi": "3.1.1", "info": info });
    let tags: Vec<_> = tags
        .into_iter()
        .map(|name| json!({ "name": name }))
        .collect();
    let parts = [
        ("servers", server.map(|server| json!([server]))),
        ("tags", (!tags.is_empty()).then(|| tags.into())),
        ("paths", Some(paths.into())),
        (
            "components",
            (!components.is_empty()).then(|| components.into()),
        ),
    ];
    if let Some(document) = document.as_object_mut() {
        document.extend(
            parts
                .into_iter()
                .filter_map(|(key, part)| Some((key.to_owned(), part?))),
        );
    }
    document
}

fn names(value: &Value, key: &str) -> Vec<String> {
    let list = value.get(key).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|item| Some(item.as_str()?.to_owned()))
        .collect()
}

/// Of several pages about one operation, the newest; then the one that is surest.
fn choose<'p>(
    key: &(String, String),
    mut several: Vec<Found<'p>>,
    sink: &mut Sink,
) -> Option<Found<'p>> {
    several.sort_by_cached_key(|found| {
        let text = found.operation.to_string();
        let doubts = text.matches("x-specwright-uncertain").count();
        (
            found.page.date.clone(),
            usize::MAX - doubts,
            found.page.document.to_string(),
        )
    });
    let mut best = several.pop()?;
    let meaning = operation_meaning(&best.operation);
    for other in several {
        if operation_meaning(&other.operation) == meaning {
            unite_operations(&mut best.operation, &other.operation);
            continue;
        }
        let (path, method) = (best.path, &key.1);
        let message = format!(
            "another page says something else about `{} {path}`, and is newer or surer",
            method.to_uppercase()
        );
        sink.push(
            Diagnostic::new(Code::ImportDisagrees, other.page.at.clone(), message)
                .also(best.page.at.clone(), "what is believed"),
        );
    }
    Some(best)
}

/// What an operation means: its members without words, its schemas by what they mean.
pub(super) fn operation_meaning(operation: &Value) -> Value {
    let mut operation = operation.clone();
    schemas_mut(&mut operation, &mut |_, schema| {
        *schema = Meanings::new(&Value::Null).of(schema)
    });
    if let Some(parameters) = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
    {
        parameters.sort_by_cached_key(Value::to_string);
    }
    strip(&mut operation);
    operation
}

/// Takes the words out of everything that is no schema.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !is_word(key));
            map.iter_mut()
                .filter(|(key, _)| *key != "schema")
                .for_each(|(_, value)| strip(value));
            map.sort_keys();
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}

fn unite_operations(own: &mut Value, other: &Value) {
    let mut schemas = Vec::new();
    let mut other = other.clone();
    schemas_mut(&mut other, &mut |place, schema| {
        schemas.push((format!("{place:?}"), schema.take()))
    });
    schemas_mut(own, &mut |place, schema| {
        let place = format!("{place:?}");
        if let Some((_, other)) = schemas.iter().find(|(at, _)| *at == place) {
            unite(schema, other);
        }
    });
}

/// Gives operations that have one id, or none, ids of their own.
fn settle_ids(chosen: &mut BTreeMap<(String, String), Found<'_>>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let id = |found: &Found<'_>| {
        found
            .operation
            .get("operationId")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    for found in chosen.values() {
        if let Some(id) = id(found) {
            *counts.entry(pascal(&id)).or_default() += 1;
        }
    }
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for ((path, method), found) in chosen.iter_mut() {
        let own = id(found);
        if own
            .as_deref()
            .is_some_and(|own| counts.get(&pascal(own)) == Some(&1))
        {
            continue;
        }
        let tag = names(&found.operation, "tags").into_iter().next();
        let parts = path
            .split('/')
            .filter(|part| !part.is_empty() && *part != "{}");
        let stem = match own {
            Some(own) => format!(
                "{}-{own}",
                tag.unwrap_or_else(|| method.clone())
                    .to_lowercase()
                    .replace(' ', "-")
            ),
            None => format!("{method}-{}", parts.collect::<Vec<_>>().join("-")),
        };
        let is_taken =
            |name: &str| taken.contains(&pascal(name)) || counts.contains_key(&pascal(name));
        let name = match is_taken(&stem) {
            true => numbered(&format!("{stem}-"), is_taken),
            false => stem,
        };
        taken.insert(pascal(&name));
        if let Some(operation) = found.operation.as_object_mut() {
            let at = usize::from(operation.contains_key("summary"));
            operation.shift_insert(
                at.min(operation.len()),
                "operationId".to_owned(),
                name.into(),
            );
        }
    }
}

/// Makes schemes of one meaning one; those of one name and several meanings get a number.
fn schemes(chosen: &mut BTreeMap<(String, String), Found<'_>>) -> Map<String, Value> {
    let mut all: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for found in chosen.values() {
        for (name, scheme) in own_schemes(found) {
            all.entry(name)
                .or_default()
                .entry(scheme_meaning(&scheme))
                .or_insert(scheme);
        }
    }
    let mut names: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut result = Map::new();
    for (name, several) in &all {
        for (at, (meaning, scheme)) in several.iter().enumerate() {
            let new = match at {
                0 => name.clone(),
                _ => numbered(name, |name| {
                    all.contains_key(name) || result.contains_key(name)
                }),
            };
            result.insert(new.clone(), scheme.clone());
            names.insert((name.clone(), meaning.clone()), new);
        }
    }
    rename_schemes(chosen, &names);
    result
}

fn own_schemes(found: &Found<'_>) -> Map<String, Value> {
    let schemes = found.page.document.pointer("/components/securitySchemes");
    schemes
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

fn scheme_meaning(scheme: &Value) -> String {
    let mut scheme = scheme.clone();
    strip(&mut scheme);
    scheme.to_string()
}

/// Puts the names that schemes have now where they are required.
fn rename_schemes(
    chosen: &mut BTreeMap<(String, String), Found<'_>>,
    names: &BTreeMap<(String, String), String>,
) {
    for found in chosen.values_mut() {
        let own = own_schemes(found);
        let security = found
            .operation
            .get_mut("security")
            .and_then(Value::as_array_mut);
        for requirement in security
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            *requirement = std::mem::take(requirement)
                .into_iter()
                .map(|(name, scopes)| {
                    let new = own
                        .get(&name)
                        .and_then(|scheme| names.get(&(name.clone(), scheme_meaning(scheme))));
                    (new.cloned().unwrap_or(name), scopes)
                })
                .collect();
        }
    }
}

/// The server that most operations are at; the others say theirs themselves.
fn servers(chosen: &mut BTreeMap<(String, String), Found<'_>>) -> Option<Value> {
    let own = |found: &Found<'_>| found.page.document.pointer("/servers/0").cloned();
    let mut counts: BTreeMap<String, (usize, Value)> = BTreeMap::new();
    for server in chosen.values().filter_map(own) {
        counts.entry(server.to_string()).or_insert((0, server)).0 += 1;
    }
    let (_, (_, most)) = counts
        .into_iter()
        .rev()
        .max_by_key(|(_, (count, _))| *count)?;
    for found in chosen.values_mut() {
        let server = own(found).filter(|server| *server != most);
        if let (Some(server), Some(operation)) = (server, found.operation.as_object_mut()) {
            operation
                .entry("servers")
                .or_insert_with(|| json!([server]));
        }
    }
    Some(most)
}

/// What the document is called: as its pages, or after its server where they are of many kinds.
fn info(chosen: &BTreeMap<(String, String), Found<'_>>, server: Option<&Value>) -> Value {
    let text = |pointer: &str| -> BTreeSet<&str> {
        let values = chosen
            .values()
            .filter_map(|found| found.page.document.pointer(pointer));
        values.filter_map(Value::as_str).collect()
    };
    let titles = text("/info/title");
    let host = server
        .and_then(|server| server.get("url")?.as_str())
        .and_then(|url| url.split('/').nth(2));
    let title = match (titles.len(), titles.first(), host) {
        (1, Some(only), _) | (_, Some(only), None) => *only,
        (_, _, Some(host)) => host,
        (_, None, None) => "API",
    };
    let version = text("/info/version")
        .last()
        .copied()
        .unwrap_or("1")
        .to_owned();
    json!({ "title": title, "version": version })
}
