//! What was changed here by hand, and what upstream changed.

use crate::{PETS, Project};

/// The document as somebody here wrote it.
const OWN: &str = r##"# Our pets.
openapi: 3.1.1
info: { title: Our pets, version: "1" }
servers: [{ url: https://pets.example }]
paths:
  /pets/{id}:
    get:
      operationId: get-pet
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: The pet., content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
components:
  schemas:
    Mood:   # Shared later.
      type: string
      enum:
        - happy
        - sad
    Pet:
      type: object
      required: [name]
      properties:
        name: { type: string, description: How we call it. }
        mood: { $ref: "#/components/schemas/Mood" }
        # Upstream says number.
        age: { type: integer, format: int64 }
"##;

/// What `document`, which is the project's now, says after an update that knows nothing of upstream yet.
fn updated_in_json(project: &Project, document: &str) -> String {
    project.put("spec/pets.json", document);
    project.replace("spec/codegen.toml", "pets.yaml", "pets.json");
    std::fs::remove_dir_all(project.path("spec/upstream")).unwrap();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    project.text("spec/pets.json")
}

#[test]
fn what_upstream_changed_comes_and_what_was_changed_here_stays() {
    let project = Project::new(OWN);
    project.replace("upstream.yaml", "[happy, sad]", "[happy, calm, sad]");
    let size = "        age: { type: number }\n        size: { type: string, nullable: true }\n";
    project.replace("upstream.yaml", "        age: { type: number }\n", size);
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    let expected = OWN
        .replace("        - happy\n", "        - happy\n        - calm\n")
        .replace(
            "int64 }\n",
            "int64 }\n        size:\n          type: [string, \"null\"]\n",
        );
    assert_eq!(project.text("spec/pets.yaml"), expected);
    assert!(project.text("src/models/mood.rs").contains("    Calm,\n"));
    assert!(
        project
            .text("src/models/pet.rs")
            .contains("pub age: Option<i64>")
    );
    assert!(project.text("src/models/pet.rs").contains("pub size: "));
    assert!(
        !project
            .text("spec/upstream/pets.yaml")
            .contains("How it is called")
    );

    // A second time there is nothing to do.
    let before = project.state();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("there is nothing to do"), "{said}");
    assert!(before == project.state(), "a file was written");
}

#[test]
fn what_both_changed_is_shown_at_both_places() {
    let project = Project::new(OWN);
    project.replace(
        "upstream.yaml",
        "age: { type: number }",
        "age: { type: string }",
    );
    let before = project.state();
    let (status, _, said) = project.update(&["--dry-run"]);
    assert_eq!(status, 0, "{said}");
    assert!(before == project.state(), "a file was written");
    assert!(said.contains("warning[update/conflict]"), "{said}");
    assert!(said.contains("--> spec/pets.yaml:26:16"), "{said}");
    assert!(said.contains("upstream.yaml:19:16"), "{said}");
    assert!(said.contains("would be written, 1 conflict"), "{said}");

    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(project.text("spec/pets.yaml"), OWN);

    // It is said once: what is kept of upstream now says the same as upstream.
    let (_, _, said) = project.update(&[]);
    assert!(said.contains("there is nothing to do"), "{said}");

    let project = Project::new(OWN);
    project.replace(
        "upstream.yaml",
        "age: { type: number }",
        "age: { type: string }",
    );
    let (status, _, said) = project.update(&["--theirs"]);
    assert_eq!(status, 0, "{said}");
    let own = "age: { type: integer, format: int64 }";
    assert_eq!(
        project.text("spec/pets.yaml"),
        OWN.replace(own, "age: { type: string, format: int64 }")
    );
}

#[test]
fn without_anything_kept_of_upstream_nothing_here_is_lost() {
    let project = Project::new(OWN);
    std::fs::remove_dir_all(project.path("spec/upstream")).unwrap();
    project.replace("upstream.yaml", "[happy, sad]", "[happy, calm]");
    let (status, _, said) = project.update(&["--verbose"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("note[update/no-base]"), "{said}");
    assert!(said.contains("warning[update/conflict]"), "{said}");
    let expected = OWN.replace("        - happy\n", "        - happy\n        - calm\n");
    assert_eq!(project.text("spec/pets.yaml"), expected);
    assert!(project.path("spec/upstream/pets.yaml").is_file());
}

#[test]
fn a_document_of_ours_in_json_is_written_as_json() {
    let project = Project::new(PETS);
    let document = r#"{
  "openapi": "3.1.1",
  "info": { "title": "Pets", "version": "1" },
  "paths": {}
}
"#;
    let text = updated_in_json(&project, document);
    assert!(
        text.contains("  \"paths\": {\n    \"/pets/{id}\": {\n"),
        "{text}"
    );
}

#[test]
fn null_is_written_as_the_version_of_the_document_here_has_it() {
    let size = "        age: { type: number }\n        size: { type: string, nullable: true }\n        other: { $ref: \"#/components/schemas/Pet\", nullable: true }\n";
    for (here, expected) in [
        (PETS, ["nullable: true\n", "nullable: true\n"]),
        (OWN, ["null", "anyOf:\n"]),
    ] {
        let project = Project::new(here);
        project.replace("upstream.yaml", "        age: { type: number }\n", size);
        let (status, _, said) = project.update(&["--verbose"]);
        assert_eq!(status, 0, "{said}");
        assert!(!said.contains("openapi/other-version"), "{said}");
        let text = project.text("spec/pets.yaml");
        for (name, words) in ["size:", "other:"].into_iter().zip(expected) {
            let member = text.split(name).nth(1).unwrap();
            assert!(member.contains(words), "{text}");
        }
        let pet = project.text("src/models/pet.rs");
        for name in ["size", "other"] {
            let field = format!("pub {name}: Option<Option<");
            assert!(pet.contains(&field), "{pet}");
        }
        let (_, _, said) = project.update(&[]);
        assert!(said.contains("there is nothing to do"), "{said}");
    }
}

#[test]
fn a_document_in_one_line_stays_in_one() {
    let project = Project::new(PETS);
    let document =
        r#"{"openapi":"3.1.1","info":{"title":"Pets","version":"1"},"paths":{},"x-own":[1,2]}"#;
    let text = updated_in_json(&project, document);
    let (start, rest) = document.split_once("{},").unwrap();
    assert!(text.starts_with(start) && text.contains(rest.trim_end_matches('}')));
    assert!(
        text.contains(r#""/pets/{id}":{"get":{"#) && !text.contains('\n'),
        "{text}"
    );
    let (_, _, said) = project.update(&[]);
    assert!(said.contains("there is nothing to do"), "{said}");
}

#[test]
fn what_the_text_leaves_no_room_for_is_refused_and_nothing_is_written() {
    // What upstream changed stands here in two places.
    let own = PETS.replace("[happy, sad]", "&moods [happy, sad]");
    let project = Project::new(&format!("{own}x-moods: *moods\n"));
    project.replace("upstream.yaml", "[happy, sad]", "[happy, calm, sad]");
    let before = project.state();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 1, "{said}");
    let message = "error[update/in-place]: what stands at `/x-moods` cannot be changed in place";
    assert!(said.contains(message), "{said}");
    let line = format!("yaml:{}:1", own.lines().count() + 1);
    assert!(said.contains(&line), "{line} {said}");
    assert!(before == project.state());
}
