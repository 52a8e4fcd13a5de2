//! What an operation may answer.

use crate::{
    diagnostic::{At, Code},
    ir::{Content, Docs, Header, NameHint, OperationId, Outcome, Owner, Role, Status, Ty},
    lower::{
        Lowering,
        op::{
            bodies::{Kind, kind, media_name},
            component_or, json_of,
        },
    },
    openapi::{self, Media},
};

/// What an operation may answer.
pub(super) struct Outcomes {
    /// Never empty.
    pub(super) success: Vec<Outcome>,
    pub(super) errors: Vec<Outcome>,
    /// The successes as they come, where the document offers that beside JSON.
    pub(super) streamed: Option<Vec<Outcome>>,
}

impl<'d> Lowering<'d> {
    /// The successes and the errors of an operation.
    ///
    /// `default` is for errors, unless nothing else is for success (OpenAPI 3.1.1, §4.8.16).
    pub(super) fn outcomes(
        &mut self,
        id: OperationId,
        operation: &'d openapi::Operation,
    ) -> Outcomes {
        let openapi::Operation {
            method, responses, ..
        } = operation;
        let successes = responses
            .iter()
            .filter(|response| response.status.is_success())
            .count();
        let (mut success, mut errors, mut streamed) = (Vec::new(), Vec::new(), Vec::new());
        for response in responses {
            let is_default = response.status == openapi::Status::Default;
            let is_success = response.status.is_success() || (is_default && successes == 0);
            let role = match is_success {
                true if successes <= 1 => Role::Success,
                _ => Role::Response(status(response.status)),
            };
            let hint = component_or(response.component.as_ref(), id, role);
            let mut outcome = self.outcome(*method, response, &hint);
            if !is_success {
                errors.push(outcome);
                continue;
            }
            if is_default {
                // It is for all statuses: successes are those that HTTP calls so.
                errors.push(buffered(outcome.clone()));
                outcome.status = Status::Range(2);
            }
            let stream = self.stream_beside(response, &outcome, &hint);
            streamed.extend(stream.map(|content| Outcome {
                status: outcome.status,
                ..content
            }));
            success.push(outcome);
        }
        if success.is_empty() {
            success.push(self.no_success(operation));
        }
        Outcomes {
            success: alike(success),
            errors: errors.into_iter().map(buffered).collect(),
            streamed: (!streamed.is_empty()).then(|| alike(streamed)),
        }
    }

    /// The success of an operation that documents none.
    fn no_success(&mut self, operation: &openapi::Operation) -> Outcome {
        let is_redirect = |response: &openapi::Response| {
            matches!(
                response.status,
                openapi::Status::Exact(301 | 302 | 303 | 307 | 308) | openapi::Status::Range(3)
            )
        };
        let content = if operation.responses.iter().any(is_redirect) {
            // The client follows it; what it leads to is not described.
            Content::Stream
        } else {
            let message = "this operation documents no success: what it answers is kept as bytes";
            self.sink.report(Code::NoResponse, operation.at, message);
            Content::Bytes
        };
        Outcome {
            status: Status::Range(2),
            at: operation.at,
            offered: Vec::new(),
            said: Docs::default(),
            content,
            media: None,
            description: None,
            example: None,
        }
    }

    fn outcome(
        &mut self,
        method: openapi::Method,
        response: &'d openapi::Response,
        hint: &NameHint,
    ) -> Outcome {
        let is_head = method == openapi::Method::Head;
        let has_no_body =
            is_head || matches!(response.status, openapi::Status::Exact(204 | 205 | 304));
        if let Some(media) = response.content.first().filter(|_| has_no_body) {
            let message = "HTTP allows no body here, so this one is ignored";
            self.sink.report(Code::BodyNotAllowed, media.at, message);
        }
        let content = if has_no_body {
            &[]
        } else {
            response.content.as_slice()
        };
        let chosen = json_of(content).or_else(|| content.first());
        let chosen = chosen.filter(|media| {
            json_of(content).is_none() || kind(media, self) == Kind::Json || content.len() == 1
        });
        let chosen = chosen.or_else(|| content.first());
        for other in content {
            let is_other = chosen.is_some_and(|chosen| chosen.at != other.at);
            let is_stream = matches!(kind(other, self), Kind::Events | Kind::Lines);
            if let Some(chosen) = chosen.filter(|_| is_other && !is_stream) {
                self.passed_over(other.at, &other.name, &chosen.name);
            }
        }
        let (held, media) = match chosen {
            None => (Content::Empty, None),
            Some(media) => (self.held(media, hint), Some(media_name(media))),
        };
        let said = chosen.and_then(|media| media.schema);
        let said = said.map(|schema| self.field_docs(schema));
        let example = chosen.and_then(|media| media.examples.first());
        let example = example.map(|node| match &held {
            Content::Json(ty) => self.example(ty, node),
            _ => node.to_json(),
        });
        Outcome {
            status: status(response.status),
            at: response.at,
            offered: content.iter().map(media_name).collect(),
            said: said.unwrap_or_default(),
            content: held,
            media,
            description: response.description.clone(),
            example,
        }
    }

