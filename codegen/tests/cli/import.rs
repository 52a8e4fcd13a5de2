//! `specwright import`: what is read, what is written, what is refused.

mod elsewhere;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Stdio,
};

use crate::{run, specwright};

/// A page of one operation.
const PAGE: &str = include_str!("../pages/parameters.md");
/// Another one.
const OTHER: &str = include_str!("../pages/nesting.md");
/// One that was captured too early.
const SKELETON: &str = include_str!("../pages/skeleton.md");

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = specwright();
        command.current_dir(self.0.path());
        run(command.arg("import").args(arguments))
    }

    /// Gives `input` to standard input.
    fn import_from(&self, input: &[u8], arguments: &[&str]) -> (i32, String, String) {
        let path = self.path("standard-input");
        fs::write(&path, input).unwrap();
        let mut command = specwright();
        command.current_dir(self.0.path());
        command.stdin(fs::File::open(path).unwrap());
        run(command.arg("import").args(arguments))
    }
}

fn lints(path: &Path) {
    let (status, _, stderr) = run(specwright().arg("lint").arg(path));
    assert_eq!(status, 0, "{stderr}");
}

#[test]
fn a_page_becomes_a_document_that_lints() {
    let desk = Desk::new();
    desk.put("page.md", PAGE);
    let (status, yaml, stderr) = desk.import(&["page.md"]);
    assert_eq!(status, 0, "{stderr}");
    assert!(yaml.starts_with("openapi: \"3.1.1\"\n") && yaml.contains("  /pets/{petId}:\n"));
    lints(&desk.put("spec.yaml", &yaml));
    let (status, json, _) = desk.import(&["page.md", "--format", "json"]);
    assert_eq!(status, 0);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json,
        serde_yaml::from_str::<serde_json::Value>(&yaml).unwrap()
    );
}

#[test]
fn a_folder_and_standard_input_are_as_good_as_files() {
    let desk = Desk::new();
    desk.put("pages/a.md", PAGE);
    desk.put("pages/b.md", OTHER);
    let (status, from_folder, stderr) = desk.import(&["pages"]);
    assert_eq!(status, 0, "{stderr}");
    let mut command = specwright();
    command.args(["import", "-"]).stdin(Stdio::piped());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    write!(stdin, "{PAGE}\n{OTHER}").unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), from_folder);
}

#[test]
fn what_is_there_already_is_not_written_again() {
    let desk = Desk::new();
    desk.put("a.md", PAGE);
    desk.put("b.md", OTHER);
    for (name, format) in [("spec.yaml", "yaml"), ("spec.json", "json")] {
        let (_, text, _) = desk.import(&["a.md", "--format", format]);
        let spec = desk.put(name, &text);
        let (status, _, stderr) = desk.import(&["b.md", "--into", name, "--dry-run"]);
        assert_eq!(status, 0, "{stderr}");
        assert_eq!(fs::read_to_string(&spec).unwrap(), text, "a dry run");
        assert_eq!(desk.import(&["b.md", "--into", name]).0, 0);
        let both = fs::read_to_string(&spec).unwrap();
        assert_ne!(both, text);
        lints(&spec);
        let before = fs::metadata(&spec).unwrap().modified().unwrap();
        assert_eq!(desk.import(&["a.md", "b.md", "--into", name]).0, 0);
        assert_eq!(fs::read_to_string(&spec).unwrap(), both);
        assert_eq!(fs::metadata(&spec).unwrap().modified().unwrap(), before);
    }
}

#[test]
fn a_page_that_is_refused_stops_the_import_unless_left_out() {
    let desk = Desk::new();
    desk.put("a.md", PAGE);
    desk.put("early.md", SKELETON);
    let spec = desk.put(
        "spec.yaml",
        "openapi: 3.1.1\ninfo: { title: A, version: '1' }\npaths: {}\n",
    );
    let before = fs::read_to_string(&spec).unwrap();
    let (status, stdout, stderr) = desk.import(&["a.md", "early.md", "--into", "spec.yaml"]);
    assert_eq!((status, &*stdout), (1, ""), "{stderr}");
    assert!(
        stderr.contains("error[import/skeleton]") && stderr.contains("early.md:5:1"),
        "{stderr}"
    );
    assert_eq!(fs::read_to_string(&spec).unwrap(), before);
    let all = ["a.md", "early.md", "--into", "spec.yaml", "--skip-refused"];
    assert_eq!(desk.import(&all).0, 0);
    assert!(fs::read_to_string(&spec).unwrap().contains("/pets/{petId}"));
}

