//! `codegen.toml`: what a client is called and how its document is read.

mod names;
mod naming;
mod paging;
mod service;
mod upstream;

pub use names::is_crate_name;
pub(crate) use names::is_module_name;
use names::{is_pascal, is_type_name};
#[cfg(feature = "cli")]
pub use upstream::Source;
pub use upstream::Upstream;

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    diagnostic::{At, Code, FileId, Sink, render::Files as _},
    lower::{self, Pattern},
    name::{EnumOptions, Renames},
    source::{Reach, SourceMap},
};

/// How a client is generated.
#[derive(Debug, Clone)]
pub struct Options {
    /// The document.
    pub spec: Option<PathBuf>,
    /// Further documents, each of which becomes a module.
    pub more: Vec<PathBuf>,
    /// The folder that the sources are written to.
    pub out: Option<PathBuf>,
    /// The crate's name.
    pub krate: String,
    /// What the client's type is called.
    pub client: String,
    /// The module of the crate that the client stands in; none at the crate's root.
    pub module: Option<String>,
    /// Corrections to the document, in order.
    pub overlays: Vec<PathBuf>,
    /// Errors that only leave something out.
    pub allow: Vec<(Code, At)>,
    /// Options of enums.
    pub enums: Vec<EnumOptions>,
    /// Names that the user chooses.
    pub renames: Renames,
    /// The file that keeps names as they are.
    pub names_lock: Option<PathBuf>,
    /// Whether each tag has a cargo feature.
    pub tag_features: bool,
    /// Whether types that look alike are defined once.
    pub share_types: bool,
    /// Whether there is a mock server behind a cargo feature.
    pub mock: bool,
    /// Whether there is a command-line program.
    pub cli: bool,
    /// What references may lead to.
    pub reach: Reach,
    /// What becomes of the document.
    pub lower: lower::Options,
    /// Where `update` reads what the document was written from.
    pub upstream: Vec<Upstream>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            spec: None,
            more: Vec::new(),
            out: None,
            krate: "client".to_owned(),
            client: "Client".to_owned(),
            module: None,
            overlays: Vec::new(),
            allow: Vec::new(),
            enums: Vec::new(),
            renames: Renames::default(),
            names_lock: None,
            tag_features: false,
            share_types: true,
            mock: false,
            cli: false,
            reach: Reach::default(),
            lower: lower::Options::default(),
            upstream: Vec::new(),
        }
    }
}

impl Options {
    /// Returns the modules from the crate's root to the client.
    pub(crate) fn modules(&self) -> impl Iterator<Item = &str> {
        self.module.iter().flat_map(|module| module.split("::"))
    }

    /// Reads a `codegen.toml`; the paths in it are relative to its folder.
    pub(crate) fn read(path: &Path, sources: &mut SourceMap, sink: &mut Sink) -> Option<Self> {
        let file = sources.read_text(path, sink)?;
        let text = sources.text(file).to_owned();
        let table = match DeTable::parse(&text) {
            Ok(table) => table,
            Err(error) => {
                let range = error.span().unwrap_or_default();
                sink.report(Code::ConfigInvalid, At::Bytes(file, range), error.message());
                return None;
            }
        };
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut reader = Reader {
            file,
            folder,
            sink,
            options: Self::default(),
        };
        let before = reader.sink.len();
        for (key, value) in table.get_ref() {
            reader.option(key.get_ref(), key.span(), value);
        }
        reader.fed();
        let Reader { options, .. } = reader;
        (!sink.has_errors_since(before)).then_some(options)
    }
}

struct Reader<'s> {
    file: FileId,
    folder: PathBuf,
    sink: &'s mut Sink,
    options: Options,
}

