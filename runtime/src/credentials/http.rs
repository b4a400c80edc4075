//! HTTP requests for credentials: up to three attempts within a time limit.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue, USER_AGENT};
use http::{Method, Request, Uri};
use tokio::time::{Instant, sleep, timeout};
use tracing::debug;

use super::environment::Environment;
use crate::client::user_agent;
use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind, is_failure};
use crate::received::{RawResponse, Secrets};
use crate::retry::{Backoff, random};
use crate::sign::SignedRequest;
use crate::transport::{Network, Transport, TransportOptions};

const ATTEMPTS: u32 = 3;
/// Short, because a call is waiting.
const BACKOFF: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_millis(100));

/// How a source sends its requests if its environment has no transport.
#[derive(Clone)]
pub(super) struct Http {
    network: Network,
    /// Whether the network of a client may be used: never for the metadata service.
    takes_lent: bool,
    /// For how long a failed connection is tried again.
    connecting: Duration,
    /// From connecting to the last byte of the response, with all attempts and backoffs.
    whole: Duration,
    attempts: u32,
}

impl Http {
    /// Connecting may take 5 s, a request 10 s in all; proxies of the environment are used: as official SDKs call STS
    /// and credentials URIs.
    pub(super) fn through_proxies(environment: &Environment) -> Self {
        let (connect_timeout, whole) = (Duration::from_secs(5), Duration::from_secs(10));
        let options = TransportOptions { connect_timeout, ..TransportOptions::default() };
        let network = Network::new(options, environment.own_variables());
        Self { network, takes_lent: true, connecting: whole, whole, attempts: ATTEMPTS }
    }

    /// Connecting may take 250 ms, and is retried for up to 500 ms, because a packet may be lost; 2 s in all, never
    /// through a proxy. Official SDKs allow the ECS metadata service 1 s to connect; here that is enough for both of
    /// its addresses.
    pub(super) fn to_this_machine() -> Self {
        let (connect_timeout, connecting) = (Duration::from_millis(250), Duration::from_millis(500));
        let options = TransportOptions { connect_timeout, environment_proxies: false, ..TransportOptions::default() };
        Self {
            network: Network::new(options, None),
            takes_lent: false,
            connecting,
            whole: Duration::from_secs(2),
            attempts: ATTEMPTS,
        }
    }

    /// The same with one attempt, for a request that must not be repeated.
    pub(super) fn once(&self) -> Self {
        Self { attempts: 1, ..self.clone() }
    }

    /// Sends a request, created anew for each attempt, and returns the response, whatever its status. A request that
    /// did not arrive, timed out, or got a status of 500 or more is retried, with up to three attempts in all.
    /// `direct`: no proxy is used.
    ///
    /// # Errors
    ///
    /// The request cannot be created, or there is no response. The message names the host; neither it nor the cause
    /// quotes the request.
    pub(super) async fn send(
        &self,
        environment: &Environment,
        direct: bool,
        mut make: impl FnMut() -> Result<(Request<Bytes>, Secrets), Error> + Send,
    ) -> Result<RawResponse, Error> {
        let transport = self.transport(environment, direct)?;
        let started = Instant::now();
        let mut number = 1;
        loop {
            let (request, secrets) = make()?;
            let left = self.whole.saturating_sub(started.elapsed());
            // The last attempt may take all the time that is left, each earlier one half of it.
            let limit = if number < self.attempts { left / 2 } else { left };
            let outcome = self.attempt(&*transport, request, secrets, limit).await;
            let spent = started.elapsed();
            let delay = BACKOFF.delay(number, None, random());
            let is_worth_another = match &outcome {
                Ok(response) => is_failure(response.status) && !Error::refused(response.clone()).is_throttled(),
                Err(failure) if failure.kind() == ErrorKind::Connect => spent < self.connecting,
                Err(failure) => matches!(failure.kind(), ErrorKind::Timeout | ErrorKind::Transport),
            };
            if number == self.attempts || !is_worth_another || spent + delay >= self.whole {
                return outcome.map_err(|failure| no_response(failure, number));
            }
            debug!(attempt = number, "retrying the request for credentials");
            sleep(delay).await;
            number += 1;
        }
    }

