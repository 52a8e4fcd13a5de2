//! The way from a document to a repository around it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    Input, Report,
    diagnostic::Sink,
    generate,
    init::{self, Gaps},
    is_crate_name,
    source::SourceMap,
};

/// What a repository is made of.
#[derive(Debug, Clone)]
pub struct Init {
    /// The folder; it is not there, or empty.
    pub folder: PathBuf,
    /// The OpenAPI document.
    pub spec: PathBuf,
    /// The crate's name; derived from the document's title unless given.
    pub name: Option<String>,
    /// The folder of specwright's repository; the published crates unless given.
    pub specwright: Option<PathBuf>,
}

/// Lays out a repository: all of it, or nothing.
///
/// The report has what there is to say about the document; where that has errors, nothing is written.
///
/// # Errors
///
/// Why there is no repository, if the report does not say it.
pub fn init(init: &Init) -> (Option<Report>, Result<String, String>) {
    if let Err(why) = vacant(&init.folder) {
        return (None, Err(why));
    }
    let report = generate(&Input {
        spec: Some(init.spec.clone()),
        ..Input::default()
    });
    if !report.is_ok() {
        return (Some(report), Err("the document has errors".to_owned()));
    }
    let made = make(init, &report);
    (Some(report), made)
}

fn make(init: &Init, report: &Report) -> Result<String, String> {
    let gaps = gaps(init, report)?;
    let failed = |error: io::Error| format!("`{}`: {error}", init.folder.display());
    let folder = std::path::absolute(&init.folder).map_err(failed)?;
    let beside = folder
        .parent()
        .ok_or("the root is no folder for a repository")?;
    fs::create_dir_all(beside).map_err(failed)?;
    let new = tempfile::Builder::new()
        .prefix(".init-")
        .tempdir_in(beside)
        .map_err(failed)?;
    fill(init, &gaps, new.path())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary folder is its owner's alone.
        fs::set_permissions(new.path(), fs::Permissions::from_mode(0o755)).map_err(failed)?;
    }
    vacant(&folder)?;
    if folder.exists() {
        fs::remove_dir(&folder).map_err(failed)?;
    }
    fs::rename(new.path(), &folder).map_err(failed)?;
    // It is the repository by now.
    let _ = new.keep();
    Ok(gaps.name)
}

fn fill(init: &Init, gaps: &Gaps, root: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("`{}`: {error}", init.folder.display());
    for (path, text) in init::files(gaps) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(root)).map_err(failed)?;
        fs::write(path, text).map_err(failed)?;
    }
    fs::copy(&init.spec, root.join("spec").join(&gaps.spec)).map_err(failed)?;
    let report = generate(&Input {
        config: Some(root.join("spec/codegen.toml")),
        ..Input::default()
    });
    let is_alone = report
        .diagnostics()
        .iter()
        .all(|diagnostic| diagnostic.code != crate::diagnostic::Code::BadReference);
    let output = report.into_output().filter(|_| is_alone);
    let output = output.ok_or("the document refers to other files; put all into one first")?;
    output
        .files
        .write(&root.join("generated/src"))
        .map_err(failed)?;
    Ok(())
}

fn gaps(init: &Init, report: &Report) -> Result<Gaps, String> {
    let (mut sources, mut sink) = (SourceMap::default(), Sink::default());
    let tree = sources
        .load(&init.spec, &mut sink)
        .ok_or("the document cannot be read")?;
    let document = tree.to_json();
    let title = document
        .pointer("/info/title")
        .and_then(|title| title.as_str());
    let title = title
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
    let operation = init::operation(&document);
    let (method, path) = operation.ok_or("the document has no operation to call")?;
    let file = init
        .spec
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let specwright = match &init.specwright {
        None => None,
        Some(path) if path.join("codegen/Cargo.toml").is_file() => {
            let path = std::path::absolute(path).map_err(|error| error.to_string())?;
            Some(path.display().to_string())
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
        spec: file.ok_or("the document has no name")?,
        specwright,
        features: report
            .output()
            .map(|output| output.runtime_features())
            .unwrap_or_default(),
        method,
        path,
    })
}

/// Whether there is room: no folder yet, or one with nothing in it.
fn vacant(folder: &Path) -> Result<(), String> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("`{}`: {error}", folder.display())),
    };
    let names = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name());
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
