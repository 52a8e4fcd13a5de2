//! What is said of an update: the verdict, the version, the changelog, and when nothing is written.

use crate::{PETS, Project, run};

/// A page in our own words, in the grammar of the pages that the importer reads.
const PAGE: &str = include_str!("page.md");

#[test]
fn the_version_and_the_changelog_follow_from_the_verdict() {
    let project = Project::new(PETS);
    project.put(
        "CHANGELOG.md",
        "# Changelog\n\n## Unreleased\n\n- Older.\n\n## 0.3.1\n",
    );
    project.replace("upstream.yaml", "[happy, sad]", "[happy, sad, calm]");
    let (status, printed, said) = project.update(&["--changelog", "CHANGELOG.md"]);
    assert_eq!(status, 0, "{said}");
    assert!(printed.contains("verdict: minor"), "{printed}");
    assert!(
        said.contains("minor: version 0.3.1 becomes 0.3.2"),
        "{said}"
    );
    let text = project.text("CHANGELOG.md");
    assert!(
        text.starts_with("# Changelog\n\n## Unreleased\n\n- Older.\n\n### Added\n\n- "),
        "{text}"
    );
    assert!(text.contains("`calm` was added"), "{text}");
    assert!(text.ends_with("\n\n## 0.3.1\n"), "{text}");

    // The same again adds nothing.
    let before = project.state();
    let (_, _, said) = project.update(&["--changelog", "CHANGELOG.md"]);
    assert!(said.contains("there is nothing to do"), "{said}");
    assert!(before == project.state());

    project.replace("upstream.yaml", "        age: { type: number }\n", "");
    let (_, _, said) = project.update(&[]);
    assert!(
        said.contains("major: version 0.3.1 becomes 0.4.0"),
        "{said}"
    );
}

#[test]
fn a_change_that_is_too_large_is_printed_and_not_written() {
    let project = Project::new(PETS);
    project.replace("upstream.yaml", "[happy, sad]", "[happy, sad, calm]");
    let before = project.state();
    let (status, printed, said) = project.update(&["--fail-on", "minor"]);
    assert_eq!(status, 1);
    assert!(printed.contains("`calm` was added"), "{printed}");
    assert!(said.contains("the change is minor"), "{said}");
    assert!(before == project.state());
    let (status, ..) = project.update(&["--fail-on", "major"]);
    assert_eq!(status, 0);
    assert!(before != project.state());
}

#[test]
fn names_that_stay_are_written_with_the_rest() {
    let project = Project::new(PETS);
    project.replace(
        "spec/codegen.toml",
        "out =",
        "names_lock = \"names.lock\"\nout =",
    );
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(!project.text("spec/names.lock").contains("calm"));
    project.replace("upstream.yaml", "[happy, sad]", "[happy, sad, calm]");
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(project.text("spec/names.lock").contains("calm"));
    let (_, _, said) = project.update(&[]);
    assert!(said.contains("there is nothing to do"), "{said}");
}

#[test]
fn each_document_is_fed_by_its_own_sources() {
    let project = Project::new(PETS);
    let zoo = PETS
        .replace("/pets/{id}", "/zoos/{id}")
        .replace("get-pet", "get-zoo");
    project.put("spec/zoo.yaml", &zoo);
    project.put("zoo.yaml", &zoo);
    project.put(
        "spec/codegen.toml",
        "spec = [\"pets.yaml\", \"zoo.yaml\"]\nout = \"../src\"\n\
         [[upstream]]\nfile = \"../upstream.yaml\"\nspec = \"pets.yaml\"\n\
         [[upstream]]\nfile = \"../zoo.yaml\"\nspec = \"zoo.yaml\"\n",
    );
    assert_eq!(project.update(&[]).0, 0);
    project.replace("zoo.yaml", "[happy, sad]", "[happy, sad, calm]");
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(project.text("spec/pets.yaml"), PETS);
    assert!(project.text("spec/zoo.yaml").contains("[happy, sad, calm]"));
    assert!(project.path("spec/upstream/zoo.yaml").is_file());
}

#[test]
fn pages_are_read_from_a_folder() {
    let project = Project::new(PETS);
    std::fs::remove_dir_all(project.path("spec/upstream")).unwrap();
    project.put(
        "spec/pets.yaml",
        "openapi: 3.1.1\ninfo:\n  title: Pets\n  version: \"1\"\npaths: {}\n",
    );
    project.put("pages/deeper/rename-pet.md", PAGE);
    project.put("pages/notes.txt", "Not a page.");
    project.replace(
        "spec/codegen.toml",
        "file = \"../upstream.yaml\"",
        "folder = \"../pages\"",
    );
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(
        project
            .text("spec/pets.yaml")
            .contains("  /pets/{petId}:\n")
    );

    // The version of the API changes, and nothing else.
    let old = project.text("spec/pets.yaml");
    project.replace("pages/deeper/rename-pet.md", "`one`", "`two`");
    let (status, printed, said) = project.update(&[]);
    assert_eq!(status, 0, "{said}");
    assert!(
        printed.contains("`Version` is always `two` and not `one`"),
        "{printed}"
    );
    assert!(printed.contains("verdict: patch"), "{printed}");
    assert_eq!(
        project.text("spec/pets.yaml"),
        old.replace("- one\n", "- two\n")
    );

    // A page that was captured too early stops all.
    let page = project.text("pages/deeper/rename-pet.md");
    let skeleton = page.split("### Header").next().unwrap().to_owned();
    project.put("pages/deeper/rename-pet.md", &skeleton);
    let before = project.state();
    let (status, _, said) = project.update(&[]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("error[import/"), "{said}");
    assert!(before == project.state());
}

#[test]
fn a_dry_run_refuses_what_would_not_be_written() {
    let project = Project::new(PETS);
    project.put("upstream.yaml", &PETS.replace("[happy, sad]", "[happy]"));
    let outside = tempfile::tempdir().unwrap();
    let changelog = outside.path().join("CHANGELOG.md");
    let before = project.state();
    for dry in [&["--dry-run"][..], &[]] {
        let mut update = project.specwright();
        let (status, _, said) = run(update
            .arg("update")
            .args(dry)
            .arg("--changelog")
            .arg(&changelog));
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("error[output/write]"), "{said}");
        assert!(said.contains("CHANGELOG.md"), "{said}");
        assert!(before == project.state() && !changelog.exists(), "{said}");
    }
}
