//! The command line as a user meets it: exit status, messages and files.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

mod diff;
mod import;
mod input;
mod lock;
mod mock;
mod output;
#[cfg(unix)]
mod progress;
mod sharing;
mod steady;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const BOOKSHOP: &str = "tests/cases/whole/bookshop.yaml";

fn specwright() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs the command, and returns its exit status, standard output and standard error.
fn run(command: &mut Command) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn generate(spec: &Path, out: &Path, more: &[&str]) -> (i32, String, String) {
    run(specwright()
        .arg("generate")
        .arg(spec)
        .arg("--out")
        .arg(out)
        .args(more))
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(next) = queue.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                queue.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn exit_status() {
    assert_eq!(run(specwright().arg("--help")).0, 0);
    assert_eq!(run(specwright().args(["lint", BOOKSHOP])).0, 0);
    assert_eq!(
        run(specwright().args(["lint", "tests/cases/bad/openapi/swagger.yaml"])).0,
        1
    );
    for wrong in [
        &["lint"][..],
        &["generat"],
        &["generate"],
        &["generate", BOOKSHOP],
        &["generate", BOOKSHOP, "--crate", "No Name", "--out", "x"],
        &["generate", BOOKSHOP, "--out", "x", "--runtime-path", "x"],
        &["lint", BOOKSHOP, "-q", "-v"],
        &["import"],
        &["import", BOOKSHOP, "--dry-run"],
        &["observe"],
        &["observe", "drift.jsonl"],
        &["update"],
        &["update", "--fail-on", "patch"],
        &["init", "x"],
    ] {
        let (status, _, stderr) = run(specwright().args(wrong));
        assert_eq!(status, 2, "{wrong:?}: {stderr}");
        assert!(stderr.contains("--help"), "{stderr}");
    }
}

/// Every document under `bad/` is refused with a place, its line and what helps.
#[test]
fn lint_says_where_and_what_to_do() {
    let bad = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/bad");
    let is_document = |name: &String| {
        (name.ends_with(".yaml") || name.ends_with(".json")) && !name.ends_with("overlay.yaml")
    };
    let mut checked = 0;
    for name in files(&bad).into_iter().filter(is_document) {
        let (status, _, stderr) = run(specwright().arg("lint").arg(bad.join(&name)));
        assert_eq!(status, 1, "{name}: {stderr}");
        let place = stderr
            .lines()
            .find(|line| line.contains("--> "))
            .unwrap_or_default();
        let numbers: Vec<_> = place.rsplit(':').take(2).map(str::parse::<usize>).collect();
        assert!(
            numbers.len() == 2 && numbers.iter().all(Result::is_ok),
            "{name}: {stderr}"
        );
        assert!(
            stderr.contains("^") && stderr.contains("= help: "),
            "{name}: {stderr}"
        );
        checked += 1;
    }
    assert!(checked > 25, "{checked}");
}

#[test]
fn json_for_tools_and_colours_for_people() {
    let odd = "tests/cases/ok/odd/reference/missing.yaml";
    let (status, stdout, stderr) = run(specwright().args(["lint", odd, "--format", "json"]));
    assert_eq!((status, stderr.as_str()), (0, ""));
    let list: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let first = &list[0];
    assert_eq!(first["code"], "openapi/bad-reference");
    assert_eq!((&first["line"], &first["column"]), (&8.into(), &94.into()));
    assert_eq!(first["also"][0]["line"], 9);
    assert_eq!(first["severity"], "warning");
    assert!(
        first["pointer"].as_str().unwrap().ends_with("/schema/$ref"),
        "{first}"
    );

    let coloured = run(specwright().args(["lint", odd, "--color", "always"])).2;
    assert!(coloured.contains("\u{1b}["));
    let plain = run(specwright().args(["lint", odd, "--color", "never"])).2;
    assert!(
        !plain.contains('\u{1b}') && plain.contains("0 errors, 1 warning, "),
        "{plain}"
    );
    let quiet = run(specwright().args(["lint", "-q", "tests/cases/ok/schema/degraded.yaml"]));
    assert_eq!((quiet.0, quiet.2.as_str()), (0, ""));
    let verbose = run(specwright().args(["lint", "-v", "tests/cases/ok/schema/degraded.yaml"])).2;
    assert!(verbose.contains("note[openapi/unused-schema]"), "{verbose}");
}
