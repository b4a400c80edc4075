//! Credentials from a URI.

use std::borrow::Cow;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::{Method, StatusCode, Uri};
use percent_encoding::percent_decode_str;

use super::access_key::Credentials;
use super::cached::Cached;
use super::environment::Environment;
use super::http::{Http, advise, refused, request};
use super::provider::{CredentialProvider, delegate_provider};
use super::temporary;
use crate::endpoint::{BaseUrl, Scheme};
use crate::error::{Error, ErrorKind};
use crate::received::Secrets;
use crate::task::BoxFuture;
use crate::transport::Network;

const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// Temporary keys from a URI whose response to a GET is JSON: `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and
/// `Expiration`. A field `Code` is ignored, as in the official Go SDK.
///
/// Connecting may take 5 s. There are up to three attempts within 10 s: a request that did not arrive, timed out or got
/// a status of 500 or more is retried. Keys are kept and refreshed as [`Cached`] describes.
///
/// Plain `http` is accepted for hosts that no third party can intercept: this machine (`localhost`, loopback
/// addresses), link-local addresses (`169.254.0.0/16`, `fe80::/10`) and `100.100.100.200`. They are never reached
/// through a proxy. Other hosts need `https`, or [`allow_http`](Self::allow_http). The official SDKs accept plain
/// `http` for any host.
///
/// # Errors
///
/// The URI is invalid, or one of plain `http` to another host; there is no response, or one with a status other than
/// 200 or without one of the four fields. The error names the host only: the rest of the URI may be confidential.
#[derive(Clone)]
pub struct CredentialsUri(Cached<Address>);

#[derive(Clone)]
struct Address {
    uri: String,
    allow_http: bool,
    environment: Environment,
    http: Http,
}

impl CredentialsUri {
    /// Creates a source for this URI, for example `http://127.0.0.1:6666/keys`.
    #[must_use]
    pub fn new(uri: impl Into<String>) -> Self {
        Self(Cached::new(Address {
            uri: uri.into(),
            allow_http: false,
            environment: Environment::new(),
            http: Http::through_proxies(&Environment::new()),
        }))
    }

    /// Sets whether plain `http` is accepted for any host: then whoever can read the traffic gets the keys. Default:
    /// no. No environment variable changes it.
    #[must_use]
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.0.change().allow_http = allow;
        self
    }

    /// Creates a source for the URI in `ALIBABA_CLOUD_CREDENTIALS_URI`.
    ///
    /// # Errors
    ///
    /// The variable is not set: [not configured](Error::is_not_configured).
    pub fn from_environment(environment: &Environment) -> Result<Self, Error> {
        match environment.variable(VARIABLE) {
            Some(uri) => Ok(Self::new(uri).environment(environment)),
            None => Err(Error::not_configured(format!("{VARIABLE} is not set"))),
        }
    }

    /// Sets the environment, of which the clock, the network and the variables of proxies are used. Default: the
    /// process's own.
    #[must_use]
    pub fn environment(mut self, environment: &Environment) -> Self {
        let address = self.0.change();
        address.environment = environment.clone();
        address.http = Http::through_proxies(environment);
        Self(self.0.environment(environment))
    }
}

impl Address {
    async fn fetch(&self) -> Result<Credentials, Error> {
        let uri = self.uri.trim();
        let base_url = base_url(uri)?;
        let near = is_near(&base_url);
        if base_url.scheme() == Scheme::Http && !near && !self.allow_http {
            let message = format!("the credentials URI would ask {} for keys in the clear", base_url.authority());
            return Err(Error::new(ErrorKind::Credentials, message).with_hint(
                "Plain http is for this machine, link-local addresses and 100.100.100.200. Use https, or in code \
                 CredentialsUri::allow_http where nobody in between can listen.",
            ));
        }
        let secrets = confidential(uri);
        let make = || Ok((request(Method::GET, uri, &[])?, secrets.clone()));
        let response = self.http.send(&self.environment, near, make).await;
        let response =
            response.map_err(|error| advise(error, "Check the credentials URI and the server behind it."))?;
        if response.status != StatusCode::OK {
            return Err(refused("asking the credentials URI", response, |_| Some("Check the credentials URI.")));
        }
        let fields = temporary::object(&response)?;
        temporary::credentials(fields, &response)
    }
}

/// The path and the query, which may guard the keys, whole and in parts: a server that refuses the request may quote
/// them.
fn confidential(uri: &str) -> Secrets {
    let mut secrets = Secrets::default();
    let target = Uri::try_from(uri).ok().and_then(|uri| uri.into_parts().path_and_query);
    if let Some(target) = &target {
        secrets.add(target.as_str());
        target.query().into_iter().for_each(|query| secrets.add(query));
        for part in target.as_str().split(['/', '?', '&', '=']) {
            secrets.add(&percent_decode_str(part).decode_utf8_lossy());
        }
    }
    secrets
}

/// Whether the host is this machine or link-local. `localhost` is the only name that counts: what others resolve to
/// depends on the DNS server.
fn is_near(base_url: &BaseUrl) -> bool {
    const METADATA: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
    let host = base_url.host();
    let link_local = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(host) => host.parse().is_ok_and(|address: Ipv6Addr| address.is_unicast_link_local()),
        None => host.parse().is_ok_and(|address: Ipv4Addr| address.is_link_local() || address == METADATA),
    };
    link_local || base_url.is_loopback()
}

/// Scheme, host and port of the URI: the rest is never printed.
fn base_url(uri: &str) -> Result<BaseUrl, Error> {
    let refuse = || {
        Error::new(
            ErrorKind::Credentials,
            "the credentials URI is not an address of scheme http or https without user name",
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

    fn lend_network(&self, network: &Network) {
        self.environment.lend(network);
    }
}

delegate_provider!(CredentialsUri);

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
    fn near_are_this_machine_its_link_and_the_metadata_address_and_no_names_but_localhost() {
        let near = |host: &str| is_near(&BaseUrl::parse(&format!("http://{host}"), true).unwrap());
        for host in [
            "localhost:6666",
            "LOCALHOST",
            "127.0.0.1",
            "127.9.9.9:80",
            "[::1]:8080",
            "169.254.1.2",
            "[fe80::1]",
            "[febf::1]:81",
            "100.100.100.200",
        ] {
            assert!(near(host), "{host}");
        }
        for host in [
            "localhost.example.com",
            "127.0.0.1.nip.io",
            "metadata",
            "169.255.0.1",
            "10.0.0.1",
            "192.168.0.1",
            "100.100.100.201",
            "0.0.0.0",
            "[fec0::1]",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
        ] {
            assert!(!near(host), "{host}");
        }
    }

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
