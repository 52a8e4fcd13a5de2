//! Security schemes, what operations need of them, servers, and the document as a whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diff::{
        ledger::{Ledger, Topic, key, two},
        rules as r,
        side::Side,
        words::{Turn, turn},
    },
    ir::{Api, Flow, FlowKind, Module, Operation, Scheme, SchemeKind, Variable},
};

/// Each alternative of an operation, by the names of its schemes, with the scopes that it needs.
type Needs = BTreeMap<Vec<String>, BTreeSet<String>>;

impl Ledger<'_> {
    /// The document as a whole.
    pub(super) fn document(&mut self) {
        let (old, new) = (self.old, self.new);
        let topic = Topic {
            subject: "document".to_owned(),
            old: old.anchor().and_then(|at| old.root(at)),
            new: new.anchor().and_then(|at| new.root(at)),
            ..Topic::default()
        };
        let pairs = old.api.modules.iter().zip(&new.api.modules);
        for (old, new) in pairs.filter(|(old, new)| old.is_document && new.is_document) {
            self.said_of_itself(&topic, old, new);
            self.server(&topic, old.base_url.as_ref(), new.base_url.as_ref());
            self.variables(&topic, &old.variables, &new.variables);
        }
        self.schemes(&topic);
    }

    fn said_of_itself(&mut self, topic: &Topic, old: &Module, new: &Module) {
        if old.version != new.version {
            let text = |module: &Module| module.version.clone().unwrap_or_default();
            let (before, after) = (text(old), text(new));
            let what = format!("version `{before}` became `{after}`");
            self.note(&r::API_VERSION, topic, what, two(before, after));
        }
        if (&old.title, &old.description) != (&new.title, &new.description) {
            let what = "its title or description changed";
            self.note(&r::API_DOCS, topic, what, (None, None));
        }
    }

    /// The URL that requests go to, of the document or of an operation.
    pub(super) fn server(&mut self, topic: &Topic, old: Option<&String>, new: Option<&String>) {
        let Some(turn) = turn(old, new) else { return };
        let is_own = topic.subject != "document";
        let rule = match turn {
            Turn::Changed(..) => &r::SERVER_CHANGED,
            // An operation without a server of its own calls the one of the document.
            Turn::Added(_) | Turn::Removed(_) if is_own => &r::SERVER_CHANGED,
            Turn::Added(_) => &r::SERVER_ADDED,
            Turn::Removed(_) => &r::SERVER_REMOVED,
        };
        let (what, wire) = turn.told("server");
        self.note(rule, topic, what, wire);
    }

    fn variables(&mut self, topic: &Topic, old: &[Variable], new: &[Variable]) {
        let about = |name: &str| Topic {
            subject: format!("server variable `{name}`"),
            ..topic.clone()
        };
        for variable in old {
            let Variable {
                name,
                default,
                values,
            } = variable;
            let Some(other) = new.iter().find(|other| other.name == *name) else {
                let what = format!("variable `{name}` of the server was removed");
                self.note(&r::VARIABLE_REMOVED, &about(name), what, (None, None));
                continue;
            };
            if *default != other.default {
                let what = format!("default `{default}` became `{}`", other.default);
                let wire = two(default, &other.default);
                self.note(&r::VARIABLE_DEFAULT, &about(name), what, wire);
            }
            for value in other.values.iter().filter(|value| !values.contains(value)) {
                let what = format!("value `{value}` was added");
                let wire = (None, Some(value.clone()));
                self.note(&r::VARIABLE_VALUE_ADDED, &about(name), what, wire);
            }
            for value in values.iter().filter(|value| !other.values.contains(value)) {
                let what = format!("value `{value}` was removed");
                let wire = (Some(value.clone()), None);
                self.note(&r::VARIABLE_VALUE_REMOVED, &about(name), what, wire);
            }
        }
        for Variable { name, .. } in new {
            if !old.iter().any(|other| other.name == *name) {
                let what = format!("variable `{name}` of the server was added");
                self.note(&r::VARIABLE_ADDED, &about(name), what, (None, None));
            }
        }
    }

    fn schemes(&mut self, topic: &Topic) {
        let (old, new) = (self.old, self.new);
        let about = |before: Option<&Scheme>, after: Option<&Scheme>| Topic {
            subject: format!(
                "security scheme `{}`",
                before.or(after).map_or("", |scheme| scheme.wire.as_str())
            ),
            old: before.and_then(|scheme| key(scheme.at)),
            new: after.and_then(|scheme| key(scheme.at)),
            ..topic.clone()
        };
        for scheme in &old.api.schemes {
            let other = find(new.api, scheme);
            let topic = about(Some(scheme), other);
            match other {
                Some(other) => self.scheme(&topic, scheme, other),
                None => {
                    let what = format!("the scheme `{}` was removed", scheme.wire);
                    self.note(&r::SCHEME_REMOVED, &topic, what, (None, None));
                    self.flow_statics(&topic, &scheme.flows, &[]);
                }
            }
        }
        for scheme in &new.api.schemes {
            if find(old.api, scheme).is_none() {
                let topic = about(None, Some(scheme));
                let what = format!("the scheme `{}` was added", scheme.wire);
                self.note(&r::SCHEME_ADDED, &topic, what, (None, None));
                self.flow_statics(&topic, &[], &scheme.flows);
            }
        }
        let (before, after) = (credentials(old), credentials(new));
        for kind in before.difference(&after) {
            let what = format!("the builder does not take {kind} any more");
            self.note(&r::CREDENTIAL_REMOVED, topic, what, (None, None));
        }
        for kind in after.difference(&before) {
            let what = format!("the builder takes {kind}");
            self.note(&r::CREDENTIAL_ADDED, topic, what, (None, None));
        }
    }

    fn scheme(&mut self, topic: &Topic, old: &Scheme, new: &Scheme) {
        if old.kind != new.kind {
            let (before, after) = (kind(&old.kind), kind(&new.kind));
            let what = format!("the credential travels as {after} and not as {before}");
            self.note(&r::SCHEME_KIND, topic, what, two(before, after));
        }
        if old.description != new.description {
            self.note(
                &r::SCHEME_DOCS,
                topic,
                "its description changed",
                (None, None),
            );
        }
        self.flow_statics(topic, &old.flows, &new.flows);
        if !old.flows.is_empty() && !new.flows.is_empty() {
            self.flows(topic, &old.flows, &new.flows);
        }
    }

    /// The statics of the module `oauth2`.
    fn flow_statics(&mut self, topic: &Topic, old: &[Flow], new: &[Flow]) {
        match (old.is_empty(), new.is_empty()) {
            (true, false) => {
                self.note(&r::FLOWS_ADDED, topic, "it has flows now", (None, None));
            }
            (false, true) => {
                self.note(
                    &r::FLOWS_REMOVED,
                    topic,
                    "it has no flows any more",
                    (None, None),
                );
            }
            (true, true) | (false, false) => {}
        }
    }

    fn flows(&mut self, topic: &Topic, old: &[Flow], new: &[Flow]) {
        for flow in old {
            let name = flow_name(flow.kind);
            match new.iter().find(|other| other.kind == flow.kind) {
                Some(other) => self.flow(topic, flow, other),
                None => {
                    let what = format!("the flow `{name}` was removed");
                    self.note(&r::FLOW_REMOVED, topic, what, (None, None));
                }
            }
        }
        for flow in new {
            if !old.iter().any(|other| other.kind == flow.kind) {
                let what = format!("the flow `{}` was added", flow_name(flow.kind));
                self.note(&r::FLOW_ADDED, topic, what, (None, None));
            }
        }
    }

    fn flow(&mut self, topic: &Topic, old: &Flow, new: &Flow) {
        let urls = |flow: &Flow| {
            [
                ("authorizationUrl", flow.authorization_url.clone()),
                (
                    "deviceAuthorizationUrl",
                    flow.device_authorization_url.clone(),
                ),
                ("tokenUrl", flow.token_url.clone()),
                ("refreshUrl", flow.refresh_url.clone()),
            ]
        };
        for ((name, before), (_, after)) in urls(old).into_iter().zip(urls(new)) {
            if let Some(turn) = turn(before.as_ref(), after.as_ref()) {
                let (what, wire) = turn.told(name);
                self.note(&r::FLOW_URL, topic, what, wire);
            }
        }
        let scopes = |flow: &Flow| -> BTreeSet<String> {
            flow.scopes.iter().map(|(name, _)| name.clone()).collect()
        };
        let (before, after) = (scopes(old), scopes(new));
        let name = flow_name(old.kind);
        for scope in after.difference(&before) {
            let what = format!("scope `{scope}` of the flow `{name}` was added");
            self.note(&r::SCOPE_ADDED, topic, what, (None, Some(scope.clone())));
        }
        for scope in before.difference(&after) {
            let what = format!("scope `{scope}` of the flow `{name}` was removed");
            self.note(&r::SCOPE_REMOVED, topic, what, (Some(scope.clone()), None));
        }
    }

    /// What an operation needs.
    pub(super) fn needs(&mut self, topic: &Topic, old: &Operation, new: &Operation) {
        let (before, after) = (needs(self.old, old), needs(self.new, new));
        let is_free = |needs: &Needs| needs.keys().all(Vec::is_empty);
        match (is_free(&before), is_free(&after)) {
            (true, true) => return,
            (true, false) => {
                let what = format!("it needs {} now", said(&after));
                self.note(&r::SECURITY_ADDED, topic, what, (None, Some(said(&after))));
                return;
            }
            (false, true) => {
                let what = "it needs no credential any more";
                self.note(
                    &r::SECURITY_REMOVED,
                    topic,
                    what,
                    (Some(said(&before)), None),
                );
                return;
            }
            (false, false) => {}
        }
        for (schemes, scopes) in &before {
            let name = names(schemes);
            let Some(others) = after.get(schemes) else {
                let what = format!("{name} does not do any more");
                self.note(&r::ALTERNATIVE_REMOVED, topic, what, (Some(name), None));
                continue;
            };
            for scope in others.difference(scopes) {
                let what = format!("{name} needs the scope `{scope}` now");
                let wire = (None, Some(scope.clone()));
                self.note(&r::NEEDED_SCOPE_ADDED, topic, what, wire);
            }
            for scope in scopes.difference(others) {
                let what = format!("{name} does not need the scope `{scope}` any more");
                let wire = (Some(scope.clone()), None);
                self.note(&r::NEEDED_SCOPE_REMOVED, topic, what, wire);
            }
        }
        for schemes in after
            .keys()
            .filter(|schemes| !before.contains_key(*schemes))
        {
            let name = names(schemes);
            let what = format!("{name} will do");
            self.note(&r::ALTERNATIVE_ADDED, topic, what, (None, Some(name)));
        }
    }
}

