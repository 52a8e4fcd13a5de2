//! What types are called on the wire, by the serde implementations that specwright wrote.

use std::{collections::BTreeMap, path::PathBuf};

use quote::ToTokens;
use syn::{
    Expr, ExprLit, ExprMethodCall, File, Ident, ItemImpl, Lit, Member, Pat, Stmt, Type,
    visit::{self, Visit},
};

use super::{Outcome, parse};

/// The wire names of one type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Names {
    /// Of a struct: each field with its name, or none if it holds the members without one.
    Fields(BTreeMap<String, Option<String>>),
    /// Of an enum of texts: each variant with its text.
    Values(BTreeMap<String, String>),
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
            "From < & str >" => {
                let mut values = Values::default();
                values.visit_item_impl(item);
                self.types.insert(ident, Names::Values(values.names));
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

/// An expression, out of the braces that a long one stands in.
fn inner(expression: &Expr) -> Option<&Expr> {
    match expression {
        Expr::Block(block) => match &block.block.stmts[..] {
            [Stmt::Expr(inner, None)] => Some(inner),
            _ => None,
        },
        plain => Some(plain),
    }
}

/// Collects the arms of a match: `"wire" => Self::Variant`.
#[derive(Default)]
struct Values {
    names: BTreeMap<String, String>,
}

impl<'ast> Visit<'ast> for Values {
    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Pat::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) = &arm.pat
            && let Some(Expr::Path(path)) = inner(&arm.body)
            && let Some(last) = path.path.segments.last()
        {
            self.names.insert(last.ident.to_string(), text.value());
        }
    }
}
