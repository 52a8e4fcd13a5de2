//! The modules of a generated crate, and which path a user has to each item.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use syn::{Attribute, Item, UseTree, Visibility, visit_mut::VisitMut};

/// What the crate is called by those who use it.
pub(crate) const SUBJECT: &str = "subject";

/// One module with what its names stand for.
pub(crate) struct Module {
    path: Vec<String>,
    is_public: bool,
    names: BTreeMap<String, Vec<String>>,
    pub(crate) items: Vec<Item>,
    /// What it gives away under a name of its own.
    pub(crate) exports: Vec<(String, Vec<String>)>,
}

/// All modules of a crate that are there without any feature.
pub(crate) struct Crate {
    pub(crate) modules: Vec<Module>,
    /// From where an item is defined to where it can be named.
    aliases: BTreeMap<Vec<String>, Vec<String>>,
}

impl Crate {
    /// Reads the crate whose root is `src/lib.rs`.
    pub(crate) fn read(src: &Path) -> Self {
        let mut modules = Vec::new();
        let root = vec!["crate".to_owned()];
        read(&src.join("lib.rs"), src, root, true, &mut modules);
        let mut aliases = BTreeMap::new();
        for module in modules.iter().filter(|module| module.is_public) {
            for (name, target) in &module.exports {
                let alias = joined(&module.path, name);
                aliases.entry(target.clone()).or_insert(alias);
            }
        }
        Self { modules, aliases }
    }

    /// The path by which a user names what is defined as `name` in `module`, if one can.
    pub(crate) fn public(&self, module: &Module, name: &str) -> Option<String> {
        let public = self.reachable(&joined(&module.path, name))?;
        Some(public.join(" :: ").replacen("crate", SUBJECT, 1))
    }

    /// The path by which a user names the type that is defined at `target`, if one is.
    pub(crate) fn defined(&self, target: &[String]) -> Option<String> {
        let (name, parent) = target.split_last()?;
        let module = self.modules.iter().find(|module| module.path == parent)?;
        let is_type = |item: &Item| match item {
            Item::Struct(item) => item.ident == name,
            Item::Enum(item) => item.ident == name,
            _ => false,
        };
        let is_defined = module.items.iter().any(is_type);
        self.public(module, name).filter(|_| is_defined)
    }

    fn reachable(&self, path: &[String]) -> Option<Vec<String>> {
        let (_, parent) = path.split_last()?;
        let is_public = |module: &Module| module.is_public && module.path == parent;
        if self.modules.iter().any(is_public) {
            return Some(path.to_vec());
        }
        self.aliases.get(path).cloned()
    }

    /// Writes each path in `node` as a user of the crate does; `itself` is what `Self` stands for.
    pub(crate) fn rewrite<'a>(&'a self, module: &'a Module, itself: &'a str) -> Rewrite<'a> {
        Rewrite {
            krate: self,
            module,
            itself,
        }
    }
}

impl Module {
    /// The path that `segments` stand for here, from `crate` or another crate on.
    pub(crate) fn absolute(&self, segments: &[String]) -> Vec<String> {
        let Some((first, rest)) = segments.split_first() else {
            return Vec::new();
        };
        let mut path = match first.as_str() {
            "self" => self.path.clone(),
            "super" => self.path[..self.path.len() - 1].to_vec(),
            name => match self.names.get(name) {
                Some(path) => path.clone(),
                None => vec![name.to_owned()],
            },
        };
        path.extend(rest.iter().cloned());
        path
    }
}

/// See [`Crate::rewrite`].
pub(crate) struct Rewrite<'a> {
    krate: &'a Crate,
    module: &'a Module,
    itself: &'a str,
}

