//! Names of methods that set fields and parameters.

use std::collections::BTreeSet;

use crate::name::{
    FieldNames, Slot,
    lock::{Book, Given, Item, plain, scope},
    reserved,
};

/// The setters of one type or call.
pub(super) struct Setters<'a> {
    /// What the lock calls them.
    key: String,
    /// Methods that it has beside them.
    others: &'a [&'a str],
    taken: BTreeSet<String>,
}

impl<'a> Setters<'a> {
    /// The setters of what stands at `spot`.
    pub(super) fn of(spot: &str, others: &'a [&'a str]) -> Self {
        Self {
            key: scope(Slot::Setter, spot, None),
            others,
            taken: BTreeSet::new(),
        }
    }

    /// Names the setters of fields, which are given by their places and identifiers.
    pub(super) fn fields(
        mut self,
        idents: Vec<(String, String)>,
        book: &mut Book<'_>,
    ) -> Vec<FieldNames> {
        let wanted = self.wanted(&idents, &[Slot::Setter, Slot::NullSetter]);
        let mut names = self.assign(wanted, book).into_iter();
        let mut next = || names.next().unwrap_or_default();
        let fields = idents.into_iter().map(|(_, ident)| FieldNames {
            ident,
            setter: next(),
            null_setter: next(),
        });
        fields.collect()
    }

    /// Names the setters of parameters; returns each with its identifier.
    pub(super) fn params(
        mut self,
        idents: Vec<(String, String)>,
        book: &mut Book<'_>,
    ) -> Vec<(String, String)> {
        let wanted = self.wanted(&idents, &[Slot::Setter]);
        let names = self.assign(wanted, book);
        let idents = idents.into_iter().map(|(_, ident)| ident);
        idents.zip(names).collect()
    }

    fn is_reserved(&self, name: &str) -> bool {
        reserved::METHODS.contains(&name) || self.others.contains(&name)
    }

    /// A setter is called as its field unless that would hide a method that users know, or one of others.
    fn wanted(&self, idents: &[(String, String)], slots: &[Slot]) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for (spot, ident) in idents {
            for slot in slots {
                let following = slot.following(ident);
                let bare = following.strip_prefix("r#").unwrap_or(&following);
                let is_plain = *slot == Slot::Setter && !self.is_reserved(bare);
                wanted.push(Wanted {
                    item: Item::new(spot.as_str(), *slot),
                    name: match *slot == Slot::Setter && !is_plain {
                        true => format!("with_{bare}"),
                        false => following,
                    },
                    is_plain,
                });
            }
        }
        wanted
    }

    /// Gives names: those of the lock first, then those that are called as their fields.
    fn assign(&mut self, wanted: Vec<Wanted>, book: &mut Book<'_>) -> Vec<String> {
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        let rank = |index: &usize| {
            let found = wanted.get(*index)?;
            let is_new = book.name(&found.item).is_none();
            Some((is_new, !found.is_plain, found.name.as_str(), &found.item))
        };
        order.sort_by_cached_key(rank);
        let mut names = vec![String::new(); wanted.len()];
        for index in order {
            if let (Some(found), Some(name)) = (wanted.get(index), names.get_mut(index)) {
                *name = self.name(found, book);
                book.give(&found.item, || Given {
                    name: name.clone(),
                    through: None,
                    chosen: false,
                });
            }
        }
        names
    }

    fn name(&mut self, wanted: &Wanted, book: &Book<'_>) -> String {
        let before = book.name(&wanted.item).map(str::to_owned);
        if let Some(name) = before
            && !self.is_reserved(plain(&name))
            && self.taken.insert(plain(&name).to_owned())
        {
            return name;
        }
        let mut name = wanted.name.clone();
        loop {
            let bare = plain(&name).to_owned();
            let is_free = book.holder(&self.key, &bare, Some(&wanted.item)).is_none();
            if is_free && self.taken.insert(bare.clone()) {
                return name;
            }
            name = format!("with_{bare}");
        }
    }
}

/// A setter that wants a name.
struct Wanted {
    item: Item,
    name: String,
    /// Whether it is called as its field.
    is_plain: bool,
}
