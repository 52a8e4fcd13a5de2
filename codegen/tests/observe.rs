//! From what was seen on the wire to an overlay, and from that to the client.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const SPEC: &str = r##"
openapi: VERSION
info: { title: Kites, version: 1.0.0 }
servers: [{ url: "https://kites.example/api" }]
paths:
  /kites/{id}:
    get:
      operationId: get-kite
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        "200":
          description: A kite.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Kite" }
  /kites/newest:
    get:
      operationId: newest-kites
      responses:
        "200":
          description: Kites.
          content:
            application/json:
              schema: { type: array, items: { $ref: "#/components/schemas/Kite" } }
components:
  schemas:
    Kite:
      type: object
      required: [name, colour]
      properties:
        name: { type: string }
        colour: { $ref: "#/components/schemas/Colour" }
        tail: { type: integer }
        lines:
          type: object
          additionalProperties:
            type: array
            items: { type: object, required: [knots], properties: { knots: { type: integer } } }
    Colour:
      type: string
      enum: [red, green]
"##;

const OVERLAY: &str = "\
overlay: 1.0.0 # the version
info: { title: Corrections, version: 1.0.0 }
actions:
  # The oldest one.
  - target: $.info
    update: { description: Kites for all. }
  # The end.
";

struct Place(tempfile::TempDir);

impl Place {
    fn new(version: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self(folder);
        place.write("api.yaml", &SPEC.replace("VERSION", version));
        place.write("fixes.yaml", OVERLAY);
        let config = "spec = \"api.yaml\"\nout = \"src\"\noverlays = [\"fixes.yaml\"]\n";
        place.write("codegen.toml", config);
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs the command; exit status, standard output and standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
        let Output {
            status,
            stdout,
            stderr,
        } = command
            .current_dir(self.path())
            .args(arguments)
            .args(["--config", "codegen.toml"])
            .output()
            .unwrap();
        let text = |octets| String::from_utf8(octets).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }
}

fn line(kind: &str, path: &str, rest: &str) -> String {
    format!(
        r#"{{"at":"2026-01-02T03:04:05Z","count":20,"kind":"{kind}","operation":"get-kite","path":"{path}","status":200{rest}}}"#
    ) + "\n"
}

fn drift() -> String {
    [
        line("unknown_value", "colour", r#","value":"blue""#),
        line("unknown_value", "colour", r#","value":"blue""#),
        r#"{"at":"2026-02-02T00:00:00Z","count":1,"kind":"unknown_value","operation":"newest-kites","path":"[*].colour","status":200,"value":"blue"}"#.to_owned() + "\n",
        line("unknown_value", "colour", ""),
        line("unknown_field", "maker", ""),
        line("missing_field", "lines.*[*].knots", ""),
        line("other_type", "tail", r#","found":"null""#),
        line("undocumented_status", ".", "").replace("200", "503"),
        "no JSON at all\n".to_owned(),
        line("unknown_field", "?", ""),
        line("unknown_field", "sail.area", ""),
        r#"{"at":"2026-02-02T00:00:00Z","count":7,"kind":"others"}"#.to_owned(),
    ]
    .concat()
}

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

/// An archive with an entry for each URL and answer: status, text, whether it is base64.
fn archive(entries: &[(&str, u16, &str, bool)]) -> String {
    let entry = |(url, status, text, base64): &(&str, u16, &str, bool)| {
        let encoding = base64.then_some("base64");
        serde_json::json!({
            "startedDateTime": "2026-03-04T05:06:07.000Z",
            "time": 12.5,
            "request": {
                "method": "GET", "url": url, "cookies": [{ "name": "sid", "value": "hunter2" }],
                "headers": [{ "name": "Authorization", "value": "Bearer hunter2" }],
            },
            "response": {
                "status": status, "headers": [], "cookies": [],
                "content": { "size": 1, "mimeType": "application/json; charset=utf-8", "text": text, "encoding": encoding },
            },
        })
    };
    let entries: Vec<_> = entries.iter().map(entry).collect();
    serde_json::json!({ "log": { "version": "1.2", "creator": {}, "entries": entries } })
        .to_string()
}

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
fn what_cannot_be_read_or_appended_to_is_said() {
    let place = Place::new("3.1.1");
    place.write("drift.jsonl", &drift());
    let flow = "{ overlay: 1.0.0, info: { title: T, version: '1' }, actions: [{ target: $.info, update: {} }] }\n";
    place.write("flow.yaml", flow);
    let (status, _, err) = place.run(&["observe", "drift.jsonl", "--write", "flow.yaml"]);
    assert_eq!(status, 1);
    assert!(err.contains("no list in block style"), "{err}");
    let (status, _, err) = place.run(&["observe", "absent.jsonl"]);
    assert_eq!(status, 1);
    assert!(err.contains("error[source/unreadable]"), "{err}");
    for (name, text) in [
        ("cut.har", &archive(&[])[..40]),
        ("other.har", "{\"log\":{}}"),
        ("page.har", "<html>"),
        ("wrong.har", r#"{"log":{"entries":[{},1]}}"#),
        ("page.jsonl", "<html>\n</html>\n"),
    ] {
        place.write(name, text);
        let before = place.read("fixes.yaml");
        let (status, _, err) = place.run(&["observe", "drift.jsonl", name, "--write"]);
        assert_eq!(status, 1, "{name}: {err}");
        let expected = format!("error[observe/nothing]: nothing in `{name}` can be read");
        assert!(err.contains(&expected), "{name}: {err}");
        assert_eq!(place.read("fixes.yaml"), before);
    }
    let (_, _, err) = place.run(&["observe", "cut.har"]);
    assert!(
        err.contains("`cut.har` is no HTTP Archive from line 1"),
        "{err}"
    );
    // That nothing was seen is no error.
    for (name, text) in [("none.jsonl", "\n"), ("none.har", &*archive(&[]))] {
        place.write(name, text);
        let (status, _, err) = place.run(&["observe", name]);
        assert_eq!(status, 0, "{name}: {err}");
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
