//! Taking a member out of an answer.

use crate::decode::{
    offset_of,
    text::{Step, Walk, value_at},
};

/// An answer without the member that does not decode.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) text: Vec<u8>,
    pub(super) way: Vec<Step>,
    /// The way as errors show it.
    pub(super) path: String,
}

/// Takes the member out of `text` that `error` is about, or that holds what it is about; `None` where that is
/// the whole.
pub(super) fn cut(error: &serde_json::Error, text: &[u8]) -> Option<Cut> {
    if !error.is_data() {
        return None;
    }
    let read = text.get(..offset_of(error, text))?;
    let mut walk = Walk::new(read).finish();
    let (key, value) = walk.leave_to_member()?;
    let (_, mut end) = value_at(text, value);
    let mut begin = key.begin.checked_sub(1)?;
    // One comma goes with it: the one behind, or that before the last member.
    match next(text.get(end..)?.iter()) {
        Some((b',', distance)) => end += distance + 1,
        _ => {
            if let Some((b',', distance)) = next(text.get(..begin)?.iter().rev()) {
                begin -= distance + 1;
            }
        }
    }
    Some(Cut {
        text: [text.get(..begin)?, text.get(end..)?].concat(),
        way: walk.steps(),
        path: walk.render(),
    })
}

/// The next octet that is no white space, and how many are before it.
fn next<'a>(octets: impl Iterator<Item = &'a u8>) -> Option<(u8, usize)> {
    let mut octets = octets.copied().enumerate();
    let found = octets.find(|(_, byte)| !b" \t\r\n".contains(byte));
    found.map(|(distance, byte)| (byte, distance))
}
