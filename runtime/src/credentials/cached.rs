//! A cache of credentials, which fetches new ones before they expire.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use tokio::time::timeout;
use tracing::instrument::WithSubscriber;
use tracing::{Instrument, debug};

use super::access_key::Credentials;
use super::environment::Environment;
use super::provider::CredentialProvider;
use super::single_flight::{Outcome, SingleFlight, Waiting};
use crate::clock::{FOREVER, iso8601};
use crate::error::{Error, ErrorKind};
use crate::task::{BoxFuture, lock};
use crate::transport::Network;

/// Credentials are refreshed this long before they expire, or a fifth of their lifetime if that is less. Official SDKs
/// always take 15 minutes, and so fetch credentials that last 15 minutes for every request.
const LONGEST_LEAD: Duration = Duration::from_secs(15 * 60);
/// No caller waits for new credentials while the old ones are valid for longer than this.
const NO_HURRY: Duration = Duration::from_secs(60);
/// After a failed refresh, the next one starts after this delay at the earliest, as long as the old credentials are
/// valid.
const RETRY_DELAY: Duration = Duration::from_secs(5);
/// A clock that is set back by less is not noticed: clocks are adjusted in small steps all the time.
const SET_BACK: Duration = Duration::from_secs(60);
/// Longer than any source of this crate takes, retries included.
const LOAD_LIMIT: Duration = Duration::from_secs(30);

/// Keeps the credentials of a provider until shortly before they [expire](Credentials::expires_at).
///
/// For providers of your own that fetch credentials from somewhere. The sources of this crate that fetch credentials use it themselves.
///
/// ```
/// # use std::time::{Duration, SystemTime};
/// # use alibabacloud_runtime::{BoxFuture, Cached, Client, CredentialProvider, Credentials, Error};
/// struct Vault;
///
/// impl CredentialProvider for Vault {
///     fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
///         Box::pin(async {
///             // Request credentials from the vault here.
///             let expires_at = SystemTime::now() + Duration::from_secs(3600);
///             Ok(Credentials::new("id", "secret").with_security_token("token").with_expiry(expires_at))
///         })
///     }
/// }
///
/// let client = Client::builder().region("cn-shanghai").credentials(Cached::new(Vault)).build()?;
/// # Ok::<(), Error>(())
/// ```
///
/// * New credentials are fetched 15 minutes or a fifth of the lifetime before they expire, whichever is less.
/// * However many callers there are, one fetch runs at a time (single-flight), and a caller that is cancelled does not end it.
/// * Callers wait only if the old credentials expire within a minute, or there are none.
/// * A fetch that exceeds its [limit](Self::load_limit) has failed, and so has one whose provider panics.
/// * If a refresh fails, the old credentials are used while they are valid, and the provider is called again after 5 s at the
///   earliest. Without valid ones, callers get the error, and the next call calls the provider again.
/// * If the clock is set back to before the last fetch, new credentials are fetched too: a source may have computed the expiry
///   of the old ones by the clock that was wrong.
/// * Credentials without expiry are kept for good. Those that have already expired (a clock may be off) are used all the
///   same, and the provider is called again after 5 s.
/// * Credentials that the service [refuses](CredentialProvider::drop_refused) are dropped and fetched anew. If the provider
///   returns the same again, they are not dropped again for 5 s.
///
/// # Threads
///
/// The provider is called on a thread that is started for one fetch and ends with it, with a Tokio runtime of its own.
/// So callers need no Tokio runtime, and a caller whose runtime is no longer polled does not block the others. For a
/// provider of your own this means: tasks that it spawns and connections that it keeps end with the fetch, and it must
/// not wait for something that only the caller's thread can do. Its future should not block the thread: then the limit
/// cannot end it, and after twice that time another fetch is started beside it; the result of the first is returned to
/// the callers that have waited for it, and is not kept.
///
/// # Tracing
///
/// Events at debug level: `fetching credentials` with the field `provider`; then `credentials fetched` with `provider`
/// and `expires_at`, or `credentials not fetched` with `provider`, `reason`, and `fallback` (whether old ones are still
/// valid); and `the service has refused credentials` with `provider` and `others` (whether other ones come next).
pub struct Cached<P> {
    provider: Arc<P>,
    environment: Environment,
    load_limit: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// When the last failed refresh ended.
    failed_at: Option<SystemTime>,
    /// The credentials that the service refused last.
    refused: Option<Credentials>,
    fetches: SingleFlight,
}

