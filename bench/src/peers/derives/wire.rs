//! What types are called on the wire, by the serde implementations that specwright wrote.

use std::{collections::BTreeMap, path::PathBuf};

use quote::ToTokens;
use syn::{
    Expr, ExprCall, ExprLit, ExprMethodCall, File, Ident, ItemImpl, Lit, Member, Type,
    visit::{self, Visit},
};

use super::{Outcome, parse};

/// The wire names of one type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Names {
    /// Of a struct: each field with its name, or none if it holds the members without one.
    Fields(BTreeMap<String, Option<String>>),
    /// Of an enum of texts: those of its variants, in their order.
    Values(Vec<String>),
    /// A choice of types, which has none.
    Union,
}

/// The types that have serde implementations.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    types: BTreeMap<String, Names>,
}

impl Wire {
    /// Reads the files of a client's `wire/`.
    ///
    /// # Errors
    ///
    /// Where one is no Rust.
    pub(crate) fn read(files: &[PathBuf]) -> Outcome<Self> {
        let mut found = Self::default();
        for file in files {
            found.add(&parse(file)?);
        }
        Ok(found)
    }

    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Outcome<Self> {
        let mut found = Self::default();
        found.add(&syn::parse_file(text)?);
        Ok(found)
    }

    /// The names of a type; none if it is never JSON.
    pub(crate) fn of(&self, ident: &Ident) -> Option<&Names> {
        self.types.get(&ident.to_string())
    }

    /// Whether all types of the client that `ty` names, as tokens in text, are JSON.
    pub(crate) fn is_json(&self, ty: &str) -> bool {
        let mut named = ty.split("models :: ").skip(1).peekable();
        let ends = |letter: char| !(letter.is_alphanumeric() || letter == '_');
        let known = |rest: &str| {
            self.types
                .contains_key(rest.split(ends).next().unwrap_or_default())
        };
        named.peek().is_some() && named.all(known)
    }

    fn add(&mut self, file: &File) {
        for item in &file.items {
            if let syn::Item::Impl(item) = item {
                self.implementation(item);
            }
        }
    }

    fn implementation(&mut self, item: &ItemImpl) {
        let Type::Path(path) = &*item.self_ty else {
            return;
        };
        let Some(ident) = path.path.segments.last().map(|last| last.ident.to_string()) else {
            return;
        };
        let Some((of, _)) = &item.trait_ else {
            return;
        };
        match of.to_token_stream().to_string().as_str() {
            "Serialize" => {
                let mut fields = Fields::default();
                fields.visit_item_impl(item);
                // A union or an enum has said what it is, or will.
                self.types
                    .entry(ident)
                    .or_insert(Names::Fields(fields.names));
            }
            "Union" => {
                self.types.insert(ident, Names::Union);
            }
            "Read" => {
                let mut shape = Texts::default();
                shape.visit_item_impl(item);
                if let Some(values) = shape.values {
                    self.types.insert(ident, Names::Values(values));
                }
            }
            _ => {}
        }
    }
}

/// Collects the calls of a writer: `writer.optional("wire", &self.ident)`.
#[derive(Default)]
struct Fields {
    names: BTreeMap<String, Option<String>>,
}

impl<'ast> Visit<'ast> for Fields {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let mut arguments = call.args.iter();
        let is_writer = call.receiver.to_token_stream().to_string() == "writer";
        if let (true, Some(last)) = (is_writer, call.args.last())
            && let Some(field) = of_self(last)
        {
            self.names.insert(field, arguments.next().and_then(text));
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The field of `&self.field`.
fn of_self(expression: &Expr) -> Option<String> {
    let Expr::Reference(reference) = expression else {
        return None;
    };
    let Expr::Field(field) = &*reference.expr else {
        return None;
    };
    match &field.member {
        Member::Named(ident) => Some(ident.to_string()),
        Member::Unnamed(_) => None,
    }
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// Finds what an enum of texts lists: `Shape::String(&["wire", …])`.
#[derive(Default)]
struct Texts {
    values: Option<Vec<String>>,
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let is_text = call.func.to_token_stream().to_string() == "Shape :: String";
        if let (true, Some(Expr::Reference(list))) = (is_text, call.args.first())
            && let Expr::Array(list) = &*list.expr
        {
            self.values = Some(list.elems.iter().filter_map(text).collect());
        }
        visit::visit_expr_call(self, call);
    }
}
