//! A value with its place.

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::diagnostic::Place;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub at: Place,
}

/// What JSON and YAML have in common.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(String),
    /// Items in order.
    List(Vec<Node>),
    /// Members in the order of the document, apart, as there are many more values without any.
    Map(Box<Map>),
}

/// Members in the order of the document; their keys are unique.
pub type Map = IndexMap<String, Node, RandomState>;

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// Written without a fraction, of up to 128 bits.
    Int(Wide),
    /// Any other.
    Float(f64),
}

/// An integer of 128 bits that is placed as one of 64, as otherwise all values took more room for it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(Rust, packed(8))]
pub struct Wide(i128);

impl Wide {
    /// Returns the integer.
    pub fn get(self) -> i128 {
        self.0
    }
}

impl<T: Into<i128>> From<T> for Wide {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

impl Node {
    /// Returns the value's type, with its article.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
        }
    }

    /// Returns whether the value may hold others.
    pub fn is_container(&self) -> bool {
        matches!(self.value, Value::List(_) | Value::Map(_))
    }

    /// Returns the text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a string, number or boolean as text.
    pub fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(self.to_json().to_string()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Returns a number without a fraction; readers of JSON make floats of those beyond 64 bits.
    pub fn integer(&self) -> Option<i128> {
        match self.value {
            Value::Number(Number::Int(value)) => Some(value.get()),
            Value::Number(Number::Float(value)) if value.fract() == 0.0 && value.abs() < 1e38 => {
                Some(value as i128)
            }
            _ => None,
        }
    }

    /// Returns the members of an object.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Returns the items of a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the member of an object with this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Returns the value as JSON; integers beyond 64 bits become floats.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;

        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(Number::Int(value)) => {
                let value = value.get();
                match (i64::try_from(value), u64::try_from(value)) {
                    (Ok(value), _) => value.into(),
                    (_, Ok(value)) => value.into(),
                    _ => (value as f64).into(),
                }
            }
            Value::Number(Number::Float(value)) => (*value).into(),
            Value::String(text) => Json::String(text.clone()),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(map) => map
                .iter()
                .map(|(key, value)| (key.clone(), value.to_json()))
                .collect(),
        }
    }
}
