//! Which types' impls stand in one file of `wire/`.

use std::collections::BTreeMap;

use crate::name::is_file_name;

/// How many modules may stand in one file where a longer beginning of their names tells them apart.
const MOST: usize = 60;

/// The files, each with the modules of `models` that it is for: those whose names begin with the same word, or words.
///
/// A file imports all that `wire/` needs, which rustc looks up for each: with a file for each of 1,300 modules that
/// was 25 MB of 1.5 GB.
pub(super) fn files<'m>(modules: impl Iterator<Item = &'m str>) -> BTreeMap<&'m str, Vec<&'m str>> {
    let mut files = BTreeMap::new();
    gather(modules.collect(), 1, &mut files);
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
        match group.as_slice() {
            [module] => _ = files.insert(module, group),
            modules if modules.len() > MOST => gather(group, words + 1, files),
            _ if is_file_name(name) => _ = files.insert(name, group),
            modules => files.extend(modules.iter().map(|module| (*module, vec![*module]))),
        }
    }
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

    fn named(modules: &[&str]) -> Vec<String> {
        let files = files(modules.iter().copied()).into_iter();
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
            "bad_request: bad_request",
            "pet: pet pet_tag",
            "pets: pets",
            "update: update_pet update_tag",
        ];
        assert_eq!(named(&modules), expected);
    }

    #[test]
    fn a_beginning_that_cannot_be_a_file_is_none() {
        for word in ["type", "self", "con", "mod", "models"] {
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
    fn many_are_told_apart_by_one_word_more() {
        let hooks = (0..MOST).map(|number| format!("hook_{}_{number}", number % 2));
        let mut modules: Vec<String> = hooks.collect();
        let all =
            |modules: &[String]| named(&modules.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(all(&modules).len(), 1);
        modules.push("hook".to_owned());
        let names = all(&modules);
        let names: Vec<&str> = names
            .iter()
            .filter_map(|file| file.split(':').next())
            .collect();
        assert_eq!(names, ["hook", "hook_0", "hook_1"]);
    }
}