    /// What a media type of an answer holds.
    fn held(&mut self, media: &'d Media, hint: &NameHint) -> Content {
        match kind(media, self) {
            Kind::Json | Kind::Patch(_) => Content::Json(self.media(media, hint)),
            Kind::Text | Kind::Form => Content::Text,
            Kind::Octets | Kind::Multipart => Content::Stream,
            Kind::Events => {
                let item = media.item.or(media.schema);
                let ty = item.map(|id| self.ty(id, hint));
                Content::Events(ty.filter(|ty| !matches!(ty, Ty::String | Ty::Json)))
            }
            Kind::Lines => {
                let item = media.item.or(media.schema);
                Content::Lines(item.map_or(Ty::Json, |id| self.ty(id, hint)))
            }
        }
    }

    /// The stream that a response offers beside what was chosen.
    fn stream_beside(
        &mut self,
        response: &'d openapi::Response,
        chosen: &Outcome,
        hint: &NameHint,
    ) -> Option<Outcome> {
        if chosen.content.is_streamed() {
            return None;
        }
        let is_stream = |media: &&Media| matches!(kind(media, self), Kind::Events | Kind::Lines);
        let media = response.content.iter().find(is_stream)?;
        let hint = crate::lower::schema::part(hint, Role::Items);
        Some(Outcome {
            content: self.held(media, &hint),
            media: Some(media_name(media)),
            example: None,
            ..chosen.clone()
        })
    }

    /// The headers of the successes, each once.
    pub(super) fn headers(
        &mut self,
        id: OperationId,
        operation: &'d openapi::Operation,
    ) -> Vec<Header> {
        let mut found: Vec<Header> = Vec::new();
        let responses = operation.responses.iter();
        let successes = responses.filter(|response| response.status.is_success());
        for header in successes.flat_map(|response| &response.headers) {
            let is_same = |other: &Header| other.wire.eq_ignore_ascii_case(&header.name);
            if found.iter().any(is_same) || http_name(&header.name).is_none() {
                if http_name(&header.name).is_none() {
                    let message = format!("`{}` is no name of a header", header.name);
                    self.sink
                        .report(Code::IgnoredValue, At::Key(header.at), message);
                }
                continue;
            }
            let hint = NameHint::Part {
                owner: Owner::Operation(id),
                path: vec![Role::Header(header.name.clone())],
            };
            let ty = header
                .schema
                .map_or(Ty::String, |schema| self.ty(schema, &hint));
            let mut docs = header
                .schema
                .map(|schema| self.field_docs(schema))
                .unwrap_or_default();
            docs.description = header.description.clone().or(docs.description);
            found.push(Header {
                wire: header.name.clone(),
                at: header.at,
                required: header.required,
                ty: match ty {
                    Ty::Nullable(inner) => *inner,
                    Ty::Json | Ty::Foreign(_) => Ty::String,
                    ty => ty,
                },
                docs,
            });
        }
        found
    }
}

/// A header's name, if HTTP allows it (RFC 9110, §5.1).
pub(super) fn http_name(name: &str) -> Option<&str> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (!name.is_empty() && name.bytes().all(is_token)).then_some(name)
}

/// Contents of different kinds, all at once; those of one kind stay as they are.
fn alike(outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let full: Vec<&Outcome> = outcomes
        .iter()
        .filter(|outcome| outcome.content != Content::Empty)
        .collect();
    let Some(first) = full.first() else {
        return outcomes;
    };
    let is_one = full.iter().all(|outcome| outcome.content == first.content);
    if is_one && first.content.is_streamed() {
        // An answer without a body is a stream of nothing.
        let content = first.content.clone();
        let with = |outcome: Outcome| Outcome {
            content: content.clone(),
            ..outcome
        };
        return outcomes.into_iter().map(with).collect();
    }
    if is_one {
        return outcomes;
    }
    outcomes.into_iter().map(buffered).collect()
}

/// An outcome that is there as a whole.
fn buffered(outcome: Outcome) -> Outcome {
    let content = match outcome.content {
        Content::Stream => Content::Bytes,
        Content::Events(_) | Content::Lines(_) => Content::Text,
        content => content,
    };
    Outcome { content, ..outcome }
}

fn status(status: openapi::Status) -> Status {
    match status {
        openapi::Status::Exact(status) => Status::Exact(status),
        openapi::Status::Range(digit) => Status::Range(digit),
        openapi::Status::Default => Status::Default,
    }
}
