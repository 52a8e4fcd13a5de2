//! The generators: their versions, and how each is told what to do.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::document::Document;

/// One generator, or one way of using it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Generator {
    /// This project's, as it is without options.
    Specwright,
    /// The same with types that look alike as types of their own.
    SpecwrightApart,
    /// The first with a cargo feature per tag, compiled with the feature of one tag.
    SpecwrightOneTag,
    /// The types of the first, without what calls.
    SpecwrightTypes,
    /// The same with serde derived: what the impls would cost that the first writes out.
    SpecwrightDerives,
    Progenitor,
    Oas3Gen,
    OpenapiToRust,
    Ploidy,
    Satay,
    /// openapi-generator of OpenAPITools.
    #[value(name = "openapi-generator")]
    OpenapiTools,
}

/// Where a generator comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Built from this repository.
    Here,
    /// A package of crates.io, and the binary in it.
    Crate(&'static str, &'static str),
    /// A package of PyPI that holds a `.jar`.
    Jar(&'static str),
}

impl Generator {
    pub(crate) const ALL: [Self; 11] = [
        Self::Specwright,
        Self::SpecwrightApart,
        Self::SpecwrightOneTag,
        Self::SpecwrightTypes,
        Self::SpecwrightDerives,
        Self::Ploidy,
        Self::OpenapiToRust,
        Self::OpenapiTools,
        Self::Progenitor,
        Self::Oas3Gen,
        Self::Satay,
    ];

    /// What a command line, a folder and a package call it.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Specwright => "specwright",
            Self::SpecwrightApart => "specwright-apart",
            Self::SpecwrightOneTag => "specwright-one-tag",
            Self::SpecwrightTypes => "specwright-types",
            Self::SpecwrightDerives => "specwright-derives",
            Self::Progenitor => "progenitor",
            Self::Oas3Gen => "oas3-gen",
            Self::OpenapiToRust => "openapi-to-rust",
            Self::Ploidy => "ploidy",
            Self::Satay => "satay",
            Self::OpenapiTools => "openapi-generator",
        }
    }

    /// The version that is measured.
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::Specwright
            | Self::SpecwrightApart
            | Self::SpecwrightOneTag
            | Self::SpecwrightTypes
            | Self::SpecwrightDerives => {
                env!("CARGO_PKG_VERSION")
            }
            Self::Progenitor => "0.15.1",
            Self::Oas3Gen => "0.29.0",
            Self::OpenapiToRust => "0.23.0",
            Self::Ploidy => "0.15.0",
            Self::Satay => "0.17.6",
            Self::OpenapiTools => "7.26.0",
        }
    }

    pub(crate) fn origin(self) -> Origin {
        match self {
            Self::Specwright
            | Self::SpecwrightApart
            | Self::SpecwrightOneTag
            | Self::SpecwrightTypes
            | Self::SpecwrightDerives => Origin::Here,
            Self::Progenitor => Origin::Crate("cargo-progenitor", "cargo-progenitor"),
            Self::Oas3Gen => Origin::Crate("oas3-gen", "oas3-gen"),
            Self::OpenapiToRust => Origin::Crate("openapi-to-rust", "openapi-to-rust"),
            Self::Ploidy => Origin::Crate("ploidy", "ploidy"),
            Self::Satay => Origin::Crate("satay-cli", "satay"),
            Self::OpenapiTools => Origin::Jar("openapi-generator-cli"),
        }
    }

    /// Whether generating with it is measured: types alone are made by this benchmark itself.
    pub(crate) fn generates(self) -> bool {
        !matches!(self, Self::SpecwrightTypes | Self::SpecwrightDerives)
    }
}

impl fmt::Display for Generator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Specwright => formatter.write_str("specwright"),
            Self::SpecwrightApart => formatter.write_str("specwright, types apart"),
            Self::SpecwrightOneTag => formatter.write_str("specwright, one tag"),
            Self::SpecwrightTypes => formatter.write_str("specwright's types alone"),
            Self::SpecwrightDerives => formatter.write_str("specwright's types, derives"),
            other => write!(formatter, "{} {}", other.id(), other.version()),
        }
    }
}

/// What a generator is told.
pub(crate) struct Task<'a> {
    pub document: &'a Document,
    /// The folder for the crate, which is not there yet; its last part is `package`.
    pub out: &'a Path,
    pub package: &'a str,
    /// The folder of specwright-runtime.
    pub runtime: &'a Path,
}

