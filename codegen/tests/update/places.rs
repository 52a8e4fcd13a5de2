//! Where what is said about a source points: at its lines of `codegen.toml`.

use crate::{PETS, Project};

/// What is said with `from` as the lines of the source, after files that are only there for it.
fn said(from: &str, files: &[(&str, &str)]) -> String {
    let project = Project::new(PETS);
    for (path, text) in files {
        project.put(path, text);
    }
    std::fs::create_dir(project.path("empty")).unwrap();
    let config = format!("spec = \"pets.yaml\"\nout = \"../src\"\n\n[[upstream]]\n{from}\n");
    project.put("spec/codegen.toml", &config);
    let before = project.state();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 1, "{said}");
    assert!(before == project.state());
    said
}

#[test]
fn a_pattern_that_chooses_nothing_is_shown_where_it_stands() {
    let said = said("file = \"../upstream.yaml\"\ninclude = [\"id:nope\"]", &[]);
    let expected = "\
error[config/unused-option]: `id:nope` chooses no operation of upstream's
 --> spec/codegen.toml:6:12
  |
6 | include = [\"id:nope\"]
  |            ^^^^^^^^^
";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn a_file_that_is_no_document_is_shown_where_it_is_named() {
    let said = said(
        "file = \"../list.yaml\"",
        &[("list.yaml", "swagger: \"2.0\"\npaths: {}\n")],
    );
    let expected = "\
error[openapi/version]: `list.yaml` is no OpenAPI document
 --> spec/codegen.toml:5:8
  |
5 | file = \"../list.yaml\"
  |        ^^^^^^^^^^^^^^
";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn a_folder_that_is_missing_or_empty_or_without_operations_is_shown_where_it_is_named() {
    let page = [("pages/page.md", "# About us\n\nWe sell pets.\n")];
    for (folder, message) in [
        ("../missing", "`missing` cannot be read: "),
        ("../empty", "there is no page in `empty`"),
        ("../pages", "`pages` holds no operation"),
    ] {
        let said = said(&format!("folder = \"{folder}\""), &page);
        let start = said.find("error[source/unreadable]").unwrap_or_default();
        let said = said.get(start..).unwrap();
        let (first, rest) = said.split_at(said.find('\n').unwrap());
        let expected = format!("error[source/unreadable]: {message}");
        assert!(first.starts_with(&expected), "{said}");
        let under = "^".repeat(folder.len() + 2);
        let expected = format!(
            "
 --> spec/codegen.toml:5:10
  |
5 | folder = \"{folder}\"
  |          {under}
"
        );
        assert!(rest.starts_with(&expected), "{said}");
    }
}

#[test]
fn a_page_without_an_operation_is_shown_where_it_is_named() {
    let said = said(
        "file = \"../page.md\"",
        &[("page.md", "# About us\n\nWe sell pets.\n")],
    );
    let expected = "\
error[source/unreadable]: `page.md` holds no operation
 --> spec/codegen.toml:5:8
  |
5 | file = \"../page.md\"
  |        ^^^^^^^^^^^^
";
    assert!(said.contains(expected), "{said}");
}
