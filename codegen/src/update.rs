//! Reading upstream again: what it changed, put into the local documents, with all that follows.
//!
//! In: a `codegen.toml` whose `[[upstream]]` names documents or pages. Out: an [`Updated`], which says
//! what there is to say and which files are to change; [`Updated::write`] changes all of them or none.

mod adopt;
mod bare;
mod base;
mod changelog;
mod edit;
mod fetch;
mod first;
mod local;
mod missed;
mod pointed;
mod security;
mod three;
mod version;
mod view;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use semver::Version;
use serde_json::json;

pub(crate) use first::{first, is_pages};
pub(crate) use pointed::within;
pub use three::Winner;

use crate::{
    Input, Report, Unfinished,
    diagnostic::{At, Code, Sink},
    diff::{Comparison, compare},
    doing::{Doing, Tell},
    generate,
    options::Options,
    output::journal::Change,
    recovering, rewrite,
    source::SourceMap,
};

/// What is to be updated, and how.
#[derive(Debug, Clone)]
pub struct Update {
    /// The `codegen.toml`.
    pub config: PathBuf,
    /// Whose change wins where both upstream and somebody here changed the same.
    pub winner: Winner,
    /// The file that gets an entry about what changed.
    pub changelog: Option<PathBuf>,
    /// What is done about one that was interrupted.
    pub unfinished: Unfinished,
}

/// What came of it.
#[derive(Debug)]
pub struct Updated {
    /// What there is to say about upstream and about bringing the two together.
    pub upstream: Report,
    /// What there is to say about the documents as they are now; nothing if upstream could not be read.
    pub generated: Option<Report>,
    /// What upstream and somebody here both changed.
    pub conflicts: usize,
    /// Texts for people that upstream worded anew and that are worded otherwise here.
    pub reworded: usize,
    /// What changed for those who use the client; nothing if that could not be found out.
    pub comparison: Option<Comparison>,
    /// The version of the crate and the one that should come next, if it has one and anything changed.
    pub versions: Option<(Version, Version)>,
    /// The files that change, if all went well.
    pub changes: Vec<Change>,
    config: PathBuf,
}

