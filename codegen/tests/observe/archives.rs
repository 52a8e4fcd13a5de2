//! HTTP Archives.

use crate::{Place, archive, line};

#[test]
fn an_archive_becomes_an_overlay_without_what_is_secret() {
    let place = Place::new("3.1.1");
    let one =
        r#"{"name":"hunter2","colour":"blue","tail":null,"maker":{"town":"hunter2","year":1999}}"#;
    let two =
        r#"[{"name":"hunter2","colour":"red","maker":{"year":1.5}},{"colour":"blue","name":7}]"#;
    // `{"colour":"blue","name":"b"}`
    let three = "eyJjb2xvdXIiOiJibHVlIiwibmFtZSI6ImIifQ==";
    let base = "https://kites.example/api/kites";
    let har = archive(&[
        (&format!("{base}/a?token=hunter2"), 200, one, false),
        (&format!("{base}/newest"), 200, two, false),
        (&format!("{base}/b"), 200, three, true),
        (&format!("{base}/b"), 418, r#"{"why":"hunter2"}"#, false),
        ("https://elsewhere.example/kites/a", 200, "{}", false),
    ]);
    place.write("session.har", &har);
    let (status, out, err) = place.run(&["observe", "-v", "session.har", "--write", "seen.yaml"]);
    assert_eq!(status, 0, "{err}");
    for expected in [
        "# add `blue` to `Colour`\n# seen 3 times, at 2026-03-04T05:06:07.000Z; in get-kite, newest-kites (200)\n",
        "# add the property `maker` to `Kite`\n# seen twice",
        "year:\n            type: number",
        "town:\n            type: string",
        "# let `Kite.name` be integer",
        "# let `Kite.tail` be null",
        "# add 418 to `get-kite`",
        "why:",
    ] {
        let expected = expected.replace("twice", "2 times");
        assert!(
            out.replace("  ", "").contains(&expected.replace("  ", "")),
            "{expected}\n{out}"
        );
    }
    assert!(err.contains("parameter `token`"), "{err}");
    assert!(
        err.contains("1 request in `session.har` is of no operation"),
        "{err}"
    );
    assert!(err.contains("list it under `overlays`"), "{err}");
    let overlay = place.read("seen.yaml");
    assert!(
        !format!("{out}{err}{overlay}").contains("hunter2"),
        "{out}{err}"
    );

    let config = place
        .read("codegen.toml")
        .replace("\"fixes.yaml\"", "\"fixes.yaml\", \"seen.yaml\"");
    place.write("codegen.toml", &config);
    let (status, _, err) = place.run(&["generate"]);
    assert_eq!(status, 0, "{err}");
    let (status, out, _) = place.run(&["observe", "session.har"]);
    assert_eq!((status, out.as_str()), (0, ""));
}

#[test]
fn what_is_seen_often_is_said_once() {
    let place = Place::new("3.1.1");
    let base = "https://kites.example/api/kites";
    let urls: Vec<_> = (0..9).map(|id| format!("{base}/{id}?token=x")).collect();
    let mut entries: Vec<_> = urls
        .iter()
        .map(|url| (&**url, 200, "no JSON", false))
        .collect();
    entries.extend(urls.iter().map(|url| (&**url, 304, r#"{"name":1}"#, false)));
    place.write("session.har", &archive(&entries));
    let (status, out, err) = place.run(&["observe", "-v", "session.har"]);
    // A cache's answer is not the service's.
    assert_eq!((status, &*out), (0, ""), "{err}");
    for expected in [
        "a request of `get-kite` has a query parameter `token` that the document does not have; so it is 17 times more",
        "the answer is no JSON though it says so; so it is 8 times more",
        "9 answers in `session.har` are 304, which a cache asks for",
        "session.har (entry 1)",
        "0 proposals; 0 errors, 1 warning, 2 notes",
    ] {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
    let mut drift = "no JSON\n".repeat(50);
    drift += r#"{"at":"2026-02-02T00:00:00Z","count":1,"kind":"others"}"#;
    drift += "\n";
    drift += &line("unknown_field", "sail.area", "").replace("\"count\":20", "\"count\":1");
    place.write("drift.jsonl", &drift);
    let (_, _, err) = place.run(&["observe", "drift.jsonl"]);
    for expected in [
        "this line is no observation; so it is 49 times more",
        "1 observation was only counted",
        "nothing is proposed for what was seen once: ",
        "drift.jsonl:1\n",
        "0 errors, 3 warnings, 0 notes",
    ] {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
}

#[test]
fn free_text_becomes_no_enum() {
    let place = Place::new("3.1.1");
    let answers = |count: usize| -> String {
        let kites = (0..count).map(|number| {
            serde_json::json!({ "name": format!("hunter{number}"), "colour": format!("hunter{number}") })
        });
        kites.collect::<serde_json::Value>().to_string()
    };
    let url = "https://kites.example/api/kites/newest";
    place.write("few.har", &archive(&[(url, 200, &answers(10), false)]));
    let (_, out, err) = place.run(&["observe", "few.har"]);
    assert_eq!(out.matches("# add `hunter").count(), 10, "{out}{err}");
    assert_eq!(
        out.matches("to `Colour`").count(),
        20,
        "only the enum: {out}"
    );
    place.write("many.har", &archive(&[(url, 200, &answers(11), false)]));
    let (status, out, err) = place.run(&["observe", "many.har", "--write"]);
    assert_eq!((status, &*out), (0, ""), "{err}");
    assert!(
        err.contains("warning[observe/many-values]: 11 values were seen that the enum at `$.components.schemas.Colour` lacks"),
        "{err}"
    );
    assert!(!format!("{err}{}", place.read("fixes.yaml")).contains("hunter"));
}
