//! Structs that are objects on the wire.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{
        Emitter, doc, ident,
        paths::Imports,
        wire::{Codec, PRIVATE},
    },
    ir::{Field, Literal as Value, Presence, Struct, Ty},
    name::{FieldNames, TypeNames},
};

impl Emitter<'_> {
    pub(super) fn object(
        &self,
        found: &Struct,
        names: &TypeNames,
        imports: &Imports,
    ) -> Vec<TokenStream> {
        imports.add(PRIVATE, "Writer");
        let name = ident(&names.ident);
        let fields = || found.fields.iter().zip(&names.fields);
        let additional = found.additional.as_ref().map(|_| ident(&names.additional));
        let empties = fields().map(|(field, names)| {
            let name = ident(&names.ident);
            let is_foreign = Self::is_foreign(&field.ty) && field.presence == Presence::Required;
            if is_foreign {
                quote!(#name: Default::default())
            } else {
                quote!(#name: Empty::empty())
            }
        });
        let rest = additional.iter().map(|name| quote!(#name: Empty::empty()));
        let empties: Vec<TokenStream> = empties.chain(rest).collect();
        let writes = fields().map(|(field, names)| {
            let (wire, name) = (&field.wire, ident(&names.ident));
            let method = match field.presence {
                Presence::Required => quote!(required),
                Presence::Optional => quote!(optional),
            };
            quote!(writer.#method(#wire, &self.#name)?;)
        });
        let rest = additional
            .iter()
            .map(|name| quote!(writer.additional(&self.#name)?;));
        let deserialize = imports.add(PRIVATE, "deserialize");
        let writes_any = !found.fields.is_empty() || found.additional.is_some();
        let mutable = writes_any.then(|| quote!(mut));
        let codec = Codec {
            empty: match found.has_default {
                true => quote!(Self::default()),
                false => quote!(Self { #(#empties),* }),
            },
            shape: match found.additional {
                Some(_) => quote!(Shape::Open(Self::FIELDS)),
                None => quote!(Shape::Object(Self::FIELDS)),
            },
            read: quote!(#deserialize(deserializer)),
            write: quote! {
                let #mutable writer = Writer::<S>::begin(serializer)?;
                #(#writes)*
                #(#rest)*
                writer.end()
            },
        };
        let mut items = codec.items(&name, imports);
        items.insert(1, self.fields_impl(found, names, imports));
        items
    }

    /// `Object`: which fields there are, and how one of them is read.
    fn fields_impl(&self, found: &Struct, names: &TypeNames, imports: &Imports) -> TokenStream {
        for name in ["Field", "MapAccess", "Object"] {
            imports.add(PRIVATE, name);
        }
        let name = ident(&names.ident);
        let text = names.ident.as_str();
        let fields = found.fields.iter().map(|field| description(field, imports));
        let pairs = found.fields.iter().zip(&names.fields).enumerate();
        let arms = pairs.map(|(index, (field, names))| arm(index, field, names, imports));
        let keeps = found.additional.as_ref().map(|_| {
            quote!(
                const KEEPS_OTHERS: bool = true;
            )
        });
        let other = found
            .additional
            .as_ref()
            .map(|ty| read_other(ty, names, imports));
        let blank = doc::blank();
        let read_field = if found.fields.is_empty() {
            quote! {
                fn read_field<'de, A: MapAccess<'de>>(&mut self, _: usize, _: &mut A) -> Result<(), A::Error> {
                    Ok(())
                }
            }
        } else {
            quote! {
                fn read_field<'de, A: MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error> {
                    match index {
                        #(#arms)*
                        _ => Ok(()),
                    }
                }
            }
        };
        quote! {
            impl Object for models::#name {
                const NAME: &'static str = #text;
                const FIELDS: &'static [Field] = &[#(#fields),*];
                #keeps

                #blank
                #read_field
                #other
            }
        }
    }
}

/// A field as the driver knows it.
fn description(field: &Field, imports: &Imports) -> TokenStream {
    let wire = &field.wire;
    let function = match field.presence {
        Presence::Required => imports.add(PRIVATE, "required"),
        Presence::Optional => imports.add(PRIVATE, "optional"),
    };
    let constant = match &field.constant {
        Some(Value::String(value)) => Some(value.clone()),
        Some(Value::Int(value)) => Some(value.to_string()),
        Some(Value::Bool(value)) => Some(value.to_string()),
        None => None,
    };
    let constant = constant.map(|value| quote!(.constant(#value)));
    quote!(#function(#wire)#constant)
}

/// How the field at `index` is read.
fn arm(index: usize, field: &Field, names: &FieldNames, imports: &Imports) -> TokenStream {
    let is_nullable = matches!(field.ty, Ty::Nullable(_) | Ty::Json);
    let is_nullable = is_nullable && field.presence == Presence::Optional;
    let function = match (Emitter::is_foreign(&field.ty), is_nullable) {
        (false, true) => "nullable",
        (false, false) => "field",
        (true, true) => "foreign_nullable",
        (true, false) => "foreign",
    };
    let function = imports.add(PRIVATE, function);
    let (index, name) = (Literal::usize_unsuffixed(index), ident(&names.ident));
    quote!(#index => #function(&mut self.#name, map),)
}

/// How a member is read that the document does not name.
fn read_other(ty: &Ty, names: &TypeNames, imports: &Imports) -> TokenStream {
    let function = match Emitter::is_foreign(ty) {
        false => imports.add(PRIVATE, "additional"),
        true => imports.add(PRIVATE, "foreign_additional"),
    };
    let (member, blank) = (ident(&names.additional), doc::blank());
    quote! {
        #blank
        fn read_other<'de, A: MapAccess<'de>>(&mut self, key: String, map: &mut A) -> Result<(), A::Error> {
            #function(&mut self.#member, key, map)
        }
    }
}
