//! The stage *compiling*: what was generated becomes a library.

use std::{
    collections::BTreeMap,
    error::Error,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    arrange::{Arranged, arrange},
    derives,
    document::Document,
    generate,
    generator::Generator,
    install::{Places, hide, install, said},
    part::{Part, Without},
    record::{Record, Run, Stage},
    usage::{self, Usage},
    wrapper,
};

/// The arguments of cargo that build a library for the part.
fn arguments(part: Part) -> &'static [&'static str] {
    match part {
        Part::Check => &["check", "--lib"],
        Part::Debug => &["build", "--lib"],
        Part::Release => &["build", "--lib", "--release"],
        Part::LlvmIr => &["rustc", "--lib", "--release"],
    }
}

/// What is asked of the stage.
pub(crate) struct Asked<'a> {
    pub generators: &'a [Generator],
    pub runs: usize,
    /// The tag whose feature alone is compiled; the first if there is none.
    pub tag: Option<&'a str>,
    /// What takes too long.
    pub without: &'a [Without],
}

/// A generator with what was found about it so far.
struct Entrant {
    generator: Generator,
    /// Its crate, or why there is nothing more to build.
    arranged: Result<Arranged, String>,
    taken: BTreeMap<Part, Vec<Usage>>,
    sizes: BTreeMap<String, f64>,
}

/// Compiles what each generator makes of `document`, in turns, with its dependencies built before.
///
/// # Errors
///
/// Where cargo cannot be run. What does not compile is a record that says so.
pub(crate) fn compile(
    document: &Document,
    asked: &Asked<'_>,
    places: &Places,
    run: &Run,
) -> Result<Vec<Record>, Box<dyn Error>> {
    let mut entrants = Vec::new();
    for &generator in asked.generators {
        let arranged = prepared(generator, document, asked.tag, places)?;
        let (taken, sizes) = Default::default();
        entrants.push(Entrant {
            generator,
            arranged,
            taken,
            sizes,
        });
    }
    for part in [Part::Check, Part::Debug, Part::Release] {
        for turn in 0..asked.runs {
            for entrant in &mut entrants {
                let Some(arranged) = entrant.due(part, asked) else {
                    continue;
                };
                let name = part.name();
                eprintln!(
                    "{}: {} {name} ({} of {})",
                    document.name,
                    entrant.generator,
                    turn + 1,
                    asked.runs
                );
                if turn == 0 {
                    warm(arranged, part, places)?;
                }
                match once(arranged, part, places)? {
                    Ok(usage) => entrant.taken.entry(part).or_default().push(usage),
                    Err(why) => entrant.arranged = Err(format!("{name}: {why}")),
                }
            }
        }
    }
    for entrant in &mut entrants {
        if let Some(arranged) = entrant.due(Part::Release, asked) {
            entrant.sizes.extend(library(arranged, places));
        }
        if let Some(arranged) = entrant.due(Part::LlvmIr, asked) {
            eprintln!("{}: {} LLVM IR", document.name, entrant.generator);
            warm(arranged, Part::LlvmIr, places)?;
            match llvm_ir(arranged, places)? {
                Ok(lines) => entrant.sizes.extend(lines),
                Err(why) => entrant.arranged = Err(format!("LLVM IR: {why}")),
            }
        }
    }
    Ok(entrants
        .into_iter()
        .map(|entrant| record(entrant, document, asked, run))
        .collect())
}

impl Entrant {
    /// The crate, where the part is asked for and nothing failed before.
    fn due(&self, part: Part, asked: &Asked<'_>) -> Option<&Arranged> {
        let is_left_out = asked
            .without
            .iter()
            .any(|without| without.holds(self.generator, part));
        self.arranged.as_ref().ok().filter(|_| !is_left_out)
    }
}

