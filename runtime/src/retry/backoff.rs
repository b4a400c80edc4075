//! How long to wait before another attempt.

use std::time::Duration;

use crate::clock::FOREVER;

/// Delays that grow from one attempt to the next.
///
/// Each is shortened at random (*jitter*), so that clients that failed together do not retry together. Retries and waits use
/// the same type.
///
/// ```
/// use std::time::Duration;
///
/// use alibabacloud_runtime::retry::Backoff;
///
/// let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30)).factor(1.5).jitter(0.2);
/// // The second delay is at most 1.5 s and at least four fifths of that.
/// assert_eq!(backoff.delay(2, None, 1.0), Duration::from_millis(1500));
/// assert_eq!(backoff.delay(2, None, 0.0), Duration::from_millis(1200));
/// ```
#[doc(alias = "jitter")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    factor: f64,
    jitter: f64,
}

impl Backoff {
    /// From 200 ms up to 20 s, doubling, with full jitter: the standard for retries.
    pub const STANDARD: Self = Self::new(Duration::from_millis(200), Duration::from_secs(20));

    /// The longest delay after the first attempt, and the longest of all. Delays double and have full jitter.
    #[must_use]
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, factor: 2.0, jitter: 1.0 }
    }

    /// By what delays grow from one attempt to the next: 1 or more. Default: 2.
    #[must_use]
    pub const fn factor(self, factor: f64) -> Self {
        Self { factor: factor.max(1.0), ..self }
    }

    /// Which part of a delay is random: from 0, nothing, to 1, the whole delay. Default: 1.
    #[must_use]
    pub const fn jitter(self, jitter: f64) -> Self {
        Self { jitter: part(jitter), ..self }
    }

    /// The delay after the attempt of this number, counted from 1, for a random number from 0 up to 1.
    ///
    /// A delay that the service requests (`x-acs-retry-after`) is kept, up to two minutes as in the official SDKs; up
    /// to a tenth is added at random.
    #[must_use]
    pub fn delay(&self, attempt: u32, retry_after: Option<Duration>, random: f64) -> Duration {
        const LONGEST_ASKED: Duration = Duration::from_secs(120);
        let random = part(random);
        if let Some(asked) = retry_after {
            return asked.min(LONGEST_ASKED).mul_f64(1.0 + random / 10.0);
        }
        self.longest_delay(attempt).mul_f64(1.0 - self.jitter * (1.0 - random))
    }

    fn longest_delay(&self, attempt: u32) -> Duration {
        let longest = self.longest.min(FOREVER);
        // Nothing times infinity is not a number.
        if self.first.is_zero() {
            return self.first;
        }
        let growth = self.factor.powi(i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX));
        Duration::try_from_secs_f64(self.first.as_secs_f64() * growth).map_or(longest, |delay| delay.min(longest))
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// The number within 0 and 1. Unlike with `clamp`, what is no number is 0.
const fn part(number: f64) -> f64 {
    if number >= 1.0 { 1.0 } else { number.max(0.0) }
}

/// A random number from 0 up to 1; 0.5 if the system has no random numbers.
pub(crate) fn random() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / (f64::from(u32::MAX) + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(backoff: &Backoff, attempt: u32, random: f64) -> f64 {
        backoff.delay(attempt, None, random).as_secs_f64()
    }

    #[test]
    fn delays_double_up_to_the_longest_and_have_full_jitter() {
        let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(5));
        let longest = [1, 2, 3, 4, 40, u32::MAX].map(|attempt| seconds(&backoff, attempt, 1.0));
        assert_eq!(longest, [1.0, 2.0, 4.0, 5.0, 5.0, 5.0]);
        assert_eq!([0.0, 0.25, 0.5].map(|random| seconds(&backoff, 3, random)), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn delays_of_waits_grow_by_half_and_vary_by_a_fifth() {
        let backoff = Backoff::new(Duration::from_secs(2), Duration::from_secs(5)).factor(1.5).jitter(0.2);
        assert_eq!([1, 2, 3, 4, 5].map(|attempt| seconds(&backoff, attempt, 1.0)), [2.0, 3.0, 4.5, 5.0, 5.0]);
        assert_eq!([0.0, 0.5].map(|random| seconds(&backoff, 4, random)), [4.0, 4.5]);
    }

    #[test]
    fn the_first_delay_is_no_longer_than_the_longest() {
        let backoff = Backoff::new(Duration::MAX, Duration::from_secs(1)).jitter(0.0);
        assert_eq!(seconds(&backoff, 1, 0.0), 1.0);
    }

    #[test]
    fn no_settings_make_a_delay_panic() {
        let endless = Backoff::new(Duration::MAX, Duration::MAX);
        assert!(endless.delay(7, None, 1.0) > Duration::from_secs(1 << 28));
        for factor in [f64::NAN, f64::INFINITY, -1.0] {
            let backoff = Backoff::new(Duration::ZERO, Duration::from_secs(1)).factor(factor).jitter(factor);
            assert_eq!(backoff.delay(u32::MAX, None, 1.0), Duration::ZERO);
            let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(1)).factor(factor).jitter(factor);
            assert!(backoff.delay(u32::MAX, None, f64::NAN) <= Duration::from_secs(1));
        }
    }

    #[test]
    fn the_service_gets_the_delay_that_it_asks_for() {
        let asked =
            |seconds, random| Backoff::STANDARD.delay(1, Some(Duration::from_secs(seconds)), random).as_secs_f64();
        assert_eq!(asked(30, 0.0), 30.0);
        assert_eq!(asked(30, 1.0), 33.0);
        assert_eq!(asked(3600, 0.0), 120.0);
    }
}
