//! The generator as a library: what comes of specs and of published documents, in files, names and diagnostics.
//!
//! One program for all, so that what takes long in one part runs beside the others.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod bad_specs;
mod build_script;
mod codes;
mod diff;
mod import;
mod lint;
mod names;
mod openapi;
mod proposals;
mod protocols;
mod published;
mod specimen;
mod support;
mod yaml;
