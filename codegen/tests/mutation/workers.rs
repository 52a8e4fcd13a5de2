//! Processes that try many mutants, each of which may abort.

use std::{
    env, fs,
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use crate::{
    documents::write_corpus,
    workshop::{Contents, LAST_PANIC, Mutant, Outcome, Workshop, folder, pretty},
};

/// How long one mutant may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// `seed:first:step:end`, for a worker.
pub const WORKER: &str = "MUTANT_WORKER";
/// The folder with the documents of the corpus, in which a worker may write.
const PARTS: &str = "MUTANT_PARTS";

pub fn numbers(variable: &str) -> Option<Vec<u64>> {
    let text = env::var(variable).ok()?;
    let numbers = text.split(':').map(str::parse);
    Some(
        numbers
            .collect::<Result<_, _>>()
            .expect("numbers with colons between them"),
    )
}

/// Runs on a thread with a stack that is deep enough for syn.
pub fn with_stack(run: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(256 << 20)
            .spawn_scoped(scope, run)
            .expect("a thread");
    });
}

/// Notes where a panic was, rather than to print it.
fn keep_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map_or_else(String::new, ToString::to_string);
        *LAST_PANIC.lock().expect("no panic while it is set") = place;
    }));
}

/// Says each mutant before it is tried, and then what came of it.
pub fn work(seed: u64, first: u64, step: u64, end: u64) {
    let parts = env::var_os(PARTS).expect("a parent");
    let workshop = Workshop::new(Path::new(&parts));
    keep_panics();
    let mut out = std::io::stdout();
    writeln!(out, "\n>ready").expect("a parent");
    for index in (first..end).step_by(usize::try_from(step).expect("a few")) {
        let mutant = workshop.mutant(seed, index);
        let name = &workshop.documents[mutant.document].name;
        writeln!(out, ">begin {index} {name}").expect("a parent");
        let said = match workshop.run(&mutant) {
            Ok(Outcome::Refused) => ">refused".to_owned(),
            Ok(Outcome::Generated) => ">generated".to_owned(),
            Err(failure) => format!(">failed {}", failure.replace('\n', "\n| ")),
        };
        writeln!(out, "{said}").expect("a parent");
    }
    writeln!(out, ">end").expect("a parent");
}

#[derive(Debug, Default)]
pub struct Tally {
    pub refused: u64,
    pub generated: u64,
    pub failures: Vec<String>,
    pub slowest: (Duration, String),
}

fn spawn(range: &str, parts: &Path, errors: &File) -> Child {
    let program = env::current_exe().expect("this program");
    let mut command = if cfg!(unix) {
        // So that a document that takes all memory fails rather than the machine.
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v 6000000; exec \"$0\" \"$@\""]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .args(["mutants_are_refused_or_become_code", "--exact"])
        .args(["--nocapture", "--test-threads=1"])
        .env(WORKER, range)
        .env(PARTS, parts)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors.try_clone().expect("a file"))
        .spawn()
        .expect("a worker")
}

/// Has every `step`th mutant tried from the `first`, by as many processes as that takes.
pub fn supervise(seed: u64, first: u64, step: u64, end: u64, parts: &Path) -> Tally {
    let mut tally = Tally::default();
    let mut next = first;
    while next < end && tally.failures.len() < 100 {
        let errors = tempfile::NamedTempFile::new().expect("a file");
        let range = format!("{seed}:{next}:{step}:{end}");
        let mut child = spawn(&range, parts, errors.as_file());
        let (send, lines) = mpsc::channel();
        let stdout = child.stdout.take().expect("it is piped");
        std::thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.for_each(|line| drop(send.send(line)));
        });
        let current = follow(seed, &lines, &mut tally);
        let _ = child.kill();
        let status = child.wait().expect("a worker");
        let Some((index, name, why)) = current else {
            break;
        };
        let mut said = String::new();
        let _ = errors
            .reopen()
            .map(|mut file| file.read_to_string(&mut said));
        tally.failures.push(format!(
            "MUTANT={seed}:{index} ({name}): {why}, {status}: {said}"
        ));
        next = index + step;
    }
    tally
}

/// Reads what a worker says until it ends; the mutant that it did not survive.
fn follow(
    seed: u64,
    lines: &mpsc::Receiver<String>,
    tally: &mut Tally,
) -> Option<(u64, String, &'static str)> {
    let mut current: Option<(u64, String)> = None;
    let mut begun = Instant::now();
    // The documents are read first.
    let mut patience = 4 * PATIENCE;
    loop {
        let line = match lines.recv_timeout(patience) {
            Ok(line) => line,
            Err(error) => {
                let why = match error {
                    mpsc::RecvTimeoutError::Timeout => "it takes too long",
                    mpsc::RecvTimeoutError::Disconnected => "it aborts",
                };
                let (index, name) = current.unwrap_or_else(|| panic!("a worker: {why}"));
                return Some((index, name, why));
            }
        };
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let taken = begun.elapsed();
        if matches!(word, ">refused" | ">generated") && taken > tally.slowest.0 {
            tally.slowest = (taken, format!("{current:?}"));
        }
        match word {
            ">begin" => {
                let (index, name) = rest.split_once(' ').expect("an index and a name");
                current = Some((index.parse().expect("an index"), name.to_owned()));
                begun = Instant::now();
                patience = PATIENCE;
            }
            ">refused" => tally.refused += 1,
            ">generated" => tally.generated += 1,
            ">failed" => {
                let (index, name) = current.as_ref().expect("it has begun");
                tally
                    .failures
                    .push(format!("MUTANT={seed}:{index} ({name}): {rest}"));
            }
            "|" => {
                let last = tally.failures.last_mut().expect("it has failed");
                last.push_str(&format!("\n    {rest}"));
            }
            ">end" => return None,
            _ => {}
        }
    }
}

/// Tries one mutant again, here, and prints it as small as it fails.
pub fn replay(seed: u64, index: u64) {
    let parts = folder();
    write_corpus(parts.path());
    let workshop = Workshop::new(parts.path());
    let mutant = workshop.mutant(seed, index);
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{seed}-{index}"));
    let write = |mutant: &Mutant| {
        let bytes = match &mutant.contents {
            Contents::Tree(tree) => pretty(tree),
            Contents::Text(text) => text.clone(),
        };
        fs::write(&kept, bytes).expect("a writable folder");
    };
    write(&mutant);
    let name = &workshop.documents[mutant.document].name;
    eprintln!("{name}, mutated, is {}", kept.display());
    keep_panics();
    let result = workshop.run(&mutant);
    if let Err(failure) = &result {
        write(&workshop.minimised(mutant, failure));
    }
    drop(std::panic::take_hook());
    let outcome = result.unwrap_or_else(|failure| panic!("{failure}"));
    eprintln!("{outcome:?}");
}
