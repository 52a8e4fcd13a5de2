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
    /// Where one is no Rust, or gives other members than it says that it has.
    pub(crate) fn read(files: &[PathBuf]) -> Outcome<Self> {
        let mut found = Self::default();
        for file in files {
            found.add(&parse(file)?)?;
        }
        Ok(found)
    }

    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Outcome<Self> {
        let mut found = Self::default();
        found.add(&syn::parse_file(text)?)?;
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

    fn add(&mut self, file: &File) -> Outcome<()> {
        for item in &file.items {
            if let syn::Item::Impl(item) = item {
                self.implementation(item)?;
            }
        }
        Ok(())
    }

    fn implementation(&mut self, item: &ItemImpl) -> Outcome<()> {
        let Type::Path(path) = &*item.self_ty else {
            return Ok(());
        };
        let Some(ident) = path.path.segments.last().map(|last| last.ident.to_string()) else {
            return Ok(());
        };
        let Some((of, _)) = &item.trait_ else {
            return Ok(());
        };
        match of.to_token_stream().to_string().as_str() {
            "Union" => {
                self.types.insert(ident, Names::Union);
            }
            "Wire" => {
                let mut said = Said::default();
                said.visit_item_impl(item);
                let (fields, wire) = (said.fields.len(), said.wire.len());
                if fields < wire || fields > wire + 1 {
                    return Err(format!("`{ident}` has {wire} members and {fields} fields").into());
                }
                // A union says that it is one behind.
                self.types.insert(ident, said.names());
            }
            _ => {}
        }
        Ok(())
    }
}

/// What a type says of itself.
#[derive(Default)]
struct Said {
    /// What an enum of texts lists: `Shape::String(&["wire", …])`.
    values: Option<Vec<String>>,
    /// What the members of an object are called, in order: `Optional("wire")`.
    wire: Vec<String>,
    /// The fields of those, and one more for all other members: `0 => self.ident.optional_piece()`, and
    /// `0 => foreign_piece(&self.ident)` where it is no method of the place.
    fields: Vec<String>,
}

impl Said {
    fn names(self) -> Names {
        match self.values {
            Some(values) => Names::Values(values),
            None => {
                let wire = self.wire.into_iter().map(Some);
                let wire = wire.chain(std::iter::repeat(None));
                Names::Fields(self.fields.into_iter().zip(wire).collect())
            }
        }
    }
}

impl<'ast> Visit<'ast> for Said {
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let function = call.func.to_token_stream().to_string();
        let first = call.args.first();
        match function.as_str() {
            "Shape :: String" => {
                if let Some(Expr::Reference(list)) = first
                    && let Expr::Array(list) = &*list.expr
                {
                    self.values = Some(list.elems.iter().filter_map(text).collect());
                }
            }
            "Optional" | "Required" | "OptionalConstant" | "RequiredConstant" => {
                self.wire.extend(first.and_then(text));
            }
            function if function.ends_with("piece") => {
                self.fields.extend(first.and_then(of_self));
            }
            _ => {}
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method.to_string().ends_with("piece") {
            self.fields.extend(field(&call.receiver));
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The field of `&self.field`.
fn of_self(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Reference(reference) => field(&reference.expr),
        _ => None,
    }
}

/// The field of `self.field`.
fn field(expression: &Expr) -> Option<String> {
    let Expr::Field(field) = expression else {
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
