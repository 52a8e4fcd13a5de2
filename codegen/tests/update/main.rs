//! `specwright update`: upstream changes, and what becomes of the files here.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

mod interrupted;
mod local;
mod missed;
mod overlays;
mod places;
mod remote;
mod report;
mod security;

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Command, Output},
    time::SystemTime,
};

/// What upstream says first.
const PETS: &str = r##"openapi: 3.0.3
info: { title: Pets, version: "1" }
servers: [{ url: https://pets.example }]
paths:
  /pets/{id}:
    get:
      operationId: get-pet
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: The pet., content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: { type: string, description: How it is called. }
        mood: { type: string, enum: [happy, sad] }
        age: { type: number }
"##;

/// A crate around an API, whose upstream is a file beside it.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// Makes one whose document is upstream's, with `spec` in its place, once updated.
    fn new(spec: &str) -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let config =
            "spec = \"pets.yaml\"\nout = \"../src\"\n\n[[upstream]]\nfile = \"../upstream.yaml\"\n";
        project.put(
            "Cargo.toml",
            "[package]\nname = \"pets\"\nversion = \"0.3.1\"\n",
        );
        project.put("spec/codegen.toml", config);
        project.put("spec/pets.yaml", PETS);
        project.put("upstream.yaml", PETS);
        let (status, _, said) = project.update(&[]);
        assert_eq!(status, 0, "{said}");
        project.put("spec/pets.yaml", spec);
        let (status, _, said) = run(project.specwright().arg("generate"));
        assert_eq!(status, 0, "{said}");
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces what stands once in a file.
    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert_eq!(text.matches(from).count(), 1, "{from}");
        self.put(path, &text.replace(from, to));
    }

    fn specwright(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
        command.current_dir(self.folder.path());
        command
    }

    fn update(&self, arguments: &[&str]) -> (i32, String, String) {
        run(self.specwright().arg("update").args(arguments))
    }

    /// All files with their texts and times.
    fn state(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut found = BTreeMap::new();
        let mut queue = vec![self.folder.path().to_owned()];
        while let Some(next) = queue.pop() {
            for entry in fs::read_dir(&next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    queue.push(path);
                } else {
                    let modified = fs::metadata(&path).unwrap().modified().unwrap();
                    let text = fs::read(&path).unwrap();
                    found.insert(path, (text, modified));
                }
            }
        }
        found
    }
}

/// Runs a command, and returns its exit status, standard output and standard error.
fn run(command: &mut Command) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn what_cannot_be_done_is_said() {
    let project = Project::new(PETS);
    let (status, _, said) = project.update(&["--config", "nowhere.toml"]);
    assert_eq!(status, 2);
    assert!(
        said.contains("there is no configuration `nowhere.toml`"),
        "{said}"
    );
    project.put(
        "spec/codegen.toml",
        "spec = \"pets.yaml\"\nout = \"../src\"\n",
    );
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 1);
    assert!(said.contains("there is no `[[upstream]]`"), "{said}");
    // A source that is missing leaves all as it was, though another one is there.
    project.put(
        "spec/codegen.toml",
        "spec = \"pets.yaml\"\nout = \"../src\"\n[[upstream]]\nfile = \"../upstream.yaml\"\n[[upstream]]\nfile = \"../gone.yaml\"\n",
    );
    project.replace("upstream.yaml", "[happy, sad]", "[happy, sad, calm]");
    let before = project.state();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 1);
    assert!(said.contains("gone.yaml` does not exist"), "{said}");
    assert!(said.contains("nothing was written"), "{said}");
    assert!(before == project.state());
}

#[test]
fn what_cannot_be_read_is_not_taken_for_absent() {
    let project = Project::new(PETS);
    project.replace("upstream.yaml", "[happy, sad]", "[happy, sad, calm]");
    fs::remove_file(project.path("spec/upstream/pets.yaml")).unwrap();
    fs::create_dir(project.path("spec/upstream/pets.yaml")).unwrap();
    let before = project.state();
    let (status, _, said) = project.update(&["--dry-run"]);
    assert_eq!(status, 1, "{said}");
    assert!(
        said.contains("error[source/unreadable]") && said.contains("pets.yaml` is a folder"),
        "{said}"
    );
    assert!(before == project.state());
    fs::remove_dir(project.path("spec/upstream/pets.yaml")).unwrap();
    fs::create_dir(project.path("CHANGES.md")).unwrap();
    let (status, _, said) = project.update(&["--dry-run", "--changelog", "CHANGES.md"]);
    assert_eq!(status, 1, "{said}");
    assert!(
        said.contains("error[source/unreadable]: `CHANGES.md` cannot be read"),
        "{said}"
    );
}

#[test]
fn a_document_with_a_byte_order_mark_is_followed() {
    let project = Project::new(&format!("\u{feff}{PETS}"));
    project.replace("upstream.yaml", "[happy, sad]", "[happy, sad, calm]");
    let text = project.text("upstream.yaml");
    project.put("upstream.yaml", &format!("\u{feff}{text}"));
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(project.text("spec/pets.yaml").contains("calm"));
}

/// A page is one by its ending, to `import` and `update` alike.
#[test]
fn a_page_of_plain_text_is_a_page() {
    let page = include_str!("page.md");
    for from in ["file = \"../page.txt\"", "folder = \"../pages\""] {
        let project = Project::new(PETS);
        project.put("page.txt", page);
        project.put("pages/page.txt", page);
        let config = format!("spec = \"pets.yaml\"\nout = \"../src\"\n\n[[upstream]]\n{from}\n");
        project.put("spec/codegen.toml", &config);
        let (status, _, said) = project.update(&["--dry-run", "--theirs"]);
        assert!(
            !said.contains("source/") && !said.contains("there is no page"),
            "{said}"
        );
        assert_eq!(status, 0, "{said}");
    }
}
