//! What a transport can be told.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Certificate;

use super::{Proxy, TransportError, TransportErrorKind};

/// What a [`ReqwestTransport`](super::ReqwestTransport) can be told.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransportOptions {
    /// How long establishing a connection may take, TLS included. Default: 5 s, as in the official SDKs.
    pub connect_timeout: Duration,
    /// Whether `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` (or their lower-case names) are honoured.
    /// Default: yes. A client whose endpoint is this machine turns it off: no proxy could reach it.
    pub environment_proxies: bool,
    /// A proxy that is used instead of the environment's. Default: none.
    pub proxy: Option<Proxy>,
    /// Certificates of authorities that are trusted besides the system's, one after another in PEM. Default: empty.
    pub root_certificates: Vec<u8>,
    /// What is applied to the builder of each HTTP client. Default: none.
    pub configure: Option<Configure>,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            environment_proxies: true,
            proxy: None,
            root_certificates: Vec::new(),
            configure: None,
        }
    }
}

impl TransportOptions {
    /// The same for a server that no proxy reaches, such as the metadata service of the machine: neither the
    /// environment's proxies nor a given one, nor one that [`configure`](Self::configure) sets.
    #[must_use]
    pub fn without_proxies(&self) -> Self {
        let direct = |builder: reqwest::ClientBuilder| builder.no_proxy();
        let configure = self.configure.clone().map(|given| Configure::new(move |builder| direct(given.apply(builder))));
        Self { environment_proxies: false, proxy: None, configure, ..self.clone() }
    }

    pub(super) fn certificates(&self) -> Result<Vec<Certificate>, TransportError> {
        let pem = self.root_certificates.as_slice();
        match Certificate::from_pem_bundle(pem) {
            Ok(certificates) if certificates.is_empty() && !pem.trim_ascii().is_empty() => Err(unreadable()),
            Ok(certificates) => Ok(certificates),
            Err(_) => Err(unreadable()),
        }
    }
}

fn unreadable() -> TransportError {
    let error = TransportError::new(TransportErrorKind::Other, "the root certificates are no certificates in PEM");
    error.with_hint("PEM is text with a part from `-----BEGIN CERTIFICATE-----` to its end for each certificate.")
}

/// Certificates are counted.
impl fmt::Debug for TransportOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportOptions")
            .field("connect_timeout", &self.connect_timeout)
            .field("environment_proxies", &self.environment_proxies)
            .field("proxy", &self.proxy)
            .field("root_certificates", &self.certificates().map_or(0, |certificates| certificates.len()))
            .field("configured", &self.configure.is_some())
            .finish()
    }
}

/// A function on [`reqwest::ClientBuilder`], applied anew for each HTTP client that is made: one for each Tokio runtime
/// that sends. Equal to its clones alone.
///
/// It runs after the other options are set and before what a transport of signed requests depends on. That is set last
/// and holds whatever the function sets: redirects are not followed, nothing is sent twice, unused connections are
/// closed after 8 s, and plain `http` is allowed where the client's endpoint allows it.
///
/// * HTTP/1.1 is spoken, unless the function sets `http2_prior_knowledge`. So every signed header is in the request as it
///   was signed, and `default_headers` replace none of them; they are sent besides, without being signed. Names that the
///   service reads (`x-acs-…`, `authorization`, `content-type`) do not belong there.
/// * Proxies that it adds come after those of the options and of the environment; `no_proxy` removes these first.
/// * `timeout` and `read_timeout` end an attempt as a transport error; the limits of the client hold as well.
/// * Compression can be turned off. What it is that decodes is up to `reqwest`, so no header `accept-encoding` should be
///   set by hand.
#[derive(Clone)]
pub struct Configure(Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>);

impl Configure {
    /// This function.
    pub fn new(function: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static) -> Self {
        Self(Arc::new(function))
    }

    pub(super) fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        (self.0)(builder)
    }
}

impl PartialEq for Configure {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Configure {}

impl fmt::Debug for Configure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Configure").finish_non_exhaustive()
    }
}
