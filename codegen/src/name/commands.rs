//! The words of a command line: sub-commands and flags.
//!
//! A word is a name of the client with dashes. A tag or an operation that is called as
//! a sub-command of the program's own gets `-operations` after it, and a parameter that is called as a flag
//! of the program's own `param-` before it. A member of a body gets `body-` before it where a flag of the
//! program or of a parameter is called so; the latter is reported, as a parameter that is added later takes
//! the plain flag from a member.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{At, Code, Place, Sink},
    ir::{ModuleId, Operation, OperationId},
    name::{
        Assigning, reserved,
        scope::{Claim, Scope},
    },
};

/// The words of a command line.
#[derive(Debug, Default)]
pub struct Commands {
    /// The sub-command of each module, in the order of [`Api::modules`](crate::ir::Api::modules).
    pub modules: Vec<String>,
    /// The sub-command of each group, in the order of [`Api::groups`](crate::ir::Api::groups).
    pub groups: Vec<String>,
    /// The words of each operation.
    pub operations: BTreeMap<OperationId, CommandNames>,
}

/// The words of an operation.
#[derive(Debug)]
pub struct CommandNames {
    /// The sub-command.
    pub command: String,
    /// The flags of its parameters, in order.
    pub params: Vec<String>,
    /// The flags of the members of its body, in the order of [`Api::members`](crate::ir::Api::members).
    pub members: Vec<String>,
}

/// The sub-command of a document.
fn document(module: &str) -> String {
    let word = own(module);
    match reserved::COMMANDS.contains(&word.as_str()) {
        true => format!("{word}-operations"),
        false => word,
    }
}

impl Assigning<'_> {
    /// Names all sub-commands and flags.
    pub(super) fn commands(&mut self) {
        let mut commands = Commands {
            modules: self
                .names
                .modules
                .iter()
                .map(|name| document(name))
                .collect(),
            ..Commands::default()
        };
        let mut groups = BTreeMap::new();
        for home in (0..self.api.modules.len()).map(ModuleId) {
            self.commands_of(home, &mut groups, &mut commands.operations);
        }
        commands.groups = groups.into_values().collect();
        self.names.commands = Some(commands);
    }

    fn commands_of(
        &mut self,
        home: ModuleId,
        groups: &mut BTreeMap<usize, String>,
        operations: &mut BTreeMap<OperationId, CommandNames>,
    ) {
        let api = self.api;
        let Some(anchor) = api.operations.values().next().map(|operation| operation.at) else {
            return;
        };
        let own_groups = api.groups.iter().zip(&self.names.groups).enumerate();
        let own_groups = own_groups.filter(|(_, (group, _))| group.home == home);
        let (indices, accessors): (Vec<usize>, Vec<&String>) = own_groups
            .map(|(index, (_, names))| (index, &names.accessor))
            .unzip();
        let found = |group: Option<usize>| {
            let all = api.operations.iter();
            let all = all.filter(move |(_, operation)| {
                operation.home == home && operation.group.map(|group| group.0) == group
            });
            all.map(|(id, operation)| (*id, operation))
                .collect::<Vec<_>>()
        };
        let methods = |this: &Self, found: &[(OperationId, &Operation)]| {
            let names = found.iter().map(|(id, _)| this.names.operations.get(id));
            let methods = names.map(|names| names.map(|names| names.method.clone()));
            methods
                .map(Option::unwrap_or_default)
                .collect::<Vec<String>>()
        };
        // Tags stand beside operations without a tag.
        let untagged = found(None);
        let mut wanted: Vec<String> = accessors.into_iter().cloned().collect();
        wanted.extend(methods(self, &untagged));
        let mut names = assign(&wanted, anchor).into_iter();
        groups.extend(indices.iter().copied().zip(names.by_ref()));
        for ((id, operation), command) in untagged.into_iter().zip(names) {
            let names = self.flags(id, operation, command);
            operations.insert(id, names);
        }
        for index in indices {
            let tagged = found(Some(index));
            let names = assign(&methods(self, &tagged), anchor);
            for ((id, operation), command) in tagged.into_iter().zip(names) {
                let names = self.flags(id, operation, command);
                operations.insert(id, names);
            }
        }
    }

    fn flags(&mut self, id: OperationId, operation: &Operation, command: String) -> CommandNames {
        let is_own = |word: &str| reserved::FLAGS.contains(&word);
        let names = self.names.operations.get(&id);
        let params = names.into_iter().flat_map(|names| &names.params);
        let params = params.map(|names| match own(&names.ident) {
            word if is_own(&word) => format!("param-{word}"),
            word => word,
        });
        let mut words: Vec<String> = params.collect();
        let count = words.len();
        let body = operation.body.as_ref();
        let found = body.and_then(|body| self.api.body_struct(body));
        if let Some((id, found)) = found
            && let Some(names) = self.names.types.get(&id)
        {
            let pairs = found.fields.iter().zip(&names.fields);
            for (field, names) in pairs.filter(|(field, _)| field.is_sent()) {
                let (wire, word) = (&field.wire, own(&names.ident));
                let is_taken = words.iter().take(count).any(|param| *param == word);
                if is_taken {
                    let message = format!(
                        "`{wire}` is the flag `--body-{word}`, as a parameter is `--{word}`"
                    );
                    let at = At::Key(field.at);
                    self.sink.report(Code::NameClash, at, message);
                }
                words.push(match is_taken || is_own(&word) {
                    true => format!("body-{word}"),
                    false => word,
                });
            }
        }
        let mut params = distinct(words.iter());
        let members = params.split_off(count);
        CommandNames {
            command,
            params,
            members,
        }
    }
}

/// Sub-commands that stand beside each other, for names that differ.
fn assign(wanted: &[String], at: Place) -> Vec<String> {
    let claims = wanted.iter().map(|name| {
        let word = own(name);
        let word = match reserved::COMMANDS.contains(&word.as_str()) {
            true => format!("{word}-operations"),
            false => word,
        };
        Claim::new(name, word, at).quiet()
    });
    let names = Scope::new(&[]).assign(claims.collect(), &mut Sink::default());
    distinct(names.iter())
}

/// The words for identifiers, which differ where they do: `a-1_2` and `a-1-2` are two words.
fn distinct<'a>(idents: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let words = idents.map(|ident| {
        let mut longer = std::iter::successors(Some(own(ident)), |word| Some(format!("{word}-x")));
        let found = longer.find(|word| taken.insert(word.clone()));
        found.unwrap_or_default()
    });
    words.collect()
}

/// The word for an identifier.
fn own(ident: &str) -> String {
    let plain = ident.trim_start_matches("r#").trim_matches('_');
    plain.replace('_', "-")
}