/// Reads upstream and finds what is to change; `tell` is told what is being done. Nothing is written.
pub fn update(input: &Update, tell: &mut (dyn FnMut(Doing<'_>) + Send)) -> Updated {
    crate::deep_telling(tell, |tell| update_here(input, tell))
}

fn update_here(input: &Update, tell: &mut Tell<'_>) -> Updated {
    let config = Some(input.config.clone());
    let generate_with = |instead: Vec<(PathBuf, String)>| {
        generate(&Input {
            config: config.clone(),
            instead,
            unfinished: input.unfinished,
            ..Input::default()
        })
    };
    let mut run = Run::new(input);
    let Run { sources, sink, .. } = &mut run;
    if !recovering::recover(&input.config, input.unfinished, sources, sink) {
        return run.end(None);
    }
    tell(Doing::Generating);
    let old = generate_with(Vec::new());
    if !old.is_ok() {
        // What is wrong now has to be mended before anything can be compared with it.
        return run.end(Some(old));
    }
    // Read here too, so that what is said about a source points at its line.
    let Some(options) = Options::read(&input.config, &mut run.sources, &mut run.sink) else {
        return run.end(None);
    };
    if run.follow(&options, tell).is_none() {
        return run.end(None);
    }
    tell(Doing::Generating);
    let new = generate_with(run.specs.clone());
    if new.is_ok() {
        run.finish(&options, &old, &new);
    }
    run.end(Some(new))
}

/// An update under way.
struct Run<'a> {
    input: &'a Update,
    sources: SourceMap,
    sink: Sink,
    /// The texts that documents have from now on.
    specs: Vec<(PathBuf, String)>,
    changes: Vec<Change>,
    conflicts: usize,
    reworded: usize,
    comparison: Option<Comparison>,
    versions: Option<(Version, Version)>,
}

impl<'a> Run<'a> {
    fn new(input: &'a Update) -> Self {
        Self {
            input,
            sources: SourceMap::default(),
            sink: Sink::default(),
            specs: Vec::new(),
            changes: Vec::new(),
            conflicts: 0,
            reworded: 0,
            comparison: None,
            versions: None,
        }
    }

    fn end(self, generated: Option<Report>) -> Updated {
        let upstream = Report::new(self.sources, self.sink.into_diagnostics(), None, None);
        Updated {
            upstream,
            generated,
            conflicts: self.conflicts,
            reworded: self.reworded,
            comparison: self.comparison,
            versions: self.versions,
            changes: self.changes,
            config: self.input.config.clone(),
        }
    }

    /// Reports what is about the configuration as a whole.
    fn refuse(&mut self, message: impl Into<String>) {
        let file = self
            .sources
            .add(self.input.config.display().to_string(), "");
        self.sink
            .report(Code::ConfigInvalid, At::File(file), message);
    }

    /// Puts what upstream changed into the documents.
    fn follow(&mut self, options: &Options, tell: &mut Tell<'_>) -> Option<()> {
        if options.upstream.is_empty() {
            self.refuse("there is no `[[upstream]]`, which says where upstream is read");
            return None;
        }
        let before = self.sink.len();
        for (index, spec) in options.spec.iter().chain(&options.more).enumerate() {
            let feeds = |upstream: &&crate::options::Upstream| match &upstream.spec {
                Some(fed) => fed == spec,
                None => index == 0,
            };
            let mut read = Vec::new();
            for upstream in options.upstream.iter().filter(feeds) {
                tell(Doing::Reading(&upstream.from.to_string()));
                let found = fetch::read(upstream, options.reach, &mut self.sources, &mut self.sink);
                read.extend(found);
            }
            // With one that is missing all that it says would seem to be gone.
            if self.sink.has_errors_since(before) {
                continue;
            }
            tell(Doing::Comparing);
            if !read.is_empty() {
                self.feed(spec, read);
            }
        }
        (!self.sink.has_errors_since(before)).then_some(())
    }

    /// Puts what was read into the document at `spec`.
    fn feed(&mut self, spec: &Path, read: Vec<fetch::Read>) -> Option<()> {
        let mut roots = Vec::new();
        let mut documents = Vec::new();
        for fetch::Read { document, root } in read {
            documents.push(document);
            roots.extend(root);
        }
        let mut new = fetch::together(documents)?;
        let local = self.sources.load(spec, &mut self.sink)?;
        self.own(&local)?;
        let (document, base_path) = (local.to_json(), base::path(spec));
        let mut base = if base_path.exists() {
            self.sources.load(&base_path, &mut self.sink)?.to_json()
        } else {
            let message = format!("nothing of upstream is in `{}` yet", base_path.display());
            self.sink.report(Code::UpdateNoBase, local.at, message);
            json!({})
        };
        // What is compared is said in the words of the document here.
        let words = rewrite::Version::of(&document);
        for theirs in [&mut base, &mut new] {
            rewrite::convert(theirs, words);
        }
        if roots.is_empty() && matches!(self.input.winner, Winner::Local) {
            missed::vanished(&base, &new, local.at, &mut self.sink);
        }
        let mut outcome = three::merge(&base, &new, &document, self.input.winner);
        let (was, is, here) = match &outcome.spread {
            Some([was, is, here]) => (was, is, here),
            None => (&base, &new, &document),
        };
        let mut after = here.clone();
        edit::apply(&mut after, &outcome.edits);
        let gone = security::removed([was, is, here], &after, local.at, &mut self.sink);
        let shared = adopt::reached(was, is, here, &after);
        outcome.edits.extend(gone);
        self.conflicts += outcome.conflicts.len();
        self.reworded += outcome.reworded;
        for conflict in &outcome.conflicts {
            self.conflict(conflict, &local, &roots);
        }
        for place in shared {
            let message = "upstream changed what this operation shares with another, and not this";
            self.sink
                .report(Code::UpdateShared, At::Key(within(&local, &place)), message);
        }
        if !outcome.edits.is_empty() {
            self.put(spec, &local, &outcome.edits);
        }
        match base::write(&bare::bare(&new)) {
            Ok(text) => self.change(&base_path, text),
            Err(message) => self.refuse(message),
        }
        Some(())
    }

    /// Notes that the file at `path` is to hold `text`.
    fn change(&mut self, path: &Path, text: String) {
        let before = match fs::read(path) {
            Ok(before) => Some(before),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return self.unreadable(path, &error),
        };
        if before.as_deref() == Some(text.as_bytes()) {
            return;
        }
        self.changes.push(Change {
            path: path.to_owned(),
            before,
            after: Some(text.clone().into_bytes()),
        });
        self.specs.push((path.to_owned(), text));
    }

    /// What cannot be read is not taken for what is not there.
    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let name = path.display().to_string();
        let file = self.sources.add(name.clone(), "");
        let message = format!("`{name}` cannot be read: {error}");
        self.sink.report(Code::Unreadable, At::File(file), message);
    }

    /// Finds what follows from the documents.
    fn finish(&mut self, options: &Options, old: &Report, new: &Report) {
        let sides = old.side().zip(new.side());
        let comparison = sides.map(|(old, new)| compare(old, new));
        let verdict = comparison.as_ref().and_then(Comparison::verdict);
        if let (Some(out), Some(output)) = (&options.out, new.output()) {
            if let Some(lock) = &output.lock {
                self.change(lock.path(), lock.text().to_owned());
            }
            match output.files.pending(out) {
                Ok(pending) => self.changes.extend(pending),
                Err(error) => self.refuse(error.to_string()),
            }
            // A crate without a version gets no proposal for the next one.
            let version = version::of_crate(out).ok();
            self.versions = version.zip(verdict).map(|((_, version), verdict)| {
                let next = version::next(&version, verdict);
                (version, next)
            });
        }
        if let (Some(path), Some(comparison), Some(_)) =
            (&self.input.changelog, &comparison, verdict)
        {
            self.note(path, comparison);
        }
        self.comparison = comparison;
    }

    /// Puts an entry into the changelog at `path`, which need not be there.
    fn note(&mut self, path: &Path, comparison: &Comparison) {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return self.unreadable(path, &error),
        };
        let entry = comparison.to_markdown();
        // Its heading is the one that is there.
        let entry = entry.split_once('\n').map_or("", |(_, rest)| rest);
        let after = changelog::insert(&text, entry.trim_start());
        self.changes.push(Change {
            path: path.to_owned(),
            before: path.is_file().then(|| text.into_bytes()),
            after: Some(after.into_bytes()),
        });
    }
}

impl Updated {
    /// Returns whether all went well, so that the changes may be written.
    pub fn is_ok(&self) -> bool {
        let is_ok = |report: &Report| report.is_ok();
        self.upstream.count(crate::diagnostic::Severity::Error) == 0
            && self.generated.as_ref().is_some_and(is_ok)
    }

    /// Checks that all changes are to files in the project, or to such outside it as `generate` writes. Whether
    /// they can be written, or were changed meanwhile, only [`write`](Self::write) finds.
    ///
    /// # Errors
    ///
    /// The first file that is neither.
    pub fn check(&self) -> io::Result<()> {
        recovering::check(&self.config, &self.changes)
    }

    /// Writes all changes, or none.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written, was changed meanwhile, or is one outside the project that `generate`
    /// does not write.
    pub fn write(&self) -> io::Result<()> {
        recovering::commit(&self.config, &self.changes)
    }
}
