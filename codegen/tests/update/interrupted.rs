//! An update whose process is killed.

use std::{fs, thread};

use crate::{PETS, Project, run};

/// What stands in the files, without their times; without what is only there in between.
fn texts(project: &Project) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let state = project.state().into_iter();
    state.map(|(path, (text, _))| (path, text)).collect()
}

/// Kills it at other times in each of many runs; whatever was done by then, the next command leaves
/// the old state or the new one.
#[test]
fn a_killed_update_leaves_the_old_state_or_the_new_one() {
    let project = Project::new(PETS);
    // Many files change, so that there is time between the first and the last.
    let schemas: String = (0..60)
        .map(|number| format!("    Kind{number}: {{ type: string, enum: [a, b] }}\n"))
        .collect();
    let properties: String = (0..60)
        .map(|number| {
            format!("        k{number}: {{ $ref: \"#/components/schemas/Kind{number}\" }}\n")
        })
        .collect();
    let changed = PETS
        .replace("    Pet:\n", &format!("{schemas}    Pet:\n"))
        .replace("        age:", &format!("{properties}        age:"));
    let saved = tempfile::tempdir().unwrap();
    copy(&project.path(""), saved.path());
    project.put("upstream.yaml", &changed);
    let old = texts(&project);
    let start = std::time::Instant::now();
    assert_eq!(project.update(&[]).0, 0);
    let whole = start.elapsed();
    let new = texts(&project);
    assert!(new.len() > old.len() + 50, "{} {}", old.len(), new.len());

    let (mut olds, mut news, mut mixes) = (0, 0, 0);
    for round in 0..RUNS {
        fs::remove_dir_all(project.path("")).unwrap();
        copy(saved.path(), &project.path(""));
        project.put("upstream.yaml", &changed);
        let mut child = project
            .specwright()
            .args(["update", "--quiet"])
            .spawn()
            .unwrap();
        // What is written is written at the end.
        let part = 0.4 + 0.7 * f64::from(round) / f64::from(RUNS);
        thread::sleep(whole.mul_f64(part));
        let _ = child.kill();
        child.wait().unwrap();
        let now = texts(&project);
        let is_mix = now != old && now != new;
        mixes += usize::from(is_mix);
        let is_noticed = project.path("spec/.specwright-update").is_dir();
        let temporary = |path: &std::path::Path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(".specwright-")
        };
        assert!(!is_mix || is_noticed || now.iter().any(|(path, _)| temporary(path)));
        let (status, _, said) = run(project.specwright().args(["lint", "spec/pets.yaml"]));
        assert_eq!(status, 0, "{said}");
        let mut after = texts(&project);
        // A file that was on its way to its place; it is nowhere named.
        after.retain(|(path, _)| !temporary(path));
        match (after == old, after == new) {
            (true, _) => olds += 1,
            (_, true) => news += 1,
            _ => panic!("round {round}: neither the old state nor the new one"),
        }
    }
    eprintln!("{olds} times the old state, {news} times the new one; {mixes} times a mix before");
    assert!(olds > 0 && news > 0, "{olds} {news}");
}

/// How often it is killed.
const RUNS: u32 = 40;

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