/// Credentials, and until when they are fresh and valid. Without times if they do not expire.
struct Held {
    credentials: Credentials,
    fetched_at: SystemTime,
    times: Option<Times>,
}

struct Times {
    refresh_at: SystemTime,
    expires_at: SystemTime,
}

/// What a caller is to do.
enum Next {
    Use(Credentials),
    Wait(Waiting),
}

impl<P: CredentialProvider + 'static> Cached<P> {
    /// Creates a cache of this provider's credentials.
    #[must_use]
    pub fn new(provider: P) -> Self {
        Self {
            provider: Arc::new(provider),
            environment: Environment::new(),
            load_limit: LOAD_LIMIT,
            state: Arc::default(),
        }
    }

    /// Sets the environment, of which only the clock is used. Default: the system's.
    #[must_use]
    pub fn environment(mut self, environment: &Environment) -> Self {
        self.environment = environment.clone();
        self
    }

    /// Sets how long a fetch may take. Default: 30 s.
    #[must_use]
    pub fn load_limit(mut self, limit: Duration) -> Self {
        self.load_limit = limit;
        self
    }

    /// The provider, to change its settings. The cache of earlier clones is left to them.
    pub(super) fn change(&mut self) -> &mut P
    where
        P: Clone,
    {
        self.state = Arc::default();
        Arc::make_mut(&mut self.provider)
    }

    pub(super) fn provider(&self) -> &P {
        &self.provider
    }

    fn next(&self) -> Result<Next, Error> {
        let mut state = lock(&self.state);
        let now = self.environment.now();
        if let Some(held) = &state.held {
            let Some(times) = held.times_if_due(now) else {
                return Ok(Next::Use(held.credentials.clone()));
            };
            if now < times.expires_at {
                let credentials = held.credentials.clone();
                let delayed = state.failed_at.is_some_and(|failed_at| is_recent(failed_at, now));
                if delayed && !state.fetches.is_running() {
                    return Ok(Next::Use(credentials));
                }
                let in_no_hurry = times.expires_at.duration_since(now).is_ok_and(|left| left > NO_HURRY);
                return Ok(
                    match state.fetches.join_or_start(2 * self.load_limit.min(FOREVER), |number| self.fetch(number)) {
                        Ok(waiting) if !in_no_hurry => Next::Wait(waiting),
                        _ => Next::Use(credentials),
                    },
                );
            }
        }
        state.fetches.join_or_start(2 * self.load_limit.min(FOREVER), |number| self.fetch(number)).map(Next::Wait)
    }

    /// Calls the provider and keeps its credentials, unless another fetch was started since because this one was
    /// overdue.
    fn fetch(&self, number: u64) -> impl Future<Output = Outcome> + Send + use<P> {
        let (provider, environment, state) = (self.provider.clone(), self.environment.clone(), self.state.clone());
        let limit = self.load_limit;
        async move {
            debug!(provider = %provider.name(), "fetching credentials");
            let outcome = ask(provider.clone(), limit).await;
            let now = environment.now();
            match &outcome {
                Ok(credentials) => {
                    let held = Held::new(credentials.clone(), now);
                    let expires_at = credentials.expires_at().map(iso8601);
                    debug!(provider = %provider.name(), expires_at, "credentials fetched");
                    let mut state = lock(&state);
                    if state.fetches.is_latest(number) {
                        state.held = Some(held);
                        state.failed_at = None;
                    }
                }
                Err(error) => {
                    let mut state = lock(&state);
                    let fallback = state.usable(now).is_some();
                    if state.fetches.is_latest(number) {
                        state.failed_at = Some(now);
                    }
                    drop(state);
                    debug!(provider = %provider.name(), reason = error.message(), fallback, "credentials not fetched");
                }
            }
            outcome
        }
    }

    async fn get(&self) -> Outcome {
        loop {
            let waiting = match self.next()? {
                Next::Use(credentials) => return Ok(credentials),
                Next::Wait(waiting) => waiting,
            };
            let outcome = waiting.outcome().await;
            let state = lock(&self.state);
            return match outcome {
                // Another caller has used them, and they were refused since.
                Ok(credentials) if state.has_dropped(&credentials) => continue,
                Ok(credentials) => Ok(credentials),
                Err(error) => state.usable(self.environment.now()).ok_or(error),
            };
        }
    }
}

