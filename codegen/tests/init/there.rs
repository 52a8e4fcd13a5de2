//! A repository in a folder that is there already.

use super::*;

/// `git init` may come first; what it made stays, whether a repository is laid out or not.
#[test]
fn a_folder_that_holds_nothing_but_git_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("api.yaml"), YAML).unwrap();
    fs::write(path("bad.yaml"), "openapi: 3.1.1\ninfo: {}\n").unwrap();
    fs::create_dir_all(path("made/.git")).unwrap();
    fs::write(path("made/.git/HEAD"), "ref: refs/heads/main\n").unwrap();
    let made = path("made");
    let head = || fs::read_to_string(made.join(".git/HEAD")).unwrap();
    let names = |of: &Path| {
        let names = fs::read_dir(of).unwrap();
        let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let (status, said) = init(&made, &[".", "--spec", "../bad.yaml"]);
    assert_eq!(status, 1, "{said}");
    assert_eq!(names(&made), [".git"]);
    fs::write(made.join("own.txt"), "").unwrap();
    let (status, said) = init(&made, &[".", "--spec", "../api.yaml"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("not empty: `own.txt`"), "{said}");
    fs::remove_file(made.join("own.txt")).unwrap();

    let (status, said) = init(&made, &[".", "--spec", "../api.yaml"]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(head(), "ref: refs/heads/main\n");
    assert!(made.join("Cargo.toml").is_file() && made.join("spec/names.lock").is_file());
    // Nothing is left beside it.
    assert_eq!(names(folder.path()), ["api.yaml", "bad.yaml", "made"]);
}

/// Whenever it is killed, git's own files are where they were; what was not finished is no crate.
#[test]
fn a_killed_init_leaves_git_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("api.yaml"), YAML).unwrap();
    let made = path("made");
    // What is there, and what it is made from.
    let entries = || {
        let names = fs::read_dir(&made).into_iter().flatten();
        let names = names.map(|entry| entry.unwrap().file_name());
        let (new, old): (Vec<_>, Vec<_>) =
            names.partition(|name| name.to_string_lossy().starts_with(".init-"));
        (old.len(), new.len())
    };
    let start = || {
        let _ = fs::remove_dir_all(&made);
        fs::create_dir_all(made.join(".git")).unwrap();
        fs::write(made.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_specwright"));
        command.args(["init", "made", "--spec", "api.yaml", "--quiet"]);
        command.current_dir(folder.path()).spawn().unwrap()
    };
    assert!(start().wait().unwrap().success());
    let (all, staged) = entries();
    assert_eq!(staged, 0);
    let mut stopped = 0;
    for round in 0..12 {
        let mut child = start();
        // As soon as it has begun; or as soon as anything is in its place, or a little later.
        let begun = || match (round % 2, entries()) {
            (0, (_, staged)) => staged > 0,
            (_, (there, _)) => there > 1,
        };
        while !begun() && child.try_wait().unwrap().is_none() {}
        (0..round / 2 * 20).for_each(|_| std::hint::spin_loop());
        let _ = child.kill();
        child.wait().unwrap();
        let head = fs::read_to_string(made.join(".git/HEAD"));
        assert_eq!(head.unwrap(), "ref: refs/heads/main\n", "round {round}");
        let is_crate = made.join("Cargo.toml").exists();
        assert_eq!(is_crate, entries().0 == all, "round {round}");
        if is_crate {
            continue;
        }
        stopped += 1;
        // The next run says what is in the way.
        let (status, said) = init(folder.path(), &["made", "--spec", "api.yaml"]);
        assert_eq!(status, 1, "{said}");
        assert!(said.contains("is not empty: `."), "{said}");
        assert!(said.contains("`.init-"), "{said}");
    }
    // Between the beginning and the end all sources are made.
    assert!(stopped > 0);
}

/// A folder that is there may be where another file system begins.
#[cfg(unix)]
#[test]
fn a_folder_on_another_file_system_is_filled() {
    use std::os::unix::fs::{MetadataExt as _, symlink};

    let folder = tempfile::tempdir().unwrap();
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    let other = tempfile::tempdir_in("/dev/shm").ok();
    let Some(other) = other.filter(|other| device(other.path()) != device(folder.path())) else {
        println!("skipped: `/dev/shm` is no other file system");
        return;
    };
    fs::write(folder.path().join("api.yaml"), YAML).unwrap();
    symlink(other.path(), folder.path().join("made")).unwrap();
    let (status, said) = init(folder.path(), &["made", "--spec", "api.yaml"]);
    assert_eq!(status, 0, "{said}");
    let names = |of: &Path| {
        let names = fs::read_dir(of).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<Vec<_>>()
    };
    let made = names(other.path());
    assert!(made.contains(&"Cargo.toml".to_owned()), "{made:?}");
    assert!(
        !made.iter().any(|name| name.starts_with(".init-")),
        "{made:?}"
    );
    assert_eq!(names(folder.path()).len(), 2);
}
