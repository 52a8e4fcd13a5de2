//! `oauth2.rs`: where tokens come from, for a document that says so.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{Emitter, File, doc, ident},
    ir::{Flow, FlowKind, Scheme},
};

impl Emitter<'_> {
    /// The schemes that have flows.
    fn flowing(&self) -> impl Iterator<Item = (&Scheme, &String)> {
        let own = self.own_schemes();
        own.filter(|(scheme, _)| !scheme.flows.is_empty())
    }

    /// The module's declaration, if there is one.
    pub(super) fn oauth2_module(&self) -> Option<TokenStream> {
        let docs = doc::attributes(&[format!("Where tokens for {} come from.", self.title())]);
        let has_flows = self.flowing().next().is_some();
        has_flows.then(|| quote! { #docs #[rustfmt::skip] pub mod oauth2; })
    }

    pub(super) fn oauth2(&self) -> Option<File> {
        self.flowing().next()?;
        let mut items = vec![vec![quote!(
            use specwright_runtime::call::{OAuth2Flow, OAuth2Flows};
        )]];
        items.extend(
            self.flowing()
                .map(|(scheme, name)| vec![flows(scheme, name)]),
        );
        Some(File {
            path: "oauth2.rs".to_owned(),
            items,
            ..File::default()
        })
    }
}

fn flows(scheme: &Scheme, name: &str) -> TokenStream {
    let mut lines = vec![format!(
        "The flows of the scheme {}.",
        doc::code(&scheme.wire)
    )];
    if let Some(text) = &scheme.description {
        lines.push(String::new());
        lines.extend(doc::clean(text));
    }
    let (docs, name) = (doc::attributes(&lines), ident(name));
    let members = [
        ("client_credentials", FlowKind::ClientCredentials),
        ("authorization_code", FlowKind::AuthorizationCode),
        ("implicit", FlowKind::Implicit),
        ("password", FlowKind::Password),
        ("device_authorization", FlowKind::DeviceAuthorization),
    ];
    let members = members.map(|(member, kind)| {
        let member = ident(member);
        match scheme.flows.iter().find(|flow| flow.kind == kind) {
            Some(found) => {
                let found = flow(found);
                quote!(#member: Some(#found))
            }
            None => quote!(#member: None),
        }
    });
    quote! {
        #docs
        pub static #name: OAuth2Flows = OAuth2Flows { #(#members),* };
    }
}

fn flow(flow: &Flow) -> TokenStream {
    let Flow {
        kind: _,
        authorization_url,
        device_authorization_url,
        token_url,
        refresh_url,
        scopes,
    } = flow;
    let url = |url: &Option<String>| match url {
        Some(url) => quote!(Some(#url)),
        None => quote!(None),
    };
    let (authorization, device) = (url(authorization_url), url(device_authorization_url));
    let (token, refresh) = (url(token_url), url(refresh_url));
    let scopes = scopes.iter().map(|(name, text)| quote!((#name, #text)));
    quote! {
        OAuth2Flow {
            authorization_url: #authorization,
            device_authorization_url: #device,
            token_url: #token,
            refresh_url: #refresh,
            scopes: &[#(#scopes),*],
        }
    }
}
