//! Names of groups, operations, parameters and outcomes.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Place,
    ir::{Group, ModuleId, NameSource, Operation, OperationId, Outcome},
    name::{
        Assigning, Named, Slot,
        lock::{parameter, tag, within},
        reserved,
        scope::{Choice, Claim, Scope},
        setters::Setters,
        status,
        words::{module, pascal, shouty, snake},
    },
};

/// The identifiers of a group.
#[derive(Debug)]
pub struct GroupNames {
    /// The method of the client.
    pub accessor: String,
    /// The type.
    pub ident: String,
    /// The module.
    pub module: String,
}

/// The identifiers of an operation.
#[derive(Debug)]
pub struct OperationNames {
    /// What its types begin with.
    pub base: String,
    /// The method.
    pub method: String,
    /// The type of a call.
    pub call: String,
    /// The type of its errors.
    pub error: String,
    /// The type of its successes, if there are several.
    pub success: String,
    /// The type of the headers of its successes, if there are any.
    pub headers: String,
    /// The fields of that type, in order.
    pub header_fields: Vec<String>,
    /// The constant that describes it.
    pub constant: String,
    /// Its parameters, in order.
    pub params: Vec<ParamNames>,
    /// The variants of its successes, in order.
    pub success_variants: Vec<String>,
    /// The variants of its errors, in order.
    pub error_variants: Vec<String>,
}

/// The identifiers of a parameter.
#[derive(Debug)]
pub struct ParamNames {
    /// The argument and field.
    pub ident: String,
    /// The method that sets it.
    pub setter: String,
}

