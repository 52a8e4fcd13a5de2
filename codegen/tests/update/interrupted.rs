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
    let is_ours = |part: std::path::Component<'_>| {
        let name = part.as_os_str().to_string_lossy();
        name.starts_with(".specwright-") && name != ".specwright-update"
    };
    path.components().any(is_ours)
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

/// Waits until all is written that it takes to finish it, or until it ends.
fn decides(project: &Project, child: &mut Child) {
    let journal = project.path("spec/.specwright-update/journal.json");
    while !journal.is_file() && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(200));
    }
}

/// Whatever was done by the time it is killed, the next command that writes leaves the old state or the new one.
#[test]
fn a_killed_update_leaves_the_old_state_or_the_new_one() {
    killed(&Project::new(PETS));
}

/// The sources may belong to another repository than the document.
#[test]
fn a_killed_update_of_two_repositories_leaves_the_old_state_or_the_new_one() {
    let project = Project::new(PETS);
    project.put("spec/.git/HEAD", "ref: refs/heads/main\n");
    killed(&project);
}

fn killed(project: &Project) {
    project.put("upstream.yaml", &changed());
    let saved = tempfile::tempdir().unwrap();
    copy(&project.path(""), saved.path());
    let old = texts(project);
    let mut child = start(project);
    begins(project, &mut child);
    let began = Instant::now();
    assert!(child.wait().unwrap().success());
    let writing = began.elapsed();
    let new = texts(project);
    assert!(new.len() > old.len() + 50, "{} {}", old.len(), new.len());

    let (mut olds, mut news, mut mixes) = (0, 0, 0);
    for round in 0..RUNS {
        fs::remove_dir_all(project.path("")).unwrap();
        copy(saved.path(), &project.path(""));
        let mut child = start(project);
        begins(project, &mut child);
        // Half of them before it is decided, half of them after.
        let part = f64::from(round % (RUNS / 2)) / f64::from(RUNS);
        if round >= RUNS / 2 {
            decides(project, &mut child);
        }
        thread::sleep(writing.mul_f64(part));
        let _ = child.kill();
        child.wait().unwrap();
        let mut now = texts(project);
        let is_noticed = project.path("spec/.specwright-update").is_dir();
        let folder = project.path("spec/.specwright-update");
        now.retain(|(path, _)| !is_temporary(path) && !path.starts_with(&folder));
        if now != old && now != new {
            mixes += 1;
            assert!(is_noticed, "round {round}: a mix that nobody would notice");
        }
        let (status, _, said) = run(project.specwright().arg("generate"));
        assert_eq!(status, 0, "{said}");
        let is_said = said.contains("warning[config/recovered-update]");
        assert_eq!(is_said, is_noticed, "{said}");
        let mut after = texts(project);
        let is_staged = |path: &Path| {
            path.components()
                .any(|part| part.as_os_str() == ".specwright-staged")
        };
        assert!(
            !after.iter().any(|(path, _)| is_staged(path)),
            "round {round}"
        );
        after.retain(|(path, _)| !is_temporary(path));
        let (is_old, is_new) = (after == old, after == new);
        let is_whole = is_old || is_new;
        assert!(
            is_whole,
            "round {round}: neither the old state nor the new one"
        );
        olds += u32::from(is_old);
        news += u32::from(is_new);
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

/// What an update leaves that was interrupted when its journal was written: a change of `upstream.yaml`.
fn interrupted(project: &Project) {
    let home = "spec/.specwright-update";
    project.put(&format!("{home}/0.before"), PETS);
    project.put(&format!("{home}/0.after"), &PETS.replace("happy", "merry"));
    let file = r#"{ "path": "../pets.yaml", "before": true, "after": true }"#;
    let journal = format!("{{ \"version\": 1, \"files\": [{file}] }}");
    project.put(&format!("{home}/journal.json"), &journal);
}

#[test]
fn what_only_reads_leaves_an_interrupted_update_as_it_is() {
    let project = Project::new(PETS);
    interrupted(&project);
    project.put("drift.jsonl", "");
    project.put("page.yaml", "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: { /a: { get: { responses: { '204': { description: Done. } } } } }\n");
    let before = project.state();
    for arguments in [
        &["lint", "spec/pets.yaml"][..],
        &["diff", "upstream.yaml", "spec/pets.yaml"],
        &["generate", "--check"],
        &["update", "--dry-run"],
        &[
            "import",
            "page.yaml",
            "--into",
            "spec/pets.yaml",
            "--dry-run",
        ],
        &["observe", "drift.jsonl"],
    ] {
        let (status, _, said) = run(project.specwright().args(arguments));
        assert_eq!(status, 1, "{arguments:?}: {said}");
        assert!(
            said.contains("error[config/unfinished-update]"),
            "{arguments:?}: {said}"
        );
        assert!(
            said.contains("`specwright generate` writes the rest"),
            "{said}"
        );
        assert!(before == project.state(), "{arguments:?}");
    }
    // Before the journal was there, and after it has gone, all files are whole.
    fs::remove_file(project.path("spec/.specwright-update/journal.json")).unwrap();
    let before = project.state();
    let (status, _, said) = run(project.specwright().args(["generate", "--check"]));
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("warning[config/recovered-update]"), "{said}");
    assert!(before == project.state());
}

#[test]
fn whatever_writes_finishes_an_interrupted_update_first() {
    for arguments in [
        &["generate"][..],
        &["update"],
        &["import", "page.yaml", "--into", "spec/pets.yaml"],
        &["observe", "drift.jsonl", "--write", "spec/seen.yaml"],
    ] {
        let project = Project::new(PETS);
        interrupted(&project);
        project.put("drift.jsonl", "{\"at\":\"2026-01-02T03:04:05Z\",\"count\":1,\"kind\":\"unknown_value\",\"operation\":\"get-pet\",\"path\":\"mood\",\"status\":200,\"value\":\"merry\"}\n");
        project.put("page.yaml", "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: { /a: { get: { responses: { '204': { description: Done. } } } } }\n");
        let (status, _, said) = run(project.specwright().args(arguments));
        assert_eq!(status, 0, "{arguments:?}: {said}");
        assert!(
            said.contains("warning[config/recovered-update]"),
            "{arguments:?}: {said}"
        );
        assert!(
            project.text("spec/pets.yaml").contains("[merry, sad]"),
            "{arguments:?}"
        );
        assert!(!project.path("spec/.specwright-update").exists());
        // By then the value is known.
        assert!(!project.path("spec/seen.yaml").exists());
    }
}

#[test]
fn a_journal_that_leads_out_of_the_project_is_refused() {
    let project = Project::new(PETS);
    interrupted(&project);
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("profile");
    let journal = serde_json::json!({
        "version": 1,
        "files": [{ "path": target, "before": false, "after": true }],
    });
    project.put("spec/.specwright-update/journal.json", &journal.to_string());
    let before = project.state();
    for arguments in [
        &["generate"][..],
        &["update"],
        &["import", "upstream.yaml", "--into", "spec/pets.yaml"],
    ] {
        let (status, _, said) = run(project.specwright().args(arguments));
        assert_eq!(status, 1, "{arguments:?}: {said}");
        assert!(
            said.contains("error[config/foreign-journal]"),
            "{arguments:?}: {said}"
        );
        assert!(said.contains("profile"), "{said}");
        assert!(
            before == project.state() && !target.exists(),
            "{arguments:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_journal_behind_a_link_is_refused() {
    let project = Project::new(PETS);
    interrupted(&project);
    let elsewhere = tempfile::tempdir().unwrap();
    let (here, there) = (
        project.path("spec/.specwright-update"),
        elsewhere.path().join("sw"),
    );
    std::fs::create_dir(elsewhere.path().join(".git")).unwrap();
    std::fs::create_dir(&there).unwrap();
    for entry in std::fs::read_dir(&here).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), there.join(entry.file_name())).unwrap();
    }
    std::fs::remove_dir_all(&here).unwrap();
    std::os::unix::fs::symlink(&there, &here).unwrap();
    let (status, _, said) = run(project.specwright().arg("generate"));
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("error[config/foreign-journal]"), "{said}");
    let left = std::fs::read_dir(elsewhere.path()).unwrap().count();
    assert_eq!(left, 2, "{said}");
}
