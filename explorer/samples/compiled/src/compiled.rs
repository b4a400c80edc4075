//! The samples as modules, each with its `main`, and what has to arrive.

#![allow(deprecated, reason = "deprecated parameters are filled too")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::pin::Pin;

use alibabacloud_ice::{Call as _, Client, Credentials};
use loopback::{MockResponse, RecordedRequest, Server};
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/samples.rs"));

/// A sample that has been compiled.
struct Sent {
    operation: &'static str,
    /// What it was made for, as JSON.
    parameters: &'static str,
    note: &'static str,
    is_async: fn() -> Pin<Box<dyn Future<Output = Result<(), String>>>>,
    blocking: Option<fn() -> Result<(), String>>,
}

thread_local! {
    static RECORDER: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Where the samples send to.
fn recorder() -> String {
    RECORDER.with_borrow(String::clone)
}

fn credentials() -> Credentials {
    Credentials::new("test-key-id", "test-key-secret")
}

#[test]
fn every_sample_sends_what_the_form_says() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let operations: BTreeSet<_> = SENT.iter().map(|sent| sent.operation).collect();
    assert_eq!(operations.len(), alibabacloud_ice::OPERATIONS.len());
    for Sent { operation, parameters, note, is_async, blocking } in SENT {
        // Otherwise it would be typed.
        assert!(
            note.is_empty() || note.ends_with("is empty, and its type leaves out what is empty."),
            "{operation}: {note}"
        );
        let server = Server::start(MockResponse::json(200, "{}"));
        RECORDER.set(server.url());
        let client = Client::builder().endpoint(server.url()).credentials(credentials()).build().unwrap();
        runtime.block_on(is_async()).unwrap_or_else(|problem| panic!("{operation}: {problem}"));
        if let Some(blocking) = blocking {
            blocking().unwrap_or_else(|problem| panic!("{operation}: {problem}"));
        }
        let parameters: Value = serde_json::from_str(parameters).unwrap();
        runtime.block_on(async { client.call(operation, parameters.clone()).await }).unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 2 + usize::from(blocking.is_some()), "{operation}");
        let (expected, arrived) = requests.split_last().unwrap();
        for request in arrived {
            assert_eq!(what(request, &parameters), what(expected, &parameters), "{operation}");
        }
    }
}

/// What a request says, without what differs between two requests of one call.
fn what(request: &RecordedRequest, parameters: &Value) -> (String, String, Vec<String>, Vec<String>) {
    let random = |pair: &&str| {
        let name = pair.split_once('=').map_or(*pair, |(name, _)| name);
        matches!(name, "Timestamp" | "SignatureNonce") && parameters.get(name).is_none()
            // The client makes a token for a call that has none.
            || name == "ClientToken" && parameters.get(name).is_none()
    };
    let pairs = |text: &str| text.split('&').filter(|pair| !random(pair)).map(str::to_owned).collect();
    let action = request.header("x-acs-action").unwrap_or_default().to_owned();
    (format!("{} {}", request.method, request.path), action, pairs(&request.query), pairs(request.text()))
}
