//! What a crate offers: for each public thing a function that uses it by its exact types.
//!
//! All of them together are a consumer. What compiles against one version of a crate and not
//! against another is a breaking change, whoever says otherwise; a function that only the later
//! version has is something new.

use std::{collections::BTreeSet, path::Path};

use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Fields, FnArg, ImplItem, Item, ReceiverKind, ReturnType, Signature, Type,
    visit_mut::VisitMut,
};

use crate::{
    implied,
    resolve::{Crate, Module, is_public, is_shown},
};

/// Stands for the name of a function until it has one.
const NAME: &str = "__used";

/// The functions that use all of a crate, without names.
pub(crate) fn of(src: &Path) -> BTreeSet<String> {
    let krate = Crate::read(src);
    let mut surface = BTreeSet::new();
    for module in &krate.modules {
        for (name, target) in &module.exports {
            let path = krate.public(module, name);
            if let Some(path) = &path {
                surface.insert(format!("fn {NAME} () {{ use {path} as _one ; }}"));
            }
            // Two names of a type are taken for each other.
            let both = path.zip(krate.defined(target));
            let other = both.filter(|(path, defined)| path != defined);
            surface.extend(
                other.map(|(path, defined)| {
                    format!("fn {NAME} (it : {path}) -> {defined} {{ it }}")
                }),
            );
        }
        for item in &module.items {
            let walk = Walk {
                krate: &krate,
                module,
            };
            walk.item(item, &mut surface);
        }
    }
    surface
}

/// A crate's root that uses all of `surface`.
pub(crate) fn consumer(surface: &BTreeSet<String>) -> String {
    let mut text = String::from(
        "//! Uses all of a client.\n#![allow(warnings)]\n#![recursion_limit = \"512\"]\ntrait Used {}\n",
    );
    for (number, used) in surface.iter().enumerate() {
        text += &used.replacen(NAME, &format!("used_{number}"), 1);
        text.push('\n');
    }
    text
}

struct Walk<'a> {
    krate: &'a Crate,
    module: &'a Module,
}

