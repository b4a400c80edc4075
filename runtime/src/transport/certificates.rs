//! Certificates in PEM.

use reqwest::Certificate;

use super::error::{TransportError, TransportErrorKind};

/// Reads certificates, one after another in PEM.
///
/// # Errors
///
/// They are invalid.
pub(super) fn read(pem: &[u8]) -> Result<Vec<Certificate>, TransportError> {
    match Certificate::from_pem_bundle(pem) {
        Ok(certificates) if certificates.is_empty() && !pem.trim_ascii().is_empty() => Err(unreadable()),
        Ok(certificates) => Ok(certificates),
        Err(_) => Err(unreadable()),
    }
}

fn unreadable() -> TransportError {
    let error = TransportError::new(TransportErrorKind::Other, "the root certificates are no certificates in PEM");
    error.with_hint("PEM is text with a part from `-----BEGIN CERTIFICATE-----` to its end for each certificate.")
}
