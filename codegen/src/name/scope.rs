//! Names that must differ from each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{At, Code, Diagnostic, Place},
    name::{
        lock::{Book, Given, Item, Slot, plain, scope},
        reserved::{KEYWORDS, NOT_RAW},
    },
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
    /// What the lock knows it by.
    item: Option<Item>,
    /// What the user has to do with it.
    choice: Choice,
}

/// What the user has to do with a name; where it is anything, that counts before the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// Nothing.
    None,
    /// How it is made.
    Making,
    /// The name itself, which is then given before all others.
    Name,
}

impl Choice {
    /// The name itself, where `chosen` is one.
    pub(super) fn name(chosen: Option<&String>) -> Self {
        chosen.map_or(Self::None, |_| Self::Name)
    }
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
            item: None,
            choice: Choice::None,
        }
    }

    /// Something of our own wants to be called `ident`, if nothing else is.
    pub(super) fn last(ident: &str, at: Place) -> Self {
        Self {
            last: true,
            quiet: true,
            ..Self::new("", ident.to_owned(), at)
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

    /// Has the name that the lock gives to what stands at `spot`, if it gives one.
    pub(super) fn locked(self, spot: impl Into<String>, slot: Slot) -> Self {
        Self {
            item: Some(Item::new(spot, slot)),
            ..self
        }
    }

    /// Is what the user chose.
    pub(super) fn chosen(self, choice: Choice) -> Self {
        Self { choice, ..self }
    }

    /// The name that the lock gives to it, unless the user chose another one.
    fn kept(&self, book: &Book<'_>) -> Option<String> {
        let name = plain(book.name(self.item.as_ref()?)?).to_owned();
        let is_asked_for = self.choice == Choice::None || name == self.ident;
        is_asked_for.then_some(name)
    }
}

/// Names that are taken.
#[derive(Debug)]
pub(super) struct Scope {
    reserved: Vec<&'static str>,
    taken: BTreeMap<String, Holder>,
    /// What the lock calls it.
    key: String,
    /// The group that its names are reached through.
    through: Option<String>,
}

/// What has a name.
#[derive(Debug, Clone)]
struct Holder {
    at: At,
    item: Option<Item>,
}

impl Scope {
    pub(super) fn new(reserved: &'static [&'static str]) -> Self {
        Self {
            reserved: reserved.to_vec(),
            taken: BTreeMap::new(),
            key: String::new(),
            through: None,
        }
    }

    /// Names that are not to be had either.
    pub(super) fn and(mut self, reserved: &[&'static str]) -> Self {
        self.reserved.extend(reserved);
        self
    }

    /// Has names that the lock keeps: those of the slot at a place, in a group.
    pub(super) fn kept(mut self, slot: Slot, place: &str, group: Option<&str>) -> Self {
        self.key = scope(slot, place, group);
        self.through = group.map(str::to_owned);
        self
    }

    /// Gives each claim a name of its own, in the order of the claims.
    ///
    /// What the user chose comes first, then what the lock has. Which of two other claims keeps a name they
    /// both want does not depend on their order: it is the one that is spelled so in the document, or else
    /// the one whose spelling comes first, or whose place does.
    pub(super) fn assign(&mut self, claims: Vec<Claim>, book: &mut Book<'_>) -> Vec<String> {
        let mut order: Vec<(usize, &Claim, Option<String>)> = claims
            .iter()
            .enumerate()
            .map(|(index, claim)| (index, claim, claim.kept(book)))
            .collect();
        order.sort_by_cached_key(|(_, claim, kept)| {
            let claim: &Claim = claim;
            let plain = (claim.last, claim.wire != claim.ident, claim.wire.as_str());
            let is_chosen = claim.choice == Choice::Name;
            (!is_chosen, kept.is_none(), plain, claim.item.as_ref())
        });
        let wanted: BTreeSet<&str> = claims.iter().map(|claim| claim.ident.as_str()).collect();
        let mut names = BTreeMap::new();
        for (index, claim, kept) in order {
            let name = match kept.and_then(|name| self.keep(claim, name, book)) {
                Some(name) => name,
                None => self.claim(claim, &wanted, book),
            };
            if let Some(item) = &claim.item {
                book.give(item, || Given {
                    name: name.clone(),
                    through: self.through.clone().filter(|_| item.slot == Slot::Method),
                    chosen: claim.choice != Choice::None,
                });
            }
            names.insert(index, name);
        }
        names.into_values().collect()
    }

    /// Gives a claim the name that the lock has for it, if that can be.
    fn keep(&mut self, claim: &Claim, name: String, book: &mut Book<'_>) -> Option<String> {
        let item = claim.item.as_ref()?;
        if self.reserved.contains(&name.as_str()) {
            if let Some(at) = book.at(item) {
                let message = format!("`{name}` is a name that the generated code needs itself");
                let changed = Diagnostic::new(Code::LockChanged, at, message);
                book.sink.push(changed);
            }
            return None;
        }
        if let Some(holder) = self.taken.get(&name) {
            let other = holder.item.as_ref().filter(|_| !claim.quiet)?;
            let is_kept = book.name(other).is_some_and(|other| plain(other) == name);
            if let (true, Some(first), Some(second)) = (is_kept, book.at(other), book.at(item)) {
                let message = format!("`{}` cannot be called `{name}` too", item.spot);
                let conflict = Diagnostic::new(Code::LockConflict, second, message);
                let label = format!("`{}` is called so", other.spot);
                book.sink.push(conflict.also(first, label));
            }
            return None;
        }
        self.take(claim, &name);
        Some(escape(name))
    }

    fn take(&mut self, claim: &Claim, name: &str) {
        let (at, item) = (claim.at.clone(), claim.item.clone());
        self.taken.insert(name.to_owned(), Holder { at, item });
    }

    fn claim(&mut self, claim: &Claim, wanted: &BTreeSet<&str>, book: &mut Book<'_>) -> String {
        let Claim { wire, ident, .. } = claim;
        let is_reserved = self.reserved.contains(&ident.as_str());
        let ident = if is_reserved {
            format!("{ident}_")
        } else {
            ident.clone()
        };
        let own = claim.item.as_ref();
        let is_chosen = claim.choice == Choice::Name;
        let holder = book.holder(&self.key, &ident, own).cloned();
        let holder = holder.filter(|_| !is_chosen);
        let first = self.taken.get(&ident).map(|holder| holder.at.clone());
        if first.is_none() && holder.is_none() {
            self.take(claim, &ident);
            return escape(ident);
        }
        let chosen = (2..)
            .map(|number| numbered(&ident, number))
            .find(|name| {
                !self.taken.contains_key(name)
                    && !wanted.contains(name.as_str())
                    && !self.reserved.contains(&name.as_str())
                    && book.holder(&self.key, name, own).is_none()
            })
            .unwrap_or_default();
        self.take(claim, &chosen);
        if !claim.quiet {
            let message = format!("`{wire}` is called `{chosen}`, as `{ident}` is taken");
            let diagnostic = Diagnostic::new(Code::NameClash, claim.at.clone(), message);
            let line = holder.and_then(|item| Some((book.at(&item)?, book.is_gone(&item))));
            book.sink.push(match (line, first) {
                (Some((at, true)), _) => diagnostic.also(at, format!("this was `{ident}`")),
                (Some((at, false)), _) => diagnostic.also(at, format!("this keeps `{ident}`")),
                (None, Some(at)) => diagnostic.also(at, format!("this is called `{ident}`")),
                (None, None) => diagnostic,
            });
        }
        escape(chosen)
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
