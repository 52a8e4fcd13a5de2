//! The files of a client, made on all processors.

use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};

use crate::emit::File;

/// The making of a file, which may turn out to have nothing in it.
type Part<'a> = Box<dyn FnOnce() -> Option<File> + Send + 'a>;

/// So many files are made at a stretch; what is large (operations) comes before what is small.
const STRETCH: usize = 8;

/// Files to come, in their order.
#[derive(Default)]
pub(super) struct Parts<'a> {
    parts: Vec<Part<'a>>,
    /// The folder of files that are added; the root's unless there is one.
    folder: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// Puts all files that are added from now on into `folder`, or the root's.
    pub(super) fn below(&mut self, folder: Option<&'a String>) {
        self.folder = folder.map(String::as_str);
    }

    /// Adds a file.
    pub(super) fn file(&mut self, make: impl FnOnce() -> File + Send + 'a) {
        self.maybe(|| Some(make()));
    }

    /// Adds a file that may have nothing in it.
    pub(super) fn maybe(&mut self, make: impl FnOnce() -> Option<File> + Send + 'a) {
        let folder = self.folder;
        self.parts.push(Box::new(move || {
            let file = make()?;
            let path = match folder {
                Some(folder) => format!("{folder}/{}", file.path),
                None => file.path,
            };
            Some(File { path, ..file })
        }));
    }

    /// Makes all files, and returns what `finish` makes of them in their order.
    ///
    /// The tokens of a file do not leave the thread that made them, and no thread has those of two.
    pub(super) fn finish<T: Send>(self, finish: impl Fn(File) -> T + Sync) -> Vec<T> {
        let parts = self.parts.into_par_iter().with_max_len(STRETCH);
        parts.filter_map(|part| part().map(&finish)).collect()
    }
}
