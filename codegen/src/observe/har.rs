//! HTTP Archives (HAR 1.2), as browsers and proxies write them.
//!
//! Read entry by entry into types that have only what is needed, so that headers and cookies are not even
//! looked at. There is a crate `har`, which reads the whole file into memory.

use std::{
    io::{self, BufReader, Read},
    path::Path,
};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::{
    diagnostic::{Code, Sink},
    observe::{
        Contents, Count, Kind, Seen, Tally, Times,
        check::check,
        document::{Document, Operation, child, is_json},
        infer::Shape,
        said::Said,
    },
    source::{SourceMap, pass_mark},
};

/// The status of an answer that has nothing of its own.
const NOT_MODIFIED: u16 = 304;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    started_date_time: Option<String>,
    request: Request,
    response: Answer,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
    #[serde(default)]
    content: Content,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Content {
    mime_type: String,
    text: Option<String>,
    encoding: Option<String>,
}

/// What is said of a file, and what was only counted in it.
#[derive(Default)]
struct Aside {
    said: Said,
    /// Entries that are none.
    wrong: u64,
    /// Requests of no operation.
    others: u64,
    /// Answers that only tell a cache to use what it has (RFC 9110, §15.4.5).
    cached: u64,
}

/// Reads a file; what belongs to no operation is counted and said.
pub(super) fn read(
    path: &Path,
    file: impl Read,
    document: &Document,
    tally: &mut Tally,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> io::Result<Contents> {
    let mut file = BufReader::new(file);
    pass_mark(&mut file)?;
    let shown = path.display();
    let mut aside = Aside::default();
    let (mut number, mut is_list) = (0_u64, false);
    let mut take = |entry: Option<Result<Entry, ()>>| {
        let Some(entry) = entry else {
            is_list = true;
            return;
        };
        number += 1;
        let place = || format!("{shown} (entry {number})");
        let told = match entry {
            Ok(entry) => match operation(document, &entry.request) {
                Some(operation) => {
                    parameters(document, operation, &entry.request.url, |message| {
                        aside.said.note(Code::OtherParameter, place, message);
                    });
                    aside.cached += u64::from(entry.response.status == NOT_MODIFIED);
                    observe(document, operation, entry, tally)
                }
                None => {
                    aside.others += 1;
                    Ok(())
                }
            },
            Err(()) => {
                aside.wrong += 1;
                let message = "this is no entry of an HTTP Archive".to_owned();
                Err((Code::ObservedLine, message))
            }
        };
        if let Err((code, message)) = told {
            aside.said.note(code, place, message);
        }
    };
    let mut reader = serde_json::Deserializer::from_reader(file);
    let result = Level(&["log", "entries"], &mut take).deserialize(&mut reader);
    if let Err(error) = &result {
        let place = format!("line {}, column {}", error.line(), error.column());
        let message = format!("`{shown}` is no HTTP Archive from {place} on");
        let said = &mut aside.said;
        said.note(Code::ObservedLine, || shown.to_string(), message);
    }
    // A list of no entries is an archive; one that ends before its first entry is not.
    let is_nothing = !is_list || (number == aside.wrong && (number > 0 || result.is_err()));
    aside.report(path, sources, sink);
    Ok(match is_nothing {
        true => Contents::Nothing,
        false => Contents::Some,
    })
}

impl Aside {
    fn report(mut self, path: &Path, sources: &mut SourceMap, sink: &mut Sink) {
        let shown = path.display();
        let mut count = |count, one: &str, many: &str| {
            let message = match count {
                0 => return,
                1 => format!("1 {one}"),
                count => format!("{count} {many}"),
            };
            self.said
                .note(Code::OtherRequests, || shown.to_string(), message);
        };
        count(
            self.others,
            &format!("request in `{shown}` is of no operation of the document"),
            &format!("requests in `{shown}` are of no operation of the document"),
        );
        count(
            self.cached,
            &format!("answer in `{shown}` is a 304, which a cache asks for"),
            &format!("answers in `{shown}` are 304, which a cache asks for"),
        );
        self.said.report(sources, sink);
    }
}

/// Goes down to the list of entries, and gives them away one by one; nothing first, where there is a list.
struct Level<'a>(&'a [&'a str], &'a mut dyn FnMut(Option<Result<Entry, ()>>));

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0.is_empty() {
            true => deserializer.deserialize_seq(self),
            false => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an HTTP Archive")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match self.0.split_first() {
                Some((first, rest)) if key == *first => {
                    map.next_value_seed(Level(rest, &mut *self.1))?
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        (self.1)(None);
        while let Some(value) = list.next_element::<Value>()? {
            (self.1)(Some(Entry::deserialize(value).map_err(drop)));
        }
        Ok(())
    }
}

/// The operation of a request: of those whose template fits the one with the most literal text.
fn operation<'d>(document: &'d Document, request: &Request) -> Option<&'d Operation> {
    let url = request.url.split(['?', '#']).next()?;
    let candidates = document.operations.iter().filter_map(|operation| {
        if !operation.method.eq_ignore_ascii_case(&request.method) {
            return None;
        }
        let bases = bases(document, operation);
        let fits = bases.iter().filter_map(|base| {
            let template = format!("{}{}", base.trim_end_matches('/'), operation.path);
            literal(&template, url)
        });
        Some((fits.max()?, operation))
    });
    // Of equals the first one.
    candidates
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, operation)| operation)
}

