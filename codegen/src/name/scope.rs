//! Names that must differ from each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{At, Code, Diagnostic, Place, Sink},
    name::reserved::{KEYWORDS, NOT_RAW},
};

/// What wants a name.
#[derive(Debug)]
pub(super) struct Claim {
    /// What it is called in the document, which settles a clash.
    wire: String,
    ident: String,
    at: At,
    /// Whether it gives way to all others.
    last: bool,
    /// Whether a clash is reported elsewhere.
    quiet: bool,
}

impl Claim {
    /// `wire` wants to be called `ident`.
    pub(super) fn new(wire: &str, ident: String, at: Place) -> Self {
        Self {
            wire: wire.to_owned(),
            ident,
            at: At::Key(at),
            last: false,
            quiet: false,
        }
    }

    /// Something of our own wants to be called `ident`, if nothing else is.
    pub(super) fn last(ident: &str, at: Place) -> Self {
        Self {
            wire: String::new(),
            ident: ident.to_owned(),
            at: At::Key(at),
            last: true,
            quiet: true,
        }
    }

    /// Stands in a list, where it has no key.
    pub(super) fn at_value(self) -> Self {
        let at = match self.at {
            At::Key(at) => At::Value(at),
            at => at,
        };
        Self { at, ..self }
    }

    /// Says nothing of a clash.
    pub(super) fn quiet(self) -> Self {
        Self {
            quiet: true,
            ..self
        }
    }
}

/// Names that are taken.
#[derive(Debug)]
pub(super) struct Scope {
    reserved: Vec<&'static str>,
    taken: BTreeMap<String, At>,
}

impl Scope {
    pub(super) fn new(reserved: &'static [&'static str]) -> Self {
        Self {
            reserved: reserved.to_vec(),
            taken: BTreeMap::new(),
        }
    }

    /// Names that are not to be had either.
    pub(super) fn and(mut self, reserved: &[&'static str]) -> Self {
        self.reserved.extend(reserved);
        self
    }

    /// Gives each claim a name of its own, in the order of the claims.
    ///
    /// Which of two claims keeps a name they both want does not depend on their order: it is the one
    /// that is spelled so in the document, or else the one whose spelling comes first.
    pub(super) fn assign(&mut self, claims: Vec<Claim>, sink: &mut Sink) -> Vec<String> {
        let mut order: Vec<(usize, &Claim)> = claims.iter().enumerate().collect();
        order.sort_by_key(|(_, claim)| (claim.last, claim.wire != claim.ident, claim.wire.clone()));
        let wanted: BTreeSet<&str> = claims.iter().map(|claim| claim.ident.as_str()).collect();
        let mut names = BTreeMap::new();
        for (index, claim) in order {
            names.insert(index, self.claim(claim, &wanted, sink));
        }
        names.into_values().collect()
    }

    fn claim(&mut self, claim: &Claim, wanted: &BTreeSet<&str>, sink: &mut Sink) -> String {
        let Claim {
            wire,
            ident,
            at,
            quiet,
            last: _,
        } = claim;
        let is_reserved = self.reserved.contains(&ident.as_str());
        let ident = if is_reserved {
            format!("{ident}_")
        } else {
            ident.clone()
        };
        let Some(first) = self.taken.get(&ident).cloned() else {
            self.taken.insert(ident.clone(), at.clone());
            return escape(ident);
        };
        let chosen = (2..)
            .map(|number| numbered(&ident, number))
            .find(|name| {
                !self.taken.contains_key(name)
                    && !wanted.contains(name.as_str())
                    && !self.reserved.contains(&name.as_str())
            })
            .unwrap_or_default();
        self.taken.insert(chosen.clone(), at.clone());
        if !quiet {
            let message = format!("`{wire}` is called `{chosen}`, as `{ident}` is taken");
            let diagnostic = Diagnostic::new(Code::NameClash, at.clone(), message);
            sink.push(diagnostic.also(first, format!("this is called `{ident}`")));
        }
        chosen
    }
}

/// `Unknown_` becomes `Unknown2`, and `V1` becomes `V1_2`, as `V12` is twelve.
fn numbered(ident: &str, number: usize) -> String {
    let plain = ident.trim_end_matches('_');
    let between = match plain.ends_with(|last: char| last.is_ascii_digit()) {
        true => "_",
        false => "",
    };
    format!("{plain}{between}{number}")
}

/// Makes an identifier of a name that may be a keyword.
fn escape(ident: String) -> String {
    if NOT_RAW.contains(&ident.as_str()) {
        format!("{ident}_")
    } else if KEYWORDS.contains(&ident.as_str()) {
        format!("r#{ident}")
    } else {
        ident
    }
}
