//! What a user says for all calls: by flags that every sub-command has, and by the environment.

use std::{env, fmt, time::Duration};

use clap::ArgMatches;
use secrecy::SecretString;

use crate::{
    auth::{Credential, Scheme, SchemeKind},
    cli::{
        failure::Failure,
        show::{MASK, Unsent, Verbose},
        table::{Api, Program},
    },
    client::ClientBuilder,
    core::Described,
};

/// What a client is made of.
pub struct Settings {
    base_url: Option<String>,
    variables: Vec<(String, String)>,
    credentials: Vec<(&'static str, Credential)>,
    timeout: Option<Duration>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) mode: Mode,
    verbosity: Verbosity,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is sent.
    Send,
    /// It is printed, without the secrets.
    DryRun,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verbosity {
    /// Each attempt is printed.
    Attempts,
    None,
}

/// The arguments of the program and of the sub-command, of which the last wins.
pub(super) struct Given<'a>(pub(super) Vec<&'a ArgMatches>);

impl Given<'_> {
    pub(super) fn text(&self, flag: &str) -> Option<&str> {
        self.texts(flag).pop()
    }

    pub(super) fn texts(&self, flag: &str) -> Vec<&str> {
        let levels = self.0.iter();
        let values = levels.filter_map(|level| level.try_get_many::<String>(flag).ok().flatten());
        values.flatten().map(String::as_str).collect()
    }

    pub(super) fn has(&self, flag: &str) -> bool {
        let mut levels = self.0.iter();
        levels.any(|level| matches!(level.try_get_one::<bool>(flag), Ok(Some(true))))
    }
}

/// Shows none of what may be a secret.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Collects what `given` and the environment say.
    pub(super) fn read(program: &Program, api: &Api, given: &Given<'_>) -> Result<Self, Failure> {
        let prefixes = prefixes(program, api);
        let mode = match given.has("dry-run") {
            true => Mode::DryRun,
            false => Mode::Send,
        };
        let base_url = match given.text("base-url") {
            Some(url) => Some(url.to_owned()),
            None => first(&prefixes, "BASE_URL")?,
        };
        let mut variables = Vec::new();
        for known in api.description.variables {
            let value = first(&prefixes, &server_variable(known.name))?;
            variables.extend(value.map(|value| (known.name.to_owned(), value)));
        }
        let pairs = |flag: &str, mark: char| {
            let texts = given.texts(flag).into_iter();
            let pairs = texts.map(|text| {
                let pair = text.split_once(mark);
                let pair = pair.map(|(name, value)| (name.trim(), value.trim()));
                let message = || Failure::usage(format!("`--{flag}` takes `NAME{mark}VALUE`"));
                pair.map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .ok_or_else(message)
            });
            pairs.collect::<Result<Vec<_>, _>>()
        };
        variables.extend(pairs("server-variable", '=')?);
        let timeout = given.text("timeout").map(|text| {
            let seconds = text.parse().ok();
            let timeout = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            timeout.ok_or_else(|| Failure::usage("`--timeout` takes a number of seconds"))
        });
        Ok(Self {
            base_url,
            variables,
            credentials: credentials(&prefixes, api, mode)?,
            timeout: timeout.transpose()?,
            headers: pairs("header", ':')?,
            mode,
            verbosity: match given.has("verbose") {
                true => Verbosity::Attempts,
                false => Verbosity::None,
            },
        })
    }

    /// Whether there is anything that proves who the user is.
    pub(super) fn has_credential(&self) -> bool {
        !self.credentials.is_empty()
    }

    /// Tells a builder all this.
    pub(super) fn apply<C: Described>(self, builder: ClientBuilder<C>) -> ClientBuilder<C> {
        let mut builder = builder;
        if let Some(url) = self.base_url {
            builder = builder.base_url(url);
        }
        for (name, value) in self.variables {
            builder = builder.server_variable(name, value);
        }
        for (scheme, credential) in self.credentials {
            builder = builder.credential(scheme, credential);
        }
        if let Some(timeout) = self.timeout {
            builder = builder.timeout(timeout);
        }
        if self.verbosity == Verbosity::Attempts {
            builder = builder.hooks(Verbose);
        }
        match self.mode {
            Mode::Send => builder,
            // Nothing is sent, so that nothing has to be made ready for it.
            Mode::DryRun => builder.transport(Unsent),
        }
    }
}

/// What the environment variables of an API begin with, those that win first.
///
/// A credential of one service is of no concern to another, so that APIs share variables only where all
/// documents have the same server.
pub(super) fn prefixes(program: &Program, api: &Api) -> Vec<String> {
    let whole = shouty(program.name);
    if !program.has_several() {
        return vec![whole];
    }
    let own = format!("{whole}_{}", shouty(api.name));
    let server = api.description.base_url;
    let mut apis = program.apis.iter();
    match server.is_some() && apis.all(|api| api.description.base_url == server) {
        true => vec![own, whole],
        false => vec![own],
    }
}

