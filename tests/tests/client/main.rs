//! The client as it is used, against servers on this machine: what is sent, how calls fail, and what becomes of it.
//!
//! One program for all, because every program here takes the whole client to compile and to link; a program of its own has what
//! watches the whole process (`secrets`, `faults`) or all 400 operations (`ice`).

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod blocking;
mod blocking_tracing;
mod dry_run_and_presign;
mod failed_responses;
mod fake_protocols;
mod faults_and_effects;
mod faults_of_lists_and_waits;
mod load_with_faults;
mod mocks;
mod on_request;
mod operations;
mod options;
mod paging;
mod policies;
mod properties;
mod protocols;
mod re_signing;
mod refusals;
mod retries;
mod sending;
mod signed_as_sent;
#[path = "../support/mod.rs"]
mod support;
mod traced_fields;
mod waiting;
