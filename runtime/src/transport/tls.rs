//! TLS by rustls, by the operating system's library, or none.

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(super) use self::native::{Tls, is_about_certificate};
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(super) use self::none::{Tls, is_about_certificate};
#[cfg(feature = "rustls")]
pub(super) use self::rustls::{Tls, is_about_certificate};

#[cfg(feature = "rustls")]
mod rustls {
    use std::{error::Error, sync::Arc};

    use hyper_rustls::HttpsConnector;
    use rustls::{ClientConfig, crypto::ring};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    use crate::transport::BoxError;

    /// How TLS is spoken.
    #[derive(Clone)]
    pub(in crate::transport) struct Tls {
        any: Arc<ClientConfig>,
        http1: Arc<ClientConfig>,
    }

    impl Tls {
        /// Sets TLS up with ring, which builds in a third of the time that aws-lc-rs takes and asks for
        /// nothing but a C compiler.
        ///
        /// The provider is given to this client alone and not installed for the whole process.
        pub(in crate::transport) fn new() -> Result<Self, BoxError> {
            let http1 = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_platform_verifier()?
                .with_no_client_auth();
            let mut any = http1.clone();
            any.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
            Ok(Self {
                any: Arc::new(any),
                http1: Arc::new(http1),
            })
        }

        /// Speaks HTTP/2 or HTTP/1.1 over what `connector` opens, as the other side likes.
        pub(in crate::transport) fn over<C>(&self, connector: C) -> HttpsConnector<C> {
            HttpsConnector::from((connector, Arc::clone(&self.any)))
        }

        /// Speaks HTTP/1.1 only.
        pub(in crate::transport) fn http1_over<C>(&self, connector: C) -> HttpsConnector<C> {
            HttpsConnector::from((connector, Arc::clone(&self.http1)))
        }
    }

    /// Whether `error` says that the other side's certificate was not accepted.
    pub(in crate::transport) fn is_about_certificate(error: &(dyn Error + 'static)) -> bool {
        let error = error.downcast_ref();
        matches!(error, Some(rustls::Error::InvalidCertificate(_)))
    }
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod native {
    use std::error::Error;

    use hyper_tls::HttpsConnector;
    use native_tls::TlsConnector;

    use crate::transport::BoxError;

    /// How TLS is spoken: with HTTP/1.1, as the libraries of some systems cannot choose.
    #[derive(Clone)]
    pub(in crate::transport) struct Tls(TlsConnector);

    impl Tls {
        pub(in crate::transport) fn new() -> Result<Self, BoxError> {
            Ok(Self(TlsConnector::new()?))
        }

        pub(in crate::transport) fn over<C>(&self, connector: C) -> HttpsConnector<C> {
            HttpsConnector::from((connector, self.0.clone().into()))
        }

        pub(in crate::transport) fn http1_over<C>(&self, connector: C) -> HttpsConnector<C> {
            self.over(connector)
        }
    }

    /// Whether `error` says that the other side's certificate was not accepted: by its words, as each system
    /// has errors of its own.
    pub(in crate::transport) fn is_about_certificate(error: &(dyn Error + 'static)) -> bool {
        let error = error.downcast_ref::<native_tls::Error>();
        error.is_some_and(|error| error.to_string().contains("certificate"))
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
mod none {
    use std::error::Error;

    use crate::transport::BoxError;

    /// No TLS.
    #[derive(Clone)]
    pub(in crate::transport) struct Tls;

    impl Tls {
        #[expect(clippy::unnecessary_wraps, reason = "the others fail")]
        pub(in crate::transport) fn new() -> Result<Self, BoxError> {
            Ok(Self)
        }

        pub(in crate::transport) fn over<C>(&self, connector: C) -> C {
            connector
        }

        pub(in crate::transport) fn http1_over<C>(&self, connector: C) -> C {
            connector
        }
    }

    /// There are none.
    pub(in crate::transport) fn is_about_certificate(_: &(dyn Error + 'static)) -> bool {
        false
    }
}
