//! The clock of jobs. It is independent of the clock that dates requests, and stands still unless a test moves it.

use std::time::{Duration, Instant};

/// The time of jobs, from zero.
pub(crate) struct JobClock {
    started: Instant,
    advanced: Duration,
    /// How many times faster than real time it runs; 0 if it stands still.
    speed: f64,
}

impl JobClock {
    pub(crate) fn new(speed: f64) -> Self {
        let speed = if speed.is_finite() && speed > 0.0 { speed } else { 0.0 };
        Self { started: Instant::now(), advanced: Duration::ZERO, speed }
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.advanced = self.advanced.saturating_add(by);
    }

    pub(crate) fn now(&self) -> Duration {
        let run = Duration::try_from_secs_f64(self.started.elapsed().as_secs_f64() * self.speed);
        self.advanced.saturating_add(run.unwrap_or(Duration::MAX))
    }
}
