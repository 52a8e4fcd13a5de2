//! `application/x-www-form-urlencoded` (OpenAPI 3.1.1, §4.8.14.4 and §4.8.15).

use serde::ser::Error as _;

use crate::request::{Form, Shape, Style, append, pairs, shape};

/// How one member of a form is written, where the document says so (OpenAPI 3.1.1, §4.8.15).
#[derive(Debug, Clone, Copy)]
pub struct Encoding {
    /// The member's name on the wire.
    pub name: &'static str,
    /// The style, as of a query parameter.
    pub style: Style,
    /// Whether each item of a list and each member of an object is a pair by itself.
    pub explode: bool,
    /// Whether reserved characters stay, as for [`Param::reserved`](crate::request::Param::reserved).
    pub reserved: bool,
    /// Whether the member is written as JSON (`contentType: application/json`), whatever the style.
    pub json: bool,
}

/// Writes the members of an object as pairs.
///
/// Fails where `body` is no object, or a member's items could not be told apart.
pub(crate) fn form(body: &str, encodings: &[Encoding]) -> Result<String, serde_json::Error> {
    let members = match shape(body) {
        Shape::Null => Vec::new(),
        Shape::Object(members) => members,
        Shape::Scalar(_) | Shape::List(_) => {
            return Err(serde_json::Error::custom("a form is made of an object"));
        }
    };
    let mut text = String::new();
    for (name, value) in &members {
        let encoding = encodings.iter().find(|encoding| encoding.name == name);
        let form = encoding.map_or_else(|| default(value), Encoding::form);
        let pairs = pairs(name, form, value);
        let pairs =
            pairs.map_err(|reason| serde_json::Error::custom(format!("`{name}` {reason}")))?;
        append(&mut text, "&", &pairs);
    }
    Ok(text)
}

impl Encoding {
    pub(crate) fn form(&self) -> Form {
        let Self {
            name: _,
            style,
            explode,
            reserved,
            json,
        } = *self;
        Form {
            style,
            explode,
            reserved,
            json,
        }
    }
}

/// How a member goes that the document says nothing of: by the default content type of its value.
fn default(value: &str) -> Form {
    Form {
        style: Style::Form,
        explode: true,
        reserved: false,
        json: matches!(shape(value), Shape::Object(_)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, form};
    use crate::request::Style;

    const PLAIN: Encoding = Encoding {
        name: "a",
        style: Style::Form,
        explode: true,
        reserved: false,
        json: false,
    };

    #[test]
    fn members_go_by_their_default_content_type() {
        for (body, text) in [
            (r"{}", ""),
            (r"null", ""),
            (
                r#"{"a":"x y+z&","b":1,"c":true,"d":null}"#,
                "a=x%20y%2Bz%26&b=1&c=true",
            ),
            (r#"{"a":[1,"b",null],"e":[]}"#, "a=1&a=b"),
            (r#"{"a":{"zip":"9+1"}}"#, "a=%7B%22zip%22%3A%229%2B1%22%7D"),
            (r#"{"a":[{"b":1}]}"#, "a=%7B%22b%22%3A1%7D"),
        ] {
            assert_eq!(form(body, &[]).unwrap(), text);
        }
        assert!(form("[]", &[]).is_err());
    }

    #[test]
    fn members_go_by_their_encoding() {
        for (encoding, body, text) in [
            (PLAIN, r#"{"a":{"b":1,"c":2}}"#, "b=1&c=2"),
            (
                Encoding {
                    explode: false,
                    ..PLAIN
                },
                r#"{"a":[1,2],"b":[1,2]}"#,
                "a=1,2&b=1&b=2",
            ),
            (
                Encoding {
                    json: true,
                    ..PLAIN
                },
                r#"{"a":[1,"x"]}"#,
                "a=%5B1%2C%22x%22%5D",
            ),
            (
                Encoding {
                    reserved: true,
                    ..PLAIN
                },
                r#"{"a":"/x?y&z"}"#,
                "a=/x?y%26z",
            ),
            (
                Encoding {
                    style: Style::DeepObject,
                    ..PLAIN
                },
                r#"{"a":{"b":[1,2],"c":[{"d":1},{"d":2}]}}"#,
                "a%5Bb%5D%5B%5D=1&a%5Bb%5D%5B%5D=2&a%5Bc%5D%5B0%5D%5Bd%5D=1&a%5Bc%5D%5B1%5D%5Bd%5D=2",
            ),
        ] {
            assert_eq!(form(body, &[encoding]).unwrap(), text);
        }
    }
}