#[test]
fn pages_that_disagree_are_named() {
    let desk = Desk::new();
    desk.put("a.md", PAGE);
    desk.put(
        "b.md",
        &PAGE.replace("`>= 1` and `<= 50`", "`>= 1` and `<= 60`"),
    );
    let (status, text, stderr) = desk.import(&["a.md", "b.md"]);
    assert_eq!(status, 0, "{stderr}");
    assert_eq!(text.matches("maximum: ").count(), 1);
    assert!(stderr.contains("warning[import/disagrees]"), "{stderr}");
    assert!(
        stderr.contains("`GET /pets/{petId}`")
            && stderr.contains("::: b.md")
            && stderr.contains("= help: "),
        "{stderr}"
    );
}

#[test]
fn nothing_to_import_is_an_error_with_a_place() {
    let desk = Desk::new();
    desk.put("list.yaml", "a: 1\n");
    desk.put("old.json", "{\"swagger\": \"2.0\", \"paths\": {}}");
    desk.put("hooks.yaml", "openapi: 3.1.0\nwebhooks: {}\n");
    desk.put("empty/readme.html", "no page");
    desk.put("words.md", "Only words.\n");
    desk.put("blank.md", " \n");
    for (what, code, expected) in [
        (&["list.yaml"][..], "openapi/version", "--> list.yaml:1:1"),
        (&["old.json"], "openapi/version", "this is Swagger 2.0"),
        (
            &["hooks.yaml"],
            "import/nothing",
            "the document has no `paths`",
        ),
        (
            &["empty"],
            "import/nothing",
            "there is no page (`.md`, `.markdown` or `.txt`) in `empty`",
        ),
        (&["words.md"], "import/nothing", "--> words.md\n"),
        (
            &["words.md", "words.md"],
            "import/nothing",
            "--> words.md, words.md\n",
        ),
        (&["blank.md"], "source/empty", "`blank.md` is empty"),
        (
            &["blank.md", "--into", "new.yaml"],
            "source/empty",
            "`blank.md` is empty",
        ),
    ] {
        let (status, stdout, stderr) = desk.import(what);
        assert_eq!((status, &*stdout), (1, ""), "{what:?}");
        assert!(
            stderr.contains(&format!("error[{code}]")) && stderr.contains(expected),
            "{what:?}: {stderr}"
        );
        assert!(
            !stderr.contains("--> import") && !stderr.contains("--> \n"),
            "{stderr}"
        );
        assert_eq!(stderr.matches("error[").count(), 1, "{stderr}");
    }
    for (input, expected) in [
        ("", "error[source/empty]: `<standard input>` is empty"),
        ("Only words.\n", "--> <standard input>\n"),
    ] {
        let (status, _, stderr) = desk.import_from(input.as_bytes(), &["-"]);
        assert_eq!(status, 1, "{stderr}");
        assert!(stderr.contains(expected), "{stderr}");
    }
    assert!(!desk.path("new.yaml").exists());
}

