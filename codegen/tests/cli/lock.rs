//! `names.lock`: names stay as they are from one run to the next.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{files, run, specwright};

const SPEC: &str = "\
openapi: 3.1.1
info: { title: Zoo, version: '1' }
paths:
  /cages:
    get:
      operationId: listCages
      tags: [cages]
      responses: { '200': { description: It., content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/cage' } } } } } }
components:
  schemas:
    cage: { type: object, properties: { size: { type: integer } } }
";

pub(crate) struct Client {
    pub(crate) folder: tempfile::TempDir,
}

impl Client {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = "spec = \"spec.yaml\"\nout = \"src\"\nnames_lock = \"names.lock\"\n";
        fs::write(folder.path().join("codegen.toml"), config).unwrap();
        let client = Self { folder };
        client.spec(SPEC);
        client
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn spec(&self, text: &str) {
        fs::write(self.path("spec.yaml"), text).unwrap();
    }

    /// The rule and the words of each change that `diff` finds between `old` and `new`, by the lock that is there
    /// or by what `more` says.
    pub(crate) fn changes(&self, old: &str, new: &str, more: &[&str]) -> Vec<(String, String)> {
        fs::write(self.path("old.yaml"), old).unwrap();
        self.spec(new);
        let mut command = specwright();
        command
            .arg("diff")
            .args([self.path("old.yaml"), self.path("spec.yaml")])
            .args(["--format", "json"])
            .args(more);
        let (status, stdout, stderr) = run(&mut command);
        assert_eq!(status, 0, "{stderr}");
        let json: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        let changes = json.get("changes").and_then(|changes| changes.as_array());
        let changes = changes.unwrap().iter().map(|change| {
            let text = |key: &str| change.get(key).and_then(|value| value.as_str());
            (
                text("rule").unwrap().to_owned(),
                text("what").unwrap().to_owned(),
            )
        });
        changes.collect()
    }

    pub(crate) fn generate(&self, more: &[&str]) -> (i32, String) {
        let config = self.path("codegen.toml");
        let mut command = specwright();
        command
            .arg("generate")
            .arg("--config")
            .arg(config)
            .args(more);
        let (status, _, stderr) = run(&mut command);
        (status, stderr)
    }

    pub(crate) fn passes(&self) -> String {
        let (status, stderr) = self.generate(&[]);
        assert_eq!(status, 0, "{stderr}");
        stderr
    }

    pub(crate) fn lock(&self) -> String {
        fs::read_to_string(self.path("names.lock")).unwrap()
    }

    pub(crate) fn model(&self, name: &str) -> String {
        fs::read_to_string(self.path("src/models").join(name)).unwrap()
    }

    pub(crate) fn has(&self, line: &str) -> bool {
        self.lock().lines().any(|found| found == line)
    }
}

/// What would take the plain name by the rule gives way to what had it.
#[test]
fn what_is_new_gives_way() {
    let client = Client::new();
    client.passes();
    assert!(
        client.has("/components/schemas/cage type Cage"),
        "{}",
        client.lock()
    );
    assert!(client.has("/paths/~1cages/get method cages::list_cages"));
    let added = "    Cage: { type: object, properties: { bars: { type: integer } } }\n";
    let more = SPEC.replace(
        "{ size: { type: integer } }",
        "{ size: { type: integer }, Size: { $ref: '#/components/schemas/Cage' } }",
    );
    client.spec(&format!("{more}{added}"));
    let stderr = client.passes();
    assert!(stderr.contains("`Cage` is called `Cage2`"), "{stderr}");
    assert!(stderr.contains("names.lock:"), "{stderr}");
    assert!(client.model("cage.rs").contains("pub size: Option<i64>"));
    assert!(client.model("cage.rs").contains("pub size2: Option<Cage2>"));
    assert!(
        client.has("/components/schemas/Cage type Cage2"),
        "{}",
        client.lock()
    );
    // Without the lock the rule gives the name to the new one.
    fs::remove_file(client.path("names.lock")).unwrap();
    client.passes();
    assert!(
        client.has("/components/schemas/cage type Cage2"),
        "{}",
        client.lock()
    );
}

/// A name that was given is not given to something else, until its line is removed; what comes back has it.
#[test]
fn a_name_that_is_gone_is_kept() {
    let client = Client::new();
    client.passes();
    client.spec(
        &SPEC
            .replace("schemas/cage'", "schemas/CAGE'")
            .replace("    cage:", "    CAGE:"),
    );
    let stderr = client.passes();
    assert!(
        stderr.contains("add the line `/components/schemas/CAGE was /components/schemas/cage`"),
        "{stderr}"
    );
    assert!(
        client.has("/components/schemas/cage type Cage gone"),
        "{}",
        client.lock()
    );
    assert!(
        client.has("/components/schemas/CAGE type Cage2"),
        "{}",
        client.lock()
    );
    let between = client.lock();

    // It comes back.
    client.spec(SPEC);
    client.passes();
    assert!(
        client.has("/components/schemas/cage type Cage"),
        "{}",
        client.lock()
    );

    // The user says that the new one is the old one: no name changes, and the line has done its work.
    let spec = SPEC
        .replace("schemas/cage'", "schemas/CAGE'")
        .replace("    cage:", "    CAGE:");
    client.spec(&spec);
    let said = format!("{between}/components/schemas/CAGE was /components/schemas/cage\n");
    fs::write(client.path("names.lock"), said).unwrap();
    client.passes();
    assert!(
        client.has("/components/schemas/CAGE type Cage"),
        "{}",
        client.lock()
    );
    assert!(!client.lock().contains("schemas/cage"), "{}", client.lock());

    // The user lets the old name go.
    let kept = between
        .lines()
        .filter(|line| !line.ends_with(" gone") && !line.contains("CAGE"));
    fs::write(
        client.path("names.lock"),
        kept.map(|line| format!("{line}\n")).collect::<String>(),
    )
    .unwrap();
    client.passes();
    assert!(
        client.has("/components/schemas/CAGE type Cage"),
        "{}",
        client.lock()
    );
}

#[test]
fn check_reads_the_lock_too_and_writes_nothing() {
    let client = Client::new();
    client.passes();
    assert_eq!(client.generate(&["--check"]).0, 0);
    // The line of what no document has any more is there until a person removes it.
    let more = format!("{}/x type X gone\n", client.lock());
    fs::write(client.path("names.lock"), more).unwrap();
    assert_eq!(client.generate(&["--check"]).0, 0, "{}", client.lock());
    fs::remove_file(client.path("names.lock")).unwrap();
    let (status, stderr) = client.generate(&["--check"]);
    assert_eq!(status, 1, "{stderr}");
    assert!(
        stderr.contains("stale: ") && stderr.contains("names.lock"),
        "{stderr}"
    );
    assert!(!client.path("names.lock").exists());
}

/// The order of lines is the generator's; twice the same is once.
#[test]
fn lines_in_any_order_are_sorted_again() {
    let client = Client::new();
    client.passes();
    let lock = client.lock();
    let (head, names): (Vec<&str>, Vec<&str>) =
        lock.lines().partition(|line| line.starts_with('#'));
    let turned = head.iter().chain(names.iter().rev()).chain(&names);
    let turned: String = turned.map(|line| format!("{line}\r\n")).collect();
    fs::write(client.path("names.lock"), turned).unwrap();
    assert_eq!(client.generate(&["--check"]).0, 1);
    client.passes();
    assert_eq!(client.lock(), lock);
    assert!(
        names.is_sorted_by_key(|line| line.split(' ').next()),
        "{lock}"
    );
}

#[test]
fn a_conflict_changes_nothing() {
    let client = Client::new();
    client.passes();
    let before = contents(&client.path("src"));
    let conflict = client.lock().replace(
        "/components/schemas/cage type Cage\n",
        "<<<<<<< HEAD\n/components/schemas/cage type Cage\n=======\n/components/schemas/cage type Box\n>>>>>>> other\n",
    );
    fs::write(client.path("names.lock"), &conflict).unwrap();
    client.spec(&SPEC.replace("size", "height"));
    let (status, stderr) = client.generate(&[]);
    assert_eq!(status, 1, "{stderr}");
    assert!(
        stderr.contains("a merge has left a conflict here"),
        "{stderr}"
    );
    assert!(
        stderr.contains("cannot be both `Cage` and `Box`"),
        "{stderr}"
    );
    assert_eq!(client.lock(), conflict);
    assert_eq!(contents(&client.path("src")), before);
}

/// A lock that cannot be written leaves the sources as they were; one that is fresh needs no writing.
#[cfg(unix)]
#[test]
fn a_lock_that_cannot_be_written_leaves_the_sources() {
    use std::os::unix::fs::PermissionsExt as _;

    let client = Client::new();
    client.passes();
    let before = contents(&client.path("src"));
    let root = client.folder.path();
    let set = |mode| fs::set_permissions(root, fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    let is_root = fs::write(client.path("probe"), "").is_ok();
    let fresh = client.generate(&[]);
    set(0o755);
    assert_eq!(fresh.0, 0, "{}", fresh.1);
    if is_root {
        println!("skipped: this user writes everywhere");
        return;
    }
    client.spec(&SPEC.replace("size", "height"));
    set(0o555);
    let (status, stderr) = client.generate(&[]);
    set(0o755);
    assert_eq!(status, 1, "{stderr}");
    assert!(stderr.contains("names.lock"), "{stderr}");
    assert_eq!(contents(&client.path("src")), before);
}

/// Where the sources cannot be written, what was meant to be written is in the lock; the next run goes on from there.
#[cfg(unix)]
#[test]
fn no_name_is_out_that_the_lock_lacks() {
    let client = Client::new();
    fs::create_dir(client.path("src")).unwrap();
    let blocked = client.path("src/models");
    std::os::unix::fs::symlink(client.path("nowhere"), &blocked).unwrap();
    let (status, stderr) = client.generate(&[]);
    assert_eq!(status, 1, "{stderr}");
    assert!(stderr.starts_with("error[output/write]"), "{stderr}");
    let lock = client.lock();
    fs::remove_file(blocked).unwrap();
    client.passes();
    assert_eq!(client.lock(), lock);
    assert!(client.model("cage.rs").contains("pub struct Cage"));
}

/// Whatever the document does, the second run has nothing to do.
#[test]
fn twice_changes_nothing() {
    let client = Client::new();
    for spec in [
        SPEC.to_owned(),
        SPEC.replace("size", "Size"),
        SPEC.replace("listCages", "cages"),
    ] {
        client.spec(&spec);
        client.passes();
        let (lock, sources) = (client.lock(), contents(&client.path("src")));
        assert_eq!(client.generate(&["--check"]).0, 0);
        client.passes();
        assert_eq!(
            (client.lock(), contents(&client.path("src"))),
            (lock, sources)
        );
    }
    // The path is what an operation is known by, so another id renames nothing.
    assert!(
        client.has("/paths/~1cages/get method cages::list_cages"),
        "{}",
        client.lock()
    );
}

fn contents(folder: &Path) -> Vec<(String, String)> {
    let names = files(folder).into_iter();
    names
        .map(|name| {
            (
                name.clone(),
                fs::read_to_string(folder.join(&name)).unwrap(),
            )
        })
        .collect()
}

#[test]
fn a_lock_in_a_folder_that_is_not_there_yet_says_the_same_as_later() {
    let client = Client::new();
    let other = SPEC
        .replace("/cages", "/keepers")
        .replace("listCages", "listKeepers")
        .replace("cage", "keeper");
    fs::write(client.path("other.yaml"), other).unwrap();
    let config =
        "spec = [\"spec.yaml\", \"other.yaml\"]\nout = \"src\"\nnames_lock = \"kept/names.lock\"\n";
    fs::write(client.path("codegen.toml"), config).unwrap();
    let generate = || {
        let mut command = specwright();
        command.arg("generate").current_dir(client.folder.path());
        let (status, _, stderr) = run(command.args(["--config", "codegen.toml"]));
        assert_eq!(status, 0, "{stderr}");
        fs::read_to_string(client.path("kept/names.lock")).unwrap()
    };
    let first = generate();
    assert!(first.contains("\n../other.yaml#"), "{first}");
    assert_eq!(generate(), first);
}
