//! What a transport can be told.

use std::fmt;
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
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            environment_proxies: true,
            proxy: None,
            root_certificates: Vec::new(),
        }
    }
}

impl TransportOptions {
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
            .finish()
    }
}
