//! Without the feature `rustls`: only plain HTTP.

use http::Uri;
use reqwest::ClientBuilder;

use crate::transport::error::TransportError;
use crate::transport::options::TransportOptions;
use crate::transport::scheme::check_scheme;

/// No TLS.
pub(in crate::transport) struct Tls;

impl Tls {
    pub(in crate::transport) fn new(_: &TransportOptions) -> Result<Self, TransportError> {
        Ok(Self)
    }

    pub(in crate::transport) fn begin(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
    }

    pub(in crate::transport) fn finish(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
    }

    /// Without TLS, no error of a builder comes from it.
    pub(in crate::transport) fn falls_back(&mut self) -> bool {
        false
    }

    /// Whether a request can be sent.
    ///
    /// # Errors
    ///
    /// It needs TLS.
    pub(in crate::transport) fn check(&self, uri: &Uri) -> Result<(), TransportError> {
        check_scheme(uri.scheme_str().unwrap_or_default())
    }
}
