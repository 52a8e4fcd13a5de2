//! The command line as a user meets it: exit status, messages, files, and crates that really build.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::{Duration, Instant},
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
            begun.elapsed() < Duration::from_secs(10),
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

#[test]
fn generate_writes_what_has_changed_and_removes_what_it_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let (spec, out) = (folder.path().join("spec.yaml"), folder.path().join("out"));
    let document =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(BOOKSHOP)).unwrap();
    fs::write(&spec, &document).unwrap();

    let (status, _, stderr) = generate(&spec, &out, &["--check"]);
    assert_eq!(status, 1, "{stderr}");
    assert!(stderr.contains("stale: ") && !out.exists(), "{stderr}");

    let (status, _, stderr) = generate(&spec, &out, &[]);
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.contains("generated 20 operations and "), "{stderr}");
    assert!(
        stderr.contains(", left out 0 operations; 0 errors, 0 warnings, 1 note"),
        "{stderr}"
    );
    assert_eq!(generate(&spec, &out, &["--check"]).0, 0);
    let times = |names: &[String]| -> Vec<_> {
        names
            .iter()
            .map(|name| fs::metadata(out.join(name)).unwrap().modified().unwrap())
            .collect()
    };
    let before = files(&out);
    let old = times(&before);
    assert!(
        generate(&spec, &out, &[])
            .2
            .contains("(0 written, 0 removed, ")
    );
    assert_eq!(old, times(&before));

    fs::write(out.join("models/mine.rs"), "// not generated\n").unwrap();
    fs::write(&spec, document.replace("OrderStatus", "State")).unwrap();
    let (_, _, stderr) = generate(&spec, &out, &["--check"]);
    assert!(
        stderr.contains("models/order_status.rs") && stderr.contains("models/state.rs"),
        "{stderr}"
    );
    assert_eq!(
        files(&out).len(),
        before.len() + 1,
        "--check writes nothing"
    );
    let (status, _, stderr) = generate(&spec, &out, &["-v"]);
    assert_eq!(status, 0, "{stderr}");
    assert!(
        stderr.contains("removed ") && stderr.contains("models/order_status.rs"),
        "{stderr}"
    );
    assert!(!out.join("models/order_status.rs").exists());
    assert!(
        out.join("models/mine.rs").exists(),
        "what was not generated stays"
    );
    assert!(
        files(&out)
            .iter()
            .all(|name| !name.contains(".specwright-"))
    );
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"mine\"\n",
    )
    .unwrap();
    let (status, _, stderr) = generate(Path::new(BOOKSHOP), folder.path(), &["--crate", "shop"]);
    assert_eq!(status, 1, "{stderr}");
    assert!(
        stderr.contains("is not generated, so it is not overwritten"),
        "{stderr}"
    );
    assert_eq!(files(folder.path()), ["Cargo.toml"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let (status, _, stderr) = generate(Path::new(BOOKSHOP), &file.join("out"), &[]);
    assert_eq!(status, 1, "{stderr}");
    assert!(
        stderr.starts_with("error[output/write]: `") && stderr.lines().count() == 1,
        "{stderr}"
    );
}

#[test]
fn errors_leave_the_old_sources_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let (spec, out) = (folder.path().join("spec.yaml"), folder.path().join("out"));
    let document =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(BOOKSHOP)).unwrap();
    fs::write(&spec, &document).unwrap();
    assert_eq!(generate(&spec, &out, &[]).0, 0);
    let before: Vec<_> = files(&out)
        .iter()
        .map(|name| fs::read(out.join(name)).unwrap())
        .collect();
    fs::write(
        &spec,
        document.replacen("    get:", "    get: {}\n    get:", 1),
    )
    .unwrap();
    assert_eq!(generate(&spec, &out, &[]).0, 1);
    let after: Vec<_> = files(&out)
        .iter()
        .map(|name| fs::read(out.join(name)).unwrap())
        .collect();
    assert_eq!(before, after);
}

