//! Repeating a call: whether, after which pause, and how often all calls of a client together may.
//!
//! The three answers are values of their own ([`Verdict`], [`Backoff`], [`Budget`]) and can each be replaced in a
//! [`RetryPolicy`]. Nothing here sends or sleeps.

mod backoff;
mod budget;
mod classify;
mod of_error;
mod policy;

pub use backoff::Backoff;
pub use budget::Budget;
pub(crate) use classify::RETRY_AFTER;
pub use classify::{Cause, Failure, Verdict, classify};
pub use policy::RetryPolicy;
pub(crate) use policy::random;
