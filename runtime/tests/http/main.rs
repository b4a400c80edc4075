//! The HTTP that a client speaks: compressed, endless and broken responses, certificates, proxies, redirects.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod certificates;
mod client;
mod compression;
mod configured;
mod early_ends;
mod environment;
mod limits;
mod masks;
mod proxies;
mod redirects;
mod runtimes;
mod traces;
mod tunnel;
