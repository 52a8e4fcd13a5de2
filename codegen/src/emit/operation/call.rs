//! A call that is not yet sent: its parameters and its setters.

use crate::{
    emit::{Emitter, code, doc, imports::Imports, operation::outcomes::Answers, text::Text},
    ir::{Content, GroupId, NameSource, Operation, Outcome, ParamPresence},
    name::OperationNames,
};

impl Emitter<'_> {
    /// The items of all calls of a group.
    pub(super) fn calls(&self, group: Option<GroupId>, imports: &Imports, text: &mut Text) {
        for (operation, names) in self.of(group) {
            let answers = self.answers(operation, names, imports);
            self.description_of(operation, names, imports, text);
            if operation.is_ready_at_once() {
                self.call_docs(operation, names, text);
                let (call, Answers { success, error }) = (&names.call, &answers);
                imports.add("specwright_runtime::call", "Call");
                text.code(
                    0,
                    format_args!("pub type {call} = Call<{success}, {error}>;"),
                );
            } else {
                self.own_call(operation, names, &answers, imports, text);
            }
            self.outcome_items(operation, names, imports, text);
            self.header_items(operation, names, imports, text);
        }
    }

    /// The type of a call that has something to set, with what it does.
    fn own_call(
        &self,
        operation: &Operation,
        names: &OperationNames,
        answers: &Answers,
        imports: &Imports,
        text: &mut Text,
    ) {
        self.call_struct(operation, names, imports, text);
        text.item(format_args!("impl {} {{", names.call));
        self.setters(operation, names, imports, text);
        self.body_setter(operation, imports, text);
        self.send(operation, names, answers, imports, text);
        Self::page_methods(operation, text);
        text.lines(0, "}");
        future(names, answers, imports, text);
        shown(names, imports, text);
        if let Some(paged) = self.paged(operation, names) {
            let paged = code(paged);
            self.note_printed(&paged, imports);
            text.printed(&paged);
        }
    }

    fn call_docs(&self, operation: &Operation, names: &OperationNames, text: &mut Text) {
        let owner = self.owner_of(operation);
        let method = names.method.trim_start_matches("r#");
        text.gap();
        text.docs(
            0,
            &[format!(
                "A call of [`{owner}::{method}`], not yet sent: `send` or `.await` sends it."
            )],
        );
    }

    fn description_of(
        &self,
        operation: &Operation,
        names: &OperationNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        let reach = self.reach_of_descriptions();
        let (NameSource::Id(id) | NameSource::Route(id)) = &operation.name.source;
        imports.private("Operation");
        imports.public("Method");
        text.item(format_args!(
            "{reach}static {}: Operation = Operation {{",
            names.constant
        ));
        text.line(1, format_args!("id: {id:?},"));
        text.line(
            1,
            format_args!("method: Method::{},", operation.method.as_str()),
        );
        text.line(1, format_args!("path: {:?},", operation.path));
        text.line(1, format_args!("accept: {:?},", accept(operation)));
        text.code(
            1,
            format_args!("security: {},", self.security(operation, imports)),
        );
        text.code(1, format_args!("server: {:?},", operation.server));
        text.line(
            1,
            format_args!("is_repeatable: {},", operation.is_repeatable),
        );
        text.code(
            1,
            format_args!("idempotency_key: {:?},", operation.idempotency_key),
        );
        text.lines(0, "};");
    }

    fn security(&self, operation: &Operation, imports: &Imports) -> String {
        let client = self.paths.own_text("client");
        let alternatives = operation.security.iter().map(|schemes| {
            let names = schemes
                .iter()
                .filter_map(|(id, _)| self.names.schemes.get(id.0));
            let schemes = names.map(|name| {
                imports.add(&client, "schemes");
                format!("&schemes::{name}")
            });
            format!("&[{}]", schemes.collect::<Vec<_>>().join(", "))
        });
        format!("&[{}]", alternatives.collect::<Vec<_>>().join(", "))
    }

    fn call_struct(
        &self,
        operation: &Operation,
        names: &OperationNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        self.call_docs(operation, names, text);
        text.lines(0, "#[derive(Clone)]");
        text.lines(
            0,
            "#[must_use = \"the request is sent by `send` or `.await`\"]",
        );
        text.line(0, format_args!("pub struct {} {{", names.call));
        text.line(1, format_args!("core: {},", imports.private("Core")));
        for (param, names) in operation.params.iter().zip(&names.params) {
            let (name, ty) = (&names.ident, self.written(&param.ty, imports));
            match param.presence {
                ParamPresence::Optional => text.code(1, format_args!("{name}: Option<{ty}>,")),
                ParamPresence::Required | ParamPresence::Constant(_) => {
                    text.code(1, format_args!("{name}: {ty},"));
                }
            }
        }
        if let Some(body) = &operation.body {
            let ty = self.written(&body.ty, imports);
            match body.required {
                true => text.code(1, format_args!("body: {ty},")),
                false => text.code(1, format_args!("body: Option<{ty}>,")),
            }
        }
        text.lines(0, "}");
    }

    /// The type whose method begins the call.
    pub(super) fn owner_of(&self, operation: &Operation) -> String {
        let group = operation
            .group
            .and_then(|group| self.names.groups.get(group.0));
        group.map_or_else(|| self.target.client.clone(), |group| group.ident.clone())
    }

    /// A setter for each parameter that is not required.
    fn setters(
        &self,
        operation: &Operation,
        names: &OperationNames,
        imports: &Imports,
        text: &mut Text,
    ) {
        for (param, names) in operation.params.iter().zip(&names.params) {
            let (name, setter) = (&names.ident, &names.setter);
            let (argument, value) = match param.presence {
                ParamPresence::Required => continue,
                ParamPresence::Optional => {
                    let (argument, value) = self.given(&param.ty, "value", imports);
                    (argument, format!("Some({value})"))
                }
                ParamPresence::Constant(_) => self.given(&param.ty, "value", imports),
            };
            text.docs(1, &super::docs::param_lines(param));
            if param.docs.deprecated {
                text.lines(1, "#[deprecated]");
            }
            set(setter, name, &argument, &value, text);
        }
    }

    fn body_setter(&self, operation: &Operation, imports: &Imports, text: &mut Text) {
        let Some(body) = operation.body.as_ref().filter(|body| !body.required) else {
            return;
        };
        let (argument, value) = self.given(&body.ty, "value", imports);
        let docs = body.description.as_ref().map(|text| doc::clean(text));
        let docs = docs.filter(|lines| !lines.is_empty());
        text.docs(
            1,
            &docs.unwrap_or_else(|| vec!["Sets the body.".to_owned()]),
        );
        set("body", "body", &argument, &format!("Some({value})"), text);
    }
}

