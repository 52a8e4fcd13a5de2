//! What a generator made, as a crate that cargo can build by itself.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use crate::{document::Document, generate::folder, generator::Generator, install::Places};

/// A crate and how it is built.
#[derive(Debug)]
pub(crate) struct Arranged {
    pub folder: PathBuf,
    /// What rustc calls it.
    pub krate: String,
    /// What cargo is told of features.
    pub features: Vec<String>,
}

/// Makes a crate of what `generator` made of `document`; `tag` is the feature of the one tag, the first if
/// there is none.
///
/// # Errors
///
/// Where the output has not what a crate needs.
pub(crate) fn arrange(
    generator: Generator,
    document: &Document,
    tag: Option<&str>,
    places: &Places,
) -> Result<Arranged, Box<dyn Error>> {
    let package = document.package(generator.id());
    let folder = folder(generator, document, places);
    let mut features = Vec::new();
    match generator {
        Generator::Specwright
        | Generator::SpecwrightApart
        | Generator::SpecwrightTypes
        | Generator::SpecwrightDerives => lock(&folder, places)?,
        Generator::SpecwrightOneTag => {
            lock(&folder, places)?;
            let manifest = fs::read_to_string(folder.join("Cargo.toml"))?;
            let tag = tag.map(str::to_owned).or_else(|| first_tag(&manifest));
            let tag = tag.ok_or("the client has no feature of a tag")?;
            features = vec![
                "--no-default-features".to_owned(),
                format!("--features=rustls,{tag}"),
            ];
        }
        Generator::OpenapiToRust => {
            let needed = fs::read_to_string(folder.join("src/generated/REQUIRED_DEPS.toml"))?;
            fs::write(folder.join("Cargo.toml"), manifest(&package, &needed))?;
            fs::write(folder.join("src/lib.rs"), "pub mod generated;\n")?;
        }
        Generator::Satay => {
            fs::write(folder.join("Cargo.toml"), manifest(&package, SATAY))?;
        }
        Generator::Ploidy
        | Generator::Progenitor
        | Generator::Oas3Gen
        | Generator::OpenapiTools => {}
    }
    stand_alone(&folder.join("Cargo.toml"))?;
    Ok(Arranged {
        folder,
        krate: package.replace('-', "_"),
        features,
    })
}

/// satay writes no manifest and no list: these are the crates that its sources name.
const SATAY: &str = "[dependencies]
http = \"1\"
satay-runtime = \"=0.17.6\"
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
thiserror = \"2\"
url = \"2\"
";

/// specwright's clients are built with what this repository is built with.
fn lock(folder: &Path, places: &Places) -> Result<(), Box<dyn Error>> {
    fs::copy(places.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}

fn manifest(package: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{dependencies}"
    )
}

/// Says in the manifest that the crate belongs to no workspace, so that it is not looked for in this one.
fn stand_alone(manifest: &Path) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(manifest)?;
    if !text.lines().any(|line| line.trim() == "[workspace]") {
        fs::write(manifest, format!("{}\n\n[workspace]\n", text.trim_end()))?;
    }
    Ok(())
}

/// The first feature that `full` has in a manifest of specwright's.
fn first_tag(manifest: &str) -> Option<String> {
    let full = manifest
        .lines()
        .find_map(|line| line.strip_prefix("full = ["))?;
    let (_, rest) = full.split_once('"')?;
    rest.split_once('"').map(|(tag, _)| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tag_is_found() {
        let manifest = "[features]\ndefault = [\"full\"]\nfull = [\"big-cats\", \"fish\"]\n";
        assert_eq!(first_tag(manifest).as_deref(), Some("big-cats"));
        assert_eq!(first_tag("full = []"), None);
    }

    #[test]
    fn a_crate_is_its_own_workspace_once() {
        let file = std::env::temp_dir().join(format!("bench-manifest-{}", std::process::id()));
        fs::write(&file, manifest("pets", "[dependencies]\nserde = \"1\"\n")).unwrap();
        stand_alone(&file).unwrap();
        stand_alone(&file).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.matches("[workspace]").count(), 1, "{text}");
        assert!(text.contains("serde"), "{text}");
        fs::remove_file(&file).unwrap();
    }
}
