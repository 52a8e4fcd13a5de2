//! A cargo feature per tag: the crate is clean with each of them alone, with all and with none.

use std::fs;

use specwright::Input;

use crate::{cargo, made};

#[test]
fn each_tag_stands_alone() {
    let input = Input {
        spec: Some("tests/crates/zoo.yaml".into()),
        config: Some("tests/crates/codegen.toml".into()),
        ..Input::default()
    };
    let Some(out) = made("zoo", input) else {
        return;
    };

    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let features = "default = [\"full\", \"rustls\"]";
    assert!(read("Cargo.toml").contains(features));
    let full = "full = [\"big-cats\", \"fish\", \"rustls_\"]";
    assert!(read("Cargo.toml").contains(full), "{}", read("Cargo.toml"));
    let models = read("src/models/mod.rs");
    for (file, gate) in [
        ("cat", "#[cfg(feature = \"big-cats\")]\n"),
        (
            "coat",
            "#[cfg(any(feature = \"big-cats\", feature = \"rustls_\"))]\n",
        ),
        // The home of cats stands in the file of fish, which is there as a whole.
        (
            "feed",
            "#[cfg(any(feature = \"big-cats\", feature = \"fish\"))]\n",
        ),
        ("keys", "#[cfg(feature = \"rustls_\")]\n"),
    ] {
        assert!(
            models.contains(&format!("{gate}mod {file};")),
            "{file}: {models}"
        );
        assert!(
            models.contains(&format!("{gate}pub use self::{file}::")),
            "{file}"
        );
    }
    assert!(models.starts_with("// @generated"), "{models}");
    assert!(
        !models.contains("]\nmod fault;"),
        "what all need has no gate: {models}"
    );

    let cargo = |arguments: &[&str]| cargo(&out, arguments);
    let lints = ["--", "-D", "warnings"];
    for features in [
        "",
        "big-cats",
        "fish",
        "rustls_",
        "big-cats,fish,rustls",
        "full",
    ] {
        let arguments = [
            "clippy",
            "-q",
            "--all-targets",
            "--no-default-features",
            "--features",
            features,
        ];
        cargo(&[&arguments[..], &lints].concat());
    }
    cargo(&[
        "doc",
        "-q",
        "--no-deps",
        "--no-default-features",
        "--features",
        "fish",
    ]);
    cargo(&["doc", "-q", "--no-deps", "--all-features"]);
    cargo(&["test", "-q"]);
}
