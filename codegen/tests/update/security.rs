//! Security that upstream changes, said of the whole document or of an operation.

use crate::{PETS, Project};

const SCHEMES: &str = "components:
  securitySchemes:
    key: { type: apiKey, in: header, name: K }
    token: { type: http, scheme: bearer }
";

/// `PETS` where `whole` is required unless an operation says otherwise.
fn requiring(whole: &str) -> String {
    let whole = format!("security: [{whole}]\n{SCHEMES}");
    PETS.replace("components:\n", &whole)
}

/// `text` whose operation requires `own`.
fn itself(text: &str, own: &str) -> String {
    let id = "      operationId: get-pet\n";
    text.replace(id, &format!("{id}      security: [{own}]\n"))
}

/// A project whose upstream said `before`, whose document is `local`, and then upstream says `after`.
fn updated(before: &str, local: &str, after: &str) -> (Project, String) {
    let project = Project::new(PETS);
    project.put("upstream.yaml", before);
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    project.put("spec/pets.yaml", local);
    project.put("upstream.yaml", after);
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    let (_, _, again) = project.update(&[]);
    assert!(again.contains("there is nothing to do"), "{again}");
    (project, said)
}

#[test]
fn what_the_whole_document_requires_follows() {
    let before = requiring("{ key: [] }");
    let (project, said) = updated(&before, &before, &requiring("{ token: [] }"));
    let text = project.text("spec/pets.yaml");
    assert!(
        text.contains("token: []") && !text.contains("key: []"),
        "{text}"
    );
    assert_eq!(text.matches("security:").count(), 1, "{text}");
    assert!(!said.contains("warning["), "{said}");
}

#[test]
fn what_is_said_of_each_here_follows_what_is_said_of_all_there() {
    let before = requiring("{ key: [] }");
    let local = itself(&requiring(""), "{ key: [] }");
    let (project, _) = updated(&before, &local, &requiring("{ token: [] }"));
    let text = project.text("spec/pets.yaml");
    let operation = text.split("operationId: get-pet").nth(1).unwrap();
    let operation = operation.split("responses:").next().unwrap();
    assert!(operation.contains("token: []"), "{text}");
    assert!(!operation.contains("key: []"), "{text}");
    assert!(text.contains("security: []\n"), "{text}");
}

#[test]
fn an_operation_that_comes_means_what_it_means_there() {
    let first = itself(&requiring(""), "{ key: [] }");
    let second = "  /toys:\n    get:\n      operationId: list-toys\n      responses: { \"204\": { description: None. } }\n";
    let after = first.replace("security: []\n", "");
    let after = after.replace("paths:\n", &format!("paths:\n{second}"));
    // Here all requires the key, and upstream nothing does unless it says so.
    let (project, _) = updated(&first, &requiring("{ key: [] }"), &after);
    let text = project.text("spec/pets.yaml");
    let toys = text.split("operationId: list-toys").nth(1).unwrap();
    assert!(toys.contains("security: []"), "{text}");
}

#[test]
fn a_scheme_that_changed_follows() {
    let before = requiring("{ key: [] }");
    let after = before.replace("name: K }", "name: K2 }");
    let (project, said) = updated(&before, &before, &after);
    assert!(
        project.text("spec/pets.yaml").contains("name: K2 }"),
        "{said}"
    );
}

#[test]
fn a_scheme_that_was_corrected_here_stays() {
    let before = requiring("{ key: [] }");
    let local = before.replace("name: K }", "name: Own }");
    let after = before.replace("name: K }", "name: K2 }");
    let (project, said) = updated(&before, &local, &after);
    assert!(
        project.text("spec/pets.yaml").contains("name: Own }"),
        "{said}"
    );
    assert!(said.contains("warning[update/conflict]"), "{said}");
}

