//! Where and how parameters and members of forms travel.

use proc_macro2::TokenStream;

use crate::{
    emit::print::tokens,
    ir::{Encoding, Param, ParamPlace, Style},
};

/// Where and how a parameter travels.
pub(in crate::emit) fn location(param: &Param) -> TokenStream {
    tokens(&place(param))
}

/// How a member of a form is written.
pub(in crate::emit) fn encoding(encoding: &Encoding) -> TokenStream {
    tokens(&format!("Encoding {{ {} }}", fields(encoding).join(", ")))
}

/// Where and how a parameter travels.
pub(super) fn place(param: &Param) -> String {
    let place = match param.location.place {
        ParamPlace::Path => "path",
        ParamPlace::Query | ParamPlace::Querystring => "query",
        ParamPlace::Header => "header",
        ParamPlace::Cookie => "cookie",
    };
    let mut code = format!("Param::{place}({:?})", param.wire);
    if let Some(found) = param.location.style {
        code.push_str(&format!(".style(Style::{})", style(found)));
    }
    let default = match param.location.style {
        Some(style) => style == Style::Form,
        None => !matches!(param.location.place, ParamPlace::Path | ParamPlace::Header),
    };
    if let Some(explode) = param.location.explode.filter(|explode| *explode != default) {
        code.push_str(&format!(".explode({explode})"));
    }
    if param.location.reserved {
        code.push_str(".reserved()");
    }
    if param.location.json {
        code.push_str(".json()");
    }
    code
}

fn style(style: Style) -> &'static str {
    match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    }
}

/// How a member of a form is written: the fields of an `Encoding`.
pub(super) fn fields(encoding: &Encoding) -> [String; 5] {
    let Encoding {
        property,
        style: found,
        explode,
        reserved,
        json,
    } = encoding;
    let found = found.unwrap_or(Style::Form);
    let explode = explode.unwrap_or(found == Style::Form);
    [
        format!("name: {property:?}"),
        format!("style: Style::{}", style(found)),
        format!("explode: {explode}"),
        format!("reserved: {reserved}"),
        format!("json: {json}"),
    ]
}
