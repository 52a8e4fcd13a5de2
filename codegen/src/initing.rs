//! The way from a document to a repository around it.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    Import, ImportSource, Input, Report,
    diagnostic::{Code, Sink},
    emit::manifest::FEATURES,
    generate, import,
    init::{self, Gaps},
    is_crate_name,
    source::{SourceMap, is_url},
    update::{first, is_pages},
};

/// What a repository is made of.
#[derive(Debug, Clone)]
pub struct Init {
    /// The folder; it is not there, or holds nothing but `.git`. It is filled from a folder `.init-*` in it, or
    /// beside it where it is not there.
    pub folder: PathBuf,
    /// The OpenAPI document, or a page of documentation, or a folder of such pages.
    pub spec: PathBuf,
    /// The crate's name; derived from the document's title unless given.
    pub name: Option<String>,
    /// The folder of specwright's repository; the published crates unless given.
    pub specwright: Option<PathBuf>,
}

/// Lays out a repository: all of it, or nothing.
///
/// The reports have what there is to say about the pages and the document; where those have errors, nothing
/// is written. Pages become a document, and are not copied.
///
/// # Errors
///
/// Why there is no repository, if no report says it.
pub fn init(init: &Init) -> (Vec<Report>, Result<String, String>) {
    let mut reports = Vec::new();
    let made = vacant(&init.folder, None)
        .and_then(|()| document(init, &mut reports))
        .and_then(|document| make(init, &document));
    (reports, made)
}

/// The document that a repository is laid out around.
struct Document {
    /// The name of its file.
    file: String,
    /// Its text, if it is not a file yet.
    text: Option<String>,
    json: Value,
    /// The features of the runtime that the types need.
    features: Vec<&'static str>,
}

fn document(init: &Init, reports: &mut Vec<Report>) -> Result<Document, String> {
    if init.spec.to_str().is_some_and(is_url) {
        let url = init.spec.display();
        return Err(format!(
            "`{url}` is a URL; save the document, and name its file"
        ));
    }
    let mut file = init.spec.clone();
    let mut text = None;
    if is_pages(&init.spec) {
        let from = Import {
            sources: vec![ImportSource::Path(init.spec.clone())],
            ..Import::default()
        };
        let imported = import(&from, &mut |_| {});
        reports.push(imported.report);
        let found = imported.text;
        text = Some(found.ok_or("the documentation cannot be made a document of")?);
        file.set_extension("yaml");
    }
    let file = file.file_name().ok_or("the document has no name")?;
    let file = file.to_string_lossy().into_owned();
    let spec = match text {
        // Where it will be.
        Some(_) => init.folder.join("spec").join(&file),
        None => init.spec.clone(),
    };
    let instead: Vec<_> = text
        .clone()
        .map(|text| (spec.clone(), text))
        .into_iter()
        .collect();
    let report = generate(&Input {
        spec: Some(spec.clone()),
        instead: instead.clone(),
        ..Input::default()
    });
    let features = report.output().map(|output| output.runtime_features());
    let is_ok = report.is_ok();
    reports.push(report);
    let features = features
        .filter(|_| is_ok)
        .ok_or("the document has errors")?;
    let (mut sources, mut sink) = (SourceMap::with(instead), Sink::default());
    let tree = sources.load(&spec, &mut sink);
    Ok(Document {
        file,
        text,
        json: tree.ok_or("the document cannot be read")?.to_json(),
        features,
    })
}

fn make(init: &Init, document: &Document) -> Result<String, String> {
    let failed = |error: io::Error| format!("`{}`: {error}", init.folder.display());
    let folder = std::path::absolute(&init.folder).map_err(failed)?;
    let beside = folder
        .parent()
        .ok_or("the root is no folder for a repository")?;
    let gaps = gaps(init, document, beside)?;
    // A folder that is there may be a file system of its own, out of which nothing is moved into it.
    let around = match folder.exists() {
        true => &folder,
        false => beside,
    };
    fs::create_dir_all(around).map_err(failed)?;
    let new = tempfile::Builder::new()
        .prefix(".init-")
        .tempdir_in(around)
        .map_err(failed)?;
    fill(init, document, &gaps, new.path())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary folder is its owner's alone.
        fs::set_permissions(new.path(), fs::Permissions::from_mode(0o755)).map_err(failed)?;
    }
    vacant(&folder, new.path().file_name())?;
    settle(new.path(), &folder, |from, to| fs::rename(from, to)).map_err(failed)?;
    Ok(gaps.name)
}

