//! The stage *program*: what a program weighs that makes two calls, and how long it is linked.
//!
//! Beside it stands the same by hand: `reqwest` as it is by default, and two structs with derived
//! `Deserialize`, of ten fields each. Neither is run.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use crate::{
    arrange::Arranged,
    compile::{cargo, complaint, prepared},
    document::Document,
    generator::Generator,
    install::{Places, hide},
    operations::{self, Operation},
    record::{Record, Run, Stage},
    usage::{self, Usage},
};

/// The variable that names the file of notes; where it is set, this program is the linker.
pub(crate) const NOTES: &str = "SPECWRIGHT_BENCH_LINK_NOTES";

/// What makes the two calls.
struct Entrant {
    name: &'static str,
    /// Its crate, or why there is nothing to build.
    arranged: Result<Arranged, String>,
    taken: Vec<Usage>,
    bytes: f64,
}

/// Builds the two programs for release and links each `runs` times, in turns; the operations are those
/// `named`, or the first two.
///
/// # Errors
///
/// Where cargo cannot be run. What does not compile is a record that says so.
pub(crate) fn program(
    document: &Document,
    named: &[String],
    runs: usize,
    places: &Places,
    run: &Run,
) -> Result<Vec<Record>, Box<dyn Error>> {
    let generated = match prepared(Generator::Specwright, document, None, places)? {
        Ok(client) => Ok(of_client(document, &client, named, places)?),
        Err(why) => Err(why),
    };
    let by_hand = arranged(document, "by-hand", BY_HAND_NEEDS, BY_HAND, places)?;
    let mut entrants =
        [("specwright", generated), ("by hand, reqwest", Ok(by_hand))].map(|(name, arranged)| {
            Entrant {
                name,
                arranged,
                taken: Vec::new(),
                bytes: 0.0,
            }
        });
    for turn in 0..runs {
        for entrant in &mut entrants {
            let Ok(arranged) = &entrant.arranged else {
                continue;
            };
            eprintln!(
                "{}: {} links ({} of {runs})",
                document.name,
                entrant.name,
                turn + 1
            );
            match linked(arranged, places)? {
                Ok((usage, bytes)) => {
                    entrant.taken.push(usage);
                    entrant.bytes = bytes;
                }
                Err(why) => entrant.arranged = Err(why),
            }
        }
    }
    Ok(entrants
        .into_iter()
        .map(|entrant| record(entrant, document, run))
        .collect())
}

/// The program that uses the client.
fn of_client(
    document: &Document,
    client: &Arranged,
    named: &[String],
    places: &Places,
) -> Result<Arranged, Box<dyn Error>> {
    let calls = operations::two(&client.folder, named)?;
    for Operation { name, .. } in &calls {
        eprintln!("{}: the program calls `{name}`", document.name);
    }
    let package = document.package(Generator::Specwright.id());
    let needs = format!(
        "client = {{ package = \"{package}\", path = {:?} }}\n",
        client.folder.display().to_string()
    );
    let program = arranged(document, "two-calls", &needs, &main(&calls), places)?;
    fs::copy(
        places.root.join("Cargo.lock"),
        program.folder.join("Cargo.lock"),
    )?;
    Ok(program)
}

fn main(calls: &[Operation]) -> String {
    let calls: String = calls
        .iter()
        .map(|Operation { call, .. }| {
            format!("        let answer = {call};\n        println!(\"{{}}\", answer.status());\n")
        })
        .collect();
    format!(
        "fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = client::Client::builder().bearer_token(\"x\").build()?;
    runtime.block_on(async {{
{calls}        Ok(())
    }})
}}
"
    )
}

const BY_HAND_NEEDS: &str = "reqwest = { version = \"0.13\", features = [\"json\"] }
serde = { version = \"1\", features = [\"derive\"] }
";

const BY_HAND: &str = include_str!("by_hand.rs.txt");

/// Writes a crate of one program.
fn arranged(
    document: &Document,
    id: &str,
    needs: &str,
    main: &str,
    places: &Places,
) -> Result<Arranged, Box<dyn Error>> {
    let package = document.package(id);
    let folder = places.cache.join("programs").join(&package);
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{needs}\
         tokio = {{ version = \"1\", features = [\"rt\", \"time\", \"net\"] }}\n\n\
         [profile.release]\nstrip = true\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/main.rs"), main)?;
    Ok(Arranged {
        folder,
        krate: package,
        features: Vec::new(),
    })
}

/// Links the program, all else being built before: what the linker took, and how long the file is.
fn linked(
    arranged: &Arranged,
    places: &Places,
) -> Result<Result<(Usage, f64), String>, Box<dyn Error>> {
    let log = places.log(&format!("link-{}", arranged.krate));
    let notes = places.log(&format!("link-{}.notes", arranged.krate));
    if notes.exists() {
        fs::remove_file(&notes)?;
    }
    let main = arranged.folder.join("src/main.rs");
    let text = fs::read_to_string(&main)?;
    fs::write(&main, text)?;
    let linker = format!("-Clinker={}", env::current_exe()?.display());
    let mut command = cargo(
        arranged,
        &["rustc", "--release", "--bin", &arranged.krate],
        places,
    );
    command.args(["--", &linker]).env(NOTES, &notes);
    let (status, _) = usage::logged(&mut command, &log)?;
    if !status.success() {
        return Ok(Err(hide(&complaint(&log))));
    }
    let usage: Usage = serde_json::from_str(&fs::read_to_string(&notes)?)?;
    let program = places.cache.join("build/release").join(&arranged.krate);
    Ok(Ok((usage, fs::metadata(program)?.len() as f64)))
}

/// Links as rustc would by itself, and notes what that took.
pub(crate) fn link(notes: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let mut linker = Command::new(PathBuf::from("cc"));
    let (status, usage) = usage::run(linker.args(env::args_os().skip(1)))?;
    // It is given to the program alone, whose dependencies' build scripts have cargo's own linker.
    fs::write(notes, serde_json::to_string(&usage)?)?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

fn record(entrant: Entrant, document: &Document, run: &Run) -> Record {
    let mut figures = BTreeMap::new();
    if let Some(usage) = Usage::median(&entrant.taken) {
        figures.insert("program_bytes".to_owned(), entrant.bytes);
        figures.insert("link_cpu_seconds".to_owned(), usage.cpu);
        figures.insert("link_peak_bytes".to_owned(), usage.peak);
    }
    Record {
        stage: Stage::Program,
        document: document.name.clone(),
        document_bytes: document.bytes,
        generator: entrant.name.to_owned(),
        failure: entrant.arranged.err(),
        runs: entrant.taken.len(),
        figures,
        run: run.clone(),
    }
}