/// The servers of an operation, its own before those of its path item and the document.
fn bases(document: &Document, operation: &Operation) -> Vec<String> {
    for place in [&operation.at, &operation.item, &Vec::new()] {
        let servers = document.children(place, "servers");
        let urls = servers
            .iter()
            .filter_map(|server| document.member(server, "url")?.as_str());
        let urls: Vec<String> = urls.map(str::to_owned).collect();
        if !urls.is_empty() {
            return urls;
        }
    }
    vec![String::new()]
}

/// How much of `url` is literal in `template`, if it fits; a template without a host fits any.
fn literal(template: &str, url: &str) -> Option<usize> {
    let path = |url: &str| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.find('/')
            .and_then(|at| rest.get(at..))
            .unwrap_or("/")
            .to_owned()
    };
    let own = if template.starts_with('/') {
        path(url)
    } else {
        url.to_owned()
    };
    let (wanted, given): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), own.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    let mut count = 0;
    for (wanted, given) in wanted.into_iter().zip(given) {
        count += segment(wanted, given)?;
    }
    Some(count)
}

fn segment(template: &str, given: &str) -> Option<usize> {
    let Some((head, rest)) = template.split_once('{') else {
        let decoded = crate::source::percent_decode(given);
        return (template == given || template == decoded).then_some(template.len());
    };
    let rest = rest.split_once('}')?.1;
    let given = given.strip_prefix(head)?;
    if rest.is_empty() {
        return (!given.is_empty()).then_some(head.len());
    }
    // The variable takes as little as the rest allows.
    let ends = given.char_indices().skip(1).map(|(at, _)| at);
    let fits = ends.filter_map(|at| segment(rest, given.get(at..)?));
    fits.max().map(|count| count + head.len())
}

fn observe(
    document: &Document,
    operation: &Operation,
    entry: Entry,
    tally: &mut Tally,
) -> Result<(), (Code, String)> {
    let at = entry.started_date_time;
    let status = entry.response.status;
    // Nothing arrived, or nothing but that a cache is right; what stands in the archive is the cache's.
    if status == 0 || status == NOT_MODIFIED {
        return Ok(());
    }
    let mut add = |kind, path, found, value, shape| {
        let operation = operation.name.clone();
        let seen = Seen {
            kind,
            operation,
            status,
            path,
            found,
            value,
        };
        tally.entry(seen).or_default().add(Count {
            times: Times::at(at.clone(), 1),
            shape,
        });
    };
    let body = json(&entry.response.content);
    if document.response(operation, status).is_none() {
        let shape = body
            .ok()
            .flatten()
            .as_ref()
            .map(Shape::of)
            .unwrap_or_default();
        add(Kind::UndocumentedStatus, Vec::new(), None, None, shape);
        return Ok(());
    }
    let Some(body) = body.map_err(|why| (Code::Unattributed, why))? else {
        return Ok(());
    };
    let lost = |why| (Code::Unattributed, why);
    let schema = document.answer(operation, status).map_err(lost)?;
    for note in check(document, &schema, &body).map_err(lost)? {
        add(note.kind, note.path, note.found, note.value, note.shape);
    }
    Ok(())
}

/// The JSON of an answer, if it is any and the archive has it.
fn json(content: &Content) -> Result<Option<Value>, String> {
    let Some(text) = content.text.as_ref().filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if !is_json(&content.mime_type) {
        return Ok(None);
    }
    let wrong = || "the answer is no JSON though it says so".to_owned();
    match content.encoding.as_deref() {
        Some("base64") => {
            let octets = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, text);
            let octets = octets
                .map_err(|_| "the answer is no base64 though the archive says so".to_owned())?;
            let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&octets);
            serde_json::from_slice(octets)
                .map(Some)
                .map_err(|_| wrong())
        }
        _ => serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map(Some)
            .map_err(|_| wrong()),
    }
}

/// Names query parameters that the document does not have; their values are not looked at.
fn parameters(document: &Document, operation: &Operation, url: &str, mut note: impl FnMut(String)) {
    let Some((_, query)) = url.split_once('?') else {
        return;
    };
    let query = query.split('#').next().unwrap_or_default();
    let places = [&operation.at, &operation.item].into_iter();
    let places = places.flat_map(|place| document.children(place, "parameters"));
    let places: Vec<_> = places
        .filter_map(|place| document.follow(&place).ok())
        .collect();
    let text =
        |place: &[String], key: &str| Some(document.member(place, key)?.as_str()?.to_owned());
    let known = |name: &str| {
        places.iter().any(|place| {
            let is_whole = text(place, "in").as_deref() == Some("querystring");
            // An object may be written as members of its own.
            let is_object = document
                .member(&child(place, "schema"), "type")
                .is_some_and(|kind| kind == "object");
            is_whole
                || is_object
                || text(place, "name")
                    .is_some_and(|known| known == name || name.starts_with(&format!("{known}[")))
        })
    };
    let is_key = |name: &&str| {
        places
            .iter()
            .all(|place| text(place, "in").as_deref() != Some("querystring"))
            && !name.is_empty()
    };
    for pair in query.split('&') {
        let name = pair.split('=').next().unwrap_or_default().replace('+', " ");
        let name = crate::source::percent_decode(&name);
        if is_key(&name.as_str()) && !known(&name) {
            let operation = &operation.name;
            note(format!(
                "a request of `{operation}` has a query parameter `{name}` that the document does not have"
            ));
        }
    }
}
