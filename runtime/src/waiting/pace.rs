//! How long to sleep between two questions.

use std::time::Duration;

/// Delays that grow by half each time, from a first to a longest one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    next: Duration,
    longest: Duration,
}

impl Pace {
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Self { next: first.min(longest), longest }
    }

    /// The next delay: between four fifths of it and all of it, so that many who began together do not ask together.
    pub(super) fn next(&mut self) -> Duration {
        let delay = self.next;
        self.next = self.next.saturating_mul(3).checked_div(2).unwrap_or(self.longest).min(self.longest);
        delay.mul_f64(1.0 - 0.2 * random())
    }
}

/// A number from 0 up to 1; 0 where the system has no randomness to give.
fn random() -> f64 {
    f64::from(getrandom::u32().unwrap_or(0)) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_by_half_up_to_the_longest_and_vary_by_a_fifth() {
        let mut pace = Pace::new(Duration::from_secs(2), Duration::from_secs(5));
        for whole in [2.0, 3.0, 4.5, 5.0, 5.0] {
            let delay = pace.next().as_secs_f64();
            assert!(delay > whole * 0.8 - 1e-6 && delay <= whole + 1e-6, "{delay} of {whole}");
        }
    }

    #[test]
    fn a_first_delay_beyond_the_longest_is_the_longest() {
        let mut pace = Pace::new(Duration::MAX, Duration::from_secs(1));
        assert!(pace.next() <= Duration::from_secs(1));
        let mut endless = Pace::new(Duration::MAX, Duration::MAX);
        endless.next();
        endless.next();
    }
}
