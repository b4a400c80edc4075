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
    /// Whether the proxies of the environment are used. Default: yes.
    ///
    /// For `https` that is the first variable that is set and not empty of `HTTPS_PROXY`, `https_proxy`, `ALL_PROXY` and
    /// `all_proxy`; for `http` of `HTTP_PROXY`, `http_proxy`, `ALL_PROXY` and `all_proxy`, without the first two in a CGI
    /// program (where `REQUEST_METHOD` is set), whose caller can set them. A variable that is not the URL of a
    /// [`Proxy`] fails the requests that would use it. Hosts in `NO_PROXY` or `no_proxy` are reached directly, see
    /// [`Proxy::except`], and so is this machine (`localhost` and loopback addresses). Without any such variable, macOS
    /// and Windows have proxies in the system's settings.
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

/// A function on [`reqwest::ClientBuilder`]. It is called for each HTTP client that is made: one for each Tokio runtime
/// that sends, and others for sources of credentials. A `Configure` equals only its clones.
///
/// The function is called after the other options are set. What signed requests depend on is set after it and cannot be
/// changed: no redirect is followed, `reqwest` retries nothing, unused connections are closed after 8 s, and `https_only`
/// is off, because the client's endpoint decides about plain `http`.
///
/// * The protocol is HTTP/1.1 unless the function sets `http2_prior_knowledge`. Every signed header, `host` included, is
///   then in the request, and `default_headers` replace none of them. Other default headers are sent unsigned; do not use
///   names that the service reads (`x-acs-…`, `authorization`, `content-type`).
/// * A proxy that the function adds comes after those of the options and of the environment. To use it alone, call
///   `no_proxy` before.
/// * `timeout` and `read_timeout` end an attempt; the client's own limits hold as well.
/// * Decompression can be turned off. Do not set the header `accept-encoding`: `reqwest` sends what it decodes.
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
