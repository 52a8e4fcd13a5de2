//! The files of `operations/`: a group each, with its calls and errors.

mod call;
mod docs;
mod outcomes;
mod paging;
mod parameter;
mod send;
mod value;

use std::collections::BTreeSet;

pub(in crate::emit) use outcomes::error_ty;
pub(in crate::emit) use parameter::{encoding, location};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::quote;

use crate::{
    emit::{Emitter, File, doc, ident, imports::Imports, parts::Parts, text::Text},
    ir::{Group, GroupId, Operation, OperationId, ParamPresence},
    name::{GroupNames, OperationNames},
};

/// What a reader of `operations/` has to know.
const DOCS: &str = "\
A method of a client gives a call, which sends nothing before `send` or `.await`. For that a `Request` of the operation
is made, to which each parameter is added that is there, and the client's core sends it. What comes with a status of
success is decoded first (by `Decoded::json_at::<200>` where that is JSON with this status); `decode` of the operation's
errors is asked for what that leaves.

Where an operation has errors of its own, nothing to set and no pages, its method makes the request (`ready`), and the name of its
call is one for a `Call` of the runtime. Any other call is a type with setters, and makes the request in `send`.";

/// The module of operations without a tag.
pub(in crate::emit) const UNTAGGED: &str = "untagged";

