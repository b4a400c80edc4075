//! A transport without a network: it returns scripted outcomes, at once or after a delay, and records requests.
//!
//! It waits for no socket, so that a test with paused time sees the delays of the client and nothing else.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alibabacloud_runtime::transport::{TransportError, TransportErrorKind};
use alibabacloud_runtime::{BoxFuture, Transport};
use bytes::Bytes;
use tokio::time::sleep;

/// The outcome of an attempt.
#[derive(Clone)]
pub enum Outcome {
    /// A response.
    Response(http::Response<Bytes>),
    /// No response.
    Failure(TransportErrorKind),
    /// Nothing at all, ever.
    Silence,
}

impl Outcome {
    /// A response with a status and a JSON body.
    pub fn response(status: u16, body: &'static str) -> Self {
        Self::text(status, body)
    }

    /// The same with a body that was made.
    pub fn text(status: u16, body: impl Into<Bytes>) -> Self {
        Self::Response(http::Response::builder().status(status).body(body.into()).unwrap())
    }

    /// The same with a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Outcome::Response(response) = &mut self {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        self
    }
}

/// Clones share their script.
#[derive(Clone, Default)]
pub struct ScriptedTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    outcomes: VecDeque<Outcome>,
    requests: Vec<http::Request<Bytes>>,
    /// How long each attempt takes.
    takes: Duration,
}

impl ScriptedTransport {
    /// These outcomes one after another; further attempts fail the test.
    pub fn new(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        let script = Self::default();
        script.0.lock().unwrap().outcomes.extend(outcomes);
        script
    }

    /// The same with attempts that take so long.
    pub fn taking(self, duration: Duration) -> Self {
        self.0.lock().unwrap().takes = duration;
        self
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.0.lock().unwrap().requests.clone()
    }

    /// The values that a header had in each request; empty where there was none.
    pub fn header(&self, name: &str) -> Vec<String> {
        let value =
            |request: &http::Request<Bytes>| request.headers().get(name).map(|value| value.to_str().unwrap().into());
        self.requests().iter().map(|request| value(request).unwrap_or_default()).collect()
    }
}

impl Transport for ScriptedTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let (outcome, takes) = {
            let mut state = self.0.lock().unwrap();
            state.requests.push(request);
            // An attempt beyond the script is what the test is about, and fails it.
            (state.outcomes.pop_front().unwrap(), state.takes)
        };
        Box::pin(async move {
            sleep(takes).await;
            match outcome {
                Outcome::Response(response) => Ok(response),
                Outcome::Failure(kind) => Err(TransportError::new(kind, "by the script")),
                Outcome::Silence => std::future::pending().await,
            }
        })
    }
}
