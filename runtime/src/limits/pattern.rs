//! `pattern`: ECMA-262 expressions, each compiled once (JSON Schema 2020-12, §6.4).

use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock, PoisonError},
};

use regress::Regex;

/// Whether some part of `text` fits `pattern`; what is no expression fits everything.
pub(super) fn fits(pattern: &'static str, text: &str) -> bool {
    static COMPILED: OnceLock<Mutex<BTreeMap<&'static str, Option<Regex>>>> = OnceLock::new();
    let compiled = COMPILED.get_or_init(Mutex::default).lock();
    // A thread that panicked while holding it left it whole.
    let mut compiled = compiled.unwrap_or_else(PoisonError::into_inner);
    let expression = compiled.entry(pattern).or_insert_with(|| {
        // Older documents escape characters that need no escape with `u`.
        let read = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern));
        read.ok()
    });
    expression
        .as_ref()
        .is_none_or(|expression| expression.find(text).is_some())
}
