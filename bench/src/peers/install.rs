//! The generators, installed at their versions below `target/peers`.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    generator::{Generator, Origin},
    usage,
};

/// The folders of a run.
#[derive(Debug)]
pub(crate) struct Places {
    /// The repository.
    pub root: PathBuf,
    /// What is kept from run to run: peers, what they made, what was built of it.
    pub cache: PathBuf,
}

impl Places {
    /// The repository that this was built from, and `target/peers` in it.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be made.
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .canonicalize()?;
        let cache = root.join("target/peers");
        fs::create_dir_all(cache.join("logs"))?;
        Ok(Self { root, cache })
    }

    /// Where the words of a command go that is called `name`.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.cache.join("logs").join(name)
    }
}

/// A text without what it says of this machine: of a path there is only the last part left.
pub(crate) fn hide(text: &str) -> String {
    let ends = |letter: char| letter.is_whitespace() || "\"'`(),:;=<>[]".contains(letter);
    let shown = |word: &str| {
        let path = word.trim_end_matches(ends);
        let mut parts = path.split('/');
        parts.next();
        let (Some(first), Some(last)) = (parts.next(), parts.next_back()) else {
            return word.to_owned();
        };
        // The paths of an API begin with a `/` too, and are not here.
        let is_here = path.starts_with('/') && Path::new("/").join(first).exists();
        match !first.is_empty() && is_here {
            true => word.replacen(path, &format!("…/{last}"), 1),
            false => word.to_owned(),
        }
    };
    text.split_inclusive(ends).map(shown).collect()
}

/// Installs `generator` unless it is there, and says where its program is.
///
/// # Errors
///
/// Says in a sentence why it cannot be had.
pub(crate) fn install(generator: Generator, places: &Places) -> Result<PathBuf, String> {
    let version = generator.version();
    match generator.origin() {
        Origin::Here => here(places),
        Origin::Crate(package, binary) => {
            let root = places.cache.join(format!("{package}-{version}"));
            let program = root.join("bin").join(binary);
            if !program.is_file() {
                let mut command = Command::new("cargo");
                command.args(["install", "--locked", "--root"]).arg(&root);
                command.args([package, "--version", version]);
                // All peers share what they have in common.
                command.env("CARGO_TARGET_DIR", places.cache.join("build-peers"));
                quietly(&mut command, &format!("install-{package}"), places)?;
            }
            Ok(program)
        }
        Origin::Jar(package) => {
            let has_java = Command::new("java").arg("-version").output();
            if !has_java.is_ok_and(|answer| answer.status.success()) {
                return Err("needs Java, which is not here".to_owned());
            }
            let root = places.cache.join(format!("{package}-{version}"));
            if jar(&root).is_none() {
                let mut command = Command::new("python3");
                command
                    .args(["-m", "pip", "install", "--quiet", "--target"])
                    .arg(&root);
                command.arg(format!("{package}=={version}"));
                quietly(&mut command, &format!("install-{package}"), places)?;
            }
            jar(&root).ok_or_else(|| "the package holds no `.jar`".to_owned())
        }
    }
}

/// The release build of this repository's generator.
fn here(places: &Places) -> Result<PathBuf, String> {
    let mut command = Command::new("cargo");
    command.args([
        "build",
        "--quiet",
        "--release",
        "--locked",
        "-p",
        "specwright",
    ]);
    command
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", places.root.join("target"));
    quietly(&mut command, "install-specwright", places)?;
    Ok(places.root.join("target/release/specwright"))
}

/// Runs `command` with its words in a log.
fn quietly(command: &mut Command, name: &str, places: &Places) -> Result<(), String> {
    let log = places.log(name);
    match usage::logged(command, &log) {
        Ok((status, _)) if status.success() => Ok(()),
        Ok(_) => Err(format!("cannot be installed: {}", hide(&said(&log)))),
        Err(error) => Err(format!("cannot be installed: {error}")),
    }
}

/// The line of a log that says what went wrong: the first about an error, else the last.
pub(crate) fn said(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let mut lines = text.lines();
    let line = match lines.find(|line| is_error(line)) {
        // Why stands in the next line.
        Some(line) if line.contains("panicked at") => lines.next(),
        None => text.lines().rfind(|line| !line.trim().is_empty()),
        found => found,
    };
    let line = line.unwrap_or("no word of why");
    // What a logger puts before its message.
    let line = line
        .split_once(" ERROR ")
        .map_or(line, |(_, message)| message);
    let words: Vec<_> = line
        .split_whitespace()
        .filter(|word| *word != "×")
        .collect();
    words.join(" ").chars().take(160).collect()
}

fn is_error(line: &str) -> bool {
    let is_logged = line.contains(" ERROR ");
    let line = line.trim_start().to_ascii_lowercase();
    let begins = |word| line.starts_with(word);
    is_logged || begins("error") || begins("exception") || line.contains("panicked at")
}

fn jar(folder: &Path) -> Option<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).ok()? {
            let path = entry.ok()?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "jar") {
                return Some(path);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_was_said_the_error_is_kept() {
        let log = std::env::temp_dir().join(format!("bench-log-{}", std::process::id()));
        fs::write(&log, "Reading\nerror: no schema\nerror: more\nbye\n").unwrap();
        assert_eq!(said(&log), "error: no schema");
        fs::write(&log, "Error:   × no schema\n").unwrap();
        assert_eq!(said(&log), "Error: no schema");
        let panic = "thread 'main' (7) panicked at a.rs:7:1:\nno type\nstack backtrace:\n";
        fs::write(&log, panic).unwrap();
        assert_eq!(said(&log), "no type");
        fs::write(&log, "2026-11-26T21:06:18Z ERROR peer: no schema\n  |\n").unwrap();
        assert_eq!(said(&log), "peer: no schema");
        fs::write(&log, "Reading\nbye\n\n").unwrap();
        assert_eq!(said(&log), "bye");
        fs::remove_file(&log).unwrap();
        assert_eq!(said(&log), "no word of why");
    }

    #[test]
    fn no_path_of_the_machine_is_shown() {
        let here = env!("CARGO_MANIFEST_DIR");
        assert_eq!(
            hide(&format!("error: no `{here}/a.json`: {here}/b.rs:7:1")),
            "error: no `…/a.json`: …/b.rs:7:1"
        );
        let text = "error: GET /pets/{petId} has no answer, and / is no path";
        assert_eq!(hide(text), text);
    }
}
