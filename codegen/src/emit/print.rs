//! Tokens as text.

use proc_macro2::TokenStream;

/// What a line with the marker for a blank line looks like when it is printed.
const BLANK: &str = "///@blank";

/// Formats items.
///
/// # Panics
///
/// Where they are no Rust: that is a defect of the emitter, not of its input.
pub fn code(tokens: TokenStream) -> String {
    #[expect(
        clippy::panic,
        reason = "the emitter makes items from parsed tokens only"
    )]
    let file: syn::File = {
        // Tokens that nobody else has are parsed without being copied.
        let shown = cfg!(debug_assertions).then(|| tokens.clone());
        syn::parse2(tokens).unwrap_or_else(|error| {
            let shown = shown.map(|tokens| tokens.to_string());
            panic!("the emitter made what is no Rust: {error} {shown:?}")
        })
    };
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
