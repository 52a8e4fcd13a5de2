//! Flow 3: upstream changes, and one command brings that in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Checkout, cargo, consumer, copy_of_the_repository, repository};

/// The shared material, if it is here.
fn shared(path: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(path);
    if !path.exists() {
        eprintln!("skipped: `{}` is not there", path.display());
        return None;
    }
    path.canonicalize().ok()
}

/// A copy of the repository whose upstream is at `source`.
fn fed_by(name: &str, source: &Path, more: &str) -> Checkout {
    let copy = copy_of_the_repository(name);
    let config = copy.join("spec/codegen.toml");
    let mut text = fs::read_to_string(&config).unwrap();
    if !more.is_empty() {
        text = format!("allow_outside = true\n{text}");
    }
    let source = source.display();
    text.push_str(&format!("\n[[upstream]]\nfile = \"{source}\"\n{more}"));
    fs::write(config, text).unwrap();
    copy
}

/// Runs `specwright update`, and returns what it printed.
fn update(copy: &Path) -> String {
    cargo(copy, &["run", "-q", "-p", "specwright", "--", "update"])
}

/// The lines of a report that name a change and its rule.
fn changes(report: &str) -> Vec<&str> {
    let is_change = |line: &&str| line.starts_with("  ") && line.trim_end().ends_with(']');
    report.lines().filter(is_change).map(str::trim).collect()
}

/// The lines of the document that went and came.
fn lines(copy: &Path) -> Vec<String> {
    let read = |folder: &Path| fs::read_to_string(folder.join("spec/highlevel.yaml")).unwrap();
    let (old, new) = (read(&repository()), read(copy));
    let has = |text: &str, line: &str| text.lines().any(|other| other == line);
    let gone = old.lines().filter(|line| !has(&new, line));
    let come = new.lines().filter(|line| !has(&old, line));
    let gone = gone.map(|line| format!("-{}", line.trim()));
    gone.chain(come.map(|line| format!("+{}", line.trim())))
        .collect()
}

/// What the client of 2026 is called with.
const PROGRAM: &str = r#"
use highlevel::{Client, models::{ApiVersion, UpdateConversation}};

fn main() {
    let client = Client::builder().bearer_token("x").build().unwrap();
    let call = client.conversations().update_conversation("id", UpdateConversation::new("location"));
    println!("{call:?} {}", ApiVersion::V3.as_str());
}
"#;

#[test]
fn a_page_that_changed_its_version_changes_nothing_else() {
    let Some(page) = shared("docs-pages/drift/conversations__update-conversation@2779d62.md")
    else {
        return;
    };
    let copy = fed_by("updated-page", &page, "");
    let report = update(&copy);
    // All that there is to say is about the version.
    let said = changes(&report);
    assert!(!said.is_empty(), "{report}");
    for change in &said {
        assert!(change.contains("Version"), "{change}");
    }
    assert!(report.contains("verdict: major"), "{report}");
    assert!(report.contains("version 0.1.0 becomes 0.2.0"), "{report}");
    assert!(!report.contains("warning["), "{report}");
    assert_eq!(lines(&copy), ["-- \"2021-04-15\"", "+- v3"]);

    // The sources are as the build would make them, so nothing is generated again.
    let generated = || {
        let sources = copy.join("generated/src/models/api_version.rs");
        fs::metadata(sources).unwrap().modified().unwrap()
    };
    let before = generated();
    cargo(&copy, &["build"]);
    assert_eq!(before, generated());
    cargo(&copy, &["test", "-q", "-p", "highlevel"]);
    cargo(&copy, &["test", "-q", "-p", "e2e", "--test", "wire"]);
    let program = consumer("updated-consumer", &copy, PROGRAM);
    let printed = cargo(&program, &["run"]);
    assert!(printed.contains(" v3"), "{printed}");

    let report = update(&copy);
    assert!(report.contains("there is nothing to do"), "{report}");
    assert_eq!(before, generated());
}

#[test]
fn the_official_document_brings_six_types_of_messages() {
    let Some(document) = shared("corpus/highlevel/apps/conversations.json") else {
        return;
    };
    let only = "include = [\"id:update-conversation\"]\n";
    let copy = fed_by("updated-document", &document, only);
    let report = update(&copy);
    let said = changes(&report);
    let new = [
        "ACTIVITY_WHATSAPP",
        "FORM_SUBMISSION",
        "RCS",
        "SMS_REACTION",
        "TIKTOK",
        "TIKTOK_COMMENT",
    ];
    assert_eq!(said.len(), new.len(), "{report}");
    for name in new {
        let sentence = format!("value `TYPE_{name}` was added");
        assert_eq!(
            said.iter().filter(|line| line.contains(&sentence)).count(),
            1
        );
    }
    assert!(report.contains("verdict: minor"), "{report}");
    assert!(report.contains("version 0.1.0 becomes 0.1.1"), "{report}");
    // The document requires by now what was corrected here.
    assert_eq!(report.matches("warning[").count(), 1, "{report}");
    assert!(report.contains("warning[overlay/needless]"), "{report}");
    cargo(&copy, &["build"]);
    let check = ["run", "-q", "-p", "specwright", "--", "generate", "--check"];
    cargo(&copy, &check);
    let text = fs::read_to_string(copy.join("generated/src/models/last_message_type.rs")).unwrap();
    assert!(text.contains("    TiktokComment,\n"));
}
