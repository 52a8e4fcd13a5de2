//! What is on the disk after each step, and what is made of it.

use super::*;

/// A file that is changed, one that comes, one that goes, and one behind a link where there are links.
fn example(folder: &Path) -> (PathBuf, Vec<Change>) {
    let spec = folder.join("spec");
    fs::create_dir_all(spec.join("old")).unwrap();
    let config = spec.join("codegen.toml");
    fs::write(&config, "").unwrap();
    fs::write(folder.join("Cargo.toml"), "").unwrap();
    let change = |path: &str, before: Option<&str>, after: Option<&str>| {
        let path = spec.join(path);
        if let Some(text) = before {
            fs::write(&path, text).unwrap();
        }
        let bytes = |text: &str| text.as_bytes().to_vec();
        Change {
            path,
            before: before.map(bytes),
            after: after.map(bytes),
        }
    };
    let changes = vec![
        change("api.yaml", Some("one"), Some("two")),
        change("new/deep/thing.rs", None, Some("new")),
        change("old/gone.rs", Some("gone"), None),
        change("../beside.md", Some("a"), Some("b")),
    ];
    (config, changes)
}

fn is_old(changes: &[Change]) -> bool {
    let is = |change: &Change| contents(&change.path).unwrap() == change.before;
    changes.iter().all(is)
}

fn is_new(changes: &[Change]) -> bool {
    let is = |change: &Change| contents(&change.path).unwrap() == change.after;
    changes.iter().all(is)
}

/// All files of a folder, with nothing left over in between.
fn litter(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut queue = vec![folder.to_owned()];
    while let Some(next) = queue.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with(".specwright") {
                found.push(path);
            } else if path.is_dir() {
                queue.push(path);
            }
        }
    }
    found
}

#[test]
fn a_change_is_made_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (config, changes) = example(folder.path());
    commit(&config, &Outputs::default(), &changes).unwrap();
    assert!(is_new(&changes));
    assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
    assert!(!folder.path().join("spec/old").exists());
    assert_eq!(
        recover(&config, &Outputs::default()).unwrap(),
        Recovered::Nothing
    );
}

#[test]
fn after_any_number_of_steps_all_is_old_or_all_is_new() {
    interrupted_everywhere(example);
    interrupted_everywhere(guard_tests::abroad);
}

fn interrupted_everywhere(example: fn(&Path) -> (PathBuf, Vec<Change>)) {
    let prepared = || {
        let folder = tempfile::tempdir().unwrap();
        let (config, changes) = example(folder.path());
        let outputs = guard_tests::outputs(folder.path());
        let batch = Batch::new(home(&config), &outputs, &changes).unwrap();
        (folder, config, changes, outputs, batch)
    };
    let count = prepared().4.steps().len();
    let (mut old, mut new) = (0, 0);
    for done in 0..=count {
        let (folder, config, changes, outputs, batch) = prepared();
        let steps = batch.steps();
        for step in steps.iter().take(done) {
            batch.make(*step).unwrap();
        }
        let was_old = is_old(&changes);
        let has_journal = home(&config).join(JOURNAL).is_file();
        // A mix is there only beside a journal, and so is never taken for a whole.
        assert!(was_old || is_new(&changes) || has_journal, "{done}");
        let begun = steps.iter().take(done).any(|step| *step == Step::Journal);
        recover(&config, &outputs).unwrap();
        assert_eq!(is_new(&changes), begun, "{done}");
        assert_eq!(is_old(&changes), !begun, "{done}");
        assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
        // What is recovered once is recovered.
        assert_eq!(recover(&config, &outputs).unwrap(), Recovered::Nothing);
        old += usize::from(!begun);
        new += usize::from(begun);
    }
    assert!(old > 4 && new > 4, "{old} {new}");
}

#[test]
fn recovering_may_itself_be_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let (config, changes) = example(folder.path());
    let batch = Batch::new(home(&config), &Outputs::default(), &changes).unwrap();
    for step in batch.steps() {
        if step == Step::Replace(1) {
            break;
        }
        batch.make(step).unwrap();
    }
    for step in Batch::read(home(&config), &Outputs::default())
        .unwrap()
        .steps_from_journal()
    {
        if step == Step::Replace(3) {
            break;
        }
        batch.make(step).unwrap();
    }
    assert_eq!(
        recover(&config, &Outputs::default()).unwrap(),
        Recovered::Finished
    );
    assert!(is_new(&changes));
}

