//! Certificates in PEM.

use reqwest::Certificate;

use super::error::{TransportError, TransportErrorKind};

/// Reads certificates, one after another in PEM.
///
/// # Errors
///
/// They are invalid.
pub(super) fn read(pem: &[u8]) -> Result<Vec<Certificate>, TransportError> {
    // Some editors begin a file with a byte order mark, which would hide the first certificate of each file.
    let pem = String::from_utf8_lossy(pem).replace('\u{feff}', "\n");
    match Certificate::from_pem_bundle(pem.as_bytes()) {
        Ok(certificates) if certificates.is_empty() && !pem.trim().is_empty() => Err(unreadable()),
        Ok(certificates) => Ok(certificates),
        Err(_) => Err(unreadable()),
    }
}

fn unreadable() -> TransportError {
    let error = TransportError::new(TransportErrorKind::Setup, "the root certificates are no certificates in PEM");
    error.with_hint("PEM is text with a part from `-----BEGIN CERTIFICATE-----` to its end for each certificate.")
}
