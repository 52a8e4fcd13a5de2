//! What an edit of the description costs until `cargo check` is through, generator and compiler together.
//!
//! ```console
//! $ cargo run --release -p bench --features peers --bin edit
//! ```
//!
//! In a copy of this repository below `target/edit`, with all that does not change built before, cargo is asked
//! to check: with no edit, and after a value of an enum came into `spec/highlevel.yaml` or went. It is asked of
//! the client alone and of all that is built by default, which has the tests of the client's commands with it.
//! Time is that of the processor, of cargo and all processes that it waited for. Beside it stands how many compilers
//! and build scripts cargo says that it runs with no edit: where these are none the time is cargo's own. Exit
//! status 1 says that the client alone took more than it may, or ran one with no edit.

#[path = "../peers/usage.rs"]
mod usage;

use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use crate::usage::{Usage, logged};

const RUNS: usize = 7;
/// Seconds of the processor, with no edit and after one.
const MOST_UNCHANGED: f64 = 0.1;
const MOST_EDITED: f64 = 1.5;
/// What is checked: the client alone, and what is built by default.
const ASKED: [(&str, &[&str]); 2] = [
    (
        "the client alone",
        &["check", "-p", "highlevel", "--features", "regenerate"],
    ),
    ("all by default", &["check"]),
];
const LINE: &str = "        - TYPE_CALL\n";
const MORE: &str = "        - TYPE_CARRIER_PIGEON\n";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()?;
    let place = Place::new(&root)?;
    let mut is_quick = true;
    for (index, (what, arguments)) in ASKED.into_iter().enumerate() {
        // Its first run builds what does not change, its second what a build script brings about.
        for _ in 0..2 {
            place.check(arguments)?;
        }
        let unchanged = median(|| place.check(arguments))?;
        let started = place.started(arguments)?;
        let edited = median(|| {
            place.edit()?;
            place.check(arguments)
        })?;
        println!(
            "{what}: no edit {:.3} s (at most {MOST_UNCHANGED}) with {started} compilers and build scripts run, \
             an edit {:.2} s (at most {MOST_EDITED})",
            unchanged.cpu, edited.cpu
        );
        is_quick &= index > 0
            || started == 0 && unchanged.cpu <= MOST_UNCHANGED && edited.cpu <= MOST_EDITED;
    }
    Ok(match is_quick {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// The median of what `one` takes.
fn median(one: impl Fn() -> Result<Usage, Box<dyn Error>>) -> Result<Usage, Box<dyn Error>> {
    let all: Vec<Usage> = (0..RUNS).map(|_| one()).collect::<Result<_, _>>()?;
    Usage::median(&all).ok_or_else(|| "nothing was measured".into())
}

/// A copy of the repository.
struct Place {
    copy: PathBuf,
    built: PathBuf,
    log: PathBuf,
    /// The description as it was.
    spec: String,
}

impl Place {
    fn new(root: &Path) -> Result<Self, Box<dyn Error>> {
        let folder = root.join("target/edit");
        let copy = folder.join("repository");
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        fs::create_dir_all(&copy)?;
        copy_of(root, &copy)?;
        let spec = fs::read_to_string(copy.join("spec/highlevel.yaml"))?;
        Ok(Self {
            copy,
            built: folder.join("built"),
            log: folder.join("log"),
            spec,
        })
    }

    /// Brings a line into the description, or takes it out if it is there.
    fn edit(&self) -> Result<(), Box<dyn Error>> {
        let file = self.copy.join("spec/highlevel.yaml");
        let new = match fs::read_to_string(&file)? == self.spec {
            true => self.spec.replacen(LINE, &format!("{LINE}{MORE}"), 1),
            false => self.spec.clone(),
        };
        if !self.spec.contains(LINE) {
            return Err("the description has no line to edit".into());
        }
        Ok(fs::write(file, new)?)
    }

    /// How many compilers and build scripts cargo says that it runs for what it is asked.
    fn started(&self, arguments: &[&str]) -> Result<usize, Box<dyn Error>> {
        self.check(&[arguments, &["--verbose"]].concat())?;
        let log = fs::read_to_string(&self.log)?;
        let is_start = |line: &&str| line.trim_start().starts_with("Running ");
        Ok(log.lines().filter(is_start).count())
    }

    fn check(&self, arguments: &[&str]) -> Result<Usage, Box<dyn Error>> {
        // The cargo that runs this, without rustup's choice of a toolchain before it, which costs a tenth of that.
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(arguments).arg("--offline");
        command.current_dir(&self.copy);
        command.env("CARGO_TARGET_DIR", &self.built);
        // As users have it.
        for name in ["CARGO_INCREMENTAL", "CARGO_PROFILE_DEV_DEBUG", "RUSTFLAGS"] {
            command.env_remove(name);
        }
        let (status, usage) = logged(&mut command, &self.log)?;
        if !status.success() {
            return Err(fs::read_to_string(&self.log)?.into());
        }
        Ok(usage)
    }
}

fn copy_of(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        if name == "target" || name == ".git" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy_of(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
