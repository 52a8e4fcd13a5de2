//! specwright turns an OpenAPI description into a Rust client.
//!
//! [`generate`] is the whole of it: a document in, a [`Report`] with diagnostics and source files
//! out. [`Build`] is the same for a build script. The command line is another door to the same room.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), specwright::BuildError> {
//!     specwright::Build::new("api/codegen.toml").module("api").out("src/api").run()
//! }
//! ```

mod build;
mod compare;
pub mod diagnostic;
pub mod diff;
#[cfg(feature = "observe")]
mod doing;
mod emit;
#[cfg(feature = "cli")]
mod import;
#[cfg(feature = "cli")]
mod importing;
#[cfg(feature = "cli")]
mod init;
#[cfg(feature = "cli")]
mod initing;
mod ir;
mod lock_file;
mod lower;
mod name;
#[cfg(feature = "observe")]
mod observe;
#[cfg(feature = "observe")]
mod observing;
mod openapi;
mod options;
mod output;
mod overlay;
mod pass;
mod recovering;
mod report;
#[cfg(feature = "cli")]
mod rewrite;
mod source;
mod threads;
#[cfg(feature = "cli")]
mod update;

use std::path::PathBuf;

pub use crate::{
    build::{Build, BuildError},
    compare::Difference,
    emit::manifest::Runtime,
    lock_file::LockFile,
    options::{Options, is_crate_name},
    output::{Changes, FileTree, journal::Change as FileChange, replace},
    recovering::{Unfinished, commit},
    report::{Output, Report, Summary},
};
use crate::{
    diagnostic::Sink,
    emit::Target,
    source::{Bundle, SourceMap},
    threads::deep,
};
#[cfg(feature = "observe")]
pub use crate::{
    doing::Doing,
    observe::{Appended, Proposal, Times, append},
    observing::{Observed, is_listed, observe},
};
#[cfg(feature = "cli")]
pub use crate::{
    import::document::{Change, ChangeKind, ImportSource, Unmerged, Words, merge},
    importing::{Import, Imported, import},
    initing::{Init, init},
    update::{Update, Updated, Winner, update},
};

/// What a client is generated from.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The document; the one that the options name unless given.
    pub spec: Option<PathBuf>,
    /// Further documents, each of which becomes a module beside the first one's.
    pub more: Vec<PathBuf>,
    /// Whether references may lead to `http` and `https` URLs.
    pub allow_remote: bool,
    /// Whether references may lead out of the document's folder.
    pub allow_outside: bool,
    /// The `codegen.toml`; the defaults unless given.
    pub config: Option<PathBuf>,
    /// The lock of names; the one that the options name unless given.
    pub names_lock: Option<PathBuf>,
    /// The crate's name; the one that the options name unless given.
    pub krate: Option<String>,
    /// The module of the crate that the client stands in; its root unless given.
    pub module: Option<String>,
    /// Texts that are read instead of those of files on the disk.
    pub instead: Vec<(PathBuf, String)>,
    /// What is done about an update that was interrupted.
    pub unfinished: Unfinished,
}

/// Reads scraped documentation pages, each given by its name and text, into documents of one
/// operation; a page that is refused is nothing. The report says what is not certain.
#[cfg(feature = "cli")]
pub fn read_pages(pages: &[(String, String)]) -> (Vec<Option<serde_json::Value>>, Report) {
    let mut sources = SourceMap::default();
    let mut sink = Sink::default();
    let files: Vec<_> = pages
        .iter()
        .map(|(name, text)| sources.add(name, text))
        .collect();
    let documents = import::page::read(&files, &sources, &mut sink);
    let report = Report::new(sources, sink.into_diagnostics(), None, None);
    (documents, report)
}

/// Generates the client that `input` describes.
///
/// There is always a report; whether its output may be used is [`Report::is_ok`].
pub fn generate(input: &Input) -> Report {
    deep(|| generate_here(input))
}

/// Compares the clients that `old` and `new` describe.
///
/// Nothing is compared where one of the documents has errors; the reports say which.
pub fn diff(old: &Input, new: &Input) -> Difference {
    deep(|| compare::run(old, new))
}

