//! What is written, and what stays as it was.

use std::{fs, path::Path};

use crate::{BOOKSHOP, files, generate};

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

    let empty = "openapi: 3.1.1\ninfo: { title: Empty, version: '1' }\npaths: {}\n";
    fs::write(&spec, empty).unwrap();
    assert_eq!(generate(&spec, &out, &[]).0, 0);
    assert!(!out.join("operations").exists(), "an empty folder goes too");
    assert!(out.join("models/mine.rs").exists());
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
    // The server is gone now, and nothing else.
    let (status, _, stderr) = generate(&spec, &out, &["--allow-remote"]);
    assert_eq!(status, 1, "{stderr}");
    assert!(stderr.contains("source/unreachable"), "{stderr}");
    assert_eq!(
        fs::read_to_string(out.join("models/thing.rs")).unwrap(),
        thing
    );
}

#[test]
fn what_standard_output_does_not_take_is_said() {
    let pair = [
        "tests/diff/nothing/old.yaml",
        "tests/diff/enum-to-text/new.yaml",
    ];
    for asked in [
        vec!["diff", pair[0], pair[1]],
        vec![
            "lint",
            "tests/cases/ok/odd/reference/missing.yaml",
            "--format",
            "json",
        ],
        vec!["import", pair[0]],
    ] {
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
            return println!("skipped: there is no /dev/full");
        };
        let output = crate::specwright()
            .args(&asked)
            .stdout(full)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{asked:?}: {said}");
        assert!(said.contains("standard output"), "{asked:?}: {said}");
    }
}

#[test]
fn one_is_one_and_a_check_is_no_writing() {
    let folder = tempfile::tempdir().unwrap();
    let (spec, out) = (folder.path().join("one.yaml"), folder.path().join("out"));
    let text = "openapi: 3.1.1\ninfo: { title: One, version: '1' }\nservers: [{ url: https://one.example }]\npaths: { /a: { get: { operationId: a, responses: { '204': { description: Done. } } } } }\n";
    fs::write(&spec, text).unwrap();
    let (status, _, said) = generate(&spec, &out, &["--crate", "one"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("generated 1 operation and "), "{said}");
    let readme = fs::read_to_string(out.join("README.md")).unwrap();
    assert!(readme.contains(": 1 operation, generated"), "{readme}");
    let (status, _, said) = generate(&spec, &out, &["--crate", "one", "--check"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("checked 1 operation and "), "{said}");
    assert!(said.contains("(0 written, 0 removed, "), "{said}");
    assert!(!said.contains("generated 1"), "{said}");
}
