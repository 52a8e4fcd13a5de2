//! What the repository's README.md shows of the records, between two marks in it.

use std::{collections::BTreeSet, error::Error, fmt::Write as _, fs, path::Path};

use crate::{
    generator::Generator,
    record::{Record, Stage},
    table::{Unit, is_left_out, shown},
};

const BEGIN: &str = "<!-- peers:begin (written by the benchmark `peers`) -->\n";
const END: &str = "<!-- peers:end -->\n";

/// The rows of the table: stage, figure, what it is of a document, unit.
const ROWS: [(Stage, &str, &str, Unit); 4] = [
    (Stage::Generate, "cpu_seconds", "generating", Unit::Seconds),
    (
        Stage::Compile,
        "check_cpu_seconds",
        "`cargo check`",
        Unit::Seconds,
    ),
    (
        Stage::Compile,
        "release_cpu_seconds",
        "release build",
        Unit::Seconds,
    ),
    (
        Stage::Compile,
        "llvm_ir_lines",
        "lines of LLVM IR",
        Unit::Count,
    ),
];

/// Writes what is shown of `records` into README.md of the repository at `root`.
///
/// # Errors
///
/// Where the file or the marks in it are missing.
pub(crate) fn write(root: &Path, records: &[Record]) -> Result<(), Box<dyn Error>> {
    let file = root.join("README.md");
    let text = with(&fs::read_to_string(&file)?, records)?;
    Ok(fs::write(file, text)?)
}

/// The text of README.md with what is shown of `records`.
///
/// # Errors
///
/// Where the marks are missing.
pub(crate) fn with(text: &str, records: &[Record]) -> Result<String, Box<dyn Error>> {
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = parts.ok_or("README.md has no marks for what is measured")?;
    Ok(format!("{before}{BEGIN}{}{END}{after}", block(records)))
}

fn block(records: &[Record]) -> String {
    let mut text = String::new();
    let of = |stage| records.iter().filter(move |record| record.stage == stage);
    if of(Stage::Generate).next().is_some() {
        text += "\n![Time of the processor and peak memory of generating, per document and generator](bench/results/generating.svg)\n";
    }
    if of(Stage::Compile).next().is_some() {
        text += "\n![What compiling what is generated takes, per document and generator](bench/results/compiling.svg)\n";
    }
    clients(records, &mut text);
    programs(records, &mut text);
    text + "\n"
}

/// When and on what the records were made.
fn occasion<'a>(records: impl Iterator<Item = &'a Record> + Clone) -> String {
    let all = |of: fn(&Record) -> String| {
        let all: BTreeSet<_> = records.clone().map(of).collect();
        all.into_iter().collect::<Vec<_>>().join(" and ")
    };
    let day = |record: &Record| record.run.begun.chars().take(10).collect();
    format!(
        "Measured on {} by rustc {}, {}.",
        all(day),
        all(|record| record.run.rustc.clone()),
        all(|record| format!("{} with {} cores", record.run.system, record.run.cores)),
    )
}

/// The table of what clients cost, a column for specwright and each that it is held against.
fn clients(records: &[Record], text: &mut String) {
    let is_shown = |generator: &Generator| {
        let is_variant = matches!(
            generator,
            Generator::SpecwrightApart | Generator::SpecwrightOneTag
        );
        let name = generator.to_string();
        !is_variant && records.iter().any(|record| record.generator == name)
    };
    let columns: Vec<_> = Generator::ALL
        .into_iter()
        .filter(is_shown)
        .map(|generator| generator.to_string())
        .collect();
    let of_clients = records
        .iter()
        .filter(|record| record.stage != Stage::Program);
    if columns.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\n{} Seconds are those of the processor; – is what a generator failed at or does not do, which the tables say.\n",
        occasion(of_clients)
    );
    let _ = writeln!(text, "| | {} |", columns.join(" | "));
    let _ = writeln!(text, "|---|{}", "--:|".repeat(columns.len()));
    for (stage, figure, title, unit) in ROWS {
        let of_stage: Vec<_> = records
            .iter()
            .filter(|record| record.stage == stage)
            .collect();
        for of_one in of_stage.chunk_by(|one, other| one.document == other.document) {
            if !of_one
                .iter()
                .any(|record| record.figures.contains_key(figure))
            {
                continue;
            }
            let _ = write!(text, "| {}: {title} |", of_one[0].document);
            for column in &columns {
                let record = of_one.iter().find(|record| record.generator == *column);
                let _ = write!(text, " {} |", cell(record.copied(), figure, unit));
            }
            text.push('\n');
        }
    }
}

fn cell(record: Option<&Record>, figure: &str, unit: Unit) -> String {
    let Some(record) = record else {
        return String::new();
    };
    match record.figures.get(figure) {
        Some(value) => shown(*value, unit),
        None if is_left_out(record, figure) => "not measured".to_owned(),
        None => "–".to_owned(),
    }
}

/// The table of what programs weigh.
fn programs(records: &[Record], text: &mut String) {
    let of_programs = records
        .iter()
        .filter(|record| record.stage == Stage::Program);
    if of_programs.clone().next().is_none() {
        return;
    }
    let _ = writeln!(
        text,
        "\nA program that makes two calls, stripped. {}\n",
        occasion(of_programs.clone())
    );
    text.push_str("| | | size | linking, CPU |\n|---|---|--:|--:|\n");
    for record in of_programs {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            record.document,
            record.generator,
            cell(Some(record), "program_bytes", Unit::Bytes),
            cell(Some(record), "link_cpu_seconds", Unit::Seconds),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{part::Part, record::tests::record};

    #[test]
    fn a_row_has_all_that_was_measured_of_a_document() {
        let of = |stage, generator: &str, figure| record(stage, "box", generator, figure);
        let ploidy = Generator::Ploidy.to_string();
        let mut failed = of(Stage::Generate, &ploidy, ("none", 1.0));
        failed.failure = Some("no".to_owned());
        let mut left_out = of(Stage::Compile, &ploidy, ("check_cpu_seconds", 8.0));
        left_out.without = vec![Part::Release];
        let text = block(&[
            of(Stage::Generate, "specwright", ("cpu_seconds", 0.5)),
            failed,
            of(Stage::Compile, "specwright", ("release_cpu_seconds", 2.0)),
            left_out,
            of(Stage::Program, "by hand", ("program_bytes", 4e6)),
        ]);
        assert!(
            text.contains("Measured on 2026-11-26 by rustc 1.95.0, linux x86_64 with 2 cores."),
            "{text}"
        );
        assert!(
            text.contains(&format!("| | specwright | {ploidy} |\n|---|--:|--:|\n")),
            "{text}"
        );
        assert!(text.contains("| box: generating | 0.50 s | – |"), "{text}");
        assert!(
            text.contains("| box: release build | 2.00 s | not measured |"),
            "{text}"
        );
        assert!(text.contains("| box | by hand | 4.0 MB | – |"), "{text}");
    }

    #[test]
    fn what_stands_around_the_marks_stays() {
        let text = format!("a\n{BEGIN}old\n{END}b\n");
        let fresh = with(&text, &[]).unwrap();
        assert!(!fresh.contains("old"), "{fresh}");
        assert!(
            fresh.starts_with("a\n") && fresh.ends_with("b\n"),
            "{fresh}"
        );
        assert_eq!(with(&fresh, &[]).unwrap(), fresh);
        assert!(with("a\n", &[]).is_err());
    }
}
