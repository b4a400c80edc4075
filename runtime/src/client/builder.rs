//! The settings of a client that is built.

mod http;

use std::fmt;
use std::sync::{Arc, Once};
use std::time::{Duration, SystemTime};

use super::global_parameters::GlobalParameters;
use super::headers::Headers;
use super::http_stack::HttpSettings;
use super::interface::Client;
use super::on_request::{Attempt, OnRequest};
use super::region::RegionSource;
use super::settings::{Settings, SignatureVersion};
use super::user_agent::user_agent;
use crate::clock::Clock;
use crate::credentials::{CredentialProvider, DefaultCredentials, Environment};
use crate::endpoint::{BaseUrl, BaseUrlProblem};
use crate::error::{Error, ErrorKind};
use crate::nonce::Nonces;
use crate::retry::RetryPolicy;

/// Connecting, sending and reading the whole response, once: the official SDKs' read time limit.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// A whole call, with everything that is done for it.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// Builds a [`Client`].
///
/// ```
/// # use std::time::Duration;
/// # use alibabacloud_runtime::{Client, RetryPolicy};
/// let client = Client::builder()
///     .region("cn-shanghai")
///     .call_timeout(Duration::from_secs(20))
///     .retry(RetryPolicy::standard().attempts(5))
///     .build()?;
/// # Ok::<(), alibabacloud_runtime::Error>(())
/// ```
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
    clock: Clock,
    nonces: Nonces,
    global_parameters: GlobalParameters,
    headers: Headers,
    environment: Environment,
}

impl Client {
    /// Returns a builder. It needs a region or an endpoint; a region is also [found in the environment](ClientBuilder::region).
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
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

    /// Allows an [`endpoint`](Self::endpoint) with plain `http` on another machine: whoever can read the traffic reads
    /// tokens and data. Default: not allowed.
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

    /// Sets the credentials: [`Credentials`](crate::Credentials) themselves, or a provider. Default: the [default
    /// chain](DefaultCredentials), which is searched when the first operation that is signed is sent.
    ///
    /// The provider may use the client's network ([`lend_network`](CredentialProvider::lend_network)): requests to STS,
    /// OIDC and credentials URIs go through the client's proxies, certificates and HTTP settings, or its own transport;
    /// those to the ECS metadata service never do.
    pub fn credentials(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// How requests are signed. Default: [`SignatureVersion::V3`].
    pub fn signature_version(mut self, version: SignatureVersion) -> Self {
        self.signature_version = version;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the response. Default: 10 s.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// How long a call may take in all: credentials, every attempt, and the delays in between. Default: 60 s.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.call_timeout = Some(limit);
        self
    }

    /// Whether and when a call that failed is retried. Default: [`RetryPolicy::standard`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Calls a function before each attempt of a call is signed: it can set headers, for example a trace ID or a tag. A
    /// further call replaces the function. Default: none.
    ///
    /// The function sees no parameters and no credentials, see [`Attempt`]. It runs inside the span `call` and must not
    /// block. It is called for [dry runs](Client::dry_run) too, but not for presigned URLs, which have no headers. If it
    /// panics, the call does.
    ///
    /// # OpenTelemetry
    ///
    /// The header `traceparent` continues the trace in the service, or in a proxy before it. With the crates
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
    #[doc(alias("interceptor", "middleware", "hook"))]
    pub fn on_request(mut self, function: impl Fn(&mut Attempt<'_>) + Send + Sync + 'static) -> Self {
        self.on_request = Some(OnRequest::new(function));
        self
    }

    /// Whether requests to a host are dated by its clock, once it has refused one for its date and its response (`Date`) has
    /// shown that the clocks differ by more than a minute. The refused request is dated, signed and sent again at once; this
    /// is not a retry, and is reported by a warning (see [`Client`]). Default: yes.
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
    /// [`unknown_fields`](crate::Response::unknown_fields) report it.
    pub fn strict_responses(mut self, strict: bool) -> Self {
        self.strict_responses = strict;
        self
    }

    /// Whether a response whose body says `Success: false` is an error, of kind [`ErrorKind::FailedResponse`] with the body's
    /// own code and message. Only the outermost `Success` counts. The call is retried where the code says that it was
    /// throttled. Default: no, as with the official SDKs.
    pub fn failed_responses_are_errors(mut self, errors: bool) -> Self {
        self.failed_responses_are_errors = errors;
        self
    }

    /// The clock that dates requests, those of the default chain of credentials included. Default: the system's. The
    /// service refuses dates more than 15 minutes off.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(clock);
        self
    }

    /// Where nonces and idempotency tokens come from; no value may be returned twice. Default: [`nonce`](crate::sign::nonce)
    /// for nonces, and 128 random bits for each token.
    pub fn nonces(mut self, nonces: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.nonces = Nonces::new(nonces);
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
        self.global_parameters.set(name.into(), value.into());
        self
    }

    /// Adds a header to every call. One that begins with `x-acs-` is signed in version V3. An operation that has a header of
    /// this name keeps its own value, and the option [`header`](crate::PendingCall::header) of a call replaces it; upper and
    /// lower case are the same. A further call with the same name replaces the value. Requests for credentials do not have
    /// it, nor do [presigned](Client::presign) URLs. Default: none.
    ///
    /// Names that the client sets itself, such as `host`, `authorization`, `content-type` and `x-acs-date`, are an error of
    /// [`build`](Self::build); so is a header that HTTP does not allow.
    ///
    /// ```
    /// # use alibabacloud_runtime::Client;
    /// let client = Client::builder().region("cn-shanghai").global_header("x-acs-tenant", "blue").build()?;
    /// # Ok::<(), alibabacloud_runtime::Error>(())
    /// ```
    pub fn global_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.set_global(name.into(), value.into());
        self
    }

