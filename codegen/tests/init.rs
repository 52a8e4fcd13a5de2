//! A repository that `specwright init` lays out, built and tested by cargo.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

#[path = "init/there.rs"]
mod there;

use std::{
    fs,
    path::{Path, PathBuf},
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

/// A document whose first operation needs a body, a parameter and a token.
const JSON: &str = r##"{
  "openapi": "3.0.3",
  "info": { "title": "Kite \"Mail\"", "version": "1" },
  "servers": [{ "url": "https://kites.example/api/v2" }],
  "security": [{ "token": [] }],
  "paths": { "/orders/{order}/letters": { "post": {
    "operationId": "send-letter",
    "parameters": [{ "name": "order", "in": "path", "required": true,
      "schema": { "type": "string", "format": "uuid" } },
      { "name": "Version", "in": "header", "required": true, "schema": { "type": "string" } }],
    "requestBody": { "required": true, "content": { "application/json": { "schema": {
      "$ref": "#/components/schemas/Letter" } } } },
    "responses": { "201": { "description": "Sent.", "content": { "application/json": { "schema": {
      "$ref": "#/components/schemas/Letter" } } } } } } } },
  "components": {
    "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
    "schemas": { "Letter": { "type": "object", "required": ["colour"], "properties": {
      "colour": { "type": "string", "enum": ["red", "green"] } } } } }
}
"##;

/// A page of the tests of the reader of pages.
const PAGE: &str = include_str!("pages/parameters.md");

/// A folder with all that repositories are laid out from, and one repository made there.
fn laid_out(spec: &str, text: &str, name: &str) -> Option<(tempfile::TempDir, PathBuf)> {
    let specwright = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if !specwright.join("runtime/Cargo.toml").is_file() {
        eprintln!("skipped: the runtime does not stand beside this crate");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(spec), text).unwrap();
    let at = specwright.display().to_string();
    let arguments = ["made", "--spec", spec, "--specwright-path", &at];
    let (status, said) = init(folder.path(), &arguments);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.contains(&format!("made the repository of `{name}`")),
        "{said}"
    );
    let made = folder.path().join("made");
    // So that no newer dependencies are looked for.
    fs::copy(specwright.join("Cargo.lock"), made.join("Cargo.lock")).unwrap();
    Some((folder, made))
}

/// Everything that the README of a repository says to run.
fn works(made: &Path, name: &str, answer: &str) {
    let read = |path: &str| fs::read_to_string(made.join(path)).unwrap();
    let lock = read("spec/names.lock");
    let printed = cargo(made, &["test"]);
    let test = "test the_service_knows_an_operation_of_the_document ... ok";
    assert!(printed.contains(test), "{printed}");
    assert_eq!(read("spec/names.lock"), lock);
    let printed = cargo(made, &["run", "--example", "mock", "--features", "mock"]);
    assert!(printed.contains(answer), "{printed}");
    // Not `--all`, which means specwright's own packages too where they are named by a path.
    let tests = format!("{name}-e2e");
    cargo(made, &["fmt", "-p", name, "-p", &tests, "--check"]);
    assert!(read(".gitattributes").contains("spec/names.lock merge=union"));
    assert!(read(".github/workflows/ci.yml").contains("cargo test"));

    // Nobody has changed anything since.
    let (is_ok, said) = update(made);
    assert!(is_ok && said.contains("all is as upstream says"), "{said}");
}

/// One build has what is new in the document.
fn follows(made: &Path, spec: &str) {
    let spec = made.join("spec").join(spec);
    let text = fs::read_to_string(&spec).unwrap();
    let text = text.replace("[red, green]", "[red, green, blue]");
    fs::write(&spec, text.replace("\"green\"", "\"green\", \"blue\"")).unwrap();
    assert!(!has(&made.join("generated/src"), "Blue"));
    cargo(made, &["build"]);
    assert!(has(&made.join("generated/src"), "Blue"));
    assert!(has(&made.join("spec"), "Blue"), "the name is kept");
}

fn update(made: &Path) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
    let command = command.arg("update").current_dir(made);
    let Output { status, stderr, .. } = command.output().unwrap();
    (status.success(), String::from_utf8(stderr).unwrap())
}

/// Whether `word` is somewhere in the sources in `folder`.
fn has(folder: &Path, word: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => has(&path, word),
            false => fs::read_to_string(&path).unwrap().contains(word),
        }
    })
}

