//! How a repository gets to its place, and what stops it there.

use std::{fs, io, path::Path};

use super::settle;

/// What a new repository has, in the order in which it is moved.
const NAMES: [&str; 4] = [".gitignore", "README.md", "spec", "Cargo.toml"];

/// A folder with `.git` in it, and within it what is to be moved into it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    fs::create_dir_all(folder.path().join(".init-1/spec")).unwrap();
    for name in NAMES.iter().filter(|name| **name != "spec") {
        fs::write(folder.path().join(".init-1").join(name), "").unwrap();
    }
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Renames for `count` times, and fails then.
fn until(count: usize) -> impl FnMut(&Path, &Path) -> io::Result<()> {
    let mut left = count;
    move |from, to| {
        left = left.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        fs::rename(from, to)
    }
}

/// As where the process is killed: nothing more can be renamed, not even back.
#[test]
fn whatever_stops_it_git_stays_and_the_manifest_comes_last() {
    for count in 0..=NAMES.len() {
        let folder = folder();
        let path = folder.path();
        let settled = settle(&path.join(".init-1"), path, until(count));
        let error = settled.map_err(|error| error.kind());
        assert_eq!(
            error,
            match count == NAMES.len() {
                true => Ok(()),
                false => Err(io::ErrorKind::StorageFull),
            }
        );
        let mut moved = [&[".git", ".init-1"], &NAMES[..count]].concat();
        moved.sort_unstable();
        assert_eq!(names(path), moved);
    }
}

#[test]
fn where_a_name_is_taken_all_is_taken_out_again() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("Cargo.toml"), "own").unwrap();
    let settled = settle(&path.join(".init-1"), path, |from, to| fs::rename(from, to));
    assert_eq!(settled.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(names(path), [".git", ".init-1", "Cargo.toml"]);
    assert_eq!(fs::read_to_string(path.join("Cargo.toml")).unwrap(), "own");
    assert_eq!(names(&path.join(".init-1")).len(), NAMES.len());
}

#[test]
fn what_cannot_be_moved_back_stops_nothing_and_hides_no_cause() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("Cargo.toml"), "own").unwrap();
    let settled = settle(&path.join(".init-1"), path, |from, to| {
        match from == path.join("README.md") {
            true => Err(io::ErrorKind::PermissionDenied.into()),
            false => fs::rename(from, to),
        }
    });
    assert_eq!(settled.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(names(path), [".git", ".init-1", "Cargo.toml", "README.md"]);
}
