//! Names of groups, operations, parameters and outcomes.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Place,
    ir::{ModuleId, NameSource, Operation, OperationId, Outcome},
    name::{
        Assigning, Named,
        members::setters,
        reserved,
        scope::{Claim, Scope},
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
            let claims = own
                .iter()
                .map(|(_, scheme)| Claim::new(&scheme.wire, shouty(&scheme.wire), anchor));
            let names = Scope::new(&[]).assign(claims.collect(), self.sink);
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
        let called = |tag: &str| {
            let chosen = renames.get(Named::Tag, tag);
            chosen.unwrap_or_else(|| tag.to_owned())
        };
        let claims = |make: fn(&str) -> String| -> Vec<Claim> {
            let claims = own.iter();
            claims
                .map(|(_, group)| Claim::new(&group.tag, make(&called(&group.tag)), anchor))
                .collect()
        };
        let mut client = Scope::new(reserved::GROUP).and(reserved::CLIENT);
        let accessors = client.assign(claims(snake), self.sink);
        let mut modules = Scope::new(reserved::MODULES).and(reserved::DEVICES);
        let modules = modules.assign(claims(module), self.sink);
        let mut named = Vec::new();
        for (((index, group), accessor), module) in own.iter().zip(accessors).zip(modules) {
            let ident = group_ident(&called(&group.tag));
            let mut types = Scope::new(&[]);
            types.assign(vec![Claim::new("", ident.clone(), anchor)], self.sink);
            let is_in =
                |operation: &&Operation| operation.group.is_some_and(|group| group.0 == *index);
            self.group(is_in, &mut Scope::new(reserved::GROUP), types);
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
        self.group(untagged, &mut client, Scope::new(&[]));
        named
    }

    fn group(
        &mut self,
        is_in: impl Fn(&&Operation) -> bool,
        methods: &mut Scope,
        mut types: Scope,
    ) {
        let found: BTreeMap<OperationId, &Operation> = self
            .api
            .operations
            .iter()
            .map(|(id, operation)| (*id, operation))
            .filter(|(_, operation)| is_in(operation))
            .collect();
        let renames = self.renames;
        let claims = found.values().map(|operation| {
            let wire = wire(operation);
            let chosen = renames.get(Named::Operation, &wire);
            let ident = chosen.unwrap_or_else(|| snake(&wire));
            Claim::new(&wire, ident, operation.at)
        });
        let idents = methods.assign(claims.collect(), self.sink);
        // What belongs to an operation is called after its method, which differs from the others.
        let after = |make: fn(&str) -> String| -> Vec<Claim> {
            let pairs = found.values().zip(&idents);
            let claim = |(operation, ident): (&&Operation, &String)| {
                let method = ident.trim_start_matches("r#");
                Claim::new(method, make(method), operation.at).quiet()
            };
            pairs.map(claim).collect()
        };
        let bases = Scope::new(&[]).assign(after(|method| pascal(method, "T")), self.sink);
        let bases = bases
            .iter()
            .map(|base| base.trim_end_matches('_').to_owned());
        let constants = Scope::new(reserved::CONSTANTS).assign(after(shouty), self.sink);
        let named = found.into_iter().zip(idents).zip(bases).zip(constants);
        for ((((id, operation), method), base), constant) in named {
            let claim = |suffix: &str| {
                let ident = format!("{base}{suffix}");
                Claim::new(&wire(operation), ident, operation.at).quiet()
            };
            let claims = ["Call", "Error", "Success", "Headers"].map(claim).into();
            let mut idents = types.assign(claims, self.sink).into_iter();
            let mut next = || idents.next().unwrap_or_default();
            let names = OperationNames {
                call: next(),
                error: next(),
                success: next(),
                headers: next(),
                header_fields: self.header_fields(operation),
                method,
                base,
                constant,
                params: self.params(operation),
                success_variants: variants(&operation.success),
                error_variants: variants(&operation.errors),
            };
            self.names.operations.insert(id, names);
        }
    }

    fn header_fields(&mut self, operation: &Operation) -> Vec<String> {
        let claims = operation
            .headers
            .iter()
            .map(|header| Claim::new(&header.wire, snake(&header.wire), header.at));
        Scope::new(&[]).assign(claims.collect(), self.sink)
    }

    fn params(&mut self, operation: &Operation) -> Vec<ParamNames> {
        let claims = operation
            .params
            .iter()
            .map(|param| Claim::new(&param.wire, snake(&param.wire), operation.at));
        let idents = Scope::new(reserved::PARAMS).assign(claims.collect(), self.sink);
        let others = match operation.paging {
            Some(_) => reserved::PAGED,
            None => &[],
        };
        let names = setters(idents, others).into_iter();
        names
            .map(|names| ParamNames {
                ident: names.ident,
                setter: names.setter,
            })
            .collect()
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