    /// Where environment variables and the home folder are found: those for region, proxies (also of requests for
    /// credentials) and user agent, and those of the default chain of credentials, which also has its clock, nonces and
    /// transport from here if the client has none. Default: the process's own.
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
    /// [`ErrorKind::Config`]: an invalid endpoint, user agent, global parameter or header, settings that exclude each other,
    /// an invalid proxy (set here, or in a variable that the endpoint would use), invalid certificates, or anything else that
    /// `reqwest` refuses; an `https` endpoint if the cargo feature `rustls` is off and no transport is set. A region is only
    /// checked with the product of an operation: its error occurs when one is sent, with the regions that are known. So does
    /// that of a system without root certificates, because plain `http` to this machine needs none.
    pub fn build(self) -> Result<Client, Error> {
        Ok(Client(Arc::new(self.settings()?)))
    }

    pub(super) fn settings(self) -> Result<Settings, Error> {
        let endpoint = match &self.endpoint {
            Some(text) => Some(parse_endpoint(text, self.allow_http)?),
            None => None,
        };
        self.global_parameters.check()?;
        self.headers.check_global()?;
        let environment = &self.environment;
        let http = self.http.build(endpoint.as_ref(), &|name| environment.variable_os(name))?;
        let credentials = match self.credentials {
            Some(credentials) => credentials,
            None => Arc::new(default_credentials(environment, &self.clock, &self.nonces)),
        };
        credentials.lend_network(&http.network(environment));
        let suffix =
            self.user_agent.or_else(|| environment.variable_os("ALIBABA_CLOUD_USER_AGENT")?.into_string().ok());
        let region = RegionSource::new(self.region, endpoint.is_some(), credentials.clone(), environment);
        Ok(Settings {
            region: Arc::new(region),
            endpoint,
            network: self.network,
            credentials,
            signature_version: self.signature_version,
            transport: http.transport,
            http: http.options,
            response_limit: http.response_limit,
            attempt_timeout: self.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT),
            call_timeout: self.call_timeout.unwrap_or(CALL_TIMEOUT),
            headers: self.headers,
            on_request: self.on_request,
            user_agent: user_agent(suffix.as_deref())?,
            retry: self.retry.unwrap_or_default(),
            global_parameters: Arc::new(self.global_parameters),
            strict_responses: self.strict_responses,
            failed_responses_are_errors: self.failed_responses_are_errors,
            clock: self.clock,
            nonces: self.nonces,
            correct_clock: !self.keep_clock,
            skews: Arc::default(),
            undocumented_host: Arc::new(Once::new()),
            #[cfg(feature = "blocking")]
            background: Arc::default(),
        })
    }
}

/// The default chain, with the clock and the nonces of the client if it has its own.
fn default_credentials(environment: &Environment, clock: &Clock, nonces: &Nonces) -> DefaultCredentials {
    let mut environment = environment.clone();
    if clock.is_custom() {
        environment.set_clock(clock.clone());
    }
    if nonces.is_custom() {
        environment.set_nonces(nonces.clone());
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
    fn an_invalid_endpoint_is_refused_without_printing_a_password() {
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
