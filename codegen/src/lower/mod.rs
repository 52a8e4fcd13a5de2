//! OpenAPI to the IR: all decisions about meaning.
//!
//! In: [`Documents`](openapi::Documents). Out: an [`ir::Api`]. What cannot be expressed becomes
//! `Value` with a warning; an operation that cannot be called is left out with an error. One
//! operation failing does not stop the rest.

mod flows;
mod op;
mod schema;
mod select;
mod servers;

use std::collections::{BTreeMap, BTreeSet};

pub use select::Pattern;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::{
    diagnostic::{At, Code, Sink},
    ir::{self, ModuleId},
    lower::schema::{Key, Nulls, Origins},
    openapi::{self, Documents},
};

/// What the user decides about lowering.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which operations there are; all unless something is said.
    pub include: Vec<Pattern>,
    /// Which operations there are not.
    pub exclude: Vec<Pattern>,
    /// The operations that check limits before they send something.
    pub check_limits: Vec<Pattern>,
    /// The operations that may be sent twice though their method does not say so.
    pub repeatable: Vec<Pattern>,
    /// The header that carries a key, by which the service knows a request that is sent again.
    pub idempotency_header: Option<String>,
    /// The operations that have it.
    pub idempotent: Vec<Pattern>,
    /// The rate limits of the service.
    pub rate_limits: Vec<ir::RateLimit>,
    /// Operations that have pages, and how those follow each other.
    pub paging: Vec<(Vec<Pattern>, ir::PagingRule)>,
    /// Paths of types that stand for schemas, by the schema's name.
    pub types: BTreeMap<String, String>,
    /// Paths of types that stand for formats.
    pub formats: BTreeMap<String, String>,
    /// Where `types` and `formats` say so.
    pub places: BTreeMap<String, At>,
    /// Whether members that the document does not name are kept.
    pub keep_unknown: bool,
    /// Whether there are types and no operations.
    pub types_only: bool,
}

/// Lowers documents.
pub fn lower(documents: &Documents, options: &Options, sink: &mut Sink) -> ir::Api {
    let mut lowering = Lowering {
        documents,
        options,
        sink,
        current: 0,
        variables: Vec::new(),
        types: BTreeMap::new(),
        nulls: Nulls::of(&documents.schemas),
        lowered: IndexMap::default(),
        joined: 0,
        origins: Origins::of(documents),
        open: Vec::new(),
        examples: Vec::new(),
        schemes: Vec::new(),
        groups: Vec::new(),
        operations: BTreeMap::new(),
        roots: Vec::new(),
        paged: Vec::new(),
        used_types: BTreeSet::new(),
        used_formats: BTreeSet::new(),
    };
    let mut modules = Vec::new();
    // All named schemas first, so that what stands within them is called after them.
    for (index, document) in documents.documents.iter().enumerate() {
        lowering.current = index;
        lowering.components(document);
    }
    for (index, document) in documents.documents.iter().enumerate() {
        lowering.current = index;
        modules.push(lowering.document(document));
    }
    lowering.unused();
    lowering.other_modules(&mut modules);
    let Lowering {
        types,
        examples,
        schemes,
        groups,
        operations,
        roots,
        paged,
        ..
    } = lowering;
    ir::Api {
        modules,
        types,
        operations,
        groups,
        schemes,
        examples,
        roots,
        rate_limits: options.rate_limits.clone(),
        paging_rules: paging_rules(options, &paged),
    }
}

/// What is said of pages, with the operations that it is said of.
fn paging_rules(options: &Options, paged: &[(usize, ir::OperationId)]) -> Vec<ir::PagingRule> {
    let rules = options.paging.iter().enumerate();
    let rules = rules.map(|(index, (_, rule))| {
        let own = paged.iter().filter(|(found, _)| *found == index);
        ir::PagingRule {
            operations: own.map(|(_, operation)| *operation).collect(),
            ..rule.clone()
        }
    });
    rules.collect()
}

/// What lowering needs at hand.
struct Lowering<'d> {
    documents: &'d Documents,
    options: &'d Options,
    sink: &'d mut Sink,
    /// The index of the document that is lowered.
    current: usize,
    /// The variables of its servers.
    variables: Vec<ir::Variable>,
    types: BTreeMap<ir::TypeId, ir::TypeDef>,
    nulls: Nulls,
    /// The types of schemas that were met before.
    lowered: IndexMap<Key, ir::Ty, RandomState>,
    /// How many types were made of several schemas each.
    joined: usize,
    origins: Origins,
    /// Schemas that are being lowered, to see when one without an item of its own contains itself.
    open: Vec<Key>,
    examples: Vec<ir::Example>,
    schemes: Vec<ir::Scheme>,
    groups: Vec<ir::Group>,
    operations: BTreeMap<ir::OperationId, ir::Operation>,
    roots: Vec<ir::Ty>,
    /// The operations that have pages, each with the index of what is said of them.
    paged: Vec<(usize, ir::OperationId)>,
    /// Options for types and formats that the documents have.
    used_types: BTreeSet<String>,
    used_formats: BTreeSet<String>,
}

impl<'d> Lowering<'d> {
    /// The module of the document that is lowered.
    fn module(&self) -> ModuleId {
        self.home(self.current)
    }

