//! The attempts of a call, as its response and its errors report them.

use std::time::Duration;

/// How many attempts were made, and the delays between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    /// Every request that was sent counts, also one that was only signed again.
    pub(crate) count: u32,
    /// The delay before each retry, in their order.
    pub(crate) delays: Vec<Duration>,
}
