//! A client's way of repeating calls.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Backoff, Budget, Cause, Failure, Verdict, classify};
use crate::task::lock;

type Classifier = dyn Fn(&Failure<'_>) -> Verdict + Send + Sync;
type Random = dyn Fn() -> f64 + Send + Sync;

/// Whether, when and how often a call is repeated.
///
/// The standard is up to 3 attempts. Repeated are calls that were throttled or never reached the service, and, where a call
/// may be sent twice (reads, and writes with an idempotency token), time-outs, broken connections and statuses from 500.
/// Pauses are those of [`Backoff::STANDARD`], and all calls of the client share a [`Budget`]. Every attempt is
/// signed anew, with new credentials if they have changed.
#[derive(Clone)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    backoff: Backoff,
    budget: Arc<Mutex<Budget>>,
    classifier: Arc<Classifier>,
    random: Arc<Random>,
}

impl RetryPolicy {
    /// The standard policy.
    pub fn standard() -> Self {
        Self {
            attempts: 3,
            backoff: Backoff::STANDARD,
            budget: Arc::new(Mutex::new(Budget::STANDARD)),
            classifier: Arc::new(classify),
            random: Arc::new(random),
        }
    }

    /// One attempt a call, as the official SDKs have it.
    pub fn none() -> Self {
        Self::standard().attempts(1)
    }

    /// How many attempts a call has at most, the first included. Zero counts as one.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The pauses between attempts.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// The bucket that all calls share.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = Arc::new(Mutex::new(budget));
        self
    }

    /// What decides about a failure, instead of [`classify`]. A verdict to repeat is kept to whatever the operation is:
    /// a write without an idempotency token may then be done twice.
    pub fn classifier(mut self, classifier: impl Fn(&Failure<'_>) -> Verdict + Send + Sync + 'static) -> Self {
        self.classifier = Arc::new(classifier);
        self
    }

    /// Where random numbers from 0 up to 1 come from, for these pauses and for those of waits: for tests.
    pub fn random(mut self, random: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// A random number from 0 up to 1.
    pub(crate) fn draw(&self) -> f64 {
        (self.random)()
    }

    /// The next step after the failure of the attempt of this number.
    pub(crate) fn after(&self, attempt: u32, failure: &Failure<'_>) -> Option<Repetition> {
        if attempt >= self.attempts {
            return None;
        }
        let Verdict::Retry(cause) = (self.classifier)(failure) else {
            return None;
        };
        let cost = self.shared().take(cause)?;
        Some(Repetition { cause, cost, pause: self.backoff.delay(attempt, failure.retry_after, self.draw()) })
    }

    /// Gives back what was taken for a repetition that is not made after all.
    pub(crate) fn not_made(&self, repetition: Repetition) {
        self.shared().give_back(Some(repetition.cost));
    }

    /// Takes note of a success, and of what its last repetition has cost.
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

/// Another attempt that is to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repetition {
    pub(crate) cause: Cause,
    pub(crate) cost: u32,
    pub(crate) pause: Duration,
}

/// A random number from 0 up to 1; the middle where the system has no randomness to give.
pub(crate) fn random() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / (f64::from(u32::MAX) + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn attempts_are_counted_with_the_first() {
        let policy = RetryPolicy::standard().random(|| 0.5);
        let failure = Failure::new(ErrorKind::Connect);
        assert_eq!(policy.after(1, &failure).map(|next| next.pause), Some(Duration::from_millis(100)));
        assert!(policy.after(2, &failure).is_some());
        assert!(policy.after(3, &failure).is_none());
        assert!(RetryPolicy::none().after(1, &failure).is_none());
    }

    #[test]
    fn clones_share_one_budget_and_an_empty_one_stops_repeating() {
        let policy = RetryPolicy::standard().budget(Budget::new(7));
        let failure = Failure::new(ErrorKind::Connect);
        let cost = policy.clone().after(1, &failure).map(|next| next.cost);
        assert!(policy.after(1, &failure).is_none());
        policy.succeeded(cost);
        assert!(policy.after(1, &failure).is_some());
    }

    #[test]
    fn a_classifier_of_ones_own_has_the_last_word() {
        let policy = RetryPolicy::standard().classifier(|_| Verdict::Stop);
        assert!(policy.after(1, &Failure::new(ErrorKind::Connect)).is_none());
    }
}
