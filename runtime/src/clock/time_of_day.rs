//! The time of day.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Longer than any timeout, and small enough to add to [`Instant::now`](std::time::Instant::now).
pub(crate) const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 10);

/// The system's clock, or a function of the user's.
#[derive(Clone, Default)]
pub(crate) struct Clock(Option<Arc<dyn Fn() -> SystemTime + Send + Sync>>);

impl Clock {
    pub(crate) fn new(function: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(function)))
    }

    /// Whether the clock is a function of the user's.
    pub(crate) fn is_custom(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.0.as_ref().map_or_else(SystemTime::now, |function| function())
    }
}
