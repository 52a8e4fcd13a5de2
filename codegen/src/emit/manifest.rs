//! The `Cargo.toml` and `README.md` of a crate that stands alone.

use std::collections::BTreeSet;

use crate::{
    emit::GENERATED,
    ir::{Api, Content, Limit, Limits, Ty, TypeKind},
    name::Names,
};

/// Where the crate finds the runtime.
#[derive(Debug, Clone)]
pub enum Runtime {
    /// The published one.
    Published,
    /// The one in this folder.
    Path(String),
}

impl Runtime {
    /// What the manifest says of where it is.
    fn path(&self) -> String {
        match self {
            Self::Published => String::new(),
            Self::Path(path) => format!("path = {}, ", serde_json::Value::from(path.as_str())),
        }
    }
}

/// The types of the runtime that stand in public signatures of `api`.
pub(super) fn runtime_types(api: &Api) -> Vec<&'static str> {
    let mut found = BTreeSet::new();
    let mut note = |ty: &Ty| {
        ty.all(&mut |ty| {
            found.extend(match ty {
                Ty::Base64 => Some("Base64"),
                Ty::Date => Some("Date"),
                Ty::DateTime => Some("Timestamp"),
                Ty::Uuid => Some("Uuid"),
                Ty::Upload => Some("Upload"),
                _ => None,
            });
        });
    };
    api.types
        .values()
        .for_each(|definition| definition.tys(&mut note));
    for operation in api.operations.values() {
        operation.visit_sent(&mut note);
        operation.visit_received(&mut note);
    }
    for operation in api.operations.values() {
        for outcome in operation.success.iter().chain(&operation.errors) {
            found.extend(match &outcome.content {
                Content::Bytes => &["Bytes"][..],
                Content::Stream => &["ByteStream"],
                Content::Events(_) => &["Event", "EventStream", "StreamError"],
                Content::Lines(_) => &["JsonLines", "StreamError"],
                Content::Empty | Content::Json(_) | Content::Text => &[],
            });
        }
    }
    found.into_iter().collect()
}

/// The features of the runtime that the types of `api` need.
pub fn runtime_features(api: &Api) -> Vec<&'static str> {
    let types = runtime_types(api);
    let needs = |names: &[&str]| types.iter().any(|name| names.contains(name));
    let features = [
        ("date-time", needs(&["Date", "Timestamp"])),
        ("uuid", needs(&["Uuid"])),
        ("pattern", has_patterns(api)),
        ("files", needs(&["Upload", "ByteStream"])),
    ];
    features
        .into_iter()
        .filter(|(_, needed)| *needed)
        .map(|(name, _)| name)
        .collect()
}

/// Whether anything is checked against an expression.
fn has_patterns(api: &Api) -> bool {
    fn has(limits: &Limits) -> bool {
        let inner = [&limits.items, &limits.values];
        let is_pattern = |limit: &Limit| matches!(limit, Limit::Pattern(_));
        limits.own.iter().any(is_pattern) || inner.into_iter().flatten().any(|inner| has(inner))
    }
    let types = api.types.values().any(|definition| match &definition.kind {
        TypeKind::Struct(found) => found.fields.iter().any(|field| has(&field.limits)),
        TypeKind::Enum(_) | TypeKind::Union(_) => false,
    });
    let mut operations = api
        .operations
        .values()
        .filter(|operation| operation.is_checked);
    types
        || operations.any(|operation| {
            let body = operation.body.iter().map(|body| &body.limits);
            let mut all = operation
                .params
                .iter()
                .map(|param| &param.limits)
                .chain(body);
            all.any(has)
        })
}

