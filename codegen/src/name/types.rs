//! Names of types, and of the files that they stand in.

use std::collections::BTreeMap;

use crate::{
    ir::{ModuleId, NameHint, Owner, Role, TypeDef, TypeId},
    name::{
        Assigning, Named, Slot, TypeNames, reserved,
        scope::{Choice, Claim, Scope},
        status,
        words::{LONGEST, cut, module, pascal},
    },
};

impl Assigning<'_> {
    /// Names the types that are called after schemas.
    pub(super) fn components(&mut self) {
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
            .map(|(id, definition, name)| {
                let (ident, choice) = self.schema(name);
                let claim = Claim::new(name, ident, definition.at).chosen(choice);
                (id, claim.locked(self.type_spot(id), Slot::Type))
            })
            .unzip();
        self.claim(&ids, claims);
    }

    /// What a schema wants to be called, and whether the user wants it.
    fn schema(&self, name: &str) -> (String, Choice) {
        let chosen = self.renames.get(Named::Schema, name);
        let choice = Choice::name(chosen.as_ref());
        (chosen.unwrap_or_else(|| pascal(name, "T")), choice)
    }

    /// Names what stands within something that has a name, from the outermost inwards.
    pub(super) fn parts(&mut self) {
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
                .filter_map(|id| Some((*id, self.part(*id, self.api.types.get(id)?)?)))
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
            let idents = scope.assign(claims, &mut self.book);
            self.define(home, &ids, idents);
        }
    }

    fn home(&self, id: TypeId) -> ModuleId {
        let definition = self.api.types.get(&id);
        definition.map_or(ModuleId(0), |definition| definition.home)
    }

    fn part(&self, id: TypeId, definition: &TypeDef) -> Option<Claim> {
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
                own.unwrap_or_else(|| self.schema(name).0)
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
        let claim = Claim::new(&wire.join("/"), ident, definition.at);
        Some(claim.locked(self.type_spot(id), Slot::Type))
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
        let modules = files.assign(claims, &mut self.book);
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
