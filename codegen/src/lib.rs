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
pub mod diagnostic;
mod emit;
#[cfg(feature = "cli")]
mod init;
#[cfg(feature = "cli")]
mod initing;
mod ir;
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
mod report;
mod source;

use std::path::PathBuf;

#[cfg(feature = "cli")]
pub use crate::initing::{Init, init};
pub use crate::{
    build::{Build, BuildError},
    emit::manifest::Runtime,
    options::{Options, is_crate_name},
    output::{Changes, FileTree},
    report::{Output, Report, Summary},
};
use crate::{
    diagnostic::Sink,
    emit::Target,
    source::{Bundle, SourceMap},
};
#[cfg(feature = "observe")]
pub use crate::{
    observe::{Appended, Proposal, append},
    observing::{Observed, observe},
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
    /// The crate's name; the one that the options name unless given.
    pub krate: Option<String>,
    /// The module of the crate that the client stands in; its root unless given.
    pub module: Option<String>,
}

/// Generates the client that `input` describes.
///
/// There is always a report; whether its output may be used is [`Report::is_ok`].
pub fn generate(input: &Input) -> Report {
    std::thread::scope(|scope| {
        let run = || generate_here(input);
        // Schemas refer to each other as deep as a document likes, and are followed by recursion.
        let thread = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, run);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(report)) => report,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // Without another thread there is this one.
            Err(_) => generate_here(input),
        }
    })
}

/// The stack of the thread that generates; only what is used of it takes memory.
const STACK_BYTES: usize = 512 << 20;

fn generate_here(input: &Input) -> Report {
    let mut sources = SourceMap::default();
    let mut sink = Sink::default();
    let options = options(input, &mut sources, &mut sink);
    let output = options
        .as_ref()
        .and_then(|options| run(options, &mut sources, &mut sink));
    let allow = options.as_ref().map_or(&[][..], |options| &options.allow);
    sink.apply(allow);
    Report::new(sources, sink.into_diagnostics(), options, output)
}

/// The pipeline: each line is a stage.
fn run(options: &Options, sources: &mut SourceMap, sink: &mut Sink) -> Option<Output> {
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
    let documents = openapi::read(&bundle, count, &sources.places, sink)?;
    let left_out = documents.left_out();
    // What is not needed any more makes room.
    drop(bundle);
    let mut api = lower::lower(&documents, &options.lower, sink);
    drop(documents);
    pass::run(&mut api, sink);
    if options.mock {
        pass::answers(&mut api);
    }
    let naming = name::Options {
        enums: &options.enums,
        renames: &options.renames,
        tag_features: options.tag_features,
        mock: options.mock,
        cli: options.cli,
    };
    let names = name::assign(&api, &naming, sink);
    let target = Target {
        krate: options.krate.replace('-', "_"),
        client: options.client.clone(),
        modules: options.modules().map(str::to_owned).collect(),
    };
    let files = output::sources(|write| emit::emit(&api, &names, &target, write));
    let summary = Summary {
        operations: api.operations.len(),
        left_out,
        types: api.types.len(),
    };
    Some(Output::new(files, summary, api, names))
}

/// The options, with what `input` says winning over `codegen.toml`.
fn options(input: &Input, sources: &mut SourceMap, sink: &mut Sink) -> Option<Options> {
    let mut options = match &input.config {
        Some(path) => Options::read(path, sources, sink)?,
        None => Options::default(),
    };
    options.spec = input.spec.clone().or(options.spec);
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
        let name = input
            .config
            .as_ref()
            .map_or_else(String::new, |path| path.display().to_string());
        let file = sources.add(name, "");
        sink.report(
            diagnostic::Code::ConfigInvalid,
            diagnostic::At::File(file),
            "`spec` does not say where the document is",
        );
        return None;
    }
    Some(options)
}