impl<'a> Emitter<'a> {
    pub(super) fn operations_module(&self) -> File {
        let mut mods: Vec<TokenStream> = Vec::new();
        for (id, group, names) in self.own_groups() {
            let gate = self.group_gate(id);
            let docs = doc::attributes(&[format!("Operations tagged {}.", doc::code(&group.tag))]);
            let module = ident(&names.module);
            mods.push(quote!(#docs #gate pub mod #module;));
        }
        if self.of(None).next().is_some() {
            let module = ident(UNTAGGED);
            mods.push(quote!(#[doc = " Operations without a tag, which are methods of the client itself."] pub mod #module;));
        }
        mods.sort_by_key(|item| item.to_string().rsplit(" mod ").next().map(str::to_owned));
        File {
            path: "operations/mod.rs".to_owned(),
            docs: DOCS.lines().map(str::to_owned).collect(),
            items: vec![mods],
            ..File::default()
        }
    }

    pub(super) fn groups<'e>(&'e self, parts: &mut Parts<'e>) {
        for (id, group, names) in self.own_groups() {
            parts.file(move || self.group(id, group, names));
        }
        if self.of(None).next().is_some() {
            parts.file(|| self.untagged());
        }
    }

    fn untagged(&self) -> File {
        let (imports, mut text) = (Imports::default(), Text::default());
        imports.add(&self.paths.own_text("client"), &self.target.client);
        self.methods(&self.target.client, None, &imports, &mut text);
        self.calls(None, &imports, &mut text);
        imports.file(path(UNTAGGED), &text)
    }

    /// The operations of a group.
    pub(in crate::emit) fn of(
        &self,
        group: Option<GroupId>,
    ) -> impl Iterator<Item = (&'a Operation, &'a OperationNames)> {
        let all = self.of_with_ids(group);
        all.map(|(_, operation, names)| (operation, names))
    }

    /// The operations of a group, with their ids.
    pub(in crate::emit) fn of_with_ids(
        &self,
        group: Option<GroupId>,
    ) -> impl Iterator<Item = (OperationId, &'a Operation, &'a OperationNames)> {
        let (names, home) = (&self.names.operations, self.module);
        self.api
            .operations
            .iter()
            .filter(move |(_, operation)| operation.group == group && operation.home == home)
            .filter_map(move |(id, operation)| Some((*id, operation, names.get(id)?)))
    }

    fn group(&self, id: GroupId, group: &Group, names: &GroupNames) -> File {
        let (imports, mut text) = (Imports::default(), Text::default());
        let mut docs = vec![format!("Operations tagged {}.", doc::code(&group.tag))];
        if let Some(description) = &group.description {
            docs.push(String::new());
            docs.extend(doc::clean(description));
        }
        docs.push(String::new());
        docs.push(self.accessor_docs(names));
        text.docs(0, &docs);
        text.lines(0, "#[derive(Debug, Clone)]");
        text.line(0, format_args!("pub struct {} {{", names.ident));
        text.line(1, format_args!("core: {},", imports.private("Core")));
        text.lines(0, "}");
        self.methods(&names.ident, Some(id), &imports, &mut text);
        self.calls(Some(id), &imports, &mut text);
        imports.file(path(&names.module), &text)
    }

    fn accessor_docs(&self, names: &GroupNames) -> String {
        let path = self
            .paths
            .own(&self.target.client)
            .to_string()
            .replace(' ', "");
        let accessor = names.accessor.trim_start_matches("r#");
        format!(
            "[`{client}::{accessor}`]({path}::{accessor}) gives it.",
            client = self.target.client
        )
    }

    /// The methods that begin the calls of a group, or of the client.
    fn methods(&self, owner: &str, group: Option<GroupId>, imports: &Imports, text: &mut Text) {
        text.item(format_args!("impl {owner} {{"));
        if group.is_some() {
            text.lines(1, "#[inline]\npub(crate) fn new(core: Core) -> Self {");
            text.lines(2, "Self { core }");
            text.lines(1, "}");
        }
        for (index, (operation, names)) in self.of(group).enumerate() {
            if index > 0 || group.is_some() {
                text.gap();
            }
            self.method(operation, names, imports, text);
        }
        text.lines(0, "}");
    }

    fn method(
        &self,
        operation: &Operation,
        names: &OperationNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        let (arguments, begun) = self.begin(operation, names, imports);
        let (method, call) = (&names.method, &names.call);
        text.docs(1, &self.operation_docs(operation, names));
        if operation.docs.deprecated {
            text.lines(1, "#[deprecated]");
        }
        // `self` counts.
        if arguments.len() >= 7 {
            text.lines(
                1,
                "#[expect(clippy::too_many_arguments, reason = \"the service requires them all\")]",
            );
        }
        let arguments: String = arguments.iter().map(|one| format!(", {one}")).collect();
        text.inline(1, &arguments);
        text.code(
            1,
            format_args!("pub fn {method}(&self{arguments}) -> {call} {{"),
        );
        if operation.is_ready_at_once() {
            for Begun { name, ty, value } in begun.iter().filter(|begun| begun.is_made()) {
                text.code(2, format_args!("let {name}: {ty} = {value};"));
            }
            self.request(operation, names, "", imports, text);
            self.finish(operation, names, "ready", imports, text);
        } else {
            let mut fields = vec!["core: self.core.clone()".to_owned()];
            fields.extend(begun.iter().map(Begun::field));
            text.structure(2, call, &fields);
        }
        text.lines(1, "}");
    }

    /// The arguments of the method that begins a call, and what the call holds then.
    fn begin(
        &self,
        operation: &Operation,
        names: &OperationNames,
        imports: &Imports,
    ) -> (Vec<String>, Vec<Begun>) {
        let (mut arguments, mut begun) = (Vec::new(), Vec::new());
        let params = operation.params.iter().zip(&names.params);
        let params =
            params.map(|(param, names)| (names.ident.as_str(), &param.ty, &param.presence));
        let body = operation.body.iter().map(|body| {
            let presence = match body.required {
                true => &ParamPresence::Required,
                false => &ParamPresence::Optional,
            };
            ("body", &body.ty, presence)
        });
        for (name, of, presence) in params.chain(body) {
            let ty = self.written(of, imports);
            let value = match presence {
                ParamPresence::Required => {
                    let (argument, value) = self.given(of, name, imports);
                    arguments.push(format!("{name}: {argument}"));
                    value
                }
                ParamPresence::Optional => "None".to_owned(),
                ParamPresence::Constant(only) => self.fixed(only, of, &ty),
            };
            let name = name.to_owned();
            begun.push(Begun { name, ty, value });
        }
        (arguments, begun)
    }
}

/// A parameter of a call, or its body, as it is when the call begins.
struct Begun {
    name: String,
    /// Its type, without the `Option` of a field that may be unset.
    ty: String,
    value: String,
}

impl Begun {
    /// Whether it is not just the argument that was given.
    fn is_made(&self) -> bool {
        self.value != self.name
    }

    /// It as a field.
    fn field(&self) -> String {
        let Self { name, value, .. } = self;
        match self.is_made() {
            true => format!("{name}: {value}"),
            false => name.clone(),
        }
    }
}

fn path(module: &str) -> String {
    format!("operations/{module}.rs")
}

/// The names that items mention, as far as they stand at the beginning of a path.
pub(in crate::emit) fn mentioned(items: &[TokenStream]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    items
        .iter()
        .for_each(|item| mention(item.clone(), &mut found));
    found
}

/// Imports those of `names` that are mentioned.
pub(in crate::emit) fn import(
    mentioned: &BTreeSet<String>,
    module: TokenStream,
    names: &[&str],
) -> Option<TokenStream> {
    let used = names.iter().filter(|name| mentioned.contains(**name));
    let used: Vec<_> = used.map(|name| ident(name)).collect();
    match used.as_slice() {
        [] => None,
        [name] => Some(quote!(use #module::#name;)),
        names => Some(quote!(use #module::{#(#names),*};)),
    }
}

/// Collects the names that stand at the beginning of a path, or alone.
pub(in crate::emit) fn mention(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut after_colons = 0;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) if after_colons < 2 => {
                let is_colon = |next: &TokenTree| matches!(next, TokenTree::Punct(mark) if mark.as_char() == ':' && mark.spacing() == Spacing::Joint);
                if tokens.peek().is_some_and(is_colon) {
                    found.insert(format!("{name}::"));
                }
                found.insert(name.to_string());
            }
            TokenTree::Group(group) => mention(group.stream(), found),
            TokenTree::Punct(mark) if mark.as_char() == ':' => {
                after_colons += 1;
                continue;
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        after_colons = 0;
    }
}
