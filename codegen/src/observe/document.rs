//! Finding operations and schemas in the document, by their places in it.

use serde_json::Value;

use crate::{diagnostic::unescape, observe::path::Step};

/// Members of a path item that are operations.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The most references that are followed on the way to one schema.
const MOST_FOLLOWED: usize = 100;

/// A place: the keys from the root of the document.
pub(super) type Place = Vec<String>;

/// The document, overlays applied.
#[derive(Debug)]
pub(crate) struct Document {
    root: Value,
    pub(super) operations: Vec<Operation>,
}

/// An operation and its place.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) at: Place,
    pub(super) item: Place,
}

/// What stands where a value is described: schemas that all hold, and unions of them.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) all: Vec<Place>,
    pub(super) unions: Vec<Vec<Place>>,
}

impl Document {
    pub(crate) fn new(root: Value) -> Self {
        let mut document = Self {
            root,
            operations: Vec::new(),
        };
        document.operations = document.find_operations();
        document
    }

    fn find_operations(&self) -> Vec<Operation> {
        let paths = vec!["paths".to_owned()];
        let mut found = Vec::new();
        for path in self.keys(&paths) {
            let Ok(item) = self.follow(&child(&paths, &path)) else {
                continue;
            };
            for method in METHODS {
                let at = child(&item, method);
                let Some(operation) = self.get(&at).filter(|value| value.is_object()) else {
                    continue;
                };
                let id = operation.get("operationId").and_then(Value::as_str);
                let method = method.to_ascii_uppercase();
                let name = id.map_or_else(|| format!("{method} {path}"), str::to_owned);
                let (path, item) = (path.clone(), item.clone());
                found.push(Operation {
                    name,
                    method,
                    path,
                    at,
                    item,
                });
            }
        }
        found
    }

    pub(super) fn is_30(&self) -> bool {
        let version = self.root.get("openapi").and_then(Value::as_str);
        version.is_some_and(|version| version.starts_with("3.0"))
    }

    pub(super) fn get(&self, place: &[String]) -> Option<&Value> {
        place.iter().try_fold(&self.root, |value, key| match value {
            Value::Object(map) => map.get(key),
            Value::Array(list) => list.get(key.parse::<usize>().ok()?),
            _ => None,
        })
    }

    pub(super) fn member(&self, place: &[String], key: &str) -> Option<&Value> {
        self.get(place)?.get(key)
    }

