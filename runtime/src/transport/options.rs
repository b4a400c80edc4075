//! Options of the default transport.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::ClientBuilder;

#[cfg(feature = "rustls")]
use super::certificates;
use super::proxy::Proxy;

/// Options of an [`HttpTransport`](super::HttpTransport).
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
    /// Certificates of authorities that are trusted besides the system's, one after another in PEM. Default: empty. Needs
    /// the cargo feature `rustls`.
    #[cfg(feature = "rustls")]
    pub root_certificates: Vec<u8>,
    pub(crate) configure: Option<Configure>,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            environment_proxies: true,
            proxy: None,
            #[cfg(feature = "rustls")]
            root_certificates: Vec::new(),
            configure: None,
        }
    }
}

impl TransportOptions {
    /// The same with a function on [`reqwest::ClientBuilder`]. It is called for each HTTP client that is made: one for each
    /// Tokio runtime that sends, and others for sources of credentials. Options equal only those with a clone of the same
    /// function. A further call replaces the function. Default: none. Needs the cargo feature `reqwest`.
    ///
    /// The function is called after the other options are set. What signed requests depend on is set after it and cannot be
    /// changed: no redirect is followed, `reqwest` retries nothing, unused connections are closed after 8 s, and
    /// `https_only` is off, because the client's endpoint decides about plain `http`.
    ///
    /// * The protocol is HTTP/1.1 unless the function sets `http2_prior_knowledge`. Every signed header, `host` included,
    ///   is then in the request, and `default_headers` replace none of them. Other default headers are sent unsigned; do
    ///   not use names that the service reads (`x-acs-…`, `authorization`, `content-type`).
    /// * A proxy that the function adds comes after those of the options and of the environment. To use it alone, call
    ///   `no_proxy` before.
    /// * `timeout` and `read_timeout` end an attempt; the client's own limits hold as well.
    /// * Decompression can be turned off. Do not set the header `accept-encoding`: `reqwest` sends what it decodes.
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn configure_http(mut self, function: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static) -> Self {
        self.configure = Some(Configure::new(function));
        self
    }

    /// The same for a server that no proxy reaches, such as the metadata service of the machine: neither the
    /// environment's proxies nor a given one, nor one that a function on the HTTP client sets.
    #[must_use]
    pub fn without_proxies(&self) -> Self {
        let direct = |builder: ClientBuilder| builder.no_proxy();
        let configure = self.configure.clone().map(|given| Configure::new(move |builder| direct(given.apply(builder))));
        Self { environment_proxies: false, proxy: None, configure, ..self.clone() }
    }

    #[cfg(feature = "rustls")]
    fn count_certificates(&self) -> usize {
        certificates::read(&self.root_certificates).map_or(0, |certificates| certificates.len())
    }

    #[cfg(not(feature = "rustls"))]
    fn count_certificates(&self) -> usize {
        0
    }
}

/// Certificates are counted.
impl fmt::Debug for TransportOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportOptions")
            .field("connect_timeout", &self.connect_timeout)
            .field("environment_proxies", &self.environment_proxies)
            .field("proxy", &self.proxy)
            .field("root_certificates", &self.count_certificates())
            .field("configured", &self.configure.is_some())
            .finish()
    }
}

/// A function on the builder of each HTTP client. Equals only its clones.
#[derive(Clone)]
pub(crate) struct Configure(Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>);

impl Configure {
    pub(crate) fn new(function: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static) -> Self {
        Self(Arc::new(function))
    }

    pub(super) fn apply(&self, builder: ClientBuilder) -> ClientBuilder {
        (self.0)(builder)
    }
}

impl PartialEq for Configure {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Configure {}
