//! Which schemes can be reached.

use super::error::{TransportError, TransportErrorKind};

/// Whether requests, or a proxy, of this scheme can be reached with the features that are compiled in.
///
/// # Errors
///
/// Kind [`TransportErrorKind::Setup`]: the scheme is `https`, and the feature `rustls` is off.
pub(crate) fn check_scheme(scheme: &str) -> Result<(), TransportError> {
    if cfg!(feature = "rustls") || scheme != "https" {
        return Ok(());
    }
    let text = "HTTPS needs the cargo feature `rustls`, which is off in this program";
    Err(TransportError::new(TransportErrorKind::Setup, text).with_hint(
        "Turn on the feature `rustls` of the crate of your product, such as alibabacloud-ice: it is one of the default \
         features. Or give a transport of your own to ClientBuilder::transport.",
    ))
}
