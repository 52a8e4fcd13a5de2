//! What was found, as lines of JSON.

use std::{collections::BTreeMap, error::Error, fs, path::Path, process::Command};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::part::Part;

/// What is measured.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    /// A document becomes sources.
    Generate,
    /// The sources become a library.
    Compile,
    /// The library becomes a program.
    Program,
}

/// One generator on one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub stage: Stage,
    /// What the document is called.
    pub document: String,
    /// How long the document is.
    pub document_bytes: u64,
    /// The generator with its version.
    pub generator: String,
    /// Why it did not end well; none if it did.
    pub failure: Option<String>,
    /// What was left out of compiling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Part>,
    /// How often it was measured; figures are medians.
    pub runs: usize,
    /// The figures, by name.
    pub figures: BTreeMap<String, f64>,
    pub run: Run,
}

/// When and on what it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// When the run began, in UTC.
    pub begun: String,
    pub rustc: String,
    pub system: String,
    pub cores: usize,
}

impl Run {
    pub(crate) fn now() -> Result<Self, Box<dyn Error>> {
        let answer = Command::new("rustc").arg("--version").output()?;
        let version = String::from_utf8(answer.stdout)?;
        Ok(Self {
            begun: Timestamp::now().strftime("%Y-%m-%d %H:%M").to_string(),
            rustc: version.split(' ').nth(1).unwrap_or("unknown").to_owned(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            cores: std::thread::available_parallelism()?.get(),
        })
    }
}

/// Reads the records in the file; none if it is not there.
///
/// # Errors
///
/// Where it is there and cannot be read.
pub(crate) fn read(file: &Path) -> Result<Vec<Record>, Box<dyn Error>> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(file)?;
    text.lines()
        .map(|line| Ok(serde_json::from_str(line)?))
        .collect()
}

/// `old` with what `new` says of documents and stages in its place, so that all that is said of one is of
/// one run.
pub(crate) fn merged(mut old: Vec<Record>, new: Vec<Record>) -> Vec<Record> {
    let same =
        |one: &Record, other: &Record| one.stage == other.stage && one.document == other.document;
    old.retain(|old| !new.iter().any(|new| same(old, new)));
    old.extend(new);
    old.sort_by(|one, other| {
        let key = |record: &Record| (record.stage, record.document_bytes, record.document.clone());
        key(one).cmp(&key(other))
    });
    old
}

/// Writes the records, a line each.
///
/// # Errors
///
/// Where the file cannot be written.
pub(crate) fn write(file: &Path, records: &[Record]) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    for record in records {
        text.push_str(&serde_json::to_string(record)?);
        text.push('\n');
    }
    Ok(fs::write(file, text)?)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A record with one figure.
    pub(crate) fn record(
        stage: Stage,
        document: &str,
        generator: &str,
        figure: (&str, f64),
    ) -> Record {
        Record {
            stage,
            document: document.to_owned(),
            document_bytes: 2_000_000,
            generator: generator.to_owned(),
            failure: None,
            without: Vec::new(),
            runs: 5,
            figures: BTreeMap::from([(figure.0.to_owned(), figure.1)]),
            run: Run {
                begun: "2026-11-26 10:00".to_owned(),
                rustc: "1.95.0".to_owned(),
                system: "linux x86_64".to_owned(),
                cores: 2,
            },
        }
    }

    #[test]
    fn a_run_replaces_what_was_said_of_its_documents() {
        let of = |stage, document, value| record(stage, document, "one", ("cpu_seconds", value));
        let old = vec![
            of(Stage::Generate, "box", 1.0),
            of(Stage::Generate, "github", 2.0),
            of(Stage::Compile, "box", 3.0),
        ];
        let new = vec![of(Stage::Generate, "box", 4.0)];
        let values: Vec<f64> = merged(old, new)
            .iter()
            .map(|record| record.figures["cpu_seconds"])
            .collect();
        assert_eq!(values, [4.0, 2.0, 3.0]);
    }

    #[test]
    fn lines_are_read_as_they_were_written() {
        let file = std::env::temp_dir().join(format!("bench-records-{}", std::process::id()));
        let records = vec![record(
            Stage::Compile,
            "box",
            "ploidy",
            ("cpu_seconds", 0.25),
        )];
        write(&file, &records).unwrap();
        assert_eq!(read(&file).unwrap(), records);
        fs::remove_file(&file).unwrap();
        assert!(read(&file).unwrap().is_empty());
    }
}
