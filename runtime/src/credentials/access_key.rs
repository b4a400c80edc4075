//! Credentials: an access key, or a bearer token.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use super::flaw::{flaw, flawed};
use super::secret::Secret;
use crate::clock::iso8601;
use crate::error::Error;
use crate::sign::Keys;
use crate::sign::v3::{Algorithm, SigningKey};

/// An access key, lasting or temporary, or a bearer token. Temporary access keys have a security token.
///
/// `Debug` shows the last characters of the ID, to distinguish keys, and never the secret or a token. These
/// are wiped from memory when they are dropped. Cheap to clone: clones share them.
///
/// ```
/// # use alibabacloud_runtime::{Client, Credentials};
/// let credentials = Credentials::new("your-access-key-id", "your-access-key-secret");
/// let client = Client::builder().region("cn-shanghai").credentials(credentials).build()?;
/// # Ok::<(), alibabacloud_runtime::Error>(())
/// ```
#[doc(alias("AccessKey", "AccessKeySecret"))]
#[derive(Clone)]
pub struct Credentials(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    access_key_id: String,
    access_key_secret: Secret,
    security_token: Option<Secret>,
    /// With one, there is no access key: ID and secret are empty.
    bearer_token: Option<Secret>,
    expires_at: Option<SystemTime>,
    /// The secret made ready to sign, from the first signature on.
    signing_key: OnceLock<SigningKey>,
}

impl Credentials {
    /// A lasting access key: its ID, and its secret.
    #[must_use]
    pub fn new(access_key_id: impl Into<String>, access_key_secret: impl Into<Secret>) -> Self {
        Self(Arc::new(Parts {
            access_key_id: access_key_id.into(),
            access_key_secret: access_key_secret.into(),
            security_token: None,
            bearer_token: None,
            expires_at: None,
            signing_key: OnceLock::new(),
        }))
    }

    /// A bearer token, sent instead of a signature. There is no access key then: its ID and secret are empty.
    #[must_use]
    pub fn bearer(token: impl Into<Secret>) -> Self {
        let mut credentials = Self::new("", "");
        credentials.parts().bearer_token = Some(token.into());
        credentials
    }

    /// The same as a temporary access key, which the service accepts only together with this token. An empty token
    /// means no token.
    #[must_use]
    pub fn with_security_token(mut self, security_token: impl Into<Secret>) -> Self {
        let token = security_token.into();
        self.parts().security_token = (!token.expose().is_empty()).then_some(token);
        self
    }

    /// The same with the time at which they expire. [`Cached`](crate::Cached) uses it; nothing else does.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: SystemTime) -> Self {
        self.parts().expires_at = Some(expires_at);
        self
    }

    fn parts(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }

    /// The access key's ID. Not a secret: it is sent with every request.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.0.access_key_id
    }

    /// The access key's secret.
    #[must_use]
    pub fn access_key_secret(&self) -> &Secret {
        &self.0.access_key_secret
    }

    /// The token of a temporary access key.
    #[must_use]
    pub fn security_token(&self) -> Option<&Secret> {
        self.0.security_token.as_ref()
    }

    /// The bearer token; `None` where there is an access key instead.
    #[must_use]
    pub fn bearer_token(&self) -> Option<&Secret> {
        self.0.bearer_token.as_ref()
    }

    /// When they expire, by this machine's clock; `None` if they do not expire, or if the time is not known.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.expires_at
    }

    /// The same for signing, with the name of the provider that they are from.
    pub(crate) fn keys<'a>(&'a self, provider: &'a str) -> Keys<'a> {
        Keys {
            security_token: self.0.security_token.as_ref().map(|token| token.expose()),
            provider: Some(provider),
            ..Keys::new(&self.0.access_key_id, self.0.access_key_secret.expose())
        }
    }

    /// Whether these are the same key, token included; their expiry does not matter.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        let (one, two) = (&*self.0, &*other.0);
        Arc::ptr_eq(&self.0, &other.0)
            || one.access_key_id == two.access_key_id
                && one.access_key_secret.expose() == two.access_key_secret.expose()
                && exposed(&one.security_token) == exposed(&two.security_token)
                && exposed(&one.bearer_token) == exposed(&two.bearer_token)
    }

    /// The secret for V3 signatures by the default algorithm.
    pub(crate) fn signing_key(&self) -> &SigningKey {
        self.0.signing_key.get_or_init(|| SigningKey::new(Algorithm::default(), self.0.access_key_secret.expose()))
    }

    /// Checks what can be checked here, whichever provider the key is from: the service would only report a wrong
    /// signature.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let token = self.0.security_token.as_ref().map(|token| token.expose());
        let key = [
            ("access key ID", Some(self.0.access_key_id.as_str())),
            ("access key secret", Some(self.0.access_key_secret.expose())),
            ("security token", token),
        ];
        let bearer = self.0.bearer_token.as_ref().map(|token| [("bearer token", Some(token.expose()))]);
        for (name, text) in bearer.as_ref().map_or(&key[..], |bearer| bearer) {
            if let Some(flaw) = text.and_then(flaw) {
                return Err(flawed(&format!("the {name}"), flaw));
            }
        }
        Ok(())
    }
}

