//! Names of fields and variants.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Place},
    ir::{Enum, NameHint, Struct, TypeDef, TypeKind, Union},
    name::{
        Assigning, EnumOptions, Named, Slot, TypeNames,
        lock::within,
        reserved,
        scope::{Choice, Claim, Scope},
        setters::Setters,
        words::{pascal, snake},
    },
};

impl Assigning<'_> {
    /// Names fields and variants.
    pub(super) fn members(&mut self) {
        for (id, definition) in &self.api.types {
            let mut names = self.names.types.remove(id).unwrap_or_default();
            let spot = self.type_spot(*id).to_owned();
            match &definition.kind {
                TypeKind::Struct(found) => self.fields(definition, found, &spot, &mut names),
                TypeKind::Enum(values) => {
                    names.variants = self.variants(definition, values, &spot);
                }
                TypeKind::Union(found) => names.variants = self.union_variants(found, &spot),
            }
            self.names.types.insert(*id, names);
        }
    }

    fn fields(&mut self, definition: &TypeDef, found: &Struct, spot: &str, names: &mut TypeNames) {
        let spots: Vec<String> = found
            .fields
            .iter()
            .map(|field| within(spot, "properties", &field.wire))
            .collect();
        let claims = found.fields.iter().zip(&spots).map(|(field, own)| {
            let chosen = self.member(Named::Property, definition, &field.wire);
            let choice = Choice::name(chosen.as_ref());
            let ident = chosen.unwrap_or_else(|| snake(&field.wire));
            let claim = Claim::new(&field.wire, ident, field.at).chosen(choice);
            claim.locked(own, Slot::Field)
        });
        let mut claims: Vec<Claim> = claims.collect();
        let additional = Claim::last("additional_properties", definition.at);
        claims.push(match found.additional {
            Some(_) => additional.locked(spot, Slot::Additional),
            None => additional,
        });
        let mut scope = Scope::new(&[]).kept(Slot::Field, spot, None);
        let mut idents = scope.assign(claims, &mut self.book);
        names.additional = idents.pop().unwrap_or_default();
        let idents = spots.into_iter().zip(idents).collect();
        names.fields = Setters::of(spot, &[]).fields(idents, &mut self.book);
    }

    fn variants(&mut self, definition: &TypeDef, values: &Enum, spot: &str) -> Vec<String> {
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
            let choice = match &chosen {
                Some(_) => Choice::Name,
                None if rest != value && name.is_none() => Choice::Making,
                None => Choice::None,
            };
            let ident = chosen.unwrap_or_else(|| pascal(name.map_or(rest, String::as_str), "V"));
            let claim = Claim::new(value, ident, at).at_value().chosen(choice);
            claim.locked(within(spot, "enum", value), Slot::Variant)
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
        let mut scope = Scope::new(reserved::VARIANTS).kept(Slot::Variant, spot, None);
        scope.assign(claims, &mut self.book)
    }

    /// The name that the user chooses for a member of a schema.
    fn member(&self, named: Named, definition: &TypeDef, wire: &str) -> Option<String> {
        let NameHint::Component(schema) = &definition.hint else {
            return None;
        };
        self.renames.get(named, &format!("{schema}.{wire}"))
    }

    fn union_variants(&mut self, found: &Union, spot: &str) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let claims = found.variants.iter().map(|variant| {
            let count = counts.entry(variant.name.as_str()).or_default();
            *count += 1;
            let mut own = within(spot, "oneOf", &variant.name);
            // Variants of one name are known by their order among themselves.
            if *count > 1 {
                own.push_str(&format!("~{count}"));
            }
            let ident = pascal(&variant.name, "V");
            Claim::new(&variant.name, ident, variant.at).locked(own, Slot::Variant)
        });
        let claims = claims.collect();
        let mut scope = Scope::new(reserved::VARIANTS).kept(Slot::Variant, spot, None);
        scope.assign(claims, &mut self.book)
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
            self.book
                .sink
                .report(Code::UnusedPrefix, at.clone(), message);
        }
    }
}

fn is_for(options: &EnumOptions, definition: &TypeDef) -> bool {
    definition.hint == NameHint::Component(options.schema.clone())
}
