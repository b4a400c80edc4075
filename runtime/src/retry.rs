//! Retries: whether a call gets another attempt, after which delay, and how many retries the calls of a client share.
//!
//! These are three values ([`Decision`], [`Backoff`], [`Budget`]), and each can be replaced in a [`RetryPolicy`]. Nothing
//! here sends or sleeps.

mod backoff;
mod budget;
mod decision;
mod failure;
mod of_error;
mod policy;

pub use backoff::Backoff;
pub(crate) use backoff::random;
pub use budget::Budget;
pub use decision::{Cause, Decision, classify};
pub use failure::Failure;
pub(crate) use failure::RETRY_AFTER;
pub use policy::RetryPolicy;
