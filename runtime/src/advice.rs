//! What to do about an error, and `Debug` of errors, which prints it.

mod clock;
mod debug;
mod hint;
mod permission;

pub(crate) use clock::clock_advice;
