//! A client of many schemas: its files of `wire/` are for several of them each.

use std::fs;

use specwright::Input;

use crate::{cargo, made};

/// A document with pets and toys, and a tag for each of the two.
fn document() -> String {
    let (mut paths, mut schemas) = (String::new(), String::new());
    for number in 0..35 {
        for kind in ["pet", "toy"] {
            paths += &format!(
                "  /{kind}s/{number}:
    get:
      operationId: get_{kind}_tag{number}
      tags: [{kind}s]
      responses: {{ '200': {{ description: It., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/{kind}_tag{number}' }} }} }} }} }}
"
            );
            schemas += &format!(
                "    {kind}_tag{number}: {{ type: object, properties: {{ name: {{ type: string }} }} }}\n"
            );
        }
    }
    format!(
        "openapi: 3.1.0\ninfo: {{ title: Many, version: '1' }}\npaths:\n{paths}components:\n  schemas:\n{schemas}"
    )
}

#[test]
fn schemas_that_begin_alike_have_one_file_of_wire() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("many.yaml");
    fs::write(&spec, document()).unwrap();
    let of = |config: Option<&str>| Input {
        spec: Some(spec.clone()),
        config: config.map(Into::into),
        ..Input::default()
    };
    let Some(one) = made("many", of(None)) else {
        return;
    };
    let wire = fs::read_to_string(one.join("src/wire/mod.rs")).unwrap();
    let declared = |wire: &str| wire.lines().filter(|line| line.starts_with("mod ")).count();
    assert!(wire.contains("mod pet;\nmod toy;\n"), "{wire}");
    assert_eq!(declared(&wire), 2);
    cargo(&one, &["check", "-q"]);
    // Where features leave some out, each file has a condition of its own.
    let Some(gated) = made("many-gated", of(Some("tests/crates/codegen.toml"))) else {
        return;
    };
    let wire = fs::read_to_string(gated.join("src/wire/mod.rs")).unwrap();
    assert!(
        wire.contains("#[cfg(feature = \"pets\")]\nmod pet_tag1;\n"),
        "{wire}"
    );
    assert_eq!(declared(&wire), 70);
    let pets = ["check", "-q", "--no-default-features", "--features", "pets"];
    cargo(&gated, &pets);
}