/// The crate of `generator`, generated.
pub(crate) fn prepared(
    generator: Generator,
    document: &Document,
    tag: Option<&str>,
    places: &Places,
) -> Result<Result<Arranged, String>, Box<dyn Error>> {
    let program = match install(generator, places) {
        Ok(program) => program,
        Err(why) => return Ok(Err(why)),
    };
    let made = match generator {
        Generator::Specwright | Generator::SpecwrightApart | Generator::SpecwrightOneTag => {
            generate::over(generator, &program, document, places)?
        }
        _ => generate::once(generator, &program, document, places)?,
    };
    if let Err(why) = made {
        return Ok(Err(format!("generate: {why}")));
    }
    let out = generate::folder(generator, document, places);
    let stripped = match generator {
        Generator::SpecwrightTypes => derives::alone(&out),
        Generator::SpecwrightDerives => derives::derive(&out),
        _ => Ok(()),
    };
    if let Err(why) = stripped {
        return Ok(Err(format!("types: {why}")));
    }
    let arranged = arrange(generator, document, tag, places);
    Ok(arranged.map_err(|why| format!("arrange: {why}")))
}

/// Builds the dependencies: a crate with the same manifest and nothing in it.
fn warm(arranged: &Arranged, part: Part, places: &Places) -> Result<(), Box<dyn Error>> {
    let empty = places.cache.join("warm").join(&arranged.krate);
    fs::create_dir_all(empty.join("src"))?;
    for file in ["Cargo.toml", "Cargo.lock"] {
        if arranged.folder.join(file).is_file() {
            fs::copy(arranged.folder.join(file), empty.join(file))?;
        }
    }
    fs::write(empty.join("src/lib.rs"), "")?;
    let log = places.log(&format!("warm-{}", arranged.krate));
    let krate = Arranged {
        folder: empty.clone(),
        krate: arranged.krate.clone(),
        features: arranged.features.clone(),
    };
    let (status, _) = usage::logged(&mut cargo(&krate, arguments(part), places), &log)?;
    if status.success() {
        fs::copy(empty.join("Cargo.lock"), arranged.folder.join("Cargo.lock"))?;
    }
    // Where it fails, so will the crate itself, and that is what is told.
    Ok(())
}

/// Compiles the crate once and says what its compiler took.
fn once(
    arranged: &Arranged,
    part: Part,
    places: &Places,
) -> Result<Result<Usage, String>, Box<dyn Error>> {
    let name = part.name();
    let log = places.log(&format!("{name}-{}", arranged.krate));
    let notes = places.log(&format!("{name}-{}.notes", arranged.krate));
    if notes.exists() {
        fs::remove_file(&notes)?;
    }
    touch(&arranged.folder)?;
    let mut command = cargo(arranged, arguments(part), places);
    command
        .env("RUSTC_WRAPPER", std::env::current_exe()?)
        .env(wrapper::NOTES, &notes);
    let (status, _) = usage::logged(&mut command, &log)?;
    if !status.success() {
        return Ok(Err(hide(&complaint(&log))));
    }
    let usage = wrapper::last(&notes, &arranged.krate)?;
    Ok(usage.ok_or_else(|| "cargo compiled nothing".to_owned()))
}

/// The number of errors if the compiler counted them, with the first one.
pub(crate) fn complaint(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let counted = text.lines().find_map(|line| {
        let (_, count) = line.split_once("due to ")?;
        count.split_once(" previous error").map(|(count, _)| count)
    });
    match counted {
        Some("1") | None => said(log),
        Some(count) => format!("{count} errors, the first: {}", said(log)),
    }
}

/// Cargo with `arguments` in the folder of a crate, with what is built in one place for all.
pub(crate) fn cargo(arranged: &Arranged, arguments: &[&str], places: &Places) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(arguments)
        .args(&arranged.features)
        .current_dir(&arranged.folder);
    command
        .env("CARGO_TARGET_DIR", places.cache.join("build"))
        .env("CARGO_INCREMENTAL", "0");
    // What is asked of the benchmark's own build is not asked of what it measures.
    command.env_remove("RUSTFLAGS").env_remove("RUSTC_WRAPPER");
    command
}

