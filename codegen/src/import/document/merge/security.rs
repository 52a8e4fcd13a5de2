//! What an operation requires of its caller, by the names of the old document.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::import::document::{merge::Merger, places::operations};

impl Merger<'_> {
    pub(super) fn security(&self, result: &mut Map<String, Value>, new: &Value) {
        let own = result.get("security").or_else(|| self.old.get("security"));
        let Some(stated) = self.translated(new) else {
            return;
        };
        if own.map(|own| self.security_meaning(own)) != Some(self.security_meaning(&stated)) {
            result.insert("security".to_owned(), stated);
        }
    }

    /// What is required, whatever the schemes are called.
    fn security_meaning(&self, security: &Value) -> Vec<BTreeMap<String, Vec<String>>> {
        let requirement = |requirement: &Value| {
            let members = requirement.as_object().into_iter().flatten();
            members
                .map(|(name, scopes)| {
                    let scheme = self
                        .scheme(self.old, name)
                        .or_else(|| self.scheme(self.new, name));
                    let mut scopes: Vec<_> = scopes
                        .as_array()
                        .into_iter()
                        .flatten()
                        .map(Value::to_string)
                        .collect();
                    scopes.sort();
                    (scheme.unwrap_or_else(|| name.clone()), scopes)
                })
                .collect()
        };
        security
            .as_array()
            .into_iter()
            .flatten()
            .map(requirement)
            .collect()
    }

    /// What a security scheme is, without its words.
    fn scheme(&self, document: &Value, name: &str) -> Option<String> {
        let scheme = document
            .get("components")?
            .get("securitySchemes")?
            .get(name)?;
        // `name` and `in` mean something for API keys only, and the format is a hint (3.1.1, Security
        // Scheme Object).
        let is_key = scheme.get("type").is_some_and(|kind| kind == "apiKey");
        let is_part = |key: &str| {
            key == "type"
                || key == "scheme"
                || key == "flows"
                || is_key && matches!(key, "name" | "in")
        };
        let parts = scheme.as_object()?.iter().filter(|(key, _)| is_part(key));
        let parts: BTreeMap<_, _> = parts.map(|(key, part)| (key, part.to_string())).collect();
        Some(format!("{parts:?}"))
    }

    /// The security of a new operation, by the names of the old document.
    pub(super) fn translated(&self, new: &Value) -> Option<Value> {
        let mut security = new.get("security")?.clone();
        for requirement in security
            .as_array_mut()?
            .iter_mut()
            .filter_map(Value::as_object_mut)
        {
            let members = std::mem::take(requirement).into_iter();
            requirement.extend(members.map(|(name, scopes)| {
                let meaning = self.scheme(self.new, &name);
                let schemes = self
                    .old
                    .pointer("/components/securitySchemes")
                    .and_then(Value::as_object);
                let mut names = schemes.into_iter().flatten().map(|(own, _)| own.clone());
                let is_same =
                    |own: &String| meaning.is_some() && self.scheme(self.old, own) == meaning;
                let found = if is_same(&name) {
                    Some(name.clone())
                } else {
                    names.find(is_same)
                };
                (found.unwrap_or(name), scopes)
            }));
        }
        Some(security)
    }

    /// Schemes that the document uses now and does not have.
    pub(super) fn schemes_needed(&self, wanted: &Value) -> Vec<(String, Value)> {
        let schemes = self
            .new
            .pointer("/components/securitySchemes")
            .and_then(Value::as_object);
        let own = self.old.pointer("/components/securitySchemes");
        let used = |name: &str| {
            operations(wanted).any(|(_, _, operation)| {
                let security = operation.get("security").and_then(Value::as_array);
                security
                    .into_iter()
                    .flatten()
                    .any(|requirement| requirement.get(name).is_some())
            })
        };
        let missing = schemes.into_iter().flatten().filter(|(name, _)| {
            own.is_none_or(|own| own.get(name.as_str()).is_none()) && used(name)
        });
        missing
            .map(|(name, scheme)| (name.clone(), scheme.clone()))
            .collect()
    }
}