#[test]
fn a_repository_around_a_document_works_at_once_and_follows_it() {
    let Some((_folder, made)) = laid_out("api.yaml", YAML, "kite-shop") else {
        return;
    };
    works(&made, "kite-shop", "200 OK");

    follows(&made, "api.yaml");
}

#[test]
fn a_repository_whose_first_operation_asks_for_much_works_at_once() {
    let Some((_folder, made)) = laid_out("api.json", JSON, "kite-mail") else {
        return;
    };
    works(&made, "kite-mail", "send-letter");
    follows(&made, "api.json");
}

#[test]
fn a_repository_around_a_page_works_at_once_without_the_page() {
    let Some((folder, made)) = laid_out("find-pet.md", PAGE, "pets") else {
        return;
    };
    works(&made, "pets", "find-pet");
    let names = fs::read_dir(made.join("spec")).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    let all = [
        "codegen.toml",
        "find-pet.yaml",
        "names.lock",
        "overlays",
        "upstream",
    ];
    assert_eq!(names, all);
    let config = fs::read_to_string(made.join("spec/codegen.toml")).unwrap();
    assert!(
        config.contains("\n[[upstream]]\nfile = \"../../find-pet.md\"\n"),
        "{config}"
    );
    let words = "Finds **one** pet";
    assert!(has(&made.join("spec"), words));
    assert!(
        !has(&made.join("spec/upstream"), words),
        "of upstream's words a digest is kept"
    );

    // What the page says anew arrives, as there is what it said before.
    let page = PAGE.replace("`name`, `age`", "`name`, `age`, `mood`");
    fs::write(folder.path().join("find-pet.md"), page).unwrap();
    let (is_ok, said) = update(&made);
    assert!(is_ok && !said.contains("update/"), "{said}");
    assert!(has(&made.join("spec"), "- mood"), "{said}");
    assert!(has(&made.join("generated/src"), "Mood"), "{said}");
}

#[test]
fn ways_are_written_where_they_mean_something_on_other_machines() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for made in ["specwright/codegen", "deep"] {
        fs::create_dir_all(path(made)).unwrap();
    }
    fs::write(path("specwright/codegen/Cargo.toml"), "").unwrap();
    fs::create_dir_all(path("pages/pets")).unwrap();
    fs::write(path("pages/pets/find-pet.md"), PAGE).unwrap();
    let from = ["--spec", "pages", "--specwright-path", "specwright"];
    for made in ["near", "deep/far"] {
        let (status, said) = init(folder.path(), &[&[made][..], &from].concat());
        assert_eq!(status, 0, "{said}");
    }
    let read = |name: &str| fs::read_to_string(path(name)).unwrap();
    assert!(path("near/spec/upstream/pages.yaml").is_file());
    let config = read("near/spec/codegen.toml");
    let upstream = "\n[[upstream]]\nfolder = \"../../pages\"\n";
    assert!(config.contains(upstream), "{config}");
    let manifest = read("near/Cargo.toml");
    assert!(
        manifest.contains("{ path = \"../specwright/codegen\", "),
        "{manifest}"
    );
    let config = read("deep/far/spec/codegen.toml");
    assert!(config.contains("\n# [[upstream]]\n"), "{config}");
    assert!(!config.contains("pages\""), "{config}");
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
    fs::write(path("page.md"), "# A page that describes no operation\n").unwrap();
    for arguments in [
        &["new", "--spec", "bad.yaml"][..],
        &["new", "--spec", "page.md"],
        &["new", "--spec", "absent.yaml"],
        &["new", "--spec", "api.yaml", "--specwright-path", "nowhere"],
    ] {
        let (status, said) = init(folder.path(), arguments);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("nothing was written"), "{said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "{said}");
    }
    let (_, said) = init(
        folder.path(),
        &["new", "--spec", "https://127.0.0.1/api.yaml"],
    );
    assert!(
        said.contains("`https://127.0.0.1/api.yaml` is a URL; save"),
        "{said}"
    );
    // What no command can mean is not understood.
    for arguments in [
        &["new", "--spec", "api.yaml", "--name", "9 lives"][..],
        &["new"],
        &["--spec", "api.yaml"],
    ] {
        let (status, said) = init(folder.path(), arguments);
        assert_eq!(status, 2, "{said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "{said}");
    }
}
