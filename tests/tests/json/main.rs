//! How responses are read: what does not fit, what is unknown, and what is not JSON.
//!
//! A program of its own, because it also runs with the features of `serde_json` that another crate of a build may switch on.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod bad_responses;
mod decoding;
mod drift_notes;
mod lenient_json;
mod number_precision;
mod same_as_serde_json;
#[path = "../support/mod.rs"]
mod support;
