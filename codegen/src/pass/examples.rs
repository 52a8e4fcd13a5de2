//! Which examples come back as they are? The others become no test.

use std::{cell::RefCell, collections::BTreeMap};

use serde_json::Value as Json;

use crate::{
    diagnostic::{Code, Sink},
    ir::{
        Api, Enum, Field, IntKind, Literal, Presence, Struct, Tagging, Ty, TypeId, TypeKind, Union,
        Variant,
    },
    pass::forms::{is_base64, is_date, is_date_time, is_int, is_uuid},
};

pub(super) fn run(api: &mut Api, sink: &mut Sink) {
    let mut good = Vec::new();
    for mut example in std::mem::take(&mut api.examples) {
        let misfit = misfit(&Cx::new(api), &example.ty, &example.json, "")
            .or_else(|| trim(api, &example.ty, &mut example.json));
        match misfit {
            None => good.push(example),
            Some(misfit) => {
                let message = format!("this example becomes no test: {misfit}");
                sink.report(Code::BadExample, example.at, message);
            }
        }
    }
    api.examples = good;
}

/// Whether `json` comes back as it is as a value of `ty`, but for members that it loses here.
pub(super) fn fits(api: &Api, ty: &Ty, json: &mut Json) -> bool {
    misfit(&Cx::new(api), ty, json, "").is_none() && trim(api, ty, json).is_none()
}

/// Takes out members that the document does not name and the types do not keep; what is written that was
/// not there, if anything is.
fn trim(api: &Api, ty: &Ty, json: &mut Json) -> Option<String> {
    match (ty, json) {
        (Ty::Nullable(inner) | Ty::Boxed(inner), json) => trim(api, inner, json),
        (Ty::List(item), Json::Array(values)) => {
            values.iter_mut().find_map(|value| trim(api, item, value))
        }
        (Ty::Tuple(items), Json::Array(values)) => {
            let mut pairs = items.iter().zip(values);
            pairs.find_map(|(item, value)| trim(api, item, value))
        }
        (Ty::Map(inner), Json::Object(members)) => members
            .values_mut()
            .find_map(|value| trim(api, inner, value)),
        (Ty::Named(id), json) => match &api.types.get(id)?.kind {
            TypeKind::Struct(found) => trim_members(api, found, json.as_object_mut()?),
            TypeKind::Union(union) => trim_variant(api, *id, union, json),
            TypeKind::Enum(_) => None,
        },
        _ => None,
    }
}

fn trim_variant(api: &Api, id: TypeId, union: &Union, json: &mut Json) -> Option<String> {
    let variant = variant(&Cx::new(api), id, union, json)?;
    let Some(tag) = &union.tag else {
        return trim(api, &variant.ty, json);
    };
    let is_written = !variant.tags.is_empty() && api.tagging(tag, variant) != Tagging::Own;
    let value = json.get(tag).cloned();
    if is_written && json.is_object() && !value.as_ref().is_some_and(Json::is_string) {
        return Some(format!("it lacks the tag `{tag}`"));
    }
    let misfit = trim(api, &variant.ty, json);
    // The union keeps it where the variant does not.
    if let (Some(value), Json::Object(members)) = (value, json) {
        members.entry(tag).or_insert(value);
    }
    misfit
}

fn trim_members(
    api: &Api,
    found: &Struct,
    members: &mut serde_json::Map<String, Json>,
) -> Option<String> {
    if found.additional.is_none() {
        members.retain(|key, _| found.fields.iter().any(|field| field.wire == *key));
    }
    members.iter_mut().find_map(|(key, value)| {
        let field = found.fields.iter().find(|field| field.wire == *key);
        let ty = field.map(|field| &field.ty).or(found.additional.as_ref())?;
        trim(api, ty, value)
    })
}

/// What examples are held against, and which variants were chosen for which value of one example.
struct Cx<'a> {
    api: &'a Api,
    chosen: RefCell<BTreeMap<(TypeId, usize), Option<usize>>>,
}

impl<'a> Cx<'a> {
    fn new(api: &'a Api) -> Self {
        Self {
            api,
            chosen: RefCell::default(),
        }
    }

    fn key(id: TypeId, json: &Json) -> (TypeId, usize) {
        (id, std::ptr::from_ref(json).addr())
    }
}

