//! Calls without credentials.

use std::borrow::Cow;
use std::future::ready;

use super::access_key::Credentials;
use super::provider::CredentialProvider;
use crate::error::{Error, ErrorKind};
use crate::task::BoxFuture;

/// No credentials: for a client that sends only operations which need none. Any other operation fails before it is
/// sent, and no source of credentials is searched.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnonymousCredentials;

impl AnonymousCredentials {
    /// No credentials.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

impl CredentialProvider for AnonymousCredentials {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("anonymous")
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        let error = Error::new(ErrorKind::Credentials, "the operation has to be signed, and the client is anonymous")
            .with_hint(
                "Give keys to ClientBuilder::credentials instead of AnonymousCredentials, or nothing at all: then the \
                 default chain finds them.",
            );
        Box::pin(ready(Err(error)))
    }
}
