//! Random changes of documents as people wrote them: what comes out says what was meant, and no line but
//! those of the change is touched.

mod changes;

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use serde_json::Map;

use super::{
    edit,
    layout::{Kind, Spot, Style, layout},
    read,
};
pub(super) use changes::{Change, change};
use changes::{Random, places, values};

/// The bytes that a change may touch; nothing where the place has no text of its own.
fn allowed(text: &str, root: &Spot, path: &[String], change: Change) -> Option<Range<usize>> {
    let (mut spot, mut around) = (root, 0..text.len());
    let mut whole = around.clone();
    for name in path {
        let outer = around.clone();
        let (at, members, style): (usize, Vec<(usize, &Spot)>, Style) = match &spot.kind {
            Kind::Map(style, members) => {
                let at = members.iter().position(|(key, _)| key.text == *name)?;
                let starts = members.iter().map(|(key, spot)| (key.bytes.start, spot));
                (at, starts.collect(), *style)
            }
            Kind::List(style, items) => {
                let starts = items.iter().map(|spot| (spot.bytes.start, spot));
                (name.parse().ok()?, starts.collect(), *style)
            }
            Kind::Scalar => return None,
        };
        let (start, own) = *members.get(at)?;
        around = start..own.bytes.end;
        let is_flow = style == Style::Flow;
        whole = match members.get(at + 1) {
            _ if members.len() == 1 || is_flow => outer,
            // What follows may move up behind the dash.
            Some((next, _)) if at == 0 => start..*next + 1,
            _ => around.clone(),
        };
        spot = own;
    }
    Some(match (change, &spot.kind) {
        (Change::Remove, _) => whole,
        (Change::Add, Kind::Map(Style::Block, _) | Kind::List(Style::Block, _)) => around,
        (Change::Set | Change::Add, _) => around,
    })
}

/// The lines of `old` that are not in `new`, counted from the top or from the bottom.
fn touched(old: &[&str], new: &[&str]) -> [Range<usize>; 2] {
    let most = old.len().min(new.len());
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>, most: usize| {
        pairs.take(most).take_while(|(a, b)| a == b).count()
    };
    let head = same(&mut old.iter().zip(new), most);
    let tail = same(&mut old.iter().rev().zip(new.iter().rev()), most - head);
    let first = head..old.len() - tail;
    let tail = same(&mut old.iter().rev().zip(new.iter().rev()), most);
    let head = same(&mut old.iter().zip(new), most - tail);
    [first, head..old.len() - tail]
}

#[derive(Debug, Default)]
struct Tally {
    done: usize,
    refused: usize,
    wrong: usize,
    beyond: usize,
    comments: usize,
}

/// Changes a text at `count` places, one at a time.
fn try_changes(name: &str, text: &str, is_json: bool, count: usize, tally: &mut Tally) {
    let (Some(old), Some(root)) = (read(text, is_json), layout(text, is_json)) else {
        return;
    };
    let (mut found, values) = (Vec::new(), values());
    places(&old, &mut Vec::new(), &mut found);
    let mut random = Random(0x9e37_79b9 + u64::try_from(text.len()).unwrap());
    for _ in 0..count {
        let Some(path) = found.get(random.below(found.len())) else {
            return;
        };
        let kind = [Change::Set, Change::Remove, Change::Add][random.below(3)];
        let value = values[random.below(values.len())].clone();
        let new = change(&old, path, kind, value.clone(), random.below(7));
        // A document without members is written anew, which is for nobody here to ask for.
        if new == old || new.as_object().is_some_and(Map::is_empty) {
            continue;
        }
        tally.done += 1;
        let about = format!("{name} {kind:?} {path:?} {value}");
        let after = match edit(text, is_json, &old, &new) {
            Ok(after) => after,
            Err(refused) => {
                println!("refused: {about}: {refused}");
                tally.refused += 1;
                continue;
            }
        };
        if read(&after, is_json).as_ref() != Some(&new) {
            println!("wrong: {about}");
            tally.wrong += 1;
        } else if let Some(allowed) = allowed(text, &root, path, kind) {
            weigh(&about, (text, &after), allowed, tally);
        }
    }
}

/// Counts what changed outside of the bytes that may.
fn weigh(about: &str, (before, after): (&str, &str), allowed: Range<usize>, tally: &mut Tally) {
    let breaks = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
    let line = |at: usize| breaks(&before.as_bytes()[..at]);
    let lines = line(allowed.start)..line(allowed.end) + 1;
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let within = |part: &Range<usize>| lines.start <= part.start && part.end <= lines.end;
    let touched = touched(&before, &after);
    if !touched.iter().any(within) {
        println!("beyond: {about} {lines:?} {touched:?}");
        tally.beyond += 1;
    }
    let is_comment = |line: &&&str| line.trim_start().starts_with('#');
    let outside = before
        .iter()
        .take(lines.start)
        .chain(before.iter().skip(lines.end));
    if after.iter().filter(is_comment).count() < outside.filter(is_comment).count() {
        println!("comments: {about}");
        tally.comments += 1;
    }
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            documents(&path, found);
        } else if is_document(&path) {
            found.push(path);
        }
    }
    found.sort();
}

fn is_document(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end == "yaml" || end == "json")
}