/// Calls a provider in a task of its own, because only the runtime reports a panic.
async fn ask<P: CredentialProvider + 'static>(provider: Arc<P>, limit: Duration) -> Outcome {
    let asked = provider.clone();
    let task = async move { asked.credentials().await };
    match timeout(limit, tokio::spawn(task.in_current_span().with_current_subscriber())).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => {
            let message = format!("the credential provider `{}` has panicked", provider.name());
            Err(Error::new(ErrorKind::Credentials, message))
        }
        Err(_) => {
            let reason = format!("within {limit:?}, the limit of a fetch");
            let message = format!("no credentials from `{}` {reason}", provider.name());
            Err(Error::new(ErrorKind::Credentials, message)
                .with_source(Error::new(ErrorKind::Timeout, reason))
                .with_hint("See whether what the provider asks can be reached, or raise Cached::load_limit."))
        }
    }
}

/// Whether less than the [`RETRY_DELAY`] has passed. A clock that was set back does not lengthen it.
pub(super) fn is_recent(time: SystemTime, now: SystemTime) -> bool {
    now.duration_since(time).is_ok_and(|since| since < RETRY_DELAY)
}

impl State {
    fn usable(&self, now: SystemTime) -> Option<Credentials> {
        let held = self.held.as_ref()?;
        let good = held.times.as_ref().is_none_or(|times| now < times.expires_at);
        good.then(|| held.credentials.clone())
    }

    fn has_dropped(&self, credentials: &Credentials) -> bool {
        let is = |other: &Credentials| other.is_same_as(credentials);
        self.refused.as_ref().is_some_and(is) && !self.held.as_ref().is_some_and(|held| is(&held.credentials))
    }

    /// Drops the credentials if they are those that were refused. Returns whether other ones come next.
    fn drop_refused(&mut self, refused: &Credentials, now: SystemTime) -> bool {
        let Some(held) = self.held.as_ref().filter(|held| held.credentials.is_same_as(refused)) else {
            return true;
        };
        // The provider has just returned the same credentials, and would do so again.
        let again = self.refused.as_ref().is_some_and(|before| before.is_same_as(refused));
        if again && is_recent(held.fetched_at, now) {
            return false;
        }
        self.refused = Some(refused.clone());
        self.held = None;
        true
    }
}

impl Held {
    fn new(credentials: Credentials, now: SystemTime) -> Self {
        let times = credentials.expires_at().map(|expires_at| match expires_at.duration_since(now) {
            Ok(lifetime) if !lifetime.is_zero() => {
                let lead = LONGEST_LEAD.min(lifetime / 5);
                Times { refresh_at: expires_at - lead, expires_at }
            }
            _ => {
                let again_at = now.checked_add(RETRY_DELAY).unwrap_or(now);
                Times { refresh_at: again_at, expires_at: again_at }
            }
        });
        Self { credentials, fetched_at: now, times }
    }

    /// Their times, if new ones are to be fetched: it is time to, or the clock was set back since, so that they say nothing.
    fn times_if_due(&self, now: SystemTime) -> Option<&Times> {
        let is_set_back = self.fetched_at.duration_since(now).is_ok_and(|ahead| ahead > SET_BACK);
        self.times.as_ref().filter(|times| is_set_back || now >= times.refresh_at)
    }
}

/// Clones share the cache.
impl<P> Clone for Cached<P> {
    fn clone(&self) -> Self {
        let (provider, environment, state) = (self.provider.clone(), self.environment.clone(), self.state.clone());
        Self { provider, environment, load_limit: self.load_limit, state }
    }
}

impl<P: CredentialProvider> fmt::Debug for Cached<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cached").field("provider", &self.provider.name()).finish_non_exhaustive()
    }
}

impl<P: CredentialProvider + 'static> CredentialProvider for Cached<P> {
    fn name(&self) -> Cow<'static, str> {
        self.provider.name()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.get())
    }

    fn lend_network(&self, network: &Network) {
        self.provider.lend_network(network);
    }

    fn drop_refused(&self, refused: &Credentials) -> bool {
        // The provider may keep them too.
        self.provider.drop_refused(refused);
        let others = lock(&self.state).drop_refused(refused, self.environment.now());
        debug!(provider = %self.provider.name(), others, "the service has refused credentials");
        others
    }

    fn configured_region(&self) -> Option<BoxFuture<'_, Result<Option<String>, Error>>> {
        self.provider.configured_region()
    }
}
