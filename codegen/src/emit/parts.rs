//! The files of a client, made on all processors.

use std::{
    num::NonZero,
    panic::resume_unwind,
    sync::{Mutex, PoisonError},
    thread::{self, Builder, ScopedJoinHandle},
};

use crate::emit::File;

/// The making of a file, which may turn out to have nothing in it.
type Part<'a> = Box<dyn FnOnce() -> Option<File> + Send + 'a>;

/// A thread is worth its start for so many files.
const FILES_PER_THREAD: usize = 32;

/// Types refer to each other as deep as a document likes; only what is used of a stack takes memory.
const STACK_BYTES: usize = 512 << 20;

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
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = processors.min(self.parts.len().div_ceil(FILES_PER_THREAD));
        let queue = Mutex::new(self.parts.into_iter().enumerate());
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || {
            let mut done = Vec::new();
            while let Some((index, part)) = next() {
                done.extend(part().map(|file| (index, finish(file))));
            }
            done
        };
        let mut done = thread::scope(|scope| {
            let others = (1..threads).map(|_| {
                let thread = Builder::new().stack_size(STACK_BYTES);
                thread.spawn_scoped(scope, work)
            });
            // Where there is no other thread, this one does it all.
            let others: Vec<_> = others.flatten().collect();
            let mut done = work();
            for other in others.into_iter().map(ScopedJoinHandle::join) {
                done.extend(other.unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        done.sort_unstable_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, file)| file).collect()
    }
}
