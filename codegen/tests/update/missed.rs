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
