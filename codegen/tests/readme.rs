//! The README's support table is what the catalogue of diagnostics says.

use std::{fs, path::Path};

use specwright::diagnostic::Code;

const BEGIN: &str = "<!-- support:begin -->\n";
const END: &str = "<!-- support:end -->";

#[test]
fn the_support_table_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let Ok(readme) = fs::read_to_string(&path) else {
        eprintln!("skipped: there is no README beside this crate");
        return;
    };
    let (head, rest) = readme.split_once(BEGIN).unwrap();
    let (table, tail) = rest.split_once(END).unwrap();
    let expected = expected();
    if table == expected {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{head}{BEGIN}{expected}{END}{tail}")).unwrap();
    }
    panic!("the support table in README.md is stale: UPDATE=1 rewrites it");
}

fn expected() -> String {
    let mut table = "| diagnostic | is | what happens |\n|---|---|---|\n".to_owned();
    for code in Code::ALL {
        let severity = code.severity().as_str();
        let row = format!(
            "| `{}` | {severity} | {} |\n",
            code.id(),
            code.title().replace('|', "\\|")
        );
        table.push_str(&row);
    }
    table
}

/// Every code that is about a document is shown by a case.
#[test]
fn every_code_has_a_case() {
    let mut seen = String::new();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut queue = vec![tests.join("cases"), tests.join("pages")];
    while let Some(folder) = queue.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                queue.push(path);
            } else if path.extension().is_some_and(|end| end == "txt") {
                seen.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    // These have no text to point at, or no small one; `tests/cli` has them.
    let elsewhere = [
        Code::Unreadable,
        Code::Unreachable,
        Code::TooLarge,
        Code::NotText,
        Code::TooDeep,
        Code::TooManyValues,
        Code::UnfinishedUpdate,
        Code::Blank,
        Code::ForeignJournal,
        Code::RecoveredUpdate,
        // These are about upstream; `tests/update` has them.
        Code::UpdateConflict,
        Code::UpdateShared,
        Code::UpdateInPlace,
        Code::UpdateNoBase,
        Code::UpdateVanished,
        Code::UpdateUnfollowed,
        // `tests/cli` has these too.
        Code::ImportDisagrees,
        Code::ImportReference,
        Code::ImportNothing,
        Code::ImportLayout,
        Code::LostComponents,
        // `tests/observe` has these.
        Code::ObservedLine,
        Code::ObservedNothing,
        Code::ManyValues,
        Code::Unattributed,
        Code::OtherRequests,
        Code::OtherParameter,
    ];
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !elsewhere.contains(code) && !seen.contains(&format!("[{}]", code.id())))
        .map(|code| code.id())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
