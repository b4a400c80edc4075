//! When and how often a client retries.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::backoff::{Backoff, random};
use super::budget::Budget;
use super::decision::{Cause, Decision, classify};
use super::failure::Failure;
use crate::task::lock;

type Classifier = dyn Fn(&Failure<'_>) -> Decision + Send + Sync;
type Random = dyn Fn() -> f64 + Send + Sync;

/// Whether, when and how often a call is retried.
///
/// The standard is up to 3 attempts. Calls are retried that were throttled or never reached the service; idempotent calls
/// (read-only, or a write with an idempotency token) also after timeouts, broken connections, and statuses of 408 and
/// from 500. Delays are those of [`Backoff::STANDARD`], and all calls of the client share a [`Budget`]. Every attempt
/// is signed anew, with new credentials if they have changed.
#[doc(alias("throttling", "rate_limit"))]
#[derive(Clone)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    backoff: Backoff,
    budget: Arc<Mutex<Budget>>,
    /// Instead of [`classify`].
    classifier: Option<Arc<Classifier>>,
    random: Arc<Random>,
}

impl RetryPolicy {
    /// The standard policy.
    pub fn standard() -> Self {
        Self {
            attempts: 3,
            backoff: Backoff::STANDARD,
            budget: Arc::new(Mutex::new(Budget::STANDARD)),
            classifier: None,
            random: Arc::new(random),
        }
    }

    /// One attempt a call, as the official SDKs have it.
    pub fn none() -> Self {
        Self::standard().attempts(1)
    }

    /// The most attempts of a call, the first included. Zero counts as one.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The delays between attempts.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// The bucket that all calls share.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = Arc::new(Mutex::new(budget));
        self
    }

    /// Decides about failures, instead of [`classify`]. A retry is honoured for every operation: a write without an
    /// idempotency token may then take effect twice.
    ///
    /// It is also asked about a response whose body cannot be read
    /// ([`ErrorKind::UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse)): it is empty, cut, or no JSON.
    pub fn classifier(mut self, classifier: impl Fn(&Failure<'_>) -> Decision + Send + Sync + 'static) -> Self {
        self.classifier = Some(Arc::new(classifier));
        self
    }

    /// The source of random numbers from 0 up to 1, for the delays of retries and of waits: for tests.
    pub fn random(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// A random number from 0 up to 1.
    pub(crate) fn draw(&self) -> f64 {
        (self.random)()
    }

    /// Whether failures are known to be asked about that [`classify`] never retries.
    pub(crate) fn has_own_classifier(&self) -> bool {
        self.classifier.is_some()
    }

    /// The retry after the failure of the attempt of this number, if there is to be one.
    pub(crate) fn after(&self, attempt: u32, failure: &Failure<'_>) -> Option<Retry<'_>> {
        if attempt >= self.attempts {
            return None;
        }
        let decision = self.classifier.as_ref().map_or_else(|| classify(failure), |own| own(failure));
        let Decision::Retry(cause) = decision else {
            return None;
        };
        let delay = self.backoff.delay(attempt, failure.retry_after, self.draw());
        let cost = self.shared().take(cause)?;
        Some(Retry { cause, delay, cost, policy: Some(self) })
    }

    /// Gives back after a success: the tokens of its last retry, or one token where it needed none.
    pub(crate) fn succeeded(&self, cost: Option<u32>) {
        self.shared().give_back(cost);
    }

    fn shared(&self) -> std::sync::MutexGuard<'_, Budget> {
        lock(&self.budget)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::standard()
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("backoff", &self.backoff)
            .field("budget", &*self.shared())
            .finish_non_exhaustive()
    }
}

/// A retry that is to be made. If it is dropped before, because there is no time for it or its call is cancelled, its tokens
/// return to the budget.
pub(crate) struct Retry<'a> {
    pub(crate) cause: Cause,
    pub(crate) delay: Duration,
    cost: u32,
    /// Until it is made.
    policy: Option<&'a RetryPolicy>,
}

impl Retry<'_> {
    /// The retry is made now. Returns the tokens that it has taken.
    pub(crate) fn made(mut self) -> u32 {
        self.policy = None;
        self.cost
    }
}

impl Drop for Retry<'_> {
    fn drop(&mut self) {
        if let Some(policy) = self.policy {
            policy.shared().give_back(Some(self.cost));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn attempts_are_counted_with_the_first() {
        let policy = RetryPolicy::standard().random(|| 0.5);
        let failure = Failure::new(ErrorKind::Connect);
        assert_eq!(policy.after(1, &failure).map(|next| next.delay), Some(Duration::from_millis(100)));
        assert!(policy.after(2, &failure).is_some());
        assert!(policy.after(3, &failure).is_none());
        assert!(RetryPolicy::none().after(1, &failure).is_none());
    }

    #[test]
    fn clones_share_one_budget_and_an_empty_one_stops_retries() {
        let policy = RetryPolicy::standard().budget(Budget::new(7));
        let failure = Failure::new(ErrorKind::Connect);
        let cost = policy.clone().after(1, &failure).map(Retry::made);
        assert!(policy.after(1, &failure).is_none());
        policy.succeeded(cost);
        assert!(policy.after(1, &failure).is_some());
    }

    #[test]
    fn a_retry_that_is_not_made_costs_nothing() {
        let policy = RetryPolicy::standard().budget(Budget::new(7));
        for _ in 0..3 {
            assert!(policy.after(1, &Failure::new(ErrorKind::Connect)).is_some());
        }
    }

    #[test]
    fn a_custom_classifier_decides_alone() {
        let policy = RetryPolicy::standard().classifier(|_| Decision::Stop);
        assert!(policy.after(1, &Failure::new(ErrorKind::Connect)).is_none());
    }
}