/// The function `setter`, which takes an `argument` and sets the field `name` to `value`.
fn set(setter: &str, name: &str, argument: &str, value: &str, text: &mut Text) {
    text.inline(1, argument);
    text.code(
        1,
        format_args!("pub fn {setter}(mut self, value: {argument}) -> Self {{"),
    );
    text.code(2, format_args!("self.{name} = {value};"));
    text.lines(2, "self");
    text.lines(0, "    }\n\n");
}

/// What `Debug` shows of a call: which one it is, and nothing that it was given, as that may be a secret.
fn shown(names: &OperationNames, imports: &Imports, text: &mut Text) {
    imports.private("show_call");
    imports.add("std", "fmt");
    text.gap();
    text.code(0, format_args!("impl fmt::Debug for {} {{", names.call));
    text.lines(
        1,
        "#[inline]\nfn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {",
    );
    text.code(
        2,
        format_args!("show_call({:?}, &{}, f)", names.call, names.constant),
    );
    text.lines(0, "    }\n}");
}

/// What awaits a call.
fn future(names: &OperationNames, answers: &Answers, imports: &Imports, text: &mut Text) {
    let Answers { success, error } = answers;
    for name in ["Error", "Response", "ResponseFuture"] {
        imports.public(name);
    }
    text.gap();
    text.code(0, format_args!("impl IntoFuture for {} {{", names.call));
    text.code(
        1,
        format_args!("type Output = Result<Response<{success}>, Error<{error}>>;"),
    );
    text.code(
        1,
        format_args!("type IntoFuture = ResponseFuture<{success}, {error}>;"),
    );
    text.gap();
    text.lines(1, "#[inline]\nfn into_future(self) -> Self::IntoFuture {");
    text.lines(2, "self.send()");
    text.lines(0, "    }\n}");
}

/// The media types of the answers, those of success first.
fn accept(operation: &Operation) -> String {
    let mut accept: Vec<&str> = Vec::new();
    for outcome in operation.success.iter().chain(&operation.errors) {
        if let Some(media) = outcome
            .media
            .as_deref()
            .filter(|media| !accept.contains(media))
        {
            accept.push(media);
        }
    }
    // What an answer holds that nothing describes may be anything.
    let is_open = |outcome: &Outcome| {
        outcome.media.is_none() && matches!(outcome.content, Content::Stream | Content::Bytes)
    };
    if operation.success.iter().any(is_open) {
        accept.push("*/*");
    }
    if accept.is_empty() {
        "application/json".to_owned()
    } else {
        accept.join(", ")
    }
}