/// Makes cargo see the crate as changed.
fn touch(folder: &Path) -> Result<(), Box<dyn Error>> {
    let file = File::options()
        .append(true)
        .open(folder.join("src/lib.rs"))?;
    Ok(file.set_modified(std::time::SystemTime::now())?)
}

/// How long the release library is.
fn library(arranged: &Arranged, places: &Places) -> Option<(String, f64)> {
    let release = places.cache.join("build/release");
    let library = release.join(format!("lib{}.rlib", arranged.krate));
    let data = fs::metadata(library).ok()?;
    Some(("rlib_bytes".to_owned(), data.len() as f64))
}

/// Figures by their names.
type Sizes = Vec<(String, f64)>;

/// The lines of what LLVM is given for the release library, as it is built, and as if all of it were called,
/// whatever a generator leaves to those who call it.
fn llvm_ir(arranged: &Arranged, places: &Places) -> Result<Result<Sizes, String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for (figure, more) in [
        ("llvm_ir_lines_built", None),
        ("llvm_ir_lines", Some("-Clink-dead-code")),
    ] {
        match llvm_ir_with(arranged, more, places)? {
            Ok(lines) => found.push((figure.to_owned(), lines)),
            Err(why) => return Ok(Err(why)),
        }
    }
    Ok(Ok(found))
}

/// The lines of what LLVM is given for the release library, built with `more`.
fn llvm_ir_with(
    arranged: &Arranged,
    more: Option<&str>,
    places: &Places,
) -> Result<Result<f64, String>, Box<dyn Error>> {
    let release = places.cache.join("build/release");
    touch(&arranged.folder)?;
    for old in texts(&release, &arranged.krate)? {
        fs::remove_file(old)?;
    }
    let mut command = cargo(arranged, arguments(Part::LlvmIr), places);
    command.args(["--", "--emit=llvm-ir", "-Ccodegen-units=1"]);
    command.args(["-Cno-prepopulate-passes", "-Cpasses=name-anon-globals"]);
    command.args(more);
    let log = places.log(&format!("llvm-{}", arranged.krate));
    let (status, _) = usage::logged(&mut command, &log)?;
    let mut lines = 0;
    for text in texts(&release, &arranged.krate)? {
        lines += BufReader::new(File::open(&text)?).split(b'\n').count();
        fs::remove_file(text)?;
    }
    Ok(match (status.success(), lines) {
        (true, 1..) => Ok(lines as f64),
        (true, 0) => Err("rustc gave none".to_owned()),
        (false, _) => Err(hide(&complaint(&log))),
    })
}

/// The files of LLVM IR of `krate` in the folder of a profile.
fn texts(release: &Path, krate: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(release.join("deps"))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with(&format!("{krate}-")) && name.ends_with(".ll") {
            found.push(path);
        }
    }
    Ok(found)
}

fn record(entrant: Entrant, document: &Document, asked: &Asked<'_>, run: &Run) -> Record {
    let is_left_out = |part: &Part| {
        let holds = |without: &Without| without.holds(entrant.generator, *part);
        asked.without.iter().any(holds)
    };
    let without = Part::ALL.into_iter().filter(is_left_out).collect();
    let mut figures = entrant.sizes;
    for (part, taken) in &entrant.taken {
        if let Some(usage) = Usage::median(taken) {
            let name = part.name();
            figures.insert(format!("{name}_cpu_seconds"), usage.cpu);
            figures.insert(format!("{name}_peak_bytes"), usage.peak);
        }
    }
    Record {
        stage: Stage::Compile,
        document: document.name.clone(),
        document_bytes: document.bytes,
        generator: entrant.generator.to_string(),
        failure: entrant.arranged.err(),
        without,
        runs: entrant
            .taken
            .values()
            .map(Vec::len)
            .max()
            .unwrap_or_default(),
        figures,
        run: run.clone(),
    }
}