/// Crates that stand alone pass clippy and rustdoc with warnings denied, and their own tests.
#[test]
fn a_crate_that_stands_alone_is_clean() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let runtime = repository.join("runtime");
    if !runtime.join("Cargo.toml").is_file() {
        eprintln!("skipped: there is no runtime beside this crate");
        return;
    }
    let runtime = runtime.canonicalize().unwrap();
    let specification = repository.join("spec/highlevel.yaml");
    let others = "tests/cases/several/shops.yaml";
    for (name, spec, more) in [
        ("highlevel-alone", specification.to_str().unwrap(), None),
        ("bookshop", BOOKSHOP, None),
        (
            "hostile-text",
            "tests/cases/ok/docs/hostile_text.yaml",
            None,
        ),
        ("hostile", "tests/cases/whole/hostile.yaml", None),
        ("edges", "tests/cases/whole/edges.yaml", None),
        ("markdown", "tests/cases/whole/markdown.yaml", None),
        ("prelude", "tests/cases/names/prelude.yaml", None),
        ("several", "tests/cases/several/pets.yaml", Some(others)),
    ] {
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&out);
        let options = ["--crate", name, "--runtime-path", runtime.to_str().unwrap()];
        let arguments: Vec<&str> = more.into_iter().chain(options).collect();
        let (status, _, stderr) = generate(Path::new(spec), &out, &arguments);
        assert_eq!(status, 0, "{name}: {stderr}");
        fs::copy(repository.join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
        for arguments in [
            &["clippy", "--all-targets", "--", "-D", "warnings"][..],
            &["doc", "--no-deps"],
            &["test", "-q"],
            &["fmt", "--check"],
        ] {
            let mut cargo = Command::new(env!("CARGO"));
            cargo
                .args(arguments)
                .current_dir(&out)
                .env("RUSTDOCFLAGS", "-D warnings");
            // The crates share what they depend on.
            cargo.env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("built"),
            );
            let (status, stdout, stderr) = run(&mut cargo);
            assert_eq!(status, 0, "{name}: cargo {arguments:?}\n{stdout}\n{stderr}");
        }
    }
}

/// Several documents: a module each, and what a file of neither has stands once.
#[test]
fn several_documents_share_what_they_refer_to() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let first = Path::new("tests/cases/several/pets.yaml");
    let (status, _, stderr) = generate(first, &out, &["tests/cases/several/shops.yaml"]);
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.contains("generated 3 operations"), "{stderr}");
    let money: Vec<String> = files(&out)
        .into_iter()
        .filter(|name| name.ends_with("models/money.rs"))
        .collect();
    assert_eq!(money, ["common/models/money.rs"]);
    let items = ["pets/models/item.rs", "shops/models/item.rs"];
    assert!(items.iter().all(|name| out.join(name).is_file()));
    let item = fs::read_to_string(out.join("pets/models/item.rs")).unwrap();
    assert!(
        item.contains("pub price: Option<crate::common::models::Money>"),
        "{item}"
    );
}

/// A reference to a URL is followed where the user allows it, and only there.
#[test]
fn remote_references_are_followed_only_where_they_are_allowed() {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
    };

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).unwrap();
        let body = r#"{"Thing": {"type": "object", "properties": {"far": {"type": "string"}}}}"#;
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let (spec, out) = (folder.path().join("spec.yaml"), folder.path().join("out"));
    let document = format!(
        "openapi: 3.1.1\ninfo: {{ title: Far, version: '1' }}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200': {{ description: It., content: {{ application/json: {{ schema: {{ $ref: 'http://{address}/common.json#/Thing' }} }} }} }}\n"
    );
    fs::write(&spec, document).unwrap();
    let (status, _, stderr) = generate(&spec, &out, &[]);
    assert_eq!(status, 1, "{stderr}");
    assert!(stderr.contains("--allow-remote"), "{stderr}");
    let (status, _, stderr) = generate(&spec, &out, &["--allow-remote"]);
    assert_eq!(status, 0, "{stderr}");
    server.join().unwrap();
    let thing = fs::read_to_string(out.join("models/thing.rs")).unwrap();
    assert!(thing.contains("pub far: Option<String>"), "{thing}");
}
