//! The root of a client of several documents: a module for each.

use quote::quote;

use crate::{
    emit::{Emitter, File, Target, doc, ident},
    ir::{Api, ModuleId},
    name::Names,
};

pub(super) fn root(api: &Api, names: &Names, target: &Target) -> File {
    let mut mods: Vec<(&String, _)> = api
        .modules
        .iter()
        .zip(&names.modules)
        .map(|(module, name)| {
            let docs = if module.is_document {
                doc::line(&module.title)
            } else {
                "Types that several of the documents refer to".to_owned()
            };
            let docs = doc::attributes(&[format!("{}.", docs.trim_end_matches('.'))]);
            let ident = ident(name);
            // The files are formatted already.
            (name, quote! { #docs #[rustfmt::skip] pub mod #ident; })
        })
        .collect();
    let cli = "cli".to_owned();
    if names.commands.is_some() {
        let item = quote! { #[cfg(feature = "cli")] #[doc(hidden)] #[rustfmt::skip] pub mod cli; };
        mods.push((&cli, item));
    }
    mods.sort_by_key(|(name, _)| *name);
    let emitter = Emitter::new(api, names, target.clone(), ModuleId(0));
    let mut items = vec![mods.into_iter().map(|(_, item)| item).collect()];
    items.extend(emitter.exports());
    let documents = api.modules.iter().filter(|module| module.is_document);
    File {
        path: emitter.root_path().to_owned(),
        docs: vec![
            format!("Clients of {} APIs, a module each.", documents.count()),
            String::new(),
            format!(
                "Each module has a `{}` of its own; types that several share stand in one place.",
                target.client
            ),
        ],
        items,
        ..File::default()
    }
}
