//! What types are called after.

use crate::ir::{NameHint, Owner, Role};

/// What a schema is called after that a reference leads to, whichever reference is met first.
pub(super) fn pointed(tokens: &[String]) -> NameHint {
    let last = || tokens.last().cloned().unwrap_or_default();
    let [components, schemas, name, rest @ ..] = tokens else {
        return NameHint::Component(last());
    };
    if components != "components" || schemas != "schemas" {
        return NameHint::Component(last());
    }
    let mut path = Vec::new();
    let mut rest = rest.iter();
    while let Some(token) = rest.next() {
        path.push(match (token.as_str(), rest.as_slice().first()) {
            ("items", _) => Role::Items,
            ("additionalProperties", _) => Role::Values,
            ("properties", Some(property)) => {
                rest.next();
                Role::Property(property.clone())
            }
            (other, _) => Role::Property(other.to_owned()),
        });
    }
    if path.is_empty() {
        return NameHint::Component(name.clone());
    }
    NameHint::Part {
        owner: Owner::Component(name.clone()),
        path,
    }
}

/// What a type within the one of `hint` is called after.
pub(in crate::lower) fn part(hint: &NameHint, role: Role) -> NameHint {
    match hint {
        NameHint::Component(name) => NameHint::Part {
            owner: Owner::Component(name.clone()),
            path: vec![role],
        },
        NameHint::Part { owner, path } => {
            let path = path.iter().cloned().chain([role]).collect();
            NameHint::Part {
                owner: owner.clone(),
                path,
            }
        }
    }
}