    fn keys(&self, place: &[String]) -> Vec<String> {
        let map = self.get(place).and_then(Value::as_object);
        map.map(|map| map.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// The places of the members or items of a value.
    pub(super) fn children(&self, place: &[String], key: &str) -> Vec<Place> {
        let place = child(place, key);
        match self.get(&place) {
            Some(Value::Array(list)) => {
                let indices = (0..list.len()).map(|index| index.to_string());
                indices.map(|index| child(&place, &index)).collect()
            }
            Some(Value::Object(map)) => map.keys().map(|key| child(&place, key)).collect(),
            _ => Vec::new(),
        }
    }

    /// Follows references until there is none.
    pub(super) fn follow(&self, place: &[String]) -> Result<Place, String> {
        let mut place = place.to_vec();
        for _ in 0..MOST_FOLLOWED {
            let Some(reference) = self.member(&place, "$ref") else {
                return Ok(place);
            };
            let text = reference.as_str().unwrap_or_default();
            let Some(pointer) = text.strip_prefix("#/") else {
                return Err(format!(
                    "`{text}` leads where an overlay of the document does not reach"
                ));
            };
            let pointer = crate::source::percent_decode(pointer);
            let tokens = pointer.split('/').map(unescape);
            place = tokens.collect();
            if self.get(&place).is_none() {
                return Err(format!("`{text}` leads nowhere"));
            }
        }
        Err("the references that lead there have no end".to_owned())
    }

    /// The operation that observations call so.
    pub(super) fn operation(&self, name: &str) -> Result<&Operation, String> {
        let mut named = self
            .operations
            .iter()
            .filter(|operation| operation.name == name);
        match (named.next(), named.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(format!("the document has no operation `{name}`")),
            (Some(_), Some(_)) => Err(format!("several operations are called `{name}`")),
        }
    }

    /// The response that describes a status: itself, its range, `default`.
    pub(super) fn response(&self, operation: &Operation, status: u16) -> Option<Place> {
        let responses = child(&operation.at, "responses");
        let range = format!("{}XX", status / 100);
        let keys = [
            status.to_string(),
            range.clone(),
            range.to_lowercase(),
            "default".to_owned(),
        ];
        let found = keys.iter().map(|key| child(&responses, key));
        found.into_iter().find(|place| self.get(place).is_some())
    }

    /// The schema of a JSON answer.
    pub(super) fn answer(&self, operation: &Operation, status: u16) -> Result<Place, String> {
        let response = self.response(operation, status);
        let response =
            response.ok_or_else(|| format!("the document does not describe {status}"))?;
        let response = self.follow(&response)?;
        let media = self.children(&response, "content");
        let json = media
            .into_iter()
            .find(|place| place.last().is_some_and(|name| is_json(name)));
        let json = json.ok_or_else(|| format!("the document describes no JSON for {status}"))?;
        let schema = child(&json, "schema");
        self.get(&schema)
            .ok_or_else(|| format!("there is no schema for {status}"))?;
        Ok(schema)
    }

    /// The schemas that hold at a place: those behind references and of `allOf`, and the unions among them.
    pub(super) fn parts(&self, place: &[String]) -> Result<Parts, String> {
        let mut parts = Parts::default();
        self.collect(place, &mut parts, &mut Vec::new())?;
        Ok(parts)
    }

    fn collect(
        &self,
        place: &[String],
        parts: &mut Parts,
        seen: &mut Vec<Place>,
    ) -> Result<(), String> {
        if seen.iter().any(|other| other == place) {
            return Ok(());
        }
        seen.push(place.to_vec());
        // The schema first that the reference leads to; what stands beside that may say something too.
        if self.member(place, "$ref").is_some() {
            self.collect(&self.follow(place)?, parts, seen)?;
        }
        parts.all.push(place.to_vec());
        for part in self.children(place, "allOf") {
            self.collect(&part, parts, seen)?;
        }
        for key in ["oneOf", "anyOf"] {
            let members = self.children(place, key);
            if !members.is_empty() {
                parts.unions.push(members);
            }
        }
        Ok(())
    }

    /// All schemas that may hold at a place, those of unions included, and whether there is a choice among them.
    pub(super) fn flat(&self, place: &[String]) -> Result<(Vec<Place>, bool), String> {
        let (mut all, mut is_choice) = (Vec::new(), false);
        let mut queue = vec![place.to_vec()];
        let mut asked: Vec<Place> = Vec::new();
        while let Some(next) = queue.pop() {
            if asked.contains(&next) {
                continue;
            }
            let parts = self.parts(&next)?;
            asked.push(next);
            all.extend(parts.all);
            for union in parts.unions {
                let members = union.into_iter().filter(|place| {
                    self.member(place, "type").and_then(Value::as_str) != Some("null")
                });
                let members: Vec<Place> = members.collect();
                is_choice |= members.len() > 1;
                queue.extend(members.into_iter().rev());
            }
        }
        let mut distinct: Vec<Place> = Vec::new();
        for place in all {
            if !distinct.contains(&place) {
                distinct.push(place);
            }
        }
        Ok((distinct, is_choice))
    }

    /// The schemas some steps down from a schema.
    pub(super) fn descend(&self, from: &[String], steps: &[Step]) -> Result<Vec<Place>, String> {
        let mut places = vec![from.to_vec()];
        for step in steps {
            let mut next: Vec<Place> = Vec::new();
            for place in &places {
                for part in self.flat(place)?.0 {
                    next.extend(self.down(&part, step));
                }
            }
            if next.is_empty() {
                let step = crate::observe::path::render(std::slice::from_ref(step));
                return Err(format!(
                    "the document has no schema for `{step}` of the path"
                ));
            }
            next.sort();
            next.dedup();
            places = next;
        }
        Ok(places)
    }

    pub(super) fn down(&self, part: &[String], step: &Step) -> Vec<Place> {
        match step {
            Step::Key(key) => {
                let place = child(&child(part, "properties"), key);
                Vec::from_iter(self.get(&place).is_some().then_some(place))
            }
            Step::Any => {
                let place = child(part, "additionalProperties");
                let is_schema = self.get(&place).is_some_and(Value::is_object);
                let patterns = self.children(part, "patternProperties");
                is_schema
                    .then_some(place)
                    .into_iter()
                    .chain(patterns)
                    .collect()
            }
            Step::Item => {
                let place = child(part, "items");
                let is_schema = self.get(&place).is_some_and(Value::is_object);
                let tuple = self.children(part, "prefixItems");
                is_schema
                    .then_some(place)
                    .into_iter()
                    .chain(tuple)
                    .collect()
            }
        }
    }
}

pub(super) fn is_json(media: &str) -> bool {
    let essence = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

pub(super) fn child(place: &[String], key: &str) -> Place {
    place.iter().cloned().chain([key.to_owned()]).collect()
}
