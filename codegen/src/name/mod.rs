//! Every identifier, chosen once.
//!
//! In: an [`Api`] after the passes. Out: [`Names`] for all that gets a name in Rust. A name follows
//! from where the thing stands in the document and never from the order of its siblings. An
//! identifier that is a keyword is written `r#…` here.

mod operations;
mod reserved;
mod scope;
mod status;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use operations::{GroupNames, OperationNames};

use crate::{
    diagnostic::{At, Code, Sink},
    ir::{Api, Enum, NameHint, OperationId, Owner, Role, TypeDef, TypeId, TypeKind},
    name::{
        scope::{Claim, Scope},
        words::{module, pascal, snake},
    },
};

/// All identifiers.
#[derive(Debug, Default)]
pub struct Names {
    /// Types.
    pub types: BTreeMap<TypeId, TypeNames>,
    /// Groups, in the order of [`Api::groups`].
    pub groups: Vec<GroupNames>,
    /// Operations.
    pub operations: BTreeMap<OperationId, OperationNames>,
    /// The constants of security schemes, in the order of [`Api::schemes`].
    pub schemes: Vec<String>,
}

/// The identifiers of a type.
#[derive(Debug, Default)]
pub struct TypeNames {
    /// The type.
    pub ident: String,
    /// The module that it stands in.
    pub module: String,
    /// Its fields, in order.
    pub fields: Vec<FieldNames>,
    /// The field of members that the document does not name.
    pub additional: String,
    /// Its variants, in order.
    pub variants: Vec<String>,
}

/// The identifiers of a field.
#[derive(Debug)]
pub struct FieldNames {
    /// The field.
    pub ident: String,
    /// The method that sets it.
    pub setter: String,
    /// The method that sets it to null.
    pub null_setter: String,
}

/// What `codegen.toml` says about an enum.
#[derive(Debug, Clone)]
pub struct EnumOptions {
    /// The name of its schema.
    pub schema: String,
    /// What is taken from the beginning of each value before it becomes a name.
    pub strip_prefix: String,
    /// Where it says so.
    pub at: At,
}

/// Returns whether `name` is a keyword of Rust.
pub fn is_keyword(name: &str) -> bool {
    reserved::KEYWORDS.contains(&name) || reserved::NOT_RAW.contains(&name)
}

/// Chooses all names.
pub fn assign(api: &Api, enums: &[EnumOptions], sink: &mut Sink) -> Names {
    let mut assigning = Assigning {
        api,
        enums,
        sink,
        names: Names::default(),
        types: Scope::new(&[]),
        modules: Scope::new(reserved::MODULES),
    };
    assigning.components();
    assigning.operations();
    assigning.parts();
    assigning.members();
    assigning.unused_options();
    assigning.names
}

struct Assigning<'a> {
    api: &'a Api,
    enums: &'a [EnumOptions],
    sink: &'a mut Sink,
    names: Names,
    types: Scope,
    modules: Scope,
}

