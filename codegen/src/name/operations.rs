//! Names of groups, operations, parameters and outcomes.

use std::collections::BTreeMap;

use crate::{
    ir::{Operation, OperationId, OperationName, Outcome},
    name::{
        Assigning, reserved,
        scope::{Claim, Scope},
        setters, status,
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
        let claims = |make: fn(&str) -> String| -> Vec<Claim> {
            api.groups
                .iter()
                .map(|group| Claim::new(&group.tag, make(&group.tag), anchor))
                .collect()
        };
        let mut client = Scope::new(reserved::CLIENT);
        let accessors = client.assign(claims(snake), self.sink);
        let mut modules = Scope::new(reserved::MODULES);
        let modules = modules.assign(claims(module), self.sink);
        for (index, (accessor, module)) in accessors.into_iter().zip(modules).enumerate() {
            let tag = api.groups.get(index).map_or("", |group| &group.tag);
            let ident = group_ident(tag);
            self.names.groups.push(GroupNames {
                accessor,
                ident,
                module,
            });
        }
        for index in 0..api.groups.len() {
            let ident = self
                .names
                .groups
                .get(index)
                .map(|group| group.ident.clone());
            let mut types = Scope::new(&[]);
            let claim = Claim::new("", ident.unwrap_or_default(), anchor);
            types.assign(vec![claim], self.sink);
            let group =
                |operation: &&Operation| operation.group.is_some_and(|group| group.0 == index);
            self.group(group, &mut Scope::new(reserved::GROUP), types);
        }
        let untagged = |operation: &&Operation| operation.group.is_none();
        self.group(untagged, &mut client, Scope::new(&[]));
        let schemes = api
            .schemes
            .iter()
            .map(|scheme| Claim::new(&scheme.wire, shouty(&scheme.wire), anchor));
        self.names.schemes = Scope::new(&[]).assign(schemes.collect(), self.sink);
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
        let claims = |make: fn(&str) -> String| -> Vec<Claim> {
            let claim = |operation: &&Operation| {
                Claim::new(wire(operation), make(wire(operation)), operation.at)
            };
            found.values().map(claim).collect()
        };
        let idents = methods.assign(claims(snake), self.sink);
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
        let constants = Scope::new(&[]).assign(after(shouty), self.sink);
        let named = found.into_iter().zip(idents).zip(bases).zip(constants);
        for ((((id, operation), method), base), constant) in named {
            let claim =
                |suffix: &str| Claim::new(wire(operation), format!("{base}{suffix}"), operation.at);
            let claims = vec![claim("Call"), claim("Error"), claim("Success")];
            let mut idents = types.assign(claims, self.sink).into_iter();
            let mut next = || idents.next().unwrap_or_default();
            let names = OperationNames {
                call: next(),
                error: next(),
                success: next(),
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

    fn params(&mut self, operation: &Operation) -> Vec<ParamNames> {
        let claims = operation
            .params
            .iter()
            .map(|param| Claim::new(&param.wire, snake(&param.wire), operation.at));
        let idents = Scope::new(reserved::PARAMS).assign(claims.collect(), self.sink);
        let names = setters(idents).into_iter();
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

/// What an operation is called in the document.
fn wire(operation: &Operation) -> &str {
    match &operation.name {
        OperationName::Id(id) => id,
        OperationName::Route(route) => route,
    }
}

/// Statuses differ, and so do their names.
fn variants(outcomes: &[Outcome]) -> Vec<String> {
    outcomes
        .iter()
        .map(|outcome| status::name(outcome.status))
        .collect()
}
