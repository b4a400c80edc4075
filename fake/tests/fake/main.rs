//! The fake, called by the typed client and by requests that are signed here.
//!
//! They are one program, because every program compiles the types of the client.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod faults;
mod gateway;
mod handlers;
mod honest;
mod jobs;
mod journal;
mod protocol;
mod raw;
mod resources;
mod script;
mod stories;
mod unreadable;
mod voice;
