//! What `diff` says of types that were one or are one.

use std::fs;

use super::Zoo;
use crate::{run, specwright};

/// What was one, came apart, and is alike again is two: code for the first meets that in the last.
#[test]
fn what_is_alike_again_was_one() {
    let first = [("hen", "name"), ("ape", "name")];
    let zoo = Zoo::of(&first);
    let between = [("hen", "name age"), ("ape", "name")];
    zoo.has(&between);
    let last = [("hen", "name age"), ("ape", "name age")];
    zoo.has(&last);
    assert_eq!(zoo.lines(), ["hen apart ZooApe"]);
    let said = "one type is 2 now: `models::ZooApe` apart from `models::ZooHen`";
    assert_eq!(zoo.diff(&first, &last), [said]);
    assert!(zoo.diff(&between, &last).is_empty());
    // Nothing has happened to what is the same on both sides.
    assert!(zoo.diff(&last, &last).is_empty());
    // Nor to what two are that change alike, as long as the lock is that of the old side.
    let next = [("hen", "name age size"), ("ape", "name age size")];
    assert!(zoo.diff(&last, &next).is_empty());
}

/// Where each document has a lock of its own, nothing is guessed.
#[test]
fn locks_of_their_own_say_what_was_one() {
    let all = [("hen", "name"), ("ape", "name")];
    let (old, new) = (Zoo::of(&all), Zoo::of(&all));
    new.has(&[("hen", "name age"), ("ape", "name")]);
    new.has(&all);
    let diff = |old: &Zoo, new: &Zoo| -> Vec<String> {
        let input = |zoo: &Zoo| specwright::Input {
            spec: Some(zoo.client.path("spec.yaml")),
            config: Some(zoo.client.path("codegen.toml")),
            ..specwright::Input::default()
        };
        let difference = specwright::diff(&input(old), &input(new));
        let changes = &difference.comparison().unwrap().changes;
        changes.iter().map(|change| change.rule.clone()).collect()
    };
    assert_eq!(diff(&old, &new), ["type-split"]);
    assert_eq!(diff(&new, &old), ["types-joined"]);
    assert!(diff(&new, &new).is_empty());
    let later = Zoo::of(&all);
    fs::copy(
        new.client.path("names.lock"),
        later.client.path("names.lock"),
    )
    .unwrap();
    later.has(&[("hen", "name age"), ("ape", "name age")]);
    let rules = diff(&new, &later);
    assert!(!rules.contains(&"type-split".to_owned()), "{rules:?}");
}

/// What came apart before the old document is two in it, whatever the lock of the new one says of what was one.
#[test]
fn the_lock_of_the_old_side_can_be_given() {
    let zoo = Zoo::of(&[("hen", "name"), ("ape", "name")]);
    zoo.has(&[("hen", "name age"), ("ape", "name")]);
    let old = [("hen", "name age"), ("ape", "name age")];
    zoo.has(&old);
    let lock = zoo.client.path("old.lock");
    fs::copy(zoo.client.path("names.lock"), &lock).unwrap();
    let new = [("hen", "name age size"), ("ape", "name age size")];
    zoo.has(&new);
    assert_eq!(zoo.diff(&old, &new).len(), 1, "a false alarm by one lock");
    let by_both = ["--old-lock", lock.to_str().unwrap()];
    assert!(zoo.diff_by(&old, &new, &by_both).is_empty());
}

#[test]
fn a_lock_that_is_not_there_is_an_error() {
    let zoo = Zoo::of(&[("hen", "name")]);
    let spec = zoo.client.path("spec.yaml");
    let mut command = specwright();
    command.arg("diff").args([&spec, &spec]);
    let (status, stdout, stderr) = run(command.args(["--old-lock", "no.lock"]));
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert_eq!(stderr, "error: there is no lock `no.lock`\n");
}

#[test]
fn without_a_lock_diff_says_what_becomes_one_and_two() {
    let zoo = Zoo::of(&[("hen", "name")]);
    zoo.option("");
    let config = "spec = \"spec.yaml\"\nout = \"src\"\n";
    fs::write(zoo.client.path("codegen.toml"), config).unwrap();
    let one = [("hen", "name"), ("ape", "name"), ("newt", "name")];
    let two = [("hen", "name"), ("ape", "name age"), ("newt", "name")];
    let said = "one type is 2 now: `models::ZooApe` apart from `models::ZooHen`, `models::ZooNewt`";
    assert_eq!(zoo.diff(&one, &two), [said]);
    let said = "2 types are one now: `models::ZooApe` with `models::ZooHen`, `models::ZooNewt`";
    assert_eq!(zoo.diff(&two, &one), [said]);
    assert!(
        zoo.diff(&one, &[("hen", "name"), ("ape", "name")])
            .is_empty()
    );
}