#[test]
fn what_somebody_changed_since_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (config, changes) = example(folder.path());
    let batch = Batch::new(home(&config), &Outputs::default(), &changes).unwrap();
    for step in batch.steps() {
        if step == Step::Replace(2) {
            break;
        }
        batch.make(step).unwrap();
    }
    let api = folder.path().join("spec/api.yaml");
    fs::write(&api, "three").unwrap();
    let message = recover(&config, &Outputs::default())
        .unwrap_err()
        .to_string();
    assert!(message.contains("api.yaml` was changed after an update had been interrupted"));
    assert_eq!(fs::read(&api).unwrap(), b"three");
    // It is said as long as it is so.
    assert!(recover(&config, &Outputs::default()).is_err());
    fs::write(&api, "two").unwrap();
    assert_eq!(
        recover(&config, &Outputs::default()).unwrap(),
        Recovered::Finished
    );
    assert!(is_new(&changes));
}

#[test]
fn what_is_not_as_it_was_read_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (config, changes) = example(folder.path());
    fs::write(folder.path().join("spec/old/gone.rs"), "kept").unwrap();
    let message = commit(&config, &Outputs::default(), &changes)
        .unwrap_err()
        .to_string();
    assert!(message.contains("was changed by somebody else meanwhile"));
    assert_eq!(
        fs::read(folder.path().join("spec/api.yaml")).unwrap(),
        b"one"
    );
    assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_file_that_cannot_be_written_leaves_all_as_it_was() {
    let examples: [(fn(&Path) -> _, _); 2] = [
        (example, "beside.md/inner"),
        (guard_tests::abroad, "outside/src/lib.rs/inner.rs"),
    ];
    for (example, inner) in examples {
        let folder = tempfile::tempdir().unwrap();
        let (config, mut changes) = example(folder.path());
        changes.retain(|change| change.after.is_some());
        // A file stands where a folder would have to be.
        changes.push(Change {
            path: folder.path().join(inner),
            before: None,
            after: Some(guard_tests::generated("x").into_bytes()),
        });
        let outputs = guard_tests::outputs(folder.path());
        let message = commit(&config, &outputs, &changes).unwrap_err().to_string();
        assert!(message.contains(inner), "{message}");
        assert!(is_old(&changes));
        assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
    }
}

#[test]
fn a_copy_of_a_folder_is_recovered_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (config, changes) = example(&folder.path().join("here"));
    let batch = Batch::new(home(&config), &Outputs::default(), &changes).unwrap();
    for step in batch.steps() {
        if step == Step::Replace(0) {
            break;
        }
        batch.make(step).unwrap();
    }
    fs::rename(folder.path().join("here"), folder.path().join("there")).unwrap();
    fs::create_dir_all(folder.path().join("here/spec")).unwrap();
    fs::write(folder.path().join("here/spec/api.yaml"), "one").unwrap();
    let moved = folder.path().join("there/spec/codegen.toml");
    assert_eq!(
        recover(&moved, &Outputs::default()).unwrap(),
        Recovered::Finished
    );
    let read = |path: &str| fs::read(folder.path().join(path)).unwrap();
    assert_eq!(read("there/spec/api.yaml"), b"two");
    assert_eq!(read("here/spec/api.yaml"), b"one");
}

#[test]
fn what_is_found_is_told_apart_and_looking_touches_nothing() {
    let mut found = Vec::new();
    for done in 0..=10 {
        let folder = tempfile::tempdir().unwrap();
        let (config, changes) = example(folder.path());
        let batch = Batch::new(home(&config), &Outputs::default(), &changes).unwrap();
        batch
            .steps()
            .iter()
            .take(done)
            .for_each(|step| batch.make(*step).unwrap());
        let looked = look(&config).unwrap();
        assert_eq!(look(&config).unwrap(), looked);
        let recovered = recover(&config, &Outputs::default()).unwrap();
        assert_eq!(
            is_new(&changes),
            matches!(recovered, Recovered::Finished | Recovered::Cleaned) || done > 11
        );
        found.push((looked, recovered));
    }
    found.dedup();
    assert_eq!(
        found,
        [
            (Found::Nothing, Recovered::Nothing),
            (Found::Remains, Recovered::Dropped),
            (Found::Unfinished, Recovered::Finished),
        ]
    );
    let folder = tempfile::tempdir().unwrap();
    let (config, changes) = example(folder.path());
    let batch = Batch::new(home(&config), &Outputs::default(), &changes).unwrap();
    let steps = batch.steps();
    steps
        .iter()
        .take(steps.len() - 1)
        .for_each(|step| batch.make(*step).unwrap());
    assert_eq!(look(&config).unwrap(), Found::Remains);
    assert_eq!(
        recover(&config, &Outputs::default()).unwrap(),
        Recovered::Cleaned
    );
    assert!(is_new(&changes));
}

#[path = "guard_tests.rs"]
mod guard_tests;
