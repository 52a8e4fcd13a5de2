//! Crates that stand alone really build.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

mod cli;
mod features;
mod many;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use specwright::{Input, Runtime, generate};

/// The folder of the runtime, unless this crate was published without it.
fn runtime() -> Option<String> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let found = found.canonicalize().ok();
    if found.is_none() {
        eprintln!("skipped: there is no runtime beside this crate");
    }
    Some(found?.display().to_string())
}

/// Makes the crate called `name` of `input`, whose ways begin at this package, and returns its folder; nothing where
/// there is no runtime.
fn made(name: &str, input: Input) -> Option<PathBuf> {
    let runtime = Runtime::Path(runtime()?);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&out);
    let report = generate(&Input {
        spec: input.spec.map(|spec| here.join(spec)),
        more: input.more.iter().map(|spec| here.join(spec)).collect(),
        config: input.config.map(|config| here.join(config)),
        krate: Some(name.to_owned()),
        ..input
    });
    let output = report.into_output().unwrap().into_crate(name, &runtime);
    output.write(&out).unwrap();
    fs::copy(here.join("../Cargo.lock"), out.join("Cargo.lock")).unwrap();
    Some(out)
}

/// Runs cargo in `folder`; warnings of rustdoc are errors.
fn cargo(folder: &Path, arguments: &[&str]) {
    // The crates share what they depend on.
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("built");
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("RUSTDOCFLAGS", "-D warnings")
        .env("CARGO_TARGET_DIR", built)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success(),
        "{}: cargo {}\n{}",
        folder.display(),
        arguments.join(" "),
        String::from_utf8_lossy(&said)
    );
}

/// Crates that stand alone pass clippy and rustdoc with warnings denied, and their own tests.
#[test]
fn a_crate_that_stands_alone_is_clean() {
    let Some(runtime) = runtime() else {
        return;
    };
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let specification = repository.join("spec/highlevel.yaml");
    let others = "tests/cases/several/shops.yaml";
    for (name, spec, more) in [
        ("highlevel-alone", specification.to_str().unwrap(), None),
        ("bookshop", "tests/cases/whole/bookshop.yaml", None),
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
        let mut specwright = Command::new(env!("CARGO_BIN_EXE_specwright"));
        let output = specwright
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["generate", spec, "--crate", name])
            .args(["--runtime-path", &runtime])
            .arg("--out")
            .arg(&out)
            .args(more)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {said}");
        fs::copy(repository.join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
        for arguments in [
            &["clippy", "--all-targets", "--", "-D", "warnings"][..],
            &["doc", "--no-deps"],
            &["test", "-q"],
            &["fmt", "--check"],
        ] {
            cargo(&out, arguments);
        }
    }
}
