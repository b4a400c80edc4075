//! Jobs and resources that take their time: polled for their state until it is final.

mod found;
mod wait;

pub use wait::{Progress, States, Wait};

pub use crate::operation::{Waitable, Waiter};
