//! Files of a drift hook.

use crate::{OVERLAY, Place, drift, line};

#[test]
fn drift_becomes_an_overlay_and_that_a_client() {
    for version in ["3.0.3", "3.1.1"] {
        let place = Place::new(version);
        place.write("drift.jsonl", &drift());
        let (status, out, err) = place.run(&["observe", "drift.jsonl", "--write"]);
        assert_eq!(status, 0, "{err}");
        for expected in [
            "# add `blue` to `Colour`\n# seen 41 times, from 2026-01-02T03:04:05Z to 2026-02-02T00:00:00Z; in get-kite, newest-kites (200)\n",
            "target: $.components.schemas.Colour\n",
            "# add the property `maker` to `Kite`\n# seen 20 times, at 2026-01-02T03:04:05Z; in get-kite (200)",
            "# let `Kite.tail` be null",
            "# do not require `knots` of ",
            "# add 503 to `get-kite`",
        ] {
            assert!(out.contains(expected), "{expected}\n{out}");
        }
        for expected in [
            "drift.jsonl:9",
            "the value was not recorded",
            "where it was seen 20 times is not known",
            "no schema for `sail`",
            "7 observations were only counted",
            "5 proposals; 0 errors, 5 warnings",
        ] {
            assert!(err.contains(expected), "{expected}\n{err}");
        }
        let written = place.read("fixes.yaml");
        assert!(written.starts_with(OVERLAY), "{written}");

        let (status, _, err) = place.run(&["generate"]);
        assert_eq!(status, 0, "{err}");
        assert!(place.read("src/models/colour.rs").contains("Blue,"));
        let kite = place.read("src/models/kite.rs");
        assert!(kite.contains("pub maker:"), "{kite}");

        // All of it is there by now.
        let (status, out, err) = place.run(&["observe", "drift.jsonl", "--write"]);
        assert_eq!((status, out.as_str()), (0, ""), "{err}");
        assert_eq!(place.read("fixes.yaml"), written);
    }
}

#[test]
fn null_behind_a_reference_is_proposed_once() {
    for version in ["3.0.3", "3.1.1"] {
        let place = Place::new(version);
        let drift = line("other_type", "colour", r#","found":"null""#);
        place.write("drift.jsonl", &drift);
        let (_, out, err) = place.run(&["observe", "drift.jsonl", "--write"]);
        assert!(out.contains("# let `Kite.colour` be null"), "{out}{err}");
        let written = place.read("fixes.yaml");
        let (status, out, err) = place.run(&["observe", "drift.jsonl", "--write"]);
        assert_eq!((status, &*out), (0, ""), "{version}: {err}");
        assert_eq!(place.read("fixes.yaml"), written);
        let (status, _, err) = place.run(&["generate"]);
        assert_eq!(status, 0, "{err}");
        let kite = place.read("src/models/kite.rs");
        assert!(kite.contains("pub colour: Option<Colour>"), "{kite}");
    }
}

#[test]
fn an_overlay_that_is_not_listed_is_looked_at_where_it_is_written_to() {
    let place = Place::new("3.1.1");
    place.write("drift.jsonl", &format!("\u{feff}{}", drift()));
    let run = || place.run(&["observe", "drift.jsonl", "--write", "./seen.yaml"]);
    let (status, out, err) = run();
    assert_eq!(status, 0, "{err}");
    assert!(
        out.contains("# seen 41 times"),
        "the first line counts\n{out}"
    );
    assert!(err.contains("list it under `overlays`"), "{err}");
    let marked = format!("\u{feff}{}", place.read("seen.yaml"));
    place.write("seen.yaml", &marked);
    let (status, out, err) = run();
    assert_eq!((status, &*out), (0, ""), "{err}");
    assert_eq!(place.read("seen.yaml"), marked);
    place.write("more.jsonl", &line("unknown_field", "weight", ""));
    let (status, _, err) = place.run(&["observe", "more.jsonl", "--write", "seen.yaml"]);
    assert_eq!(status, 0, "{err}");
    let more = place.read("seen.yaml");
    assert!(
        more.starts_with(&marked) && more.contains("weight"),
        "{more}"
    );
    // Without it the document does not know yet.
    assert!(place.run(&["observe", "more.jsonl"]).1.contains("weight"));
}
