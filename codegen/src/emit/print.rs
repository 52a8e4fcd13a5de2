//! Tokens as text, and text as tokens.

use std::fmt::Display;

use proc_macro2::TokenStream;

/// What a line with the marker for a blank line looks like when it is printed.
const BLANK: &str = "///@blank";

/// Formats items.
///
/// # Panics
///
/// Where they are no Rust: that is a defect of the emitter, not of its input.
pub fn code(tokens: TokenStream) -> String {
    // Tokens that nobody else has are parsed without being copied.
    let shown = cfg!(debug_assertions).then(|| tokens.clone());
    let file: syn::File = syn::parse2(tokens).unwrap_or_else(|error| {
        let shown = shown.map(|tokens| tokens.to_string());
        defect(error, &shown.unwrap_or_default())
    });
    let text = prettyplease::unparse(&file);
    let lines = text
        .lines()
        .map(|line| if line.trim() == BLANK { "" } else { line });
    let mut clean = String::with_capacity(text.len());
    let mut after_blank = true;
    for line in lines {
        if !(line.is_empty() && after_blank) {
            clean.push_str(line);
            clean.push('\n');
        }
        after_blank = line.is_empty();
    }
    clean
}

/// The tokens of what is written as text elsewhere.
///
/// # Panics
///
/// As [`code`].
pub(super) fn tokens(text: &str) -> TokenStream {
    let tokens = text.parse();
    tokens.unwrap_or_else(|error| defect(error, text))
}

#[expect(
    clippy::panic,
    reason = "the emitter writes Rust, whatever its input is"
)]
fn defect(error: impl Display, shown: &str) -> ! {
    panic!("the emitter made what is no Rust: {error} {shown:?}")
}

#[cfg(test)]
mod tests {
    use super::{code, tokens};

    #[test]
    #[should_panic(expected = "the emitter made what is no Rust")]
    fn text_that_is_no_rust_is_not_left_out() {
        tokens("Option<\"");
    }

    #[test]
    #[should_panic(expected = "the emitter made what is no Rust")]
    fn tokens_that_are_no_rust_are_not_left_out() {
        code(tokens("struct;"));
    }
}