/// Puts the folder `new` in the place of `folder`, or what is in it into `folder` where that is there already:
/// so `.git` never moves, whatever stops this, and a shell that stands in the folder still does.
///
/// # Errors
///
/// The first failure of `rename`; what was moved before it is moved back, as far as that can be.
fn settle(
    new: &Path,
    folder: &Path,
    mut rename: impl FnMut(&Path, &Path) -> io::Result<()>,
) -> io::Result<()> {
    if !folder.exists() {
        return rename(new, folder);
    }
    let names = fs::read_dir(new)?.map(|entry| entry.map(|entry| entry.file_name()));
    let mut names = names.collect::<io::Result<Vec<_>>>()?;
    // Without its manifest it is no crate yet.
    names.sort_by_key(|name| (name == "Cargo.toml", name.clone()));
    for (index, name) in names.iter().enumerate() {
        let (from, to) = (new.join(name), folder.join(name));
        let is_free = fs::symlink_metadata(&to).is_err();
        let moved = match is_free {
            true => rename(&from, &to),
            false => Err(io::ErrorKind::AlreadyExists.into()),
        };
        if moved.is_err() {
            for name in names.iter().take(index).rev() {
                // What stays is named by the next run; why this one failed matters more.
                let _ = rename(&folder.join(name), &new.join(name));
            }
            return moved;
        }
    }
    Ok(())
}

fn fill(init: &Init, document: &Document, gaps: &Gaps, root: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("`{}`: {error}", init.folder.display());
    let write = |path: &Path, text: &str| {
        fs::create_dir_all(path.parent().unwrap_or(root)).map_err(failed)?;
        fs::write(path, text).map_err(failed)
    };
    for (path, text) in init::files(gaps) {
        write(&root.join(path), &text)?;
    }
    let spec = root.join("spec").join(&document.file);
    match &document.text {
        Some(text) => write(&spec, text)?,
        None => fs::copy(&init.spec, &spec).map(drop).map_err(failed)?,
    }
    let report = generate(&Input {
        config: Some(root.join("spec/codegen.toml")),
        ..Input::default()
    });
    let is_alone = report
        .diagnostics()
        .iter()
        .all(|diagnostic| diagnostic.code != Code::BadReference);
    let output = report.into_output().filter(|_| is_alone);
    let output = output.ok_or("the document refers to other files; put all into one first")?;
    output.write(&root.join("generated/src")).map_err(failed)?;
    let (path, text) = first(&init.spec, &spec)?;
    write(&path, &text)
}

fn gaps(init: &Init, document: &Document, beside: &Path) -> Result<Gaps, String> {
    let title = document.json.pointer("/info/title");
    let title = title
        .and_then(Value::as_str)
        .unwrap_or("an HTTP API")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let name = match &init.name {
        Some(name) => name.clone(),
        None => init::crate_name(&title),
    };
    if !is_crate_name(&name) {
        return Err(format!(
            "`{name}` is no name of a crate; choose one by `--name`"
        ));
    }
    let operation = init::operation(&document.json);
    let (method, path) = operation.ok_or("the document has no operation to call")?;
    let specwright = match &init.specwright {
        None => None,
        Some(path) if path.join("codegen/Cargo.toml").is_file() => {
            let full = std::path::absolute(path).map_err(|error| error.to_string())?;
            let near = near(path, beside).map(|way| format!("../{way}"));
            Some(near.unwrap_or_else(|| full.display().to_string()))
        }
        Some(path) => {
            return Err(format!(
                "there is no repository of specwright at `{}`",
                path.display()
            ));
        }
    };
    Ok(Gaps {
        name,
        title,
        spec: document.file.clone(),
        upstream: near(&init.spec, beside).map(|way| format!("../../{way}")),
        is_folder: init.spec.is_dir(),
        specwright,
        runtime_features: FEATURES,
        features: document.features.clone(),
        method,
        path,
    })
}

/// The way from the folder `beside` to what is somewhere in it; a way through the rest of a machine means
/// nothing on another.
fn near(to: &Path, beside: &Path) -> Option<String> {
    let (to, beside) = (to.canonicalize().ok()?, beside.canonicalize().ok()?);
    let parts = to.strip_prefix(beside).ok()?.components();
    let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// What a folder may hold and still be empty: `git init` made it.
const GIT: &str = ".git";

/// Whether there is room: no folder yet, or one with nothing in it but `.git`, and `own`, where that is given.
fn vacant(folder: &Path, own: Option<&OsStr>) -> Result<(), String> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("`{}`: {error}", folder.display())),
    };
    let names = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name())
        .filter(|name| name != GIT && Some(&**name) != own);
    let mut names: Vec<String> = names
        .map(|name| format!("`{}`", name.to_string_lossy()))
        .collect();
    names.sort();
    if names.is_empty() {
        return Ok(());
    }
    let names = names.join(", ");
    Err(format!("`{}` is not empty: {names}", folder.display()))
}

#[cfg(test)]
#[path = "initing_tests.rs"]
mod tests;
