//! A client of many schemas: its files of `wire/` are for several of them each.

use std::{fs, path::Path};

use specwright::{Input, generate};

use crate::{cargo, runtime};

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
    let Some(runtime) = runtime() else {
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("many");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("spec.yaml"), document()).unwrap();
    let config = folder.join("codegen.toml");
    fs::write(&config, "tag_features = true\n").unwrap();
    let made = |name: &str, config: Option<&Path>| {
        let report = generate(&Input {
            spec: Some(folder.join("spec.yaml")),
            config: config.map(Path::to_owned),
            krate: Some("many".to_owned()),
            ..Input::default()
        });
        let out = folder.join(name);
        let runtime = specwright::Runtime::Path(runtime.clone());
        let output = report.into_output().unwrap().into_crate("many", &runtime);
        output.write(&out).unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::copy(here.join("../Cargo.lock"), out.join("Cargo.lock")).unwrap();
        out
    };
    let one = made("one", None);
    let wire = fs::read_to_string(one.join("src/wire/mod.rs")).unwrap();
    let declared = |wire: &str| wire.lines().filter(|line| line.starts_with("mod ")).count();
    assert!(wire.contains("mod pet;\nmod toy;\n"), "{wire}");
    assert_eq!(declared(&wire), 2);
    cargo(&one, &["check", "-q"]);
    // Where features leave some out, each file has a condition of its own.
    let gated = made("gated", Some(&config));
    let wire = fs::read_to_string(gated.join("src/wire/mod.rs")).unwrap();
    assert!(
        wire.contains("#[cfg(feature = \"pets\")]\nmod pet_tag1;\n"),
        "{wire}"
    );
    assert_eq!(declared(&wire), 70);
    let pets = ["check", "-q", "--no-default-features", "--features", "pets"];
    cargo(&gated, &pets);
}
