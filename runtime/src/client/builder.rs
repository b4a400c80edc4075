//! Building a client.

use std::fmt;
use std::sync::{Arc, Once};
use std::time::{Duration, SystemTime};

use super::carrier::HttpSettings;
use super::globals::Globals;
use super::on_request::{Attempt, OnRequest};
use super::region::RegionSource;
use super::stamp::StampSource;
use super::user_agent::user_agent;
use super::{Client, Settings, SignatureVersion};
use crate::credentials::{CredentialProvider, DefaultCredentials, Environment};
use crate::endpoint::{BaseUrl, BaseUrlProblem};
use crate::error::{Error, ErrorKind};
use crate::nonce::Nonces;
use crate::retry::RetryPolicy;
#[cfg(doc)]
use crate::transport::HttpTransport;
use crate::transport::Transport;

/// Connecting, sending and reading the whole response, once: the official SDKs' read time limit.
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
    http: HttpSettings,
    attempt_timeout: Option<Duration>,
    call_timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    keep_clock: bool,
    on_request: Option<OnRequest>,
    user_agent: Option<String>,
    strict_responses: bool,
    failed_responses_are_errors: bool,
    stamps: StampSource,
    globals: Globals,
    environment: Environment,
}

impl ClientBuilder {
    /// The region, for example `cn-shanghai`: it chooses the host.
    ///
    /// Default, unless there is an [`endpoint`](Self::endpoint): what `ALIBABA_CLOUD_REGION_ID` holds when the client is
    /// built; otherwise the `region_id` of a profile of the Alibaba Cloud CLI. That is the profile of the
    /// [`credentials`](Self::credentials) where they are a [`CliProfile`](crate::CliProfile), otherwise the one in
    /// `ALIBABA_CLOUD_PROFILE`, otherwise the one that the file calls current. The file is read when the first operation is
    /// sent, on Tokio's threads for blocking work and within [`call_timeout`](Self::call_timeout); once there is a region, it
    /// is not read again. Without any of these, sending fails with [`ErrorKind::Config`], and the error says why there is
    /// none, for example that the file is malformed. The official SDKs read neither.
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
    ///
    /// The provider is [lent](CredentialProvider::lend_network) the client's network: STS, OIDC and credentials URIs are
    /// reached by the client's proxies, certificates and HTTP settings, or its own transport; the ECS metadata service
    /// never is.
    pub fn credentials(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// How requests are signed. Default: [`SignatureVersion::V3`].
    pub fn signature_version(mut self, version: SignatureVersion) -> Self {
        self.signature_version = version;
        self
    }

    /// Sets further options of `reqwest`, for example a network interface, a resolver or a client certificate. The
    /// function is called for the builder of each HTTP client, after the other settings; redirects, retries and the idle
    /// time of connections are set after it and cannot be changed, see
    /// [`TransportOptions::configure_http`](crate::transport::TransportOptions::configure_http). A further call replaces
    /// the function. Default: none. Cannot be combined with an own transport. Needs the cargo feature `reqwest`.
    ///
    /// ```no_run
    /// use std::net::Ipv4Addr;
    ///
    /// # use alibabacloud_runtime::Client;
    /// let client = Client::builder()
    ///     .region("cn-shanghai")
    ///     .configure_http(|builder| builder.local_address(Some(Ipv4Addr::new(10, 0, 0, 7).into())))
    ///     .build()?;
    /// # Ok::<(), alibabacloud_runtime::Error>(())
    /// ```
    #[cfg(feature = "reqwest")]
    pub fn configure_http(
        mut self,
        function: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http.configure = Some(crate::transport::Configure::new(function));
        self
    }

    /// Sends with this transport. Default: [`HttpTransport`].
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.http.own = Some(Arc::new(transport));
        self
    }

