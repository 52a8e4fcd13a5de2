//! A command-line program over several documents: the crate is clean with it and without, and each document
//! is a sub-command with credentials of its own.

use std::{path::Path, process::Command};

use specwright::Input;

use crate::{cargo, made};

#[test]
fn each_document_is_a_sub_command() {
    let input = Input {
        spec: Some("tests/cases/several/pets.yaml".into()),
        more: vec!["tests/crates/zoo.yaml".into()],
        config: Some("tests/crates/cli.toml".into()),
        ..Input::default()
    };
    let Some(out) = made("animals", input) else {
        return;
    };
    let lints = ["--", "-D", "warnings"];
    for features in ["", "cli", "cli,zoo-fish,rustls", "cli,full"] {
        let flags = [
            "--all-targets",
            "--no-default-features",
            "--features",
            features,
        ];
        cargo(&out, &[&["clippy", "-q"], &flags[..], &lints].concat());
    }
    cargo(&out, &["fmt", "--check"]);
    cargo(&out, &["doc", "-q", "--no-deps", "--features", "cli"]);
    cargo(&out, &["build", "-q", "--features", "cli"]);

    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("built/debug/animals");
    let run = |arguments: &str| {
        let mut program = Command::new(&built);
        let program = program.args(arguments.split(' ')).env_clear();
        let output = program.env("ANIMALS_PETS_TOKEN", "t0k3n").output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(said).unwrap(),
        )
    };
    let (status, help) = run("--help");
    assert_eq!(status, 0);
    for text in ["  pets ", "  zoo ", "  completions "] {
        assert!(help.contains(text), "{text}: {help}");
    }
    let (_, help) = run("pets --help");
    let line = "  ANIMALS_PETS_TOKEN     a bearer token\n";
    assert!(help.contains(line), "{help}");
    // In a debug build this has clap check every command.
    let (status, script) = run("completions fish");
    assert_eq!(status, 0, "{script}");
    let (status, request) = run("pets pets list --dry-run");
    assert_eq!(status, 0, "{request}");
    let begin = "GET https://pets.example/pets\naccept: application/json\nauthorization: ***\n";
    assert!(request.starts_with(begin), "{request}");
    let (status, request) = run("zoo big-cats list-cats --dry-run");
    assert_eq!(status, 0, "{request}");
    assert!(!request.contains("authorization"), "{request}");
    // The servers differ, so that no variable is for both.
    let (_, help) = run("zoo --help");
    assert!(!help.contains("ANIMALS_BASE_URL"), "{help}");
}
