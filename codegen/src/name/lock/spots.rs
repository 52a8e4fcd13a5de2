//! Where each thing stands that has a name: the places by which `names.lock` knows them.
//!
//! A place reads like a JSON pointer (RFC 6901). It has no index of a list, as what stands in a list is
//! known by what it is called there: a parameter by its name, a value by itself. So neither order nor what
//! is added beside a thing moves it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{FileId, Place, Places, place::escape},
    ir::{Api, ModuleId, NameHint, Operation, OperationId, Owner, Param, ParamPlace, Role, TypeId},
    name::operations::wire,
};

/// The files of a client, as its lock calls them.
#[derive(Debug, Default)]
pub struct Files {
    /// What each file is called; the only document of a client is called nothing.
    pub labels: BTreeMap<FileId, String>,
    /// The file of each module, in the order of [`Api::modules`].
    pub modules: Vec<FileId>,
}

impl Files {
    /// What the file of a module is called.
    fn of_module(&self, home: ModuleId) -> &str {
        let label = self.modules.get(home.0).and_then(|id| self.labels.get(id));
        label.map_or("", String::as_str)
    }

    /// What the file is called in which `at` is; that of `home` where an overlay has added it.
    fn of_place(&self, places: &Places, at: Place, home: ModuleId) -> &str {
        let label = self.labels.get(&places.file(at));
        label.map_or_else(|| self.of_module(home), String::as_str)
    }
}

/// The places of all modules, types and operations.
#[derive(Debug, Default)]
pub(in crate::name) struct Spots {
    pub(in crate::name) modules: Vec<String>,
    pub(in crate::name) types: BTreeMap<TypeId, String>,
    pub(in crate::name) operations: BTreeMap<OperationId, String>,
}

impl Spots {
    pub(in crate::name) fn of(api: &Api, files: &Files, places: &Places) -> Self {
        let modules = (0..api.modules.len()).map(|index| files.of_module(ModuleId(index)));
        let mut spots = Self {
            modules: modules.map(|label| spot(label, "")).collect(),
            ..Self::default()
        };
        spots.operations(api);
        let mut found = BTreeMap::new();
        for id in api.types.keys() {
            let mut open = BTreeSet::new();
            if let Some(spot) = spots.ty(api, files, places, *id, &mut open) {
                found.insert(*id, spot);
            }
        }
        // What has several types is told apart by where their schemas stand.
        let pointer = |id: &TypeId| {
            let at = api.types.get(id).map(|definition| definition.at);
            at.map_or_else(String::new, |at| places.pointer(at).to_string())
        };
        spots.types = told_apart(found, pointer);
        spots
    }

    fn operations(&mut self, api: &Api) {
        let found = api.operations.iter().map(|(id, operation)| {
            let home = self.module(operation.home);
            let method = operation.method.as_str().to_ascii_lowercase();
            let mut spot = format!("{}/{method}", within(home, "paths", &operation.path));
            if let Some(form) = operation.name.form {
                spot.push_str(&encoded(&format!("/{}", escape(form))));
            }
            (*id, spot)
        });
        let name = |id: &OperationId| {
            let operation = api.operations.get(id);
            operation.map_or_else(String::new, wire)
        };
        self.operations = told_apart(found.collect(), name);
    }

    pub(in crate::name) fn module(&self, home: ModuleId) -> &str {
        self.modules.get(home.0).map_or("", String::as_str)
    }

    /// The place of a type, which stands where it is named after.
    fn ty(
        &self,
        api: &Api,
        files: &Files,
        places: &Places,
        id: TypeId,
        open: &mut BTreeSet<TypeId>,
    ) -> Option<String> {
        let definition = api.types.get(&id)?;
        if !open.insert(id) {
            return None;
        }
        // Several documents are modules, which a type belongs to as a whole.
        let label = match api.modules.len() {
            0 | 1 => files.of_place(places, definition.at, definition.home),
            _ => files.of_module(definition.home),
        };
        let component = |name: &str| {
            let steps = format!("/components/schemas/{}", escape(name));
            spot(label, &steps)
        };
        let (mut spot, path) = match &definition.hint {
            NameHint::Component(name) => (component(name), [].as_slice()),
            NameHint::Part { owner, path } => {
                let start = match owner {
                    Owner::Type(owner) => self.ty(api, files, places, *owner, open)?,
                    Owner::Operation(owner) => match self.operations.get(owner) {
                        Some(spot) => spot.clone(),
                        None => self::spot(label, "/paths"),
                    },
                    Owner::Component(name) => component(name),
                };
                (start, path.as_slice())
            }
        };
        for role in path {
            encode(&step(role), &mut spot);
        }
        Some(spot)
    }
}

