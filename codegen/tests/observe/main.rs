//! From what was seen on the wire to an overlay, and from that to the client.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run what it tests fails"
)]

mod archives;
mod drift;

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
        ("cut_later.har", r#"{"log":{"entries":[{"request":"#),
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
    for (name, text) in [
        ("none.jsonl", "\n"),
        ("none.har", &*archive(&[])),
        ("empty.jsonl", ""),
        ("empty.har", ""),
    ] {
        place.write(name, text);
        let (status, _, err) = place.run(&["observe", name]);
        assert_eq!(status, 0, "{name}: {err}");
        let is_said = err.contains("`empty.har` is empty, and so no HTTP Archive");
        assert_eq!(is_said, name == "empty.har", "{name}: {err}");
    }
}
