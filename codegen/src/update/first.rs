//! What a repository begins with, so that its first update has something to compare with.

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::{At, Severity, Sink},
    import::document::is_page,
    options::{Source, Upstream},
    source::{Reach, SourceMap},
    update::{bare::bare, base, fetch},
};

/// Whether at `path` there are pages of documentation: one, or a folder of them.
pub(crate) fn is_pages(path: &Path) -> bool {
    path.is_dir() || is_page(path)
}

/// Reads what `from` says as an update would; gives where that is kept for the document at `spec`, and how.
///
/// # Errors
///
/// Why it cannot be read.
pub(crate) fn first(from: &Path, spec: &Path) -> Result<(PathBuf, String), String> {
    let (mut sources, mut sink) = (SourceMap::default(), Sink::default());
    let at = At::File(sources.add(from.display().to_string(), ""));
    let upstream = Upstream {
        from: match from.is_dir() {
            true => Source::Folder(from.to_owned()),
            false => Source::File(from.to_owned()),
        },
        spec: None,
        include: Vec::new(),
        at: at.clone(),
        from_at: at,
    };
    let read = fetch::read(&upstream, Reach::default(), &mut sources, &mut sink);
    let diagnostics = sink.into_diagnostics();
    let wrong = diagnostics
        .into_iter()
        .find(|diagnostic| diagnostic.severity == Severity::Error);
    match (read, wrong) {
        (Some(read), None) => Ok((base::path(spec), base::write(&bare(&read.document))?)),
        (_, Some(wrong)) => Err(wrong.message),
        (None, None) => Err(format!("`{}` says nothing", from.display())),
    }
}
