//! Every identifier, chosen once.
//!
//! In: an [`Api`] after the passes. Out: [`Names`] for all that gets a name in Rust. A name follows
//! from where the thing stands in the document and never from the order of its siblings. An
//! identifier that is a keyword is written `r#…` here.

mod commands;
mod features;
mod letters;
mod lock;
mod members;
mod mocks;
mod operations;
mod rename;
mod reserved;
mod scope;
mod setters;
mod shared;
mod status;
mod types;
mod words;

use std::collections::BTreeMap;

pub use commands::{CommandNames, Commands};
pub use features::Features;
pub use lock::{Files, HEAD as LOCK_HEAD, Item, Lock, Slot};
pub use operations::{GroupNames, OperationNames};
pub use rename::{Named, Renames};

use crate::{
    diagnostic::{At, Places, Sink},
    ir::{Api, ModuleId, OperationId, TypeId},
    name::{
        lock::{Book, Spots},
        scope::{Claim, Scope},
        words::module,
    },
};

/// All identifiers.
#[derive(Debug, Default)]
pub struct Names {
    /// Types.
    pub types: BTreeMap<TypeId, TypeNames>,
    /// The types that are only another name of one, with the one that is defined.
    pub shared: BTreeMap<TypeId, TypeId>,
    /// The same with types that came apart as the one that they were, for who looks at a document of that time.
    pub once_shared: BTreeMap<TypeId, TypeId>,
    /// The modules, in the order of [`Api::modules`].
    pub modules: Vec<String>,
    /// Groups, in the order of [`Api::groups`].
    pub groups: Vec<GroupNames>,
    /// Operations.
    pub operations: BTreeMap<OperationId, OperationNames>,
    /// The constants of security schemes, in the order of [`Api::schemes`].
    pub schemes: Vec<String>,
    /// The cargo features of groups, if there are any.
    pub features: Option<Features>,
    /// The methods of the mock server, if there is one.
    pub mocks: Option<BTreeMap<OperationId, String>>,
    /// The words of the command line, if there is one.
    pub commands: Option<Commands>,
}

/// The identifiers of a type.
#[derive(Debug, Default)]
pub struct TypeNames {
    /// The type.
    pub ident: String,
    /// The module that it stands in.
    pub module: String,
    /// Its fields, in order.
    pub fields: Vec<FieldNames>,
    /// The field of members that the document does not name.
    pub additional: String,
    /// Its variants, in order.
    pub variants: Vec<String>,
}

/// The identifiers of a field.
#[derive(Debug)]
pub struct FieldNames {
    /// The field.
    pub ident: String,
    /// The method that sets it.
    pub setter: String,
    /// The method that sets it to null.
    pub null_setter: String,
}

/// What `codegen.toml` says about an enum.
#[derive(Debug, Clone)]
pub struct EnumOptions {
    /// The name of its schema.
    pub schema: String,
    /// What is taken from the beginning of each value before it becomes a name.
    pub strip_prefix: String,
    /// Where it says so.
    pub at: At,
}

/// What `codegen.toml` says about names.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Options of enums.
    pub enums: &'a [EnumOptions],
    /// Names that the user chooses.
    pub renames: &'a Renames,
    /// Whether each group has a cargo feature.
    pub tag_features: bool,
    /// Whether types that look alike are defined once.
    pub share_types: bool,
    /// Whether there is a mock server.
    pub mock: bool,
    /// Whether there is a command line.
    pub cli: bool,
}

/// What was named before, and what it needs to be known again.
#[derive(Debug)]
pub struct Before<'a> {
    /// The names that were given, where they are kept in a lock.
    pub lock: Option<Lock>,
    /// The places of all values.
    pub places: &'a Places,
    /// What the files of the client are called.
    pub files: &'a Files,
}

/// Returns whether `name` is a keyword of Rust.
pub fn is_keyword(name: &str) -> bool {
    reserved::KEYWORDS.contains(&name) || reserved::NOT_RAW.contains(&name)
}

