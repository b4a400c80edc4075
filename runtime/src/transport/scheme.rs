//! Which schemes can be reached.

use super::error::{TransportError, TransportErrorKind};

/// Whether requests, or a proxy, of this scheme can be reached with the features that are compiled in.
///
/// # Errors
///
/// Kind [`TransportErrorKind::Setup`]: the scheme is `https` or one of SOCKS, and the feature `rustls` is off. `reqwest` without
/// TLS connects to a SOCKS proxy as little as to HTTPS (`findings/reqwest-without-tls-reaches-no-socks-proxy.sh`).
pub(crate) fn check_scheme(scheme: &str) -> Result<(), TransportError> {
    let what = match scheme {
        _ if cfg!(feature = "rustls") => return Ok(()),
        "https" => "HTTPS",
        socks if socks.starts_with("socks") => "a SOCKS proxy",
        _ => return Ok(()),
    };
    let text = format!("{what} needs the cargo feature `rustls`, which is off in this program");
    Err(TransportError::new(TransportErrorKind::Setup, text).with_hint(
        "Turn on the feature `rustls` of the crate of your product, such as alibabacloud-ice: it is one of the default \
         features. Or give a transport of your own to ClientBuilder::transport.",
    ))
}
