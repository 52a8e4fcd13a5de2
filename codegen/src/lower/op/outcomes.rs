//! What an operation may answer.

use crate::{
    diagnostic::Code,
    ir::{OperationId, Outcome, Role, Status, Ty},
    lower::{
        Lowering,
        op::{component_or, json_of, media_name},
    },
    openapi,
};

/// What an outcome is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Success,
    Error,
}

impl Lowering<'_> {
    /// The successes and the errors of an operation.
    ///
    /// `default` is for errors, unless nothing else is for success (OpenAPI 3.1.1, §4.8.16).
    pub(super) fn outcomes(
        &mut self,
        id: OperationId,
        operation: &openapi::Operation,
    ) -> Option<(Vec<Outcome>, Vec<Outcome>)> {
        let openapi::Operation {
            at,
            method,
            responses,
            ..
        } = operation;
        let successes = responses
            .iter()
            .filter(|response| response.status.is_success())
            .count();
        let (mut success, mut errors, mut broken) = (Vec::new(), Vec::new(), false);
        for response in responses {
            let is_default = response.status == openapi::Status::Default;
            let is_success = response.status.is_success() || (is_default && successes == 0);
            let side = if is_success {
                Side::Success
            } else {
                Side::Error
            };
            let role = match is_success {
                true if successes <= 1 => Role::Success,
                _ => Role::Response(status(response.status)),
            };
            match self.outcome(id, *method, response, role, side) {
                Some(outcome) if is_success => success.push(outcome),
                Some(outcome) => errors.push(outcome),
                None => broken |= is_success,
            }
            if is_default && is_success {
                // It is for all statuses: successes are those that HTTP calls so.
                if let Some(outcome) = success.last_mut() {
                    outcome.status = Status::Range(2);
                }
                let role = Role::Response(Status::Default);
                errors.extend(self.outcome(id, *method, response, role, Side::Error));
            }
        }
        if success.is_empty() && !broken {
            self.sink
                .report(Code::NoResponse, *at, "this operation documents no success");
        }
        (!success.is_empty() && !broken).then_some((success, errors))
    }

    /// One outcome; nothing if its body is not supported.
    fn outcome(
        &mut self,
        id: OperationId,
        method: openapi::Method,
        response: &openapi::Response,
        role: Role,
        side: Side,
    ) -> Option<Outcome> {
        let openapi::Response {
            at,
            status: wire,
            description,
            content,
            component,
        } = response;
        let hint = component_or(component.as_ref(), id, role);
        let is_head = method == openapi::Method::Head;
        let has_no_body = is_head || matches!(wire, openapi::Status::Exact(204 | 205 | 304));
        if let Some(media) = content.first().filter(|_| has_no_body) {
            let message = "HTTP allows no body here, so this one is ignored";
            self.sink.report(Code::BodyNotAllowed, media.at, message);
        }
        let content = if has_no_body { &[] } else { content.as_slice() };
        let json = json_of(content);
        let body: Option<(Ty, String)> = match (json, content.first()) {
            (Some(media), _) => {
                self.other_media(content, media);
                Some((self.media(media, &hint), media_name(media)))
            }
            (None, None) => None,
            (None, Some(other)) => {
                let message = format!("the response for {wire} is `{}`, not JSON", other.name);
                if side == Side::Success {
                    self.sink
                        .report(Code::UnsupportedResponseType, other.at, message);
                } else {
                    self.warn(
                        Code::UnsupportedResponseType,
                        *at,
                        format!("{message}: it is kept as bytes"),
                    );
                }
                return None;
            }
        };
        let (ty, media) = body.unzip();
        Some(Outcome {
            status: status(*wire),
            ty,
            media,
            description: description.clone(),
        })
    }
}

fn status(status: openapi::Status) -> Status {
    match status {
        openapi::Status::Exact(status) => Status::Exact(status),
        openapi::Status::Range(digit) => Status::Range(digit),
        openapi::Status::Default => Status::Default,
    }
}
