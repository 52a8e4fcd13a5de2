//! What is no document.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use crate::{run, specwright};

/// What is no document at all: one sentence, soon, in little memory.
#[test]
fn what_is_no_document_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, contents: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, contents).unwrap();
        path
    };
    let mut bomb = "openapi: 3.1.1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let deep_yaml = format!("openapi: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_json = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    let deep_block: String = (0..10_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    let brackets = format!("openapi: {}{}", "[".repeat(200_000), "]".repeat(200_000));
    let open = format!("openapi: {}", "{a: ".repeat(200_000));
    let lists = format!("openapi:\n  {}1", "- ".repeat(200_000));
    let json = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    // The event parser knows no tag without its end; the reader is not asked to find the end of the rest.
    let refused = format!("openapi: 3.1.1\nb: !<a {}", "[".repeat(200_000));
    let large = "# a comment of some forty characters here\n".repeat(2_500_000);
    let binary: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    for (path, expected) in [
        (folder.path().to_owned(), "is a folder"),
        (folder.path().join("missing.yaml"), "does not exist"),
        (file("empty.yaml", b""), "is empty"),
        (file("blank.json", b" \n"), "is empty"),
        (file("comment.yaml", b"# nothing\n"), "not null"),
        (file("binary.yaml", &binary), "is not UTF-8 text"),
        (file("nul.yaml", b"openapi: 3.1.1\0"), "contains a NUL"),
        (
            file("large.yaml", large.as_bytes()),
            "is longer than 64 MiB",
        ),
        (file("bomb.yaml", bomb.as_bytes()), "too many values"),
        (
            file("deep.yaml", deep_yaml.as_bytes()),
            "nested more than 120 deep",
        ),
        (
            file("deep.json", deep_json.as_bytes()),
            "nested more than 120 deep",
        ),
        (
            file("block.yaml", deep_block.as_bytes()),
            "nested more than 120 deep",
        ),
        (
            file("brackets.yaml", brackets.as_bytes()),
            "nested more than 120 deep",
        ),
        (
            file("open.yaml", open.as_bytes()),
            "nested more than 120 deep",
        ),
        (
            file("lists.yaml", lists.as_bytes()),
            "nested more than 120 deep",
        ),
        (
            file("brackets.json", json.as_bytes()),
            "nested more than 120 deep",
        ),
        (
            file("refused.yaml", refused.as_bytes()),
            "nested more than 120 deep",
        ),
        (
            file("two.yaml", b"a: 1\n---\nb: 1\n"),
            "more than one document",
        ),
        (file("text.json", b"hello"), "expected value"),
        (file("list.json", b"[]"), "is an object, not a list"),
        (PathBuf::from("/dev/zero"), "is longer than 64 MiB"),
    ] {
        if path.starts_with("/dev") && !path.exists() {
            continue;
        }
        let begun = Instant::now();
        let (status, _, stderr) = run(&mut limited(&path));
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{}: {:?}",
            path.display(),
            begun.elapsed()
        );
        assert_eq!(status, 1, "{}: {stderr}", path.display());
        assert!(stderr.contains(expected), "{}: {stderr}", path.display());
        assert_eq!(stderr.matches("error[").count(), 1, "{stderr}");
        assert!(
            stderr.len() < 2_000,
            "{}: {} bytes",
            path.display(),
            stderr.len()
        );
    }
}

/// `specwright lint`, with 1 GB of memory where the system can say so.
fn limited(path: &Path) -> Command {
    if !cfg!(unix) {
        let mut command = specwright();
        command.arg("lint").arg(path);
        return command;
    }
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 1000000 && exec \"$0\" lint \"$1\""]);
    command.arg(env!("CARGO_BIN_EXE_specwright")).arg(path);
    command
}
