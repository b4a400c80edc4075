//! Whether an error is retryable.

use std::time::Duration;

use super::decision::{Decision, classify};
use super::failure::{Failure, retry_after};
use crate::error::Error;

impl Error {
    /// The delay before the next attempt that the service requests (`x-acs-retry-after`); `None` if it does not. If a
    /// source of credentials was refused, that of its refusal.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let own = self.headers().and_then(retry_after);
        own.or_else(|| self.refusal_of_source()?.retry_after())
    }

    /// Whether the same operation may succeed later and is safe to send again: it was throttled or has not reached the
    /// service, or it is idempotent (read-only, or a write with an idempotency token of the caller's) and failed with a
    /// broken connection, a timeout, or a status of 408 or from 500. If there were no credentials, nothing was sent,
    /// and the same holds for the failure of their source. The client has made its own attempts by then.
    ///
    /// A token that the client generated is valid for one call only, so it does not count here.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        // Without credentials nothing was sent: what counts is whether their source may have some later.
        let (error, idempotent) = match self.failure_of_source() {
            Some(cause) => (cause, true),
            None => (self, self.is_of_idempotent_call()),
        };
        matches!(classify(&Failure::of(error, idempotent)), Decision::Retry(_))
    }

    /// Whether the service may have acted on the call, in the failed attempt or in an earlier one: the connection broke or
    /// timed out, the status was 408, or 500 or more, without any sign of throttling, or the response was not one of the
    /// operation. `false` means that nothing was done: the call was refused, throttled or never arrived.
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        self.follows_possible_effect() || self.attempt_may_have_taken_effect()
    }

    /// Whether an earlier attempt may have taken effect, and the failed one has not.
    pub(crate) fn only_earlier_may_have_taken_effect(&self) -> bool {
        self.follows_possible_effect() && !self.attempt_may_have_taken_effect()
    }

    fn attempt_may_have_taken_effect(&self) -> bool {
        Failure::of(self, self.is_of_idempotent_call()).may_have_taken_effect()
    }

    /// Whether the service throttled the call. It has not acted on it.
    #[must_use]
    #[doc(alias("throttling", "rate_limit"))]
    pub fn is_throttled(&self) -> bool {
        Failure::of(self, self.is_of_idempotent_call()).is_throttled()
    }
}