/// What keeps `json` from being a value of `ty`, if anything does.
fn misfit(cx: &Cx<'_>, ty: &Ty, json: &Json, path: &str) -> Option<String> {
    let expected = |what: &str| Some(misfit_of(json, what, path));
    let unless = |fits: bool, what: &str| if fits { None } else { expected(what) };
    match ty {
        Ty::Bool => unless(json.is_boolean(), "a boolean"),
        Ty::Int(kind) => unless(is_int(*kind, json), "an integer of that size"),
        Ty::Float => unless(json.is_number(), "a number"),
        Ty::String => unless(json.is_string(), "a string"),
        Ty::Base64 => unless(json.as_str().is_some_and(is_base64), "a base64 string"),
        Ty::Date => unless(json.as_str().is_some_and(is_date), "a date"),
        Ty::DateTime => unless(json.as_str().is_some_and(is_date_time), "a date and time"),
        Ty::Uuid => unless(json.as_str().is_some_and(is_uuid), "a UUID"),
        Ty::Json => None,
        Ty::Upload => expected("JSON"),
        Ty::Foreign(_) => expected("a value that is known here"),
        Ty::Tuple(items) => match json.as_array().filter(|values| values.len() == items.len()) {
            None => expected("a list of that length"),
            Some(values) => {
                items
                    .iter()
                    .zip(values)
                    .enumerate()
                    .find_map(|(index, (item, value))| {
                        misfit(cx, item, value, &format!("{path}[{index}]"))
                    })
            }
        },
        Ty::Nullable(_) if json.is_null() => None,
        Ty::Nullable(inner) | Ty::Boxed(inner) => misfit(cx, inner, json, path),
        Ty::List(item) => match json.as_array() {
            None => expected("a list"),
            Some(items) => items
                .iter()
                .enumerate()
                .find_map(|(index, value)| misfit(cx, item, value, &format!("{path}[{index}]"))),
        },
        Ty::Map(value) => match json.as_object() {
            None => expected("an object"),
            Some(members) => members
                .iter()
                .find_map(|(key, found)| misfit(cx, value, found, &format!("{path}.{key}"))),
        },
        Ty::Named(id) => named_misfit(cx, *id, json, path),
    }
}

/// What keeps `json` from being a value of a type with an item of its own, if anything does.
fn named_misfit(cx: &Cx<'_>, id: TypeId, json: &Json, path: &str) -> Option<String> {
    let expected = |what: &str| Some(misfit_of(json, what, path));
    let unless = |fits: bool, what: &str| if fits { None } else { expected(what) };
    match &cx.api.types.get(&id)?.kind {
        TypeKind::Struct(found) => object_misfit(cx, found, json, path),
        // An enum keeps what the document does not list, and so does a union.
        TypeKind::Enum(Enum::Strings(_)) => unless(json.is_string(), "a string"),
        TypeKind::Enum(Enum::Integers(_)) => {
            unless(is_int(IntKind::I64, json), "an integer of that size")
        }
        TypeKind::Union(union) => match variant(cx, id, union, json) {
            Some(_) => None,
            // What fits none is kept as it is.
            None if !has_null(json) => None,
            None => expected("one of the types of the union"),
        },
    }
}

/// The variant that `json` is read as: the one that its tag says, or else the one that fits and names
/// the most members.
fn variant<'a>(cx: &Cx<'_>, id: TypeId, union: &'a Union, json: &Json) -> Option<&'a Variant> {
    let key = Cx::key(id, json);
    let known = cx.chosen.borrow().get(&key).copied();
    let index = match known {
        Some(known) => known,
        None => {
            let index = choose(cx, union, json);
            cx.chosen.borrow_mut().insert(key, index);
            index
        }
    };
    union.variants.get(index?)
}

fn choose(cx: &Cx<'_>, union: &Union, json: &Json) -> Option<usize> {
    let tag = tag_of(union, json);
    let fits = |(_, variant): &(usize, &Variant)| {
        !contradicts(cx, &variant.ty, json)
            && misfit(cx, &variant.ty, json, "").is_none()
            && is_listed(cx, &variant.ty, json)
    };
    let all = || union.variants.iter().enumerate();
    if let Some(tag) = &tag {
        let tagged = all().find(|(_, variant)| variant.tags.contains(tag));
        if tagged.is_some() {
            return tagged.filter(fits).map(|(index, _)| index);
        }
    }
    let possible = all().filter(|(_, variant)| tag.is_none() || variant.tags.is_empty());
    let named = |(_, variant): &(usize, &Variant)| {
        let members = json.as_object().into_iter().flatten();
        members
            .filter(|(name, _)| names(cx, &variant.ty, name))
            .count()
    };
    // Of those that name as many the first one counts.
    let best = possible.filter(fits).rev().max_by_key(named);
    best.map(|(index, _)| index)
}

