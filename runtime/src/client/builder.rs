//! Building a client.

use std::env;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::stamp::StampSource;
use super::user_agent::user_agent;
use super::{Client, Settings, SignatureVersion};
use crate::credentials::{CredentialProvider, DefaultCredentials};
use crate::endpoint::{BaseUrl, BaseUrlProblem};
use crate::error::{Error, ErrorKind};
use crate::transport::{ReqwestTransport, Transport, TransportOptions};

/// Connecting, sending and reading the whole reply, once: the official SDKs' read time limit.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// A whole call, with everything that is done for it.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// Settings of a [`Client`]. Each setter says its default.
#[derive(Default)]
#[must_use]
pub struct ClientBuilder {
    region: Option<String>,
    endpoint: Option<String>,
    allow_http: bool,
    network: Option<String>,
    credentials: Option<Arc<dyn CredentialProvider>>,
    signature_version: SignatureVersion,
    transport: Option<Arc<dyn Transport>>,
    connect_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    call_timeout: Option<Duration>,
    user_agent: Option<String>,
    strict_replies: bool,
    stamps: StampSource,
}

impl ClientBuilder {
    /// The region, for example `cn-shanghai`: it chooses the host. No default, and no environment variable is read for
    /// it, as in the official SDKs.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The host to call instead of the region's, with or without scheme, port and trailing slash, for example
    /// `http://127.0.0.1:8080/`. Without a scheme it is `https`. Plain `http` is for this machine, unless
    /// [`allow_http`](Self::allow_http) is set. Calls to this machine never go through a proxy.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Allows an [`endpoint`](Self::endpoint) with plain `http` on another machine: whoever listens there or in between
    /// reads tokens and data. Default: not allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// The network from which the service is reached: `public` (the default) or, inside a virtual private cloud of the
    /// region, `vpc`. Without effect on an [`endpoint`](Self::endpoint).
    pub fn network(mut self, network: impl Into<String>) -> Self {
        self.network = Some(network.into().to_ascii_lowercase());
        self
    }

    /// The same as [`network("vpc")`](Self::network).
    pub fn vpc(self) -> Self {
        self.network("vpc")
    }

    /// Where credentials come from: [`Credentials`](crate::Credentials) themselves, or a provider. Default: the
    /// [default chain](DefaultCredentials), walked when the first operation that is signed is sent.
    pub fn credentials(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// How requests are signed. Default: [`SignatureVersion::V3`].
    pub fn signature_version(mut self, version: SignatureVersion) -> Self {
        self.signature_version = version;
        self
    }

    /// Sends with this `reqwest` client, as it is. See [`ReqwestTransport`] for what it should be set to; in particular
    /// [`connect_timeout`](Self::connect_timeout) is then its own.
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(ReqwestTransport::from(client))
    }

    /// Sends with this transport. Default: [`ReqwestTransport`].
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// How long establishing a connection may take, TLS included. Default: 5 s. Cannot be combined with an own
    /// transport.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the reply. Default: 10 s.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// How long a call may take in all, getting credentials included. Default: 60 s.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.call_timeout = Some(limit);
        self
    }

    /// What is appended to the `user-agent` header, for example `my-app/1.2`: printable ASCII. Default: what
    /// `ALIBABA_CLOUD_USER_AGENT` holds when the client is built, if anything.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Whether a reply that does not fit its published type in every detail, or has fields that the type does not know,
    /// is an error: for tests. Default: no; [`Response::drift`](crate::Response::drift) and
    /// [`unknown_fields`](crate::Response::unknown_fields) tell.
    pub fn strict_replies(mut self, strict: bool) -> Self {
        self.strict_replies = strict;
        self
    }

    /// The clock that dates requests. Default: the system's. The service refuses dates more than 15 minutes off.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.stamps.clock = Some(Box::new(clock));
        self
    }

    /// Where nonces come from; no value may be used twice. Default: 128 random bits.
    pub fn nonces(mut self, nonces: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.stamps.nonces = Some(Box::new(nonces));
        self
    }

    /// Builds the client. Neither the network nor the credentials are touched.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`]: an endpoint that cannot be one, a user agent that cannot be sent, settings that exclude
    /// each other, or TLS that cannot be set up. A region is only looked at with the product of an operation: its error
    /// comes when one is sent, with the regions that are known.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = match &self.endpoint {
            Some(text) => Some(parse_endpoint(text, self.allow_http)?),
            None => None,
        };
        let (transport, options) = match (self.transport, self.connect_timeout) {
            (Some(transport), None) => (transport, None),
            (Some(_), Some(_)) => {
                return Err(Error::new(
                    ErrorKind::Config,
                    "connect_timeout has no effect on an own HTTP client or transport",
                )
                .with_hint("Set the time limit there, and leave ClientBuilder::connect_timeout out."));
            }
            (None, limit) => {
                let options = transport_options(limit, endpoint.as_ref());
                (default_transport(&options)?, Some(options))
            }
        };
        let suffix = self.user_agent.or_else(|| env::var("ALIBABA_CLOUD_USER_AGENT").ok());
        let settings = Settings {
            region: self.region,
            endpoint,
            network: self.network,
            credentials: self.credentials.unwrap_or_else(|| Arc::new(DefaultCredentials::new())),
            signature_version: self.signature_version,
            connect_timeout: options.map(|options| options.connect_timeout),
            attempt_timeout: self.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT),
            call_timeout: self.call_timeout.unwrap_or(CALL_TIMEOUT),
            user_agent: user_agent(suffix.as_deref())?,
            strict_replies: self.strict_replies,
            stamps: self.stamps,
            #[cfg(feature = "blocking")]
            blocking: crate::blocking::Family::new(options),
        };
        Ok(Client(Arc::new(settings), transport))
    }
}

