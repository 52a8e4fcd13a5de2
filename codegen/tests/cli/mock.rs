//! A mock server is there where it is asked for, and nowhere else.

use std::{fs, path::Path};

use crate::{files, generate};

/// Of several documents each has its own, and the crate has the feature once.
#[test]
fn each_document_has_a_mock_server_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("codegen.toml");
    fs::write(&config, "mock = true\n").unwrap();
    let first = Path::new("tests/cases/several/pets.yaml");
    let more = [
        "tests/cases/several/shops.yaml",
        "--crate",
        "both",
        "--config",
        config.to_str().unwrap(),
    ];
    let out = folder.path().join("out");
    let (status, _, stderr) = generate(first, &out, &more);
    assert_eq!(status, 0, "{stderr}");
    let found = files(&out);
    let mocks: Vec<&String> = found
        .iter()
        .filter(|name| name.contains("/mock/"))
        .collect();
    // `common` holds types that both refer to, and nothing to call: only how they are made.
    let common = mocks.iter().filter(|name| name.contains("common"));
    let common: Vec<&str> = common.map(|name| name.as_str()).collect();
    let expected = ["mod.rs", "models/mod.rs", "models/problem.rs"];
    assert_eq!(
        common,
        expected.map(|name| format!("src/common/mock/{name}"))
    );
    let root = fs::read_to_string(out.join("src/common/mock/mod.rs")).unwrap();
    assert!(root.ends_with("\nmod models;\n"), "{root}");
    for name in ["src/pets/mock/mod.rs", "src/shops/mock/mod.rs"] {
        assert!(mocks.iter().any(|found| *found == name), "{mocks:?}");
    }
    let root = fs::read_to_string(out.join("src/pets/mod.rs")).unwrap();
    assert!(root.contains("#[cfg(feature = \"mock\")]\n"), "{root}");
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    let feature = "mock = [\"specwright-runtime/mock\"]\n";
    assert_eq!(manifest.matches(feature).count(), 1, "{manifest}");
}

/// A crate that does not ask has not one line more.
#[test]
fn nothing_is_there_unless_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let spec = Path::new("tests/cases/ok/config/mock/spec.yaml");
    let config = folder.path().join("codegen.toml");
    fs::write(&config, "tag_features = false\n").unwrap();
    let config = config.to_str().unwrap();
    let (status, _, stderr) = generate(spec, &out, &["--crate", "kennel", "--config", config]);
    assert_eq!(status, 0, "{stderr}");
    let found = files(&out);
    assert!(found.len() > 12, "{found:?}");
    for name in found {
        let text = fs::read_to_string(out.join(&name)).unwrap();
        assert!(!text.contains("mock"), "{name}: {text}");
        assert!(
            !text.contains("pub(crate) static") || name.ends_with("client.rs"),
            "{name}"
        );
    }
}
