//! How deep a document may be nested.

use saphyr_parser::{Event, Parser, Span};

use crate::source::locate::Offsets;

/// How deep a document may be nested; both readers stop at 128 themselves.
pub(super) const MAX_DEPTH: usize = 120;

/// Whether a reader says that it went as deep as it does.
pub(super) fn is_depth(message: &str) -> bool {
    message.contains("recursion limit exceeded")
}

/// Where the text is nested deeper than is read: the reader would take time that grows with the square
/// of the depth before it said so, while events come one by one.
pub(super) fn too_deep(text: &str) -> Option<std::ops::Range<usize>> {
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            // The event parser itself goes down to 255 in flow style.
            Err(error) if is_depth(error.info()) => {
                let at = *error.marker();
                return Some(Offsets::new(text).extent(Span::new(at, at)).bytes);
            }
            Err(_) => return unbalanced(text),
        };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH + 1 {
            return Some(Offsets::new(text).extent(span).bytes);
        }
    }
    None
}

/// The same by brackets alone, for what the event parser refuses and the reader may not.
fn unbalanced(text: &str) -> Option<std::ops::Range<usize>> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // Brackets within text may come without their others, within reason.
        if depth > 8 * MAX_DEPTH {
            return Some(at..at + 1);
        }
    }
    None
}
