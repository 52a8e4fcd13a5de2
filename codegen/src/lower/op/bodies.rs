//! What an operation sends.
//!
//! A body with several media types that are written differently becomes a method for each: the
//! arguments differ, and an enum of bodies would make the common call longer for the rare one.

use crate::{
    diagnostic::Code,
    ir::{
        self, Body, BodyFormat, Docs, Encoding, Format, Limits, NameHint, OperationId, Role, Ty,
        TypeKind,
    },
    lower::{
        Lowering,
        op::{component_or, params::style},
        schema::part,
    },
    openapi::{self, Media},
};

/// How a media type is written, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    /// A change of what is there, by its own rules; the name of the method that sends it.
    Patch(&'static str),
    Form,
    Multipart,
    Text,
    Events,
    Lines,
    Octets,
}

impl<'d> Lowering<'d> {
    /// The forms of the body, the first of them without a name; none if there is no body.
    pub(super) fn bodies(
        &mut self,
        id: OperationId,
        operation: &'d openapi::Operation,
    ) -> Vec<(&'static str, Body)> {
        let Some(body) = &operation.body else {
            return Vec::new();
        };
        let hint = component_or(body.component.as_ref(), id, Role::Body);
        let mut chosen: Vec<(Kind, &Media)> = Vec::new();
        let json = json_of(&body.content);
        for media in json.into_iter().chain(&body.content) {
            let kind = sent(kind(media, self));
            match chosen.iter().find(|(other, _)| *other == kind) {
                Some((_, first)) if first.at != media.at => {
                    self.passed_over(media.at, &media.name, &first.name);
                }
                Some(_) => {}
                None => chosen.push((kind, media)),
            }
        }
        if chosen.is_empty() {
            let message = "this body has no media type: it is sent as any JSON";
            self.sink.report(Code::NoMediaType, body.at, message);
            return vec![(
                "",
                of(
                    body,
                    Ty::Json,
                    BodyFormat::Json,
                    "application/json",
                    Limits::default(),
                ),
            )];
        }
        // Which method has the name alone does not depend on the document's order.
        chosen.sort_by_key(|(kind, _)| rank(*kind));
        let forms = chosen
            .into_iter()
            .enumerate()
            .map(|(index, (kind, media))| {
                let hint = match index {
                    0 => hint.clone(),
                    _ => part(&hint, Role::Variant(form(kind).to_owned())),
                };
                let (ty, format) = self.written(kind, media, &hint);
                let limits = self.limits(media.schema.as_slice());
                let said = media.schema.map(|schema| self.field_docs(schema));
                let body = of(body, ty, format, &media_name(media), limits);
                let said = said.unwrap_or_default();
                (form(kind), Body { said, ..body })
            });
        forms.collect()
    }

    fn written(&mut self, kind: Kind, media: &'d Media, hint: &NameHint) -> (Ty, BodyFormat) {
        match kind {
            Kind::Json | Kind::Events | Kind::Lines => (self.media(media, hint), BodyFormat::Json),
            Kind::Patch(name) => match self.media(media, hint) {
                // A JSON Patch is a list whatever the document says (RFC 6902, §3).
                ty if name == JSON_PATCH && !matches!(ty, Ty::List(_)) => {
                    (Ty::Json, BodyFormat::Json)
                }
                ty => (ty, BodyFormat::Json),
            },
            Kind::Form => {
                let ty = self.media(media, hint);
                let encodings = media.encoding.iter().map(|encoding| Encoding {
                    property: encoding.property.clone(),
                    style: encoding.style.as_deref().and_then(style),
                    explode: encoding.explode,
                    reserved: encoding.reserved,
                    // Where a style is given the media type is ignored (OpenAPI 3.1.1, §4.8.15.1.2).
                    json: encoding.style.is_none()
                        && encoding.explode.is_none()
                        && !encoding.reserved
                        && encoding.content_type.as_deref().is_some_and(is_json_name),
                });
                (ty, BodyFormat::Form(encodings.collect()))
            }
            Kind::Multipart => {
                self.report_multipart(media);
                let ty = match media.schema {
                    Some(schema) => self.multipart_ty(schema, hint),
                    None => Ty::Map(Box::new(Ty::Json)),
                };
                self.media_types(&ty, media);
                (ty, BodyFormat::Multipart)
            }
            Kind::Text => (Ty::String, BodyFormat::Text),
            Kind::Octets => (Ty::Upload, BodyFormat::Octets),
        }
    }

    /// Says what of a multipart body is sent in another way than the document has it.
    fn report_multipart(&mut self, media: &Media) {
        if essence(&media.name) != "multipart/form-data" {
            let message = format!("`{}` is sent as `multipart/form-data`", media.name);
            self.sink
                .report(Code::UnsupportedMultipart, media.at, message);
        }
        let styled = media.encoding.iter();
        let mut styled = styled.filter(|found| found.style.is_some() || found.explode.is_some());
        if let Some(encoding) = styled.next() {
            let message = format!(
                "the style of the part `{}` is not followed",
                encoding.property
            );
            self.sink
                .report(Code::UnsupportedMultipart, media.at, message);
        }
    }