    /// How long establishing a connection may take, TLS included. Default: 5 s. Cannot be combined with an own
    /// transport.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.http.connect_timeout = Some(limit);
        self
    }

    /// How many bytes the body of a response may have, once it is decoded. Default: 32 MiB. A longer one is not read to its
    /// end, and the call fails with [`ErrorKind::UnexpectedResponse`] (where its status says that it was refused, with
    /// [`ErrorKind::Service`]). Cannot be combined with an own transport.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.http.response_limit = Some(bytes);
        self
    }

    /// Trusts these certificate authorities besides the system's: one certificate or several, one after another, in PEM.
    /// Further calls add to them. Default: none. Cannot be combined with an own transport. Needs the cargo feature `rustls`.
    #[cfg(feature = "rustls")]
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.http.root_certificates.extend_from_slice(pem.as_ref());
        self.http.root_certificates.push(b'\n');
        self
    }

    /// Sends through this proxy instead of the environment's, for example `http://user:password@proxy.example.com:3128`;
    /// its scheme can be `http`, `https`, `socks4`, `socks4a`, `socks5` or `socks5h`. In user name and password, `@`, `#`
    /// and `/` are percent-encoded: `%40`, `%23`, `%2F`. This machine is never reached through it. Default: `HTTPS_PROXY`,
    /// `HTTP_PROXY` or `ALL_PROXY` of the environment, see
    /// [`TransportOptions::environment_proxies`](crate::transport::TransportOptions::environment_proxies). Cannot be
    /// combined with an own transport.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.http.proxy = Some(url.into());
        self
    }

    /// Hosts that are reached without the [`proxy`](Self::proxy), separated by commas: `example.com`, `.example.com` and
    /// `*.example.com` all stand for that name and every name below it, `10.0.0.0/8` for a network, `*` for everything;
    /// see [`Proxy::except`](crate::transport::Proxy::except). Without a proxy, `*` turns those of the environment off,
    /// and anything else is an error. Default: what `NO_PROXY` or `no_proxy` says. Cannot be combined with an own
    /// transport.
    pub fn no_proxy(mut self, hosts: impl Into<String>) -> Self {
        self.http.no_proxy = Some(hosts.into());
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the response. Default: 10 s.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// How long a call may take in all: credentials, every attempt, and the pauses in between. Default: 60 s.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.call_timeout = Some(limit);
        self
    }

    /// Whether and when a call that failed is sent again. Default: [`RetryPolicy::standard`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Calls a function before each attempt of a call is signed: it can set headers, for example a trace ID or a tag. A
    /// further call replaces the function. Default: none.
    ///
    /// The function sees no parameters and no credentials, see [`Attempt`]. It runs inside the span `call`, must not block,
    /// and is called for [dry runs](Client::dry_run) too, but not for presigned URLs, because a URL has no headers. A panic
    /// of the function is one of the call.
    ///
    /// # OpenTelemetry
    ///
    /// The trace goes on in the service, or in a proxy on the way, by the header `traceparent`. With the crates
    /// `opentelemetry` and `tracing-opentelemetry`, `Span::current().context()` is the context of the span `call`, and a
    /// propagator's `inject_context` makes the text from it:
    ///
    /// ```
    /// # use alibabacloud_runtime::Client;
    /// /// The current context as a `TraceContextPropagator` injects it.
    /// fn traceparent() -> String {
    ///     "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()
    /// }
    ///
    /// let client = Client::builder()
    ///     .region("cn-shanghai")
    ///     .on_request(|attempt| attempt.set_header("traceparent", traceparent()))
    ///     .build()?;
    /// # Ok::<(), alibabacloud_runtime::Error>(())
    /// ```
    pub fn on_request(mut self, function: impl Fn(&mut Attempt<'_>) + Send + Sync + 'static) -> Self {
        self.on_request = Some(OnRequest::new(function));
        self
    }

    /// Whether requests to a host are dated by its clock, once it has refused one for its date and has shown in the
    /// response (`Date`) that the clocks differ by more than a minute. The refused request is dated, signed and sent anew
    /// at once; this is no repetition, and is said in a warning (see [`Client`]). Default: yes.
    pub fn correct_clock(mut self, correct: bool) -> Self {
        self.keep_clock = !correct;
        self
    }

    /// What is appended to the `user-agent` header, for example `my-app/1.2`: printable ASCII. Default: what
    /// `ALIBABA_CLOUD_USER_AGENT` holds when the client is built, if anything.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Whether a response that does not fit its published type in every detail, or has fields that the type does not know,
    /// is an error: for tests. Default: no; [`Response::drift`](crate::Response::drift) and
    /// [`unknown_fields`](crate::Response::unknown_fields) tell.
    pub fn strict_responses(mut self, strict: bool) -> Self {
        self.strict_responses = strict;
        self
    }

    /// Whether a response whose body says `Success: false` is an error, of kind [`ErrorKind::FailedResponse`] with the body's
    /// own code and message. Only the outermost `Success` counts. Default: no, as with the official SDKs: the response is one
    /// like any other.
    pub fn failed_responses_are_errors(mut self, errors: bool) -> Self {
        self.failed_responses_are_errors = errors;
        self
    }

    /// The clock that dates requests, those of the default chain of credentials included. Default: the system's. The
    /// service refuses dates more than 15 minutes off.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.stamps.clock = Some(Arc::new(clock));
        self
    }

    /// Where nonces and idempotency tokens come from; no value may be used twice. Default: tokens are 128
    /// random bits each, and the nonces of a thread count up from such a number.
    pub fn nonces(mut self, nonces: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.stamps.nonces = Nonces::new(nonces);
        self
    }

    /// Adds a parameter to the query of every call, as `global_parameters.queries` of the official SDKs does. An operation
    /// that has a parameter of this name in its query or form keeps its own value. A further call with the same name replaces
    /// the value. Requests for credentials do not have it. Default: none.
    ///
    /// Names that the client sets itself, such as `Action` and `Signature`, are an error of [`build`](Self::build).
    ///
    /// ```
    /// # use alibabacloud_runtime::Client;
    /// let client = Client::builder().region("cn-shanghai").global_parameter("SourceApp", "editor").build()?;
    /// # Ok::<(), alibabacloud_runtime::Error>(())
    /// ```
    pub fn global_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.globals.set_parameter(name.into(), value.into());
        self
    }

    /// Adds a header to every call. One that begins with `x-acs-` is signed in version V3. An operation that has a header of
    /// this name keeps its own value; names are the same in upper and lower case. A further call with the same name replaces
    /// the value. Requests for credentials do not have it, nor do [presigned](Client::presign) URLs. Default: none.
    ///
    /// Names that the client sets itself, such as `host`, `authorization`, `content-type` and `x-acs-date`, are an error of
    /// [`build`](Self::build); so is what cannot be sent as a header.
    ///
    /// ```
    /// # use alibabacloud_runtime::Client;
    /// let client = Client::builder().region("cn-shanghai").global_header("x-acs-tenant", "blue").build()?;
    /// # Ok::<(), alibabacloud_runtime::Error>(())
    /// ```
    pub fn global_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.globals.set_header(name.into(), value.into());
        self
    }

    /// Where environment variables and the home folder are found: those for region, proxies and user agent, and what the
    /// default chain of credentials uses, with its clock, nonces and transport where the client is given none. Default: the
    /// process's own.
    ///
    /// ```
    /// use alibabacloud_runtime::{Client, Environment};
    ///
    /// let variable = |name: &str| (name == "ALIBABA_CLOUD_REGION_ID").then(|| "cn-shanghai".into());
    /// let client = Client::builder().environment(&Environment::new().variables(variable)).build()?;
    /// # Ok::<(), alibabacloud_runtime::Error>(())
    /// ```
    pub fn environment(mut self, environment: &Environment) -> Self {
        self.environment = environment.clone();
        self
    }

    /// Builds the client. Neither the network nor the credentials are touched.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`]: an endpoint that cannot be one, a user agent that cannot be sent, a global parameter or
    /// header that cannot be one, settings that exclude each other, an invalid proxy (given, or in a variable that the endpoint would use), invalid certificates, or
    /// anything else that `reqwest` refuses; an `https` endpoint where the cargo feature `rustls` is off and no transport is
    /// given. A region is only looked at with the product of an operation: its error comes
    /// when one is sent, with the regions that are known. So does that of a system without root certificates, because
    /// plain `http` to this machine needs none.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = match &self.endpoint {
            Some(text) => Some(parse_endpoint(text, self.allow_http)?),
            None => None,
        };
        self.globals.check()?;
        let environment = &self.environment;
        let http = self.http.build(endpoint.as_ref(), &|name| environment.variable_os(name))?;
        let credentials = self.credentials.unwrap_or_else(|| Arc::new(default_credentials(environment, &self.stamps)));
        credentials.lend_network(&http.network());
        let suffix =
            self.user_agent.or_else(|| environment.variable_os("ALIBABA_CLOUD_USER_AGENT")?.into_string().ok());
        let region = RegionSource::new(self.region, endpoint.is_some(), credentials.clone(), environment);
        let settings = Settings {
            region: Arc::new(region),
            endpoint,
            network: self.network,
            credentials,
            signature_version: self.signature_version,
            transport: http.transport,
            #[cfg(feature = "blocking")]
            blocking: Arc::default(),
            http: http.options,
            response_limit: http.response_limit,
            attempt_timeout: self.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT),
            call_timeout: self.call_timeout.unwrap_or(CALL_TIMEOUT),
            headers: Vec::new(),
            on_request: self.on_request,
            user_agent: user_agent(suffix.as_deref())?,
            retry: self.retry.unwrap_or_default(),
            strict_responses: self.strict_responses,
            failed_responses_are_errors: self.failed_responses_are_errors,
            stamps: self.stamps,
            globals: Arc::new(self.globals),
            correct_clock: !self.keep_clock,
            skews: Arc::default(),
            undocumented: Arc::new(Once::new()),
        };
        Ok(Client(Arc::new(settings)))
    }
}

/// The default chain by the client's own clock and nonces, where it has such.
fn default_credentials(environment: &Environment, stamps: &StampSource) -> DefaultCredentials {
    let mut environment = environment.clone();
    if let Some(clock) = stamps.clock.clone() {
        environment = environment.clock(move || clock());
    }
    if stamps.nonces.is_custom() {
        environment.set_nonces(stamps.nonces.clone());
    }
    DefaultCredentials::new().environment(&environment)
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
             signature_version: V3, http: Some(TransportOptions { connect_timeout: 5s, environment_proxies: true, \
             proxy: None, root_certificates: 0, configured: false }), response_limit: Some(33554432), attempt_timeout: 10s, \
             call_timeout: 60s, retry: RetryPolicy { attempts: 3, backoff: Backoff { first: 200ms, longest: 20s, factor: 2.0, \
             jitter: 1.0 }, budget: Budget { tokens: 500, capacity: 500 }, .. }, correct_clock: true, strict_responses: false, \
             failed_responses_are_errors: false"
        );
        assert!(user_agent.ends_with(" app/1\" }"), "{user_agent}");
    }
}