impl Assigning<'_> {
    pub(super) fn operations(&mut self) {
        let api = self.api;
        let Some(anchor) = api.operations.values().next().map(|operation| operation.at) else {
            return;
        };
        let mut groups = BTreeMap::new();
        let mut schemes = BTreeMap::new();
        for home in (0..api.modules.len()).map(ModuleId) {
            groups.extend(self.groups_of(home, anchor));
            let own = api.schemes.iter().enumerate();
            let own: Vec<_> = own.filter(|(_, scheme)| scheme.home == home).collect();
            let file = self.spots.module(home).to_owned();
            let claims = own.iter().map(|(_, scheme)| {
                let spot = within(&file, "components/securitySchemes", &scheme.wire);
                let claim = Claim::new(&scheme.wire, shouty(&scheme.wire), anchor);
                claim.locked(spot, Slot::Scheme)
            });
            let mut scope = Scope::new(&[]).kept(Slot::Scheme, self.home_of(home), None);
            let names = scope.assign(claims.collect(), &mut self.book);
            schemes.extend(own.iter().map(|(index, _)| *index).zip(names));
        }
        self.names.groups = groups.into_values().collect();
        self.names.schemes = schemes.into_values().collect();
    }

    /// Names the groups of a module and their operations, and those without a group.
    fn groups_of(&mut self, home: ModuleId, anchor: Place) -> Vec<(usize, GroupNames)> {
        let api = self.api;
        let groups = api.groups.iter().enumerate();
        let own: Vec<_> = groups.filter(|(_, group)| group.home == home).collect();
        let renames = self.renames;
        let (file, place) = (
            self.spots.module(home).to_owned(),
            self.home_of(home).to_owned(),
        );
        let called = |tag: &str| {
            let chosen = renames.get(Named::Tag, tag);
            let choice = Choice::name(chosen.as_ref());
            (chosen.unwrap_or_else(|| tag.to_owned()), choice)
        };
        let claims = |make: fn(&str) -> String, slot: Slot| -> Vec<Claim> {
            let claim = |group: &Group| {
                let (name, choice) = called(&group.tag);
                let claim = Claim::new(&group.tag, make(&name), anchor).chosen(choice);
                claim.locked(tag(&file, &group.tag), slot)
            };
            own.iter().map(|(_, group)| claim(group)).collect()
        };
        let client = Scope::new(reserved::GROUP).and(reserved::CLIENT);
        let mut client = client.kept(Slot::Method, &place, None);
        let accessors = client.assign(claims(snake, Slot::Group), &mut self.book);
        let modules = Scope::new(reserved::MODULES).and(reserved::DEVICES);
        let mut modules = modules.kept(Slot::Operations, &place, None);
        let modules = modules.assign(claims(module, Slot::Operations), &mut self.book);
        let mut named = Vec::new();
        for (((index, group), accessor), module) in own.iter().zip(accessors).zip(modules) {
            let ident = group_ident(&called(&group.tag).0);
            let through = Some(accessor.as_str());
            let mut types = Scope::new(&[]).kept(Slot::Call, &place, through);
            types.assign(vec![Claim::new("", ident.clone(), anchor)], &mut self.book);
            let is_in =
                |operation: &&Operation| operation.group.is_some_and(|group| group.0 == *index);
            let methods = Scope::new(reserved::GROUP).kept(Slot::Method, &place, through);
            let mut scopes = Scopes::new(methods, types, &place, through);
            self.group(is_in, &mut scopes);
            named.push((
                *index,
                GroupNames {
                    accessor,
                    ident,
                    module,
                },
            ));
        }
        let untagged = |operation: &&Operation| operation.group.is_none() && operation.home == home;
        let types = Scope::new(&[]).kept(Slot::Call, &place, None);
        self.group(untagged, &mut Scopes::new(client, types, &place, None));
        named
    }

    fn group(&mut self, is_in: impl Fn(&&Operation) -> bool, scopes: &mut Scopes) {
        let found: BTreeMap<OperationId, &Operation> = self
            .api
            .operations
            .iter()
            .map(|(id, operation)| (*id, operation))
            .filter(|(_, operation)| is_in(operation))
            .collect();
        let renames = self.renames;
        let spots: Vec<String> = found
            .keys()
            .map(|id| self.operation_spot(*id).to_owned())
            .collect();
        let claims = found.values().zip(&spots).map(|(operation, spot)| {
            let wire = wire(operation);
            let chosen = renames.get(Named::Operation, &wire);
            let choice = Choice::name(chosen.as_ref());
            let ident = chosen.unwrap_or_else(|| snake(&wire));
            let claim = Claim::new(&wire, ident, operation.at).chosen(choice);
            claim.locked(spot, Slot::Method)
        });
        let idents = scopes.methods.assign(claims.collect(), &mut self.book);
        // What belongs to an operation is called after its method, which differs from the others.
        let after = |make: fn(&str) -> String| -> Vec<Claim> {
            let pairs = found.values().zip(&idents);
            let claim = |(operation, ident): (&&Operation, &String)| {
                let method = ident.trim_start_matches("r#");
                Claim::new(method, make(method), operation.at).quiet()
            };
            pairs.map(claim).collect()
        };
        let bases = after(|method| pascal(method, "T")).into_iter().zip(&spots);
        let bases = bases.map(|(claim, spot)| claim.locked(spot, Slot::Base));
        let bases = scopes.bases.assign(bases.collect(), &mut self.book);
        let bases = bases
            .iter()
            .map(|base| base.trim_end_matches('_').to_owned());
        let constants = Scope::new(reserved::CONSTANTS).assign(after(shouty), &mut self.book);
        let named = found.into_iter().zip(idents).zip(bases).zip(constants);
        for (((((id, operation), method), base), constant), spot) in named.zip(&spots) {
            let [call, error, success, headers] =
                self.types_of(operation, &base, spot, &mut scopes.types);
            let names = OperationNames {
                call,
                error,
                success,
                headers,
                header_fields: self.header_fields(operation, spot),
                method,
                base,
                constant,
                params: self.params(operation, spot),
                success_variants: variants(&operation.success),
                error_variants: variants(&operation.errors),
            };
            self.names.operations.insert(id, names);
        }
    }

    /// The types of a call, of its errors, of its successes and of their headers.
    fn types_of(
        &mut self,
        operation: &Operation,
        base: &str,
        spot: &str,
        types: &mut Scope,
    ) -> [String; 4] {
        let slots = [Slot::Call, Slot::Error, Slot::Success, Slot::Headers];
        let claims = slots.map(|slot| {
            let claim = Claim::new(&wire(operation), slot.following(base), operation.at);
            claim.quiet().locked(spot, slot)
        });
        let mut idents = types.assign(claims.into(), &mut self.book).into_iter();
        std::array::from_fn(|_| idents.next().unwrap_or_default())
    }

    pub(super) fn operation_spot(&self, id: OperationId) -> &str {
        self.spots.operations.get(&id).map_or("", String::as_str)
    }

    fn header_fields(&mut self, operation: &Operation, spot: &str) -> Vec<String> {
        let claims = operation.headers.iter().map(|header| {
            let claim = Claim::new(&header.wire, snake(&header.wire), header.at);
            claim.locked(within(spot, "headers", &header.wire), Slot::Header)
        });
        let mut scope = Scope::new(&[]).kept(Slot::Header, spot, None);
        scope.assign(claims.collect(), &mut self.book)
    }

    fn params(&mut self, operation: &Operation, spot: &str) -> Vec<ParamNames> {
        let spots: Vec<String> = operation
            .params
            .iter()
            .map(|param| parameter(spot, param))
            .collect();
        let claims = operation.params.iter().zip(&spots).map(|(param, own)| {
            let claim = Claim::new(&param.wire, snake(&param.wire), operation.at);
            claim.locked(own, Slot::Param)
        });
        let mut scope = Scope::new(reserved::PARAMS).kept(Slot::Param, spot, None);
        let idents = scope.assign(claims.collect(), &mut self.book);
        let others = match operation.paging {
            Some(_) => reserved::PAGED,
            None => &[],
        };
        let idents = spots.into_iter().zip(idents).collect();
        let names = Setters::of(spot, others).params(idents, &mut self.book);
        let names = names.into_iter();
        names
            .map(|(ident, setter)| ParamNames { ident, setter })
            .collect()
    }
}

/// The names that must differ within a group.
struct Scopes {
    methods: Scope,
    bases: Scope,
    types: Scope,
}

impl Scopes {
    fn new(methods: Scope, types: Scope, place: &str, group: Option<&str>) -> Self {
        Self {
            methods,
            bases: Scope::new(&[]).kept(Slot::Base, place, group),
            types,
        }
    }
}

/// The type of a group, which must not be called as what its file imports.
fn group_ident(tag: &str) -> String {
    let ident = pascal(tag, "T");
    let is_imported = reserved::IMPORTED.contains(&ident.as_str());
    if is_imported {
        format!("{ident}Operations")
    } else {
        ident
    }
}

/// What an operation is called in the document, and its form.
pub(super) fn wire(operation: &Operation) -> String {
    let source = match &operation.name.source {
        NameSource::Id(id) => id,
        NameSource::Route(route) => route,
    };
    match operation.name.form {
        None => source.clone(),
        Some(form) => format!("{source} {form}"),
    }
}

/// Statuses differ, and so do their names.
fn variants(outcomes: &[Outcome]) -> Vec<String> {
    outcomes
        .iter()
        .map(|outcome| status::name(outcome.status))
        .collect()
}
