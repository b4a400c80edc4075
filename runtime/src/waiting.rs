//! Waiters: poll the state of a job or a resource until it is final.

mod found;
mod wait;

pub use found::Outcome;
pub use wait::{MOST_STATELESS, Progress, States, Wait};

pub use crate::operation::{Waitable, Waiter};
