//! Whole pages against the official documents.

use std::collections::BTreeMap;

use serde_json::Value;
use specwright::diagnostic::Severity;

use crate::{Row, compare::Difference, folder, official::Official, read, rows};

/// Where a page is newer than one public revision and older than the next, and neither says what it
/// does: the page's own text was read to see that it says so.
const BETWEEN: &[(&str, &str)] = &[
    (
        "conversations/add-an-inbound-message",
        "/body/application/json/conversationId/required",
    ),
    (
        "conversations/add-an-inbound-message",
        "/body/application/json/contactId",
    ),
    (
        "conversations/export-messages-by-location",
        "/parameters/query channel/required",
    ),
    (
        "conversations/export-messages-by-location",
        "/responses/200/application/json/messages/items/altId",
    ),
    (
        "conversations/export-messages-by-location",
        "/responses/200/application/json/messages/items/messageType/enum",
    ),
    (
        "conversations/export-messages-by-location",
        "/responses/200/application/json/messages/items/status/enum",
    ),
    (
        "conversations/export-messages-by-location",
        "/responses/200/application/json/messages/items/meta",
    ),
    (
        "conversations/get-message",
        "/responses/200/application/json/meta",
    ),
    (
        "conversations/get-messages",
        "/responses/200/application/json/messages/messages/items/meta",
    ),
    (
        "conversations/send-a-new-message",
        "/body/application/json/status",
    ),
    (
        "opportunities/search-opportunities-advanced",
        "/parameters/header Authorization",
    ),
    (
        "opportunities/search-opportunities-advanced",
        "/body/application/json/additionalDetails",
    ),
    (
        "opportunities/search-opportunities-advanced",
        "/responses/200/application/json",
    ),
    (
        "opportunities/search-opportunities-advanced",
        "/responses/422",
    ),
    ("users/create-user", "/body/application/json/scopes"),
    (
        "users/create-user",
        "/responses/201/application/json/scopes",
    ),
    ("users/update-user", "/body/application/json/scopes"),
    ("users/", "/responses/200/application/json/scopes"),
    (
        "users/",
        "/responses/200/application/json/users/items/scopes",
    ),
];

fn is_between(row: &Row, found: &Difference) -> bool {
    BETWEEN
        .iter()
        .any(|(page, place)| row.file.starts_with(page) && found.place.starts_with(place))
}

/// The differences from the official documents, of each part from the one that it is nearest to.
fn judge(document: &Value, row: &Row, officials: &[Official]) -> Option<Vec<Difference>> {
    let mut judged = officials
        .iter()
        .filter_map(|official| official.differences(document, &row.official));
    let mut parts = judged.next()?;
    let weight = |found: &[Difference]| {
        found
            .iter()
            .map(|found| 1 + 9 * usize::from(!found.lost))
            .sum::<usize>()
    };
    for other in judged {
        parts.retain(|name, found| match other.get(name) {
            Some(other) => {
                if weight(other) < weight(found) {
                    found.clone_from(other);
                }
                true
            }
            None => false,
        });
    }
    Some(parts.into_values().flatten().collect())
}

#[test]
fn whole_pages_are_what_the_official_documents_say_or_say_where_they_are_not() {
    let Some(folder) = folder() else { return };
    let corpus = folder.join("../corpus");
    let officials =
        ["highlevel-2025-09-18", "highlevel"].map(|name| Official::new(&corpus.join(name)));
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut silent = Vec::new();
    let mut judged = 0;
    for row in rows(&folder) {
        if row.class != "full" {
            continue;
        }
        let (document, report) = read(&row.file, &row.text);
        let Some(document) = document else {
            silent.push(format!("{}: refused", row.file));
            continue;
        };
        let Some(found) = judge(&document, &row, &officials) else {
            silent.push(format!("{}: no official operation", row.file));
            continue;
        };
        judged += 1;
        let (between, found): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|found| is_between(&row, found));
        let open: Vec<_> = found.iter().filter(|found| !found.covered).collect();
        let class = match found.as_slice() {
            [] if !between.is_empty() => "equal but for a change between two public revisions",
            [] => "equal",
            _ if !open.is_empty() => "wrong and silent",
            found if found.iter().all(|found| found.lost) => "equal but for what the site loses",
            _ => "different where the page is said to be uncertain",
        };
        *classes.entry(class).or_default() += 1;
        if class != "equal" && std::env::var_os("SHOW").is_some() {
            for found in &found {
                println!("{}: {class}: {found}", row.file);
            }
        }
        if std::env::var_os("SHOW").is_some() {
            for diagnostic in report.diagnostics() {
                if diagnostic.severity != Severity::Note {
                    println!(
                        "{}: {} {}",
                        row.file,
                        diagnostic.code.id(),
                        diagnostic.message
                    );
                }
            }
        }
        silent.extend(
            open.iter()
                .map(|found| format!("{}: {found} [{}]", row.file, row.notes)),
        );
    }
    println!("{judged} pages: {classes:?}");
    let but = |reason: &str| {
        classes
            .get(format!("equal but for {reason}").as_str())
            .copied()
    };
    let equal = classes.get("equal").copied().unwrap_or_default()
        + but("what the site loses").unwrap_or_default()
        + but("a change between two public revisions").unwrap_or_default();
    assert!(silent.is_empty(), "{} {silent:#?}", silent.len());
    assert_eq!(judged, 219);
    assert!(equal * 100 >= judged * 90, "{equal} of {judged}");
}
