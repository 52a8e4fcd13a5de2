//! A cargo feature per tag: the crate is clean with each of them alone, with all and with none.

use std::{fs, path::Path, process::Command};

use specwright::{Input, Runtime, generate};

#[test]
fn each_tag_stands_alone() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(runtime) = here.join("../runtime").canonicalize() else {
        eprintln!("skipped: there is no runtime beside this crate");
        return;
    };
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("zoo");
    let _ = fs::remove_dir_all(&out);
    let report = generate(&Input {
        spec: Some(here.join("tests/features/zoo.yaml")),
        config: Some(here.join("tests/features/codegen.toml")),
        krate: Some("zoo".to_owned()),
        ..Input::default()
    });
    let output = report.into_output().unwrap();
    let runtime = Runtime::Path(runtime.display().to_string());
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

    let cargo = |arguments: &[&str]| {
        let status = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&out)
            .env("RUSTDOCFLAGS", "-D warnings")
            // The crates of these tests share what they depend on.
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("built"),
            )
            .status();
        assert!(status.unwrap().success(), "cargo {}", arguments.join(" "));
    };
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
