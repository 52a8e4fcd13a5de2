//! specwright beside other generators: what generating costs, and compiling what was generated.
//!
//! ```console
//! $ cargo run --release -p bench --features peers --bin peers -- box=openapi.json
//! ```
//!
//! The peers are installed at pinned versions below `target/peers`, each does the same in turns in one run,
//! and what was found goes to `bench/results/` as a table, as lines of JSON and as pictures.

mod arrange;
mod compile;
mod derives;
mod document;
mod generate;
mod generator;
mod install;
mod operations;
mod part;
mod plot;
mod program;
mod readme;
mod record;
mod table;
mod usage;
mod wrapper;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;

use crate::{
    document::Document,
    generator::Generator,
    install::Places,
    part::Without,
    record::{Record, Run, Stage},
};

/// Measures specwright beside other generators.
#[derive(Debug, Parser)]
struct Arguments {
    /// OpenAPI documents, as PATH or NAME=PATH; a folder is all documents in it as one client.
    #[arg(required = true)]
    documents: Vec<String>,
    /// How often each is measured.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Only these, beside specwright itself.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Generator>,
    /// Only this stage.
    #[arg(long)]
    stage: Option<Stage>,
    /// The feature of the tag that is compiled alone [default: the first].
    #[arg(long)]
    tag: Option<String>,
    /// The two operations that the program of the stage `program` calls, as methods of the client are called
    /// [default: the first two that get JSON].
    #[arg(long, value_delimiter = ',')]
    operations: Vec<String>,
    /// What is not compiled, as it takes long: `check`, `debug`, `release` or `llvm-ir`, of one generator
    /// alone as `ploidy:release`.
    #[arg(long, value_delimiter = ',')]
    without: Vec<Without>,
    /// The folder for results [default: `bench/results` of the repository].
    #[arg(long)]
    out: Option<PathBuf>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Run by cargo in place of rustc.
    if let Some(notes) = std::env::var_os(wrapper::NOTES) {
        return wrapper::rustc(Path::new(&notes));
    }
    // Run by rustc in place of the linker.
    if let Some(notes) = std::env::var_os(program::NOTES) {
        return program::link(Path::new(&notes));
    }
    let arguments = Arguments::parse();
    let places = Places::new()?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| places.root.join("bench/results"));
    fs::create_dir_all(&out)?;
    let run = Run::now()?;
    let is_here = arguments.out.is_none();
    for document in &arguments.documents {
        let document = Document::of(document)?;
        for stage in [Stage::Generate, Stage::Compile, Stage::Program] {
            if arguments.stage.is_none_or(|only| only == stage) {
                let found = measure(stage, &document, &arguments, &places, &run)?;
                print!("{}", table::markdown(&found));
                keep(&out, found)?;
            }
        }
    }
    let aside = generate::aside(&places);
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    if is_here {
        readme::write(&places.root, &record::read(&out.join("peers.jsonl"))?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(
    stage: Stage,
    document: &Document,
    arguments: &Arguments,
    places: &Places,
    run: &Run,
) -> Result<Vec<Record>, Box<dyn Error>> {
    let generators = chosen(&arguments.only);
    let asked = compile::Asked {
        generators: &generators,
        runs: arguments.runs,
        tag: arguments.tag.as_deref(),
        without: &arguments.without,
    };
    match stage {
        Stage::Generate => generate::generate(document, &generators, arguments.runs, places, run),
        Stage::Compile => compile::compile(document, &asked, places, run),
        Stage::Program => {
            let named = &arguments.operations;
            program::program(document, named, arguments.runs, places, run)
        }
    }
}

/// Those that were asked for, and specwright, which all are held against.
fn chosen(only: &[Generator]) -> Vec<Generator> {
    let is_one = |generator: &Generator| {
        only.is_empty() || only.contains(generator) || *generator == Generator::Specwright
    };
    Generator::ALL.into_iter().filter(is_one).collect()
}

/// Writes what was found in place of what was known of it before.
fn keep(out: &Path, found: Vec<Record>) -> Result<(), Box<dyn Error>> {
    let lines = out.join("peers.jsonl");
    let records = record::merged(record::read(&lines)?, found);
    record::write(&lines, &records)?;
    shown(out, &records)
}

/// Writes the table and the pictures of the records.
fn shown(out: &Path, records: &[Record]) -> Result<(), Box<dyn Error>> {
    fs::write(out.join("peers.md"), table::markdown(records))?;
    for (stage, names, file) in PICTURES {
        plot::draw(records, stage, names, &out.join(file))?;
    }
    Ok(())
}

/// The pictures: whose stage, which figures, which file.
const PICTURES: [(Stage, &[&str], &str); 3] = [
    (
        Stage::Generate,
        &["cpu_seconds", "peak_bytes"],
        "generating.svg",
    ),
    (
        Stage::Compile,
        &["check_cpu_seconds", "release_cpu_seconds", "llvm_ir_lines"],
        "compiling.svg",
    ),
    (Stage::Program, &["program_bytes"], "program.svg"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE=1` writes them, for a change of how records are shown.
    #[test]
    fn what_is_shown_is_what_was_recorded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let results = root.join("bench/results");
        let records = record::read(&results.join("peers.jsonl")).unwrap();
        if std::env::var_os("UPDATE").is_some() {
            shown(&results, &records).unwrap();
            readme::write(&root, &records).unwrap();
        }
        let fresh = std::env::temp_dir().join(format!("bench-shown-{}", std::process::id()));
        fs::create_dir_all(&fresh).unwrap();
        shown(&fresh, &records).unwrap();
        for entry in fs::read_dir(&fresh).unwrap() {
            let file = entry.unwrap().path();
            let kept = results.join(file.file_name().unwrap());
            let (fresh, kept) = [&file, &kept].map(fs::read_to_string).into();
            assert_eq!(fresh.unwrap(), kept.unwrap(), "{}", file.display());
        }
        fs::remove_dir_all(&fresh).unwrap();
        let text = fs::read_to_string(root.join("README.md")).unwrap();
        assert_eq!(readme::with(&text, &records).unwrap(), text);
    }

    #[test]
    fn specwright_is_always_measured() {
        assert_eq!(
            chosen(&[Generator::Ploidy]),
            [Generator::Specwright, Generator::Ploidy]
        );
        assert_eq!(chosen(&[]), Generator::ALL);
    }

    #[test]
    fn arguments_are_what_they_are_documented_to_be() {
        let given = Arguments::parse_from([
            "peers",
            "--only",
            "ploidy,openapi-to-rust",
            "--stage",
            "compile",
            "--without",
            "release,ploidy:llvm-ir",
            "a=b",
        ]);
        assert_eq!(given.only, [Generator::Ploidy, Generator::OpenapiToRust]);
        assert_eq!((given.runs, given.stage), (5, Some(Stage::Compile)));
        let without: Vec<_> = given.without.iter().map(Without::to_string).collect();
        assert_eq!(without, ["release", "ploidy:llvm-ir"]);
    }
}