/// The command by which `generator`, installed as `program`, does `task`.
///
/// # Errors
///
/// Says why it cannot.
pub(crate) fn command(
    generator: Generator,
    program: &Path,
    task: &Task<'_>,
) -> Result<Command, String> {
    let mut command = Command::new(program);
    match generator {
        Generator::Specwright
        | Generator::SpecwrightApart
        | Generator::SpecwrightOneTag
        | Generator::SpecwrightTypes
        | Generator::SpecwrightDerives => {
            command
                .arg("generate")
                .args(&task.document.files)
                .arg("--allow-outside");
            command
                .args(["--crate", task.package, "--out"])
                .arg(task.out);
            command.arg("--runtime-path").arg(task.runtime);
            let option = match generator {
                Generator::SpecwrightApart => Some("share_types = false\n"),
                Generator::SpecwrightOneTag => Some("tag_features = true\n"),
                _ => None,
            };
            if let Some(option) = option {
                command.arg("--config").arg(configured(task.out, option)?);
            }
            Ok(command)
        }
        peer => {
            // The peers take one document; a client of several would be as many crates.
            let [file] = &task.document.files[..] else {
                return Err("takes one document, not several".to_owned());
            };
            peer_command(peer, program, file, task)
        }
    }
}

fn peer_command(
    peer: Generator,
    program: &Path,
    file: &Path,
    task: &Task<'_>,
) -> Result<Command, String> {
    let mut command = Command::new(program);
    // What it says is kept as text.
    command.env("NO_COLOR", "1");
    match peer {
        Generator::Ploidy => {
            command.args(["generate", "rust", "--name", task.package]);
            command.arg(file).arg("-o").arg(task.out);
        }
        Generator::OpenapiToRust => {
            command.args(["generate", "--module-name", "api"]).arg(file);
            let out = task.out.join("src/generated");
            command.arg("--output-dir").arg(out);
        }
        Generator::Progenitor => {
            command.args(["progenitor", "-n", task.package, "-v", "0.1.0", "-i"]);
            command.arg(file).arg("-o").arg(task.out);
        }
        Generator::Oas3Gen => {
            command.args(["generate", "client-mod", "--workspace", "-i"]);
            command.arg(file).arg("-o").arg(task.out);
        }
        Generator::Satay => {
            command.args(["generate", "--lib", "-i"]).arg(file);
            command.arg("-o").arg(task.out.join("src"));
        }
        Generator::OpenapiTools => {
            command = Command::new("java");
            command.arg("-jar").arg(program).args([
                "generate",
                "-g",
                "rust",
                "--skip-validate-spec",
            ]);
            command
                .args(["--package-name", task.package, "-i"])
                .arg(file)
                .arg("-o")
                .arg(task.out);
        }
        own => return Err(format!("{own} is no peer")),
    }
    Ok(command)
}

/// Writes a configuration of one `option` beside `out`.
fn configured(out: &Path, option: &str) -> Result<PathBuf, String> {
    let path = out.with_extension("toml");
    fs::write(&path, option).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(generator: Generator, files: usize) -> Result<String, String> {
        let document = Document {
            name: "pets".to_owned(),
            files: (0..files)
                .map(|number| PathBuf::from(format!("{number}.json")))
                .collect(),
            bytes: 0,
        };
        let task = Task {
            document: &document,
            out: Path::new("out/of-pets"),
            package: "of-pets",
            runtime: Path::new("runtime"),
        };
        let command = command(generator, Path::new("program"), &task)?;
        let arguments = command
            .get_args()
            .map(|argument| argument.to_string_lossy().into_owned());
        Ok(arguments.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn each_is_told_what_and_where() {
        for generator in Generator::ALL {
            if matches!(
                generator,
                Generator::SpecwrightOneTag | Generator::SpecwrightApart
            ) {
                continue; // It writes a configuration.
            }
            let told = told(generator, 1).unwrap();
            assert!(
                told.contains("0.json") && told.contains("out/of-pets"),
                "{told}"
            );
        }
        assert_eq!(
            told(Generator::Ploidy, 1).unwrap(),
            "generate rust --name of-pets 0.json -o out/of-pets"
        );
    }

    #[test]
    fn only_specwright_makes_one_client_of_several_documents() {
        assert!(
            told(Generator::Specwright, 2)
                .unwrap()
                .contains("0.json 1.json")
        );
        assert!(told(Generator::Ploidy, 2).is_err());
    }
}
