//! Sending a call: what goes into the request, and how the answer is taken.

use crate::{
    emit::{
        Emitter, code,
        imports::Imports,
        operation::{
            outcomes::{Answers, Choice},
            parameter::{fields, place},
        },
        print::tokens,
        text::Text,
    },
    ir::{
        Body, BodyFormat, Content, Encoding, Format, Operation, Outcome, Status, Struct, Ty,
        TypeKind,
    },
    name::OperationNames,
};

impl Emitter<'_> {
    pub(super) fn send(
        &self,
        operation: &Operation,
        names: &OperationNames,
        answers: &Answers,
        imports: &Imports,
        text: &mut Text,
    ) {
        let Answers { success, error } = answers;
        imports.public("ResponseFuture");
        text.lines(
            1,
            "/// Sends the request and decodes the answer.\n#[inline]",
        );
        text.code(
            1,
            format_args!("pub fn send(self) -> ResponseFuture<{success}, {error}> {{"),
        );
        self.request(operation, names, "self.", imports, text);
        self.finish(operation, names, "call", imports, text);
        text.lines(1, "}");
    }

    /// The request, filled in with the values that `own` leads to.
    pub(super) fn request(
        &self,
        operation: &Operation,
        names: &OperationNames,
        own: &str,
        imports: &Imports,
        text: &mut Text,
    ) {
        imports.private("Request");
        let holds_something = !operation.params.is_empty() || operation.body.is_some();
        let mutable = if holds_something { "mut " } else { "" };
        text.code(
            2,
            format_args!("let {mutable}request = Request::new(&{});", names.constant),
        );
        self.check(operation, names, own, imports, text);
        for (param, names) in operation.params.iter().zip(&names.params) {
            imports.private("Param");
            if param.location.style.is_some() {
                imports.private("Style");
            }
            let (place, name) = (place(param), &names.ident);
            text.code(2, format_args!("request.param({place}, &{own}{name});"));
        }
        if let Some(body) = &operation.body {
            self.send_body(body, own, imports, text);
        }
    }

    /// Checks what is to be sent.
    fn check(
        &self,
        operation: &Operation,
        names: &OperationNames,
        own: &str,
        imports: &Imports,
        text: &mut Text,
    ) {
        let checks = self.checks(operation, names, &tokens(own));
        if checks.is_empty() {
            return;
        }
        // Code is printed within a function, which it begins and ends in a line each.
        let checks = code(quote::quote!(impl X { fn x() { #(#checks)* } }));
        self.note_printed(&checks, imports);
        let lines: Vec<&str> = checks.lines().collect();
        let inner = lines.get(2..lines.len().saturating_sub(2));
        text.lines(0, &inner.unwrap_or_default().join("\n"));
    }

    fn send_body(&self, body: &Body, own: &str, imports: &Imports, text: &mut Text) {
        let (media, held) = (&body.media, format!("&{own}body"));
        let (depth, value) = match body.required {
            true => (2, held.as_str()),
            false => (3, "body"),
        };
        if !body.required {
            text.line(2, format_args!("if let Some(body) = {held} {{"));
        }
        match &body.format {
            BodyFormat::Json => text.code(depth, format_args!("request.json({media:?}, {value});")),
            BodyFormat::Form(encodings) if !encodings.is_empty() => {
                form(
                    depth,
                    &format!("{media:?},\n{value},"),
                    encodings,
                    imports,
                    text,
                );
            }
            BodyFormat::Form(_) => {
                text.code(
                    depth,
                    format_args!("request.form({media:?}, {value}, &[]);"),
                );
            }
            BodyFormat::Multipart if self.is_in_parts(&body.ty) => {
                text.line(depth, format_args!("request.multipart({value});"));
            }
            BodyFormat::Multipart => {
                let members = imports.private("Members");
                text.line(
                    depth,
                    format_args!("request.multipart(&{members}({value}));"),
                );
            }
            BodyFormat::Text => text.code(depth, format_args!("request.text({media:?}, {value});")),
            BodyFormat::Octets => {
                text.code(depth, format_args!("request.upload({media:?}, {value});"));
            }
        }
        if !body.required {
            text.lines(2, "}");
        }
    }

    /// Whether a type says itself how it is sent in parts.
    fn is_in_parts(&self, ty: &Ty) -> bool {
        let Ty::Named(id) = ty else { return false };
        let kind = self.api.types.get(id).map(|definition| &definition.kind);
        matches!(
            kind,
            Some(TypeKind::Struct(Struct {
                format: Format::Multipart(_),
                ..
            }))
        )
    }

    /// Passes the request and what makes of the answer what the call gives to `call` of the core, or to the
    /// function of that name and `_stream`.
    pub(super) fn finish(
        &self,
        operation: &Operation,
        names: &OperationNames,
        call: &str,
        imports: &Imports,
        text: &mut Text,
    ) {
        let failure = match operation.errors.is_empty() {
            true => "specwright_runtime::__private::v1::no_errors".to_owned(),
            false => format!("{}::decode", names.error),
        };
        let Some(content) = operation.success_content() else {
            let success = &names.success;
            text.code(
                2,
                format_args!("self.core.{call}(request, {success}::decode, {failure})"),
            );
            return;
        };
        if content.is_streamed() {
            let make = stream(content, imports);
            let statuses = super::outcomes::joined(&operation.success);
            imports.public("StatusCode");
            text.line(
                2,
                format_args!(
                    "let is_success = |status: StatusCode| matches!(status.as_u16(), {statuses});"
                ),
            );
            text.code(
                2,
                format_args!("self.core.{call}_stream(request, is_success, {make}, {failure})"),
            );
            return;
        }
        imports.private("Decoded");
        let takes = format!("self.core.{call}(request,");
        if let Some(take) = alone(&operation.success) {
            return text.code(2, format_args!("{takes} {take}, {failure})"));
        }
        let make = || "std::convert::identity".to_owned();
        let outcomes = operation.success.iter();
        let choice = Choice::of(outcomes.map(|outcome| (outcome, make(), "()".to_owned())));
        let (status, answer) = (choice.status(), choice.answer());
        if let Some(value) = choice.only() {
            let take = format!("|{status}, {answer}| {value}");
            return text.code(2, format_args!("{takes} {take}, {failure})"));
        }
        text.lines(2, &format!("self.core\n    .{call}(\n        request,"));
        text.line(
            4,
            format_args!("|{status}, {answer}| match status.as_u16() {{"),
        );
        choice.arms(5, text);
        text.lines(4, "},");
        text.code(4, format_args!("{failure},"));
        text.lines(3, ")");
    }
}

/// A form some of whose members are written in ways of their own.
fn form(depth: usize, arguments: &str, encodings: &[Encoding], imports: &Imports, text: &mut Text) {
    imports.private("Encoding");
    imports.private("Style");
    text.lines(depth, "request\n    .form(");
    text.lines(depth + 2, arguments);
    text.lines(depth + 2, "&[");
    for found in encodings {
        text.lines(depth + 3, "Encoding {");
        for field in fields(found) {
            text.line(depth + 4, format_args!("{field},"));
        }
        text.lines(depth + 3, "},");
    }
    text.lines(depth + 2, "],");
    text.lines(depth + 1, ");");
}

/// What decodes the one success of most operations, JSON or nothing with one status.
///
/// A closure for each would be among the dearest that a client is compiled of.
fn alone(successes: &[Outcome]) -> Option<String> {
    let [
        Outcome {
            status: Status::Exact(status),
            content,
            ..
        },
    ] = successes
    else {
        return None;
    };
    match content {
        Content::Empty => Some(format!("Decoded::nothing_at::<{status}>")),
        Content::Json(ty) if !Emitter::is_foreign(ty) => {
            Some(format!("Decoded::json_at::<{status}>"))
        }
        _ => None,
    }
}

/// What makes a stream of a response.
fn stream(content: &Content, imports: &Imports) -> String {
    let (ty, function) = match content {
        Content::Events(Some(ty)) if Emitter::is_foreign(ty) => ("EventStream", "json"),
        Content::Events(Some(_)) => ("EventStream", "read"),
        Content::Events(None) => ("EventStream", "text"),
        Content::Lines(ty) if Emitter::is_foreign(ty) => ("JsonLines", "new"),
        Content::Lines(_) => ("JsonLines", "read"),
        _ => return "std::convert::identity".to_owned(),
    };
    format!("{}::{function}", imports.public(ty))
}
