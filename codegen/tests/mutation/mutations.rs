//! What may be wrong with a document.

use serde_json::{Value, json};

use crate::{
    random::Random,
    tree::{container, node, pointers, rename_member},
};

pub const KEYWORDS: &str = "$anchor $comment $defs $dynamicAnchor $dynamicRef $id $ref $schema $self \
    $vocabulary additionalItems additionalOperations additionalProperties allOf allowEmptyValue \
    allowReserved anyOf application/json attribute authorizationCode authorizationUrl bearerFormat \
    callbacks clientCredentials components const contact contains content contentEncoding \
    contentMediaType contentSchema cookie default defaultMapping definitions delete dependentRequired \
    dependentSchemas deprecated description discriminator else encoding enum example examples \
    exclusiveMaximum exclusiveMinimum explode externalDocs externalValue flows format get head header \
    headers if implicit in info items itemEncoding itemSchema jsonSchemaDialect license links mapping \
    maxContains maxItems maxLength maxProperties maximum mediaTypes minContains minItems minLength \
    minProperties minimum multipart/form-data multipleOf name namespace not nullable oneOf \
    openIdConnectUrl openapi operationId operationRef options parameters password patch path pathItems \
    paths pattern patternProperties post prefix prefixEncoding prefixItems properties propertyName \
    propertyNames put query querystring readOnly refreshUrl requestBodies requestBody required \
    responses schema schemas scheme scopes security securitySchemes server servers style summary tags \
    termsOfService text/event-stream then title tokenUrl trace type unevaluatedItems \
    unevaluatedProperties uniqueItems url value variables version webhooks wrapped writeOnly \
    x-enum-descriptions x-enum-varnames x-extension xml";

const KEYS: &[&str] = &[
    "", " ", "a", "self", "Self", "crate", "_", "0", "200", "2XX", "default", "/", "/{",
    "/{a}/{a}", "a b", "a/b", "a~b", "é", "\u{202e}", "\u{0}", "*/", "\"", "\n", "-", "String",
    "r#type",
];

const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "null",
    "string",
    "object",
    "array",
    "integer",
    "binary",
    "int64",
    "*/",
    "\"#",
    "\n\n",
    "\r",
    "\t",
    "```",
    "{",
    "{}",
    "/{a}",
    "é",
    "\u{2028}",
    "\u{202e}",
    "\u{0}",
    "\\",
    "//",
    "http://",
    "https://a.example:99999/",
    "application/json; charset=x",
    "deepObject",
    "self",
    "multipart/form-data",
    "2025-02-30",
    "99999999999999999999",
    "[a](https://",
    "<https://",
    "é```",
];

type Mutation = fn(&mut Value, &[(String, Value)], &mut Random);

pub const MUTATIONS: &[Mutation] = &[
    delete, delete, duplicate, retype, retype, refer, swap, rename, insert, insert, insert,
    transplant, deepen,
];

fn keyword(random: &mut Random) -> String {
    let all: Vec<&str> = KEYWORDS.split_whitespace().collect();
    (*random.pick(&all)).to_owned()
}

fn delete(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    match container(root, random, |_| true) {
        Some(Value::Object(members)) => {
            let index = random.below(members.len());
            let key = members.keys().nth(index).cloned();
            key.and_then(|key| members.shift_remove(&key));
        }
        Some(Value::Array(items)) => {
            items.remove(random.below(items.len()));
        }
        _ => {}
    }
}

fn duplicate(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    match container(root, random, |_| true) {
        Some(Value::Object(members)) => {
            let index = random.below(members.len());
            let (key, value) = members.iter().nth(index).expect("it is below the length");
            let name = match random.below(5) {
                0 => format!("{key}_"),
                1 => key.to_uppercase(),
                2 => keyword(random),
                3 => (*random.pick(KEYS)).to_owned(),
                _ => format!("{key}{key}"),
            };
            let value = value.clone();
            members.insert(name, value);
        }
        Some(Value::Array(items)) => {
            let item = random.pick(items).clone();
            items.insert(random.below(items.len() + 1), item);
        }
        _ => {}
    }
}

fn retype(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    let value = match random.below(16) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(0),
        4 => json!(u64::MAX),
        5 => json!(i64::MIN),
        6 => json!(-1),
        7 => json!(f64::MAX),
        8 => json!(1e-320),
        9 => json!(0.1),
        10 => json!([]),
        11 => json!({}),
        12 => json!([null, 1, "a", [], {}]),
        13 => json!({ "a": null, "type": 1 }),
        _ => json!(*random.pick(TEXTS)),
    };
    if let Some(node) = node(root, random) {
        *node = value;
    }
}

