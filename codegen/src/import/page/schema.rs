//! Nodes and the words of their tokens to JSON Schema.
//!
//! What the page does not determine is said where it stands: a diagnostic at the line, and
//! [`UNCERTAIN`] in the schema.

use serde_json::{Map, Value, json};

use super::{
    Notes,
    field::{self, FORMATS, Limits, MAP, Type},
    nest::{Child, Node, holds},
    tokens::{Field, Token},
};
use crate::diagnostic::Code;

/// The key that says what is not certain, and why.
pub(super) const UNCERTAIN: &str = "x-specwright-uncertain";
/// The key that holds the name of a component, where the page shows it.
pub(super) const NAME: &str = "x-specwright-name";

type Schema = Map<String, Value>;

/// Writes the schemas of one region.
pub(super) struct Writer<'a, 'n> {
    pub(super) tokens: &'a [Token],
    pub(super) notes: &'a mut Notes<'n>,
}

impl Writer<'_, '_> {
    /// The schema of something without a name.
    pub(super) fn node(&mut self, node: &Node) -> Schema {
        match node {
            Node::Leaf => Schema::new(),
            Node::Bare(at) => match self.tokens.get(*at) {
                Some(Token::Bare(field)) => self.field(field, &Node::Leaf),
                _ => Schema::new(),
            },
            Node::Object(children) => self.object(children),
            Node::List(items) => {
                let items = self.node(items);
                object([("type", json!("array")), ("items", items.into())])
            }
            Node::Choice(at, nodes) => self.choice(*at, nodes),
            Node::Loose(at, first, tokens) => self.loose(*at, first, tokens.clone()),
            Node::Uncertain(node, why) => {
                let mut schema = self.node(node);
                schema.insert(UNCERTAIN.to_owned(), why.as_str().into());
                schema
            }
        }
    }

