//! What a client knows of the service beside its document.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{Emitter, ident},
    ir::{RateLimit, Unit},
};

impl Emitter<'_> {
    /// The headers that carry rate limits.
    pub(super) fn rate_limits(&self) -> TokenStream {
        let limits = self.api.rate_limits.iter().map(rate_limit);
        quote!(&[#(#limits),*])
    }
}

fn rate_limit(limit: &RateLimit) -> TokenStream {
    let RateLimit {
        name,
        requests,
        seconds,
        limit,
        remaining,
        window_in,
        reset,
    } = limit;
    let requests = option(requests.map(|number| {
        let number = Literal::u32_unsuffixed(number);
        quote!(#number)
    }));
    let window = option(seconds.map(|seconds| {
        let milliseconds = Literal::u64_unsuffixed(u64::from(seconds) * 1000);
        quote!(#milliseconds)
    }));
    let header = |name: &Option<String>| option(name.as_ref().map(|name| quote!(#name)));
    let timed = |header: &Option<(String, Unit)>| {
        option(header.as_ref().map(|(name, found)| {
            let unit = unit(*found);
            quote!((#name, #unit))
        }))
    };
    let (limit, remaining) = (header(limit), header(remaining));
    let (window_in, reset) = (timed(window_in), timed(reset));
    quote! {
        RateLimitHeaders {
            name: #name,
            requests: #requests,
            window: #window,
            limit: #limit,
            remaining: #remaining,
            window_in: #window_in,
            reset: #reset,
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

fn unit(unit: Unit) -> TokenStream {
    let name = ident(match unit {
        Unit::Milliseconds => "Milliseconds",
        Unit::Seconds => "Seconds",
        Unit::UnixSeconds => "UnixSeconds",
    });
    quote!(specwright_runtime::__private::v1::Unit::#name)
}