    /// Notes the media types that the encoding of a multipart body gives its parts.
    fn media_types(&mut self, ty: &Ty, media: &Media) {
        let Ty::Named(id) = ty else { return };
        let Some(definition) = self.types.get_mut(id) else {
            return;
        };
        if let TypeKind::Struct(found) = &mut definition.kind
            && let Format::Multipart(media_types) = &mut found.format
        {
            for encoding in &media.encoding {
                let single = encoding
                    .content_type
                    .as_ref()
                    .filter(|text| !text.contains([',', '*']));
                let pair = single.map(|text| (encoding.property.clone(), text.clone()));
                media_types.extend(pair);
            }
        }
    }

    /// The type of a media type's schema; without one it is any JSON.
    pub(super) fn media(&mut self, media: &'d Media, hint: &NameHint) -> Ty {
        let ty = match media.schema {
            Some(schema) => self.ty(schema, hint),
            None => Ty::Json,
        };
        self.examples(&ty, &media.examples);
        ty
    }
}

fn of(body: &openapi::Body, ty: Ty, format: BodyFormat, media: &str, limits: Limits) -> Body {
    ir::Body {
        at: body.at,
        said: Docs::default(),
        offered: body.content.iter().map(media_name).collect(),
        ty,
        format,
        media: media.to_owned(),
        required: body.required,
        limits,
        description: body.description.clone(),
    }
}

/// What a method is called that sends a JSON Patch.
const JSON_PATCH: &str = "json_patch";

/// What a method is called beside the first one.
fn form(kind: Kind) -> &'static str {
    match kind {
        Kind::Patch(name) => name,
        Kind::Json | Kind::Events | Kind::Lines => "json",
        Kind::Form => "form",
        Kind::Multipart => "multipart",
        Kind::Text => "text",
        Kind::Octets => "octets",
    }
}

/// Which of several forms comes first.
fn rank(kind: Kind) -> usize {
    const PATCHES: &[&str] = &["merge_patch", "strategic_merge_patch", JSON_PATCH];
    match kind {
        Kind::Json | Kind::Events | Kind::Lines => 0,
        Kind::Patch(name) => 1 + PATCHES.iter().position(|other| *other == name).unwrap_or(0),
        Kind::Form => 4,
        Kind::Multipart => 5,
        Kind::Text => 6,
        Kind::Octets => 7,
    }
}

/// What is a stream in an answer is a value when it is sent.
fn sent(kind: Kind) -> Kind {
    match kind {
        Kind::Events => Kind::Text,
        Kind::Lines => Kind::Octets,
        other => other,
    }
}

/// How a media type is written (RFC 6838, §4.2).
pub(super) fn kind(media: &Media, lowering: &Lowering<'_>) -> Kind {
    let name = essence(&media.name);
    let is_binary = media.schema.is_some_and(|id| {
        let format = lowering.schema(lowering.target(id)).format.as_ref();
        format.is_some_and(|(format, _)| format == "binary")
    });
    match name.as_str() {
        "*/*" | "application/*" if is_binary => Kind::Octets,
        "application/json-patch+json" => Kind::Patch(JSON_PATCH),
        "application/merge-patch+json" => Kind::Patch("merge_patch"),
        "application/strategic-merge-patch+json" => Kind::Patch("strategic_merge_patch"),
        // The parameter by which Kubernetes says that one value follows another.
        _ if is_watch(&media.name) => Kind::Lines,
        name if is_json_name(name) => Kind::Json,
        "application/x-www-form-urlencoded" => Kind::Form,
        name if name.starts_with("multipart/") => Kind::Multipart,
        "text/event-stream" => Kind::Events,
        "application/jsonl"
        | "application/x-ndjson"
        | "application/ndjson"
        | "application/json-seq"
        | "application/x-jsonlines"
        | "application/stream+json"
        | "application/jsonlines"
        | "text/jsonl" => Kind::Lines,
        name if name.starts_with("text/")
            || name.ends_with("/xml")
            || name.ends_with("+xml")
            || name.ends_with("yaml")
            || name.ends_with("/graphql")
            || name.ends_with("/javascript") =>
        {
            Kind::Text
        }
        _ => Kind::Octets,
    }
}

/// The media type that is JSON, by its own name rather than by another.
pub(in crate::lower) fn json_of(content: &[Media]) -> Option<&Media> {
    let json = || content.iter().filter(|media| is_json_name(&media.name));
    json()
        .find(|media| essence(&media.name) == "application/json")
        .or_else(|| json().next())
}

/// The media type as it is sent; any is JSON.
pub(super) fn media_name(media: &Media) -> String {
    let name = media.name.trim();
    let is_sendable = name.is_ascii() && name.contains('/') && !name.contains(['*', '\n', '\r']);
    match essence(name).as_str() {
        _ if is_sendable => name.to_owned(),
        "image/*" | "audio/*" | "video/*" => "application/octet-stream".to_owned(),
        _ => "application/json".to_owned(),
    }
}

fn is_watch(name: &str) -> bool {
    let mut parameters = name.split(';').skip(1);
    parameters.any(|parameter| parameter.trim() == "stream=watch")
}

fn essence(name: &str) -> String {
    let essence = name.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a media type is JSON (RFC 6838, §4.2.8), or any.
fn is_json_name(name: &str) -> bool {
    let essence = essence(name);
    let is_sequence = essence == "application/stream+json" || is_watch(name);
    (essence == "application/json"
        || essence == "text/json"
        || essence.ends_with("+json")
        || essence == "json"
        || essence == "application/*"
        || essence == "*/*")
        && !is_sequence
}
