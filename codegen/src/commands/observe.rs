//! `specwright observe`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use specwright::{Input, Observed, append, diagnostic::Severity, is_listed, observe};

use crate::commands::{FAILED, Progress, Terminal, beside, counts, plural, unfinished};

#[derive(Debug, Args)]
pub(crate) struct Observe {
    /// Files of a drift hook (a JSON object on each line), and HTTP Archives, whose names end in `.har`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The OpenAPI document [default: the one that the configuration names].
    #[arg(long, value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// The configuration [default: `codegen.toml` beside SPEC, or `spec/codegen.toml`].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Append the actions to an overlay [default: the last one that the configuration names].
    #[arg(long, value_name = "OVERLAY", num_args = 0..=1)]
    write: Option<Option<PathBuf>>,
}

impl Observe {
    pub(crate) fn run(&self, terminal: &Terminal) -> ExitCode {
        let config = self.config.clone().or_else(|| match &self.spec {
            Some(spec) => beside(spec),
            None => Some(PathBuf::from("spec/codegen.toml")).filter(|path| path.is_file()),
        });
        if self.spec.is_none() && config.is_none() {
            return terminal.usage("there is no --spec, and no `spec/codegen.toml` that names one");
        }
        let input = Input {
            spec: self.spec.clone(),
            config: config.clone(),
            unfinished: unfinished(self.write.is_none()),
            ..Input::default()
        };
        let overlay = self.write.as_ref().and_then(Option::as_deref);
        let progress = Progress::new(terminal);
        let observed = observe(&input, overlay, &self.files, &mut |doing| {
            progress.tell(doing)
        });
        drop(progress);
        // Each observation that leads to nothing is a case of its own.
        terminal.say(&observed.report.text(terminal.least, terminal.style));
        let proposals = observed.proposals.iter().map(|proposal| {
            let (summary, evidence) = (&proposal.summary, proposal.evidence());
            format!("# {summary}\n# {evidence}\n{}\n", proposal.yaml())
        });
        if let Err(status) = terminal.print(&proposals.collect::<String>()) {
            return status;
        }
        let proposed = plural(observed.proposals.len(), "proposal");
        terminal.summary(&format!("{proposed}; {}", counts(&observed.report)));
        if observed.report.count(Severity::Error) > 0 {
            return ExitCode::from(FAILED);
        }
        match &self.write {
            Some(overlay) => write(overlay.clone(), &observed, terminal),
            None => ExitCode::SUCCESS,
        }
    }
}

fn write(overlay: Option<PathBuf>, observed: &Observed, terminal: &Terminal) -> ExitCode {
    let options = observed.report.options();
    let listed = options.map(|options| options.overlays.as_slice());
    let listed = listed.unwrap_or_default();
    let Some(path) = overlay.or_else(|| listed.last().cloned()) else {
        return terminal.usage("--write names no OVERLAY, and the configuration has none");
    };
    match append(&path, &observed.proposals) {
        Ok(appended) => {
            let actions = plural(appended.actions, "action");
            terminal.summary(&format!("wrote {actions} to `{}`", path.display()));
            if appended.actions > 0 && !is_listed(&path, listed) {
                let message = "list it under `overlays` in `codegen.toml`, or it does nothing";
                terminal.summary(message);
            }
            ExitCode::SUCCESS
        }
        Err(error) => terminal.unwritten(&error),
    }
}
