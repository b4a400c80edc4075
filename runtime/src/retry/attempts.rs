//! What a call has cost so far.

use std::time::Duration;

/// How often a call was sent, and how long it paused in between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    /// Every request counts, the one that is signed anew for another clock included.
    pub(crate) count: u32,
    /// One for each repetition, in their order.
    pub(crate) delays: Vec<Duration>,
}
