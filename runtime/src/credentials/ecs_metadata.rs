//! Credentials of the RAM role of an ECS instance.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use http::{Method, StatusCode};
use serde_json::Value;
use tracing::debug;

use super::access_key::Credentials;
use super::cached::Cached;
use super::environment::Environment;
use super::http::{Http, advise, failure, refused, request};
use super::provider::{CredentialProvider, delegate_provider};
use super::temporary;
use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind, one_line};
use crate::received::{RawResponse, Secrets};
use crate::task::BoxFuture;

/// The address on instances that have no IPv4 address.
const ADDRESSES: [&str; 2] = ["http://100.100.100.200", "http://[fd00:100::100:200]"];
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const TOKEN: &str = "x-aliyun-ecs-metadata-token";
const DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// Temporary keys of the RAM role that is attached to an ECS instance, from the instance's metadata service.
///
/// A session token is requested first (version 2 of that service). If there is none, or reading with it fails, version
/// 1 is used, unless it is [disabled](Self::v1_fallback). Keys are kept and refreshed as [`Cached`] describes.
///
/// The service is called at `100.100.100.200` and, if no connection can be made, at `[fd00:100::100:200]`, where
/// instances without IPv4 have it. Connecting may take 250 ms, and is retried for up to 500 ms at each address: outside
/// of ECS it takes at most about 1 s to find that there is no such service. Each of the two or three requests may take
/// 2 s, in up to three attempts; one that times out or gets a status of 500 or more is retried. Neither a proxy nor the
/// HTTP settings of a client are used.
///
/// # Errors
///
/// [Not configured](Error::is_not_configured): the service cannot be reached, as outside of ECS, or the instance has no
/// role, unless a role name is set; or `ALIBABA_CLOUD_ECS_METADATA_DISABLED` is `true`.
///
/// Otherwise: the service can be reached and does not respond, refuses the request or returns no keys; or it does not
/// know the role that is set.
#[derive(Clone)]
pub struct EcsMetadata(Cached<Instance>);

#[derive(Clone)]
struct Instance {
    role_name: Option<String>,
    v1_fallback: Option<bool>,
    endpoint: Option<String>,
    environment: Environment,
    http: Http,
}

impl EcsMetadata {
    /// Creates a source for the role of the instance that this program runs on.
    #[must_use]
    pub fn new() -> Self {
        Self(Cached::new(Instance {
            role_name: None,
            v1_fallback: None,
            endpoint: None,
            environment: Environment::new(),
            http: Http::to_this_machine(),
        }))
    }

    /// Sets the name of the instance's role, which saves a request for it. Default: `ALIBABA_CLOUD_ECS_METADATA`,
    /// otherwise the name that the metadata service returns.
    #[must_use]
    pub fn role_name(mut self, name: impl Into<String>) -> Self {
        self.0.change().role_name = Some(name.into());
        self
    }

    /// Sets whether keys are requested without a session token if none can be obtained. Default: yes, unless
    /// `ALIBABA_CLOUD_IMDSV1_DISABLED` is `true`.
    #[must_use]
    pub fn v1_fallback(mut self, fallback: bool) -> Self {
        self.0.change().v1_fallback = Some(fallback);
        self
    }

    /// Sets the only URL of the metadata service. Default: `http://100.100.100.200`, then `http://[fd00:100::100:200]`,
    /// which are the same on every instance.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.0.change().endpoint = Some(endpoint.into());
        self
    }

    /// Sets the environment: variables, clock and network. Default: the process's own.
    #[must_use]
    pub fn environment(mut self, environment: &Environment) -> Self {
        self.0.change().environment = environment.clone();
        Self(self.0.environment(environment))
    }
}

impl Instance {
    async fn fetch(&self) -> Result<Credentials, Error> {
        if self.environment.is_true(DISABLED) {
            return Err(Error::not_configured(format!("{DISABLED} is set, so the ECS metadata service is not asked")));
        }
        let named = self.role_name.clone().or_else(|| self.environment.variable("ALIBABA_CLOUD_ECS_METADATA"));
        let found = self.find().await;
        let mut service = found.map_err(|error| if named.is_some() { error.of_chosen_source() } else { error })?;
        let role = match named {
            Some(role) => role_name(&role)?,
            None => self.get(&mut service, ROLES, |service, response| service.role(response)).await?,
        };
        let path = format!("{ROLES}{role}");
        self.get(&mut service, &path, |service, response| service.keys(&role, response, self.environment.now())).await
    }