/// [`deep`], where people are told what is being done.
#[cfg(feature = "cli")]
fn deep_telling<T: Send>(
    tell: &mut doing::Tell<'_>,
    work: impl Fn(&mut doing::Tell<'_>) -> T + Sync,
) -> T {
    let tell = std::sync::Mutex::new(tell);
    deep(|| {
        work(&mut |doing| {
            if let Ok(mut tell) = tell.lock() {
                tell(doing);
            }
        })
    })
}

/// Finds what everything in the client of `input` is to be called, and makes no sources.
///
/// The lock is the one that [`generate`] would write; the file stays as it is.
///
/// # Errors
///
/// A report, which has no output, where it has an error that is not allowed: where `generate` would refuse
/// the document before it makes sources, or where no `names_lock` says where the lock is.
pub fn names(input: &Input) -> Result<LockFile, Box<Report>> {
    deep(|| {
        let mut sources = SourceMap::with(input.instead.iter().cloned());
        let mut sink = Sink::default();
        let options = options(input, &mut sources, &mut sink);
        let lock = options.as_ref().and_then(|options| {
            let Some(path) = options.names_lock.clone() else {
                unsaid(
                    "`names_lock` does not say where the lock of names is",
                    input,
                    &mut sources,
                    &mut sink,
                );
                return None;
            };
            let model = model(options, &mut sources, &mut sink)?;
            Some(LockFile::new(path, model.lock?))
        });
        let allow = options.as_ref().map_or(&[][..], |options| &options.allow);
        sink.apply(allow);
        let report = Report::new(sources, sink.into_diagnostics(), options, None);
        let is_ok = report.count(diagnostic::Severity::Error) == 0;
        lock.filter(|_| is_ok).ok_or_else(|| report.into())
    })
}

fn generate_here(input: &Input) -> Report {
    let mut sources = SourceMap::with(input.instead.iter().cloned());
    let mut sink = Sink::default();
    let options = options(input, &mut sources, &mut sink);
    let output = options
        .as_ref()
        .and_then(|options| run(options, &mut sources, &mut sink));
    let allow = options.as_ref().map_or(&[][..], |options| &options.allow);
    sink.apply(allow);
    Report::new(sources, sink.into_diagnostics(), options, output)
}

/// An API and what everything in it is called.
struct Model {
    api: ir::Api,
    names: name::Names,
    /// Where `names_lock` says where it is.
    lock: Option<name::Lock>,
    left_out: usize,
}

/// The pipeline: each line is a stage.
fn run(options: &Options, sources: &mut SourceMap, sink: &mut Sink) -> Option<Output> {
    let Model {
        api,
        names,
        lock,
        left_out,
    } = model(options, sources, sink)?;
    let target = Target {
        krate: options.krate.replace('-', "_"),
        client: options.client.clone(),
        modules: options.modules().map(str::to_owned).collect(),
    };
    let files = output::sources(emit::emit(&api, &names, &target, output::text));
    let summary = Summary {
        operations: api.operations.len(),
        left_out,
        types: api.types.len(),
    };
    let lock = options.names_lock.clone().zip(lock);
    let lock = lock.map(|(path, lock)| LockFile::new(path, lock));
    Some(Output::new(files, summary, api, names, lock))
}

/// The stages up to names.
fn model(options: &Options, sources: &mut SourceMap, sink: &mut Sink) -> Option<Model> {
    let lock = match &options.names_lock {
        Some(path) => Some(lock_file::read(path, sources, sink)?),
        None => None,
    };
    let mut trees = Vec::new();
    for spec in options.spec.iter().chain(&options.more) {
        trees.push((spec.clone(), sources.load(spec, sink)?));
    }
    for path in &options.overlays {
        let overlay = sources.load(path, sink)?;
        let (_, tree) = trees.first_mut()?;
        overlay::apply(tree, &overlay, &mut sources.places, sink);
    }
    let count = trees.len();
    let bundle = Bundle::load(trees, options.reach, sources);
    bundle.report(sink);
    let labels = lock_file::files(&bundle, count, options.names_lock.as_deref());
    let documents = openapi::read(&bundle, count, &sources.places, sink)?;
    let left_out = documents.left_out();
    // What is not needed any more makes room, by another thread where there is one, as it takes time.
    let mut api = rayon::in_place_scope(|scope| {
        scope.spawn(|_| drop(bundle));
        lower::lower(&documents, &options.lower, sink)
    });
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| drop(documents));
        pass::run(&mut api, sink);
        if options.mock {
            pass::answers(&mut api);
        }
    });
    let naming = name::Options {
        enums: &options.enums,
        renames: &options.renames,
        tag_features: options.tag_features,
        share_types: options.share_types,
        mock: options.mock,
        cli: options.cli,
    };
    let before = name::Before {
        lock,
        places: &sources.places,
        files: &labels,
    };
    let (names, lock) = name::assign(&api, &naming, before, sink);
    pass::shared(&mut api, &names.shared);
    Some(Model {
        api,
        names,
        lock,
        left_out,
    })
}

/// The options, with what `input` says winning over `codegen.toml`; before that, an update that was
/// interrupted is seen to.
fn options(input: &Input, sources: &mut SourceMap, sink: &mut Sink) -> Option<Options> {
    if let Some(config) = &input.config
        && !recovering::recover(config, input.unfinished, sources, sink)
    {
        return None;
    }
    let mut options = match &input.config {
        Some(path) => Options::read(path, sources, sink)?,
        None => Options::default(),
    };
    options.spec = input.spec.clone().or(options.spec);
    options.names_lock = input.names_lock.clone().or(options.names_lock);
    options.module = input.module.clone().or(options.module);
    options.more.extend(input.more.iter().cloned());
    options.reach.remote |= input.allow_remote;
    options.reach.outside |= input.allow_outside;
    if let Some(krate) = &input.krate {
        options.krate.clone_from(krate);
    }
    if let Some(wrong) = options
        .modules()
        .find(|module| !options::is_module_name(module))
    {
        let file = sources.add(wrong, "");
        let message = format!("`{wrong}` is no name of a module");
        sink.report(
            diagnostic::Code::ConfigInvalid,
            diagnostic::At::File(file),
            message,
        );
        return None;
    }
    if options.spec.is_none() {
        unsaid(
            "`spec` does not say where the document is",
            input,
            sources,
            sink,
        );
        return None;
    }
    Some(options)
}

/// Reports what the configuration of `input` lacks.
fn unsaid(message: &str, input: &Input, sources: &mut SourceMap, sink: &mut Sink) {
    let name = input.config.as_deref().unwrap_or(std::path::Path::new(""));
    let file = sources.add(name.display().to_string(), "");
    sink.report(
        diagnostic::Code::ConfigInvalid,
        diagnostic::At::File(file),
        message,
    );
}
