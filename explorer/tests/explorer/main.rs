//! The explorer as a browser has it, over HTTP on loopback, and as a program.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod calls;
mod escaping;
mod forms;
mod guard;
mod pages;
mod program;