#[test]
fn a_scheme_that_is_gone_goes_once_nothing_requires_it() {
    let before = requiring("{ key: [] }");
    let gone = "    key: { type: apiKey, in: header, name: K }\n";
    let after = requiring("{ token: [] }").replace(gone, "");
    let (project, said) = updated(&before, &before, &after);
    assert!(
        !project.text("spec/pets.yaml").contains("name: K"),
        "{said}"
    );
    assert!(!said.contains("warning["), "{said}");
    // It is required by somebody here.
    let local = itself(&before, "{ key: [] }, { token: [] }");
    let (project, said) = updated(&before, &local, &after);
    assert!(project.text("spec/pets.yaml").contains("name: K"), "{said}");
    let sentence = "warning[update/unfollowed]: upstream removed the security scheme `key`, and operations here require it";
    assert!(said.contains(sentence), "{said}");
}

#[test]
fn a_scheme_stays_while_a_callback_requires_it() {
    let before = requiring("{ key: [] }");
    let gone = "    key: { type: apiKey, in: header, name: K }\n";
    let after = requiring("{ token: [] }").replace(gone, "");
    let callback = "      callbacks:\n        done:\n          \"{$url}\":\n            post:\n              security: [{ key: [] }]\n              responses: { \"204\": { description: None. } }\n";
    let id = "      operationId: get-pet\n";
    let local = before.replace(id, &format!("{id}{callback}"));
    let (project, said) = updated(&before, &local, &after);
    assert!(project.text("spec/pets.yaml").contains("name: K"), "{said}");
    assert!(said.contains("warning[update/unfollowed]"), "{said}");
}

#[test]
fn alternatives_of_two_are_not_put_together() {
    let open = requiring("").replace("security: []\n", "");
    let local = requiring("{ key: [] }");
    let (project, said) = updated(&open, &local, &requiring("{ token: [] }"));
    let text = project.text("spec/pets.yaml");
    assert!(!text.contains("token: []"), "{text}");
    assert!(said.contains("warning[update/conflict]"), "{said}");
    assert!(!said.contains("update/shared"), "{said}");
}

#[test]
fn an_operation_that_was_removed_here_is_not_changed_by_what_all_require() {
    let toys = "  /toys:\n    get:\n      operationId: list-toys\n      responses: { \"204\": { description: None. } }\n";
    let with = |text: &str| text.replace("paths:\n", &format!("paths:\n{toys}"));
    let before = requiring("{ key: [] }");
    let local = requiring("{ token: [] }");
    let after = with(&requiring("{ key: [] }, { token: [] }"));
    let (project, said) = updated(&with(&before), &local, &after);
    assert!(!said.contains("removed here"), "{said}");
    assert!(!project.text("spec/pets.yaml").contains("toys"), "{said}");
}

#[test]
fn a_mapping_that_is_emptied_goes_and_one_that_was_empty_stays() {
    let scheme = "  securitySchemes:\n    key: { type: apiKey, in: header, name: K }\n";
    let with = PETS.replace("components:\n", &format!("components:\n{scheme}"));
    let (project, _) = updated(&with, &with, PETS);
    assert_eq!(project.text("spec/pets.yaml"), PETS);
    // Nor are components left that held nothing else.
    let at = PETS.find("components:").unwrap();
    let inline = PETS[..at].replace("$ref: \"#/components/schemas/Pet\"", "type: string");
    let with = format!("{inline}components:\n{scheme}");
    let (project, _) = updated(&with, &with, &inline);
    assert_eq!(project.text("spec/pets.yaml"), inline);
    // One that is here alone keeps the mapping.
    let own = with.replace(
        "    key:",
        "    own: { type: http, scheme: bearer }\n    key:",
    );
    let (project, _) = updated(&with, &own, &inline);
    let text = project.text("spec/pets.yaml");
    assert!(text.contains("own:") && !text.contains("key:"), "{text}");
    let empty = PETS.replace("components:\n", "components:\n  securitySchemes: {}\n");
    let (project, _) = updated(PETS, &empty, &PETS.replace("[happy, sad]", "[happy]"));
    assert!(
        project
            .text("spec/pets.yaml")
            .contains("securitySchemes: {}")
    );
}