impl Assigning<'_> {
    fn components(&mut self) {
        let named = self
            .api
            .types
            .iter()
            .filter_map(|(id, definition)| match &definition.hint {
                NameHint::Component(name) => Some((*id, definition, name)),
                NameHint::Part { .. } => None,
            });
        let (ids, claims): (Vec<_>, Vec<_>) = named
            .map(|(id, definition, name)| (id, Claim::new(name, pascal(name, "T"), definition.at)))
            .unzip();
        let idents = self.types.assign(claims, self.sink);
        self.define(&ids, idents);
    }

    /// Names what stands within something that has a name, from the outermost inwards.
    fn parts(&mut self) {
        loop {
            let next = self
                .api
                .types
                .iter()
                .filter(|(id, _)| !self.names.types.contains_key(id));
            let (ids, claims): (Vec<_>, Vec<_>) = next
                .filter_map(|(id, definition)| Some((*id, self.part(definition)?)))
                .unzip();
            if ids.is_empty() {
                return;
            }
            let idents = self.types.assign(claims, self.sink);
            self.define(&ids, idents);
        }
    }

    fn part(&self, definition: &TypeDef) -> Option<Claim> {
        let NameHint::Part { owner, path } = &definition.hint else {
            return None;
        };
        let mut ident = match owner {
            Owner::Type(id) => self.names.types.get(id)?.ident.clone(),
            // A reference may lead into an operation that was left out.
            Owner::Operation(id) => match self.names.operations.get(id) {
                Some(names) => names.base.clone(),
                None => "Shared".to_owned(),
            },
            Owner::Component(name) => pascal(name, "T"),
        };
        let mut wire = Vec::new();
        for role in path {
            let part = match role {
                Role::Property(wire) | Role::Parameter(wire) => pascal(wire, ""),
                Role::Items => "Item".to_owned(),
                Role::Values => "Value".to_owned(),
                Role::Body => "Body".to_owned(),
                Role::Success => "Response".to_owned(),
                Role::Response(status) => status::name(*status),
            };
            ident.push_str(&part);
            wire.push(match role {
                Role::Property(wire) | Role::Parameter(wire) => wire.clone(),
                Role::Items | Role::Values | Role::Body | Role::Success | Role::Response(_) => part,
            });
        }
        Some(Claim::new(&wire.join("/"), ident, definition.at))
    }

    /// Gives types their names; those within another type stand in its module.
    fn define(&mut self, ids: &[TypeId], idents: Vec<String>) {
        let with_module: Vec<_> = ids
            .iter()
            .zip(&idents)
            .filter(|(id, _)| self.module_of_owner(**id).is_none())
            .collect();
        let claims = with_module.iter().filter_map(|(id, ident)| {
            let at = self.api.types.get(id)?.at;
            Some(Claim::new(ident, module(ident), at))
        });
        let modules = self.modules.assign(claims.collect(), self.sink);
        let modules: BTreeMap<TypeId, String> = with_module
            .iter()
            .map(|(id, _)| **id)
            .zip(modules)
            .collect();
        for (id, ident) in ids.iter().zip(idents) {
            let own = modules.get(id).cloned();
            let module = own
                .or_else(|| self.module_of_owner(*id))
                .unwrap_or_default();
            self.names.types.insert(
                *id,
                TypeNames {
                    ident,
                    module,
                    ..TypeNames::default()
                },
            );
        }
    }

    /// The module of the type that another one stands in.
    fn module_of_owner(&self, id: TypeId) -> Option<String> {
        let NameHint::Part { owner, .. } = &self.api.types.get(&id)?.hint else {
            return None;
        };
        let owner = match owner {
            Owner::Type(id) => *id,
            Owner::Component(name) => {
                let hint = NameHint::Component(name.clone());
                *self
                    .api
                    .types
                    .iter()
                    .find(|(_, found)| found.hint == hint)?
                    .0
            }
            Owner::Operation(_) => return None,
        };
        self.names
            .types
            .get(&owner)
            .map(|names| names.module.clone())
    }

    /// Names fields and variants.
    fn members(&mut self) {
        for (id, definition) in &self.api.types {
            let mut names = self.names.types.remove(id).unwrap_or_default();
            match &definition.kind {
                TypeKind::Struct(found) => {
                    let claim = |field: &crate::ir::Field| {
                        Claim::new(&field.wire, snake(&field.wire), field.at)
                    };
                    let mut claims: Vec<Claim> = found.fields.iter().map(claim).collect();
                    claims.push(Claim::last("additional_properties", definition.at));
                    let mut idents = Scope::new(&[]).assign(claims, self.sink);
                    names.additional = idents.pop().unwrap_or_default();
                    names.fields = setters(idents);
                }
                TypeKind::Enum(values) => {
                    names.variants = self.variants(definition, values);
                }
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
        let claim = |value: &str| {
            let rest = value
                .strip_prefix(prefix)
                .filter(|rest| !rest.is_empty())
                .unwrap_or(value);
            Claim::new(value, pascal(rest, "V"), definition.at)
        };
        let claims = match values {
            Enum::Strings(values) => values.iter().map(|value| claim(value)).collect(),
            Enum::Integers(values) => values
                .iter()
                .map(|value| claim(&value.to_string()))
                .collect(),
        };
        Scope::new(reserved::VARIANTS).assign(claims, self.sink)
    }

    fn unused_options(&mut self) {
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
                    if values.iter().any(|value| value.starts_with(strip_prefix)) =>
                {
                    continue;
                }
                Some(TypeKind::Enum(_)) => {
                    format!("no value of `{schema}` begins with `{strip_prefix}`")
                }
                Some(TypeKind::Struct(_)) => format!("`{schema}` is no enum"),
                None => format!("the client has no schema `{schema}`"),
            };
            self.sink.report(Code::UnusedPrefix, at.clone(), message);
        }
    }
}

fn is_for(options: &EnumOptions, definition: &TypeDef) -> bool {
    definition.hint == NameHint::Component(options.schema.clone())
}

/// A setter is called as its field unless that would hide a method that users know.
fn setters(idents: Vec<String>) -> Vec<FieldNames> {
    let plain = |ident: &str| ident.trim_start_matches("r#").to_owned();
    let is_reserved = |ident: &str| reserved::METHODS.contains(&plain(ident).as_str());
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
