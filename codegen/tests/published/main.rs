//! Crates from published documents, which are made here from specs of the project.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod crates;
mod documents;
#[path = "../yaml/draw.rs"]
#[allow(dead_code, reason = "only its numbers are drawn here")]
mod draw;
mod mutate;
mod mutations;
#[path = "../support/mod.rs"]
mod support;
