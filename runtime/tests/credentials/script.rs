//! A transport with scripted responses, which records its requests.

use std::sync::{Arc, Mutex};

use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::http::{Request, Response};
use alibabacloud_runtime::transport::{TransportError, TransportErrorKind};
use alibabacloud_runtime::{BoxFuture, Transport};

pub type Answer = Result<Response<Bytes>, TransportError>;

type Answering = dyn Fn(usize, &Request<Bytes>) -> Answer + Send + Sync;

/// Clones share the record.
#[derive(Clone)]
pub struct Script {
    answer: Arc<Answering>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Script {
    /// Responds to each request by its number, from 0, and its content.
    pub fn new(answer: impl Fn(usize, &Request<Bytes>) -> Answer + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), requests: Arc::default() }
    }

    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// Method and URL of each request.
    pub fn asked(&self) -> Vec<String> {
        self.requests().iter().map(|request| format!("{} {}", request.method(), request.uri())).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Answer> {
        let mut requests = self.requests.lock().unwrap();
        let answer = (self.answer)(requests.len(), &request);
        requests.push(request);
        Box::pin(async { answer })
    }
}

pub fn response(status: u16, body: impl Into<String>) -> Answer {
    Ok(Response::builder().status(status).body(Bytes::from(body.into())).unwrap())
}

pub fn failure(kind: TransportErrorKind) -> Answer {
    Err(TransportError::new(kind, "by a test"))
}

pub fn refused_connection() -> Answer {
    failure(TransportErrorKind::Connect)
}
