//! Parameters, each put where it travels.

use crate::request::{Form, Param, Request, append, style};

/// Puts a value into the path.
pub(super) fn in_path(
    request: &mut Request,
    param: Param,
    value: &str,
) -> Result<(), &'static str> {
    let Param { name, form, .. } = param;
    let value = style::path(name, form, value)?;
    request.segment(name, value.unwrap_or_default());
    Ok(())
}

/// Adds pairs to the query.
pub(super) fn in_query(
    request: &mut Request,
    param: Param,
    value: &str,
) -> Result<(), &'static str> {
    let pairs = style::pairs(param.name, param.form, value)?;
    append(&mut request.query, "&", &pairs);
    Ok(())
}

/// Sets a header.
pub(super) fn as_header(
    request: &mut Request,
    param: Param,
    value: &str,
) -> Result<(), &'static str> {
    let Param { name, form, .. } = param;
    if let Some(value) = style::header(form, value)? {
        request.header(name, &value);
        // It may hold a secret, as far as anybody here knows.
        if let Some(value) = request.headers.get_mut(name) {
            value.set_sensitive(true);
        }
    }
    Ok(())
}

/// Adds pairs to the cookies.
pub(super) fn as_cookie(
    request: &mut Request,
    param: Param,
    value: &str,
) -> Result<(), &'static str> {
    // What is reserved in a URL breaks a cookie: `;` ends it.
    let form = Form {
        reserved: false,
        ..param.form
    };
    let pairs = style::pairs(param.name, form, value)?;
    append(&mut request.cookies, "; ", &pairs);
    Ok(())
}
