//! Every fault between a client and the service, and its outcome: how many requests reach the server, and how the call
//! ends.
//!
//! Each fault meets a read, a write, and a write with an idempotency token; once and on every attempt; sent by the
//! asynchronous client and by the blocking one. While they run, everything that is traced or printed is searched for
//! secrets.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod matrix;
#[path = "../support/mod.rs"]
mod support;
