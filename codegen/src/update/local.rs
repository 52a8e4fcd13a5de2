//! The document here: what of it can be changed, its text with changes, and what both sides changed.

use std::path::Path;

use super::{
    Run, Winner, edit,
    pointed::{find, within},
    three,
};
use crate::{
    diagnostic::{At, Code, Diagnostic, render::Files as _},
    rewrite,
    source::{Node, is_json},
};

impl Run<'_> {
    /// Refuses a document whose paths or components stand elsewhere.
    pub(super) fn own(&mut self, local: &Node) -> Option<()> {
        let Some((at, message)) = rewrite::elsewhere(local) else {
            return Some(());
        };
        self.sink.report(Code::UpdateInPlace, at, message);
        None
    }

    /// Makes `edits` in the text of the document at `spec`.
    pub(super) fn put(&mut self, spec: &Path, local: &Node, edits: &[edit::Edit]) {
        let text = self.sources.text(self.sources.places.file(local.at));
        let before = local.to_json();
        let mut after = before.clone();
        edit::apply(&mut after, edits);
        match rewrite::edit(text, is_json(spec), &before, &after) {
            Ok(text) => self.change(spec, text),
            Err(why) => {
                let at = At::Key(within(local, why.place()));
                self.sink.report(Code::UpdateInPlace, at, why.to_string());
            }
        }
    }

    /// Says that both sides changed the same.
    pub(super) fn conflict(&mut self, conflict: &three::Conflict, local: &Node, roots: &[Node]) {
        let three::Conflict {
            local: here,
            upstream,
            message,
        } = conflict;
        let message = match self.input.winner {
            Winner::Local => format!("{message}: it stays as it is"),
            Winner::Upstream => format!("{message}: it is upstream's now"),
        };
        let place = within(local, here);
        let mut diagnostic = Diagnostic::new(Code::UpdateConflict, At::Key(place), message);
        if let Some(root) = roots.iter().find(|root| find(root, upstream).1) {
            diagnostic = diagnostic.also(At::Key(within(root, upstream)), "upstream");
        }
        self.sink.push(diagnostic);
    }
}
