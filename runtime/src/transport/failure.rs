//! Errors of `reqwest`, as those of a transport.

use std::error::Error as StdError;
use std::iter;

use super::error::{TransportError, TransportErrorKind};

/// The error of a transport for one of `reqwest`.
pub(super) fn failure(error: reqwest::Error) -> TransportError {
    // The URL has the parameters, and in the older signature key and token.
    let error = error.without_url();
    if let Some(refusal) = certificate_refusal(&error) {
        if error.is_builder() {
            // No server has been asked: it is one of those that are given.
            let text = format!("a root certificate cannot be used ({refusal})");
            return TransportError::new(TransportErrorKind::Setup, text).with_hint(UNUSABLE);
        }
        let text = format!("the server's certificate is not trusted ({refusal})");
        return TransportError::new(TransportErrorKind::Connect, text).with_hint(UNTRUSTED);
    }
    let kind = if error.is_builder() {
        TransportErrorKind::Setup
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Other
    };
    TransportError::new(kind, error)
}

const UNUSABLE: &str = "Give whole certificates of authorities, in PEM, to ClientBuilder::root_certificates.";

const UNTRUSTED: &str = "The service has not seen the request. Where a proxy or a gateway has a certificate authority of \
                         its own, give that one's certificate to ClientBuilder::root_certificates; otherwise check the \
                         endpoint, the system's certificates and this machine's clock.";

/// What `rustls` says about a certificate that it refuses. Recognised by its words: its own type is wrapped so that it
/// cannot be reached through `source`.
fn certificate_refusal(error: &reqwest::Error) -> Option<String> {
    let first: &dyn StdError = error;
    let mut texts = iter::successors(Some(first), |&error| error.source()).map(ToString::to_string);
    texts.find(|text| text.starts_with("invalid peer certificate"))
}
