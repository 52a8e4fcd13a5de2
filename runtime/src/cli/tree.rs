//! The table as a tree of sub-commands.

use std::ffi::{OsStr, OsString};

use clap::{
    Arg, ArgAction, Command as Node, ValueHint,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
    value_parser,
};

use crate::{
    auth::SchemeKind,
    cli::{
        settings::{names, password, prefixes, server_variable},
        table::{Api, Body, Command, Flag, Format, Group, Kind, Need, Program, Target},
    },
};

/// The sub-command that prints scripts for shells.
pub(super) const COMPLETIONS: &str = "completions";

/// Which sub-commands are made ready: a large API has more than a thousand, of which a run needs one.
pub(super) enum Wanted {
    All,
    /// Those that one of these names.
    Named(Vec<OsString>),
}

impl Wanted {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.iter().any(|known| known == OsStr::new(name)),
        }
    }
}

/// The program.
pub(super) fn tree(program: &'static Program, wanted: &Wanted) -> Node {
    let shell = Arg::new("shell")
        .required(true)
        .value_parser(value_parser!(clap_complete::Shell));
    let completions = Node::new(COMPLETIONS)
        .about("Prints a script that completes commands in a shell")
        .arg(shell);
    let root = parent(program.name, program.about)
        .version(program.version)
        .max_term_width(100)
        .after_help(after_help(program))
        .args(globals(program));
    let root = match program.apis {
        [api] => in_api(root, program, api, wanted),
        apis => root.subcommands(apis.iter().map(|api| {
            let node = parent(api.name, api.about);
            match wanted.has(api.name) {
                true => in_api(node, program, api, wanted).after_help(environment(program, api)),
                false => node,
            }
        })),
    };
    root.subcommand(completions)
}

/// A command that only its sub-commands are for.
fn parent(name: &'static str, about: &'static str) -> Node {
    Node::new(name)
        .about(about)
        .subcommand_required(true)
        .arg_required_else_help(true)
}

fn in_api(node: Node, program: &'static Program, api: &'static Api, wanted: &Wanted) -> Node {
    let groups = api.groups.iter().map(|group| {
        let Group {
            name,
            about,
            commands,
        } = group;
        let node = parent(name, about);
        match wanted.has(name) {
            true => node.subcommands(leaves(program, commands, wanted)),
            false => node,
        }
    });
    let untagged = api.untagged.iter();
    let untagged = untagged.flat_map(|group| leaves(program, group.commands, wanted));
    node.subcommands(groups).subcommands(untagged)
}

fn leaves(
    program: &'static Program,
    commands: &'static [Command],
    wanted: &Wanted,
) -> impl Iterator<Item = Node> {
    commands.iter().map(move |command| {
        let node = Node::new(command.name);
        let node = match command.about {
            "" => node.about(route(command)),
            about => node.about(about),
        };
        match wanted.has(command.name) {
            true => leaf(node, program, command),
            false => node,
        }
    })
}

fn leaf(node: Node, program: &'static Program, command: &'static Command) -> Node {
    let Command {
        name: _,
        about,
        details,
        operation: _,
        flags,
        body,
    } = command;
    let route = route(command);
    let long = [about, details, route.as_str()];
    let long: Vec<&str> = long.into_iter().filter(|text| !text.is_empty()).collect();
    let body = body.iter().flat_map(|body| {
        let members = body.flags.iter().map(flag);
        let all = std::iter::once(whole(body)).chain(members);
        all.map(|arg| arg.help_heading("Body"))
    });
    node.long_about(long.join("\n\n"))
        .args(flags.iter().map(flag))
        .args(body)
        .args(globals(program))
}

/// Method and path.
fn route(command: &Command) -> String {
    format!("{} {}", command.operation.method, command.operation.path)
}

/// The flag of a parameter or of a member of the body.
fn flag(flag: &'static Flag) -> Arg {
    let Flag {
        name,
        target,
        kind,
        need,
        help,
    } = *flag;
    // Members may come from `--body`, so that clap cannot ask for them.
    let is_required = matches!((need, target), (Need::Required, Target::Param(_)));
    let note = match (need, target) {
        (Need::Constant(value), _) => format!("[default: {value}]"),
        (Need::Required, Target::Member(..)) => "[required unless `--body` has it]".to_owned(),
        (Need::Required | Need::Optional, _) => String::new(),
    };
    let arg = Arg::new(name)
        .long(name)
        .help([help, &note].join(" ").trim().to_owned())
        .required(is_required)
        .allow_negative_numbers(true);
    match kind {
        Kind::List(item) => typed(arg, *item).action(ArgAction::Append),
        kind => typed(arg, kind),
    }
}

fn typed(arg: Arg, kind: Kind) -> Arg {
    match kind {
        Kind::Text => arg.value_name("TEXT"),
        Kind::Integer => arg.value_name("INTEGER"),
        Kind::Number => arg.value_name("NUMBER"),
        Kind::Boolean => arg
            .value_name("BOOLEAN")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_parser(["true", "false"]),
        Kind::Choice(values) => arg.value_name("TEXT").value_parser(Open(values)),
        Kind::IntegerChoice(values) => arg.value_name("INTEGER").value_parser(Open(values)),
        Kind::Any => arg.value_name("VALUE"),
        Kind::Json | Kind::List(_) => arg.value_name("JSON"),
        Kind::File => arg.value_name("FILE").value_hint(ValueHint::FilePath),
    }
}

/// Offers the values that the document lists, and takes any other as well.
#[derive(Debug, Clone)]
struct Open(&'static [&'static str]);

impl TypedValueParser for Open {
    type Value = String;

