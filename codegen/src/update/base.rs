//! What upstream said when it was last read: `upstream/NAME.yaml` beside a document.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// What stands above it, for people.
const HEAD: &str = "\
# What upstream said when `specwright update` last read it, for telling what it has changed since.
# Words for people are digests. Do not edit; corrections belong into the document or an overlay.
";

/// Where the base of the document at `spec` is kept.
pub(super) fn path(spec: &Path) -> PathBuf {
    let stem = spec.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("upstream/{stem}.yaml");
    spec.parent().unwrap_or(Path::new("")).join(name)
}

/// The text of a base.
///
/// # Errors
///
/// Where a value cannot be written as YAML.
pub(super) fn write(base: &Value) -> Result<String, String> {
    let text = serde_yaml::to_string(base).map_err(|error| error.to_string())?;
    Ok(format!("{HEAD}{text}"))
}