impl Reader<'_> {
    fn option(&mut self, key: &str, at: std::ops::Range<usize>, value: &Spanned<DeValue<'_>>) {
        match key {
            // Several documents become modules of one crate.
            "spec" if matches!(value.get_ref(), DeValue::Array(_)) => {
                let paths = self.list(key, value).into_iter();
                let mut paths = paths.map(|(path, _)| join(&self.folder, &path));
                self.options.spec = paths.next();
                self.options.more = paths.collect();
            }
            "spec" => {
                self.options.spec = self.text(key, value).map(|path| join(&self.folder, &path))
            }
            "out" => self.options.out = self.text(key, value).map(|path| join(&self.folder, &path)),
            "names_lock" => self.names_lock(value),
            "crate" => self.options.krate = self.name(key, value, false).unwrap_or_default(),
            "client" => self.options.client = self.name(key, value, true).unwrap_or_default(),
            "overlays" => {
                let paths = self.list(key, value);
                self.options.overlays = paths
                    .iter()
                    .map(|(path, _)| join(&self.folder, path))
                    .collect();
            }
            "allow" => {
                for (id, at) in self.list(key, value) {
                    match Code::ALL.iter().find(|code| code.id() == id) {
                        Some(code) if !code.leaves_out() => {
                            let message =
                                "does more than leave something out, so it cannot be allowed";
                            self.refuse(at, format!("`{id}` {message}"));
                        }
                        Some(code) => self.options.allow.push((*code, At::Bytes(self.file, at))),
                        None => self.refuse(at, format!("there is no diagnostic `{id}`")),
                    }
                }
            }
            "enums" => self.enums(value),
            "rename" => self.renames(value),
            "tag_features" => self.options.tag_features = self.flag(key, value),
            "share_types" => self.options.share_types = self.flag(key, value),
            "mock" => self.options.mock = self.flag(key, value),
            "cli" => self.options.cli = self.flag(key, value),
            "include" => self.options.lower.include = self.patterns(key, value),
            "exclude" => self.options.lower.exclude = self.patterns(key, value),
            "check_limits" => self.options.lower.check_limits = self.patterns(key, value),
            "repeatable" => self.options.lower.repeatable = self.patterns(key, value),
            "idempotency_key" => self.idempotency(value),
            "rate_limits" => self.rate_limits(value),
            "paging" => self.paging(value),
            "upstream" => self.upstream(value),
            "types" => self.options.lower.types = self.paths(key, value),
            "formats" => self.options.lower.formats = self.paths(key, value),
            "keep_unknown" => self.options.lower.keep_unknown = self.flag(key, value),
            "types_only" => self.options.lower.types_only = self.flag(key, value),
            "allow_remote" => self.options.reach.remote = self.flag(key, value),
            "allow_outside" => self.options.reach.outside = self.flag(key, value),
            _ => self.refuse(at, format!("there is no option `{key}`")),
        }
    }

    fn flag(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> bool {
        let DeValue::Boolean(flag) = value.get_ref() else {
            self.refuse(value.span(), format!("`{key}` is true or false"));
            return false;
        };
        *flag
    }

    fn patterns(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for (text, at) in self.list(key, value) {
            match Pattern::parse(&text, At::Bytes(self.file, at.clone())) {
                Some(pattern) => patterns.push(pattern),
                None => {
                    let message = "begins with none of `tag:`, `path:`, `id:` and `method:`";
                    self.refuse(at, format!("`{text}` {message}"));
                }
            }
        }
        patterns
    }

    /// A table of names and paths of Rust types.
    fn paths(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, String> {
        let DeValue::Table(table) = value.get_ref() else {
            self.refuse(value.span(), format!("`{key}` is a table"));
            return BTreeMap::new();
        };
        let mut paths = BTreeMap::new();
        for (name, value) in table {
            let Some(path) = self.text(name.get_ref(), value) else {
                continue;
            };
            if syn::parse_str::<syn::TypePath>(&path).is_err() {
                self.refuse(value.span(), format!("`{path}` is no path of a type"));
                continue;
            }
            let at = At::Bytes(self.file, value.span());
            let name = name.get_ref().to_string();
            self.options.lower.places.insert(name.clone(), at);
            paths.insert(name, path);
        }
        paths
    }

    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let DeValue::String(text) = value.get_ref() else {
            self.refuse(value.span(), format!("`{key}` is a string"));
            return None;
        };
        Some(text.to_string())
    }

    /// A crate's name, or with `is_type` a type's.
    fn name(&mut self, key: &str, value: &Spanned<DeValue<'_>>, is_type: bool) -> Option<String> {
        let text = self.text(key, value)?;
        let fits = if is_type {
            is_type_name(&text)
        } else {
            is_crate_name(&text)
        };
        if !fits {
            let what = if is_type { "a type" } else { "a crate" };
            self.refuse(value.span(), format!("`{text}` is no name of {what}"));
            return None;
        }
        Some(text)
    }

    fn list(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<(String, std::ops::Range<usize>)> {
        let DeValue::Array(items) = value.get_ref() else {
            self.refuse(value.span(), format!("`{key}` is a list of strings"));
            return Vec::new();
        };
        let texts = items
            .iter()
            .map(|item| Some((self.text(key, item)?, item.span())));
        texts.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn refuse(&mut self, at: std::ops::Range<usize>, message: String) {
        self.sink
            .report(Code::ConfigInvalid, At::Bytes(self.file, at), message);
    }
}

/// `path` as seen from `folder`, without steps back that `folder` can take itself.
fn join(folder: &Path, path: &str) -> PathBuf {
    let mut joined = folder.to_owned();
    for part in Path::new(path).components() {
        let ends_in_name = matches!(joined.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::ParentDir if ends_in_name => drop(joined.pop()),
            part => joined.push(part),
        }
    }
    joined
}
