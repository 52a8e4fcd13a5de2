//! Two documents through the pipeline, up to names, and compared.

use std::path::PathBuf;

use crate::{
    Input, LockFile, Model, Report,
    diagnostic::Sink,
    diff::{Comparison, Side, compare},
    options::Options,
    pass,
    source::SourceMap,
};

/// What comes out of comparing two documents.
#[derive(Debug)]
pub struct Difference {
    old: Report,
    new: Report,
    comparison: Option<Comparison>,
}

impl Difference {
    /// Returns what there is to say about the old document.
    pub fn old_report(&self) -> &Report {
        &self.old
    }

    /// Returns what there is to say about the new document.
    pub fn new_report(&self) -> &Report {
        &self.new
    }

    /// Returns what changed; nothing if one of the documents has errors.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }

    /// Takes what changed out; nothing if one of the documents has errors.
    pub fn into_comparison(self) -> Option<Comparison> {
        self.comparison
    }
}

/// One of two documents, read.
struct Read {
    sources: SourceMap,
    sink: Sink,
    options: Option<Options>,
    model: Option<Model>,
}

impl Read {
    /// Where the lock of names is.
    fn names_lock(&self) -> Option<&PathBuf> {
        self.options.as_ref()?.names_lock.as_ref()
    }

    /// Whether the lock of names is as this document would leave it.
    fn has_made_lock(&self) -> bool {
        let lock = self.model.as_ref().and_then(|model| model.lock.clone());
        let lock = self.names_lock().cloned().zip(lock);
        lock.is_some_and(|(path, lock)| LockFile::new(path, lock).is_fresh().unwrap_or(false))
    }
}

pub(crate) fn run(old: &Input, new: &Input) -> Difference {
    let (mut old, new) = (read(old), read(new));
    // A lock that both have may say what came after the old document: what came apart since was one.
    let is_of_old = || old.has_made_lock() && !new.has_made_lock();
    let may_be_later = old.names_lock() == new.names_lock() && !is_of_old();
    if let Some(Model { api, names, .. }) = old.model.as_mut().filter(|_| may_be_later) {
        pass::shared(api, &names.once_shared);
    }
    let sides = side(&old).zip(side(&new));
    let comparison = sides.map(|(mut old, new)| {
        if may_be_later {
            old.shared = &old.names.once_shared;
        }
        compare(old, new)
    });
    Difference {
        old: report(old),
        new: report(new),
        comparison,
    }
}

fn read(input: &Input) -> Read {
    let mut sources = SourceMap::with(input.instead.iter().cloned());
    let mut sink = Sink::default();
    let options = crate::options(input, &mut sources, &mut sink);
    let model = options
        .as_ref()
        .and_then(|options| crate::model(options, &mut sources, &mut sink));
    let allow = options.as_ref().map_or(&[][..], |options| &options.allow);
    sink.apply(allow);
    Read {
        sources,
        sink,
        options,
        model,
    }
}

/// The side of a document without errors.
fn side(read: &Read) -> Option<Side<'_>> {
    let Read {
        sources,
        sink,
        options,
        model,
    } = read;
    let (options, model) = options.as_ref().zip(model.as_ref())?;
    if sink.has_errors_since(0) {
        return None;
    }
    Some(Side {
        api: &model.api,
        names: &model.names,
        shared: &model.names.shared,
        sources,
        file: options
            .spec
            .as_deref()
            .and_then(|path| path.to_str())
            .unwrap_or_default(),
        client: &options.client,
    })
}

fn report(read: Read) -> Report {
    Report::new(
        read.sources,
        read.sink.into_diagnostics(),
        read.options,
        None,
    )
}
