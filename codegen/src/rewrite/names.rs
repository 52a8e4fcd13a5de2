//! Names of components that are free.

/// `stem` with the first number that makes it free.
pub(crate) fn numbered(stem: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let gap = if stem.ends_with(|letter: char| letter.is_ascii_digit()) {
        "_"
    } else {
        ""
    };
    let numbers = (2_usize..).map(|number| format!("{stem}{gap}{number}"));
    numbers
        .into_iter()
        .find(|name| !is_taken(name))
        .unwrap_or_default()
}

/// A name that upstream gave, in the letters that OpenAPI allows (3.1.1, Components Object).
pub(crate) fn stated(name: &str) -> Option<String> {
    let is_allowed =
        |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    Some(name.chars().filter(is_allowed).collect::<String>()).filter(|name| !name.is_empty())
}
