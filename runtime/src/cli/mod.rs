//! Command-line programs: one interpreter of what a generated crate says of its operations.
//!
//! In: a [`Program`], the arguments, the environment. Out: a request, its answer on standard output, what
//! went wrong on standard error, and an exit status. A secret is printed nowhere.

mod answer;
mod failure;
mod fill;
mod input;
mod layout;
mod settings;
mod show;
mod table;
mod tree;
mod value;

use std::{convert::identity, ffi::OsString, process::ExitCode};

use clap::{ArgMatches, Command as Node};
use http::StatusCode;

pub use self::table::{
    Api, Body, Command, Flag, Format, Group, Kind, Program, connect, description,
};
use self::{
    answer::{Head, Layout, Output, write},
    failure::{ANSWERED, Failure},
    input::Input,
    settings::{Given, Mode, Settings, names, prefixes},
    show::say,
    tree::{COMPLETIONS, Wanted, tree},
};
use crate::{call::CallOptions, decode::no_errors};

/// Runs a program with the arguments and the environment of the process.
pub fn main(program: &'static Program) -> ExitCode {
    ExitCode::from(run(program, std::env::args_os().collect()))
}

fn run(program: &'static Program, arguments: Vec<OsString>) -> u8 {
    let wanted = Wanted::Named(arguments.clone());
    let given = match tree(program, &wanted).try_get_matches_from(arguments) {
        Ok(given) => given,
        Err(error) => {
            // Help is an error here too; a reader who has gone away is none.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(failure::USAGE);
        }
    };
    match dispatch(program, &given) {
        Ok(()) | Err(Failure::Closed) => 0,
        Err(Failure::Said(status, message)) => {
            say(&format!("error: {message}\n"));
            status
        }
        // It was printed where it arrived.
        Err(Failure::Answer(_)) => ANSWERED,
    }
}

fn dispatch(program: &'static Program, given: &ArgMatches) -> Result<(), Failure> {
    let (api, levels) = match (program.apis, given.subcommand()) {
        (_, Some((COMPLETIONS, given))) => return completions(program, given),
        ([api], _) => (*api, vec![given]),
        (apis, Some((name, inner))) => match apis.iter().find(|api| api.name == name) {
            Some(api) => (*api, vec![given, inner]),
            None => return Err(unknown()),
        },
        (_, None) => return Err(unknown()),
    };
    let inner = levels.last().and_then(|given| given.subcommand());
    let (name, inner) = inner.ok_or_else(unknown)?;
    let (commands, name, leaf) = match api.groups.iter().find(|group| group.name == name) {
        Some(group) => {
            let (name, leaf) = inner.subcommand().ok_or_else(unknown)?;
            (group.commands, name, leaf)
        }
        None => {
            let untagged = api.untagged.map(|group| group.commands);
            (untagged.unwrap_or_default(), name, inner)
        }
    };
    let command = commands.iter().find(|command| command.name == name);
    let command = command.ok_or_else(unknown)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| {
        Failure::Said(failure::NOTHING, format!("nothing can be sent: {error}"))
    })?;
    let all = Given(vec![given, leaf]);
    runtime.block_on(call(program, api, command, leaf, &all))
}

/// What clap has asked for itself.
fn unknown() -> Failure {
    Failure::usage("there is no such command")
}

fn completions(program: &'static Program, given: &ArgMatches) -> Result<(), Failure> {
    let mut whole: Node = tree(program, &Wanted::All);
    let shell = given.get_one::<clap_complete::Shell>("shell");
    let shell = *shell.ok_or_else(unknown)?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut whole, program.name, &mut script);
    write(&script)
}

async fn call(
    program: &'static Program,
    api: &'static Api,
    command: &'static Command,
    leaf: &ArgMatches,
    given: &Given<'_>,
) -> Result<(), Failure> {
    let request = fill::request(command, leaf, &mut Input::default())?;
    let settings = Settings::read(program, api, given)?;
    let (mode, has_credential) = (settings.mode, settings.has_credential());
    let mut options = CallOptions::new();
    for (name, value) in &settings.headers {
        options = options.header(name, value);
    }
    let core = (api.connect)(settings)?.with(options);
    if mode == Mode::DryRun {
        return write(&show::dry_run(&core, request).await?);
    }
    let output = Output {
        layout: match given.text("output") {
            Some("raw") => Layout::Raw,
            _ => Layout::Json,
        },
        head: match given.has("include") {
            true => Head::Shown,
            false => Head::Hidden,
        },
        file: given.text("out"),
    };
    let is_success = |status: StatusCode| status.is_success();
    let came = core.call_stream(request, is_success, identity, no_errors);
    match came.await.map_err(Failure::from) {
        Ok(answer) => output.success(answer).await,
        Err(Failure::Answer(answer)) => {
            let is_unknown = answer.status() == StatusCode::UNAUTHORIZED && !has_credential;
            let hint = is_unknown.then(|| hint(program, api)).flatten();
            output.failure(&answer, &hint.unwrap_or_default());
            Err(Failure::Answer(answer))
        }
        Err(failure) => Err(failure),
    }
}

/// Where a credential could have come from.
fn hint(program: &Program, api: &Api) -> Option<String> {
    let prefixes = prefixes(program, api);
    let schemes = api.description.schemes.iter();
    let mut names = schemes.flat_map(|scheme| names(&prefixes, api, scheme));
    let name = names.next()?;
    Some(format!(", and `{name}` is not set"))
}
