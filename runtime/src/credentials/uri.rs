//! Keys from an address.

use std::borrow::Cow;
use std::fmt;

use http::{Method, StatusCode, Uri};

use super::exchange::{Http, refused, request};
use super::{Cached, CredentialProvider, Credentials, Surroundings, temporary};
use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind, Secrets};
use crate::future::BoxFuture;

const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// Temporary keys from an address that answers a GET with JSON: `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and
/// `Expiration`. A `Code` beside them is not looked at, as in the official Go SDK.
///
/// Connecting may take 5 s, the reply 10 s in all. Keys are kept and refreshed as [`Cached`] says. Plain `http` is
/// accepted, as such an address is usually on the same machine.
///
/// # Errors
///
/// The address is none; no reply; a status other than 200; a reply that lacks one of the four. The address is named by
/// its host only: the rest of it may be confidential.
#[derive(Clone)]
pub struct CredentialsUri(Cached<Address>);

#[derive(Clone)]
struct Address {
    uri: String,
    around: Surroundings,
    http: Http,
}

impl CredentialsUri {
    /// Keys from this address, for example `http://127.0.0.1:6666/keys`.
    #[must_use]
    pub fn new(uri: impl Into<String>) -> Self {
        Self(Cached::new(Address { uri: uri.into(), around: Surroundings::new(), http: Http::through_proxies() }))
    }

    /// Keys from the address in `ALIBABA_CLOUD_CREDENTIALS_URI`.
    ///
    /// # Errors
    ///
    /// The variable is not set: [not configured](Error::is_not_configured).
    pub fn from_environment(surroundings: &Surroundings) -> Result<Self, Error> {
        match surroundings.variable(VARIABLE) {
            Some(uri) => Ok(Self::new(uri).surroundings(surroundings)),
            None => Err(Error::not_configured(format!("{VARIABLE} is not set"))),
        }
    }

    /// Where time and network come from. Default: the process's own.
    #[must_use]
    pub fn surroundings(mut self, surroundings: &Surroundings) -> Self {
        self.0.change().around = surroundings.clone();
        Self(self.0.surroundings(surroundings))
    }
}

impl Address {
    async fn fetch(&self) -> Result<Credentials, Error> {
        let uri = self.uri.trim();
        let base_url = base_url(uri)?;
        // Keys at this address may be guarded by what its query says.
        let mut secrets = Secrets::default();
        uri.split_once('?').into_iter().for_each(|(_, query)| secrets.add(query));
        let request = request(Method::GET, uri, &[])?;
        let reply = self.http.exchange(&self.around, request, base_url.is_loopback(), secrets).await;
        let reply = reply
            .map_err(|unanswered| unanswered.with_hint("Check the credentials URI and what is to answer there."))?;
        if reply.status != StatusCode::OK {
            return Err(refused("asking the credentials URI", reply, |_| Some("Check the credentials URI.")));
        }
        let fields = temporary::object(&reply.body, &reply.host)?;
        temporary::credentials(fields, &reply.host)
    }
}

/// Scheme, host and port of the address, which is not to be printed whole.
fn base_url(uri: &str) -> Result<BaseUrl, Error> {
    let refuse = || {
        Error::new(
            ErrorKind::Credentials,
            "the credentials URI is no address of scheme http or https, without user name",
        )
        .with_hint("A credentials URI is for example http://127.0.0.1:6666/keys.")
    };
    let parsed = Uri::try_from(uri).map_err(|_| refuse())?;
    let (Some(scheme), Some(authority)) = (parsed.scheme_str(), parsed.authority()) else {
        return Err(refuse());
    };
    BaseUrl::parse(&format!("{scheme}://{authority}"), true).map_err(|_| refuse())
}

impl CredentialProvider for Address {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("credential_uri")
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.fetch())
    }
}

impl CredentialProvider for CredentialsUri {
    fn name(&self) -> Cow<'static, str> {
        self.0.name()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        self.0.credentials()
    }
}

impl fmt::Debug for CredentialsUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = base_url(self.0.provider().uri.trim()).ok().map(|base_url| base_url.authority().to_owned());
        formatter.debug_struct("CredentialsUri").field("host", &host).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_refused_without_printing_it() {
        for uri in ["hush", "/hush", "ftp://hush/", "http://user:hush@example.com/", "http:// hush/", ""] {
            let error = base_url(uri).unwrap_err();
            assert!(!format!("{error} {error:#?} {:?}", CredentialsUri::new(uri)).contains("hush"), "{uri}");
        }
        let debug = format!("{:?}", CredentialsUri::new("http://localhost:6666/hush?hush"));
        assert_eq!(debug, "CredentialsUri { host: Some(\"localhost:6666\"), .. }");
    }
}
