//! All operations of ICE, one after another: their facts, their requests and their responses, checked against the specs
//! and against what is recorded of the official client.
//!
//! One program for all, because each operation's types are compiled once a program.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod canary;
mod facts;
mod fake;
mod fields;
mod json_parameters;
mod layout;
mod requests;
mod responses;
mod samples;
mod schema_paths;
mod spec;
#[path = "../support/mod.rs"]
mod support;
mod synthetic;
mod table;
mod untyped;
mod wire;

use alibabacloud_runtime::model::ViewJson;
use alibabacloud_runtime::{Client, Credentials, Model, View};
use loopback::Server;
use serde_json::Value;

const KEY_ID: &str = "test-key-id";
const SECRET: &str = "test-key-secret";

/// A client of a server here, which takes no response that does not fit.
fn client(server: &Server) -> Client {
    let credentials = Credentials::new(KEY_ID, SECRET);
    Client::builder().endpoint(server.url()).credentials(credentials).strict_responses(true).build().unwrap()
}

/// A value written back.
fn written(model: &dyn Model) -> Value {
    serde_json::to_value(ViewJson(View::Object(model))).unwrap()
}
