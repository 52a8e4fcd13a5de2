//! Who may call what: the requirements of a whole document, and the schemes that they name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    diagnostic::{Code, Place, Sink, escape},
    import::document::METHODS,
    update::{
        edit::Edit,
        view::{Keys, View, same},
    },
};

const SECURITY: &str = "security";
const SCHEMES: &str = "/components/securitySchemes";

/// The documents, each of whose operations says itself what it requires; nothing where those that do not
/// mean the same by that here as they did upstream (OpenAPI 3.1.1, §4.8.10).
pub(super) fn spread(base: &Value, new: &Value, local: &Value) -> Option<[Value; 3]> {
    let requires = |document: &Value| {
        let list = document.get(SECURITY).and_then(Value::as_array);
        let items = list.into_iter().flatten().map(Value::to_string);
        items.collect::<BTreeSet<_>>()
    };
    let here = requires(local);
    if requires(base) == here {
        return None;
    }
    let mut all = [base.clone(), new.clone(), local.clone()];
    let operation_in = |document: &Value, path: &str, method: &str| {
        let place = format!("/paths/{}/{method}", escape(path));
        document.pointer(&place).is_some()
    };
    // An operation that comes can go on saying nothing where that means the same; one that was removed here
    // is not changed by what all require.
    let is_alike = requires(new) == here;
    for document in &mut all {
        let whole = document.get(SECURITY).cloned().unwrap_or(json!([]));
        let paths = document.get_mut("paths").and_then(Value::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let methods = item.as_object_mut().into_iter().flatten();
            for (method, operation) in methods.filter(|(name, _)| METHODS.contains(&name.as_str()))
            {
                let is_here = operation_in(local, path, method);
                let is_left = !is_here && (is_alike || operation_in(base, path, method));
                if let (Some(operation), false) = (operation.as_object_mut(), is_left) {
                    operation.entry(SECURITY).or_insert_with(|| whole.clone());
                }
            }
        }
    }
    Some(all)
}

/// The steps to the schemes that are in the document here and upstream.
pub(super) fn schemes<'v>(new: &View<'v>, local: &View<'v>) -> Vec<Vec<String>> {
    let (Some(here), Some(there)) = (local.at(SCHEMES), new.at(SCHEMES)) else {
        return Vec::new();
    };
    let shared = here.map().into_iter().flat_map(Map::keys);
    shared
        .filter(|name| there.child(name).is_some())
        .map(|name| {
            let steps = ["components", "securitySchemes", name];
            steps.map(str::to_owned).to_vec()
        })
        .collect()
}

/// The removal of the schemes that upstream has no more; one that is still required afterwards stays,
/// which is reported, as does one that was changed here.
pub(super) fn removed(
    [base, new, local]: [&Value; 3],
    after: &Value,
    at: Place,
    sink: &mut Sink,
) -> Vec<Edit> {
    let required = required(after);
    let (base, new, local) = (View::new(base), View::new(new), View::new(local));
    let mut found = Vec::new();
    let before = base.at(SCHEMES);
    for name in before.iter().filter_map(View::map).flat_map(Map::keys) {
        let place = format!("{SCHEMES}/{}", escape(name));
        let (Some(was), None, Some(here)) = (base.at(&place), new.at(&place), local.at(&place))
        else {
            continue;
        };
        let why = match (required.contains(name), same(&was, &here, Keys::Words)) {
            (true, _) => "operations here require it",
            (false, false) => "it was changed here",
            (false, true) => {
                found.push(Edit {
                    path: here.path,
                    value: None,
                });
                continue;
            }
        };
        let message = format!("upstream removed the security scheme `{name}`, and {why}");
        sink.report(Code::UpdateUnfollowed, at, message);
    }
    with_holder(found, after)
}

/// The same, as the removal of what holds the schemes, or all components, where nothing is left in them.
fn with_holder(found: Vec<Edit>, after: &Value) -> Vec<Edit> {
    let count = |pointer: &str| {
        let holder = after.pointer(pointer).and_then(Value::as_object);
        holder.map_or(0, Map::len)
    };
    let path = match (count("/components"), count(SCHEMES)) {
        (_, schemes) if found.is_empty() || schemes > found.len() => return found,
        (1, _) => vec!["components".to_owned()],
        _ => ["components", "securitySchemes"]
            .map(str::to_owned)
            .to_vec(),
    };
    vec![Edit { path, value: None }]
}

/// The names of the schemes that something requires, wherever it stands.
fn required(document: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut queue = vec![(document, Keys::Words)];
    while let Some((value, keys)) = queue.pop() {
        match value {
            Value::Object(map) if keys != Keys::Data => {
                let requirements = map.get(SECURITY).filter(|_| keys == Keys::Words);
                let items = requirements.and_then(Value::as_array).into_iter().flatten();
                let required = items.filter_map(Value::as_object).flat_map(Map::keys);
                names.extend(required.cloned());
                queue.extend(map.iter().map(|(key, value)| (value, keys.below(key))));
            }
            Value::Array(items) => queue.extend(items.iter().map(|item| (item, keys))),
            _ => {}
        }
    }
    names
}
