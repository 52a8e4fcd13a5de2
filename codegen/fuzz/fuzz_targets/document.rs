//! Any bytes are refused or become code that parses.
//!
//! Needs a nightly compiler and `cargo install cargo-fuzz`. From `codegen/`:
//!
//! ```console
//! $ mkdir -p fuzz/corpus/document && find tests/cases -name '*.yaml' -exec cp --backup=t {} fuzz/corpus/document/ \;
//! $ cargo +nightly fuzz run document -- -max_len=20000 -timeout=30 -rss_limit_mb=4096
//! $ cargo +nightly fuzz tmin document fuzz/artifacts/document/crash-…
//! ```
//!
//! What begins with `{` is read as JSON, everything else as YAML. `tests/mutation/` does the same
//! without a fuzzer, with documents that are nearly right.

#![no_main]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use libfuzzer_sys::{Corpus, fuzz_target};
use specwright::{
    Input,
    diagnostic::{Severity, render::Style},
    generate,
};

/// A folder in memory where there is one; the fuzzer never ends, so that it is not removed.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let folder = tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir());
    folder.expect("a folder").keep()
});

fuzz_target!(|bytes: &[u8]| -> Corpus { document(bytes) });

fn document(bytes: &[u8]) -> Corpus {
    let name = if bytes.starts_with(b"{") {
        "spec.json"
    } else {
        "spec.yaml"
    };
    let spec = FOLDER.join(name);
    fs::write(&spec, bytes).expect("a writable folder");
    let report = generate(&Input {
        spec: Some(spec),
        ..Input::default()
    });
    let text = report.text(Severity::Note, Style::Plain);
    report.json();
    if !report.is_ok() {
        assert!(text.contains("error["), "no output, and no reason: {text}");
    }
    let Some(output) = report.into_output() else {
        return Corpus::Keep;
    };
    for (path, text) in output.files.files() {
        if let Err(error) = syn::parse_file(text) {
            panic!("`{path}` does not parse: {error}\n{text}");
        }
    }
    Corpus::Keep
}
