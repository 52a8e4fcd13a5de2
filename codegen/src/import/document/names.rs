//! What shared schemas are called.
//!
//! In: the names that each schema could have, by where it stands. Out: one name each. It follows from
//! the set of schemas, never from their order: a name that two would have is had by neither, unless
//! one of them was called so by upstream, or is used by more operations than the other.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase as _;

use crate::rewrite::numbered;

/// What one schema could be called.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// What upstream calls it.
    pub(super) stated: BTreeSet<String>,
    /// What it is called where it stands, the shortest first.
    pub(super) short: BTreeSet<(usize, String)>,
    /// The same with what stands around it.
    pub(super) long: BTreeSet<(usize, String)>,
    /// Whether it is the body of an error, of which the one used most has the plain name.
    pub(super) is_error: bool,
    /// The operations that use it.
    pub(super) operations: BTreeSet<String>,
}

impl Claims {
    pub(super) fn claim(&mut self, short: &str, long: &str) {
        self.short.insert((short.len(), short.to_owned()));
        self.long.insert((long.len(), long.to_owned()));
    }

    fn candidates(&self) -> Vec<String> {
        let stated = self.stated.iter().cloned();
        let placed = self
            .short
            .iter()
            .chain(&self.long)
            .map(|(_, name)| name.clone());
        stated.chain(placed).collect()
    }

    /// Of two that want one name, the one with the greater claim has it.
    fn weight(&self, name: &str) -> (bool, usize) {
        let uses = if self.is_error {
            self.operations.len()
        } else {
            0
        };
        (self.stated.contains(name), uses)
    }
}

/// Gives each of the schemas a name.
pub(super) fn assign(claims: &BTreeMap<&str, &Claims>) -> BTreeMap<String, String> {
    let mut waiting: BTreeMap<&str, std::vec::IntoIter<String>> = claims
        .iter()
        .map(|(key, claims)| (*key, claims.candidates().into_iter()))
        .collect();
    // Names that differ in case only would be one in Rust, and one file on some machines.
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = BTreeMap::new();
    let mut last: BTreeMap<&str, String> = BTreeMap::new();
    loop {
        let mut wanted: BTreeMap<String, Vec<(&str, String)>> = BTreeMap::new();
        for (key, candidates) in &mut waiting {
            let free = candidates.find(|name| {
                last.insert(key, name.clone());
                !taken.contains(&name.to_ascii_lowercase())
            });
            if let Some(name) = free {
                wanted
                    .entry(name.to_ascii_lowercase())
                    .or_default()
                    .push((key, name));
            }
        }
        if wanted.is_empty() {
            break;
        }
        for (lower, claimants) in wanted {
            let weight = |key: &str, name: &str| {
                claims
                    .get(key)
                    .map(|claims| claims.weight(name))
                    .unwrap_or_default()
            };
            let most = claimants.iter().map(|(key, name)| weight(key, name)).max();
            let mut best = claimants
                .iter()
                .filter(|(key, name)| Some(weight(key, name)) == most);
            if let (Some((key, name)), None) = (best.next(), best.next()) {
                waiting.remove(key);
                names.insert((*key).to_owned(), name.clone());
            }
            taken.insert(lower);
        }
    }
    for key in waiting.keys() {
        let stem = last.get(key).map_or("Schema", String::as_str);
        let name = numbered(stem, |name| taken.contains(&name.to_ascii_lowercase()));
        taken.insert(name.to_ascii_lowercase());
        names.insert((*key).to_owned(), name);
    }
    names
}

/// The name of a schema for what is called `text` on the wire.
pub(super) fn pascal(text: &str) -> String {
    let words: String = text
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    match words.to_upper_camel_case() {
        name if name.is_empty() => "Value".to_owned(),
        name => name,
    }
}

/// What one of several is called.
pub(super) fn singular(name: &str) -> String {
    let is_plural = name.len() > 3 && !["ss", "us", "is"].iter().any(|end| name.ends_with(end));
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) if is_plural => format!("{stem}y"),
        (_, Some(stem)) if is_plural => stem.to_owned(),
        _ => format!("{name}Item"),
    }
}

/// What the body of an error is called, by its status.
pub(super) fn error(status: &str) -> String {
    let name = match status {
        "400" => "BadRequest",
        "401" => "Unauthorized",
        "402" => "PaymentRequired",
        "403" => "Forbidden",
        "404" => "NotFound",
        "405" => "MethodNotAllowed",
        "409" => "Conflict",
        "410" => "Gone",
        "413" => "ContentTooLarge",
        "415" => "UnsupportedMediaType",
        // As HighLevel's own documents have it.
        "422" => "Unprocessable",
        "429" => "TooManyRequests",
        "500" => "InternalServerError",
        "501" => "NotImplemented",
        "502" => "BadGateway",
        "503" => "ServiceUnavailable",
        "504" => "GatewayTimeout",
        "default" => "Failure",
        other => return format!("Status{}", pascal(other)),
    };
    name.to_owned()
}