/// Returns whether a module may be called `name` as it is, and its file.
pub fn is_file_name(name: &str) -> bool {
    !(name.is_empty() || is_keyword(name) || reserved::DEVICES.contains(&name))
}

/// Chooses all names, and says what the lock of them is, where they are kept in one.
///
/// What `before` has keeps its name, unless the user chose another one.
pub fn assign(
    api: &Api,
    options: &Options<'_>,
    before: Before<'_>,
    sink: &mut Sink,
) -> (Names, Option<Lock>) {
    let Options {
        enums,
        renames,
        tag_features,
        share_types,
        mock,
        cli,
    } = *options;
    let Before {
        mut lock,
        places,
        files,
    } = before;
    let spots = Spots::of(api, files, places);
    lock.iter_mut().for_each(|lock| lock.follow(api, &spots));
    let mut assigning = Assigning {
        api,
        enums,
        renames,
        book: Book::new(lock, api.modules.len() > 1, sink),
        spots,
        names: Names::default(),
        types: BTreeMap::new(),
        modules: BTreeMap::new(),
        components: BTreeMap::new(),
    };
    assigning.homes();
    assigning.components();
    assigning.operations();
    assigning.parts();
    assigning.members();
    assigning.unused_options();
    if share_types {
        assigning.shared();
    }
    if tag_features {
        assigning.features();
    }
    if mock {
        assigning.mocks();
    }
    if cli {
        assigning.commands();
    }
    renames.report_unused(assigning.book.sink);
    assigning.book.offer();
    let lock = assigning.book.close(|slot| match slot {
        Slot::Feature => !tag_features,
        Slot::Mock => !mock,
        Slot::Command | Slot::Flag => !cli,
        _ => false,
    });
    (assigning.names, lock)
}

struct Assigning<'a> {
    api: &'a Api,
    enums: &'a [EnumOptions],
    renames: &'a Renames,
    book: Book<'a>,
    spots: Spots,
    names: Names,
    /// The types of each module.
    types: BTreeMap<ModuleId, Scope>,
    /// The files of types of each module.
    modules: BTreeMap<ModuleId, Scope>,
    /// The types that are called after schemas.
    components: BTreeMap<(ModuleId, String), TypeId>,
}

impl Assigning<'_> {
    /// Names the modules, where there are several.
    fn homes(&mut self) {
        for index in 0..self.api.modules.len() {
            let types = Scope::new(&[]).kept(Slot::Type, self.home_of(ModuleId(index)), None);
            self.types.insert(ModuleId(index), types);
            let files = Scope::new(reserved::MODULES).and(reserved::DEVICES);
            self.modules.insert(ModuleId(index), files);
        }
        let at = |index: usize| {
            let mut types = self.api.types.values();
            let found = types.find(|definition| definition.home == ModuleId(index));
            let first = self.api.types.values().next();
            found.or(first).map(|definition| definition.at)
        };
        let claims = self.api.modules.iter().enumerate().map(|(index, found)| {
            // A module without types clashes with nothing that could be shown.
            let spot = self.spots.module(ModuleId(index));
            let claim = at(index).map(|at| Claim::new(&found.stem, module(&found.stem), at));
            // The only document is at the root.
            claim.map(|claim| match self.api.modules.len() {
                1 => claim.quiet(),
                _ => claim.quiet().locked(spot, Slot::Module),
            })
        });
        let claims: Option<Vec<Claim>> = claims.collect();
        let modules = self.api.modules.iter().map(|found| module(&found.stem));
        self.names.modules = match claims {
            Some(claims) => Scope::new(reserved::HOMES)
                .and(reserved::DEVICES)
                .kept(Slot::Module, "", None)
                .assign(claims, &mut self.book),
            None => modules.collect(),
        };
    }

    fn type_spot(&self, id: TypeId) -> &str {
        self.spots.types.get(&id).map_or("", String::as_str)
    }

    /// What the lock calls the file of a module: nothing where there is but one document.
    fn home_of(&self, home: ModuleId) -> &str {
        self.spots.module(home).trim_end_matches('#')
    }
}