impl Walk<'_> {
    fn item(&self, item: &Item, surface: &mut BTreeSet<String>) {
        let public = |name: &syn::Ident| self.krate.public(self.module, &name.to_string());
        match item {
            Item::Struct(item) if is_public(&item.vis) && is_shown(&item.attrs) => {
                if let Some(path) = public(&item.ident) {
                    surface.insert(implemented(&path));
                    self.derives(&item.attrs, &path, surface);
                    self.fields(item, &path, surface);
                }
            }
            Item::Enum(item) if is_public(&item.vis) && is_shown(&item.attrs) => {
                if let Some(path) = public(&item.ident) {
                    surface.insert(implemented(&path));
                    self.derives(&item.attrs, &path, surface);
                    self.variants(item, &path, surface);
                }
            }
            Item::Macro(item) if item.mac.path.is_ident("implement") => {
                let items = implied::items(&item.mac.tokens.to_string());
                (items.iter()).for_each(|item| self.implementation(item, surface));
            }
            Item::Type(item) if is_public(&item.vis) => {
                if let Some(path) = public(&item.ident) {
                    let ty = self.written(&*item.ty, "");
                    // A call is to be named by its alias.
                    let is_call = ty.contains(":: Call <");
                    let ty = if is_call { path.clone() } else { ty };
                    surface.insert(format!(
                        "fn {NAME} (it : {path}) {{ let _it : {ty} = it ; }}"
                    ));
                }
            }
            Item::Const(item) if is_public(&item.vis) => {
                self.value(public(&item.ident), &item.ty, "", surface);
            }
            Item::Static(item) if is_public(&item.vis) => {
                self.value(public(&item.ident), &item.ty, "", surface);
            }
            Item::Fn(item) if is_public(&item.vis) && is_shown(&item.attrs) => {
                if let Some(path) = public(&item.sig.ident) {
                    surface.insert(self.call(&item.sig, &path, ""));
                }
            }
            Item::Impl(item) if is_shown(&item.attrs) => self.implementation(item, surface),
            Item::Fn(_) | Item::Static(_) | Item::Const(_) | Item::Type(_) => {}
            Item::Struct(_) | Item::Enum(_) | Item::Impl(_) => {}
            // Nothing else is generated; what is would go unseen.
            other => panic!("the judge does not know: {}", other.to_token_stream()),
        }
    }

    /// Each field, read and written.
    fn fields(&self, item: &syn::ItemStruct, path: &str, surface: &mut BTreeSet<String>) {
        surface.insert(format!("fn {NAME} (_it : {path}) {{ }}"));
        for (index, field) in item.fields.iter().enumerate() {
            if !is_public(&field.vis) || !is_shown(&field.attrs) {
                continue;
            }
            let ty = self.written(&field.ty, path);
            let name = field.ident.as_ref().map(ToString::to_string);
            let name = name.unwrap_or_else(|| index.to_string());
            surface.insert(format!(
                "fn {NAME} (mut it : {path} , new : {ty}) -> {ty} {{ let old : {ty} = it . {name} ; it . {name} = new ; old }}"
            ));
        }
        if let Fields::Unnamed(fields) = &item.fields
            && !item.attrs.iter().any(is_open)
            && fields.unnamed.iter().all(|field| is_public(&field.vis))
        {
            let types = fields.unnamed.iter();
            let types: Vec<_> = types.map(|field| self.written(&field.ty, path)).collect();
            surface.insert(tuple(path, path, &types));
        }
    }

    /// Each variant, matched and made.
    fn variants(&self, item: &syn::ItemEnum, path: &str, surface: &mut BTreeSet<String>) {
        for variant in &item.variants {
            let name = format!("{path} :: {}", variant.ident);
            let types: Vec<_> = (variant.fields.iter())
                .map(|field| self.written(&field.ty, path))
                .collect();
            assert!(!variant.attrs.iter().any(is_open), "{name}");
            match &variant.fields {
                Fields::Unit => {
                    surface.insert(format!(
                        "fn {NAME} (it : {path}) {{ match it {{ {name} => {{ }} _ => {{ }} }} let _it : {path} = {name} ; }}"
                    ));
                }
                Fields::Unnamed(_) => {
                    surface.insert(tuple(path, &name, &types));
                    let bound: Vec<_> = (0..types.len()).map(|at| format!("v{at}")).collect();
                    let checked: String = (bound.iter().zip(&types))
                        .map(|(bound, ty)| format!("let _it : {ty} = {bound} ; "))
                        .collect();
                    let bound = bound.join(" , ");
                    surface.insert(format!(
                        "fn {NAME} (it : {path}) {{ match it {{ {name} ({bound}) => {{ {checked}}} _ => {{ }} }} }}"
                    ));
                }
                Fields::Named(_) => panic!("the judge does not know variants with names: {name}"),
            }
        }
        if !item.attrs.iter().any(is_open) {
            let arms: String = (item.variants.iter())
                .map(|variant| format!("{path} :: {} {{ .. }} => {{ }} ", variant.ident))
                .collect();
            surface.insert(format!(
                "fn {NAME} (it : {path}) {{ match it {{ {arms}}} }}"
            ));
        }
    }

    fn derives(&self, attributes: &[Attribute], path: &str, surface: &mut BTreeSet<String>) {
        for attribute in attributes {
            if !attribute.path().is_ident("derive") {
                continue;
            }
            let _ = attribute.parse_nested_meta(|meta| {
                let name = meta.path.require_ident()?.to_string();
                let name = match name.as_str() {
                    "Debug" => "std :: fmt :: Debug",
                    "Hash" => "std :: hash :: Hash",
                    other => other,
                };
                surface.insert(needs("", name, path));
                Ok(())
            });
        }
    }

    fn implementation(&self, item: &syn::ItemImpl, surface: &mut BTreeSet<String>) {
        let Type::Path(itself) = &*item.self_ty else {
            return;
        };
        let segments: Vec<_> = (itself.path.segments.iter())
            .map(|segment| segment.ident.to_string())
            .collect();
        let absolute = self.module.absolute(&segments);
        let path = self.written(&*item.self_ty, "");
        if absolute[0] != "crate" || !path.starts_with(crate::resolve::SUBJECT) {
            return;
        }
        let generics = item.generics.to_token_stream().to_string();
        assert!(item.generics.type_params().next().is_none(), "{generics}");
        let Some((of, _)) = &item.trait_ else {
            for inner in &item.items {
                match inner {
                    ImplItem::Fn(function)
                        if is_public(&function.vis) && is_shown(&function.attrs) =>
                    {
                        let name = format!("{path} :: {}", function.sig.ident);
                        surface.insert(self.call(&function.sig, &name, &path));
                    }
                    ImplItem::Const(value) if is_public(&value.vis) => {
                        let name = format!("{path} :: {}", value.ident);
                        self.value(Some(name), &value.ty, &path, surface);
                    }
                    _ => {}
                }
            }
            return;
        };
        let Some(of) = self.visible(of, &path) else {
            return;
        };
        let types = item.items.iter().filter_map(|inner| match inner {
            ImplItem::Type(ty) => Some(format!("{} = {}", ty.ident, self.written(&ty.ty, &path))),
            _ => None,
        });
        // One of them may be said by another.
        let bound = bounded(&of, &types.collect::<Vec<_>>());
        let bound = bound.replace(&format!("{path} :: Output"), &output_of(item, self, &path));
        surface.insert(needs(&generics, &bound, &path));
    }

    /// A trait as a user names it, unless it is none of theirs.
    fn visible(&self, of: &syn::Path, itself: &str) -> Option<String> {
        let mut of = of.clone();
        Elided("'static").visit_path_mut(&mut of);
        let written = self.written(&of, itself);
        let last = of.segments.last().unwrap().ident.to_string();
        // serde's own are passed on by the runtime.
        let is_serde = matches!(last.as_str(), "Serialize" | "Deserialize");
        let is_ours = ["Wire", "Union", "Limited", "ToParts"].contains(&last.as_str());
        (is_serde || !is_ours && !written.contains("__private")).then_some(written)
    }

    /// A constant has this type.
    fn value(&self, path: Option<String>, ty: &Type, itself: &str, surface: &mut BTreeSet<String>) {
        let ty = self.written(ty, itself);
        surface
            .extend(path.map(|path| format!("fn {NAME} () {{ let _it : & {ty} = & {path} ; }}")));
    }

    /// A function that calls another and has its signature.
    fn call(&self, signature: &Signature, path: &str, itself: &str) -> String {
        let mut signature = signature.clone();
        signature.constness = None;
        let mut names = Vec::new();
        for (index, input) in signature.inputs.iter_mut().enumerate() {
            let name = format_ident!("a{index}");
            let ty: Type = match input {
                FnArg::Receiver(receiver) => syn::parse_str(match &receiver.kind {
                    ReceiverKind::Value => "Self",
                    ReceiverKind::Reference(_, _, None) => "&'this Self",
                    ReceiverKind::Reference(_, _, Some(_)) => "&'this mut Self",
                    _ => panic!("the judge does not know this receiver: {path}"),
                })
                .unwrap(),
                FnArg::Typed(typed) => (*typed.ty).clone(),
            };
            *input = syn::parse_quote!(#name: #ty);
            names.push(name);
        }
        let text = signature.inputs.to_token_stream().to_string();
        if text.contains("'this") {
            signature
                .generics
                .params
                .insert(0, syn::parse_quote!('this));
            if let ReturnType::Type(_, ty) = &mut signature.output {
                Elided("'this").visit_type_mut(ty);
            }
        }
        let waits = signature.asyncness.map(|_| quote!(.await));
        signature.ident = format_ident!("{NAME}");
        self.krate
            .rewrite(self.module, itself)
            .visit_signature_mut(&mut signature);
        let path: syn::ExprPath = syn::parse_str(path).unwrap();
        quote!(#signature { #path(#(#names),*) #waits }).to_string()
    }

    /// Something with its paths as a user writes them.
    fn written(&self, node: &(impl Rewritable + Clone + ToTokens), itself: &str) -> String {
        let mut node = node.clone();
        node.rewrite(&mut self.krate.rewrite(self.module, itself));
        node.to_token_stream().to_string()
    }
}

/// What `Self::Output` is in an implementation.
fn output_of(item: &syn::ItemImpl, walk: &Walk<'_>, path: &str) -> String {
    let output = item.items.iter().find_map(|inner| match inner {
        ImplItem::Type(ty) if ty.ident == "Output" => Some(walk.written(&ty.ty, path)),
        _ => None,
    });
    output.unwrap_or_default()
}

/// Whether more may be added to a type, which then cannot be written out.
fn is_open(attribute: &Attribute) -> bool {
    attribute.path().is_ident("non_exhaustive")
}

/// Gives references without a lifetime this one.
struct Elided(&'static str);

impl VisitMut for Elided {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        syn::visit_mut::visit_type_reference_mut(self, reference);
        (reference.lifetime).get_or_insert_with(|| syn::parse_str(self.0).unwrap());
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = syn::parse_str(self.0).unwrap();
        }
    }
}

trait Rewritable {
    fn rewrite(&mut self, by: &mut crate::resolve::Rewrite<'_>);
}

impl Rewritable for Type {
    fn rewrite(&mut self, by: &mut crate::resolve::Rewrite<'_>) {
        by.visit_type_mut(self);
    }
}

impl Rewritable for syn::Path {
    fn rewrite(&mut self, by: &mut crate::resolve::Rewrite<'_>) {
        by.visit_path_mut(self);
    }
}

/// Makes a value of a tuple's parts.
fn tuple(path: &str, name: &str, types: &[String]) -> String {
    let typed = types.iter().enumerate();
    let arguments: String = typed.map(|(at, ty)| format!("v{at} : {ty} , ")).collect();
    let names: String = (0..types.len()).map(|at| format!("v{at} , ")).collect();
    format!("fn {NAME} ({arguments}) -> {path} {{ {name} ({names}) }}")
}

/// A type has a trait.
fn needs(generics: &str, bound: &str, path: &str) -> String {
    let inner = match generics.trim_start_matches('<').trim_end_matches('>') {
        "" => String::new(),
        lifetimes => format!("{lifetimes} , "),
    };
    format!(
        "fn {NAME} {generics} () {{ fn needs < {inner}T : {bound} > () {{ }} needs :: < {path} > () ; }}"
    )
}

/// A trait of the user's own for a type, which no two types may be that are one.
fn implemented(path: &str) -> String {
    format!("impl Used for {path} {{ }}")
}

/// A trait with what its types are.
fn bounded(of: &str, types: &[String]) -> String {
    if types.is_empty() {
        return of.to_owned();
    }
    let types = types.join(" , ");
    match of.strip_suffix('>') {
        Some(open) => format!("{open} , {types} >"),
        None => format!("{of} < {types} >"),
    }
}
