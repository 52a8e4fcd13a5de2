//! What a journal may name, and what none is written of.

use super::*;
use crate::emit::GENERATED;

/// The first line of locks.
const LOCK: &str = "# lock";

pub(super) fn generated(text: &str) -> String {
    format!("// {GENERATED}\n{text}")
}

/// What the configuration of [`abroad`] has written.
pub(super) fn outputs(folder: &Path) -> Outputs {
    Outputs {
        out: Some(folder.join("outside/src")),
        lock: Some((folder.join("outside/names.lock"), LOCK)),
    }
}

/// An example with files outside the project: one that is changed, one that comes, one that goes, and the lock.
pub(super) fn abroad(folder: &Path) -> (PathBuf, Vec<Change>) {
    let (config, mut changes) = example(&folder.join("project"));
    let outside = folder.join("outside");
    fs::create_dir_all(outside.join("src/models")).unwrap();
    for (path, before, after) in [
        ("names.lock", Some("# lock\na"), Some("# lock\nb")),
        ("src/models/new.rs", None, Some(&*generated("new"))),
        ("src/models/gone.rs", Some(&*generated("gone")), None),
        (
            "src/lib.rs",
            Some(&*generated("one")),
            Some(&*generated("two")),
        ),
    ] {
        let path = outside.join(path);
        if let Some(text) = before {
            fs::write(&path, text).unwrap();
        }
        let bytes = |text: &str| text.as_bytes().to_vec();
        changes.push(Change {
            path,
            before: before.map(bytes),
            after: after.map(bytes),
        });
    }
    (config, changes)
}

/// Puts what a journal needs beside `config`, so that it lets the file at `path` be `after`.
fn send(config: &Path, path: &str, before: Option<&[u8]>, after: Option<&str>) {
    let home = home(config);
    fs::create_dir_all(&home).unwrap();
    for (side, text) in [("before", before), ("after", after.map(str::as_bytes))] {
        if let Some(text) = text {
            fs::write(home.join(format!("0.{side}")), text).unwrap();
        }
    }
    let file = serde_json::json!({
        "path": path, "before": before.is_some(), "after": after.is_some(),
        "staged": "../../../outside/.specwright-staged",
    });
    let journal = serde_json::json!({ "version": VERSION, "files": [file] });
    fs::write(home.join(JOURNAL), journal.to_string()).unwrap();
}

/// A journal that somebody sent, which creates one file.
fn sent(folder: &Path, path: &str) -> PathBuf {
    let config = folder.join("spec/codegen.toml");
    let home = home(&config);
    fs::create_dir_all(&home).unwrap();
    fs::write(&config, "").unwrap();
    fs::write(folder.join("Cargo.toml"), "").unwrap();
    fs::write(home.join("0.after"), "sent").unwrap();
    let file = serde_json::json!({ "path": path, "before": false, "after": true });
    let journal = serde_json::json!({ "version": VERSION, "files": [file] });
    fs::write(home.join(JOURNAL), journal.to_string()).unwrap();
    config
}

#[test]
fn a_journal_names_what_lies_within_the_project_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (project, outside) = (folder.path().join("project"), folder.path().join("outside"));
    fs::create_dir_all(&outside).unwrap();
    fs::create_dir_all(project.join(".git/hooks")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, project.join("way")).unwrap();
    let absolute = outside.join("absolute").display().to_string();
    let mut ways = vec![
        "../../../outside/up",
        "../../../../../../../../../../../../../tmp/specwright-outside",
        "../x/../../../outside/within",
        "../../.git/hooks/pre-commit",
        "../..",
        absolute.as_str(),
    ];
    ways.extend(cfg!(unix).then_some("../../way/link"));
    for way in ways {
        let config = sent(&project, way);
        let trouble = recover(&config, &Outputs::default()).unwrap_err();
        assert!(matches!(trouble, Trouble::Foreign(_)), "{way}: {trouble}");
        assert!(
            trouble.to_string().contains(&format!("names `{way}`")),
            "{trouble}"
        );
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 0, "{way}");
        assert_eq!(fs::read_dir(project.join(".git/hooks")).unwrap().count(), 0);
        // It is said as long as it is so, and stops what would write.
        commit(
            &config,
            &Outputs::default(),
            &[Change {
                path: project.join("new"),
                before: None,
                after: Some(Vec::new()),
            }],
        )
        .unwrap_err();
    }
    for way in [
        "../api.yaml",
        "../../generated/src/lib.rs",
        "../../CHANGELOG.md",
    ] {
        let config = sent(&project, way);
        assert_eq!(
            recover(&config, &Outputs::default()).unwrap(),
            Recovered::Finished,
            "{way}"
        );
        let target = config.with_file_name(way.strip_prefix("../").unwrap());
        assert_eq!(fs::read(target).unwrap(), b"sent");
    }
}