fn try_file(path: &Path, count: usize, tally: &mut Tally) {
    let text = fs::read_to_string(path).unwrap();
    let is_json = path.extension().is_some_and(|end| end == "json");
    try_changes(&path.display().to_string(), &text, is_json, count, tally);
}

/// Layouts that people write and programs do, each of which says much the same.
const LAYOUTS: &[(&str, &str)] = &[
    (
        "lists beside their keys",
        "# Head\na:\n- b: 1 # one\n  c: [x, y]\n# two\n- b: 2\n\n- - d\n  - e\nf: {g: 1,h: [2,3]}\n# End\n",
    ),
    (
        "lists far from their dashes",
        "a:\n    -   b: 1\n        c:   x   # late\n    -   b: 2\nd:\n    'e f':\n        \"g\" : |+\n            text\n\n        h: >\n            folded\n            text\n",
    ),
    (
        "a document with marks, and no line break at the end",
        "%YAML 1.2\n---\na: 1\nb:\n  - c\n  - !!str 4\n  - ~\nd:\ne: {}\nf: []",
    ),
    (
        "lines as on Windows",
        "a: 1 # one\r\nb:\r\n  - c\r\n  # two\r\n  - d: |\r\n      text\r\n      more\r\n    e: f\r\ng: {h: i}\r\n",
    ),
    (
        "brackets over lines",
        "a: {\n  b: 1, # one\n  c: [\n    x,\n    y\n  ],\n}\nd: [{e: 1}, {e: 2},\n  {e: 3}]\n200: ok\ntrue: yes\n",
    ),
    (
        "text over lines",
        "a: this goes\n  on here\nb: \"and\n  here\"\nc: 'and\n\n  there' # end\nd:\n  # before\n  e # after\nf: g\n",
    ),
    (
        "letters that take several bytes",
        "ä 😀: [😀, \"\\U0001F600 \\u00e4\", { ö: 1, 😀: \"😀 # no\" }] # 😀\nb 😀:\n  - 😀 # one\n  - ü: 😀\n    z: 2\n",
    ),
    (
        "names that are like each other",
        "tags:\n  - name: a\n    x: 1\n  - name: b\n    x: 2\n  - name: a\n    in: query\nlist: [a, a, b, a, [a], [a]]\nsame:\n  - a\n  - a # second\n  - b\n  - a\n",
    ),
];

/// JSON in ASCII alone, as Python writes it.
fn escaped(json: &str) -> String {
    let mut text = String::new();
    for letter in json.chars() {
        match letter.is_ascii() {
            true => text.push(letter),
            false => letter
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    text
}

/// JSON in lines, with tabs before its members and behind colons and commas.
fn tabbed(json: &str) -> String {
    let lines = json.lines().map(|line| {
        let rest = line.trim_start();
        let tabs = "\t".repeat(line.len() - rest.len());
        let rest = rest.replace("\": ", "\":\t").replace(",", ",\t");
        format!("{tabs}{rest}\n")
    });
    lines.collect()
}

#[test]
fn random_changes_of_every_layout_are_made_or_refused() {
    let mut tally = Tally::default();
    for (name, text) in LAYOUTS {
        try_changes(name, text, false, 100, &mut tally);
        let value = read(text, false).unwrap();
        for (name, text) in [
            ("tight JSON", value.to_string()),
            ("JSON in a line", super::write::line(&value)),
            ("JSON in lines", super::text(&value, true)),
            ("JSON with escapes", escaped(&value.to_string())),
            ("JSON with tabs", tabbed(&super::text(&value, true))),
            ("YAML", super::text(&value, false)),
        ] {
            try_changes(name, &text, name.contains("JSON"), 25, &mut tally);
        }
    }
    println!("{tally:?}");
    assert!(tally.done > 1000, "{tally:?}");
    assert_eq!(
        [tally.refused, tally.wrong, tally.beyond, tally.comments],
        [0; 4]
    );
}

#[test]
fn random_changes_touch_what_they_change_and_nothing_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in [
        "tests/cases/ok",
        "tests/cases/names",
        "tests/import",
        "../spec",
    ] {
        documents(&root.join(folder), &mut found);
    }
    let (mut tally, mut shared) = (Tally::default(), Tally::default());
    for path in &found {
        // What stands in several places at once cannot always be changed in one.
        let is_shared = fs::read_to_string(path).unwrap().contains("<<: *");
        try_file(path, 10, if is_shared { &mut shared } else { &mut tally });
    }
    println!("{tally:?}, with merge keys {shared:?}");
    assert!(tally.done > 1000 && shared.done > 10);
    assert_eq!(
        [tally.refused, tally.wrong, tally.beyond, tally.comments],
        [0; 4]
    );
    assert_eq!([shared.wrong, shared.comments], [0; 2]);
}

#[test]
fn random_changes_of_what_services_publish_touch_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let mut found = Vec::new();
    documents(&folder, &mut found);
    // Large ones would take minutes.
    found.retain(|path| fs::metadata(path).unwrap().len() < 100_000);
    let mut tally = Tally::default();
    for path in &found {
        try_file(path, 3, &mut tally);
    }
    println!("{tally:?}");
    assert!(tally.done > 100, "{tally:?}");
    assert_eq!(
        [tally.refused, tally.wrong, tally.beyond, tally.comments],
        [0; 4]
    );
}