/// Whether an error code refuses these credentials as no longer valid, so that other ones may be accepted: their token, or
/// their key, which may have been replaced in a file.
pub(crate) fn refuses_session(code: &str, credentials: &Credentials) -> bool {
    let (has_token, is_bearer) = (credentials.security_token().is_some(), credentials.bearer_token().is_some());
    (!is_bearer && names(code, KEY)) || (has_token && names(code, TOKEN)) || (is_bearer && names(code, "BearerToken"))
}

/// Whether an error code refuses an access key or its token, of a source whose credentials are not known.
pub(super) fn refuses_source(code: &str) -> bool {
    names(code, KEY) || names(code, TOKEN)
}

const KEY: &str = "InvalidAccessKeyId";
const TOKEN: &str = "SecurityToken";

fn names(code: &str, word: &str) -> bool {
    code.contains(word) && !code.starts_with("Missing")
}

fn exposed(secret: &Option<Secret>) -> Option<&str> {
    secret.as_ref().map(Secret::expose)
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("access_key_id", &format_args!("{}", Tail(&self.0.access_key_id)))
            .field("security_token", &self.0.security_token.as_ref().map(|_| "***"))
            .field("bearer_token", &self.0.bearer_token.as_ref().map(|_| "***"))
            .field("expires_at", &self.0.expires_at.map(iso8601))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn debug_tells_keys_apart_and_nothing_more() {
        let credentials = Credentials::new("LTAI5tExampleKey9876", "very-secret").with_security_token("my-token");
        assert_eq!(
            format!("{credentials:?}"),
            "Credentials { access_key_id: ***9876, security_token: Some(\"***\"), bearer_token: None, expires_at: None, \
             .. }"
        );
        let short = format!("{:?}", Credentials::new("shortid", "very-secret"));
        assert!(short.starts_with("Credentials { access_key_id: ***, security_token: None, "), "{short}");
        let bearer = format!("{:?}", Credentials::bearer("hush").with_expiry(SystemTime::UNIX_EPOCH));
        assert!(
            bearer.ends_with("bearer_token: Some(\"***\"), expires_at: Some(\"1970-01-01T00:00:00Z\"), .. }"),
            "{bearer}"
        );
    }

    #[test]
    fn flaws_are_named_without_printing_what_has_them() {
        for (id, secret, token, message) in [
            ("", "s", "t", "the access key ID is empty"),
            ("id", "hush\n", "t", "the access key secret has white space around it"),
            ("id", "s", "hu sh", "the security token has a character in it"),
            ("id", "“hush”", "t", "the access key secret has quotation marks around it"),
            ("\"hush\"", "s", "t", "the access key ID has quotation marks around it"),
            ("id", "'hush'", "t", "the access key secret has quotation marks around it"),
            ("id", "s", "hush\"", "the security token has quotation marks around it"),
            ("id", "\"", "t", "the access key secret has quotation marks around it"),
            ("id", "hü", "t", "the access key secret has a character in it"),
        ] {
            let error = Credentials::new(id, secret).with_security_token(token).check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert!(error.message().starts_with(message), "{error}");
            assert!(!error.to_string().contains("hu"), "{error}");
        }
    }

    #[test]
    fn a_bearer_token_is_looked_at_instead_of_an_access_key() {
        assert!(Credentials::bearer("token").check().is_ok());
        let error = Credentials::bearer("hush\n").check().unwrap_err();
        assert!(error.message().starts_with("the bearer token has white space around it"), "{error}");
        let error = Credentials::bearer("‘hush").check().unwrap_err();
        assert!(error.message().starts_with("the bearer token has quotation marks around it"), "{error}");
    }
}
