use std::fs;

use super::FileTree;

fn tree(files: &[(&str, &str)]) -> FileTree {
    let mut tree = FileTree::new("src/lib.rs");
    for (path, text) in files {
        tree.add((*path).to_owned(), (*text).to_owned());
    }
    tree
}

#[test]
fn a_new_folder_is_there_as_a_whole_or_not_at_all() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("deep/client");
    // A file cannot hold another one.
    let wrong = tree(&[("src/lib.rs", ""), ("src/a", ""), ("src/a/b.rs", "")]);
    let error = wrong.write(&folder).unwrap_err().to_string();
    assert!(error.contains("client/src/a"), "{error}");
    assert!(!folder.exists());
    assert_eq!(fs::read_dir(home.path().join("deep")).unwrap().count(), 0);

    let right = tree(&[
        ("src/lib.rs", "1"),
        ("src/a/b.rs", "2"),
        ("Cargo.toml", "3"),
    ]);
    let changes = right.write(&folder).unwrap();
    assert_eq!(changes.written.len(), 3);
    assert_eq!(fs::read_to_string(folder.join("src/a/b.rs")).unwrap(), "2");
    assert_eq!(fs::read_dir(home.path().join("deep")).unwrap().count(), 1);
    assert_eq!(right.write(&folder).unwrap().unchanged, 3);
}

#[cfg(unix)]
#[test]
fn what_is_new_has_the_permissions_of_what_anybody_makes() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let (folder, other) = (home.path().join("client"), home.path().join("other"));
    fs::create_dir(&other).unwrap();
    fs::write(other.join("file"), "").unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode();
    let generated = format!("// {}\n", crate::emit::GENERATED);
    tree(&[("src/lib.rs", &generated)]).write(&folder).unwrap();
    assert_eq!(mode(&folder), mode(&other));
    assert_eq!(mode(&folder.join("src/lib.rs")), mode(&other.join("file")));
    // Into a folder that is there, file by file.
    tree(&[("src/lib.rs", &generated), ("src/a.rs", "1")])
        .write(&folder)
        .unwrap();
    assert_eq!(mode(&folder.join("src/a.rs")), mode(&other.join("file")));
}
