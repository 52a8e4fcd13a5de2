//! Every identifier, chosen once.
//!
//! In: an [`Api`] after the passes. Out: [`Names`] for all that gets a name in Rust. A name follows
//! from where the thing stands in the document and never from the order of its siblings. An
//! identifier that is a keyword is written `r#…` here.

mod commands;
mod features;
mod letters;
mod members;
mod mocks;
mod operations;
mod rename;
mod reserved;
mod scope;
mod status;
mod words;

use std::collections::BTreeMap;

pub use commands::{CommandNames, Commands};
pub use features::Features;
pub use operations::{GroupNames, OperationNames};
pub use rename::{Named, Renames};

use crate::{
    diagnostic::{At, Sink},
    ir::{Api, ModuleId, NameHint, OperationId, Owner, Role, TypeDef, TypeId},
    name::{
        scope::{Claim, Scope},
        words::{LONGEST, cut, module, pascal},
    },
};

/// All identifiers.
#[derive(Debug, Default)]
pub struct Names {
    /// Types.
    pub types: BTreeMap<TypeId, TypeNames>,
    /// The modules, in the order of [`Api::modules`].
    pub modules: Vec<String>,
    /// Groups, in the order of [`Api::groups`].
    pub groups: Vec<GroupNames>,
    /// Operations.
    pub operations: BTreeMap<OperationId, OperationNames>,
    /// The constants of security schemes, in the order of [`Api::schemes`].
    pub schemes: Vec<String>,
    /// The cargo features of groups, if there are any.
    pub features: Option<Features>,
    /// The methods of the mock server, if there is one.
    pub mocks: Option<BTreeMap<OperationId, String>>,
    /// The words of the command line, if there is one.
    pub commands: Option<Commands>,
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

/// What `codegen.toml` says about names.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Options of enums.
    pub enums: &'a [EnumOptions],
    /// Names that the user chooses.
    pub renames: &'a Renames,
    /// Whether each group has a cargo feature.
    pub tag_features: bool,
    /// Whether there is a mock server.
    pub mock: bool,
    /// Whether there is a command line.
    pub cli: bool,
}

/// Returns whether `name` is a keyword of Rust.
pub fn is_keyword(name: &str) -> bool {
    reserved::KEYWORDS.contains(&name) || reserved::NOT_RAW.contains(&name)
}

/// Chooses all names.
pub fn assign(api: &Api, options: &Options<'_>, sink: &mut Sink) -> Names {
    let Options {
        enums,
        renames,
        tag_features,
        mock,
        cli,
    } = *options;
    let mut assigning = Assigning {
        api,
        enums,
        renames,
        sink,
        names: Names::default(),
        types: BTreeMap::new(),
        modules: BTreeMap::new(),
        components: BTreeMap::new(),
    };
    assigning.homes();
    assigning.components();
    assigning.operations();
    assigning.parts();
    assigning.members();
    assigning.unused_options();
    if tag_features {
        assigning.features();
    }
    if mock {
        assigning.mocks();
    }
    if cli {
        assigning.commands();
    }
    renames.report_unused(assigning.sink);
    assigning.names
}

struct Assigning<'a> {
    api: &'a Api,
    enums: &'a [EnumOptions],
    renames: &'a Renames,
    sink: &'a mut Sink,
    names: Names,
    /// The types of each module.
    types: BTreeMap<ModuleId, Scope>,
    /// The files of types of each module.
    modules: BTreeMap<ModuleId, Scope>,
    /// The types that are called after schemas.
    components: BTreeMap<(ModuleId, String), TypeId>,
}