#[cfg(unix)]
#[test]
fn a_journal_takes_nothing_from_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    let config = sent(&project, "../api.yaml");
    fs::write(folder.path().join("secret"), "secret").unwrap();
    let staged = home(&config).join("0.after");
    fs::remove_file(&staged).unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret"), &staged).unwrap();
    assert!(matches!(
        recover(&config, &Outputs::default()).unwrap_err(),
        Trouble::Foreign(_)
    ));
    assert!(!project.join("spec/api.yaml").exists());
}

/// Outside the project it is what `generate` writes, and nothing else: whoever writes a journal and whoever
/// reads one has the same answer.
#[test]
fn outside_the_project_a_journal_names_what_generate_writes_alone() {
    let [new, lock, other] = [
        generated("sent"),
        "# lock\nsent".to_owned(),
        "sent".to_owned(),
    ];
    for (path, after, refused) in [
        ("outside/src/lib.rs", Some(&new), None),
        ("outside/src/models/more.rs", Some(&new), None),
        ("outside/src/models/old.rs", None, None),
        ("outside/names.lock", Some(&lock), None),
        ("outside/names.lock", Some(&new), Some("is not generated")),
        ("outside/src/lib.rs", Some(&other), Some("is not generated")),
        ("outside/src/own.rs", Some(&new), Some("is not generated")),
        ("outside/src/own.rs", None, Some("is not generated")),
        ("outside/src/build.sh", Some(&new), Some("nor what")),
        ("outside/build.rs", Some(&new), Some("nor what")),
        ("outside/src2/lib.rs", Some(&new), Some("nor what")),
        (".bashrc", Some(&new), Some("nor what")),
        ("outside/src/.git/a.rs", Some(&new), Some("git's own")),
        ("outside/src/.GIT/a.rs", Some(&new), Some("git's own")),
        ("project/.git/a", Some(&new), Some("git's own")),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (config, _) = abroad(folder.path());
        let put = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
        put("outside/src/models/old.rs", &generated("old"));
        put("outside/src/own.rs", "own");
        let target = folder.path().join(path);
        let before = contents(&target).unwrap();
        let after = after.map(|text| text.as_bytes().to_vec());
        let change = Change {
            path: target.clone(),
            before: before.clone(),
            after: after.clone(),
        };
        let outputs = outputs(folder.path());
        let check = |result: Result<(), String>, does: &str| match refused {
            None => assert_eq!((result, &contents(&target).unwrap()), (Ok(()), &after)),
            Some(why) => {
                let message = result.expect_err(path);
                let is_said = message.contains(why) && message.contains(path);
                assert!(is_said, "{does}: {message}");
                assert_eq!(contents(&target).unwrap(), before, "{does} {path}");
            }
        };
        let made = commit(&config, &outputs, &[change]);
        check(made.map_err(|error| error.to_string()), "written");
        assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
        super::put(&target, before.as_deref()).unwrap();
        let text = after.as_deref().map(String::from_utf8_lossy);
        let way = format!("../../../{path}");
        send(&config, &way, before.as_deref(), text.as_deref());
        let made = recover(&config, &outputs);
        assert!(!matches!(made, Err(Trouble::Io(_))), "{made:?}");
        let made = made.map(|found| assert_eq!(found, Recovered::Finished));
        check(made.map_err(|trouble| trouble.to_string()), "recovered");
    }
}