    fn transport(&self, environment: &Environment, direct: bool) -> Result<Arc<dyn Transport>, Error> {
        if let Some(transport) = environment.own_transport() {
            return Ok(transport.clone());
        }
        let network = environment.lent_network().filter(|_| self.takes_lent).unwrap_or(&self.network);
        let transport = if direct { network.direct() } else { network.transport() };
        transport.map_err(|error| Error::new(ErrorKind::Credentials, "HTTP cannot be set up").with_source(error))
    }

    /// One attempt. Its error names the host.
    async fn attempt(
        &self,
        transport: &dyn Transport,
        request: Request<Bytes>,
        secrets: Secrets,
        limit: Duration,
    ) -> Result<RawResponse, Error> {
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let error = match timeout(limit, transport.send(request)).await {
            Ok(Ok(response)) => return Ok(RawResponse::new(&host, response, secrets)),
            Ok(Err(mut error)) => {
                // A response that was cut off may hold half of a key.
                error.take_partial_response();
                Error::no_response(error, &host, &secrets)
            }
            Err(_) => Error::new(ErrorKind::Timeout, format!("no complete response within {:?}", self.whole)),
        };
        Err(error.at_host(host))
    }
}

/// The error of a request without a response. Its cause is that of the last attempt.
fn no_response(failure: Error, attempts: u32) -> Error {
    let host = failure.host().unwrap_or_default();
    let number = if attempts > 1 { format!(" ({attempts} attempts)") } else { String::new() };
    let message = format!("no response from {host}: {}{number}", failure.message());
    let error = Error::new(ErrorKind::Credentials, message);
    let error = match failure.own_hint().map(str::to_owned) {
        Some(hint) => error.with_hint(hint),
        None => error,
    };
    error.with_source(failure)
}

/// Why a request has no response, if this is the error of one.
pub(super) fn failure(error: &Error) -> Option<ErrorKind> {
    let cause = error.source()?.downcast_ref::<Error>()?;
    cause.status().is_none().then(|| cause.kind())
}

/// The error of a request, with a hint if there was no response. What the transport says to do is more specific: about a
/// proxy, or a certificate.
pub(super) fn advise(error: Error, hint: &str) -> Error {
    match (failure(&error), error.own_hint()) {
        (Some(ErrorKind::Config) | None, _) | (_, Some(_)) => error,
        (Some(_), None) => error.with_hint(hint),
    }
}

/// One line on a response with a status other than 200.
pub(super) fn refused(what: &str, response: RawResponse, hint: impl FnOnce(&Error) -> Option<&'static str>) -> Error {
    let source = if response.status.as_u16() >= 400 {
        Error::refused(response)
    } else {
        Error::unexpected(response, "not the response that was asked for")
            .with_hint("Redirects are not followed here. Check the address; another server may be there.")
    };
    let error = Error::new(ErrorKind::Credentials, format!("{what} failed: {source}"));
    let hint = hint(&source).map(str::to_owned).or_else(|| source.hint().map(|hint| hint.into_owned()));
    let error = match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    };
    error.with_source(source)
}

