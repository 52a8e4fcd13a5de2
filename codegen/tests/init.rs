//! A repository that `specwright init` lays out, built and tested by cargo.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const YAML: &str = r##"
openapi: 3.1.1
info: { title: Kite Shop, version: 1.0.0 }
servers: [{ url: "https://kites.example" }]
paths:
  /kites/{id}:
    get:
      operationId: get-kite
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
      responses:
        "200":
          description: A kite.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Kite" }
components:
  schemas:
    Kite:
      type: object
      required: [colour]
      properties:
        colour: { type: string, enum: [red, green] }
"##;

fn init(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
    let command = command.current_dir(folder).arg("init").args(arguments);
    let Output { status, stderr, .. } = command.output().unwrap();
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("init");
    let output = Command::new(env!("CARGO"))
        .current_dir(folder)
        .args(arguments)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    let printed = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{printed}");
    printed
}

#[test]
fn a_repository_builds_and_tests_at_once() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if !repository.join("runtime/Cargo.toml").is_file() {
        eprintln!("skipped: the runtime does not stand beside this crate");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), YAML).unwrap();
    let json: serde_json::Value = serde_yaml::from_str(YAML).unwrap();
    fs::write(folder.path().join("api.json"), json.to_string()).unwrap();
    for spec in ["api.yaml", "api.json"] {
        let at = repository.display().to_string();
        let made = spec.replace('.', "-");
        let (status, said) = init(
            folder.path(),
            &[&made, "--spec", spec, "--specwright-path", &at],
        );
        assert_eq!(status, 0, "{said}");
        let made = folder.path().join(made);
        fs::copy(repository.join("Cargo.lock"), made.join("Cargo.lock")).unwrap();
        let printed = cargo(&made, &["test"]);
        assert!(
            printed.contains("test the_service_knows_an_operation_of_the_document ... ok"),
            "{printed}"
        );
        cargo(&made, &["run", "--example", "mock", "--features", "mock"]);
        cargo(&made, &["fmt", "--all", "--check"]);

        // One build has what is new.
        let spec = made.join("spec").join(spec);
        let text = fs::read_to_string(&spec).unwrap();
        let text = text
            .replace("[red, green]", "[red, green, blue]")
            .replace("\"green\"", "\"green\",\"blue\"");
        fs::write(&spec, text).unwrap();
        cargo(&made, &["build"]);
        let sources = fs::read_to_string(made.join("generated/src/models/kite_colour.rs")).unwrap();
        assert!(sources.contains("Blue,"), "{sources}");
    }
}

#[test]
fn what_is_there_and_what_is_wrong_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("api.yaml"), YAML).unwrap();
    fs::write(path("bad.yaml"), "openapi: 3.1.1\ninfo: {}\n").unwrap();
    let (status, said) = init(folder.path(), &[".", "--spec", "api.yaml"]);
    assert_eq!(status, 1);
    assert!(said.contains("not empty: `api.yaml`, `bad.yaml`"), "{said}");
    for arguments in [
        &["new", "--spec", "bad.yaml"][..],
        &["new", "--spec", "absent.yaml"],
        &["new", "--spec", "api.yaml", "--name", "9 lives"],
        &["new", "--spec", "api.yaml", "--specwright-path", "nowhere"],
    ] {
        let (status, said) = init(folder.path(), arguments);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("nothing was written"), "{said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "{said}");
    }
}
