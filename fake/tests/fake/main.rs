//! The fake, asked by the typed client and by requests that are signed here.
//!
//! One program for all, because the types of the client are compiled once a program.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod faults;
mod handlers;
mod jobs;
mod journal;
mod protocol;
mod raw;
mod resources;
mod voice;
