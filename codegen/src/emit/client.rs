//! `client.rs`: the client, its accessors, and what it knows of the API.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, File, doc, ident},
    ir::{Scheme, SchemeKind, Variable},
};

impl Emitter<'_> {
    pub(super) fn client(&self) -> File {
        let private = ["ApiDescription", "Core", "Described"].map(ident);
        let has_schemes = self.own_schemes().next().is_some();
        let mut items = vec![self.client_uses(&private)];
        let (title, client) = (self.title(), ident(&self.target.client));
        let docs = doc::attributes(&[
            format!("A client of {title}."),
            String::new(),
            "It is cheap to clone: all clones share one connection pool.".to_owned(),
        ]);
        items.push(vec![quote! {
            #docs
            #[derive(Debug, Clone)]
            pub struct #client {
                pub(crate) core: Core,
            }
        }]);
        let blank = doc::blank();
        let builder = doc::attributes(&[
            format!("Builds a [`{}`].", self.target.client),
            String::new(),
            "```no_run".to_owned(),
            "# fn main() -> Result<(), Box<dyn std::error::Error>> {".to_owned(),
            format!(
                "let client = {}::{}::builder(){}.build()?;",
                self.krate_path(),
                self.target.client,
                self.credential_example()
            ),
            "# Ok(())".to_owned(),
            "# }".to_owned(),
            "```".to_owned(),
        ]);
        items.push(vec![
            quote!(#builder pub type ClientBuilder = specwright_runtime::ClientBuilder<#client>;),
        ]);
        items.push(vec![self.accessors()]);
        items.push(vec![quote! {
            impl Described for #client {
                const API: &'static ApiDescription = &API;

                #blank
                fn from_core(core: Core) -> Self {
                    Self { core }
                }
            }
        }]);
        items.extend(self.abilities().into_iter().map(|item| vec![item]));
        items.push(vec![self.description()]);
        if has_schemes {
            items.push(vec![self.schemes()]);
        }
        File {
            path: "client.rs".to_owned(),
            items,
            ..File::default()
        }
    }

    fn client_uses(&self, private: &[Ident]) -> Vec<TokenStream> {
        let groups: Vec<TokenStream> = self
            .own_groups()
            .map(|(id, _, group)| {
                let gate = self.group_gate(id);
                let (operations, module, name) = (
                    self.paths.own("operations"),
                    ident(&group.module),
                    ident(&group.ident),
                );
                quote!(#gate use #operations::#module::#name;)
            })
            .collect();
        let has_variables = self
            .about()
            .is_some_and(|module| !module.variables.is_empty());
        let variable = has_variables.then(|| ident("Variable"));
        let has_limits = !self.api.rate_limits.is_empty();
        let limits = has_limits.then(|| ident("RateLimitHeaders"));
        let private = private.iter().chain(&limits).chain(&variable);
        let mut uses = vec![quote!(use specwright_runtime::__private::v1::{#(#private),*};)];
        // Two groups may have types of the same name; then they are written with their modules.
        if self.group_types_differ() {
            uses.splice(0..0, groups);
        }
        uses
    }

    fn group_types_differ(&self) -> bool {
        let mut idents: Vec<&str> = self
            .own_groups()
            .map(|(_, _, group)| group.ident.as_str())
            .collect();
        idents.extend([
            self.target.client.as_str(),
            "ClientBuilder",
            "Core",
            "ApiDescription",
            "Described",
            "RateLimitHeaders",
            "Variable",
        ]);
        let count = idents.len();
        idents.sort_unstable();
        idents.dedup();
        idents.len() == count
    }

    /// `builder`, and a method for each group.
    fn accessors(&self) -> TokenStream {
        let operations = self.paths.own("operations");
        let (differ, client) = (self.group_types_differ(), ident(&self.target.client));
        let accessors = self.own_groups().map(|(id, group, names)| {
            let gate = self.group_gate(id);
            let (accessor, name, module) = (
                ident(&names.accessor),
                ident(&names.ident),
                ident(&names.module),
            );
            let docs = doc::attributes(&[format!("Operations tagged {}.", doc::code(&group.tag))]);
            let blank = doc::blank();
            let ty = if differ {
                quote!(#name)
            } else {
                quote!(#operations::#module::#name)
            };
            quote! {
                #blank
                #docs
                #gate
                pub fn #accessor(&self) -> #ty {
                    #ty::new(self.core.clone())
                }
            }
        });
        let blank = doc::blank();
        let (with_token, limits) = (self.with_token(), self.said_limits());
        quote! {
            impl #client {
                /// Begins to build a client.
                pub fn builder() -> ClientBuilder {
                    ClientBuilder::new()
                }

                #blank
                /// A client whose calls do as `options` say, and share all else with this one.
                #[must_use]
                pub fn with(&self, options: specwright_runtime::call::CallOptions) -> Self {
                    Self {
                        core: self.core.with(options),
                    }
                }
                #with_token

                #blank
                /// Begins a request that the document does not describe, to a path on the client's server.
                pub fn request(
                    &self,
                    method: specwright_runtime::Method,
                    path: &str,
                ) -> specwright_runtime::call::RawRequest {
                    self.core.request(method, path)
                }
                #limits
                #(#accessors)*
            }
        }
    }

    /// `with_token`, for an API that takes one.
    fn with_token(&self) -> Option<TokenStream> {
        let blank = doc::blank();
        let takes_one = self.has_scheme(|kind| *kind == SchemeKind::Bearer);
        takes_one.then(|| {
            quote! {
                #blank
                /// A client that sends `token`, and shares all else with this one.
                #[must_use]
                pub fn with_token(
                    &self,
                    token: impl Into<specwright_runtime::call::SecretString>,
                ) -> Self {
                    let options = specwright_runtime::call::CallOptions::new();
                    self.with(options.bearer_token(token))
                }
            }
        })
    }

    /// `rate_limits`, for a service that says some.
    fn said_limits(&self) -> Option<TokenStream> {
        let blank = doc::blank();
        let is_said = !self.api.rate_limits.is_empty();
        is_said.then(|| {
            quote! {
                #blank
                /// What the last answers said of the service's rate limits.
                pub fn rate_limits(&self) -> Vec<specwright_runtime::call::RateLimit> {
                    self.core.rate_limits()
                }
            }
        })
    }

    fn has_scheme(&self, is: fn(&SchemeKind) -> bool) -> bool {
        self.own_schemes().any(|(scheme, _)| is(&scheme.kind))
    }

    /// The kinds of credentials that the builder takes.
    fn abilities(&self) -> Vec<TokenStream> {
        let is_key = |kind: &SchemeKind| {
            matches!(
                kind,
                SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_)
            )
        };
        let client = ident(&self.target.client);
        let mut abilities = Vec::new();
        if self.has_scheme(|kind| *kind == SchemeKind::Bearer) {
            abilities.push(quote!(impl specwright_runtime::HasBearer for #client {}));
        }
        if self.has_scheme(|kind| *kind == SchemeKind::Basic) {
            abilities.push(quote!(impl specwright_runtime::HasBasic for #client {}));
        }
        if self.has_scheme(is_key) {
            abilities.push(quote!(impl specwright_runtime::HasApiKey for #client {}));
        }
        abilities
    }

    fn description(&self) -> TokenStream {
        let about = self.about();
        let base_url = match about.and_then(|module| module.base_url.as_ref()) {
            Some(url) => quote!(Some(#url)),
            None => quote!(None),
        };
        let schemes = self.own_schemes().map(|(_, name)| ident(name));
        let own = self.api.operations.values();
        let own = own.filter(|operation| operation.home == self.module);
        let servers: BTreeSet<&String> = own
            .filter_map(|operation| operation.server.as_ref())
            .collect();
        let servers = servers.into_iter();
        let variables = about.into_iter().flat_map(|module| &module.variables);
        let variables = variables.map(|variable| {
            let Variable {
                name,
                default,
                values,
            } = variable;
            quote!(Variable { name: #name, default: #default, values: &[#(#values),*] })
        });
        let rate_limits = self.rate_limits();
        quote! {
            static API: ApiDescription = ApiDescription {
                user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
                base_url: #base_url,
                servers: &[#(#servers),*],
                schemes: &[#(&schemes::#schemes),*],
                variables: &[#(#variables),*],
                rate_limits: #rate_limits,
            };
        }
    }

    fn schemes(&self) -> TokenStream {
        let blank = doc::blank();
        let mut uses = vec!["Scheme", "SchemeKind"];
        let is_key = |scheme: &Scheme| {
            !matches!(
                scheme.kind,
                SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::External
            )
        };
        if self.own_schemes().any(|(scheme, _)| is_key(scheme)) {
            uses.insert(0, "Place");
        }
        let uses = uses.into_iter().map(ident);
        let schemes = self.own_schemes().map(|(scheme, name)| {
            let (wire, name) = (&scheme.wire, ident(name));
            let kind = match &scheme.kind {
                SchemeKind::Bearer => quote!(SchemeKind::Bearer),
                SchemeKind::Basic => quote!(SchemeKind::Basic),
                SchemeKind::HeaderKey(key) => quote!(SchemeKind::ApiKey(Place::Header, #key)),
                SchemeKind::QueryKey(key) => quote!(SchemeKind::ApiKey(Place::Query, #key)),
                SchemeKind::CookieKey(key) => quote!(SchemeKind::ApiKey(Place::Cookie, #key)),
                SchemeKind::External => quote!(SchemeKind::External),
            };
            let lines = scheme.description.as_ref().map(|text| doc::clean(text));
            let docs = doc::attributes(&lines.unwrap_or_default());
            quote! {
                #blank
                #docs
                pub(crate) static #name: Scheme = Scheme { name: #wire, kind: #kind };
            }
        });
        quote! {
            /// The security schemes of the document.
            pub(crate) mod schemes {
                use specwright_runtime::__private::v1::{#(#uses),*};
                #(#schemes)*
            }
        }
    }

    /// The crate, and the modules that the client stands in.
    pub(super) fn krate_path(&self) -> String {
        let modules = self.target.modules.iter().map(String::as_str);
        std::iter::once(self.target.krate.as_str())
            .chain(modules)
            .collect::<Vec<_>>()
            .join("::")
    }

    /// The call that gives the builder the credential that most operations ask for.
    fn credential_example(&self) -> &'static str {
        match self.own_schemes().next().map(|(scheme, _)| &scheme.kind) {
            Some(SchemeKind::Bearer) => ".bearer_token(\"…\")",
            Some(SchemeKind::Basic) => ".basic_auth(\"user\", \"password\")",
            Some(SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_)) => {
                ".api_key(\"…\")"
            }
            Some(SchemeKind::External) | None => "",
        }
    }
}
