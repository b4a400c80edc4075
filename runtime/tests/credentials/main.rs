//! Sources of credentials against local files and servers.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod attempts;
mod cached;
mod chain;
mod external;
mod files;
mod logins;
mod metadata;
mod network;
mod refused;
mod region;
mod script;
mod sending;
mod set_in_part;
mod settings;
mod snapshot;
mod source;
mod stopping;
mod sts;
mod threads;
mod transports;
mod world;