/// What the environment variable of a variable of the servers ends with.
pub(super) fn server_variable(name: &str) -> String {
    format!("SERVER_{}", shouty(name))
}

/// The first variable with this end that is set.
fn first(prefixes: &[String], end: &str) -> Result<Option<String>, Failure> {
    for prefix in prefixes {
        if let Some(value) = variable(&format!("{prefix}_{end}"))? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn shouty(name: &str) -> String {
    let letters = name.chars();
    let letters = letters.map(|letter| match letter.is_ascii_alphanumeric() {
        true => letter.to_ascii_uppercase(),
        false => '_',
    });
    letters.collect()
}

/// The environment variables that a scheme is looked for in, the first that is set winning; those of `basic`
/// schemes are for the name, and another one is for the password.
pub(super) fn names(prefixes: &[String], api: &Api, scheme: &Scheme) -> Vec<String> {
    let Some(end) = ending(&scheme.kind) else {
        return Vec::new();
    };
    let schemes = api.description.schemes.iter();
    let alike = schemes.filter(|other| ending(&other.kind) == Some(end));
    let has_own = alike.count() > 1;
    let names = prefixes.iter().flat_map(|prefix| {
        let own = has_own.then(|| format!("{prefix}_{}_{end}", shouty(scheme.name)));
        own.into_iter().chain([format!("{prefix}_{end}")])
    });
    names.collect()
}

fn ending(kind: &SchemeKind) -> Option<&'static str> {
    match kind {
        SchemeKind::Bearer => Some("TOKEN"),
        SchemeKind::Basic => Some("USER"),
        SchemeKind::ApiKey(..) => Some("API_KEY"),
        SchemeKind::External => None,
    }
}

/// The variable with the password of the user in `name`.
pub(super) fn password(name: &str) -> String {
    match name.strip_suffix("USER") {
        Some(begin) => format!("{begin}PASSWORD"),
        None => name.to_owned(),
    }
}

fn credentials(
    prefixes: &[String],
    api: &Api,
    mode: Mode,
) -> Result<Vec<(&'static str, Credential)>, Failure> {
    // What is only printed has no secret in it from the start.
    let secret = |text: String| match mode {
        Mode::Send => SecretString::from(text),
        Mode::DryRun => SecretString::from(MASK),
    };
    let mut found = Vec::new();
    for scheme in api.description.schemes {
        for name in names(prefixes, api, scheme) {
            let Some(text) = variable(&name)? else {
                continue;
            };
            let credential = match scheme.kind {
                SchemeKind::Basic => Credential::Basic {
                    user: text,
                    password: secret(variable(&password(&name))?.unwrap_or_default()),
                },
                SchemeKind::Bearer => Credential::Bearer(secret(text)),
                SchemeKind::ApiKey(..) | SchemeKind::External => Credential::ApiKey(secret(text)),
            };
            found.push((scheme.name, credential));
            break;
        }
    }
    Ok(found)
}

/// The text of an environment variable, if it is set to one that is not empty.
fn variable(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            let message = format!("the environment variable `{name}` is not UTF-8 text");
            Err(Failure::usage(message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::prefixes;
    use crate::{
        cli::table::{Api, Program},
        client::BuildError,
        operation::ApiDescription,
    };

    const fn description(base_url: Option<&'static str>) -> ApiDescription {
        ApiDescription {
            user_agent: "",
            base_url,
            servers: &[],
            schemes: &[],
            variables: &[],
            rate_limits: &[],
        }
    }

    const fn api(name: &'static str, description: &'static ApiDescription) -> Api {
        Api {
            name,
            about: "",
            description,
            connect: |_| Err(BuildError::NoBaseUrl),
            groups: &[],
            untagged: None,
        }
    }

    static ONE: ApiDescription = description(Some("https://one.example"));
    static OTHER: ApiDescription = description(Some("https://other.example"));
    static NONE: ApiDescription = description(None);
    static PETS: Api = api("pets", &ONE);
    static BIG_CATS: Api = api("big-cats", &ONE);
    static SHOPS: Api = api("shops", &OTHER);
    static NOWHERE: Api = api("nowhere", &NONE);
    static ALONE: [&Api; 1] = [&PETS];
    static ALIKE: [&Api; 2] = [&PETS, &BIG_CATS];
    static MIXED: [&Api; 3] = [&PETS, &BIG_CATS, &SHOPS];
    static UNKNOWN: [&Api; 2] = [&NOWHERE, &NOWHERE];

    /// A token for one service must not go to another.
    #[test]
    fn only_apis_of_one_server_share_variables() {
        for (apis, expected) in [
            (&ALONE[..], &["MY_CRATE"][..]),
            (&ALIKE, &["MY_CRATE_PETS", "MY_CRATE"]),
            (&MIXED, &["MY_CRATE_PETS"]),
            (&UNKNOWN, &["MY_CRATE_NOWHERE"]),
        ] {
            let program = Program {
                name: "my-crate",
                version: "",
                about: "",
                apis,
            };
            assert_eq!(prefixes(&program, apis[0]), expected);
        }
    }
}