    /// The first address at which there is a metadata service.
    async fn find(&self) -> Result<Service, Error> {
        let Some(endpoint) = self.endpoint.as_deref() else {
            let [first, second] = ADDRESSES;
            return match self.open(first).await {
                Err(error) if error.is_not_configured() => match self.open(second).await {
                    Err(other) if other.is_not_configured() => {
                        let message = format!("{}; {}", error.message(), other.message());
                        Err(not_on_ecs(Error::not_configured(message).with_source(error)))
                    }
                    found => found,
                },
                found => found,
            };
        };
        self.open(endpoint).await
    }

    /// Requests a session token; `None` if version 1 is to be used.
    async fn open(&self, address: &str) -> Result<Service, Error> {
        let base_url = BaseUrl::parse(address, true)
            .map_err(|error| Error::new(ErrorKind::Credentials, error.to_string()).with_source(error))?;
        let url = format!("{base_url}/latest/api/token");
        let make = || {
            let request = request(Method::PUT, &url, &[("x-aliyun-ecs-metadata-token-ttl-seconds", "21600")])?;
            Ok((request, Secrets::default()))
        };
        let problem = match self.http.send(&self.environment, true, make).await {
            Ok(response) if response.status == StatusCode::OK => match printable(&response.body) {
                Some(token) => return Ok(Service { base_url, token: Some(token) }),
                None => Error::new(ErrorKind::Credentials, format!("{} gave no session token", response.host)),
            },
            Ok(response) => refused("asking for a session token", response, |_| None),
            // Version 1 has the same address, so it cannot be reached either.
            Err(error) if failure(&error) == Some(ErrorKind::Connect) => {
                return Err(not_on_ecs(Error::not_configured(error.message()).with_source(error)));
            }
            Err(error) => not_on_ecs(error),
        };
        if !self.falls_back() {
            return Err(problem.with_hint(V2_NEEDED));
        }
        debug!(reason = problem.message(), "ECS metadata: going on without a session token");
        Ok(Service { base_url, token: None })
    }

    fn falls_back(&self) -> bool {
        self.v1_fallback.unwrap_or_else(|| !self.environment.is_true("ALIBABA_CLOUD_IMDSV1_DISABLED"))
    }

    /// Reads with the session token, if there is one. Some clouds return tokens that they then refuse: once reading has
    /// failed for whatever reason, no token is used. Where the instance accepts no version 1 at all, the response to the
    /// token counts.
    async fn get<T>(
        &self,
        service: &mut Service,
        path: &str,
        content: impl Fn(&Service, RawResponse) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let outcome = self.read(service, path).await.and_then(|response| content(service, response));
        let failure = match outcome {
            Err(failure) if service.token.is_some() && self.falls_back() => failure,
            outcome => return outcome,
        };
        debug!(reason = failure.message(), "ECS metadata: reading with the session token has failed");
        service.token = None;
        match self.read(service, path).await.and_then(|response| content(service, response)) {
            Err(refusal) if refusal.status().is_some_and(needs_token) => Err(failure),
            outcome => outcome,
        }
    }

    async fn read(&self, service: &Service, path: &str) -> Result<RawResponse, Error> {
        let url = format!("{}{path}", service.base_url);
        let header = service.token.as_deref().map(|token| (TOKEN, token));
        let make = || {
            let mut secrets = Secrets::default();
            service.token.iter().for_each(|token| secrets.add(token));
            Ok((request(Method::GET, &url, header.as_slice())?, secrets))
        };
        self.http.send(&self.environment, true, make).await.map_err(not_on_ecs)
    }
}

/// A metadata service that can be reached.
struct Service {
    base_url: BaseUrl,
    token: Option<String>,
}

impl Service {
    /// The name of the instance's role.
    fn role(&self, response: RawResponse) -> Result<String, Error> {
        match response.status {
            StatusCode::OK if response.body.trim_ascii().is_empty() => Err(without_role(&response.host)),
            StatusCode::OK => role_name(&String::from_utf8_lossy(&response.body)),
            StatusCode::NOT_FOUND => Err(without_role(&response.host)),
            _ => Err(refused("asking for the instance's role", response, |refusal| self.advice(refusal))),
        }
    }

