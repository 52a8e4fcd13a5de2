//! The stage *generating*: documents become sources.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{
    document::Document,
    generator::{Generator, Task, command},
    install::{Places, hide, install, said},
    record::{Record, Run, Stage},
    usage::{self, Usage},
};

/// A generator with what was found about it so far.
struct Entrant {
    generator: Generator,
    /// Its program, or why there is nothing more to run.
    program: Result<PathBuf, String>,
    taken: Vec<Usage>,
}

/// How long a generator runs before it is measured: the kernel has to find again the memory that the one before gave
/// back, which after a large one takes as long as all of a small one, and longer than one run of it.
const WARM_UP: Duration = Duration::from_secs(1);

/// Lets each of `generators` generate from `document` `runs` times, in turns.
///
/// What each made last stays below the cache, in the folder of its package.
///
/// # Errors
///
/// Where a folder cannot be emptied. A generator that fails is a record that says so.
pub(crate) fn generate(
    document: &Document,
    generators: &[Generator],
    runs: usize,
    places: &Places,
    run: &Run,
) -> Result<Vec<Record>, Box<dyn Error>> {
    let mut entrants: Vec<Entrant> = generators
        .iter()
        .filter(|generator| generator.generates())
        .map(|&generator| Entrant {
            generator,
            program: install(generator, places),
            taken: Vec::new(),
        })
        .collect();
    for turn in 0..runs {
        for entrant in &mut entrants {
            eprintln!(
                "{}: {} generates ({} of {runs})",
                document.name,
                entrant.generator,
                turn + 1
            );
            let Ok(program) = &entrant.program else {
                continue;
            };
            match warm(entrant.generator, program, document, places)? {
                Ok(usage) => entrant.taken.push(usage),
                Err(why) => entrant.program = Err(why),
            }
        }
    }
    let record = |entrant: Entrant| record(entrant, document, places, run);
    Ok(entrants.into_iter().map(record).collect())
}

/// Generates behind other runs of the same, each as [`once`], until these have lasted for [`WARM_UP`].
///
/// # Errors
///
/// As those of [`once`].
fn warm(
    generator: Generator,
    program: &Path,
    document: &Document,
    places: &Places,
) -> Result<Result<Usage, String>, Box<dyn Error>> {
    let begun = Instant::now();
    let mut is_warm = false;
    loop {
        let taken = once(generator, program, document, places)?;
        if is_warm || taken.is_err() {
            return Ok(taken);
        }
        is_warm = begun.elapsed() >= WARM_UP;
    }
}

/// Generates once, into a fresh folder.
///
/// # Errors
///
/// The outer error is this machine's; the inner one says why the generator made nothing.
pub(crate) fn once(
    generator: Generator,
    program: &Path,
    document: &Document,
    places: &Places,
) -> Result<Result<Usage, String>, Box<dyn Error>> {
    let out = folder(generator, document, places);
    if out.exists() {
        // Where thousands of files were removed just now, ext4 is slow to make new ones for a minute.
        let aside = aside(places);
        fs::create_dir_all(&aside)?;
        let number = fs::read_dir(&aside)?.count();
        fs::rename(&out, aside.join(number.to_string()))?;
    }
    over(generator, program, document, places)
}

/// Where clients stay that were generated before, until all is measured.
pub(crate) fn aside(places: &Places) -> PathBuf {
    places.cache.join("aside")
}

/// Generates once, over what is there. Of a generator that writes only what changes, what was built of it stays
/// good.
///
/// # Errors
///
/// As those of [`once`].
pub(crate) fn over(
    generator: Generator,
    program: &Path,
    document: &Document,
    places: &Places,
) -> Result<Result<Usage, String>, Box<dyn Error>> {
    let package = document.package(generator.id());
    let out = folder(generator, document, places);
    fs::create_dir_all(places.cache.join("made"))?;
    let runtime = places.root.join("runtime");
    let task = Task {
        document,
        out: &out,
        package: &package,
        runtime: &runtime,
    };
    let mut command = match command(generator, program, &task) {
        Ok(command) => command,
        Err(why) => return Ok(Err(why)),
    };
    let log = places.log(&format!("generate-{package}"));
    let (status, usage) = usage::logged(command.current_dir(&places.cache), &log)?;
    let sources = Sources::below(&out);
    Ok(match (status.success(), sources.files) {
        (true, 1..) => Ok(usage),
        (true, 0) => Err("ended well and wrote no Rust".to_owned()),
        (false, _) => Err(hide(&said(&log))),
    })
}

/// Where the crate is that `generator` makes of `document`.
pub(crate) fn folder(generator: Generator, document: &Document, places: &Places) -> PathBuf {
    places
        .cache
        .join("made")
        .join(document.package(generator.id()))
}

fn record(entrant: Entrant, document: &Document, places: &Places, run: &Run) -> Record {
    let mut figures = BTreeMap::new();
    if let Some(usage) = Usage::median(&entrant.taken) {
        let sources = Sources::below(&folder(entrant.generator, document, places));
        figures.insert("wall_seconds".to_owned(), usage.wall);
        figures.insert("cpu_seconds".to_owned(), usage.cpu);
        figures.insert("peak_bytes".to_owned(), usage.peak);
        figures.insert("source_lines".to_owned(), sources.lines as f64);
    }
    Record {
        stage: Stage::Generate,
        document: document.name.clone(),
        document_bytes: document.bytes,
        generator: entrant.generator.to_string(),
        failure: entrant.program.err(),
        without: Vec::new(),
        runs: entrant.taken.len(),
        figures,
        run: run.clone(),
    }
}

/// The Rust below a folder.
#[derive(Debug, Default, PartialEq)]
struct Sources {
    files: usize,
    lines: usize,
}

impl Sources {
    /// What cannot be read is not counted.
    fn below(folder: &Path) -> Self {
        let mut found = Self::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    found.files += 1;
                    let text = fs::read(&path).unwrap_or_default();
                    found.lines += text.iter().filter(|octet| **octet == b'\n').count();
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_rust_are_counted_wherever_they_stand() {
        let folder = std::env::temp_dir().join(format!("bench-sources-{}", std::process::id()));
        fs::create_dir_all(folder.join("src/models")).unwrap();
        fs::write(folder.join("src/lib.rs"), "a\nb\n").unwrap();
        fs::write(folder.join("src/models/pet.rs"), "c\n").unwrap();
        fs::write(folder.join("README.md"), "no\n").unwrap();
        assert_eq!(Sources::below(&folder), Sources { files: 2, lines: 3 });
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(Sources::below(&folder), Sources::default());
    }
}
