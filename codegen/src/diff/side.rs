//! One of the two sides: what things are called, spelled as the generated code spells them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{At, Place},
    diff::Document,
    ir::{
        Api, Content, Group, ModuleId, NameSource, Operation, OperationId, ParamPresence, Presence,
        Ty, TypeDef, TypeId, TypeKind,
    },
    name::{Names, OperationNames, TypeNames},
    source::SourceMap,
};

/// One of the two sides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'a> {
    /// The API.
    pub(crate) api: &'a Api,
    /// What everything in it is called.
    pub(crate) names: &'a Names,
    /// The types that were only another name of one in the client of that time, with the one that was defined.
    pub(crate) shared: &'a BTreeMap<TypeId, TypeId>,
    /// The files that it was read from.
    pub(crate) sources: &'a SourceMap,
    /// The name of the document's file, as it was given.
    pub(crate) file: &'a str,
    /// The name of the client's type.
    pub(crate) client: &'a str,
}

/// The type that `id` is a name of, where `shared` has the types that are only another name of one.
pub(super) fn defined(shared: &BTreeMap<TypeId, TypeId>, id: TypeId) -> TypeId {
    shared.get(&id).copied().unwrap_or(id)
}

impl<'a> Side<'a> {
    /// The path below the crate of what stands in a module.
    fn prefix(&self, home: ModuleId) -> String {
        match self.names.modules.get(home.0) {
            Some(module) if self.names.modules.len() > 1 => format!("{module}::"),
            _ => String::new(),
        }
    }

    /// The type that `id` is a name of.
    pub(super) fn defined(&self, id: TypeId) -> TypeId {
        defined(self.shared, id)
    }

    pub(super) fn definition(&self, id: TypeId) -> Option<(&'a TypeDef, &'a TypeNames)> {
        self.api.types.get(&id).zip(self.names.types.get(&id))
    }

    pub(super) fn operation(&self, id: OperationId) -> Option<(&'a Operation, &'a OperationNames)> {
        let operation = self.api.operations.get(&id);
        operation.zip(self.names.operations.get(&id))
    }

    /// The path of a type, as in `models::Pet`.
    pub(super) fn type_path(&self, id: TypeId) -> String {
        self.definition(id)
            .map_or_else(String::new, |(definition, names)| {
                format!("{}models::{}", self.prefix(definition.home), names.ident)
            })
    }

    /// What a type is called in messages: its name in Rust, as many have no other.
    pub(super) fn type_name(&self, id: TypeId) -> String {
        self.definition(id)
            .map_or_else(String::new, |(definition, names)| {
                format!("{}{}", self.prefix(definition.home), names.ident)
            })
    }

