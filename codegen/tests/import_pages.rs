//! Reading scraped documentation pages: against the official documents, against each other, and
//! what is left of a page that was damaged. The pages stand beside the repository and are not in
//! it; without them these tests say so and pass.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot read what it tests fails"
)]

#[path = "import/official.rs"]
mod official;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use official::{Difference, Official};
use serde_json::Value;
use specwright::{Report, diagnostic::Severity, read_pages};

/// The folder of pages, if it is there.
fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/docs-pages");
    if !path.is_dir() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// A row of the index.
struct Row {
    file: String,
    class: String,
    official: String,
    notes: String,
    duplicate: String,
    text: String,
}

fn rows(folder: &Path) -> Vec<Row> {
    let index = fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let mut lines = index.lines();
    let names: Vec<_> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| names.iter().position(|other| *other == name).unwrap();
    let (file, class) = (column("file"), column("page_class"));
    let (official, notes) = (column("official_file"), column("notes"));
    lines
        .map(|line| {
            let cells: Vec<_> = line.split('\t').collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default().to_owned();
            Row {
                text: fs::read_to_string(folder.join("pages").join(cell(file))).unwrap(),
                file: cell(file),
                class: cell(class),
                official: cell(official),
                notes: cell(notes),
                duplicate: cell(column("duplicate_of")),
            }
        })
        .collect()
}

fn read(name: &str, text: &str) -> (Option<Value>, Report) {
    let (mut documents, report) = read_pages(&[(name.to_owned(), text.to_owned())]);
    (documents.remove(0), report)
}

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

#[test]
fn pages_that_are_not_whole_or_no_operation_are_refused() {
    let Some(folder) = folder() else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(&folder) {
        let code = match row.class.as_str() {
            "skeleton" => "import/skeleton",
            "first-response-only" => "import/partial",
            "not-an-operation" => "import/no-operation",
            _ => continue,
        };
        let (document, report) = read(&row.file, &row.text);
        assert_eq!(document, None, "{}", row.file);
        let said: Vec<_> = report
            .diagnostics()
            .iter()
            .map(|found| found.code.id())
            .collect();
        assert_eq!(said, [code], "{}", row.file);
        *counts.entry(row.class).or_default() += 1;
    }
    println!("{counts:?}");
    assert_eq!(counts.values().sum::<usize>(), 19);
}

fn model(document: &Value) -> Value {
    let own = official::Own(Rc::new(document.clone()));
    let (_, item) = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    let (_, operation) = item.as_object().unwrap().iter().next().unwrap();
    official::model(&own, "", operation)
}

/// The places where two documents differ.
fn drift(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    official::compare(&model(new), &model(old), String::new(), false, &mut found);
    found.into_iter().map(|found| found.place).collect()
}

/// The places where two documents differ and the new one does not say that it is uncertain.
fn silent(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    official::compare(&model(new), &model(old), String::new(), false, &mut found);
    let open = found.into_iter().filter(|found| !found.covered);
    open.map(|found| found.place).collect()
}

#[test]
fn captures_of_the_same_page_are_equal() {
    let Some(folder) = folder() else { return };
    let rows = rows(&folder);
    let mut pairs = 0;
    let mut differ = Vec::new();
    for row in &rows {
        let Some(other) = rows.iter().find(|other| other.file == row.duplicate) else {
            continue;
        };
        let (Some(one), Some(two)) = (
            read(&row.file, &row.text).0,
            read(&other.file, &other.text).0,
        ) else {
            continue;
        };
        pairs += 1;
        if one != two {
            differ.push(format!("{}: {:?}", row.file, drift(&one, &two)));
        }
    }
    println!("{pairs} pairs");
    assert!(pairs > 50, "{pairs}");
    assert!(differ.is_empty(), "{differ:#?}");
}

/// What changed between two captures, by the new one's file.
const DRIFT: &[(&str, &[&str])] = &[
    ("update-conversation", &["/parameters/header Version/enum"]),
    (
        "delete-task",
        &[
            "/parameters/header Version/enum",
            "/responses/200/application/json/succeeded",
            "/responses/200/application/json/succeded/deprecated",
        ],
    ),
    (
        "create-note",
        &[
            "/parameters/header Version/enum",
            "/body/application/json/title",
            "/body/application/json/color",
            "/body/application/json/pinned",
            "/responses/201/application/json/note/title",
            "/responses/201/application/json/note/color",
            "/responses/201/application/json/note/pinned",
        ],
    ),
    (
        "update-opportunity-status",
        &[
            "/parameters/header Version/enum",
            "/body/application/json/lostReasonId",
            "/responses/200/application/json/succeded/deprecated",
            "/responses/200/application/json/success",
        ],
    ),
    (
        "get-slots",
        &[
            "/parameters/header Version/enum",
            "/responses/200/application/json/additionalProperties",
            "/responses/200/application/json/_dates_",
        ],
    ),
    (
        "get-snapshot-push",
        &[
            "/parameters/header Version/enum",
            "/parameters/query limit/required",
        ],
    ),
    (
        "verify-email",
        &[
            "/parameters/header Version/enum",
            "/responses/201/application/json/oneOf",
        ],
    ),
    (
        "get-access-token",
        &[
            "/parameters/header Version",
            "/body/application/x-www-form-urlencoded/clientId",
            "/body/application/x-www-form-urlencoded/clientSecret",
            "/body/application/x-www-form-urlencoded/grantType",
            "/body/application/x-www-form-urlencoded/refreshToken",
            "/body/application/x-www-form-urlencoded/userType",
            "/body/application/x-www-form-urlencoded/redirectUri",
            "/body/application/x-www-form-urlencoded/client_id",
            "/body/application/x-www-form-urlencoded/client_secret",
            "/body/application/x-www-form-urlencoded/grant_type",
            "/body/application/x-www-form-urlencoded/refresh_token",
            "/body/application/x-www-form-urlencoded/user_type",
            "/body/application/x-www-form-urlencoded/redirect_uri",
            "/body/application/json",
            "/responses/200/application/json/accessToken",
            "/responses/200/application/json/tokenType",
            "/responses/200/application/json/expiresIn",
            "/responses/200/application/json/refreshToken",
            "/responses/200/application/json/installToFutureLocations",
            "/responses/200/application/json/approveAllLocations",
            "/responses/200/application/json/access_token",
            "/responses/200/application/json/token_type",
            "/responses/200/application/json/expires_in",
            "/responses/200/application/json/refresh_token",
        ],
    ),
    (
        "upload-file-attachments",
        &[
            "/parameters/header Version/enum",
            "/body/multipart/form-data/conversationId/required",
            "/body/multipart/form-data/contactId",
            "/body/multipart/form-data/workflowId",
            "/body/multipart/form-data/campaignId",
            "/responses/404",
            "/responses/413/application/json/status/enum",
            "/responses/415/application/json/status/enum",
        ],
    ),
];

