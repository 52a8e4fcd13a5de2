//! The command line of specwright.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anstream::{AutoStream, ColorChoice};
use clap::{Args, Parser, Subcommand, ValueEnum};
use specwright::{
    Changes, FileTree, Input, Report, Runtime, Summary,
    diagnostic::{Severity, render::Style},
    generate,
};

/// Most of a run is making and dropping small pieces of syntax, at which the system's allocator on Linux
/// becomes slower the more of them there were.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The document has errors, or the output could not be written.
const FAILED: u8 = 1;
/// The command was not understood.
const USAGE: u8 = 2;

/// How many warnings of a kind are printed in full.
const MOST_ALIKE: usize = 3;

/// Turns an OpenAPI description into a Rust client.
///
/// Reads OpenAPI 3.0 and 3.1 as YAML or JSON, applies overlays, and writes formatted Rust. Whatever
/// cannot be turned into Rust is named with its file, line and column.
///
/// Exit status: 0 if all went well, 1 if the document has errors or (with --check) the sources are
/// stale, 2 if the command was not understood.
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
    /// generated are removed; nothing else is touched.
    Generate(Generate),
    /// Print what there is to say about a document, and write nothing.
    Lint(Lint),
}

#[derive(Debug, Args)]
struct Generate {
    /// The OpenAPI documents; those that the configuration names if left out. Several become modules
    /// of one client.
    spec: Vec<PathBuf>,
    #[command(flatten)]
    reach: Reach,
    /// The configuration [default: `codegen.toml` beside SPEC, or `spec/codegen.toml`].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder to write to [default: the one that the configuration names].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; fail and name the files that are not as they should be.
    #[arg(long)]
    check: bool,
    /// Write a complete crate of this name: `Cargo.toml`, `README.md` and `src/`.
    #[arg(long = "crate", value_name = "NAME", value_parser = crate_name)]
    krate: Option<String>,
    /// Where the crate finds specwright-runtime [default: the published one].
    #[arg(long, value_name = "DIR", requires = "krate")]
    runtime_path: Option<PathBuf>,
}

/// What references may lead to beside files in the document's folder.
#[derive(Debug, Clone, Copy, Args)]
struct Reach {
    /// Follow references to files outside the document's folder.
    #[arg(long)]
    allow_outside: bool,
    /// Follow references to `http` and `https` URLs.
    #[arg(long)]
    allow_remote: bool,
}

#[derive(Debug, Args)]
struct Lint {
    /// The OpenAPI document.
    spec: PathBuf,
    #[command(flatten)]
    reach: Reach,
    /// The configuration [default: `codegen.toml` beside SPEC].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print: for people, or as a list of JSON objects.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Text with the source line.
    Text,
    /// A list of objects.
    Json,
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
    }
}

/// How much is printed, and how.
struct Terminal {
    choice: ColorChoice,
    style: Style,
    least: Severity,
}

impl Terminal {
    /// Prints to standard error; a reader who has gone away is no error.
    fn say(&self, text: &str) {
        let mut stream = AutoStream::new(std::io::stderr(), self.choice);
        let _ = stream.write_all(text.as_bytes());
    }

    /// Prints what there is to say; all of it only to those who asked for it.
    fn report(&self, report: &Report) {
        let text = if self.least == Severity::Note {
            report.text(self.least, self.style)
        } else {
            report.grouped(self.least, self.style, MOST_ALIKE)
        };
        self.say(&text);
    }

    fn summary(&self, text: &str) {
        if self.least < Severity::Error {
            self.say(&format!("{text}\n"));
        }
    }

    fn usage(&self, text: &str) -> ExitCode {
        self.say(&format!(
            "error: {text}\n\nFor more information, try '--help'.\n"
        ));
        ExitCode::from(USAGE)
    }
}

impl Lint {
    fn run(&self, terminal: &Terminal) -> ExitCode {
        let config = self.config.clone().or_else(|| beside(&self.spec));
        let report = generate(&Input {
            spec: Some(self.spec.clone()),
            config,
            allow_remote: self.reach.allow_remote,
            allow_outside: self.reach.allow_outside,
            ..Input::default()
        });
        match self.format {
            Format::Text => {
                terminal.report(&report);
                terminal.summary(&counts(&report));
            }
            Format::Json => {
                let mut stdout = std::io::stdout().lock();
                let _ = writeln!(stdout, "{:#}", report.json());
            }
        }
        status(report.is_ok())
    }
}

