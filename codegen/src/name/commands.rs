//! The words of a command line: sub-commands and flags.
//!
//! A word is a name of the client with dashes. A tag or an operation that is called as
//! a sub-command of the program's own gets `-operations` after it, and a parameter that is called as a flag
//! of the program's own `param-` before it. A member of a body gets `body-` before it where a flag of the
//! program or of a parameter is called so; the latter is reported, as a parameter that is added later takes
//! the plain flag from a member.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{At, Code, Place},
    ir::{ModuleId, Operation, OperationId},
    name::{
        Assigning, Item, Slot,
        lock::{Book, Given, parameter, scope, tag, within},
        reserved,
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
        let (indices, accessors): (Vec<usize>, Vec<(String, String)>) = own_groups
            .map(|(index, (group, names))| {
                let spot = tag(self.spots.module(home), &group.tag);
                (index, (spot, names.accessor.clone()))
            })
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
            let names = found.iter().map(|(id, _)| {
                let names = this.names.operations.get(id);
                let method = names.map(|names| names.method.clone());
                let spot = this.operation_spot(*id).to_owned();
                (spot, method.unwrap_or_default())
            });
            names.collect::<Vec<_>>()
        };
        // Tags stand beside operations without a tag.
        let untagged = found(None);
        let place = self.home_of(home).to_owned();
        let mut wanted = accessors.clone();
        wanted.extend(methods(self, &untagged));
        let scope = Scope::new(&[]).kept(Slot::Command, &place, None);
        let mut names = assign(&wanted, scope, anchor, &mut self.book).into_iter();
        groups.extend(indices.iter().copied().zip(names.by_ref()));
        for ((id, operation), command) in untagged.into_iter().zip(names) {
            let names = self.flags(id, operation, command);
            operations.insert(id, names);
        }
        for (index, (_, accessor)) in indices.into_iter().zip(accessors) {
            let tagged = found(Some(index));
            let scope = Scope::new(&[]).kept(Slot::Command, &place, Some(&accessor));
            let wanted = methods(self, &tagged);
            let names = assign(&wanted, scope, anchor, &mut self.book);
            for ((id, operation), command) in tagged.into_iter().zip(names) {
                let names = self.flags(id, operation, command);
                operations.insert(id, names);
            }
        }
    }

    fn flags(&mut self, id: OperationId, operation: &Operation, command: String) -> CommandNames {
        let spot = self.operation_spot(id).to_owned();
        let names = self.names.operations.get(&id);
        let params = names.into_iter().flat_map(|names| &names.params);
        let params = params.zip(&operation.params).map(|(names, param)| Word {
            item: Item::new(parameter(&spot, param), Slot::Flag),
            word: own(&names.ident),
            longer: "param-",
        });
        let mut words: Vec<Word> = params.collect();
        let count = words.len();
        let body = operation.body.as_ref();
        let found = body.and_then(|body| self.api.body_struct(body));
        if let Some((id, found)) = found
            && let Some(names) = self.names.types.get(&id)
        {
            let pairs = found.fields.iter().zip(&names.fields);
            for (field, names) in pairs.filter(|(field, _)| field.is_sent()) {
                let (wire, word) = (&field.wire, own(&names.ident));
                let item = Item::new(within(&spot, "body", wire), Slot::Flag);
                let params = words.iter().take(count);
                let is_taken = params.clone().any(|param| param.word == word);
                if is_taken && self.book.name(&item).is_none() {
                    let message = format!(
                        "`{wire}` is the flag `--body-{word}`, as a parameter is `--{word}`"
                    );
                    let at = At::Key(field.at);
                    self.book.sink.report(Code::NameClash, at, message);
                }
                let longer = "body-";
                words.push(Word { item, word, longer });
            }
        }
        let mut params = flags(&words, &spot, &mut self.book);
        let members = params.split_off(count);
        CommandNames {
            command,
            params,
            members,
        }
    }
}

/// A flag that wants a word.
struct Word {
    item: Item,
    word: String,
    /// What is put before it where the word is taken.
    longer: &'static str,
}

/// The flags of an operation: those that the lock has, and then in order.
fn flags(words: &[Word], spot: &str, book: &mut Book<'_>) -> Vec<String> {
    let key = scope(Slot::Flag, spot, None);
    let mut taken: BTreeSet<String> = reserved::FLAGS.iter().map(|&word| word.into()).collect();
    let kept: Vec<Option<String>> = words
        .iter()
        .map(|found| {
            let before = book.name(&found.item).map(str::to_owned);
            before.filter(|word| taken.insert(word.clone()))
        })
        .collect();
    let mut flags = Vec::new();
    for (found, kept) in words.iter().zip(kept) {
        let Word { item, word, longer } = found;
        let start = format!("{longer}{word}");
        let longer = std::iter::successors(Some(start), |word| Some(format!("{word}-x")));
        let mut wanted = std::iter::once(word.clone()).chain(longer);
        let is_free = |word: &String| book.holder(&key, word, Some(item)).is_none();
        let free = || wanted.find(|word| is_free(word) && taken.insert(word.clone()));
        let name = kept.or_else(free).unwrap_or_default();
        book.give(item, || Given {
            name: name.clone(),
            through: None,
            chosen: false,
        });
        flags.push(name);
    }
    flags
}

/// Sub-commands that stand beside each other, for names that differ, given with their places.
fn assign(
    wanted: &[(String, String)],
    mut scope: Scope,
    at: Place,
    book: &mut Book<'_>,
) -> Vec<String> {
    let claims = wanted.iter().map(|(spot, name)| {
        let word = own(name);
        let word = match reserved::COMMANDS.contains(&word.as_str()) {
            true => format!("{word}-operations"),
            false => word,
        };
        let claim = Claim::new(name, word, at).quiet();
        claim.locked(spot, Slot::Command)
    });
    let names = scope.assign(claims.collect(), book);
    let words = distinct(names.iter());
    for ((spot, _), word) in wanted.iter().zip(&words) {
        book.give(&Item::new(spot, Slot::Command), || Given {
            name: word.clone(),
            through: None,
            chosen: false,
        });
    }
    words
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