/// The first sources in a folder are written by `generate`, which whoever sent a journal does not run.
#[test]
fn a_folder_outside_without_sources_gets_none_from_a_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (config, changes) = abroad(folder.path());
    fs::remove_file(folder.path().join("outside/src/lib.rs")).unwrap();
    let new = [changes[5].clone()];
    assert!(new[0].path.ends_with("new.rs"));
    let outputs = outputs(folder.path());
    let message = commit(&config, &outputs, &new).unwrap_err().to_string();
    assert!(message.contains("new.rs` is not of the project, and `out` has no sources yet"));
    send(
        &config,
        "../../../outside/src/models/new.rs",
        None,
        Some(&generated("new")),
    );
    let trouble = recover(&config, &outputs).unwrap_err();
    assert!(matches!(trouble, Trouble::Foreign(_)), "{trouble}");
    assert!(!new[0].path.exists());
}

/// A link below `out` leads to where it leads, also where that is not there yet.
#[cfg(unix)]
#[test]
fn links_are_followed_out_of_where_sources_are_written() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let (config, _) = abroad(folder.path());
    let src = folder.path().join("outside/src");
    fs::create_dir(folder.path().join("victim")).unwrap();
    fs::write(folder.path().join("victim/bashrc"), generated("mine")).unwrap();
    symlink("../../victim", src.join("way")).unwrap();
    symlink("../../victim/bashrc", src.join("file.rs")).unwrap();
    symlink("../../victim/later", src.join("later")).unwrap();
    for path in ["way/a.rs", "file.rs", "later/a.rs"] {
        let target = src.join(path);
        let before = contents(&target).unwrap();
        send(
            &config,
            &format!("../../../outside/src/{path}"),
            before.as_deref(),
            Some(&generated("sent")),
        );
        let trouble = recover(&config, &outputs(folder.path())).unwrap_err();
        assert!(matches!(trouble, Trouble::Foreign(_)), "{path}: {trouble}");
        assert_eq!(contents(&target).unwrap(), before, "{path}");
    }
}

/// Two projects may write below the same folder at the same time.
#[test]
fn projects_with_sources_in_one_folder_keep_their_own_copies() {
    let folder = tempfile::tempdir().unwrap();
    let project = |name: &str| {
        let (config, mut changes) = example(&folder.path().join(name));
        let out = folder.path().join("shared").join(name);
        fs::create_dir_all(&out).unwrap();
        fs::write(out.join("lib.rs"), generated("")).unwrap();
        changes.push(Change {
            path: out.join("models/new.rs"),
            before: None,
            after: Some(generated(name).into_bytes()),
        });
        let outputs = Outputs {
            out: Some(out),
            lock: None,
        };
        (config, outputs, changes)
    };
    let ((one, ones, first), (two, twos, second)) = (project("one"), project("two"));
    let batch = Batch::new(home(&one), &ones, &first).unwrap();
    for step in batch.steps() {
        if step == Step::Replace(1) {
            break;
        }
        batch.make(step).unwrap();
    }
    commit(&two, &twos, &second).unwrap();
    assert!(is_new(&second));
    assert_eq!(recover(&one, &ones).unwrap(), Recovered::Finished);
    assert!(is_new(&first));
    assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
}

/// Of many files it is the one that is meant.
#[test]
fn an_error_names_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let config = sent(folder.path(), "../new.rs");
    let said = || {
        recover(&config, &Outputs::default())
            .unwrap_err()
            .to_string()
    };
    fs::remove_file(home(&config).join("0.after")).unwrap();
    assert!(said().contains("0.after`: "), "{}", said());
    fs::write(home(&config).join(JOURNAL), "{").unwrap();
    assert!(said().contains("journal.json`: "), "{}", said());
    fs::remove_file(&config).unwrap();
    assert!(said().contains("codegen.toml`: "), "{}", said());
}