impl Generate {
    fn run(&self, terminal: &Terminal) -> ExitCode {
        let config = self.config.clone().or_else(|| match self.spec.first() {
            Some(spec) => beside(spec),
            None => Some(PathBuf::from("spec/codegen.toml")).filter(|path| path.is_file()),
        });
        if self.spec.is_empty() && config.is_none() {
            return terminal.usage("there is no SPEC, and no `spec/codegen.toml` that names one");
        }
        let mut specs = self.spec.iter().cloned();
        let (spec, krate) = (specs.next(), self.krate.clone());
        let mut report = generate(&Input {
            spec,
            more: specs.collect(),
            allow_remote: self.reach.allow_remote,
            allow_outside: self.reach.allow_outside,
            config,
            krate,
            module: None,
        });
        terminal.report(&report);
        // A crate of its own goes where it is told to, never over the client of the configuration.
        let configured = report.options().and_then(|options| options.out.clone());
        let configured = configured.filter(|_| self.krate.is_none());
        let Some(summary) = report
            .output()
            .map(|output| output.summary)
            .filter(|_| report.is_ok())
        else {
            terminal.summary(&counts(&report));
            return ExitCode::from(FAILED);
        };
        let Some(out) = self.out.clone().or(configured) else {
            return terminal.usage("there is no --out, and no configuration that names one");
        };
        let counted = counts(&report);
        let files = match self.files(&mut report) {
            Ok(files) => files,
            Err(message) => return terminal.usage(&message),
        };
        let changes = if self.check {
            files.changes(&out)
        } else {
            files.write(&out)
        };
        match changes {
            Ok(changes) if self.check && !changes.is_empty() => stale(&changes, &out, terminal),
            Ok(changes) => {
                written(&changes, &out, terminal);
                let made = made(summary, &files, &changes, &out);
                terminal.summary(&format!("{made}; {counted}"));
                ExitCode::SUCCESS
            }
            Err(error) => {
                terminal.say(&format!("error[output/write]: {error}\n"));
                ExitCode::from(FAILED)
            }
        }
    }

    /// The files to write: the sources, or a crate around them.
    fn files(&self, report: &mut Report) -> Result<FileTree, String> {
        let output = report.take_output().ok_or("there is nothing to write")?;
        let Some(name) = &self.krate else {
            return Ok(output.files);
        };
        let runtime = match &self.runtime_path {
            None => Runtime::Published,
            Some(path) => {
                let is_there = path.join("Cargo.toml").is_file();
                let path = std::path::absolute(path).ok().filter(|_| is_there);
                let path = path.ok_or_else(|| "there is no crate at --runtime-path".to_owned())?;
                Runtime::Path(path.display().to_string())
            }
        };
        Ok(output.into_crate(name, &runtime))
    }
}

/// Names the files that are not as they should be.
fn stale(changes: &Changes, out: &Path, terminal: &Terminal) -> ExitCode {
    for path in changes.written.iter().chain(&changes.removed) {
        terminal.say(&format!("stale: {}\n", out.join(path).display()));
    }
    let message = "error: the sources do not agree with the document: run `specwright generate`";
    terminal.say(&format!("{message}\n"));
    ExitCode::from(FAILED)
}

/// Names the files that were written and removed, to those who want to know.
fn written(changes: &Changes, out: &Path, terminal: &Terminal) {
    if terminal.least > Severity::Note {
        return;
    }
    for path in &changes.written {
        terminal.say(&format!("wrote {}\n", out.join(path).display()));
    }
    for path in &changes.removed {
        terminal.say(&format!("removed {}\n", out.join(path).display()));
    }
}

/// Says what was generated and what was left out.
fn made(summary: Summary, files: &FileTree, changes: &Changes, out: &Path) -> String {
    format!(
        "generated {} and {} in {} below `{}` ({} written, {} removed, {} unchanged), left out {}",
        plural(summary.operations, "operation"),
        plural(summary.types, "type"),
        plural(files.len(), "file"),
        out.display(),
        changes.written.len(),
        changes.removed.len(),
        changes.unchanged,
        plural(summary.left_out, "operation"),
    )
}

fn crate_name(name: &str) -> Result<String, String> {
    if specwright::is_crate_name(name) {
        Ok(name.to_owned())
    } else {
        Err("this is no name of a crate".to_owned())
    }
}

/// The configuration in the folder of a document.
fn beside(spec: &Path) -> Option<PathBuf> {
    Some(spec.with_file_name("codegen.toml")).filter(|path| path.is_file())
}

fn status(is_ok: bool) -> ExitCode {
    if is_ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    }
}

fn counts(report: &Report) -> String {
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|severity| report.count(severity));
    format!(
        "{}, {}, {}",
        plural(errors, "error"),
        plural(warnings, "warning"),
        plural(notes, "note")
    )
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
