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

    /// The next delay, for a random number from 0 up to 1: between four fifths of it and all of it, so that many who began
    /// together do not ask together.
    pub(super) fn next(&mut self, random: f64) -> Duration {
        let delay = self.next;
        self.next = self.next.saturating_mul(3).checked_div(2).unwrap_or(self.longest).min(self.longest);
        delay.saturating_sub(delay.mul_f64(0.2 * random.clamp(0.0, 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_by_half_up_to_the_longest_and_vary_by_a_fifth() {
        let mut pace = Pace::new(Duration::from_secs(2), Duration::from_secs(5));
        assert_eq!([0.0; 5].map(|random| pace.next(random).as_secs_f64()), [2.0, 3.0, 4.5, 5.0, 5.0]);
        assert_eq!([0.5, 1.0].map(|random| pace.next(random).as_secs_f64()), [4.5, 4.0]);
    }

    #[test]
    fn a_first_delay_beyond_the_longest_is_the_longest() {
        let mut pace = Pace::new(Duration::MAX, Duration::from_secs(1));
        assert_eq!(pace.next(0.0), Duration::from_secs(1));
        let mut endless = Pace::new(Duration::MAX, Duration::MAX);
        endless.next(0.0);
        endless.next(0.0);
    }
}