/// A request without body.
pub(super) fn request(method: Method, uri: &str, headers: &[(&'static str, &str)]) -> Result<Request<Bytes>, Error> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = method;
    *request.uri_mut() = Uri::try_from(uri).map_err(|error| unsendable("the address").with_source(error))?;
    request.headers_mut().insert(USER_AGENT, user_agent(None)?);
    for (name, value) in headers {
        insert(&mut request, name, value)?;
    }
    Ok(request)
}

/// The same from a signed request.
pub(super) fn from_signed(base_url: &BaseUrl, signed: SignedRequest<'_>) -> Result<Request<Bytes>, Error> {
    let mut request = signed.into_http(base_url.scheme()).map_err(|unsendable| {
        Error::new(ErrorKind::Credentials, format!("a request for credentials cannot be sent: {unsendable}"))
            .with_source(unsendable)
    })?;
    request.headers_mut().insert(USER_AGENT, user_agent(None)?);
    Ok(request)
}

fn insert(request: &mut Request<Bytes>, name: &str, value: &str) -> Result<(), Error> {
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable(&format!("the header `{name}`")))?;
    let mut value = HeaderValue::from_str(value).map_err(|_| unsendable(&format!("the header `{name}`")))?;
    // Keeps keys and tokens out of the logs of HTTP libraries.
    value.set_sensitive(true);
    request.headers_mut().insert(header, value);
    Ok(())
}

fn unsendable(what: &str) -> Error {
    Error::new(ErrorKind::Credentials, format!("{what} of a request for credentials cannot be sent"))
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Mutex;

    use http::Response;

    use super::*;
    use crate::task::BoxFuture;
    use crate::transport::{TransportError, TransportErrorKind};

    /// Responds after this delay, or never; or accepts no connection in that time.
    struct Slow {
        responds: Option<Duration>,
        connects: bool,
        attempts: Arc<Mutex<Vec<Instant>>>,
    }

    impl Transport for Slow {
        fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
            self.attempts.lock().unwrap().push(Instant::now());
            Box::pin(async {
                match self.responds {
                    None => pending().await,
                    Some(after) => sleep(after).await,
                }
                match self.connects {
                    true => Ok(Response::new(Bytes::new())),
                    false => Err(TransportError::new(TransportErrorKind::Connect, "timed out")),
                }
            })
        }
    }

    /// The outcome of a request, the seconds at which it was attempted, and the number of attempts.
    async fn send(responds: Option<u64>, connects: bool) -> (Result<(), String>, Vec<u64>, u64) {
        let attempts = Arc::<Mutex<Vec<Instant>>>::default();
        let responds = responds.map(Duration::from_secs);
        let environment = Environment::new().transport(Slow { responds, connects, attempts: attempts.clone() });
        let begun = Instant::now();
        let make = || Ok((request(Method::GET, "https://sts.example.com/", &[])?, Secrets::default()));
        let response = Http::through_proxies(&environment).send(&environment, false, make).await;
        let seconds = attempts.lock().unwrap().iter().map(|time| (*time - begun).as_secs()).collect();
        (response.map(|_| ()).map_err(|error| error.message().to_owned()), seconds, begun.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn all_attempts_share_the_time_limit() {
        let (outcome, attempts, spent) = send(None, true).await;
        let message = "no response from sts.example.com: no complete response within 10s (3 attempts)";
        assert_eq!((outcome.unwrap_err().as_str(), attempts, spent), (message, vec![0, 5, 7], 10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_response_that_takes_its_time_is_waited_for() {
        assert_eq!(send(Some(4), true).await, (Ok(()), vec![0], 4));
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_cannot_be_made_is_tried_three_times() {
        let (outcome, attempts, spent) = send(Some(2), false).await;
        let message = "no response from sts.example.com: no connection: timed out (3 attempts)";
        assert_eq!((outcome.unwrap_err().as_str(), attempts, spent), (message, vec![0, 2, 4], 6));
        let (outcome, attempts, spent) = send(Some(5), false).await;
        assert!(outcome.is_err());
        assert_eq!((attempts, spent), (vec![0, 5, 7], 10));
    }

    #[test]
    fn time_limits_are_those_of_the_official_sdks() {
        let limits = |http: Http| (http.connecting.as_millis(), http.whole.as_millis(), http.takes_lent);
        assert_eq!(limits(Http::through_proxies(&Environment::new())), (10_000, 10_000, true));
        // The two addresses together take the 1 s that it takes at most to find that neither can be reached.
        assert_eq!(limits(Http::to_this_machine()), (500, 1000 + 1000, false));
    }

    #[test]
    fn what_no_header_can_hold_is_an_error_that_does_not_print_it() {
        let error = request(Method::GET, "http://localhost/", &[("x-token", "hush\n")]).unwrap_err();
        assert_eq!(error.message(), "the header `x-token` of a request for credentials cannot be sent");
        let request = request(Method::GET, "http://localhost/", &[("x-token", "hush")]).unwrap();
        assert!(!format!("{request:?}").contains("hush"));
    }
}
