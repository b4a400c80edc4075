//! The `user-agent` header.

use std::env::consts::{ARCH, OS};

use http::HeaderValue;

use crate::error::{Error, ErrorKind};

/// `AlibabaCloud (<os>; <arch>) Rust/<version> alibabacloud-runtime/<version> <suffix>`.
///
/// The format is that of the official SDKs; the product token is our own, because this is not an official SDK. A
/// compiled crate does not know its compiler, so the Rust version is the oldest that can have compiled it.
pub(crate) fn user_agent(suffix: Option<&str>) -> Result<HeaderValue, Error> {
    let mut user_agent = format!(
        "AlibabaCloud ({OS}; {ARCH}) Rust/{} {}/{}",
        env!("CARGO_PKG_RUST_VERSION"),
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
    );
    if let Some(suffix) = suffix.map(str::trim).filter(|suffix| !suffix.is_empty()) {
        user_agent.push(' ');
        user_agent.push_str(suffix);
    }
    let printable = user_agent.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    HeaderValue::try_from(user_agent).ok().filter(|_| printable).ok_or_else(|| {
        Error::new(ErrorKind::Config, "the user agent has characters other than printable ASCII")
            .with_hint("It is from ClientBuilder::user_agent, otherwise from ALIBABA_CLOUD_USER_AGENT.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_stands_last_and_must_be_printable() {
        let text = |suffix| user_agent(suffix).map(|value| value.to_str().unwrap().to_owned());
        let plain = text(None).unwrap();
        assert!(plain.starts_with(&format!("AlibabaCloud ({OS}; {ARCH}) Rust/1.")), "{plain}");
        assert_eq!(text(Some(" app/1 ")).unwrap(), format!("{plain} app/1"));
        for odd in ["a\r\nb", "a\tb", "é"] {
            assert_eq!(text(Some(odd)).unwrap_err().kind(), ErrorKind::Config);
        }
    }
}
