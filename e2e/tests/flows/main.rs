//! The three flows, with a real cargo in a copy of this repository.

mod consume;
mod edit;
mod own;
mod update;

use std::{
    fs::{self, File},
    io,
    ops::Deref,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The repository that this test is part of.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the repository")
}

/// A new folder below the target directory.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// A copy of the repository without what was built, the only one as long as this value lives.
///
/// Cargo knows the members of a workspace by their folders below its root, so that two copies with one target
/// directory are the same to it: what one had built a moment after the other was edited would hide the edit.
struct Checkout {
    folder: PathBuf,
    _turn: File,
}

impl Deref for Checkout {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.folder
    }
}

fn copy_of_the_repository(name: &str) -> Checkout {
    let turn = Path::new(env!("CARGO_TARGET_TMPDIR")).join("turn");
    let _turn = File::create(turn).expect("a file to lock");
    _turn.lock().expect("a turn");
    // Copied in its turn: then it is newer than all that was built before.
    let folder = folder(name);
    copy(&repository(), &folder).expect("a copy");
    Checkout { folder, _turn }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        if name == "target" || name == ".git" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// A crate that uses the client at `client`, with the given `main.rs`.
fn consumer(name: &str, client: &Path, main: &str) -> PathBuf {
    let folder = folder(name);
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nhighlevel = {{ path = {:?} }}\n\n[workspace]\n",
        client.display().to_string()
    );
    fs::create_dir(folder.join("src")).expect("a folder");
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    fs::write(folder.join("src/main.rs"), main).expect("a program");
    // The same versions, so that nothing is fetched or built twice.
    fs::copy(client.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    folder
}

/// Where cargo puts what it builds, shared between the tests of this file.
fn built() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("built")
}

/// Runs cargo in `folder` to its end.
fn run_cargo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", built())
        .output()
        .expect("cargo")
}

/// Runs cargo in `folder`, and returns what it printed, standard output first.
#[track_caller]
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = run_cargo(folder, arguments);
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success(),
        "cargo {arguments:?}\n{stdout}\n{stderr}"
    );
    stdout + &stderr
}