impl VisitMut for Rewrite<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        syn::visit_mut::visit_path_mut(self, path);
        if path.leading_colon.is_some() {
            return;
        }
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        let mut absolute = self.module.absolute(&segments);
        let written = if segments[0] == "Self" {
            segments.join("::").replacen("Self", self.itself, 1)
        } else {
            if absolute[0] == "crate" {
                absolute = self.krate.reachable(&absolute).unwrap_or(absolute);
                absolute[0] = SUBJECT.to_owned();
            }
            absolute.join("::")
        };
        let mut new: syn::Path = syn::parse_str(&written).unwrap();
        let arguments = path.segments.last().unwrap().arguments.clone();
        new.segments.last_mut().unwrap().arguments = arguments;
        *path = new;
    }
}

/// Whether something is there without a feature, and meant to be seen.
pub(crate) fn is_shown(attributes: &[Attribute]) -> bool {
    !attributes.iter().any(|attribute| {
        let is_hidden = |list: &syn::MetaList| list.tokens.to_string() == "hidden";
        attribute.path().is_ident("cfg")
            || attribute.path().is_ident("doc")
                && attribute.meta.require_list().is_ok_and(is_hidden)
    })
}

pub(crate) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn joined(path: &[String], name: &str) -> Vec<String> {
    let mut path = path.to_vec();
    path.push(name.to_owned());
    path
}

/// Reads a file and the files of the modules in it, which stand in `folder`.
fn read(file: &Path, folder: &Path, path: Vec<String>, is_public: bool, modules: &mut Vec<Module>) {
    let text = fs::read_to_string(file).unwrap();
    let items = syn::parse_file(&text).unwrap().items;
    add(items, folder, path, is_public, modules);
}

fn add(
    items: Vec<Item>,
    folder: &Path,
    path: Vec<String>,
    is_public_here: bool,
    modules: &mut Vec<Module>,
) {
    let mut module = Module {
        path: path.clone(),
        is_public: is_public_here,
        names: BTreeMap::new(),
        items: Vec::new(),
        exports: Vec::new(),
    };
    let mut uses = Vec::new();
    for item in items {
        match item {
            Item::Mod(inner) if is_shown(&inner.attrs) => {
                let name = inner.ident.to_string();
                let path = joined(&path, &name);
                module.names.insert(name.clone(), path.clone());
                let public = is_public_here && is_public(&inner.vis);
                let below = folder.join(&name);
                match inner.content {
                    Some((_, items)) => add(items, &below, path, public, modules),
                    None => read(&file_of(folder, &name), &below, path, public, modules),
                }
            }
            Item::Use(item) if is_shown(&item.attrs) => uses.push(item),
            Item::Mod(_) | Item::Use(_) => {}
            other => {
                if let Some(name) = name_of(&other) {
                    module.names.insert(name.clone(), joined(&path, &name));
                }
                module.items.push(other);
            }
        }
    }
    for item in uses {
        let mut flat = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut flat);
        for (name, target) in flat {
            let target = module.absolute(&target);
            if is_public(&item.vis) {
                module.exports.push((name.clone(), target.clone()));
            }
            module.names.insert(name, target);
        }
    }
    modules.push(module);
}

fn file_of(folder: &Path, name: &str) -> PathBuf {
    let name = name.trim_start_matches("r#");
    let flat = folder.join(format!("{name}.rs"));
    if flat.is_file() {
        flat
    } else {
        folder.join(name).join("mod.rs")
    }
}

fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Struct(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Const(item) => item.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        _ => return None,
    })
}

/// The names that a `use` brings, but those of a glob, which generated code has of the runtime only.
fn flatten(tree: &UseTree, prefix: &mut Vec<String>, flat: &mut Vec<(String, Vec<String>)>) {
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten(&path.tree, prefix, flat);
            prefix.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, flat);
            }
        }
        UseTree::Name(name) if name.ident == "self" => {
            let last = prefix.last().cloned().unwrap_or_default();
            flat.push((last, prefix.clone()));
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            flat.push((name.clone(), joined(prefix, &name)));
        }
        UseTree::Rename(name) => {
            let target = joined(prefix, &name.ident.to_string());
            flat.push((name.rename.to_string(), target));
        }
        UseTree::Glob(_) => {}
    }
}