impl Assigning<'_> {
    /// Names the modules, where there are several.
    fn homes(&mut self) {
        for index in 0..self.api.modules.len() {
            self.types.insert(ModuleId(index), Scope::new(&[]));
            let files = Scope::new(reserved::MODULES).and(reserved::DEVICES);
            self.modules.insert(ModuleId(index), files);
        }
        let at = |index: usize| {
            let mut types = self.api.types.values();
            let found = types.find(|definition| definition.home == ModuleId(index));
            let first = self.api.types.values().next();
            found.or(first).map(|definition| definition.at)
        };
        let claims = self.api.modules.iter().enumerate().map(|(index, found)| {
            // A module without types clashes with nothing that could be shown.
            let claim = at(index).map(|at| Claim::new(&found.stem, module(&found.stem), at));
            claim.map(Claim::quiet)
        });
        let claims: Option<Vec<Claim>> = claims.collect();
        let modules = self.api.modules.iter().map(|found| module(&found.stem));
        self.names.modules = match claims {
            Some(claims) => Scope::new(reserved::HOMES)
                .and(reserved::DEVICES)
                .assign(claims, self.sink),
            None => modules.collect(),
        };
    }

    fn components(&mut self) {
        let named: Vec<_> = self
            .api
            .types
            .iter()
            .filter_map(|(id, definition)| match &definition.hint {
                NameHint::Component(name) => Some((*id, definition, name)),
                NameHint::Part { .. } => None,
            })
            .collect();
        for (id, definition, name) in &named {
            let key = (definition.home, (*name).clone());
            self.components.entry(key).or_insert(*id);
        }
        let (ids, claims): (Vec<_>, Vec<_>) = named
            .into_iter()
            .map(|(id, definition, name)| (id, Claim::new(name, self.schema(name), definition.at)))
            .unzip();
        self.claim(&ids, claims);
    }

    /// What a schema wants to be called.
    fn schema(&self, name: &str) -> String {
        let chosen = self.renames.get(Named::Schema, name);
        chosen.unwrap_or_else(|| pascal(name, "T"))
    }

    /// Names what stands within something that has a name, from the outermost inwards.
    fn parts(&mut self) {
        let mut rest: Vec<TypeId> = self
            .api
            .types
            .keys()
            .copied()
            .filter(|id| !self.names.types.contains_key(id))
            .collect();
        loop {
            let (ids, claims): (Vec<_>, Vec<_>) = rest
                .iter()
                .filter_map(|id| Some((*id, self.part(self.api.types.get(id)?)?)))
                .unzip();
            if ids.is_empty() {
                return;
            }
            self.claim(&ids, claims);
            rest.retain(|id| !self.names.types.contains_key(id));
        }
    }

    /// Gives types their names, each among those of its module.
    fn claim(&mut self, ids: &[TypeId], claims: Vec<Claim>) {
        let mut by_home: BTreeMap<ModuleId, (Vec<TypeId>, Vec<Claim>)> = BTreeMap::new();
        for (id, claim) in ids.iter().zip(claims) {
            let (ids, claims) = by_home.entry(self.home(*id)).or_default();
            ids.push(*id);
            claims.push(claim);
        }
        for (home, (ids, claims)) in by_home {
            let scope = self.types.entry(home).or_insert_with(|| Scope::new(&[]));
            let idents = scope.assign(claims, self.sink);
            self.define(home, &ids, idents);
        }
    }

    fn home(&self, id: TypeId) -> ModuleId {
        let definition = self.api.types.get(&id);
        definition.map_or(ModuleId(0), |definition| definition.home)
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
            Owner::Component(name) => {
                let key = (definition.home, name.clone());
                let own = self.components.get(&key).map(|id| self.names.types.get(id));
                let own = own.flatten().map(|names| names.ident.clone());
                own.unwrap_or_else(|| self.schema(name))
            }
        };
        let mut wire = Vec::new();
        for role in path {
            let part = match role {
                Role::Property(wire)
                | Role::Parameter(wire)
                | Role::Variant(wire)
                | Role::Header(wire) => pascal(wire, ""),
                Role::Item(index) => format!("Item{index}"),
                Role::Sent => "Input".to_owned(),
                Role::Payload => "Payload".to_owned(),
                Role::Items => "Item".to_owned(),
                Role::Values => "Value".to_owned(),
                Role::Body => "Body".to_owned(),
                Role::Success => "Response".to_owned(),
                Role::Response(status) => status::name(*status),
            };
            ident.push_str(&part);
            wire.push(match role {
                Role::Property(wire)
                | Role::Parameter(wire)
                | Role::Variant(wire)
                | Role::Header(wire) => wire.clone(),
                _ => part,
            });
        }
        let ident = cut(ident, LONGEST, "H");
        Some(Claim::new(&wire.join("/"), ident, definition.at))
    }

    /// Gives types their names; those within another type stand in its module.
    fn define(&mut self, home: ModuleId, ids: &[TypeId], idents: Vec<String>) {
        let with_module: Vec<_> = ids
            .iter()
            .zip(&idents)
            .filter(|(id, _)| self.module_of_owner(**id).is_none())
            .collect();
        let claims = with_module.iter().filter_map(|(id, ident)| {
            let at = self.api.types.get(id)?.at;
            Some(Claim::new(ident, module(ident), at))
        });
        let claims = claims.collect();
        let files = self
            .modules
            .entry(home)
            .or_insert_with(|| Scope::new(reserved::MODULES).and(reserved::DEVICES));
        let modules = files.assign(claims, self.sink);
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
        let definition = self.api.types.get(&id)?;
        let NameHint::Part { owner, .. } = &definition.hint else {
            return None;
        };
        let owner = match owner {
            Owner::Type(id) => *id,
            Owner::Component(name) => {
                let key = (definition.home, name.clone());
                *self.components.get(&key)?
            }
            Owner::Operation(_) => return None,
        };
        // A part that another document describes stands in that document's module.
        let same = self.home(owner) == definition.home;
        let names = self.names.types.get(&owner).filter(|_| same);
        names.map(|names| names.module.clone())
    }
}
