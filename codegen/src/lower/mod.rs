//! OpenAPI to the IR: all decisions about meaning.
//!
//! In: a [`Document`](openapi::Document). Out: an [`ir::Api`]. What cannot be expressed becomes
//! `Value` with a warning; an operation that cannot be called is left out with an error. One
//! operation failing does not stop the rest.

mod op;
mod schema;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Code, Sink},
    ir, openapi,
};

/// Lowers a document.
pub fn lower(document: &openapi::Document, sink: &mut Sink) -> ir::Api {
    for (at, name) in &document.skipped {
        sink.report(
            Code::UnsupportedSection,
            crate::diagnostic::At::Key(*at),
            format!("`{name}` is not generated"),
        );
    }
    let base_url = document.server.as_ref().and_then(|server| {
        if let Some(at) = server.variables {
            let message = format!("the server's URL is taken as `{}`", server.url);
            sink.report(Code::UnsupportedServerVariable, at, message);
        }
        let is_absolute = server.url.starts_with("http://") || server.url.starts_with("https://");
        if !is_absolute || server.url.contains(['?', '#', '{']) {
            let message = format!("the server's URL `{}` is ignored", server.url);
            sink.report(Code::ServerUrl, server.at, message);
            return None;
        }
        Some(server.url.trim_end_matches('/').to_owned())
    });
    let mut lowering = Lowering {
        document,
        sink,
        types: BTreeMap::new(),
        lowered: BTreeMap::new(),
        open: Vec::new(),
        examples: Vec::new(),
        schemes: Vec::new(),
        groups: Vec::new(),
    };
    lowering.components();
    lowering.schemes();
    let operations = lowering.operations();
    let Lowering {
        types,
        examples,
        schemes,
        groups,
        ..
    } = lowering;
    ir::Api {
        title: document.title.clone(),
        version: document.version.clone(),
        description: document.description.clone(),
        base_url,
        types,
        operations,
        groups,
        schemes,
        examples,
    }
}

/// What lowering needs at hand.
struct Lowering<'d> {
    document: &'d openapi::Document,
    sink: &'d mut Sink,
    types: BTreeMap<ir::TypeId, ir::TypeDef>,
    /// The types of schemas that were met before.
    lowered: BTreeMap<openapi::SchemaId, ir::Ty>,
    /// Schemas without an item of their own that are being lowered, to see when one contains itself.
    open: Vec<openapi::SchemaId>,
    examples: Vec<ir::Example>,
    schemes: Vec<ir::Scheme>,
    groups: Vec<ir::Group>,
}

impl Lowering<'_> {
    /// Lowers `components/schemas` first, so that what stands within them is called after them.
    fn components(&mut self) {
        let document = self.document;
        for (name, id) in &document.components {
            let ty = self.ty(*id, &ir::NameHint::Component(name.clone()));
            let examples = &document.schemas.get(*id).examples;
            self.examples(&ty, examples);
        }
    }

    /// Keeps examples of `ty`.
    fn examples(&mut self, ty: &ir::Ty, examples: &[crate::source::Node]) {
        let example = |node: &crate::source::Node| ir::Example {
            at: node.at,
            ty: ty.clone(),
            json: node.to_json(),
        };
        self.examples.extend(examples.iter().map(example));
    }

    fn schemes(&mut self) {
        for (wire, scheme) in &self.document.schemes {
            let kind = match &scheme.kind {
                openapi::SchemeKind::Bearer => ir::SchemeKind::Bearer,
                openapi::SchemeKind::Basic => ir::SchemeKind::Basic,
                openapi::SchemeKind::ApiKey(openapi::Location::Query, name) => {
                    ir::SchemeKind::QueryKey(name.clone())
                }
                openapi::SchemeKind::ApiKey(openapi::Location::Cookie, name) => {
                    ir::SchemeKind::CookieKey(name.clone())
                }
                openapi::SchemeKind::ApiKey(
                    openapi::Location::Header
                    | openapi::Location::Path
                    | openapi::Location::Querystring,
                    name,
                ) => ir::SchemeKind::HeaderKey(name.clone()),
                // An operation that needs it says so.
                openapi::SchemeKind::Other(_) => continue,
            };
            self.schemes.push(ir::Scheme {
                wire: wire.clone(),
                kind,
                description: scheme.description.clone(),
            });
        }
    }
}
