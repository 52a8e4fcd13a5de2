//! Letters that are not ASCII: which of them rustc takes for others, and what stands for those.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_security::{
    GeneralSecurityProfile, confusable_detection::skeleton,
    is_potential_mixed_script_confusable_char as is_like_others,
};

/// `text` with one character for each letter, whichever way the document writes it.
pub(super) fn composed(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_owned(),
        false => text.nfkc().collect(),
    }
}

/// `ident` with what rustc's lints `uncommon_codepoints`, `mixed_script_confusables` and
/// `confusable_idents` would refuse spelled out as `mark` and its number.
///
/// A letter that looks like one of another script is kept where the name has a letter that is its
/// script's own.
pub(super) fn plain(ident: &str, mark: &str) -> String {
    if ident.is_ascii() {
        return ident.to_owned();
    }
    let own: BTreeSet<&str> = ident
        .chars()
        .filter(|letter| !is_like_others(*letter))
        .map(|letter| letter.script().short_name())
        .collect();
    let is_kept = |letter: char| {
        let script = letter.script();
        let is_told_apart =
            script == Script::Latin || !is_like_others(letter) || own.contains(script.short_name());
        letter.is_ascii()
            || (letter.identifier_allowed() && is_told_apart && !is_like_ascii(letter, script))
    };
    let mut plain = String::new();
    for letter in ident.chars() {
        if is_kept(letter) {
            plain.push(letter);
        } else {
            plain.push_str(&format!("{mark}{:x}", u32::from(letter)));
        }
    }
    plain
}

/// Whether a letter among those of ASCII looks like one of them.
fn is_like_ascii(letter: char, script: Script) -> bool {
    let is_among = matches!(script, Script::Latin | Script::Common | Script::Inherited);
    is_among && skeleton(letter.encode_utf8(&mut [0; 4])).all(|like| like.is_ascii())
}
