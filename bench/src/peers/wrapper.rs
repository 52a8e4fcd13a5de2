//! This program as cargo's `RUSTC_WRAPPER`: runs rustc and notes what it took.
//!
//! So the compiler is measured by itself, without cargo and without the compilers of dependencies, and
//! cargo is told nothing that would make it build anything else than for anybody.

use std::{
    env,
    error::Error,
    ffi::OsString,
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    process::{Command, ExitCode},
};

use serde::{Deserialize, Serialize};

use crate::usage::{self, Usage};

/// The variable that names the file of notes; where it is set, this program is rustc.
pub(crate) const NOTES: &str = "SPECWRIGHT_BENCH_RUSTC_NOTES";

/// One run of rustc.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// The name of the crate, as rustc has it.
    pub krate: String,
    pub usage: Usage,
}

/// Runs the compiler that the arguments name, and adds a line to the file `notes`.
pub(crate) fn rustc(notes: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let (compiler, rest) = arguments
        .split_first()
        .ok_or("there is no compiler to run")?;
    let (status, usage) = usage::run(Command::new(compiler).args(rest))?;
    if let Some(krate) = crate_name(rest) {
        let line = serde_json::to_string(&Note { krate, usage })? + "\n";
        let mut file = OpenOptions::new().create(true).append(true).open(notes)?;
        file.write_all(line.as_bytes())?;
    }
    // A signal has no code; cargo needs to know only that it failed.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

/// What the compiler of `krate` took last, by the notes in the file.
pub(crate) fn last(notes: &Path, krate: &str) -> Result<Option<Usage>, Box<dyn Error>> {
    let mut found = None;
    for line in fs::read_to_string(notes).unwrap_or_default().lines() {
        let note: Note = serde_json::from_str(line)?;
        if note.krate == krate {
            found = Some(note.usage);
        }
    }
    Ok(found)
}

/// The value of `--crate-name`; none where rustc is only asked about itself.
fn crate_name(arguments: &[OsString]) -> Option<String> {
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    arguments.find(|argument| *argument == "--crate-name")?;
    arguments
        .next()
        .filter(|name| *name != "___")
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_is_known_by_its_argument() {
        let of = |text: &str| crate_name(&text.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(
            of("--crate-name pets --edition=2024"),
            Some("pets".to_owned())
        );
        assert_eq!(of("- --crate-name ___ --print=cfg"), None);
        assert_eq!(of("-vV"), None);
    }

    #[test]
    fn the_last_note_of_a_crate_counts() {
        let file = env::temp_dir().join(format!("bench-notes-{}", std::process::id()));
        let line = |krate: &str, cpu| {
            let usage = Usage {
                wall: 1.0,
                cpu,
                peak: 2.0,
            };
            serde_json::to_string(&Note {
                krate: krate.to_owned(),
                usage,
            })
            .unwrap()
        };
        let lines = [line("pets", 1.0), line("serde", 2.0), line("pets", 3.0)];
        fs::write(&file, lines.join("\n")).unwrap();
        assert_eq!(last(&file, "pets").unwrap().unwrap().cpu, 3.0);
        assert!(last(&file, "cats").unwrap().is_none());
        fs::remove_file(&file).unwrap();
        assert!(last(&file, "pets").unwrap().is_none());
    }
}
