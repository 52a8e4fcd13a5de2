//! Names that the user chooses in `codegen.toml`.

use std::{cell::Cell, collections::BTreeMap};

use crate::diagnostic::{At, Code, Sink};

/// What has a name that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A schema, by its name.
    Schema,
    /// A property, as `Schema.property`.
    Property,
    /// A value of an enum, as `Schema.value`.
    Value,
    /// An operation, by its id, or its method and path.
    Operation,
    /// A tag, by its name.
    Tag,
}

impl Named {
    /// Returns what the table of this name in `codegen.toml` is about, and whether it names types.
    pub fn of_table(table: &str) -> Option<(Self, bool)> {
        Some(match table {
            "schemas" => (Self::Schema, true),
            "properties" => (Self::Property, false),
            "values" => (Self::Value, true),
            "operations" => (Self::Operation, false),
            "tags" => (Self::Tag, false),
            _ => return None,
        })
    }
}

/// The names that the user chooses.
#[derive(Debug, Clone, Default)]
pub struct Renames(BTreeMap<(Named, String), Rename>);

#[derive(Debug, Clone)]
struct Rename {
    ident: String,
    at: At,
    used: Cell<bool>,
}

impl Renames {
    /// Calls what is called `wire` in the document `ident`, as is said at `at`.
    pub fn add(&mut self, named: Named, wire: String, ident: String, at: At) {
        let used = Cell::new(false);
        self.0.insert((named, wire), Rename { ident, at, used });
    }

    /// The name that the user chooses for `wire`.
    pub(super) fn get(&self, named: Named, wire: &str) -> Option<String> {
        let rename = self.0.get(&(named, wire.to_owned()))?;
        rename.used.set(true);
        Some(rename.ident.clone())
    }

    /// Names for what no document has are mistakes.
    pub(super) fn report_unused(&self, sink: &mut Sink) {
        for ((_, wire), rename) in self.0.iter().filter(|(_, rename)| !rename.used.get()) {
            let message = format!("the client has no `{wire}` to rename");
            sink.report(Code::UnusedOption, rename.at.clone(), message);
        }
    }
}
