//! Providers of credentials.

use std::borrow::Cow;
use std::future::ready;
use std::sync::Arc;

use super::access_key::Credentials;
use crate::error::Error;
use crate::task::BoxFuture;
use crate::transport::Network;

/// Returns credentials whenever a request is to be signed, so that they can change while a client lives.
///
/// Called before every attempt: a provider that fetches credentials should keep them until shortly before they expire. For a
/// provider of your own [`Cached`](crate::Cached) does that; the sources of this crate do it themselves.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not provide credentials",
    note = "`Credentials::new(id, secret)` is an access key"
)]
pub trait CredentialProvider: Send + Sync {
    /// The credentials to sign with now. Errors should be of kind [`ErrorKind::Credentials`](crate::ErrorKind::Credentials),
    /// and must not contain a secret.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>>;

    /// The provider's name in the `x-acs-credentials-provider` header, for example `static_ak` or `default/env`. Called
    /// after [`credentials`](Self::credentials): the name may depend on where they were found. Default: `custom`.
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("custom")
    }

    /// Lends a client's network, when the client is built, to a provider that has none of its own. A provider that was
    /// lent one before keeps that. Providers that wrap others pass it on. Default: does nothing.
    fn lend_network(&self, network: &Network) {
        let _ = network;
    }

    /// Drops these credentials if they are kept: the service has refused them as no longer valid, before they have
    /// [expired](Credentials::expires_at). Returns whether [`credentials`](Self::credentials) will return other ones now: if
    /// so, the refused call is sent once more. Providers that wrap others pass the call on. Default: `false`.
    fn drop_refused(&self, refused: &Credentials) -> bool {
        let _ = refused;
        false
    }

    /// The region that is configured beside the credentials, for a client without one: the
    /// [`region_id`](crate::CliProfile::region) of a CLI profile. The future returns `None` where there is none, and the
    /// client looks no further. Providers that wrap others pass the call on. Default: `None`, and the client reads the
    /// profile of [`CliProfile::new`](crate::CliProfile::new).
    fn configured_region(&self) -> Option<BoxFuture<'_, Result<Option<String>, Error>>> {
        None
    }
}

impl CredentialProvider for Credentials {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match (self.bearer_token(), self.security_token()) {
            (Some(_), _) => "bearer",
            (None, None) => "static_ak",
            (None, Some(_)) => "static_sts",
        })
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(ready(Ok(self.clone())))
    }

    fn drop_refused(&self, refused: &Credentials) -> bool {
        !self.is_same_as(refused)
    }
}

/// Makes a type with one field a provider that passes every call on to it: a provider with setters of its own.
macro_rules! delegate_provider {
    ([$($generics:tt)*] $provider:ty, |$this:ident| $inner:expr) => {
        impl<$($generics)*> $crate::credentials::provider::CredentialProvider for $provider {
            fn name(&$this) -> ::std::borrow::Cow<'static, str> {
                $inner.name()
            }

            fn credentials(
                &$this,
            ) -> $crate::task::BoxFuture<'_, Result<$crate::credentials::access_key::Credentials, $crate::error::Error>>
            {
                $inner.credentials()
            }

            fn lend_network(&$this, network: &$crate::transport::Network) {
                $inner.lend_network(network);
            }

            fn drop_refused(&$this, refused: &$crate::credentials::access_key::Credentials) -> bool {
                $inner.drop_refused(refused)
            }

            fn configured_region(
                &$this,
            ) -> Option<$crate::task::BoxFuture<'_, Result<Option<String>, $crate::error::Error>>> {
                $inner.configured_region()
            }
        }
    };
    ($provider:ty) => {
        delegate_provider!([] $provider, |self| self.0);
    };
}
pub(super) use delegate_provider;

// A source that is chosen while the program runs, or shared by clients.
delegate_provider!([P: CredentialProvider + ?Sized] Arc<P>, |self| **self);
delegate_provider!([P: CredentialProvider + ?Sized] Box<P>, |self| **self);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_is_chosen_at_run_time_is_one() {
        let key = Credentials::new("id", "secret");
        let boxed: Box<dyn CredentialProvider> = Box::new(key.clone());
        let shared: Arc<dyn CredentialProvider> = Arc::new(boxed);
        assert_eq!(shared.name(), "static_ak");
        assert!(!shared.drop_refused(&key));
    }

    #[test]
    fn the_provider_name_says_whether_there_is_a_token() {
        let lasting = Credentials::new("id", "secret");
        assert_eq!(lasting.name(), "static_ak");
        assert_eq!(lasting.clone().with_security_token("").name(), "static_ak");
        assert_eq!(lasting.with_security_token("token").name(), "static_sts");
        assert_eq!(Credentials::bearer("token").name(), "bearer");
    }
}
