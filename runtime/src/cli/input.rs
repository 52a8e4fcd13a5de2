//! What a user hands over by text, file or standard input.

use std::{
    fs,
    io::{self, Read as _},
};

use crate::{body::Upload, cli::failure::Failure};

/// Standard input, which can be read once.
#[derive(Debug, Default)]
pub(super) struct Input {
    state: State,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Unread,
    Read,
}

/// Where octets come from.
enum Source<'a> {
    Text(&'a str),
    File(&'a str),
    Standard,
}

impl<'a> Source<'a> {
    fn of(text: &'a str) -> Self {
        match text.strip_prefix('@') {
            _ if text == "-" => Self::Standard,
            Some("-") => Self::Standard,
            Some(path) => Self::File(path),
            None => Self::Text(text),
        }
    }
}

impl Input {
    /// The octets that `text` stands for: those of `@FILE`, of standard input for `-`, or its own.
    pub(super) fn octets(&mut self, text: &str) -> Result<Vec<u8>, Failure> {
        match Source::of(text) {
            Source::Text(text) => Ok(text.as_bytes().to_vec()),
            Source::File(path) => {
                let read = fs::read(path);
                read.map_err(|error| Failure::reading(&format_args!("`{path}`"), &error))
            }
            Source::Standard => self.standard(),
        }
    }

    /// The text that `text` stands for.
    pub(super) fn text(&mut self, text: &str) -> Result<String, Failure> {
        let octets = self.octets(text)?;
        String::from_utf8(octets).map_err(|_| Failure::usage("the body is not UTF-8 text"))
    }

    /// The octets that `text` stands for, those of a file being read when they are sent.
    pub(super) fn body(&mut self, text: &str) -> Result<Upload, Failure> {
        match Source::of(text) {
            Source::File(path) => Ok(Upload::path(path)),
            Source::Text(_) | Source::Standard => self.octets(text).map(Upload::from),
        }
    }

    /// The file at `path`, which may have an `@` before it, or standard input.
    pub(super) fn file(&mut self, path: &str) -> Result<Upload, Failure> {
        match Source::of(path) {
            Source::File(path) | Source::Text(path) => Ok(Upload::path(path)),
            Source::Standard => self.standard().map(Upload::from),
        }
    }

    fn standard(&mut self) -> Result<Vec<u8>, Failure> {
        if self.state == State::Read {
            return Err(Failure::usage("standard input can be given once"));
        }
        self.state = State::Read;
        let mut octets = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut octets);
        read.map_err(|error| Failure::reading(&"standard input", &error))?;
        Ok(octets)
    }
}
