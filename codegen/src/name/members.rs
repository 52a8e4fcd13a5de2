//! Names of fields and variants.

use std::collections::BTreeSet;

use crate::{
    diagnostic::{Code, Place},
    ir::{Enum, NameHint, TypeDef, TypeKind, Union},
    name::{
        Assigning, EnumOptions, FieldNames, Named, reserved,
        scope::{Claim, Scope},
        words::{pascal, snake},
    },
};

impl Assigning<'_> {
    /// Names fields and variants.
    pub(super) fn members(&mut self) {
        for (id, definition) in &self.api.types {
            let mut names = self.names.types.remove(id).unwrap_or_default();
            match &definition.kind {
                TypeKind::Struct(found) => {
                    let claim = |field: &crate::ir::Field| {
                        let chosen = self.member(Named::Property, definition, &field.wire);
                        let ident = chosen.unwrap_or_else(|| snake(&field.wire));
                        Claim::new(&field.wire, ident, field.at)
                    };
                    let mut claims: Vec<Claim> = found.fields.iter().map(claim).collect();
                    claims.push(Claim::last("additional_properties", definition.at));
                    let mut idents = Scope::new(&[]).assign(claims, self.sink);
                    names.additional = idents.pop().unwrap_or_default();
                    names.fields = setters(idents, &[]);
                }
                TypeKind::Enum(values) => {
                    names.variants = self.variants(definition, values);
                }
                TypeKind::Union(found) => names.variants = self.union_variants(found),
            }
            self.names.types.insert(*id, names);
        }
    }

    fn variants(&mut self, definition: &TypeDef, values: &Enum) -> Vec<String> {
        let prefix = self
            .enums
            .iter()
            .find(|options| is_for(options, definition));
        let prefix = prefix.map_or("", |options| options.strip_prefix.as_str());
        let claim = |value: &str, name: Option<&String>, at: Place| {
            let rest = value
                .strip_prefix(prefix)
                .filter(|rest| !rest.is_empty())
                .unwrap_or(value);
            let chosen = self.member(Named::Value, definition, value);
            let ident = chosen.unwrap_or_else(|| pascal(name.map_or(rest, String::as_str), "V"));
            Claim::new(value, ident, at).at_value()
        };
        let claims = match values {
            Enum::Strings(values) => {
                let values = values.iter();
                let claims = values.map(|found| claim(&found.value, found.name.as_ref(), found.at));
                claims.collect()
            }
            Enum::Integers(values) => {
                let values = values.iter();
                let claims = values
                    .map(|found| claim(&found.value.to_string(), found.name.as_ref(), found.at));
                claims.collect()
            }
        };
        Scope::new(reserved::VARIANTS).assign(claims, self.sink)
    }

    /// The name that the user chooses for a member of a schema.
    fn member(&self, named: Named, definition: &TypeDef, wire: &str) -> Option<String> {
        let NameHint::Component(schema) = &definition.hint else {
            return None;
        };
        self.renames.get(named, &format!("{schema}.{wire}"))
    }

    fn union_variants(&mut self, found: &Union) -> Vec<String> {
        let claims = found
            .variants
            .iter()
            .map(|variant| Claim::new(&variant.name, pascal(&variant.name, "V"), variant.at));
        Scope::new(reserved::VARIANTS).assign(claims.collect(), self.sink)
    }

    pub(super) fn unused_options(&mut self) {
        for options in self.enums {
            let definition = self
                .api
                .types
                .values()
                .find(|definition| is_for(options, definition));
            let EnumOptions {
                schema,
                strip_prefix,
                at,
            } = options;
            let message = match definition.map(|definition| &definition.kind) {
                Some(TypeKind::Enum(Enum::Strings(values)))
                    if values
                        .iter()
                        .any(|value| value.value.starts_with(strip_prefix)) =>
                {
                    continue;
                }
                Some(TypeKind::Enum(_)) => {
                    format!("no value of `{schema}` begins with `{strip_prefix}`")
                }
                Some(TypeKind::Struct(_) | TypeKind::Union(_)) => format!("`{schema}` is no enum"),
                None => format!("the client has no schema `{schema}`"),
            };
            self.sink.report(Code::UnusedPrefix, at.clone(), message);
        }
    }
}

fn is_for(options: &EnumOptions, definition: &TypeDef) -> bool {
    definition.hint == NameHint::Component(options.schema.clone())
}

/// A setter is called as its field unless that would hide a method that users know, or one of `others`.
pub(super) fn setters(idents: Vec<String>, others: &[&str]) -> Vec<FieldNames> {
    let plain = |ident: &str| ident.trim_start_matches("r#").to_owned();
    let is_reserved = |ident: &str| {
        let plain = plain(ident);
        reserved::METHODS.contains(&plain.as_str()) || others.contains(&plain.as_str())
    };
    let free = idents.iter().filter(|ident| !is_reserved(ident));
    let mut taken: BTreeSet<String> = free.map(|ident| plain(ident)).collect();
    let mut claim = |name: String| {
        let mut longer = std::iter::successors(Some(name), |name| Some(format!("with_{name}")));
        longer
            .find(|name| taken.insert(name.clone()))
            .unwrap_or_default()
    };
    let names = idents.into_iter().map(|ident| {
        let plain = plain(&ident);
        let setter = if is_reserved(&ident) {
            claim(format!("with_{plain}"))
        } else {
            ident.clone()
        };
        FieldNames {
            ident,
            setter,
            null_setter: claim(format!("{}_null", plain.trim_end_matches('_'))),
        }
    });
    names.collect()
}