#[test]
fn standard_input_is_read_whole_or_refused() {
    let desk = Desk::new();
    let mut long = PAGE.as_bytes().to_vec();
    long.resize((64 << 20) + 1, b'\n');
    let (status, stdout, stderr) = desk.import_from(&long, &["-"]);
    assert_eq!((status, &*stdout), (1, ""), "{stderr}");
    assert!(
        stderr.contains("error[source/too-large]: `<standard input>` is longer than 64 MiB"),
        "{stderr}"
    );
    let (status, _, stderr) = desk.import_from(b"a\xffb", &["-"]);
    assert_eq!(status, 1);
    assert!(
        stderr.contains("error[source/not-text]: `<standard input>` is not UTF-8"),
        "{stderr}"
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_text() {
    const MARK: &str = "\u{feff}";
    let desk = Desk::new();
    desk.put("a.md", PAGE);
    desk.put("marked.md", &format!("{MARK}{PAGE}"));
    let (_, plain, _) = desk.import(&["a.md"]);
    let (status, marked, stderr) = desk.import(&["marked.md"]);
    assert_eq!((status, &marked), (0, &plain), "{stderr}");
    desk.put("b.md", OTHER);
    let (_, both, _) = desk.import(&["a.md", "b.md"]);
    let input = format!("{MARK}{PAGE}\n{MARK}{OTHER}");
    assert_eq!(desk.import_from(input.as_bytes(), &["-"]).1, both);
    let input = format!("{MARK}{plain}");
    assert_eq!(desk.import_from(input.as_bytes(), &["-"]).1, plain);
    let (_, json, _) = desk.import(&["a.md", "--format", "json"]);
    let input = format!("{MARK}{json}");
    assert_eq!(desk.import_from(input.as_bytes(), &["-"]).1, plain);
    // It stays where nothing else changes.
    let spec = desk.put("spec.yaml", &format!("{MARK}{plain}"));
    let (status, _, stderr) = desk.import(&["marked.md", "--into", "spec.yaml"]);
    assert_eq!(status, 0, "{stderr}");
    assert_eq!(fs::read_to_string(spec).unwrap(), format!("{MARK}{plain}"));
}

#[test]
fn a_document_that_is_not_there_is_made() {
    let desk = Desk::new();
    desk.put("a.md", PAGE);
    for (name, format) in [("new/spec.yaml", "yaml"), ("spec.json", "json")] {
        let (_, expected, _) = desk.import(&["a.md", "--format", format]);
        let (status, _, stderr) = desk.import(&["a.md", "--into", name, "--dry-run"]);
        assert_eq!(status, 0, "{stderr}");
        assert!(
            stderr.contains("it is not there yet (nothing was written)"),
            "{stderr}"
        );
        assert!(!desk.path(name).exists());
        let (status, _, stderr) = desk.import(&["a.md", "--into", name]);
        assert_eq!(status, 0, "{stderr}");
        assert!(
            stderr.contains("added GET /pets/{petId}")
                && stderr.contains(&format!(
                    "{name}: 1 added, 0 changed, 0 operations as before; it is new"
                )),
            "{stderr}"
        );
        assert_eq!(fs::read_to_string(desk.path(name)).unwrap(), expected);
    }
}

#[test]
fn a_document_that_cannot_be_edited_in_its_text_stays() {
    let desk = Desk::new();
    desk.put("a.md", PAGE);
    // The anchor's text stands for another place too.
    let text = "openapi: 3.1.1\ninfo: { title: A, version: '1' }\npaths: &a\n  /b: {}\nx-b: *a\n";
    let spec = desk.put("spec.yaml", text);
    let (status, _, stderr) = desk.import(&["a.md", "--into", "spec.yaml"]);
    assert_eq!(status, 1, "{stderr}");
    assert!(
        stderr.contains("error[import/layout]") && stderr.contains("spec.yaml:5:1"),
        "{stderr}"
    );
    assert_eq!(fs::read_to_string(spec).unwrap(), text);
}

#[test]
fn what_is_no_openapi_document_is_not_imported_into() {
    let desk = Desk::new();
    desk.put("a.md", PAGE);
    for (name, text, place) in [
        (
            "a.yaml",
            "# Old.\nswagger: \"2.0\"\npaths: {}\n",
            "a.yaml:2:1",
        ),
        ("b.yaml", "a: 1\n", "b.yaml:1:1"),
        (
            "c.json",
            "{\"x\": \"\\ud83d\\ude00\",\n\"openapi\":\t\"4.0\"}\n",
            "c.json:2:12",
        ),
    ] {
        let spec = desk.put(name, text);
        let (status, _, stderr) = desk.import(&["a.md", "--into", name]);
        assert_eq!(status, 1, "{stderr}");
        assert!(
            stderr.contains("error[openapi/version]") && stderr.contains(place),
            "{stderr}"
        );
        assert_eq!(fs::read_to_string(spec).unwrap(), text);
    }
    // An empty file is as good as none.
    let spec = desk.put("d.yaml", "");
    let (status, _, stderr) = desk.import(&["a.md", "--into", "d.yaml"]);
    assert_eq!(status, 0, "{stderr}");
    lints(&spec);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_who_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::new();
    desk.put("a.md", PAGE);
    let spec = desk.put(
        "spec.yaml",
        "openapi: 3.1.1\ninfo: { title: A, version: '1' }\npaths: {}\n",
    );
    fs::set_permissions(&spec, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(desk.import(&["a.md", "--into", "spec.yaml"]).0, 0);
    let mode = fs::metadata(&spec).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}
