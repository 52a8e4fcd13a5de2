//! What calls types, so that code is made of what is generic in them.

use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf};

use quote::ToTokens;
use syn::{
    GenericArgument, ItemEnum, ItemStruct, Pat, PatIdent, PatType, PathArguments, TraitBound, Type,
    visit::{self, Visit},
};

use super::{Outcome, parse, wire::Wire};

/// What the functions import.
const IMPORTS: &str = "\
use super::models;
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Result, Serializer, de::SliceRead};
";

/// The types that operations send and receive.
#[derive(Debug, Default)]
struct Roots {
    sent: BTreeSet<String>,
    received: BTreeSet<String>,
}

impl Roots {
    fn note(set: &mut BTreeSet<String>, ty: &Type) {
        let text = ty.to_token_stream().to_string();
        // Streams and octets are decoded by nobody's derive.
        if text.contains("models ::") && !text.contains("Stream") && !text.contains("JsonLines") {
            set.insert(text);
        }
    }
}

impl<'ast> Visit<'ast> for Roots {
    /// The body that a method takes, or something that turns into it.
    fn visit_pat_type(&mut self, argument: &'ast PatType) {
        let is_body = |name: &PatIdent| name.ident == "body";
        if matches!(&*argument.pat, Pat::Ident(name) if is_body(name)) {
            let mut within = Within::default();
            within.visit_type(&argument.ty);
            Self::note(&mut self.sent, within.0.unwrap_or(&argument.ty));
        }
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        for field in item
            .fields
            .iter()
            .filter(|field| field.ident.as_ref().is_some_and(|name| name == "body"))
        {
            Self::note(&mut self.sent, &field.ty);
        }
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        let fields = item.variants.iter().flat_map(|variant| &variant.fields);
        fields.for_each(|field| Self::note(&mut self.received, &field.ty));
    }

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        if (segment.ident == "ResponseFuture" || segment.ident == "Call")
            && let PathArguments::AngleBracketed(arguments) = &segment.arguments
            && let Some(GenericArgument::Type(ty)) = arguments.args.first()
        {
            Self::note(&mut self.received, ty);
        }
        visit::visit_path_segment(self, segment);
    }
}

/// What an `impl Into` is of.
#[derive(Default)]
struct Within<'ast>(Option<&'ast Type>);

impl<'ast> Visit<'ast> for Within<'ast> {
    fn visit_trait_bound(&mut self, bound: &'ast TraitBound) {
        if let Some(last) = bound.path.segments.last()
            && let PathArguments::AngleBracketed(arguments) = &last.arguments
            && let Some(GenericArgument::Type(ty)) = arguments.args.first()
        {
            self.0 = Some(ty);
        }
    }
}

/// A function for each type that the operations send or receive, given what reads or writes it, as that is no part
/// of the types.
pub(super) fn calls(operations: &[PathBuf], wire: &Wire) -> Outcome<String> {
    let mut roots = Roots::default();
    for file in operations {
        roots.visit_file(&parse(file)?);
    }
    let mut text = IMPORTS.to_owned();
    // Forms with files are no JSON, nor are streams.
    for set in [&mut roots.received, &mut roots.sent] {
        set.retain(|ty| wire.is_json(ty));
    }
    for (number, ty) in roots.received.iter().enumerate() {
        let _ = writeln!(
            text,
            "pub fn decode_{number}(from: &mut Deserializer<SliceRead<'_>>) -> Result<{ty}> {{ Deserialize::deserialize(from) }}"
        );
    }
    for (number, ty) in roots.sent.iter().enumerate() {
        let _ = writeln!(
            text,
            "pub fn encode_{number}(value: &{ty}, to: &mut Serializer<Vec<u8>>) -> Result<()> {{ value.serialize(to) }}"
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_operations_send_and_receive_is_called() {
        let file = std::env::temp_dir().join(format!("bench-operations-{}.rs", std::process::id()));
        let text = "pub struct Call { core: Core, body: models::Pet, limit: Option<i64> }
            impl Call { pub fn send(self) -> ResponseFuture<Vec<models::Pet>, GetError> { x } }
            impl Pets { pub fn put(&self, id: models::Id, body: impl Into<models::Toy>) -> PutCall { x }
                pub fn fill(&self, body: models::Food) -> FillCall { x } }
            pub type FillCall = Call<models::Bowl, E>;
            pub enum GetError { NotFound(models::Fault), Other(models::Upload) }";
        fs::write(&file, text).unwrap();
        let wire = "impl Wire for models::Pet {} impl Wire for models::Fault {} impl Wire for models::Toy {}
            impl Wire for models::Food {} impl Wire for models::Bowl {} impl Wire for models::Id {}";
        let wire = Wire::of_text(wire).unwrap();
        let text = calls(std::slice::from_ref(&file), &wire).unwrap();
        fs::remove_file(&file).unwrap();
        for sent in ["Food", "Pet", "Toy"] {
            let argument = format!("(value: &models :: {sent}, ");
            assert!(text.contains(&argument), "{sent}: {text}");
        }
        assert!(text.contains("Result<models :: Bowl>"), "{text}");
        assert!(!text.contains("Id"), "{text}");
        assert!(text.contains("Result<Vec < models :: Pet >>"), "{text}");
        assert!(text.contains("Result<models :: Fault>"), "{text}");
        assert!(!text.contains("Upload"), "{text}");
        syn::parse_file(&text).unwrap();
    }
}