/// Whether a type that is a union itself has a variant for `json`.
fn is_listed(cx: &Cx<'_>, ty: &Ty, json: &Json) -> bool {
    match ty {
        Ty::Boxed(inner) => is_listed(cx, inner, json),
        Ty::Named(id) => match cx.api.types.get(id).map(|found| &found.kind) {
            Some(TypeKind::Union(union)) => variant(cx, *id, union, json).is_some(),
            _ => true,
        },
        _ => true,
    }
}

/// Whether `json` has another value for a member than the only one that a type allows.
fn contradicts(cx: &Cx<'_>, ty: &Ty, json: &Json) -> bool {
    let id = match ty {
        Ty::Boxed(inner) => return contradicts(cx, inner, json),
        Ty::Named(id) => id,
        _ => return false,
    };
    let Some(TypeKind::Struct(found)) = cx.api.types.get(id).map(|found| &found.kind) else {
        return false;
    };
    found
        .fields
        .iter()
        .any(|field| match (&field.constant, json.get(&field.wire)) {
            (Some(Literal::String(only)), Some(Json::String(value))) => only != value,
            (Some(Literal::Int(only)), Some(value @ Json::Number(_))) => {
                value.as_i64() != Some(*only)
            }
            (Some(Literal::Bool(only)), Some(Json::Bool(value))) => only != value,
            _ => false,
        })
}

/// Whether null stands anywhere in `json`: for a member that may be absent it is read, and lost.
fn has_null(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::Array(items) => items.iter().any(has_null),
        Json::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

fn tag_of(union: &Union, json: &Json) -> Option<String> {
    match json.get(union.tag.as_ref()?)? {
        Json::String(text) => Some(text.clone()),
        scalar @ (Json::Number(_) | Json::Bool(_)) => Some(scalar.to_string()),
        _ => None,
    }
}

/// Whether a type has a field for the member `name`.
fn names(cx: &Cx<'_>, ty: &Ty, name: &str) -> bool {
    match ty {
        Ty::Nullable(inner) | Ty::Boxed(inner) => names(cx, inner, name),
        Ty::Named(id) => match cx.api.types.get(id).map(|found| &found.kind) {
            Some(TypeKind::Struct(found)) => found.fields.iter().any(|field| field.wire == name),
            _ => false,
        },
        _ => false,
    }
}

fn object_misfit(cx: &Cx<'_>, found: &Struct, json: &Json, path: &str) -> Option<String> {
    let Some(members) = json.as_object() else {
        return Some(misfit_of(json, "an object", path));
    };
    let field = |field: &Field| field_misfit(cx, field, members.get(&field.wire), path);
    let unknown = || {
        let is_known = |key: &str| found.fields.iter().any(|field| field.wire == key);
        let mut others = members.iter().filter(|(key, _)| !is_known(key));
        let ty = found.additional.as_ref()?;
        others.find_map(|(key, value)| misfit(cx, ty, value, &format!("{path}.{key}")))
    };
    found.fields.iter().find_map(field).or_else(unknown)
}

fn misfit_of(json: &Json, what: &str, path: &str) -> String {
    match path.trim_start_matches('.') {
        "" => format!("it is {json}, not {what}"),
        path => format!("`{path}` is {json}, not {what}"),
    }
}

fn field_misfit(cx: &Cx<'_>, field: &Field, json: Option<&Json>, path: &str) -> Option<String> {
    match json {
        // It means the same as absent, and comes back so.
        Some(Json::Null) if field.presence == Presence::Optional && !is_nullable(&field.ty) => {
            Some(format!("`{}` may be absent and is not null", field.wire))
        }
        Some(json) => misfit(cx, &field.ty, json, &format!("{path}.{}", field.wire)),
        None if field.presence == Presence::Required => Some(format!("it lacks `{}`", field.wire)),
        None => None,
    }
}

fn is_nullable(ty: &Ty) -> bool {
    matches!(ty, Ty::Nullable(_) | Ty::Json)
}