/// The place of a member within the thing at `owner`.
pub(in crate::name) fn within(owner: &str, what: &str, wire: &str) -> String {
    let mut spot = String::with_capacity(owner.len() + what.len() + wire.len() + "//".len());
    for part in [owner, "/", what, "/"] {
        spot.push_str(part);
    }
    encode(&escape(wire), &mut spot);
    spot
}

/// The place of a parameter.
pub(in crate::name) fn parameter(operation: &str, param: &Param) -> String {
    let place = match param.location.place {
        ParamPlace::Path => "path",
        ParamPlace::Query => "query",
        ParamPlace::Header => "header",
        ParamPlace::Cookie => "cookie",
        ParamPlace::Querystring => "querystring",
    };
    within(operation, "parameters", &format!("{place}:{}", param.wire))
}

/// The place of a tag.
pub(in crate::name) fn tag(home: &str, tag: &str) -> String {
    within(home, "tags", tag)
}

/// Whether the operation has an id of its own.
pub(in crate::name) fn has_id(operation: &Operation) -> bool {
    matches!(operation.name.source, crate::ir::NameSource::Id(_))
}

fn step(role: &Role) -> String {
    match role {
        Role::Property(wire) => format!("/properties/{}", escape(wire)),
        Role::Parameter(wire) => format!("/parameters/{}", escape(wire)),
        Role::Header(wire) => format!("/headers/{}", escape(wire)),
        Role::Variant(wire) => format!("/oneOf/{}", escape(wire)),
        Role::Item(index) => format!("/prefixItems/{}", index.saturating_sub(1)),
        Role::Items => "/items".to_owned(),
        Role::Values => "/additionalProperties".to_owned(),
        Role::Sent => "/sent".to_owned(),
        Role::Payload => "/payload".to_owned(),
        Role::Body => "/requestBody".to_owned(),
        Role::Success => "/responses/success".to_owned(),
        Role::Response(status) => format!("/responses/{}", crate::name::status::name(*status)),
    }
}

/// A place in a file; that of the only document is not named.
fn spot(label: &str, steps: &str) -> String {
    let hash = if label.is_empty() { "" } else { "#" };
    format!("{}{hash}{}", encoded(label), encoded(steps))
}

/// Spells out what would break a line of the lock (as a URI fragment does, RFC 6901, §6).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode(text, &mut out);
    out
}

/// Adds `text` with that spelled out.
fn encode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((at, letter)) = rest.char_indices().find(|(_, letter)| breaks(*letter)) {
        let (plain, after) = rest.split_at(at);
        let (spelled, after) = after.split_at(letter.len_utf8());
        out.push_str(plain);
        for octet in spelled.bytes() {
            out.push_str(&format!("%{octet:02X}"));
        }
        rest = after;
    }
    out.push_str(rest);
}

fn breaks(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '%' | '#' | '\u{feff}')
}

/// Puts `more` behind the places of what would stand at one place.
fn told_apart<I: Copy + Ord>(
    found: BTreeMap<I, String>,
    more: impl Fn(&I) -> String,
) -> BTreeMap<I, String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for spot in found.values() {
        *counts.entry(spot.clone()).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let mut all = BTreeMap::new();
    for (id, mut spot) in found {
        if counts.get(&spot).is_some_and(|count| *count > 1) {
            spot.push_str(&encoded(&format!("~{}", more(&id))));
        }
        while !taken.insert(spot.clone()) {
            spot.push('~');
        }
        all.insert(id, spot);
    }
    all
}
