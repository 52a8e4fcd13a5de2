//! The version of the crate that is generated, and the one that comes next.

use std::{
    fs,
    path::{Path, PathBuf},
};

use semver::Version;
use toml::{Table, Value};

use crate::diff::Bump;

/// The version that comes after `version`, as cargo reads versions: the first number that is not zero
/// is the one that may break.
pub(super) fn next(version: &Version, bump: Bump) -> Version {
    let Version {
        major,
        minor,
        patch,
        pre,
        ..
    } = version;
    // What is not released yet may still become anything.
    if !pre.is_empty() {
        let mut same = Version::new(*major, *minor, *patch);
        same.pre = pre.clone();
        return same;
    }
    match (bump, major, minor) {
        (Bump::Major, 0, 0) => Version::new(0, 0, patch + 1),
        (Bump::Major, 0, _) => Version::new(0, minor + 1, 0),
        (Bump::Major, _, _) => Version::new(major + 1, 0, 0),
        (Bump::Minor, 1.., _) => Version::new(*major, minor + 1, 0),
        (Bump::Minor | Bump::Patch, _, _) => Version::new(*major, *minor, patch + 1),
    }
}

/// The version of the crate that `out` belongs to, and the manifest that says it.
///
/// # Errors
///
/// Where a manifest cannot be read, or has no version.
pub(super) fn of_crate(out: &Path) -> Result<(PathBuf, Version), String> {
    let out = std::path::absolute(out).map_err(|error| error.to_string())?;
    let mut is_inherited = false;
    for folder in out.ancestors() {
        let path = folder.join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let manifest: Table = text
            .parse()
            .map_err(|error| format!("`{}` cannot be read: {error}", path.display()))?;
        let package = manifest.get("package");
        let shared = manifest.get("workspace").and_then(|it| it.get("package"));
        let version = match (is_inherited, package, shared) {
            (false, Some(package), _) => match package.get("version") {
                // `version.workspace = true`
                Some(Value::Table(_)) => {
                    is_inherited = true;
                    shared.and_then(|shared| shared.get("version"))
                }
                // Cargo takes 0.0.0 where there is none.
                None => return Ok((path, Version::new(0, 0, 0))),
                version => version,
            },
            (true, _, Some(shared)) => shared.get("version"),
            _ => None,
        };
        let Some(version) = version else { continue };
        let parsed = version.as_str().and_then(|text| Version::parse(text).ok());
        let version = parsed.ok_or_else(|| format!("`{}` has no version", path.display()))?;
        return Ok((path, version));
    }
    Err(format!("`{}` is in no crate", out.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_is_as_cargo_reads_versions() {
        let table = [
            ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("0.2.3", "0.2.4", "0.2.4", "0.3.0"),
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
            ("1.0.0-rc.1", "1.0.0-rc.1", "1.0.0-rc.1", "1.0.0-rc.1"),
        ];
        for (version, patch, minor, major) in table {
            let version = Version::parse(version).unwrap();
            let next = |bump| next(&version, bump).to_string();
            assert_eq!(next(Bump::Patch), patch);
            assert_eq!(next(Bump::Minor), minor);
            assert_eq!(next(Bump::Major), major);
        }
    }

    #[test]
    fn the_version_stands_in_the_crate_or_in_its_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let version = |path: &str| {
            let found = of_crate(&folder.path().join(path));
            found.map(|(_, version)| version.to_string())
        };
        write(
            "Cargo.toml",
            "[workspace]\n[workspace.package]\nversion = \"1.2.3\"\n",
        );
        write(
            "a/Cargo.toml",
            "[package]\nname = \"a\"\nversion.workspace = true\n",
        );
        write(
            "b/Cargo.toml",
            "[package]\nname = \"b\"\nversion = \"0.4.0\"\n",
        );
        write("c/Cargo.toml", "[package]\nname = \"c\"\n");
        write("d/Cargo.toml", "[package]\nname = \"d\"\nversion = 3\n");
        assert_eq!(version("a/src").unwrap(), "1.2.3");
        assert_eq!(version("b/src/api").unwrap(), "0.4.0");
        assert_eq!(version("c/src").unwrap(), "0.0.0");
        assert!(version("d/src").unwrap_err().contains("has no version"));
    }
}
