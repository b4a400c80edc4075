//! Sources of credentials against local files and servers.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod attempts;
mod cached;
mod chain;
mod files;
mod metadata;
mod script;
mod sending;
mod server;
mod settings;
mod source;
mod stopping;
mod sts;
mod threads;
mod world;
