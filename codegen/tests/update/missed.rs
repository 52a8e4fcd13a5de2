//! What an update must not pass over in silence.

use crate::{PETS, Project};

const PAGE: &str = include_str!("../pages/parameters.md");
const OTHER: &str = include_str!("../pages/nesting.md");

/// A project that is fed by two pages, and has both operations.
fn of_pages() -> Project {
    let project = Project::new(PETS);
    project.put(
        "spec/pets.yaml",
        "openapi: 3.1.1\ninfo:\n  title: Pets\n  version: \"1\"\npaths: {}\n",
    );
    project.put("pages/a.md", PAGE);
    project.put("pages/b.md", OTHER);
    project.replace(
        "spec/codegen.toml",
        "file = \"../upstream.yaml\"",
        "folder = \"../pages\"",
    );
    std::fs::remove_dir_all(project.path("spec/upstream")).unwrap();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    // What an operation needs comes with it.
    assert!(!said.contains("operation/security-scheme"), "{said}");
    assert!(
        project
            .text("spec/pets.yaml")
            .contains("  securitySchemes:\n")
    );
    project
}

#[test]
fn a_scheme_comes_with_the_operation_that_needs_it() {
    let project = Project::new(PETS);
    let scheme =
        "components:\n  securitySchemes:\n    key: { type: apiKey, in: header, name: K }\n";
    let secured = PETS.replace("components:\n", scheme);
    let secured = secured.replace(
        "      operationId: get-pet\n",
        "      operationId: get-pet\n      security: [{ key: [] }]\n",
    );
    project.put("upstream.yaml", &secured);
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("operation/security-scheme"), "{said}");
    assert!(project.text("spec/pets.yaml").contains("name: K"), "{said}");
}

#[test]
fn an_operation_whose_page_vanished_stays() {
    let project = of_pages();
    assert!(project.text("spec/pets.yaml").contains("find-pet"));
    for text in [None, Some("# Page Not Found\n")] {
        match text {
            Some(text) => project.put("pages/a.md", text),
            None => std::fs::remove_file(project.path("pages/a.md")).unwrap(),
        }
        let before = project.state();
        let (status, _, said) = project.update(&[]);
        assert_eq!(status, 1, "{said}");
        assert!(
            said.contains("error[update/vanished]: no page is about `GET /pets/{petId}` any more")
                && said.contains("= help: "),
            "{said}"
        );
        assert_eq!(project.state(), before);
    }
    // Unless it is said that upstream is right.
    let (status, _, said) = project.update(&["--theirs"]);
    assert_eq!(status, 0, "{said}");
    let text = project.text("spec/pets.yaml");
    assert!(!text.contains("find-pet"), "{said}{text}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_leads_back_to_itself_is_read_once() {
    let project = of_pages();
    std::os::unix::fs::symlink(".", project.path("pages/one")).unwrap();
    std::os::unix::fs::symlink(".", project.path("pages/two")).unwrap();
    let (status, _, said) = project.update(&[]);
    assert!(
        status == 0 && said.contains("there is nothing to do"),
        "{said}"
    );
}

/// Upstream and the document here may have all paths in another file.
#[test]
fn paths_that_stand_elsewhere_are_followed_or_refused() {
    let project = Project::new(PETS);
    let (head, rest) = PETS.split_once("paths:\n").unwrap();
    let (paths, components) = rest.split_once("components:\n").unwrap();
    let paths = paths.replace("#/components", "upstream.yaml#/components");
    let paths = paths.replace("\n  ", "\n").replacen("  /pets", "/pets", 1);
    project.put("paths.yaml", &paths);
    let whole = format!("{head}paths: {{ $ref: paths.yaml }}\ncomponents:\n{components}");
    project.put("upstream.yaml", &whole);
    let before = project.text("spec/pets.yaml");
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(project.text("spec/pets.yaml"), before);
    project.replace("upstream.yaml", "[happy, sad]", "[happy, sad, calm]");
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(project.text("spec/pets.yaml").contains("calm"), "{said}");
    // With the paths lost, no operation is taken for removed.
    project.replace("upstream.yaml", "paths.yaml", "gone.yaml");
    let state = project.state();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("error[openapi/lost-operation]"), "{said}");
    assert!(said.contains("upstream.yaml:4:16"), "{said}");
    assert!(state == project.state());
    // Nor is anything written beside the reference here.
    project.put("upstream.yaml", &PETS.replace("[happy, sad]", "[happy]"));
    project.put(
        "spec/paths.yaml",
        &paths.replace("upstream.yaml#", "pets.yaml#"),
    );
    project.put("spec/pets.yaml", &whole);
    let state = project.state();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 1, "{said}");
    assert!(
        said.contains("error[update/in-place]: all paths stand at `paths.yaml`"),
        "{said}"
    );
    assert!(state == project.state());
}

/// The same of all components, and of a section of them.
#[test]
fn components_that_stand_elsewhere_are_followed_or_refused() {
    let project = Project::new(PETS);
    let (head, components) = PETS.split_once("components:\n").unwrap();
    let components = components.replace("\n  ", "\n").replacen("  ", "", 1);
    let whole = format!("{head}components: {{ $ref: all.yaml }}\n");
    project.put("all.yaml", &components);
    project.put("upstream.yaml", &whole);
    let before = project.text("spec/pets.yaml");
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(project.text("spec/pets.yaml"), before);
    project.replace("all.yaml", "[happy, sad]", "[happy, sad, calm]");
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(project.text("spec/pets.yaml").contains("calm"), "{said}");
    // With the components lost, or some of them beside the reference, nothing is taken for removed.
    for (to, message) in [
        ("{ $ref: gone.yaml }", "`gone.yaml` does not exist"),
        (
            "{ $ref: all.yaml, schemas: {} }",
            "other members stand beside this",
        ),
    ] {
        project.put("upstream.yaml", &format!("{head}components: {to}\n"));
        let state = project.state();
        let (status, _, said) = project.update(&[]);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("error[openapi/lost-components]"), "{said}");
        assert!(said.contains("upstream.yaml:11:21"), "{said}");
        assert!(said.contains(message), "{said}");
        assert!(state == project.state());
    }
    // Nor is anything written beside the reference here.
    project.put("upstream.yaml", &PETS.replace("[happy, sad]", "[happy]"));
    project.put("spec/all.yaml", &components);
    for (here, message) in [
        (whole.clone(), "all components stand at `all.yaml`"),
        (
            format!("{head}components: {{ schemas: {{ $ref: 'all.yaml#/schemas' }} }}\n"),
            "all components/schemas stand at `all.yaml#/schemas`",
        ),
    ] {
        project.put("spec/pets.yaml", &here);
        let state = project.state();
        let (status, _, said) = project.update(&[]);
        assert_eq!(status, 1, "{said}");
        let message = format!("error[update/in-place]: {message}");
        assert!(said.contains(&message), "{said}");
        assert!(state == project.state());
    }
}
