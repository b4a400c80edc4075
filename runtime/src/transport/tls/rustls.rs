//! With the feature `rustls`: the system's certificate authorities, and those that are given.

use http::Uri;
use http::uri::Scheme;
use reqwest::{Certificate, ClientBuilder};

use crate::error::{one_line, root_cause};
use crate::transport::certificates;
use crate::transport::error::{TransportError, TransportErrorKind};
use crate::transport::options::TransportOptions;

/// The certificate authorities that are trusted.
pub(in crate::transport) struct Tls {
    /// Besides the system's.
    given: Vec<Certificate>,
    /// Why there are no authorities of the system, where there are none.
    no_authorities: Option<String>,
}

impl Tls {
    /// # Errors
    ///
    /// The certificates in the options are invalid.
    pub(in crate::transport) fn new(options: &TransportOptions) -> Result<Self, TransportError> {
        Ok(Self { given: certificates::read(&options.root_certificates)?, no_authorities: None })
    }

    /// Adds the authorities that are given to those of the system.
    pub(in crate::transport) fn begin(&self, builder: ClientBuilder) -> ClientBuilder {
        builder.tls_certs_merge(self.given.iter().cloned())
    }

    /// Leaves the authorities out where there are none: after everything else, which may not change that.
    pub(in crate::transport) fn finish(&self, builder: ClientBuilder) -> ClientBuilder {
        match self.no_authorities {
            Some(_) => builder.tls_certs_only([]),
            None => builder,
        }
    }

    /// After `reqwest` has refused its builder: whether that is because the system has no certificate authorities. From
    /// then on there are none at all, so that plain HTTP works, and [`check`](Self::check) refuses what needs TLS.
    pub(in crate::transport) fn falls_back(&mut self) -> bool {
        self.no_authorities = why_no_authorities();
        self.no_authorities.is_some()
    }

    /// Whether a request can be sent.
    ///
    /// # Errors
    ///
    /// It needs TLS, and no certificate authority is trusted.
    pub(in crate::transport) fn check(&self, uri: &Uri) -> Result<(), TransportError> {
        match &self.no_authorities {
            Some(problem) if uri.scheme() == Some(&Scheme::HTTPS) => Err(untrusting(problem)),
            _ => Ok(()),
        }
    }
}

/// Why the system has no certificate authorities, if it has none: `reqwest` then builds no client, not even a default one.
fn why_no_authorities() -> Option<String> {
    let error = reqwest::Client::builder().no_proxy().build().err()?;
    Some(one_line(&root_cause(&error), 200))
}

fn untrusting(problem: &str) -> TransportError {
    let text = format!("there are no root certificates to check the server's with ({problem})");
    TransportError::new(TransportErrorKind::Setup, text).with_hint(
        "Install the system's CA certificates (the package is mostly called `ca-certificates`), check the file or folder \
         in SSL_CERT_FILE or SSL_CERT_DIR where one is set, or give certificates to ClientBuilder::root_certificates.",
    )
}