    fn object(&mut self, children: &[Child]) -> Schema {
        let mut schema = object([("type", json!("object"))]);
        let mut properties = Schema::new();
        let mut required = Vec::new();
        for child in children {
            let Some(Token::Field(field)) = self.tokens.get(child.token) else {
                continue;
            };
            let mut inner = self.field(field, &child.node);
            if child.undecided {
                let message = format!("nothing says which object `{}` belongs to", field.name);
                self.notes.report(Code::ImportNesting, &field.at, message);
                inner.insert(
                    UNCERTAIN.to_owned(),
                    "it may belong to another object".into(),
                );
            }
            if field.name == MAP {
                schema.insert("additionalProperties".to_owned(), inner.into());
                continue;
            }
            if field.ty.required && !child.undecided {
                required.push(Value::from(field.name.clone()));
            }
            self.lost_required(field, child, &mut inner);
            if properties.contains_key(&field.name) {
                let message = format!("`{}` stands twice in one object", field.name);
                self.notes.report(Code::ImportNesting, &field.at, message);
                inner = object([(UNCERTAIN, json!("it stands twice, and either may be meant"))]);
            }
            properties.insert(field.name.clone(), inner.into());
        }
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), properties.into());
        }
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        schema
    }

    /// Notes that an object may be required though the page does not say so: the site looks for the
    /// flag in the wrong place where the property is written as `allOf`.
    fn lost_required(&mut self, field: &Field, child: &Child, schema: &mut Schema) {
        if field.ty.required || child.undecided || field.ty.lists > 0 || field.ty.word != "object" {
            return;
        }
        let message = format!(
            "`{}` may be required: of an object the site does not always say so",
            field.name
        );
        self.notes.report(Code::ImportRequired, &field.at, message);
        let note = "it may be required; the site does not always say so of an object";
        schema.entry(UNCERTAIN).or_insert_with(|| note.into());
    }

    /// The schema of a field with what is in it.
    fn field(&mut self, field: &Field, node: &Node) -> Schema {
        let ty = &field.ty;
        let mut schema = Schema::new();
        if !field.description.is_empty() {
            schema.insert(
                "description".to_owned(),
                field.description.join("\n\n").into(),
            );
        }
        schema.append(&mut self.typed(field, node));
        finish(
            &mut schema,
            ty,
            field.default.as_deref(),
            field.example.as_deref(),
        );
        schema
    }

    fn typed(&mut self, field: &Field, node: &Node) -> Schema {
        let ty = &field.ty;
        if let Node::Uncertain(node, why) = node {
            let message = format!("`{}` is not certain: {why}", field.name);
            self.notes.report(Code::ImportNesting, &field.at, message);
            let mut schema = self.typed(field, node);
            schema.insert(UNCERTAIN.to_owned(), why.as_str().into());
            return schema;
        }
        if ty.lists > 0 || ty.word == "array" {
            return self.list(field, node);
        }
        match node {
            Node::Leaf if holds(field) && ty.word != "object" && !ty.is_known() => {
                let message = format!("`{}` is no type that the site is known to show", ty.word);
                self.notes.report(Code::ImportType, &field.at, message);
                object([
                    (NAME, json!(ty.word)),
                    (UNCERTAIN, json!("its type is not known")),
                ])
            }
            Node::Leaf => scalar(ty, &field.limits),
            _ => {
                let mut schema = self.node(node);
                if !ty.is_known() {
                    schema.insert(NAME.to_owned(), ty.word.clone().into());
                }
                schema
            }
        }
    }

    /// A list: what is shown of its items stands in brackets, or is the word before `[]`.
    fn list(&mut self, field: &Field, node: &Node) -> Schema {
        let ty = &field.ty;
        let mut items = match node {
            Node::List(inner) if **inner != Node::Leaf => self.node(inner),
            _ if ty.word == "array" => {
                let message = format!("the items of `{}` are not shown", field.name);
                self.notes.report(Code::ImportType, &field.at, message);
                object([(
                    UNCERTAIN,
                    json!("the page does not show what the items are"),
                )])
            }
            _ => {
                let limits = Limits {
                    bounds: Vec::new(),
                    ..field.limits.clone()
                };
                let mut items = scalar(ty, &limits);
                if ty.word == "object" && !field.is_leaf() {
                    let message =
                        format!("the members of the items of `{}` are not shown", field.name);
                    self.notes.report(Code::ImportType, &field.at, message);
                    items.insert(
                        UNCERTAIN.to_owned(),
                        "the page does not show its members".into(),
                    );
                }
                items
            }
        };
        for _ in 1..ty.lists {
            items = object([("type", json!("array")), ("items", items.into())]);
        }
        let mut schema = object([("type", json!("array")), ("items", items.into())]);
        if matches!(ty.base(), Some("number" | "integer")) && !field.limits.bounds.is_empty() {
            // The site prints a limit of the numbers as it prints one of how many there are.
            let message = format!(
                "nothing says whether the limit is of `{}` or of its items",
                field.name
            );
            self.notes.report(Code::ImportType, &field.at, message);
            let note = "it has a limit, of its length or of its items";
            schema.insert(UNCERTAIN.to_owned(), note.into());
        } else {
            bounds(&mut schema, &field.limits, ["minItems", "maxItems"]);
        }
        schema
    }

    fn choice(&mut self, at: usize, nodes: &[Node]) -> Schema {
        let Some(Token::Choice(kind, labels, _)) = self.tokens.get(at) else {
            return Schema::new();
        };
        let members = labels.iter().zip(nodes);
        let members: Vec<_> = members
            .map(|(label, node)| named(self.node(node), label))
            .collect();
        object([(kind.as_str(), members.into())])
    }

    /// A choice of whose members only the first are known: each other may have what follows, and
    /// has to have nothing.
    fn loose(&mut self, at: usize, first: &[Node], tokens: std::ops::Range<usize>) -> Schema {
        let Some(Token::Choice(kind, labels, place)) = self.tokens.get(at) else {
            return Schema::new();
        };
        let (known, others) = labels.split_at(first.len().min(labels.len()));
        let words = others.join("`, `");
        let message = format!("nothing says which member belongs to which of `{words}`");
        self.notes.report(Code::ImportChoice, place, message);
        let why = format!("the page runs the members of `{words}` together");
        let merged = self.merged(tokens);
        let known = known.iter().zip(first);
        let mut members: Vec<_> = known
            .map(|(label, node)| named(self.node(node), label))
            .collect();
        members.extend(others.iter().map(|label| {
            let mut member = object([("type", json!("object"))]);
            member.insert("properties".to_owned(), merged.clone().into());
            member.insert(UNCERTAIN.to_owned(), why.as_str().into());
            named(member, label)
        }));
        let mut schema = object([(kind.as_str(), members.into())]);
        schema.insert(UNCERTAIN.to_owned(), why.into());
        schema
    }

    /// Fields that may belong to several objects, by name; one that is described in several ways is
    /// any JSON.
    fn merged(&self, tokens: std::ops::Range<usize>) -> Schema {
        let mut properties = Schema::new();
        let mut depth = 0_usize;
        for index in tokens {
            match self.tokens.get(index) {
                Some(Token::Open(_)) => depth += 1,
                Some(Token::Close(_)) => depth = depth.saturating_sub(1),
                Some(Token::Field(field)) if depth == 0 && field.name != MAP => {
                    let inner = Value::from(scalar_or_open(field));
                    properties
                        .entry(field.name.clone())
                        .and_modify(|other| {
                            if *other != inner {
                                *other = json!({});
                            }
                        })
                        .or_insert(inner);
                }
                Some(Token::Field(_) | Token::Bare(_) | Token::Choice(..)) | None => {}
            }
        }
        properties
    }
}

