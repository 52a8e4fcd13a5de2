//! The command line of specwright.

mod commands;

use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::{Parser, Subcommand, ValueEnum};
use specwright::diagnostic::{Severity, render::Style};

use crate::commands::{
    Terminal, diff::Diff, generate::Generate, import::ImportPages, init::Init, lint::Lint,
    observe::Observe, update::Update,
};

/// Most of a run is making and dropping small pieces of syntax, at which the system's allocator on Linux
/// becomes slower the more of them there were.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Turns an OpenAPI description into a Rust client.
///
/// Reads OpenAPI 3.0 and 3.1 as YAML or JSON, applies overlays, and writes formatted Rust. Whatever
/// cannot be turned into Rust is named with its file, line and column.
///
/// Exit status: 0 if all went well; 1 if a document has errors, a file cannot be read or written, the
/// sources are stale (--check), or a change is as large as --fail-on says; 2 if the command was not
/// understood.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours.
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true)]
    color: Color,
    /// Print errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print notes as well, and each file that is written.
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the client's sources.
    ///
    /// Only files whose contents change are written, and files of an earlier run that are no longer
    /// generated are removed. Where the configuration has `names_lock`, that file keeps names as they were
    /// given. Nothing else is touched.
    Generate(Generate),
    /// Print what there is to say about a document, and write nothing.
    Lint(Lint),
    /// Say what changed between two documents, and what that does to Rust code.
    ///
    /// Each change comes with its place in both documents, what it asks of the version of the client
    /// (patch, minor or major) and what becomes of a program built against the old document (works,
    /// loses data or fails).
    Diff(Diff),
    /// Read upstream again, and bring what it changed into the document and the sources.
    ///
    /// What was changed here by hand stays: only what upstream changed since it was last read, which is
    /// kept beside the document in `upstream/`, is brought in. All files are written or none, whenever
    /// it is interrupted; the next command finishes what was begun.
    Update(Update),
    /// Read documentation pages or OpenAPI documents into a document.
    ///
    /// Equal schemas become shared components. With --into, only what differs in meaning is changed,
    /// in place: names, order, comments and descriptions that are there stay.
    Import(ImportPages),
    /// Propose what would make the document agree with what the service was seen to do.
    ///
    /// Reads files that a client's drift hook wrote, and HTTP Archives of browsers and proxies. Each proposal
    /// is an action of an OpenAPI Overlay on standard output, with the evidence counted. Headers, cookies,
    /// queries and examples of values are never printed.
    Observe(Observe),
    /// Lay out a repository around a document: workspace, build script, client, tests.
    ///
    /// All of it is written, or nothing; a document with errors and a folder that is not empty are refused.
    Init(Init),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    /// If the output is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let choice = match cli.color {
        Color::Auto => AutoStream::choice(&std::io::stderr()),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let style = if choice == ColorChoice::Never {
        Style::Plain
    } else {
        Style::Coloured
    };
    let least = match (cli.quiet, cli.verbose) {
        (true, _) => Severity::Error,
        (_, true) => Severity::Note,
        _ => Severity::Warning,
    };
    let terminal = Terminal {
        choice,
        style,
        least,
    };
    match &cli.command {
        Command::Generate(arguments) => arguments.run(&terminal),
        Command::Lint(arguments) => arguments.run(&terminal),
        Command::Diff(arguments) => arguments.run(&terminal),
        Command::Update(arguments) => arguments.run(&terminal),
        Command::Import(arguments) => arguments.run(&terminal),
        Command::Observe(arguments) => arguments.run(&terminal),
        Command::Init(arguments) => arguments.run(&terminal),
    }
}
