//! cargo-semver-checks, asked about two crates by their rustdoc.

use std::{fs, path::Path, path::PathBuf, process::Command};

use crate::{Verdict, resolve::SUBJECT};

/// Whether the tool is there.
pub(crate) fn is_installed() -> bool {
    let version = Command::new(env!("CARGO"))
        .args(["semver-checks", "--version"])
        .output();
    version.is_ok_and(|output| output.status.success())
}

/// What it says of the rustdoc of two crates of these names in `docs`, and its summary.
pub(crate) fn verdict(docs: &Path, old: &str, new: &str) -> (Verdict, String) {
    let (old, new) = (renamed(docs, old), renamed(docs, new));
    let output = Command::new(env!("CARGO"))
        .args([
            "semver-checks",
            "--release-type",
            "patch",
            "--color",
            "never",
        ])
        .arg("--baseline-rustdoc")
        .arg(&old)
        .arg("--current-rustdoc")
        .arg(&new)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let verdict = if output.status.success() {
        Verdict::Patch
    } else if said.contains("semver requires new major version") {
        Verdict::Major
    } else if said.contains("semver requires new minor version") {
        Verdict::Minor
    } else {
        panic!("{}: {said}", old.display());
    };
    let failed = said.lines().filter(|line| line.starts_with("--- failure "));
    let failed = failed.map(|line| line.trim_matches('-').trim());
    (verdict, failed.collect::<Vec<_>>().join("; "))
}

/// The rustdoc of a crate, under the name that both versions have for those who use them.
fn renamed(docs: &Path, krate: &str) -> PathBuf {
    let ident = krate.replace('-', "_");
    let text = fs::read_to_string(docs.join(format!("{ident}.json"))).unwrap();
    let path = docs.join(format!("{ident}.renamed.json"));
    fs::write(&path, text.replace(&ident, SUBJECT)).unwrap();
    path
}