/// The features of the runtime that users of a client choose from.
pub const FEATURES: &str = r#"# HTTP/1.1 and HTTP/2 with TLS by rustls, with ring and the operating system's certificates.
rustls = ["specwright-runtime/rustls"]
# HTTP/1.1 with TLS by the operating system's own library; where `rustls` is on too, that is taken.
native-tls = ["specwright-runtime/native-tls"]
# HTTP/1.1 without TLS, unless one of the two is on too.
hyper = ["specwright-runtime/hyper"]
# `reqwest::Client` as a transport; its TLS, SOCKS and compression are features of one's own `reqwest`.
reqwest = ["specwright-runtime/reqwest"]
# Sending calls again that failed.
retry = ["specwright-runtime/retry"]
# Limits on time and sources of tokens, with a transport of one's own.
time = ["specwright-runtime/time"]
# Tokens by OAuth 2.0.
oauth2 = ["specwright-runtime/oauth2"]
# Keeping a client under the service's rate limits.
throttle = ["specwright-runtime/throttle"]
# Layers and services of tower as transport.
tower = ["specwright-runtime/tower"]
# Spans of `tracing` for calls and attempts.
tracing = ["specwright-runtime/tracing"]
# Calls from threads without a runtime.
blocking = ["specwright-runtime/blocking"]
"#;

/// The manifest of the crate `name`.
pub fn manifest(api: &Api, names: &Names, name: &str, runtime: &Runtime) -> String {
    let features = runtime_features(api)
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect::<Vec<_>>()
        .join(", ");
    let version = env!("CARGO_PKG_VERSION");
    let path = runtime.path();
    let title = serde_json::Value::from(format!("A client of {}.", titles(api)));
    let (tags, mock) = (tag_features(api, names), mock_feature(names));
    let (cli, program) = program(names, name);
    let default = match tags.is_empty() {
        true => "\"rustls\"",
        false => "\"full\", \"rustls\"",
    };
    format!(
        "# {GENERATED}\n\
         \n\
         [package]\n\
         name = \"{name}\"\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\
         rust-version = \"1.89\"\n\
         description = {title}\n\
         \n\
         [features]\n\
         default = [{default}]\n\
         {FEATURES}\
         {mock}{cli}{tags}\
         {program}\
         \n\
         [dependencies]\n\
         specwright-runtime = {{ {path}version = \"{version}\", default-features = false, features = [{features}] }}\n\
         \n\
         [lints.rust]\n\
         unsafe_code = \"forbid\"\n\
         \n\
         [workspace]\n"
    )
}

/// The feature of the mock server, if there is one.
fn mock_feature(names: &Names) -> &'static str {
    match names.mocks {
        Some(_) => {
            "# A server that stands in for the service, in tests.\nmock = [\"specwright-runtime/mock\"]\n"
        }
        None => "",
    }
}

/// The feature of the command line and its program.
fn program(names: &Names, name: &str) -> (&'static str, String) {
    if names.commands.is_none() {
        return ("", String::new());
    }
    let feature = "# The command-line program.\ncli = [\"specwright-runtime/cli\"]\n";
    let program = format!(
        "\n[[bin]]\nname = \"{name}\"\npath = \"src/main.rs\"\nrequired-features = [\"cli\"]\n"
    );
    (feature, program)
}

/// The features of tags, and the one of all of them.
fn tag_features(api: &Api, names: &Names) -> String {
    let Some(features) = names.features.as_ref() else {
        return String::new();
    };
    let all: Vec<String> = features
        .groups
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    if all.is_empty() {
        return String::new();
    }
    let mut text = format!("# All operations.\nfull = [{}]\n", all.join(", "));
    for (group, name) in api.groups.iter().zip(&features.groups) {
        let tag = one_line(&group.tag);
        text.push_str(&format!("# Operations tagged `{tag}`.\n{name} = []\n"));
    }
    text
}

/// The readme of the crate `name`.
pub fn readme(api: &Api, name: &str) -> String {
    let title = titles(api);
    let operations = match api.operations.len() {
        1 => "1 operation".to_owned(),
        count => format!("{count} operations"),
    };
    format!(
        "<!-- {GENERATED} -->\n\n\
         # {name}\n\n\
         A Rust client of {title}: {operations}, generated by specwright.\n\n\
         ```console\n\
         $ cargo doc --open\n\
         ```\n\n\
         The sources in `src/` are written by `specwright generate`; an edit is lost the next time it runs.\n"
    )
}

/// What the APIs are called.
fn titles(api: &Api) -> String {
    match api.modules.as_slice() {
        [only] if !only.title.trim().is_empty() => one_line(&only.title),
        [_] | [] => "an HTTP API".to_owned(),
        modules => {
            let documents = modules.iter().filter(|module| module.is_document);
            format!("{} APIs", documents.count())
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
