//! The operations of a client of specwright's, as its documentation shows how they are called.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use quote::ToTokens as _;
use syn::{Attribute, Expr, ExprLit, ImplItem, Item, Lit, Meta, ReturnType};

use crate::derives;

/// An operation that gets JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operation {
    /// What its method is called.
    pub name: String,
    /// An expression of it, from `client` to the answer.
    pub call: String,
}

/// The two operations of the client in `folder` that are called `named`, or the first two that get JSON of a
/// type of the document's.
///
/// # Errors
///
/// Where there are not two, or files are not what specwright writes.
pub(crate) fn two(folder: &Path, named: &[String]) -> Result<[Operation; 2], Box<dyn Error>> {
    let mut found = Vec::new();
    let mut folders = derives::named("operations", &folder.join("src"))?;
    folders.sort();
    for folder in folders {
        let mut files = derives::files(&folder)?;
        files.sort();
        for file in files {
            found.extend(of_text(&fs::read_to_string(file)?)?);
        }
    }
    if !named.is_empty() {
        found.retain(|operation| named.contains(&operation.name));
    }
    let [first, second, ..] = &found[..] else {
        return Err(format!(
            "there are {} operations that get JSON, not two",
            found.len()
        )
        .into());
    };
    Ok([first.clone(), second.clone()])
}

fn of_text(text: &str) -> syn::Result<Vec<Operation>> {
    let file = syn::parse_file(text)?;
    let mut methods = Vec::new();
    let mut answers = BTreeMap::new();
    for item in &file.items {
        if let Item::Type(alias) = item {
            let answer = alias.ty.to_token_stream().to_string();
            answers.insert(alias.ident.to_string(), answer);
        }
        let Item::Impl(block) = item else { continue };
        let this = block.self_ty.to_token_stream().to_string();
        for item in &block.items {
            let ImplItem::Fn(method) = item else { continue };
            let name = method.sig.ident.to_string();
            let ReturnType::Type(_, returned) = &method.sig.output else {
                continue;
            };
            let returned = returned.to_token_stream().to_string();
            if name == "send" {
                answers.insert(this.clone(), returned);
            } else if let Some(call) = example(&docs(&method.attrs)) {
                methods.push((returned, Operation { name, call }));
            }
        }
    }
    let is_json = |(call, _): &(String, Operation)| {
        let begins = ["ResponseFuture < models ::", "Call < models ::"];
        answers
            .get(call)
            .is_some_and(|answer| begins.iter().any(|begin| answer.starts_with(begin)))
    };
    methods.retain(is_json);
    Ok(methods
        .into_iter()
        .map(|(_, operation)| operation)
        .collect())
}

fn docs(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect()
}

/// The call in the documentation of an operation of the method `GET`.
fn example(docs: &[String]) -> Option<String> {
    docs.iter().find(|line| line.starts_with("`GET /"))?;
    let text = docs.join("\n");
    let (_, call) = text.split_once("let answer = ")?;
    let (call, _) = call.split_once(';')?;
    Some(call.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r##"
        impl Pets {
            /// Lists pets.
            ///
            /// `GET /pets`
            ///
            /// ```no_run
            /// # async fn example(client: pets::Client) -> Result<(), Box<dyn std::error::Error>> {
            /// let answer = client
            ///     .pets()
            ///     .list_pets("…")
            ///     .send()
            ///     .await?;
            /// println!("{:?}", answer.body());
            /// ```
            pub fn list_pets(&self) -> ListPetsCall { x }
            /// `GET /pets/size`
            ///
            /// let answer = client.pets().size().send().await?;
            pub fn size(&self) -> SizeCall { x }
            /// `GET /pets/first`
            ///
            /// let answer = client.pets().first().send().await?;
            pub fn first(&self) -> FirstCall { x }
            /// `PUT /pets`
            ///
            /// let answer = client.pets().put().send().await?;
            pub fn put(&self) -> PutCall { x }
        }
        impl ListPetsCall { pub fn send(self) -> ResponseFuture<models::Pets, E> { x } }
        pub type SizeCall = Call<String, E>;
        pub type FirstCall = Call<models::Pet, E>;
        pub type PutCall = Call<models::Pet, E>;
    "##;

    #[test]
    fn what_gets_json_is_found_with_its_example() {
        let found = of_text(TEXT).unwrap();
        let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["list_pets", "first"]);
        assert_eq!(
            found[0].call,
            "client\n.pets()\n.list_pets(\"…\")\n.send()\n.await?"
        );
    }
}
