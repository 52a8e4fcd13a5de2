use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::diff::Spot;

fn spot(line: usize, excerpt: &str) -> Option<Spot> {
    Some(Spot {
        file: "shed.yaml".to_owned(),
        line: Some(line),
        column: Some(9),
        pointer: Some("/paths".to_owned()),
        excerpt: excerpt.to_owned(),
    })
}

fn change(rule: &str, code: Bump, effect: Effect, subject: &str) -> Change {
    Change {
        rule: rule.to_owned(),
        code,
        effect,
        subject: subject.to_owned(),
        what: format!("what {rule} says of {subject}"),
        reason: "the type of a public field changes".to_owned(),
        advice: Some("Adapt the code.".to_owned()),
        rust: Some("models::Tool".to_owned()),
        before: Sight {
            spot: spot(7, "type: object\nname: {type: string}\n"),
            wire: Some("10".to_owned()),
            rust: Some("pub weight: Option<f64>".to_owned()),
        },
        after: Sight {
            spot: spot(8, "type: object\nname: {type: integer}\nmore: true\n"),
            wire: Some("20".to_owned()),
            rust: Some("pub weight: Option<i64>".to_owned()),
        },
        operations: vec!["GET /tools".to_owned()],
    }
}

fn comparison(changes: Vec<Change>) -> Comparison {
    let document = |file: &str| Document {
        file: file.to_owned(),
        title: "Tool shed".to_owned(),
        version: Some("1".to_owned()),
    };
    Comparison {
        old: document("old/shed.yaml"),
        new: document("new/shed.yaml"),
        changes,
    }
}

/// How often `needle` is in `text`.
fn times(text: &str, needle: &str) -> usize {
    text.matches(needle).count()
}

#[test]
fn the_policy_lets_the_page_s_own_script_run() {
    let hash = BASE64_STANDARD.encode(Sha256::digest(SCRIPT));
    assert_eq!(SCRIPT_HASH, format!("sha256-{hash}"));
    let text = page(&comparison(vec![change(
        "a",
        Bump::Patch,
        Effect::Works,
        "Tool",
    )]));
    let (_, rest) = text.split_once("<script>").unwrap();
    let (script, _) = rest.split_once("</script>").unwrap();
    assert_eq!(script, SCRIPT);
    assert!(text.contains(&format!("script-src '{SCRIPT_HASH}'")));
}

#[test]
fn nothing_of_a_document_is_markup() {
    let evil = "</code></style><script>alert(1)</script><img src=x onerror='alert(2)' \"&amp;";
    let mut hostile = change(evil, Bump::Major, Effect::Fails, evil);
    hostile.what = evil.to_owned();
    hostile.reason = evil.to_owned();
    hostile.advice = Some(evil.to_owned());
    hostile.rust = Some(evil.to_owned());
    hostile.operations = vec![evil.to_owned()];
    for sight in [&mut hostile.before, &mut hostile.after] {
        sight.wire = Some(evil.to_owned());
        sight.rust = Some(evil.to_owned());
        sight.spot = spot(1, evil);
        sight.spot.as_mut().unwrap().file = evil.to_owned();
    }
    let mut comparison = comparison(vec![hostile]);
    for document in [&mut comparison.old, &mut comparison.new] {
        evil.clone_into(&mut document.file);
        evil.clone_into(&mut document.title);
        document.version = Some(evil.to_owned());
    }
    let text = page(&comparison);
    assert_eq!(times(&text, "<script"), 1, "{text}");
    assert_eq!(times(&text, "</style>"), 1);
    assert_eq!(times(&text, "<img"), 0);
    assert_eq!(times(&text, "onerror='"), 0);
    assert!(
        times(&text, "alert(1)") >= 15,
        "{}",
        times(&text, "alert(1)")
    );
    // The name of the group, shown twice, ends before that.
    assert_eq!(times(&text, "&#38;amp;") + 2, times(&text, "alert(1)"));
}

#[test]
fn changes_are_grouped_by_what_they_are_about() {
    for (subject, name) in [
        ("GET /pets", "GET /pets"),
        ("GET /pets query limit", "GET /pets"),
        ("shop: PUT /pets/{id} 200", "shop: PUT /pets/{id}"),
        ("Pet.name", "Pet"),
        ("Pet", "Pet"),
        ("GET", "GET"),
        ("server https://a.example", "server"),
        (".", "."),
        ("Größe.weite", "Größe"),
        ("", ""),
    ] {
        assert_eq!(about(subject), name, "{subject}");
    }
    let text = page(&comparison(vec![
        change("a", Bump::Major, Effect::Fails, "Tool.weight"),
        change("a", Bump::Minor, Effect::Works, "GET /tools query kind"),
        change("b", Bump::Patch, Effect::Works, "Tool.name"),
    ]));
    assert_eq!(times(&text, "<section"), 2);
    assert_eq!(times(&text, "<article"), 3);
    assert_eq!(times(&text, "data-code=\"major\" data-effect=\"fails\""), 1);
}

#[test]
fn an_anchor_leads_to_one_change() {
    let mut ids = Ids::default();
    let claimed = ["GET /a", "get a", "GET -- a", "ä", "ö", ""].map(|of| ids.claim(of));
    let expected = [
        "at-get-a",
        "at-get-a--2",
        "at-get-a--3",
        "at-",
        "at---2",
        "at---3",
    ];
    assert_eq!(claimed, expected);
}

#[test]
fn what_differs_stands_side_by_side() {
    let rows = part(
        "rust",
        "Rust",
        Some("a\nb x\nc".into()),
        Some("a\nb y\nnew\nc".into()),
    );
    let rows = rows.unwrap().rows.into_iter();
    let shown: Vec<_> = rows
        .map(|row| {
            row.map(|cell| {
                let pieces = cell.pieces.unwrap_or_default().into_iter();
                let marked = pieces.map(|piece| match piece.is_new {
                    true => format!("[{}]", piece.text),
                    false => piece.text,
                });
                format!("{}:{}", cell.key, marked.collect::<String>())
            })
        })
        .collect();
    let expected = [
        [":a", ":a"],
        ["old:b [x]", "new:b [y]"],
        [":", "new:new"],
        [":c", ":c"],
    ];
    assert_eq!(shown, expected);
    assert!(part("rust", "Rust", None, None).is_none());
}

#[test]
fn the_page_says_what_it_comes_to() {
    let nothing = page(&comparison(Vec::new()));
    assert!(nothing.contains("<span>No change</span>"), "{nothing}");
    assert!(!nothing.contains("<script"), "{nothing}");
    let some = page(&comparison(vec![
        change("a", Bump::Minor, Effect::LosesData, "Tool"),
        change("b", Bump::Patch, Effect::Works, "Tool"),
    ]));
    assert!(some.contains("<span>Minor</span>"), "{some}");
    assert!(some.contains("go on, but miss something"), "{some}");
    assert!(some.contains("2 of 2 shown"), "{some}");
}
