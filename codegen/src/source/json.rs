//! JSON with the positions of its values, which the reader does not give.

use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};

/// Reads `text` as JSON (RFC 8259) and as nothing more; none if it is not.
pub(crate) fn json(text: &str) -> Option<ast::Value<'_>> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    parse_to_ast(text, &CollectOptions::default(), &strict)
        .ok()?
        .value
}