    /// The keys of a role.
    fn keys(&self, role: &str, response: RawResponse, now: SystemTime) -> Result<Credentials, Error> {
        if response.status != StatusCode::OK {
            let what = format!("asking for the keys of role {role}");
            return Err(refused(&what, response, |refusal| self.advice(refusal)));
        }
        let fields = temporary::object(&response)?;
        match fields.get("Code") {
            Some(Value::String(code)) if code == "Success" => {
                let credentials = temporary::credentials(fields, &response)?;
                Ok(temporary::by_own_clock(credentials, &response.headers, now))
            }
            code => {
                let message = format!("{} has no keys for role {role}", response.host);
                let message = if code.is_none() { format!("{message}: its response has no Code") } else { message };
                let error = temporary::failed(message, &response);
                Err(error.with_hint("Check that this role is attached to the instance."))
            }
        }
    }

    fn advice(&self, refusal: &Error) -> Option<&'static str> {
        match refusal.status()? {
            StatusCode::NOT_FOUND => Some(ATTACH),
            // With version 1 enabled, it would have been read without the token.
            status if status.is_client_error() && self.token.is_some() => Some(V2_REFUSED),
            _ => None,
        }
    }
}

/// Whether the status says that version 1 is disabled.
fn needs_token(status: StatusCode) -> bool {
    [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status)
}

/// The name of a role without white space around it.
fn role_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".@-_".contains(&byte)) {
        let message = format!("`{}` is not the name of a role", one_line(name, 80));
        return Err(Error::new(ErrorKind::Credentials, message));
    }
    Ok(name.to_owned())
}

fn printable(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| text.to_owned())
}

fn not_on_ecs(error: Error) -> Error {
    advise(
        error,
        "Only ECS instances have this service. Elsewhere, ALIBABA_CLOUD_ECS_METADATA_DISABLED=true saves the wait.",
    )
}

/// The error for an instance without a role: it is not configured.
fn without_role(host: &str) -> Error {
    Error::not_configured(format!("{host} knows of no role of the instance")).with_hint(ATTACH)
}

const ATTACH: &str = "Attach a RAM role to the instance, or correct the role's name.";

const V2_NEEDED: &str = "Version 2 of the metadata service is needed, because version 1 is turned off here \
                         (ALIBABA_CLOUD_IMDSV1_DISABLED, EcsMetadata::v1_fallback).";

const V2_REFUSED: &str = "The metadata service gives a session token and does not accept it; version 1, which needs none, is \
                          turned off here (ALIBABA_CLOUD_IMDSV1_DISABLED, EcsMetadata::v1_fallback).";

impl Default for EcsMetadata {
    fn default() -> Self {
        Self::new()
    }
}

impl CredentialProvider for Instance {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("ecs_ram_role")
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.fetch())
    }
}

delegate_provider!(EcsMetadata);

impl fmt::Debug for EcsMetadata {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EcsMetadata").field("role_name", &self.0.provider().role_name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::*;
    use crate::transport::{Transport, TransportError, TransportErrorKind};

    /// A network that accepts connections and never responds, or never accepts a connection in time.
    struct Silent {
        connects: bool,
    }

    impl Transport for Silent {
        fn send(
            &self,
            _: http::Request<bytes::Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<bytes::Bytes>, TransportError>> {
            Box::pin(async {
                if self.connects {
                    return std::future::pending().await;
                }
                tokio::time::sleep(Duration::from_millis(250)).await;
                Err(TransportError::new(TransportErrorKind::Connect, "timed out"))
            })
        }
    }

    /// The error, and the milliseconds until it.
    async fn failure(connects: bool, fallback: bool) -> (Error, u128) {
        let environment = Environment::new().variables(|_| None).transport(Silent { connects });
        let metadata = EcsMetadata::new().v1_fallback(fallback).environment(&environment);
        let begun = Instant::now();
        let error = metadata.0.provider().fetch().await.unwrap_err();
        (error, begun.elapsed().as_millis())
    }

    #[tokio::test(start_paused = true)]
    async fn away_from_ecs_it_takes_little_more_than_a_second() {
        let (error, spent) = failure(false, true).await;
        assert!(error.is_not_configured());
        assert!((1000..=1000 + 2 * 60).contains(&spent), "{spent} ms");
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_is_there_and_says_nothing_fails_in_2_s_a_step() {
        let (error, spent) = failure(true, false).await;
        assert!(!error.is_not_configured());
        assert_eq!(
            (error.message(), error.hint().as_deref()),
            ("no response from 100.100.100.200: no complete response within 2s (3 attempts)", Some(V2_NEEDED))
        );
        assert!((2000..2010).contains(&spent), "{spent} ms");
        let (error, spent) = failure(true, true).await;
        assert!(!error.is_not_configured());
        assert!((4000..4020).contains(&spent), "{spent} ms");
    }
}
