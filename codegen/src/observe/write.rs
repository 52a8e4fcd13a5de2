//! Appending actions to an overlay, whose text stays as it is.

use std::{fs, io::Write as _, path::Path};

use serde_json::{Value, json};

use crate::{observe::Proposal, source::is_json};

/// What became of an overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// How many actions were written.
    pub actions: usize,
    /// Whether there was no such file before.
    pub is_new: bool,
}

/// Appends the actions of `proposals` to the overlay at `path`, or makes it; all of them or none.
///
/// # Errors
///
/// Where the file cannot be read or written, or is not laid out so that something can be appended to it.
pub fn append(path: &Path, proposals: &[Proposal]) -> Result<Appended, String> {
    let actions: Vec<Value> = proposals
        .iter()
        .flat_map(|proposal| proposal.actions.clone())
        .collect();
    let count = actions.len();
    let is_new = !path.exists();
    if actions.is_empty() {
        return Ok(Appended {
            actions: 0,
            is_new: false,
        });
    }
    let is_json = is_json(path);
    let old = match is_new {
        true => String::new(),
        false => {
            fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()))?
        }
    };
    let (mark, old) = match old.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", old.as_str()),
    };
    let text = match (is_new, is_json) {
        (true, _) => fresh(actions, is_json)?,
        (false, true) => in_json(old, actions)?,
        (false, false) => in_yaml(old, &actions)?,
    };
    let text = format!("{mark}{text}");
    replace(path, &text).map_err(|error| format!("`{}`: {error}", path.display()))?;
    Ok(Appended {
        actions: count,
        is_new,
    })
}

fn fresh(actions: Vec<Value>, is_json: bool) -> Result<String, String> {
    let overlay = json!({
        "overlay": "1.0.0",
        "info": { "title": "What the service was seen to do", "version": "1.0.0" },
        "actions": actions,
    });
    if is_json {
        return Ok(format!("{overlay:#}\n"));
    }
    serde_yaml::to_string(&overlay).map_err(|error| error.to_string())
}

fn in_json(old: &str, actions: Vec<Value>) -> Result<String, String> {
    let mut overlay: Value = serde_json::from_str(old).map_err(|error| error.to_string())?;
    let list = overlay.get_mut("actions").and_then(Value::as_array_mut);
    list.ok_or("the overlay has no list of `actions`")?
        .extend(actions);
    Ok(format!("{overlay:#}\n"))
}

fn in_yaml(old: &str, actions: &[Value]) -> Result<String, String> {
    let refused =
        || "`actions` is no list in block style that something can be appended to".to_owned();
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let begin = lines
        .iter()
        .position(|line| line.trim_end() == "actions:")
        .ok_or_else(refused)?;
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_text = |line: &&&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let first = lines
        .iter()
        .skip(begin + 1)
        .find(is_text)
        .ok_or_else(refused)?;
    let depth = indent(first);
    if !first.trim_start().starts_with("- ") {
        return Err(refused());
    }
    // Up to the next member of the overlay; what stands between is the last action's.
    let is_next = |line: &&str| {
        let is_blank = line.trim().is_empty() || line.starts_with('#');
        !is_blank && indent(line) == 0 && !(depth == 0 && line.starts_with("- "))
    };
    let rest = lines.iter().skip(begin + 1);
    let length = rest.clone().position(is_next).unwrap_or(rest.len());
    let end = begin + 1 + length;
    let mut text: String = lines.iter().take(end).copied().collect();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let added = serde_yaml::to_string(actions).map_err(|error| error.to_string())?;
    for line in added.lines() {
        if !line.is_empty() {
            text.push_str(&" ".repeat(depth));
        }
        text.push_str(line);
        text.push('\n');
    }
    text.extend(lines.iter().skip(end).copied());
    // The text is edited by its lines, so the judge is what it says.
    let read = |text: &str| serde_yaml::from_str::<Value>(text).map_err(|error| error.to_string());
    let mut expected = read(old)?;
    let list = expected.get_mut("actions").and_then(Value::as_array_mut);
    list.ok_or_else(refused)?.extend(actions.iter().cloned());
    match read(&text) {
        Ok(now) if now == expected => Ok(text),
        _ => Err(refused()),
    }
}

/// Writes a file through another one beside it, so that it is the old one or the new one.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    let permissions = fs::metadata(path).map(|metadata| metadata.permissions());
    #[cfg(unix)]
    let permissions = permissions.unwrap_or_else(|_| {
        use std::os::unix::fs::PermissionsExt as _;
        fs::Permissions::from_mode(0o644)
    });
    #[cfg(unix)]
    file.as_file().set_permissions(permissions)?;
    #[cfg(not(unix))]
    drop(permissions);
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