/// A member of a choice with its name; members without one are numbered by the site.
fn named(mut member: Schema, label: &str) -> Value {
    let number = label.strip_prefix("MOD");
    if number.is_none_or(|rest| rest.parse::<u32>().is_err()) {
        member.insert(NAME.to_owned(), label.into());
    }
    member.into()
}

/// The schema of a field of which nothing is known but its type.
fn scalar_or_open(field: &Field) -> Schema {
    match field.ty.lists {
        0 => scalar(&field.ty, &Limits::default()),
        _ => object([("type", json!("array"))]),
    }
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Schema {
    members
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// The schema of a type without lists.
pub(super) fn scalar(ty: &Type, limits: &Limits) -> Schema {
    let mut schema = Schema::new();
    let base = ty.base();
    if let Some(name) = &ty.component {
        schema.insert(NAME.to_owned(), name.as_str().into());
    }
    if let Some(base) = base {
        schema.insert("type".to_owned(), base.into());
    }
    if FORMATS.iter().any(|(format, _)| *format == ty.word) {
        schema.insert("format".to_owned(), ty.word.as_str().into());
    }
    if let Some(values) = &limits.values {
        let values: Vec<_> = values.iter().map(|code| field::value(code, base)).collect();
        schema.insert("enum".to_owned(), values.into());
    }
    bounds(&mut schema, limits, ["minimum", "maximum"]);
    let lengths = [
        ("minLength", limits.shortest),
        ("maxLength", limits.longest),
    ];
    for (key, length) in lengths {
        if let Some(length) = length {
            schema.insert(key.to_owned(), length.into());
        }
    }
    if let Some(pattern) = &limits.pattern {
        schema.insert("pattern".to_owned(), pattern.as_str().into());
    }
    schema
}

fn bounds(schema: &mut Schema, limits: &Limits, [least, most]: [&str; 2]) {
    for (sign, number) in &limits.bounds {
        let key = match *sign {
            ">=" => least,
            "<=" => most,
            ">" => "exclusiveMinimum",
            _ => "exclusiveMaximum",
        };
        schema.insert(key.to_owned(), number.clone().into());
    }
}

/// Says in `schema` that it is not certain, and why, unless it says so already.
pub(super) fn doubt(schema: &mut Schema, why: &str) {
    schema.entry(UNCERTAIN).or_insert_with(|| why.into());
}

/// Adds what stands beside a type.
pub(super) fn finish(schema: &mut Schema, ty: &Type, default: Option<&str>, example: Option<&str>) {
    let base = match ty.lists {
        0 => ty.base(),
        _ => Some("array"),
    };
    if ty.nullable {
        nullable(schema);
    }
    if let Some(code) = default {
        schema.insert("default".to_owned(), field::value(code, base));
    }
    if let Some(code) = example {
        schema.insert("example".to_owned(), field::value(code, base));
    }
    if ty.deprecated {
        schema.insert("deprecated".to_owned(), true.into());
    }
}

/// Lets a schema allow null, as OpenAPI 3.1 has it.
fn nullable(schema: &mut Schema) {
    if let Some(ty) = schema.get_mut("type") {
        *ty = json!([ty.take(), "null"]);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(Value::Array(members)) = schema.get_mut(key) {
            members.push(json!({ "type": "null" }));
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
}