fn parse_endpoint(text: &str, allow_http: bool) -> Result<BaseUrl, Error> {
    BaseUrl::parse(text.trim(), allow_http).map_err(|error| {
        let hint = match error.problem {
            BaseUrlProblem::PlainHttp => {
                "Use https, or ClientBuilder::allow_http where nobody in between can listen. For a server on this machine, \
                 give its loopback address."
            }
            _ => "An endpoint is a host such as `ice.cn-shanghai.aliyuncs.com`, or `http://127.0.0.1:8080`.",
        };
        Error::new(ErrorKind::Config, error.to_string()).with_source(error).with_hint(hint)
    })
}

fn transport_options(connect_timeout: Option<Duration>, endpoint: Option<&BaseUrl>) -> TransportOptions {
    let mut options = TransportOptions::default();
    if let Some(limit) = connect_timeout {
        options.connect_timeout = limit;
    }
    options.environment_proxies = !endpoint.is_some_and(BaseUrl::is_loopback);
    options
}

fn default_transport(options: &TransportOptions) -> Result<Arc<dyn Transport>, Error> {
    match ReqwestTransport::new(options) {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => {
            let error = Error::new(ErrorKind::Config, "TLS cannot be set up").with_source(error);
            Err(error.with_hint("Check that the system's CA certificates are installed."))
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The endpoint is not shown before it is known to have no password in it.
        formatter
            .debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("network", &self.network)
            .field("signature_version", &self.signature_version)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(endpoint: &str) -> TransportOptions {
        transport_options(None, Some(&BaseUrl::parse(endpoint, true).unwrap()))
    }

    #[test]
    fn this_machine_is_never_reached_through_a_proxy() {
        for endpoint in ["http://127.0.0.1:8080", "http://localhost", "https://[::1]:8443", "127.0.0.2"] {
            assert!(!options(endpoint).environment_proxies, "{endpoint}");
        }
        assert!(options("http://localhost.example.com").environment_proxies);
        assert!(transport_options(None, None).environment_proxies);
    }

    #[test]
    fn settings_that_cannot_have_an_effect_are_refused() {
        let error = Client::builder()
            .http_client(reqwest::Client::new())
            .connect_timeout(Duration::from_secs(1))
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
    }

    #[test]
    fn an_endpoint_that_cannot_be_one_is_refused_without_printing_a_password() {
        let builder = Client::builder().endpoint("https://user:hush@example.com");
        assert!(!format!("{builder:?}").contains("hush"));
        let error = builder.build().unwrap_err();
        assert!(!format!("{error} {error:#?}").contains("hush"), "{error}");
    }

    #[test]
    fn debug_shows_the_settings_and_the_defaults() {
        let client = Client::builder().region("cn-shanghai").user_agent("app/1").build().unwrap();
        let debug = format!("{client:?}");
        let (settings, user_agent) = debug.split_once(", user_agent: ").unwrap();
        assert_eq!(
            settings,
            "Client { region: Some(\"cn-shanghai\"), endpoint: None, network: None, credentials: \"default\", \
             signature_version: V3, connect_timeout: Some(5s), attempt_timeout: 10s, call_timeout: 60s, \
             strict_replies: false"
        );
        assert!(user_agent.ends_with(" app/1\" }"), "{user_agent}");
    }
}
