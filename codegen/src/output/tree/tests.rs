use std::{fs, path::Path};

use super::{FileTree, SEVERAL};

fn tree(files: impl IntoIterator<Item = String>) -> FileTree {
    let mut tree = FileTree::new("src/lib.rs");
    let text = format!("// {}\n", crate::emit::GENERATED);
    for path in files {
        tree.add(path, text.clone());
    }
    tree.add("src/lib.rs".to_owned(), text);
    tree
}

#[test]
fn of_many_files_the_root_is_not_there_where_one_fails() {
    let home = tempfile::tempdir().unwrap();
    let many = || (0..2 * SEVERAL).map(|number| format!("src/models/{number}.rs"));
    // A file cannot hold another one.
    fs::create_dir(home.path().join("src")).unwrap();
    fs::write(home.path().join("src/models"), "").unwrap();
    let error = tree(many()).write(home.path()).unwrap_err().to_string();
    assert!(error.contains("src/models/"), "{error}");
    assert!(!home.path().join("src/lib.rs").exists());

    fs::remove_file(home.path().join("src/models")).unwrap();
    let changes = tree(many()).write(home.path()).unwrap();
    assert_eq!(changes.written.len(), 2 * SEVERAL + 1);
    let left = fs::read_dir(home.path().join("src/models"))
        .unwrap()
        .count();
    assert_eq!(left, 2 * SEVERAL);
    let unchanged = tree(many()).write(home.path()).unwrap().unchanged;
    assert_eq!(unchanged, 2 * SEVERAL + 1);
}

#[cfg(unix)]
#[test]
fn what_is_new_has_the_permissions_of_what_anybody_makes() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let (own, root) = (home.path().join("own"), home.path().join("src/lib.rs"));
    fs::write(&own, "").unwrap();
    tree([]).write(home.path()).unwrap();
    assert_eq!(mode(&root), mode(&own));
    // One that is replaced keeps what it has.
    fs::write(&root, format!("// {} 2", crate::emit::GENERATED)).unwrap();
    fs::set_permissions(&root, fs::Permissions::from_mode(0o640)).unwrap();
    tree([]).write(home.path()).unwrap();
    assert_eq!(mode(&root) & 0o777, 0o640);
}
