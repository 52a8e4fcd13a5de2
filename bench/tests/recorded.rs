//! Figures that do not depend on the machine are within 5 % of what `results/recorded.json` says.
//!
//! `UPDATE=1` records what is found to be further away, and fails then; what is within 5 % stays recorded as it
//! was, so that small losses add up to one that is seen. A gain is recorded as well as a loss: else what comes
//! after could lose it again unseen.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use serde::{Deserialize, Serialize};

/// A figure may be so much of what is recorded more or less.
const TOLERANCE: f64 = 0.05;

/// Those that depend on the compiler: with another one than they were recorded with they are shown only.
const OF_THE_COMPILER: [&str; 2] = ["generating_instructions", "llvm_ir_lines_per_type"];

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Recorded {
    rustc: String,
    figures: BTreeMap<String, f64>,
}

#[test]
fn figures_are_as_recorded() {
    if !cfg!(debug_assertions) {
        println!("figures are those of a build without optimization");
        return;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("results/recorded.json");
    let text = fs::read_to_string(&file).expect("what is recorded");
    let recorded: Recorded = serde_json::from_str(&text).expect("figures");
    let found = Recorded {
        rustc: rustc(),
        figures: found(),
    };
    let far = far(&recorded, &found);
    if std::env::var_os("UPDATE").is_some() {
        let mut new = found.clone();
        if new.rustc == recorded.rustc {
            // What cannot be measured here stays as it was too.
            let near = recorded.figures.into_iter();
            new.figures
                .extend(near.filter(|(name, _)| !far.contains_key(name)));
        }
        let text = serde_json::to_string_pretty(&new).expect("JSON") + "\n";
        fs::write(&file, text).expect("the file is written");
    }
    assert!(
        far.is_empty(),
        "{}\nwhere that is meant, `UPDATE=1 cargo test -p bench --test recorded` records it",
        far.into_values().collect::<Vec<_>>().join("\n")
    );
}

/// Prints where it is seen of tests that pass, too.
fn say(line: &str) {
    // Nobody may be there to read it.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// What is further from what is recorded than it may be, by its name, and that in words.
fn far(recorded: &Recorded, found: &Recorded) -> BTreeMap<String, String> {
    let mut far = BTreeMap::new();
    for (name, &value) in &found.figures {
        let Some(&before) = recorded.figures.get(name) else {
            let line = format!("{name}: {value}, and nothing is recorded");
            far.insert(name.clone(), line);
            continue;
        };
        let line = format!("{name}: {value}, {before} recorded");
        say(&line);
        let is_other = OF_THE_COMPILER.contains(&name.as_str()) && recorded.rustc != found.rustc;
        if is_other {
            say(&format!(
                "  with rustc {}, and this is {}: not held",
                recorded.rustc, found.rustc
            ));
        } else if (value - before).abs() > before * TOLERANCE {
            far.insert(name.clone(), line);
        }
    }
    far
}

fn found() -> BTreeMap<String, f64> {
    // A build of the whole workspace gives them features that others ask for, and these cost allocations.
    let mut alone = Command::new(env!("CARGO"));
    alone.args(["build", "--quiet", "--package", "bench"]);
    run(alone.args(["--bin", "call", "--bin", "generating"]));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recorded/museum");
    let text = run(Command::new(env!("CARGO_BIN_EXE_generating")).arg(&folder));
    let mut figures: BTreeMap<String, f64> = serde_json::from_str(&text).expect("figures");
    let types = figures.remove("types").expect("the number of types");
    let mut add = |name: &str, value: f64| figures.insert(name.to_owned(), value);
    add(
        "llvm_ir_lines_per_type",
        (llvm_lines(&folder) / types).round(),
    );
    let text = run(Command::new(env!("CARGO_BIN_EXE_call")).arg("--allocations"));
    add("call_allocations", number_after(&text, "\nallocations: "));
    add("page_allocations", number_after(&text, "\ndecoding: "));
    match instructions() {
        Some(count) => drop(add("generating_instructions", count)),
        None => {
            say("instructions are not counted: that takes valgrind, and CARGO_PROFILE_DEV_DEBUG=0")
        }
    }
    figures
}

/// Lines of what rustc gives to LLVM for a release build of the crate in `folder`, before any pass of LLVM.
fn llvm_lines(folder: &Path) -> f64 {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    let built = folder.with_file_name("built");
    // Cargo is to see the crate as changed, whose LLVM IR is gone.
    let root = File::options().append(true).open(folder.join("src/lib.rs"));
    let root = root.expect("sources");
    root.set_modified(SystemTime::now()).expect("a time");
    let texts = || texts(&built.join("release/deps"));
    texts().iter().for_each(|old| drop(fs::remove_file(old)));
    let mut command = Command::new(env!("CARGO"));
    command.args([
        "rustc",
        "--quiet",
        "--lib",
        "--release",
        "--no-default-features",
    ]);
    // What other crates are compiled to is of no account here, but what this one takes from the runtime is.
    for config in [
        "profile.release.package.\"*\".opt-level=0",
        "profile.release.package.specwright-runtime.opt-level=3",
        "profile.release.build-override.opt-level=0",
    ] {
        command.args(["--config", config]);
    }
    command.args(["--", "--emit=llvm-ir", "-Ccodegen-units=1"]);
    command.args(["-Cno-prepopulate-passes", "-Cpasses=name-anon-globals"]);
    // As if all of it were called: else the functions of a client are left to those who call them.
    command.arg("-Clink-dead-code");
    command.current_dir(folder).env("CARGO_TARGET_DIR", &built);
    command
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    run(&mut command);
    let texts = texts();
    assert_eq!(texts.len(), 1, "{texts:?}");
    let lines = texts.iter().map(|text| {
        let file = File::open(text).expect("LLVM IR");
        BufReader::new(file).split(b'\n').count() as f64
    });
    lines.sum()
}

fn texts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "ll"))
        .collect()
}

