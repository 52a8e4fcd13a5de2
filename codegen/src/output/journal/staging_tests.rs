//! Files outside the project.

use super::*;

/// What is git's own is refused before anything is touched.
#[test]
fn nothing_is_written_into_what_is_gits_own() {
    let folder = tempfile::tempdir().unwrap();
    let (config, mut changes) = example(folder.path());
    changes.push(Change {
        path: folder.path().join(".git/hooks/pre-commit"),
        before: None,
        after: Some(b"x".to_vec()),
    });
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    let message = commit(&config, &changes).unwrap_err().to_string();
    assert!(message.contains("pre-commit` is git's own"), "{message}");
    assert!(is_old(&changes));
    assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
}

/// Copies are taken from where only the files' own owner puts any.
#[test]
fn a_journal_names_files_elsewhere_only_with_copies_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    fs::create_dir_all(project.join(".git")).unwrap();
    fs::create_dir_all(folder.path().join("outside/deep")).unwrap();
    for (path, staged, is_taken) in [
        (
            "../../../outside/one.rs",
            "../../../outside/.specwright-staged",
            true,
        ),
        (
            "../../../outside/deep/one.rs",
            "../../../outside/.specwright-staged",
            true,
        ),
        (
            "../../../one.rs",
            "../../../outside/.specwright-staged",
            false,
        ),
        (
            "../../../outside/one.rs",
            "../../../outside/deep/.specwright-staged",
            false,
        ),
        ("../../../outside/one.rs", "../../.specwright-staged", false),
        ("../../../outside/one.rs", "../../../outside/staged", false),
        ("../../.git/one.rs", "../../.specwright-staged", false),
    ] {
        let config = sent(&project, path);
        let home = home(&config);
        let file =
            serde_json::json!({ "path": path, "before": false, "after": true, "staged": staged });
        let journal = serde_json::json!({ "version": VERSION, "files": [file] });
        fs::write(home.join(JOURNAL), journal.to_string()).unwrap();
        fs::create_dir_all(home.join(staged)).unwrap();
        fs::write(home.join(staged).join("0.after"), "sent").unwrap();
        let target = home.join(path);
        match recover(&config) {
            Ok(found) => assert_eq!((found, is_taken), (Recovered::Finished, true), "{path}"),
            Err(trouble) => assert!(
                matches!(trouble, Trouble::Foreign(_)) && !is_taken,
                "{path}: {trouble}"
            ),
        }
        let _ = fs::create_dir(&home);
        assert_eq!(target.exists(), is_taken, "{path}");
        let _ = fs::remove_file(target);
        for staged in ["outside", "outside/deep"] {
            let _ = fs::remove_dir_all(folder.path().join(staged).join(".specwright-staged"));
        }
    }
}
