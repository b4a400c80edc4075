//! Keeps credentials that were fetched, and fetches new ones ahead of time.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use tracing::debug;

use super::flight::{Flight, Waiting, abandoned};
use super::{CredentialProvider, Credentials, Surroundings};
use crate::clock::iso8601;
use crate::error::Error;
use crate::future::BoxFuture;
use crate::lock::lock;

/// Credentials are fetched anew this long before they expire, or a fifth of their lifetime if that is less: official
/// SDKs take 15 minutes always, and so fetch those that last 15 minutes for every request.
const LONGEST_LEAD: Duration = Duration::from_secs(15 * 60);
/// Nobody is kept waiting for new credentials while the old ones are good for longer than this.
const NO_HURRY: Duration = Duration::from_secs(60);
/// After a refresh has failed, the next one is not tried before this, as long as the old credentials are good.
const PAUSE: Duration = Duration::from_secs(5);

/// Keeps what a provider gives until shortly before it [expires](Credentials::expires_at): for own providers that
/// fetch credentials from somewhere. The sources of this crate that do so already have it inside.
///
/// ```
/// # use std::{borrow::Cow, time::{Duration, SystemTime}};
/// # use alibabacloud_runtime::{BoxFuture, Cached, Client, CredentialProvider, Credentials, Error};
/// struct Vault;
///
/// impl CredentialProvider for Vault {
///     fn name(&self) -> Cow<'static, str> {
///         Cow::Borrowed("vault")
///     }
///
///     fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
///         Box::pin(async {
///             // Here the vault is asked.
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
/// * New credentials are fetched the smaller of 15 minutes and a fifth of the lifetime ahead of expiry.
/// * However many callers there are, the provider is asked once at a time, by a task of its own: a caller that is
///   cancelled does not disturb the others. The task goes on when all callers are gone, so a provider should have a
///   time limit.
/// * Callers wait only where the old credentials expire within a minute, or there are none.
/// * Where a refresh fails, the old credentials are used as long as they are good, and the provider is asked again
///   after 5 s at the earliest. Without good ones, callers get the error, and the next one asks again.
/// * Credentials without expiry are kept for good. Those that have expired on arrival (a clock may be off) are given to
///   the service to judge, and asked for again after 5 s.
///
/// Needs a Tokio runtime.
///
/// # Tracing
///
/// Events at debug level: `fetching credentials` with the field `provider`; then `credentials fetched` with `provider`
/// and `expires_at`, or `credentials not fetched` with `provider`, `reason`, and `fallback`: whether old ones are still
/// good.
pub struct Cached<P> {
    provider: Arc<P>,
    around: Surroundings,
    state: Arc<Mutex<State>>,
}

type Outcome = Result<Credentials, Error>;

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// When a refresh has failed last.
    failed_at: Option<SystemTime>,
    flight: Flight<Outcome>,
}

/// Credentials, and how long they are good. No times where they last.
struct Held {
    credentials: Credentials,
    times: Option<Times>,
}

struct Times {
    refresh_at: SystemTime,
    expires_at: SystemTime,
}

/// What a caller is to do.
enum Next {
    Use(Credentials),
    Wait(Waiting<Outcome>),
}

impl<P: CredentialProvider + 'static> Cached<P> {
    /// Keeps what this provider gives.
    #[must_use]
    pub fn new(provider: P) -> Self {
        Self { provider: Arc::new(provider), around: Surroundings::new(), state: Arc::default() }
    }

    /// What is around: of it, the clock is used. Default: the system's.
    #[must_use]
    pub fn surroundings(mut self, surroundings: &Surroundings) -> Self {
        self.around = surroundings.clone();
        self
    }

    /// The provider, to change its settings. What is kept under the old ones is left to clones.
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
        let now = self.around.now();
        if let Some(held) = &state.held {
            let Some(times) = held.times.as_ref().filter(|times| now >= times.refresh_at) else {
                return Ok(Next::Use(held.credentials.clone()));
            };
            if now < times.expires_at {
                let credentials = held.credentials.clone();
                // A clock that was set back makes no pause longer.
                let since = state.failed_at.and_then(|failed_at| now.duration_since(failed_at).ok());
                let paused = since.is_some_and(|since| since < PAUSE);
                if paused && !state.flight.is_running() {
                    return Ok(Next::Use(credentials));
                }
                let in_no_hurry = times.expires_at.duration_since(now).is_ok_and(|left| left > NO_HURRY);
                let waiting = state.flight.join_or_begin(|| self.fetch())?;
                return Ok(if in_no_hurry { Next::Use(credentials) } else { Next::Wait(waiting) });
            }
        }
        state.flight.join_or_begin(|| self.fetch()).map(Next::Wait)
    }

    /// Asks the provider, and keeps what it gives.
    fn fetch(&self) -> impl Future<Output = Outcome> + Send + use<P> {
        let (provider, around, state) = (self.provider.clone(), self.around.clone(), self.state.clone());
        async move {
            debug!(provider = %provider.name(), "fetching credentials");
            let outcome = provider.credentials().await;
            let now = around.now();
            match &outcome {
                Ok(credentials) => {
                    let held = Held::new(credentials.clone(), now);
                    let expires_at = credentials.expires_at().map(iso8601);
                    debug!(provider = %provider.name(), expires_at, "credentials fetched");
                    let mut state = lock(&state);
                    state.held = Some(held);
                    state.failed_at = None;
                }
                Err(error) => {
                    let mut state = lock(&state);
                    let fallback = state.usable(now).is_some();
                    state.failed_at = Some(now);
                    drop(state);
                    debug!(provider = %provider.name(), reason = error.message(), fallback, "credentials not fetched");
                }
            }
            outcome
        }
    }

    async fn get(&self) -> Result<Credentials, Error> {
        // A second try is for a task that was dropped with the runtime of another caller.
        for _ in 0..2 {
            let waiting = match self.next()? {
                Next::Use(credentials) => return Ok(credentials),
                Next::Wait(waiting) => waiting,
            };
            match waiting.result().await {
                Some(Ok(credentials)) => return Ok(credentials),
                Some(Err(error)) => {
                    let usable = lock(&self.state).usable(self.around.now());
                    return usable.ok_or(error);
                }
                None => {}
            }
        }
        Err(abandoned())
    }
}

impl State {
    fn usable(&self, now: SystemTime) -> Option<Credentials> {
        let held = self.held.as_ref()?;
        let good = held.times.as_ref().is_none_or(|times| now < times.expires_at);
        good.then(|| held.credentials.clone())
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
                let again_at = now.checked_add(PAUSE).unwrap_or(now);
                Times { refresh_at: again_at, expires_at: again_at }
            }
        });
        Self { credentials, times }
    }
}

/// Clones share what is kept.
impl<P> Clone for Cached<P> {
    fn clone(&self) -> Self {
        Self { provider: self.provider.clone(), around: self.around.clone(), state: self.state.clone() }
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
}