#[test]
fn changes_between_captures_are_those_that_happened() {
    let Some(folder) = folder() else { return };
    let table = fs::read_to_string(folder.join("DRIFT.tsv")).unwrap();
    let mut wrong = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<_> = line.split('\t').collect();
        let capture = |name: &str| read(name, &fs::read_to_string(folder.join(name)).unwrap());
        let ((old, _), (new, _)) = (capture(cells[1]), capture(cells[2]));
        match cells[0] {
            "false-drift-trap" => assert!(old.is_none() || new.is_none(), "{line}"),
            "no-change" => assert_eq!(old.unwrap(), new.unwrap(), "{line}"),
            _ => {
                let found = drift(&old.unwrap(), &new.unwrap());
                let expected = DRIFT.iter().find(|(name, _)| cells[2].contains(name));
                if expected.is_none_or(|(_, places)| *places != found) {
                    wrong.push(format!("{} [{}]: {found:#?}", cells[2], cells[5]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A generator of numbers that are the same each time (Knuth's MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

/// Damages a page; says how.
fn mutate(text: &str, random: &mut Random) -> (&'static str, String) {
    let mut blocks: Vec<&str> = text.split("\n\n").collect();
    let (one, two) = (random.below(blocks.len()), random.below(blocks.len()));
    let what = random.below(5);
    match what {
        0 => {
            blocks.remove(one);
        }
        1 => blocks.insert(one, blocks[one]),
        2 => blocks.truncate(one),
        3 => blocks.swap(one, two),
        _ => {
            let at = (0..=random.below(text.len()))
                .rev()
                .find(|at| text.is_char_boundary(*at));
            return ("cut off", text[..at.unwrap()].to_owned());
        }
    }
    (
        ["removed", "doubled", "truncated", "swapped"][what],
        blocks.join("\n\n"),
    )
}

#[test]
fn damaged_pages_are_refused_or_said_to_be_damaged() {
    let Some(folder) = folder() else { return };
    // Another seed is other damage; `SEED=11 cargo test ...` tries it.
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let mut random = Random(seed.unwrap_or(7));
    let mut open = Vec::new();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in rows(&folder).iter().filter(|row| row.class == "full") {
        let (document, report) = read(&row.file, &row.text);
        let document = document.unwrap();
        let said = |report: &Report| -> BTreeSet<String> {
            let found = report.diagnostics().iter();
            let found = found.filter(|found| found.severity != Severity::Note);
            found.map(|found| found.message.clone()).collect()
        };
        let before = said(&report);
        for _ in 0..8 {
            let (what, text) = mutate(&row.text, &mut random);
            let (mutant, report) = read(&row.file, &text);
            let class = match &mutant {
                None => "refused",
                Some(_) if !said(&report).is_subset(&before) => "said",
                Some(mutant) if *mutant == document => "the same",
                Some(mutant) => {
                    let places = silent(&document, mutant);
                    if places.is_empty() {
                        "other words"
                    } else {
                        println!("{what} {}: {places:?}", row.file);
                        open.extend(places);
                        "silent"
                    }
                }
            };
            *counts.entry((what, class)).or_default() += 1;
        }
    }
    println!("{counts:#?}");
    // Of these words a page has no second copy.
    let once = [
        "/enum",
        "/default",
        "/format",
        "/pattern",
        "/minLength",
        "/maxLength",
        "/minimum",
        "/maximum",
    ];
    open.retain(|place: &String| !once.iter().any(|key| place.ends_with(key)));
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn all_pages_are_read_in_two_seconds() {
    let Some(folder) = folder() else { return };
    let rows = rows(&folder);
    let pages: Vec<_> = rows.into_iter().map(|row| (row.file, row.text)).collect();
    let start = std::time::Instant::now();
    let (documents, _) = read_pages(&pages);
    let took = start.elapsed();
    println!("{} pages in {took:?}", documents.len());
    // A debug build is several times slower, and still has no reason to take ten.
    let most = if cfg!(debug_assertions) { 10 } else { 2 };
    assert!(took.as_secs() < most, "{took:?}");
}