fn find<'a>(api: &'a Api, scheme: &Scheme) -> Option<&'a Scheme> {
    let mut schemes = api.schemes.iter();
    schemes.find(|other| other.wire == scheme.wire && other.home == scheme.home)
}

fn needs(side: Side<'_>, operation: &Operation) -> Needs {
    let alternatives = operation.security.iter().map(|schemes| {
        let named = schemes
            .iter()
            .filter_map(|(id, scopes)| Some((side.api.schemes.get(id.0)?.wire.clone(), scopes)));
        let named: Vec<(String, &Vec<String>)> = named.collect();
        let mut keys: Vec<String> = named.iter().map(|(wire, _)| wire.clone()).collect();
        keys.sort_unstable();
        let scopes = named.iter().flat_map(|(_, scopes)| scopes.iter().cloned());
        (keys, scopes.collect())
    });
    alternatives.collect()
}

fn names(schemes: &[String]) -> String {
    match schemes {
        [] => "no credential".to_owned(),
        schemes => {
            let quoted: Vec<String> = schemes.iter().map(|name| format!("`{name}`")).collect();
            quoted.join(" and ")
        }
    }
}

fn said(needs: &Needs) -> String {
    let names: Vec<String> = needs.keys().map(|schemes| names(schemes)).collect();
    names.join(" or ")
}

/// What the builder takes.
fn credentials(side: Side<'_>) -> BTreeSet<&'static str> {
    let kinds = side
        .api
        .schemes
        .iter()
        .filter_map(|scheme| match scheme.kind {
            SchemeKind::Bearer => Some("a bearer token"),
            SchemeKind::Basic => Some("a name and a password"),
            SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_) => {
                Some("an API key")
            }
            SchemeKind::External => None,
        });
    kinds.collect()
}

fn kind(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Bearer => "a bearer token".to_owned(),
        SchemeKind::Basic => "a name and a password".to_owned(),
        SchemeKind::HeaderKey(name) => format!("the header `{name}`"),
        SchemeKind::QueryKey(name) => format!("the query parameter `{name}`"),
        SchemeKind::CookieKey(name) => format!("the cookie `{name}`"),
        SchemeKind::External => "something of its own".to_owned(),
    }
}

fn flow_name(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::Implicit => "implicit",
        FlowKind::Password => "password",
        FlowKind::ClientCredentials => "clientCredentials",
        FlowKind::AuthorizationCode => "authorizationCode",
        FlowKind::DeviceAuthorization => "deviceAuthorization",
    }
}
