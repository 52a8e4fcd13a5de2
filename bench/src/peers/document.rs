//! The documents of a run.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

/// What is generated from: one file, or all files of a folder as one client.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// What results call it; a path is nobody else's business.
    pub name: String,
    pub files: Vec<PathBuf>,
    /// How long all of it is.
    pub bytes: u64,
}

impl Document {
    /// Reads `NAME=PATH` or `PATH`. A folder is all of its `.json`, `.yaml` and `.yml` files, by name.
    ///
    /// # Errors
    ///
    /// Where there is nothing to read.
    pub(crate) fn of(argument: &str) -> Result<Self, Box<dyn Error>> {
        let (name, path) = match argument.split_once('=') {
            Some((name, path)) => (name.to_owned(), Path::new(path)),
            None => (file_name(Path::new(argument)), Path::new(argument)),
        };
        let path = path
            .canonicalize()
            .map_err(|error| format!("{argument}: {error}"))?;
        let files = if path.is_dir() {
            within(&path)?
        } else {
            vec![path]
        };
        if files.is_empty() {
            return Err(format!("{argument} holds no document").into());
        }
        let mut bytes = 0;
        for file in &files {
            bytes += fs::metadata(file)?.len();
        }
        Ok(Self { name, files, bytes })
    }

    /// The name of the crate that `generator` makes of it, as good for a package as for a folder.
    pub(crate) fn package(&self, generator: &str) -> String {
        let plain = |letter: char| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '-'
            }
        };
        // A package may not begin with a digit.
        format!("of-{}-{generator}", self.name)
            .chars()
            .map(plain)
            .collect()
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn within(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_one =
            |end: &std::ffi::OsStr| ["json", "yaml", "yml"].iter().any(|known| end == *known);
        if path.is_file() && path.extension().is_some_and(is_one) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_called_by_its_file_or_as_it_is_told() {
        let here = env!("CARGO_MANIFEST_DIR");
        let found = Document::of(&format!("{here}/Cargo.toml")).unwrap();
        assert_eq!((found.name.as_str(), found.files.len()), ("Cargo.toml", 1));
        assert!(found.bytes > 0);
        let found = Document::of(&format!("Some API={here}/Cargo.toml")).unwrap();
        assert_eq!(found.name, "Some API");
        assert_eq!(found.package("ploidy"), "of-some-api-ploidy");
        assert!(Document::of("no/such/file").is_err());
    }

    #[test]
    fn a_folder_is_all_of_its_documents() {
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let found = Document::of(&spec.display().to_string()).unwrap();
        assert!(
            found
                .files
                .iter()
                .any(|file| file.ends_with("highlevel.yaml")),
            "{found:?}"
        );
        assert!(
            !found
                .files
                .iter()
                .any(|file| file.ends_with("codegen.toml")),
            "{found:?}"
        );
    }
}
