//! The records as Markdown.

use std::fmt::Write as _;

use crate::{
    part::Part,
    record::{Record, Stage},
};

/// How a figure is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Unit {
    Seconds,
    Bytes,
    Count,
}

/// The figures of a stage in their order: name, title, unit.
pub(crate) fn figures(stage: Stage) -> &'static [(&'static str, &'static str, Unit)] {
    match stage {
        Stage::Generate => &[
            ("wall_seconds", "time", Unit::Seconds),
            ("cpu_seconds", "CPU", Unit::Seconds),
            ("peak_bytes", "peak memory", Unit::Bytes),
            ("source_lines", "lines of Rust", Unit::Count),
        ],
        Stage::Compile => &[
            ("check_cpu_seconds", "`check`, CPU", Unit::Seconds),
            ("check_peak_bytes", "memory", Unit::Bytes),
            ("debug_cpu_seconds", "debug build, CPU", Unit::Seconds),
            ("debug_peak_bytes", "memory", Unit::Bytes),
            ("release_cpu_seconds", "release build, CPU", Unit::Seconds),
            ("release_peak_bytes", "memory", Unit::Bytes),
            ("rlib_bytes", "rlib", Unit::Bytes),
            ("llvm_ir_lines_built", "LLVM IR, lines", Unit::Count),
            ("llvm_ir_lines", "if all is called", Unit::Count),
        ],
        Stage::Program => &[
            ("program_bytes", "program, stripped", Unit::Bytes),
            ("link_cpu_seconds", "linking, CPU", Unit::Seconds),
            ("link_peak_bytes", "memory", Unit::Bytes),
        ],
    }
}

/// A table per stage and document, each figure with how many times that of the first row it is.
pub(crate) fn markdown(records: &[Record]) -> String {
    let mut text = "# Results\n\nWritten by the benchmark `peers`; [README.md](../README.md) says how it measures.\nIn brackets: how many times specwright's figure of the same run.\n".to_owned();
    for of_one in
        records.chunk_by(|one, other| one.stage == other.stage && one.document == other.document)
    {
        let Some(first) = of_one.first() else {
            continue;
        };
        let stage = match first.stage {
            Stage::Generate => "Generating from",
            Stage::Compile => "Compiling what is made of",
            Stage::Program => "A program that makes two calls of",
        };
        let size = shown(first.document_bytes as f64, Unit::Bytes);
        let _ = write!(text, "\n## {stage} {} ({size})\n\n", first.document);
        let run = &first.run;
        let runs = of_one
            .iter()
            .map(|record| record.runs)
            .max()
            .unwrap_or_default();
        let _ = write!(
            text,
            "{} UTC, rustc {}, {}, {} cores; medians of {runs}.\n\n",
            run.begun, run.rustc, run.system, run.cores
        );
        table(of_one, &mut text);
    }
    text
}

fn table(records: &[Record], text: &mut String) {
    let Some(first) = records.first() else { return };
    // A column that nobody has a figure for says nothing.
    let columns: Vec<_> = figures(first.stage)
        .iter()
        .filter(|(name, ..)| {
            records
                .iter()
                .any(|record| record.figures.contains_key(*name))
        })
        .collect();
    let titles: String = columns
        .iter()
        .map(|(_, title, _)| format!(" {title} |"))
        .collect();
    let _ = writeln!(text, "| |{titles} |");
    let _ = writeln!(text, "|---|{}---|", "--:|".repeat(columns.len()));
    let base = records
        .iter()
        .find(|record| record.generator == "specwright");
    for record in records {
        let _ = write!(text, "| {} |", record.generator);
        for (name, _, unit) in &columns {
            let own = record.figures.get(*name);
            let base = base.filter(|base| base.generator != record.generator);
            let base = base.and_then(|base| base.figures.get(*name));
            let _ = match (own, base) {
                (Some(own), Some(base)) => {
                    write!(text, " {} ({:.2}×) |", shown(*own, *unit), own / base)
                }
                (Some(own), None) => write!(text, " {} |", shown(*own, *unit)),
                (None, _) if is_left_out(record, name) => write!(text, " not measured |"),
                (None, _) => write!(text, " – |"),
            };
        }
        let failure = record.failure.as_deref().unwrap_or_default();
        let _ = writeln!(text, " {} |", failure.replace('|', "\\|"));
    }
}

/// Whether it was asked not to measure the figure of the record's generator, which may be able to.
pub(crate) fn is_left_out(record: &Record, figure: &str) -> bool {
    let part = Part::of(figure).filter(|_| record.stage == Stage::Compile);
    record.failure.is_none() && part.is_some_and(|part| record.without.contains(&part))
}

/// A figure with its unit, in three or four digits.
pub(crate) fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Seconds if value < 10.0 => format!("{value:.2} s"),
        Unit::Seconds => format!("{value:.1} s"),
        Unit::Bytes if value < 1e6 => format!("{:.0} kB", value / 1e3),
        Unit::Bytes if value < 1e9 => format!("{:.1} MB", value / 1e6),
        Unit::Bytes => format!("{:.2} GB", value / 1e9),
        Unit::Count => grouped(value),
    }
}

/// Thousands apart.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::record;

    #[test]
    fn figures_are_short() {
        assert_eq!(shown(0.1234, Unit::Seconds), "0.12 s");
        assert_eq!(shown(324.26, Unit::Seconds), "324.3 s");
        assert_eq!(shown(342_000_000.0, Unit::Bytes), "342.0 MB");
        assert_eq!(shown(12_600_000_000.0, Unit::Bytes), "12.60 GB");
        assert_eq!(shown(4_000.0, Unit::Bytes), "4 kB");
        assert_eq!(shown(1_836_000.0, Unit::Count), "1,836,000");
        assert_eq!(shown(836.0, Unit::Count), "836");
    }

    #[test]
    fn a_row_is_beside_specwrights() {
        let of =
            |generator, value| record(Stage::Generate, "box", generator, ("cpu_seconds", value));
        let mut failed = of("ploidy", 3.0);
        failed.figures.clear();
        failed.failure = Some("a | b".to_owned());
        let text = markdown(&[of("specwright", 0.5), of("other 1.0", 2.0), failed]);
        assert!(text.contains("## Generating from box (2.0 MB)"), "{text}");
        assert!(
            text.contains("rustc 1.95.0, linux x86_64, 2 cores; medians of 5."),
            "{text}"
        );
        assert!(text.contains("\n| | CPU | |\n|---|--:|---|\n"), "{text}");
        assert!(text.contains("| specwright | 0.50 s |  |"), "{text}");
        assert!(text.contains("| other 1.0 | 2.00 s (4.00×) |  |"), "{text}");
        assert!(text.contains("| ploidy | – | a \\| b |"), "{text}");
    }

    #[test]
    fn what_was_left_out_is_not_what_failed() {
        let of = |generator, figure| record(Stage::Compile, "box", generator, (figure, 2.0));
        let mut left_out = of("slow", "check_cpu_seconds");
        left_out.without = vec![Part::Release, Part::LlvmIr];
        let mut failed = left_out.clone();
        failed.generator = "bad".to_owned();
        failed.failure = Some("no".to_owned());
        let text = markdown(&[of("specwright", "rlib_bytes"), left_out, failed]);
        assert!(
            text.contains("| slow | 2.00 s | not measured |  |"),
            "{text}"
        );
        assert!(text.contains("| bad | 2.00 s | – | no |"), "{text}");
    }
}
