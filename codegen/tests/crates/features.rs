//! A cargo feature per tag: the crate is clean with each of them alone, with all and with none.

use std::{fs, path::Path};

use specwright::{Input, generate};

use crate::{cargo, runtime};

#[test]
fn each_tag_stands_alone() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(runtime) = runtime() else {
        return;
    };
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("zoo");
    let _ = fs::remove_dir_all(&out);
    let report = generate(&Input {
        spec: Some(here.join("tests/crates/zoo.yaml")),
        config: Some(here.join("tests/crates/codegen.toml")),
        krate: Some("zoo".to_owned()),
        ..Input::default()
    });
    let output = report.into_output().unwrap();
    let runtime = specwright::Runtime::Path(runtime);
    output.into_crate("zoo", &runtime).write(&out).unwrap();
    fs::copy(here.join("../Cargo.lock"), out.join("Cargo.lock")).unwrap();

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
