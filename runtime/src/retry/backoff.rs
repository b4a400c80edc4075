//! How long to pause before another attempt.

use std::time::Duration;

use crate::clock::FOREVER;

/// Pauses that double from attempt to attempt, with full jitter: each is drawn evenly from nothing up to the whole, so that
/// clients that failed together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The longest pause before the second attempt.
    pub first: Duration,
    /// The longest pause of all.
    pub longest: Duration,
}

impl Backoff {
    /// From 200 ms up to 20 s.
    pub const STANDARD: Self = Self { first: Duration::from_millis(200), longest: Duration::from_secs(20) };

    /// The pause after the attempt of this number, counted from 1, for a random number from 0 up to 1.
    ///
    /// What the service asks for (`x-acs-retry-after`) is waited for in full, up to two minutes, as the official SDKs do;
    /// up to a tenth of it is added at random.
    #[must_use]
    pub fn pause(&self, attempt: u32, retry_after: Option<Duration>, random: f64) -> Duration {
        const LONGEST_ASKED: Duration = Duration::from_secs(120);
        let random = random.clamp(0.0, 1.0);
        if let Some(asked) = retry_after {
            return asked.min(LONGEST_ASKED).mul_f64(1.0 + random / 10.0);
        }
        let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).and_then(|times| self.first.checked_mul(times));
        doubled.unwrap_or(self.longest).min(self.longest).min(FOREVER).mul_f64(random)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::STANDARD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_are_drawn_from_the_whole() {
        let backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(5) };
        let seconds = |attempt, random| backoff.pause(attempt, None, random).as_secs_f64();
        assert_eq!([1, 2, 3, 4, 40, u32::MAX].map(|attempt| seconds(attempt, 1.0)), [1.0, 2.0, 4.0, 5.0, 5.0, 5.0]);
        assert_eq!([0.0, 0.25, 0.5].map(|random| seconds(3, random)), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn no_pause_is_too_long_to_be_drawn() {
        let endless = Backoff { first: Duration::MAX, longest: Duration::MAX };
        assert!(endless.pause(7, None, 1.0) > Duration::from_secs(1 << 28));
    }

    #[test]
    fn what_the_service_asks_for_is_waited_for_in_full() {
        let asked =
            |seconds, random| Backoff::STANDARD.pause(1, Some(Duration::from_secs(seconds)), random).as_secs_f64();
        assert_eq!(asked(30, 0.0), 30.0);
        assert_eq!(asked(30, 1.0), 33.0);
        assert_eq!(asked(3600, 0.0), 120.0);
    }
}
