//! Sources of credentials against local files and servers.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod cached;
mod chain;
mod external;
mod files;
mod logins;
mod metadata;
mod sending;
mod server;
mod settings;
mod sts;
mod world;
