//! Which types' impls stand in one file of `wire/`.

use std::collections::BTreeMap;

use crate::name::is_file_name;

/// How many modules a client has at most of which each has a file, and how many may stand in one where a longer
/// beginning of their names tells them apart.
pub(super) const MOST: usize = 60;

/// The files, each with the modules of `models` that it is for: those whose names begin with the same word, or words.
///
/// A file imports all that `wire/` needs, which rustc looks up and keeps for each. With `are_gated` each module has a
/// condition, and so a file.
pub(super) fn files<'m>(
    modules: impl Iterator<Item = &'m str>,
    are_gated: bool,
) -> BTreeMap<&'m str, Vec<&'m str>> {
    let modules: Vec<&str> = modules.collect();
    let mut files = BTreeMap::new();
    match modules.len() > MOST && !are_gated {
        true => gather(modules, 1, &mut files),
        false => apart(&modules, &mut files),
    }
    files
}

/// Puts modules into files whose names are their first `words` words.
fn gather<'m>(modules: Vec<&'m str>, words: usize, files: &mut BTreeMap<&'m str, Vec<&'m str>>) {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for module in modules {
        groups
            .entry(beginning(module, words))
            .or_default()
            .push(module);
    }
    for (name, group) in groups {
        match is_file_name(name) {
            _ if group.len() > MOST => gather(group, words + 1, files),
            true => _ = files.insert(name, group),
            false => apart(&group, files),
        }
    }
}

/// Puts modules into files of their own.
fn apart<'m>(modules: &[&'m str], files: &mut BTreeMap<&'m str, Vec<&'m str>>) {
    files.extend(modules.iter().map(|module| (*module, vec![*module])));
}

/// The first words of a name.
fn beginning(module: &str, words: usize) -> &str {
    let end = module.match_indices('_').nth(words - 1);
    let end = end.map_or(module.len(), |(at, _)| at);
    module.get(..end).unwrap_or(module)
}

#[cfg(test)]
mod tests {
    use super::{MOST, files};

    /// The files of modules and of so many more that they are gathered, without those.
    fn named(modules: &[&str]) -> Vec<String> {
        let more: Vec<String> = (0..MOST).map(|number| format!("x_{number}")).collect();
        let all = modules
            .iter()
            .copied()
            .chain(more.iter().map(String::as_str));
        let files = files(all, false);
        let count: usize = files.values().map(Vec::len).sum();
        assert_eq!(count, modules.len() + MOST, "none is lost");
        let files = files.into_iter().filter(|(name, _)| *name != "x");
        files
            .map(|(name, modules)| format!("{name}: {}", modules.join(" ")))
            .collect()
    }

    #[test]
    fn those_that_begin_alike_stand_together() {
        let modules = [
            "bad_request",
            "pet",
            "pet_tag",
            "pets",
            "update_pet",
            "update_tag",
        ];
        let expected = [
            "bad: bad_request",
            "pet: pet pet_tag",
            "pets: pets",
            "update: update_pet update_tag",
        ];
        assert_eq!(named(&modules), expected);
    }

    #[test]
    fn a_few_have_files_of_their_own() {
        let files = files(["pet", "pet_tag"].into_iter(), false);
        assert_eq!(files.into_keys().collect::<Vec<_>>(), ["pet", "pet_tag"]);
    }

    #[test]
    fn a_beginning_that_cannot_be_a_file_is_none() {
        for word in ["type", "self", "con", "mod", ""] {
            let (one, other) = (format!("{word}_a"), format!("{word}_b"));
            let expected = [format!("{one}: {one}"), format!("{other}: {other}")];
            assert_eq!(named(&[&one, &other]), expected);
        }
        assert_eq!(
            named(&["type_", "type_of"]),
            ["type_: type_", "type_of: type_of"]
        );
    }

    #[test]
    fn many_are_told_apart_by_more_words() {
        for word in ["hook", "type"] {
            let modules = (0..2 * MOST).map(|number| format!("{word}_{}_{number}", number % 2));
            let mut modules: Vec<String> = modules.collect();
            modules.push(format!("{word}_0__more"));
            modules.push(format!("{word}_"));
            let modules: Vec<&str> = modules.iter().map(String::as_str).collect();
            let files = named(&modules);
            let more = format!("{word}_0_: {word}_0__more");
            assert!(files.contains(&more), "{files:?}");
            assert!(
                files
                    .iter()
                    .any(|file| file.starts_with(&format!("{word}_1: ")))
            );
        }
    }
}
