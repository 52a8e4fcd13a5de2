//! Corrections to upstream, and what becomes of them when upstream changes.

use crate::{PETS, Project};

const OVERLAY: &str = r#"overlay: 1.0.0
info: { title: Corrections, version: 1.0.0 }
actions:
  - target: $.components.schemas.Pet.properties.age
    description: It has no fraction.
    update: { type: integer }
  - target: $.components.schemas.Pet
    description: It has a mood.
    update: { required: [mood] }
  - target: $.components.schemas.Pet.properties.mood
    description: It is no secret.
    update: { description: How it feels. }
"#;

fn corrected() -> Project {
    let project = Project::new(PETS);
    project.put("spec/overlay.yaml", OVERLAY);
    project.replace(
        "spec/codegen.toml",
        "out =",
        "overlays = [\"overlay.yaml\"]\nout =",
    );
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    project
}

#[test]
fn one_that_upstream_has_made_needless_is_named() {
    let project = corrected();
    let pet = project.text("src/models/pet.rs");
    project.replace(
        "upstream.yaml",
        "age: { type: number }",
        "age: { type: integer }",
    );
    project.replace(
        "upstream.yaml",
        "required: [name]",
        "required: [mood, name]",
    );
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(
        said.matches("warning[overlay/needless]").count(),
        2,
        "{said}"
    );
    assert!(said.contains("--> spec/overlay.yaml:4:13"), "{said}");
    assert!(said.contains("--> spec/overlay.yaml:7:13"), "{said}");
    // Nothing changes for those who use the client, and the overlay is its owner's.
    assert_eq!(project.text("src/models/pet.rs"), pet);
    assert_eq!(project.text("spec/overlay.yaml"), OVERLAY);
}

#[test]
fn one_that_matches_no_more_stops_the_update() {
    let project = corrected();
    let age = "        age: { type: number }\n";
    project.replace("upstream.yaml", age, "");
    let before = project.state();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("error[overlay/no-match]"), "{said}");
    assert!(said.contains("--> spec/overlay.yaml:4:13"), "{said}");
    assert!(said.contains("nothing was written"), "{said}");
    assert!(before == project.state(), "a file was written");
}
