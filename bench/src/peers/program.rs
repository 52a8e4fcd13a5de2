//! The stage *program*: what a program weighs that makes two calls, and how long it is linked.
//!
//! Beside it stands the same by hand, over `reqwest` and two structs with derived `Deserialize`, of ten fields
//! each: once with `reqwest` as it is by default, once with the provider of cryptography that specwright's
//! clients have by default. None is run.

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

impl Entrant {
    fn new(name: &'static str, arranged: Result<Arranged, String>) -> Self {
        Self {
            name,
            arranged,
            taken: Vec::new(),
            bytes: 0.0,
        }
    }
}

/// Builds the programs for release and links each `runs` times, in turns; the operations are those
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
        // Each document is a client of its own.
        Ok(_) if document.files.len() > 1 => Err("is a client for each document".to_owned()),
        Ok(client) => Ok(of_client(document, &client, named, places)?),
        Err(why) => Err(why),
    };
    let mut entrants = vec![Entrant::new("specwright", generated)];
    for (name, id, needs, main) in by_hand() {
        let arranged = arranged(document, id, &needs, &main, places)?;
        entrants.push(Entrant::new(name, Ok(arranged)));
    }
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
    // By its own name, which is what the calls have.
    let needs = format!(
        "{package} = {{ path = {:?} }}\n",
        client.folder.display().to_string()
    );
    let source = fs::read_to_string(client.folder.join("src/client.rs"))?;
    let text = main(&client.krate, token(&source), &calls);
    arranged(document, "two-calls", &needs, &text, places)
}

/// How the builder of a client takes a token: a document need not say that there is one, as GitHub's does not.
fn token(source: &str) -> &'static str {
    match source.contains("HasBearer for Client") {
        true => "bearer_token(\"x\")",
        false => "header(\"Authorization\", \"Bearer x\")",
    }
}

/// The program that makes `calls` with the client that rustc calls `krate`.
fn main(krate: &str, token: &str, calls: &[Operation]) -> String {
    let calls: String = calls
        .iter()
        .map(|Operation { call, .. }| {
            format!("        let answer = {call};\n        println!(\"{{}}\", answer.status());\n")
        })
        .collect();
    format!(
        "fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = {krate}::Client::builder().{token}.build()?;
    runtime.block_on(async {{
{calls}        Ok(())
    }})
}}
"
    )
}

/// The programs by hand: name, what its crate is called, dependencies and source.
fn by_hand() -> [(&'static str, &'static str, String, String); 2] {
    let needs = |reqwest: &str| {
        format!(
            "reqwest = {{ version = \"0.13\", {reqwest} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n"
        )
    };
    // What is on by default but the provider, as `reqwest` has no feature of another one.
    let same = needs(
        "default-features = false, features = [\"charset\", \"http2\", \"json\", \"rustls-no-provider\", \"system-proxy\"]",
    ) + "rustls = { version = \"0.23\", default-features = false, features = [\"logging\", \"ring\", \"std\", \"tls12\"] }\n";
    let begin = "fn main() -> Result<(), Box<dyn Error>> {\n";
    let chosen =
        format!("{begin}    let _ = rustls::crypto::ring::default_provider().install_default();\n");
    [
        (
            "by hand, reqwest",
            "by-hand",
            needs("features = [\"json\"]"),
            BY_HAND.to_owned(),
        ),
        (
            "by hand, reqwest with ring",
            "by-hand-ring",
            same,
            BY_HAND.replacen(begin, &chosen, 1),
        ),
    ]
}

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
         [workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/main.rs"), main)?;
    // What they have in common is of one version.
    fs::copy(places.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
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
    // As a profile's `strip = true`, which would build all dependencies anew.
    let arguments = ["--", &linker, "-Cstrip=symbols"];
    command.args(arguments).env(NOTES, &notes);
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
        without: Vec::new(),
        runs: entrant.taken.len(),
        figures,
        run: run.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_have_the_client_by_its_own_name() {
        let call = Operation {
            name: "find".to_owned(),
            call: "client.pets().find(of_pets::models::Kind::Cat).await?".to_owned(),
        };
        let text = main("of_pets", token("no scheme"), &[call]);
        let built = "= of_pets::Client::builder().header(\"Authorization\", \"Bearer x\").build()?";
        assert!(text.contains(built), "{text}");
        assert!(token("impl HasBearer for Client {}").contains("bearer_token"));
        syn::parse_file(&text).unwrap();
    }

    #[test]
    fn by_hand_differs_by_its_cryptography_alone() {
        let [(.., plain), (.., ring)] = by_hand();
        let added: Vec<_> = ring.lines().filter(|line| !plain.contains(line)).collect();
        assert!(added.len() == 1 && added[0].contains("ring"), "{added:?}");
        syn::parse_file(&ring).unwrap();
    }
}
