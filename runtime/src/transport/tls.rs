//! HTTPS: the certificate authorities that are trusted, with the feature `rustls`, and an error without it.

#[cfg(not(feature = "rustls"))]
mod missing;
#[cfg(feature = "rustls")]
mod rustls;

#[cfg(not(feature = "rustls"))]
pub(super) use self::missing::Tls;
#[cfg(feature = "rustls")]
pub(super) use self::rustls::Tls;
