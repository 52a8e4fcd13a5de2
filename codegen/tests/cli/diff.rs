//! `specwright diff`: what it prints, and what it ends with.

use std::fs;

use crate::{BOOKSHOP, run, specwright};

/// The bookshop, and the same with one more value, without an operation, or with an error.
fn documents(folder: &std::path::Path) -> [String; 3] {
    let text = fs::read_to_string(BOOKSHOP).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let more = text.replacen("\npaths:\n", "\npaths:\n  /more:\n    get: {operationId: more, responses: {'204': {description: Done.}}}\n", 1);
    assert_ne!(more, text);
    [
        write("old.yaml", &text),
        write("more.yaml", &more),
        write("bad.yaml", "openapi: 3.1.0\ninfo: 1\npaths: 2\n"),
    ]
}

#[test]
fn a_level_decides_how_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let [old, more, _] = documents(folder.path());
    let status = |arguments: &[&str]| run(specwright().arg("diff").args(arguments)).0;
    assert_eq!(status(&[&old, &more]), 0);
    assert_eq!(status(&[&old, &more, "--fail-on", "major"]), 0);
    assert_eq!(status(&[&old, &more, "--fail-on", "minor"]), 1);
    assert_eq!(status(&[&more, &old, "--fail-on", "major"]), 1);
    assert_eq!(status(&[&old, &old, "--fail-on", "minor"]), 0);
    assert_eq!(status(&[&old, &more, "--fail-on", "patch"]), 2);
    assert_eq!(status(&[&old]), 2);
    let why = |arguments: &[&str]| run(specwright().arg("diff").args(arguments)).2;
    let said = why(&[&old, &more, "--fail-on", "minor", "--format", "json"]);
    assert!(
        said.contains("error: the change is minor, and --fail-on says"),
        "{said}"
    );
    assert_eq!(why(&[&old, &more, "--fail-on", "major"]), "");
}

#[test]
fn formats_go_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let [old, more, _] = documents(folder.path());
    let print = |format: &str| {
        let (status, stdout, _) = run(specwright().args(["diff", &old, &more, "--format", format]));
        assert_eq!(status, 0, "{stdout}");
        stdout
    };
    let text = print("text");
    assert!(
        text.contains("endpoint-added") && text.contains("more.yaml:"),
        "{text}"
    );
    assert!(text.trim_end().contains("\nverdict: minor "), "{text}");
    let json: serde_json::Value = serde_json::from_str(&print("json")).unwrap();
    assert_eq!(json["verdict"], "minor");
    assert!(print("markdown").contains("### Added"));
}

#[test]
fn what_cannot_be_read_is_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let [old, _, bad] = documents(folder.path());
    for arguments in [[&old, &bad], [&bad, &old]] {
        let (status, stdout, stderr) = run(specwright().arg("diff").args(arguments));
        assert_eq!((status, stdout.as_str()), (1, ""), "{stderr}");
        assert!(
            stderr.contains("bad.yaml:") && stderr.contains("= help: "),
            "{stderr}"
        );
        let last = stderr.lines().last().unwrap_or_default();
        assert!(last.starts_with("nothing was compared; old: "), "{stderr}");
    }
}