    fn components(&mut self, document: &'d openapi::Document) {
        for (name, id) in &document.components {
            let ty = self.ty(*id, &ir::NameHint::Component(name.clone()));
            let examples = &self.schema(*id).examples;
            self.examples(&ty, examples);
            if self.options.types_only || document.operations.is_empty() {
                self.roots.push(ty);
            }
        }
    }

    fn document(&mut self, document: &'d openapi::Document) -> ir::Module {
        for (at, name) in &document.skipped {
            let message = format!("`{name}` is not generated");
            self.sink
                .report(Code::UnsupportedSection, At::Key(*at), message);
        }
        self.schemes(document);
        let base_url = self.server(document);
        if !self.options.types_only {
            self.operations(document);
        }
        self.webhooks(document);
        let stem = self.documents.stems.get(self.current);
        ir::Module {
            stem: stem.cloned().unwrap_or_default(),
            is_document: true,
            title: document.title.clone(),
            version: document.version.clone(),
            description: document.description.clone(),
            base_url,
            variables: std::mem::take(&mut self.variables),
        }
    }

    /// The modules of files that are no documents themselves.
    fn other_modules(&self, modules: &mut Vec<ir::Module>) {
        if modules.len() < 2 {
            return;
        }
        for stem in self.documents.stems.iter().skip(modules.len()) {
            modules.push(ir::Module {
                stem: stem.clone(),
                is_document: false,
                title: stem.clone(),
                version: None,
                description: None,
                base_url: None,
                variables: Vec::new(),
            });
        }
    }

    /// Keeps examples of `ty`.
    fn examples(&mut self, ty: &ir::Ty, examples: &[crate::source::Node]) {
        let found: Vec<ir::Example> = examples
            .iter()
            .map(|node| ir::Example {
                at: node.at,
                ty: ty.clone(),
                json: self.example(ty, node),
                is_sent: false,
            })
            .collect();
        self.examples.extend(found);
    }

    /// An example of `ty` as JSON.
    fn example(&self, ty: &ir::Ty, node: &crate::source::Node) -> serde_json::Value {
        let is_struct = |id| {
            let kind = self.types.get(&id).map(|definition| &definition.kind);
            matches!(kind, Some(ir::TypeKind::Struct(_)))
        };
        let holds_more = match ty {
            ir::Ty::List(_) | ir::Ty::Map(_) => true,
            ir::Ty::Named(id) => is_struct(*id),
            _ => false,
        };
        match holds_more {
            true => unquoted(node.to_json()),
            false => node.to_json(),
        }
    }

    fn schemes(&mut self, document: &openapi::Document) {
        for (wire, scheme) in &document.schemes {
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
                openapi::SchemeKind::Other(kind) => {
                    let message = format!("the scheme `{wire}` is of the type `{kind}`");
                    self.sink
                        .report(Code::UnsupportedSecurity, scheme.at, message);
                    ir::SchemeKind::External
                }
            };
            let flows = self.flows(wire, &scheme.flows);
            self.schemes.push(ir::Scheme {
                home: self.module(),
                at: scheme.at,
                wire: wire.clone(),
                kind,
                flows,
                description: scheme.description.clone(),
            });
        }
    }

    /// The types of what the service sends by itself.
    fn webhooks(&mut self, document: &'d openapi::Document) {
        for (name, operation) in &document.webhooks {
            if !operation.parameters.is_empty() {
                let message = format!("the parameters of `{name}` are not generated");
                self.sink
                    .report(Code::UnsupportedSection, At::Key(operation.at), message);
            }
            let Some(body) = &operation.body else {
                continue;
            };
            let described = || body.content.iter().find(|media| media.schema.is_some());
            let media = op::json_of(&body.content).or_else(described);
            let Some((media, schema)) = media.and_then(|media| Some((media, media.schema?))) else {
                continue;
            };
            let component = ir::NameHint::Component(name.clone());
            let ty = self.ty(schema, &schema::part(&component, ir::Role::Payload));
            self.examples(&ty, &media.examples);
            self.roots.push(ty);
        }
    }

    /// Options for types and formats that no document has are mistakes.
    fn unused(&mut self) {
        let types = self.options.types.keys().map(|name| ("schema", name));
        let formats = self.options.formats.keys().map(|name| ("format", name));
        for (what, name) in types.chain(formats) {
            let is_used = self.used_types.contains(name) || self.used_formats.contains(name);
            let at = self.options.places.get(name).filter(|_| !is_used);
            if let Some(at) = at {
                let message = format!("no document has the {what} `{name}`");
                self.sink.report(Code::UnusedOption, at.clone(), message);
            }
        }
        let patterns = self.options.include.iter().chain(&self.options.exclude);
        let patterns = patterns.chain(&self.options.check_limits);
        let patterns = patterns.chain(&self.options.repeatable);
        let patterns = patterns.chain(&self.options.idempotent);
        let paging = self.options.paging.iter();
        let patterns = patterns.chain(paging.flat_map(|(patterns, _)| patterns));
        for pattern in patterns {
            // Without operations nobody asked them.
            if !pattern.was_used() && !self.options.types_only {
                let message = format!("no operation matches `{}`", pattern.written());
                self.sink
                    .report(Code::UnusedOption, pattern.at().clone(), message);
            }
        }
    }
}

/// An example of an object or a list; some documents have it as text that is JSON.
fn unquoted(json: serde_json::Value) -> serde_json::Value {
    let parsed = json
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok());
    parsed.unwrap_or(json)
}