    fn parse_ref(
        &self,
        node: &Node,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(node, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        // Scripts for completion have values as they are, where a shell would run some; what is not offered is
        // taken all the same.
        let is_plain = |value: &&&str| {
            let is_plain = |byte| b"_-.:/@%+,=".contains(&byte) || byte.is_ascii_alphanumeric();
            !value.is_empty() && value.bytes().all(is_plain)
        };
        let plain = self.0.iter().filter(is_plain);
        Some(Box::new(plain.map(PossibleValue::new)))
    }
}

/// The flag of the body as a whole.
fn whole(body: &Body) -> Arg {
    let what = match body.format {
        Format::Json => "The body as JSON",
        Format::Form(_) => "The body as a JSON object, which is sent as a form",
        Format::Multipart => "The fields of the form as a JSON object, without files",
        Format::Text => "The body as text",
        Format::Octets => "The body",
    };
    let members = match body.flags.is_empty() {
        true => "",
        false => "; a flag for a member wins over it",
    };
    let help = format!("{what}: itself, @FILE, or - for standard input{members}");
    Arg::new("body").long("body").value_name("BODY").help(help)
}

/// The flags that the program has and all sub-commands.
fn globals(program: &Program) -> impl Iterator<Item = Arg> {
    let mut apis = program.apis.iter();
    let has_variables = apis.any(|api| !api.description.variables.is_empty());
    let variable = Arg::new("server-variable")
        .value_name("NAME=VALUE")
        .action(ArgAction::Append)
        .help("Set a variable in the URL of the server");
    let switch = |name: &'static str| Arg::new(name).action(ArgAction::SetTrue);
    let args = [
        Arg::new("base-url")
            .value_name("URL")
            .help("Send requests to this server"),
        Arg::new("header")
            .short('H')
            .value_name("NAME: VALUE")
            .action(ArgAction::Append)
            .help("Send a header; for credentials there are environment variables"),
        Arg::new("timeout")
            .value_name("SECONDS")
            .help("Give up an attempt after so long [default: 30]"),
        Arg::new("output")
            .value_name("LAYOUT")
            .value_parser(["json", "raw"])
            .help("Print JSON for people, or the answer as it came [default: json]"),
        Arg::new("out")
            .short('o')
            .value_name("FILE")
            .value_hint(ValueHint::FilePath)
            .help("Write the answer as it comes to a file"),
        switch("include")
            .short('i')
            .help("Print status and headers to standard error"),
        switch("verbose")
            .short('v')
            .help("Print each attempt to standard error"),
        switch("dry-run").help("Print the request, without credentials, and send nothing"),
    ];
    let variable = has_variables.then_some(variable);
    args.into_iter().chain(variable).map(|arg| {
        let name = arg.get_id().to_string();
        let long = GLOBALS.iter().find(|known| **known == name);
        let arg = long.into_iter().fold(arg, |arg, long| arg.long(*long));
        arg.help_heading("Every command")
    })
}

/// The flags that all sub-commands have; no parameter is called so.
const GLOBALS: [&str; 9] = [
    "base-url",
    "header",
    "timeout",
    "output",
    "out",
    "include",
    "verbose",
    "dry-run",
    "server-variable",
];

/// What the program reads from the environment, and how it ends.
fn after_help(program: &Program) -> String {
    let environment = match program.apis {
        [api] => environment(program, api),
        _ => "Help for an API names the environment variables that it reads.\n".to_owned(),
    };
    format!(
        "{environment}\n\
         There is no flag for a credential, as other users of the machine could see it.\n\n\
         Other values than those listed for a flag of the service are sent as they are.\n\n\
         Exit status: 0 if the service did as asked, 1 if it answered with an error, which is printed to \
         standard error, 2 if the command was not understood, 3 if no complete answer arrived."
    )
}

/// The environment variables of an API.
fn environment(program: &Program, api: &Api) -> String {
    let mut found: Vec<(String, &str)> = Vec::new();
    let prefixes = prefixes(program, api);
    for scheme in api.description.schemes {
        let what = match scheme.kind {
            SchemeKind::Bearer => "a bearer token",
            SchemeKind::Basic => "a user's name",
            SchemeKind::ApiKey(..) => "an API key",
            SchemeKind::External => continue,
        };
        for name in names(&prefixes, api, scheme) {
            let password = password(&name);
            found.push((name, what));
            if let SchemeKind::Basic = scheme.kind {
                found.push((password, "the user's password"));
            }
        }
    }
    for prefix in &prefixes {
        found.push((format!("{prefix}_BASE_URL"), "the server, as `--base-url`"));
        for variable in api.description.variables {
            let name = format!("{prefix}_{}", server_variable(variable.name));
            found.push((name, "a variable in the URL of the server"));
        }
    }
    let width = found.iter().map(|(name, _)| name.len()).max();
    let (width, mut text) = (width.unwrap_or_default(), "Environment:\n".to_owned());
    for (index, (name, what)) in found.iter().enumerate() {
        let is_new = !found.iter().take(index).any(|(known, _)| known == name);
        if is_new {
            text.push_str(&format!("  {name:width$}  {what}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::builder::TypedValueParser as _;

    use super::Open;

    #[test]
    fn no_value_is_offered_that_a_shell_would_run() {
        let values = Open(&[
            "plain",
            "TYPE_SMS",
            "a/b-c:1",
            "$(run)",
            "`run`",
            "\"; run",
            "a b",
            "\u{1b}[31m",
            "",
        ]);
        let offered = values.possible_values().into_iter().flatten();
        let offered: Vec<_> = offered.map(|value| value.get_name().to_owned()).collect();
        assert_eq!(offered, ["plain", "TYPE_SMS", "a/b-c:1"]);
    }
}
