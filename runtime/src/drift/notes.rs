//! What is noticed while an answer is decoded.
//!
//! The drivers in `wire` tell it what the document does not know. They do so where they are off the
//! fast way already, and nobody listens unless the client has a hook: then a call has this thread
//! listen for as long as decoding takes. Text that is read without a copy says by its address where it
//! stood; what a union reads is copied, so there a note goes from the union to the place, and the union
//! has the address of some text of its own.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize as _, Deserializer, de::DeserializeSeed as _};
use serde_json::Value;

use crate::{decode::text::Step, drift::anchor::Anchor};

/// The most notes of one answer; further ones are not taken.
const MOST_NOTES: usize = 4096;

/// Something that the document does not know.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) what: What,
    /// Where it stands, if it could be seen.
    pub(crate) site: Option<Site>,
    /// The key or value itself.
    pub(crate) found: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A member that its type does not have.
    Field,
    /// A value that its enum does not list.
    Value,
    /// A value that fits no variant of its union.
    Misfit,
}

/// A place: from the text at an address some levels up, and from there some steps down.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) address: usize,
    pub(crate) up: usize,
    pub(crate) down: Vec<Step>,
}

/// All notes of one answer.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) notes: Vec<Note>,
    /// The addresses of keys that the document leaves to the service.
    pub(crate) free: Vec<usize>,
    /// Whether there were such keys within unions, of which only notes know.
    pub(crate) hidden: bool,
    unions: Vec<Level>,
}

/// A union that is being read.
#[derive(Debug)]
struct Level {
    notes: usize,
    free: usize,
    anchor: Option<Anchor>,
    /// The member that says which variant it is, and a value of it that no variant has.
    tag: Option<(String, String)>,
}

thread_local! {
    static LISTENS: Cell<bool> = const { Cell::new(false) };
    static NOTES: RefCell<Notes> = RefCell::default();
}

/// Has this thread listen while `decode` runs; returns what was noted.
pub(crate) fn listening<T>(decode: impl FnOnce() -> T) -> (T, Notes) {
    struct Deaf;
    impl Drop for Deaf {
        fn drop(&mut self) {
            LISTENS.set(false);
        }
    }
    NOTES.take();
    LISTENS.set(true);
    let deaf = Deaf;
    let decoded = decode();
    drop(deaf);
    (decoded, NOTES.take())
}

/// Notes a member that its type does not have.
#[cold]
#[inline(never)]
pub(crate) fn unknown_field(key: &str) {
    note(What::Field, Some(key), || key.into());
}

/// Notes a value that an enum of strings does not list.
#[cold]
#[inline(never)]
pub(crate) fn unknown_text(value: &str) {
    note(What::Value, Some(value), || value.into());
}

/// Notes a value that an enum of integers does not list.
#[cold]
#[inline(never)]
pub(crate) fn unknown_integer(value: i64) {
    note(What::Value, None, || value.into());
}

/// Notes a key that the document leaves to the service.
pub(crate) fn free_key(key: &str) {
    if LISTENS.get() {
        NOTES.with_borrow_mut(|notes| notes.free.push(key.as_ptr() as usize));
    }
}

fn note(what: What, text: Option<&str>, found: impl FnOnce() -> Value) {
    if !LISTENS.get() {
        return;
    }
    let site = text.map(|text| Site {
        address: text.as_ptr() as usize,
        up: 0,
        down: Vec::new(),
    });
    NOTES.with_borrow_mut(|notes| notes.push(what, site, found));
}

impl Notes {
    fn push(&mut self, what: What, site: Option<Site>, found: impl FnOnce() -> Value) {
        if self.notes.len() < MOST_NOTES {
            let found = found();
            self.notes.push(Note { what, site, found });
        }
    }

    /// What was noted of the attempt to read a variant, or of a whole union, is void.
    fn forget(&mut self, notes: usize, free: usize) {
        self.notes.truncate(notes);
        self.free.truncate(free);
    }

