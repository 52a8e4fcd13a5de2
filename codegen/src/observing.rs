//! The way from files of observations to proposals.

use std::path::{Path, PathBuf};

use crate::{
    Input, Report,
    diagnostic::Sink,
    doing::Doing,
    observe::{self, Document, Proposal},
    options::Options,
    overlay,
    source::SourceMap,
};

/// What comes out of looking at observations.
#[derive(Debug)]
pub struct Observed {
    /// What there is to say; it has no output.
    pub report: Report,
    /// What would make the document agree, in the order of its places.
    pub proposals: Vec<Proposal>,
}

/// Reads `files` (those that end in `.har` as HTTP Archives, others as files of a drift hook), and proposes
/// what would make the document of `input` agree with them, its overlays applied and the one at `write`,
/// where that is one which the configuration does not list.
///
/// An overlay reaches the first document alone, so only that is looked at.
///
/// `tell` is told how much of the files has been read.
pub fn observe(
    input: &Input,
    write: Option<&Path>,
    files: &[PathBuf],
    tell: &mut (dyn FnMut(Doing<'_>) + Send),
) -> Observed {
    let mut sources = SourceMap::default();
    let mut sink = Sink::default();
    let options = crate::options(input, &mut sources, &mut sink);
    let document = options
        .as_ref()
        .and_then(|options| document(options, write, &mut sources, &mut sink));
    let proposals = match document {
        Some(document) => observe::observe(files, &document, tell, &mut sources, &mut sink),
        None => Vec::new(),
    };
    Observed {
        report: Report::new(sources, sink.into_diagnostics(), options, None),
        proposals,
    }
}

fn document(
    options: &Options,
    write: Option<&Path>,
    sources: &mut SourceMap,
    sink: &mut Sink,
) -> Option<Document> {
    let before = sink.len();
    let mut tree = sources.load(options.spec.as_ref()?, sink)?;
    let own = write.filter(|path| path.exists() && !is_listed(path, &options.overlays));
    for path in options.overlays.iter().map(PathBuf::as_path).chain(own) {
        let overlay = sources.load(path, sink)?;
        overlay::apply(&mut tree, &overlay, &mut sources.places, sink);
    }
    (!sink.has_errors_since(before)).then(|| Document::new(tree.to_json()))
}

/// Whether `path` is one of `listed`, links followed.
pub fn is_listed(path: &Path, listed: &[PathBuf]) -> bool {
    let whole = std::fs::canonicalize(path).ok();
    let is_it = |other: &PathBuf| {
        let same = std::fs::canonicalize(other).ok();
        other == path || (whole.is_some() && same == whole)
    };
    listed.iter().any(is_it)
}