/// Instructions of generating, in the build that tests have in CI; none without valgrind, and in another build,
/// which has a sixth more of them with what a debugger needs.
fn instructions() -> Option<f64> {
    if std::env::var("CARGO_PROFILE_DEV_DEBUG").ok()? != "0" {
        return None;
    }
    Command::new("valgrind").arg("--version").output().ok()?;
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no"])
        .arg("--cachegrind-out-file=/dev/null")
        .arg(env!("CARGO_BIN_EXE_generating"))
        .output()
        .expect("valgrind runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let (_, count) = text.split_once(" refs:").expect("a count");
    let digits: String = count
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    Some(digits.parse().expect("a number"))
}

fn number_after(text: &str, words: &str) -> f64 {
    let (_, rest) = text.split_once(words).expect(words);
    let (number, _) = rest.split_once(' ').expect("a number");
    number.parse().expect("a number")
}

fn rustc() -> String {
    let text = run(Command::new("rustc").arg("--version"));
    text.trim_start()
        .split(' ')
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}

#[track_caller]
fn run(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
    // Lines begin after a line.
    format!("\n{}", String::from_utf8_lossy(&output.stdout))
}

#[test]
fn what_is_far_in_either_direction_is_told() {
    let of = |rustc: &str, lines: f64, calls: f64| Recorded {
        rustc: rustc.to_owned(),
        figures: BTreeMap::from([
            ("llvm_ir_lines_per_type".to_owned(), lines),
            ("call_allocations".to_owned(), calls),
        ]),
    };
    let recorded = of("1.95.0", 1_000.0, 100.0);
    assert!(far(&recorded, &of("1.95.0", 1_049.0, 96.0)).is_empty());
    assert_eq!(far(&recorded, &of("1.95.0", 1_051.0, 94.0)).len(), 2);
    // Another compiler makes other code, and the same allocations.
    assert_eq!(far(&recorded, &of("1.96.0", 1_300.0, 106.0)).len(), 1);
}
