//! The clock of jobs, which is apart from the clock of the protocol: it stands still but for what a test asks for.

use std::time::{Duration, Instant};

/// How far the jobs' time has come.
pub(crate) struct Timeline {
    started: Instant,
    advanced: Duration,
    /// How much faster than the real time it runs by itself; 0 where it stands still.
    speed: f64,
}

impl Timeline {
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
