//! The samples as modules, each with its `main`, and what has to arrive.

#![allow(deprecated, reason = "deprecated parameters are filled too")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use alibabacloud_ice::runtime::bytes::Bytes;
use alibabacloud_ice::runtime::http::{Request, Response};
use alibabacloud_ice::runtime::transport::TransportError;
use alibabacloud_ice::{BoxFuture, Call as _, Client, Credentials, Transport};
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/samples.rs"));

/// An async `main` that has been started.
type Started = Pin<Box<dyn Future<Output = Result<(), String>>>>;

fn started<E: ToString>(main: impl Future<Output = Result<(), E>> + 'static) -> Started {
    Box::pin(async { main.await.map_err(|error| error.to_string()) })
}

/// A sample that has been compiled.
struct Sent {
    operation: &'static str,
    /// What it was made for, as JSON.
    parameters: &'static str,
    note: &'static str,
    is_async: fn() -> Started,
    blocking: Option<fn() -> Result<(), String>>,
}

/// Keeps requests in place of sending them: nothing here reaches a network. Clones share what they keep.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Request<Bytes>>>>);

impl Recorder {
    /// What was sent since the last time.
    fn take(&self) -> Vec<Request<Bytes>> {
        mem::take(&mut self.0.lock().unwrap())
    }

    /// A client that sends here.
    fn client(&self) -> Client {
        let builder = Client::builder().region("cn-shanghai").credentials(credentials());
        builder.transport(self.clone()).build().unwrap()
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        self.0.lock().unwrap().push(request);
        Box::pin(async { Ok(Response::new(Bytes::from_static(b"{}"))) })
    }
}

thread_local! {
    /// That of the test on this thread.
    static RECORDER: Recorder = Recorder::default();
}

/// Where the samples send to.
fn recorder() -> Recorder {
    RECORDER.with(Recorder::clone)
}

fn credentials() -> Credentials {
    Credentials::new("test-key-id", "test-key-secret")
}

#[test]
fn every_sample_sends_what_the_form_says() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let operations: BTreeSet<_> = SENT.iter().map(|sent| sent.operation).collect();
    assert_eq!(operations.len(), alibabacloud_ice::OPERATIONS.len());
    let (recorder, client) = (recorder(), recorder().client());
    for Sent { operation, parameters, note, is_async, blocking } in SENT {
        // Otherwise it would be typed.
        assert!(
            note.is_empty() || note.ends_with("is empty, and its type leaves out what is empty."),
            "{operation}: {note}"
        );
        runtime.block_on(is_async()).unwrap_or_else(|problem| panic!("{operation}: {problem}"));
        if let Some(blocking) = blocking {
            blocking().unwrap_or_else(|problem| panic!("{operation}: {problem}"));
        }
        let arrived = recorder.take();
        assert_eq!(arrived.len(), 1 + usize::from(blocking.is_some()), "{operation}");
        let parameters: Value = serde_json::from_str(parameters).unwrap();
        runtime.block_on(async { client.call(operation, parameters.clone()).await }).unwrap();
        let expected = recorder.take();
        for request in &arrived {
            assert_eq!(what(request, &parameters), what(&expected[0], &parameters), "{operation}");
        }
    }
}

/// Some of its responses are not JSON, and a call that needs a token is not sent, so only what arrives is compared.
#[test]
fn every_sample_of_the_made_up_product_sends_what_the_form_says() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(MADE_UP.len(), specimen::OPERATIONS.len());
    let (recorder, client) = (recorder(), recorder().client());
    let mut sent = 0;
    for Sent { operation, parameters, is_async, .. } in MADE_UP {
        let _ = runtime.block_on(is_async());
        let arrived = recorder.take();
        let parameters: Value = serde_json::from_str(parameters).unwrap();
        let _ = runtime.block_on(async { specimen::Call::call(&client, operation, parameters.clone()).await });
        let [arrived, expected] = [arrived, recorder.take()]
            .map(|requests| requests.iter().map(|request| what(request, &parameters)).collect::<Vec<_>>());
        assert_eq!(arrived, expected, "{operation}");
        sent += usize::from(!arrived.is_empty());
    }
    assert!(sent + 1 >= MADE_UP.len(), "only {sent} are sent");
}

/// Headers that differ between two requests of one call.
const SIGNING: [&str; 5] = ["authorization", "host", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce"];

/// What a request says, without what differs between two requests of one call.
fn what(request: &Request<Bytes>, parameters: &Value) -> [Vec<String>; 4] {
    let is_random = |pair: &&str| {
        let name = pair.split_once('=').map_or(*pair, |(name, _)| name);
        // The client makes a token for a call that has none.
        matches!(name, "ClientToken" | "SignatureNonce" | "Timestamp") && parameters.get(name).is_none()
    };
    let pairs = |text: &str| text.split('&').filter(|pair| !is_random(pair)).map(str::to_owned).collect();
    let headers = request.headers().iter().filter(|(name, _)| !SIGNING.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    let target = vec![request.method().to_string(), request.uri().path().to_owned()];
    let body = str::from_utf8(request.body()).unwrap();
    [target, headers, pairs(request.uri().query().unwrap_or_default()), pairs(body)]
}