/// Puts a reference in the place of a node: to itself, to nothing, to the root or to another node.
fn refer(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    let all = pointers(root, &|_| true);
    let at = random.pick(&all).clone();
    let other = random.pick(&all).clone();
    let schemas: Vec<_> = all
        .iter()
        .filter(|pointer| pointer.starts_with("/components/") && pointer.split('/').count() == 4)
        .collect();
    let to = match random.below(9) {
        0 => format!("#{at}"),
        1 => "#/components/schemas/Missing".to_owned(),
        2 => "#".to_owned(),
        3 => "missing.yaml#/a".to_owned(),
        4 => "#/%ff~2".to_owned(),
        5 => format!("#{at}/allOf/0"),
        6 if !schemas.is_empty() => format!("#{}", random.pick(&schemas)),
        _ => format!("#{other}"),
    };
    let wrapped = random.below(4);
    let reference = json!({ "$ref": to });
    if let Some(node) = root.pointer_mut(&at).filter(|_| !at.is_empty()) {
        *node = match wrapped {
            0 => json!({ "allOf": [reference, node.clone()] }),
            1 => json!({ "oneOf": [reference, { "type": "null" }, node.clone()] }),
            _ => reference,
        };
    }
}

fn swap(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    let all = pointers(root, &|_| true);
    let (first, second) = (random.pick(&all).clone(), random.pick(&all).clone());
    // One within the other cannot be swapped.
    if first.starts_with(&second) || second.starts_with(&first) {
        return;
    }
    let taken = root.pointer_mut(&first).map(Value::take);
    let other = root.pointer_mut(&second);
    if let (Some(mut taken), Some(other)) = (taken, other) {
        std::mem::swap(&mut taken, other);
        if let Some(place) = root.pointer_mut(&first) {
            *place = taken;
        }
    }
}

fn rename(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    if let Some(Value::Object(members)) = container(root, random, Value::is_object) {
        let index = random.below(members.len());
        let key = if random.one_in(3) {
            (*random.pick(KEYS)).to_owned()
        } else {
            keyword(random)
        };
        rename_member(members, index, &key);
    }
}

/// Adds a keyword with a value that it has in some document, or that something else here has.
fn insert(root: &mut Value, known: &[(String, Value)], random: &mut Random) {
    let all = pointers(root, &|value| value.to_string().len() < 5_000);
    let (key, value) = if random.one_in(2) && !all.is_empty() {
        let value = root.pointer(random.pick(&all).as_str());
        (keyword(random), value.cloned().unwrap_or_default())
    } else {
        random.pick(known).clone()
    };
    let objects = pointers(root, &Value::is_object);
    if objects.is_empty() {
        return;
    }
    if let Some(Value::Object(members)) = root.pointer_mut(random.pick(&objects).as_str()) {
        members.insert(key, value);
    }
}

/// Replaces a member's value by one that the same member has in some document.
fn transplant(root: &mut Value, known: &[(String, Value)], random: &mut Random) {
    for _ in 0..20 {
        let (key, value) = random.pick(known);
        let all = pointers(root, &|value| value.get(key).is_some());
        if all.is_empty() {
            continue;
        }
        if let Some(place) = root
            .pointer_mut(random.pick(&all).as_str())
            .and_then(|object| object.get_mut(key))
        {
            *place = value.clone();
        }
        return;
    }
}

fn deepen(root: &mut Value, _: &[(String, Value)], random: &mut Random) {
    let depth = 5 + random.below(56);
    let kind = random.below(7);
    let mixed = random.one_in(3);
    let Some(node) = node(root, random) else {
        return;
    };
    let mut nested = node.take();
    for _ in 0..depth {
        let kind = if mixed { random.below(7) } else { kind };
        nested = match kind {
            0 => json!({ "type": "array", "items": nested }),
            1 => json!({ "allOf": [nested] }),
            2 => json!({ "type": "object", "properties": { "a": nested } }),
            3 => json!({ "oneOf": [nested, { "type": "null" }] }),
            4 => json!({ "anyOf": [{ "type": "string" }, nested] }),
            5 => json!({ "additionalProperties": nested }),
            _ => json!([nested]),
        };
    }
    *node = nested;
}

/// Changes bytes: the document ends early, a bit is another, a line is missing or stands twice.
pub fn mutate_text(text: &mut Vec<u8>, random: &mut Random) {
    if text.is_empty() {
        return;
    }
    let at = random.below(text.len());
    let begin = text[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |found| found + 1);
    let end = text[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(text.len(), |found| at + found + 1);
    match random.below(6) {
        0 => text.truncate(at),
        1 => text[at] ^= 1 << random.below(8),
        2 => text[at] = *random.pick(b" \n\t-:{}[]\"'#&*!|>%@`,~0aZ"),
        3 | 4 => drop(text.drain(begin..end)),
        _ => {
            let line = text[begin..end].to_vec();
            text.splice(begin..begin, line);
        }
    }
}
