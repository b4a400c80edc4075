//! Credentials, and where they come from.

mod environment;

use std::borrow::Cow;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

pub use environment::EnvironmentCredentials;

use crate::error::{Error, ErrorKind};
use crate::future::BoxFuture;
use crate::sign::Keys;

/// An access key, lasting or temporary. Temporary ones have a security token.
///
/// `Debug` shows the last characters of the ID, so that keys can be told apart, and never the secret or the token. Both
/// are wiped from memory when they are dropped.
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    access_key_secret: SecretString,
    security_token: Option<SecretString>,
}

impl Credentials {
    /// A lasting access key: its ID, and its secret.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<SecretString>) -> Self {
        Self { access_key_id: access_key_id.into(), access_key_secret: access_key_secret.into(), security_token: None }
    }

    /// The same as a temporary access key, which is only good together with this token. An empty token is none.
    #[must_use]
    pub fn with_security_token(mut self, security_token: impl Into<SecretString>) -> Self {
        let token = security_token.into();
        self.security_token = (!token.expose_secret().is_empty()).then_some(token);
        self
    }

    /// The access key's ID. Not a secret: it is sent with every request.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The access key's secret.
    #[must_use]
    pub fn access_key_secret(&self) -> &SecretString {
        &self.access_key_secret
    }

    /// The token of a temporary access key.
    #[must_use]
    pub fn security_token(&self) -> Option<&SecretString> {
        self.security_token.as_ref()
    }

    /// The same for signing, with the name of the provider that they are from.
    pub(crate) fn keys<'a>(&'a self, provider: &'a str) -> Keys<'a> {
        Keys {
            security_token: self.security_token.as_ref().map(|token| token.expose_secret()),
            provider: Some(provider),
            ..Keys::new(&self.access_key_id, self.access_key_secret.expose_secret())
        }
    }

    /// Refuses what cannot be right, whichever provider it is from: the service would only say that the signature is
    /// wrong.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let token = self.security_token.as_ref().map(|token| token.expose_secret());
        let texts = [
            ("access key ID", Some(self.access_key_id.as_str())),
            ("access key secret", Some(self.access_key_secret.expose_secret())),
            ("security token", token),
        ];
        for (name, text) in texts {
            if let Some(flaw) = text.and_then(flaw) {
                return Err(flawed(&format!("the {name}"), flaw));
            }
        }
        Ok(())
    }
}

/// What is wrong with a part of an access key, without printing it.
fn flaw(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        Some("is empty")
    } else if text.trim() != text {
        Some("has white space around it")
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Some("has a character in it that no access key has")
    } else {
        None
    }
}

fn flawed(name: &str, flaw: &str) -> Error {
    Error::new(ErrorKind::Credentials, format!("{name} {flaw}"))
        .with_hint("Copy it again, by itself: access keys have no spaces, line breaks or typographic quotation marks.")
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("access_key_id", &format_args!("{}", Tail(&self.access_key_id)))
            .field("security_token", &self.security_token.as_ref().map(|_| "***"))
            .finish_non_exhaustive()
    }
}

/// The last four characters of a long text; nothing of a short one. Even of a secret put in the ID's place, little is
/// shown.
struct Tail<'a>(&'a str);

impl fmt::Display for Tail<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 4;
        let hidden = self.0.len().saturating_sub(SHOWN);
        match self.0.get(hidden..) {
            Some(tail) if hidden >= 3 * SHOWN => write!(formatter, "***{tail}"),
            _ => formatter.write_str("***"),
        }
    }
}

/// Gives credentials whenever a request is to be signed, so that they can change while a client lives.
///
/// Asked before every attempt: a provider that fetches them should keep them until shortly before they expire.
pub trait CredentialProvider: Send + Sync {
    /// The provider's name in the `x-acs-credentials-provider` header, for example `static_ak` or `default/env`.
    fn name(&self) -> Cow<'static, str>;

    /// The credentials to sign with now. Errors are best of kind [`ErrorKind::Credentials`], and must not repeat a
    /// secret.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>>;
}

impl CredentialProvider for Credentials {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self.security_token {
            None => "static_ak",
            Some(_) => "static_sts",
        })
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(ready(Ok(self.clone())))
    }
}

impl<P: CredentialProvider + ?Sized> CredentialProvider for Arc<P> {
    fn name(&self) -> Cow<'static, str> {
        (**self).name()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        (**self).credentials()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_keys_apart_and_nothing_more() {
        let credentials = Credentials::new("LTAI5tExampleKey9876", "very-secret").with_security_token("my-token");
        assert_eq!(
            format!("{credentials:?}"),
            "Credentials { access_key_id: ***9876, security_token: Some(\"***\"), .. }"
        );
        let short = format!("{:?}", Credentials::new("shortid", "very-secret"));
        assert_eq!(short, "Credentials { access_key_id: ***, security_token: None, .. }");
    }

    #[test]
    fn flaws_are_named_without_printing_what_has_them() {
        for (id, secret, token, message) in [
            ("", "s", "t", "the access key ID is empty"),
            ("id", "hush\n", "t", "the access key secret has white space around it"),
            ("id", "s", "hu sh", "the security token has a character in it"),
            ("id", "“hush”", "t", "the access key secret has a character in it"),
        ] {
            let error = Credentials::new(id, secret).with_security_token(token).check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert!(error.message().starts_with(message), "{error}");
            assert!(!error.to_string().contains("hu"), "{error}");
        }
    }

    #[test]
    fn the_provider_name_says_whether_there_is_a_token() {
        let lasting = Credentials::new("id", "secret");
        assert_eq!(lasting.name(), "static_ak");
        assert_eq!(lasting.clone().with_security_token("").name(), "static_ak");
        assert_eq!(lasting.with_security_token("token").name(), "static_sts");
    }
}
