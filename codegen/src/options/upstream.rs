//! What `codegen.toml` says of upstream: where `specwright update` reads again what the document was
//! written from.

use std::path::PathBuf;

use toml::{Spanned, de::DeValue};

use crate::{
    diagnostic::{At, Code},
    lower::Pattern,
    options::{Reader, join},
};

/// What a source may be told.
const KEYS: &str = "`file`, `folder`, `url`, `spec` and `include`";

/// Where a document is kept by those whose API it is.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Where it is.
    pub from: Source,
    /// The document of ours that it feeds, as `spec` names it; the first unless given.
    pub spec: Option<PathBuf>,
    /// Which of its operations are taken; all if there are none.
    pub include: Vec<Pattern>,
    /// Where `codegen.toml` says so.
    pub at: At,
    /// Where it names the file, the folder or the URL.
    pub from_at: At,
}

/// Where upstream is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An OpenAPI document, or a page of documentation.
    File(PathBuf),
    /// A folder of pages, with all folders in it.
    Folder(PathBuf),
    /// An OpenAPI document behind a URL.
    Url(String),
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) | Self::Folder(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(url),
        }
    }
}

impl Reader<'_> {
    /// `[[upstream]]`: a file, a folder or a URL, and the document that it feeds.
    pub(super) fn upstream(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(sources) = value.get_ref() else {
            return self.refuse(value.span(), "`upstream` is a list of tables".to_owned());
        };
        for source in sources {
            if let Some(source) = self.source(source) {
                self.options.upstream.push(source);
            }
        }
    }

    fn source(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Upstream> {
        let table_at = value.span();
        let table = self.table("upstream", value)?;
        let mut from = Vec::new();
        let mut spec = None;
        let mut include = Vec::new();
        for (spanned, value) in table {
            let key = spanned.get_ref().as_ref();
            match key {
                "file" | "folder" => {
                    let path = self.text(key, value)?;
                    if path.trim().is_empty() {
                        self.refuse(value.span(), format!("`{key}` names nothing"));
                        return None;
                    }
                    let path = join(&self.folder, &path);
                    let source = match key {
                        "file" => Source::File(path),
                        _ => Source::Folder(path),
                    };
                    from.push((source, value.span()));
                }
                "url" => {
                    let url = self.url(value, table_at.clone())?;
                    from.push((Source::Url(url), value.span()));
                }
                "spec" => {
                    let path = self.text(key, value)?;
                    spec = Some(join(&self.folder, &path));
                }
                "include" => include = self.patterns(key, value),
                other => {
                    let message = format!("`upstream` has no `{other}`: it has {KEYS}");
                    self.refuse(spanned.span(), message);
                    return None;
                }
            }
        }
        let (Some((from, from_at)), 0) = (from.pop(), from.len()) else {
            let message = "`upstream` has one of `file`, `folder` and `url`";
            self.refuse(table_at, message.to_owned());
            return None;
        };
        Some(Upstream {
            from,
            spec,
            include,
            at: At::Bytes(self.file, table_at),
            from_at: At::Bytes(self.file, from_at),
        })
    }

    fn url(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        table: std::ops::Range<usize>,
    ) -> Option<String> {
        let url = self.text("url", value)?;
        let is_url = url.starts_with("http://") || url.starts_with("https://");
        let has_credentials = url
            .split("://")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .is_some_and(|authority| authority.contains('@'));
        if is_url && !has_credentials {
            return Some(url);
        }
        let (at, message) = if is_url {
            // That line is not shown, as the secret stands in it.
            let message = "`url` holds a name or a password, which do not belong in this file";
            (table, message)
        } else {
            (value.span(), "`url` begins with `https://` or `http://`")
        };
        self.refuse(at, message.to_owned());
        None
    }

    /// Holds against `spec` what `upstream` says that it feeds.
    pub(super) fn fed(&mut self) {
        let options = &self.options;
        let specs: Vec<&PathBuf> = options.spec.iter().chain(&options.more).collect();
        let mut wrong = Vec::new();
        for source in &options.upstream {
            let message = match &source.spec {
                Some(spec) if specs.contains(&spec) => continue,
                Some(spec) => format!("`{}` is no document that `spec` names", spec.display()),
                None if specs.len() < 2 => continue,
                None => "`upstream` says by `spec` which of the documents it feeds".to_owned(),
            };
            wrong.push((source.at.clone(), message));
        }
        for (at, message) in wrong {
            self.sink.report(Code::ConfigInvalid, at, message);
        }
    }
}
