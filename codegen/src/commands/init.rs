//! `specwright init`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use crate::commands::{FAILED, Terminal, crate_name};

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder of the repository; it is made, or holds nothing but `.git`.
    dir: PathBuf,
    /// The OpenAPI document, which is copied into the repository, or a page of documentation (`.md`) or a folder of pages, which become one.
    #[arg(long, value_name = "PATH")]
    spec: PathBuf,
    /// The crate's name [default: derived from the document's title].
    #[arg(long, value_parser = crate_name)]
    name: Option<String>,
    /// The folder of specwright's own repository [default: the published crates].
    #[arg(long, value_name = "DIR")]
    specwright_path: Option<PathBuf>,
}

impl Init {
    pub(crate) fn run(&self, terminal: &Terminal) -> ExitCode {
        let (reports, made) = specwright::init(&specwright::Init {
            folder: self.dir.clone(),
            spec: self.spec.clone(),
            name: self.name.clone(),
            specwright: self.specwright_path.clone(),
        });
        for report in reports {
            terminal.report(&report);
        }
        match made {
            Ok(name) => {
                let folder = self.dir.display();
                terminal.summary(&format!(
                    "made the repository of `{name}` in `{folder}`: run `cargo test` there"
                ));
                ExitCode::SUCCESS
            }
            Err(why) => {
                terminal.say(&format!("error: {why}; nothing was written\n"));
                ExitCode::from(FAILED)
            }
        }
    }
}
