//! An update whose process is killed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{PETS, Project, run};

/// How often it is killed.
const RUNS: u32 = 16;

/// What stands in the files, without their times.
fn texts(project: &Project) -> Vec<(PathBuf, Vec<u8>)> {
    let state = project.state().into_iter();
    state.map(|(path, (text, _))| (path, text)).collect()
}

/// A file on its way to its place; no other one names it.
fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    name.starts_with(".specwright-")
}

/// Upstream with so many more schemas that there is time between the first file and the last.
fn changed() -> String {
    let (mut schemas, mut properties) = (String::new(), String::new());
    for number in 0..30 {
        schemas.push_str(&format!(
            "    Kind{number}: {{ type: string, enum: [a, b] }}\n"
        ));
        properties.push_str(&format!(
            "        k{number}: {{ $ref: \"#/components/schemas/Kind{number}\" }}\n"
        ));
    }
    let text = PETS.replace("    Pet:\n", &format!("{schemas}    Pet:\n"));
    text.replace("        age:", &format!("{properties}        age:"))
}

fn start(project: &Project) -> Child {
    let mut command = project.specwright();
    command.args(["update", "--quiet"]).stdout(Stdio::null());
    command.spawn().unwrap()
}

/// Waits until it begins to write, or ends.
fn begins(project: &Project, child: &mut Child) {
    let journal = project.path("spec/.specwright-update");
    while !journal.is_dir() && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(200));
    }
}

/// Whatever was done by the time it is killed, the next command leaves the old state or the new one.
#[test]
fn a_killed_update_leaves_the_old_state_or_the_new_one() {
    let project = Project::new(PETS);
    project.put("upstream.yaml", &changed());
    let saved = tempfile::tempdir().unwrap();
    copy(&project.path(""), saved.path());
    let old = texts(&project);
    let mut child = start(&project);
    begins(&project, &mut child);
    let began = Instant::now();
    assert!(child.wait().unwrap().success());
    let writing = began.elapsed();
    let new = texts(&project);
    assert!(new.len() > old.len() + 50, "{} {}", old.len(), new.len());

    let (mut olds, mut news, mut mixes) = (0, 0, 0);
    for round in 0..RUNS {
        fs::remove_dir_all(project.path("")).unwrap();
        copy(saved.path(), &project.path(""));
        let mut child = start(&project);
        begins(&project, &mut child);
        thread::sleep(writing.mul_f64(1.2 * f64::from(round) / f64::from(RUNS)));
        let _ = child.kill();
        child.wait().unwrap();
        let mut now = texts(&project);
        let is_noticed = project.path("spec/.specwright-update").is_dir();
        let folder = project.path("spec/.specwright-update");
        now.retain(|(path, _)| !is_temporary(path) && !path.starts_with(&folder));
        if now != old && now != new {
            mixes += 1;
            assert!(is_noticed, "round {round}: a mix that nobody would notice");
        }
        let (status, _, said) = run(project.specwright().args(["lint", "spec/pets.yaml"]));
        assert_eq!(status, 0, "{said}");
        let is_said = said.contains("warning[config/recovered-update]");
        assert_eq!(is_said, is_noticed, "{said}");
        let mut after = texts(&project);
        after.retain(|(path, _)| !is_temporary(path));
        match (after == old, after == new) {
            (true, _) => olds += 1,
            (_, true) => news += 1,
            _ => panic!("round {round}: neither the old state nor the new one"),
        }
    }
    eprintln!("{olds} times the old state, {news} times the new one; {mixes} times a mix before");
    assert!(olds > 0 && news > 0, "{olds} {news}");
}

fn copy(from: &Path, to: &Path) {
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
