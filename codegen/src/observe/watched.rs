//! A file whose reader tells how far it is.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::doing::{Doing, Tell};

/// How many octets are read between one word and the next.
const BETWEEN: u64 = 1 << 20;

pub(super) struct Watched<'a, 'b> {
    file: File,
    name: &'a str,
    read: u64,
    of: Option<u64>,
    tell: &'a mut Tell<'b>,
}

impl<'a, 'b> Watched<'a, 'b> {
    /// Opens the file at `path`, which is called `name`.
    ///
    /// # Errors
    ///
    /// Where there is none that can be read.
    pub(super) fn open(path: &Path, name: &'a str, tell: &'a mut Tell<'b>) -> io::Result<Self> {
        tell(Doing::Reading(name));
        let file = File::open(path)?;
        // A pipe has no length.
        let of = file.metadata().ok().filter(|file| file.is_file());
        Ok(Self {
            file,
            name,
            read: 0,
            of: of.map(|file| file.len()),
            tell,
        })
    }
}

impl Read for Watched<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let before = self.read / BETWEEN;
        self.read += count as u64;
        if self.read / BETWEEN > before {
            (self.tell)(Doing::Octets {
                name: self.name,
                read: self.read,
                of: self.of,
            });
        }
        Ok(count)
    }
}