    /// The notes since `level` began, as seen from outside of its union, whose value is `value`.
    fn lift(&mut self, level: &Level, value: &Value) {
        let free: BTreeSet<usize> = self.free.split_off(level.free).into_iter().collect();
        self.hidden |= !free.is_empty();
        let inner = self.notes.get_mut(level.notes..).unwrap_or_default();
        let sites = inner.iter().filter_map(|note| note.site.as_ref());
        let mut ways: Ways = sites.map(|site| (site.address, None)).collect();
        if ways.is_empty() {
            return;
        }
        find(value, &free, &mut Vec::new(), &mut ways);
        for note in inner {
            note.site = note.site.take().and_then(|site| {
                let way = ways.get(&site.address).cloned().flatten()?;
                let kept = way.len().checked_sub(site.up)?;
                let down = way.into_iter().take(kept).chain(site.down).collect();
                level.anchor.map(|anchor| anchor.site(down))
            });
        }
    }
}

/// The ways to texts, by their addresses.
type Ways = BTreeMap<usize, Option<Vec<Step>>>;

/// Finds the ways within `value`, at whose end `way` is.
fn find(value: &Value, free: &BTreeSet<usize>, way: &mut Vec<Step>, ways: &mut Ways) {
    match value {
        Value::String(text) => found(text, way, ways),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push(Step::Index(index));
                find(item, free, way, ways);
                way.pop();
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                way.push(match free.contains(&(key.as_ptr() as usize)) {
                    true => Step::Free,
                    false => Step::Key(key.clone()),
                });
                found(key, way, ways);
                find(member, free, way, ways);
                way.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn found(text: &str, way: &[Step], ways: &mut Ways) {
    // An empty string has no text, and so no address of its own.
    if !text.is_empty()
        && let Some(known) = ways.get_mut(&(text.as_ptr() as usize))
    {
        *known = Some(way.to_vec());
    }
}

/// Reads the value of a union, of which [`end_of_union`] is told then.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    if !LISTENS.get() {
        return Value::deserialize(deserializer);
    }
    let mut anchor = None;
    let value = Anchor::seed(&mut anchor).deserialize(deserializer)?;
    NOTES.with_borrow_mut(|notes| {
        let level = Level {
            notes: notes.notes.len(),
            free: notes.free.len(),
            anchor,
            tag: None,
        };
        notes.unions.push(level);
    });
    Ok(value)
}

/// The tag of the union that is being read has a value that no variant has.
#[cold]
#[inline(never)]
pub(crate) fn unknown_tag(name: &str, value: &str) {
    if LISTENS.get() {
        NOTES.with_borrow_mut(|notes| {
            if let Some(level) = notes.unions.last_mut() {
                level.tag = Some((name.to_owned(), value.to_owned()));
            }
        });
    }
}

/// An attempt to read a variant has failed.
pub(crate) fn attempt_failed() {
    if LISTENS.get() {
        NOTES.with_borrow_mut(|notes| {
            if let Some((begin, free)) = notes.unions.last().map(|level| (level.notes, level.free))
            {
                notes.forget(begin, free);
            }
        });
    }
}

/// The union whose value is `value` was read as one of its variants, or as none.
pub(crate) fn end_of_union(value: &Value, fits: bool) {
    if !LISTENS.get() {
        return;
    }
    NOTES.with_borrow_mut(|notes| {
        let Some(mut level) = notes.unions.pop() else {
            return;
        };
        notes.lift(&level, value);
        let own = |down| level.anchor.map(|anchor| anchor.site(down));
        match level.tag.take() {
            Some((name, tag)) => {
                let site = own(vec![Step::Key(name)]);
                notes.push(What::Value, site, || tag.into());
            }
            None if !fits => notes.push(What::Misfit, own(Vec::new()), || value.clone()),
            None => {}
        }
    });
}