    /// The type as it is written.
    pub(super) fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Bool => "bool".to_owned(),
            Ty::Int(kind) => format!("{kind:?}").to_lowercase(),
            Ty::Float => "f64".to_owned(),
            Ty::String => "String".to_owned(),
            Ty::Base64 => "Base64".to_owned(),
            Ty::Date => "Date".to_owned(),
            Ty::DateTime => "Timestamp".to_owned(),
            Ty::Uuid => "Uuid".to_owned(),
            Ty::Json => "Value".to_owned(),
            Ty::Upload => "Upload".to_owned(),
            Ty::Foreign(path) => path.clone(),
            Ty::Named(id) => self.type_path(*id),
            Ty::List(item) => format!("Vec<{}>", self.ty(item)),
            Ty::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.ty(item)).collect();
                format!("({},)", items.join(", "))
            }
            Ty::Map(value) => format!("BTreeMap<String, {}>", self.ty(value)),
            Ty::Nullable(inner) => format!("Option<{}>", self.ty(inner)),
            Ty::Boxed(inner) => format!("Box<{}>", self.ty(inner)),
        }
    }

    pub(super) fn field_ty(&self, ty: &Ty, presence: Presence) -> String {
        let written = self.ty(ty);
        match presence {
            Presence::Required => written,
            Presence::Optional => format!("Option<{written}>"),
        }
    }

    /// What a caller may give for a value.
    fn argument(&self, ty: &Ty) -> String {
        let is_open = match ty {
            Ty::String | Ty::Base64 | Ty::Upload => true,
            Ty::Named(id) => self.api.types.get(id).is_some_and(|definition| {
                matches!(definition.kind, TypeKind::Enum(_) | TypeKind::Union(_))
            }),
            _ => false,
        };
        let written = match ty {
            Ty::Boxed(inner) => self.ty(inner),
            ty => self.ty(ty),
        };
        match is_open {
            true => format!("impl Into<{written}>"),
            false => written,
        }
    }

    pub(super) fn group(&self, operation: &Operation) -> Option<(&'a Group, &'a str)> {
        let index = operation.group?.0;
        let names = self.names.groups.get(index)?;
        Some((self.api.groups.get(index)?, names.accessor.as_str()))
    }

    /// The way to a method, as in `Client::pets().list_pets`.
    pub(super) fn method_path(&self, operation: &Operation, names: &OperationNames) -> String {
        let (prefix, client) = (self.prefix(operation.home), self.client);
        let method = &names.method;
        match self.group(operation) {
            Some((_, accessor)) => format!("{prefix}{client}::{accessor}().{method}"),
            None => format!("{prefix}{client}::{method}"),
        }
    }

    /// The method as it is declared.
    pub(super) fn signature(&self, operation: &Operation, names: &OperationNames) -> String {
        let mut arguments = vec!["&self".to_owned()];
        for (param, names) in operation.params.iter().zip(&names.params) {
            if param.presence == ParamPresence::Required {
                arguments.push(format!("{}: {}", names.ident, self.argument(&param.ty)));
            }
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            arguments.push(format!("body: {}", self.argument(&body.ty)));
        }
        let call = &names.call;
        format!(
            "pub fn {}({}) -> {call}",
            names.method,
            arguments.join(", ")
        )
    }

    /// `new` of a type as it is declared.
    pub(super) fn new_signature(&self, definition: &TypeDef, names: &TypeNames) -> String {
        let TypeKind::Struct(found) = &definition.kind else {
            return String::new();
        };
        let pairs = found.fields.iter().zip(&names.fields);
        let needed = pairs
            .filter(|(field, _)| field.presence == Presence::Required && field.constant.is_none());
        let arguments =
            needed.map(|(field, names)| format!("{}: {}", names.ident, self.argument(&field.ty)));
        let arguments: Vec<String> = arguments.collect();
        format!("pub fn new({}) -> Self", arguments.join(", "))
    }

    /// The method that sets what is optional.
    pub(super) fn setter(&self, name: &str, ty: &Ty) -> String {
        format!("pub fn {name}(self, value: {}) -> Self", self.argument(ty))
    }

    /// What an answer holds, as the call gives it.
    pub(super) fn content(&self, content: &Content) -> String {
        match content {
            Content::Empty => "()".to_owned(),
            Content::Json(ty) => self.ty(ty),
            Content::Text => "String".to_owned(),
            Content::Bytes => "Bytes".to_owned(),
            Content::Stream => "ByteStream".to_owned(),
            Content::Events(None) => "EventStream<String>".to_owned(),
            Content::Events(Some(ty)) => format!("EventStream<{}>", self.ty(ty)),
            Content::Lines(ty) => format!("JsonLines<{}>", self.ty(ty)),
        }
    }

    /// An operation on the wire, as in `GET /pets`.
    pub(super) fn label(&self, operation: &Operation) -> String {
        let (method, path) = (operation.method.as_str(), &operation.path);
        let form = operation.name.form.map(|form| format!(" ({form})"));
        let prefix = self.prefix(operation.home);
        let prefix = prefix.trim_end_matches(':');
        let space = if prefix.is_empty() { "" } else { ": " };
        format!("{prefix}{space}{method} {path}{}", form.unwrap_or_default())
    }

    /// The operations that reach each type.
    pub(super) fn reach(&self) -> BTreeMap<TypeId, BTreeSet<String>> {
        let mut reached: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
        for operation in self.api.operations.values() {
            let mut queue = Vec::new();
            let mut note = |ty: &Ty| ty.visit(&mut |id| queue.push(id));
            operation.visit_sent(&mut note);
            operation.visit_received(&mut note);
            let label = self.label(operation);
            for id in self.api.reach(queue) {
                reached.entry(id).or_default().insert(label.clone());
            }
        }
        reached
    }

    /// What there is to say of the document itself.
    pub(super) fn document(&self) -> Document {
        let first = self.api.modules.first();
        Document {
            file: self.file.to_owned(),
            title: first.map_or_else(String::new, |module| module.title.clone()),
            version: first.and_then(|module| module.version.clone()),
        }
    }

    /// The file that a place is in, as a whole.
    pub(super) fn root(&self, place: Place) -> Option<At> {
        Some(At::File(self.sources.places.file(place)))
    }

    /// A place that stands for the document as a whole.
    pub(super) fn anchor(&self) -> Option<Place> {
        let operation = self.api.operations.values().next().map(|found| found.at);
        operation.or_else(|| self.api.types.values().next().map(|found| found.at))
    }
}

/// What the document calls an operation: its id, if it has one.
pub(super) fn id_of(operation: &Operation) -> Option<&str> {
    match &operation.name.source {
        NameSource::Id(id) => Some(id),
        NameSource::Route(_) => None,
    }
}
