//! What was sent and received, byte for byte, and the steps of its signature.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use alibabacloud_ice::runtime::sign::v3::{self, Algorithm};
use alibabacloud_ice::runtime::transport::{HttpTransport, TransportError, TransportOptions};
use alibabacloud_ice::{BoxFuture, Transport};
use bytes::Bytes;
use http::{HeaderMap, Request, Response};

tokio::task_local! {
    static LOG: Log;
}

type Log = Arc<Mutex<Vec<Exchange>>>;

/// An attempt of a call.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The request.
    pub sent: Sent,
    /// The response, or why there is none; `None` if the client has stopped waiting for it.
    pub received: Option<Result<Received, String>>,
    /// How long it took.
    pub elapsed: Duration,
}

/// A request as it was handed to the transport.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    path: String,
    query: String,
    /// Names and values, in the order of sending.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// A response.
#[derive(Debug, Clone)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// The signature of a request, step by step.
#[derive(Debug, Clone)]
pub struct Steps {
    /// The hash of the body.
    pub payload_hash: String,
    /// The canonical query, which is also the query that is sent.
    pub query: String,
    /// The canonical headers, a line each.
    pub headers: String,
    /// The names of the signed headers.
    pub signed_headers: String,
    /// All of it, a line each.
    pub canonical_request: String,
    /// What the key signs.
    pub string_to_sign: String,
    /// The signature.
    pub signature: String,
}

/// A transport that keeps what it sends for whoever asks by [`recorded`].
#[derive(Clone)]
pub struct Recorder(HttpTransport);

impl Recorder {
    /// A recorder over HTTP.
    ///
    /// # Errors
    ///
    /// Those of [`HttpTransport::new`].
    pub fn new() -> Result<Self, TransportError> {
        HttpTransport::new(&TransportOptions::default()).map(Self)
    }
}

/// Runs a call, and returns its attempts too.
pub async fn recorded<T>(call: impl Future<Output = T>) -> (T, Vec<Exchange>) {
    let log = Log::default();
    let result = LOG.scope(Arc::clone(&log), call).await;
    let exchanges = std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
    (result, exchanges)
}

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let log = LOG.try_with(Arc::clone).ok();
        Box::pin(async move {
            let started = Instant::now();
            let change = |change: &dyn Fn(&mut Vec<Exchange>)| {
                if let Some(log) = &log {
                    change(&mut log.lock().unwrap_or_else(PoisonError::into_inner));
                }
            };
            let sent = Sent::of(&request);
            // Written down before the response is there: the future may be dropped.
            change(&|all| all.push(Exchange { sent: sent.clone(), received: None, elapsed: Duration::ZERO }));
            let result = self.0.send(request).await;
            change(&|all| {
                if let Some(last) = all.last_mut() {
                    last.received = Some(result.as_ref().map(Received::of).map_err(ToString::to_string));
                    last.elapsed = started.elapsed();
                }
            });
            result
        })
    }
}

impl Sent {
    /// What a request sends.
    #[must_use]
    pub fn of(request: &Request<Bytes>) -> Self {
        Self {
            method: request.method().to_string(),
            url: request.uri().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers: texts(request.headers()),
            body: request.body().clone(),
        }
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// How it was signed; `None` if it was not.
    #[must_use]
    pub fn steps(&self) -> Option<Steps> {
        let authorization = self.header("authorization")?;
        let algorithm = Algorithm::HmacSha256;
        let fields = authorization.strip_prefix(algorithm.name())?;
        let field = |name: &str| fields.split(',').find_map(|it| it.trim().strip_prefix(name));
        let signed_headers = field("SignedHeaders=")?;
        let signed = self.headers.iter().filter(|(name, _)| signed_headers.split(';').any(|it| it == name));
        let headers = v3::canonical_headers(signed.map(|(name, value)| (name.as_str(), value.as_str())));
        let payload_hash = v3::payload_hash(algorithm, &self.body);
        let canonical_request = v3::canonical_request(&self.method, &self.path, &self.query, &headers, &payload_hash);
        Some(Steps {
            string_to_sign: v3::string_to_sign(algorithm, &canonical_request),
            query: self.query.clone(),
            headers: headers.lines,
            signed_headers: headers.names,
            signature: field("Signature=")?.to_owned(),
            payload_hash,
            canonical_request,
        })
    }

    /// What is confidential: tokens, and the signature.
    #[must_use]
    pub fn secrets(&self) -> Vec<&str> {
        let signature = self.header("authorization").and_then(|it| it.split_once("Signature="));
        let tokens = ["x-acs-security-token", "x-acs-bearer-token"].into_iter().filter_map(|name| self.header(name));
        tokens.chain(signature.map(|(_, signature)| signature)).filter(|it| !it.is_empty()).collect()
    }
}

impl Received {
    fn of(response: &Response<Bytes>) -> Self {
        let headers = texts(response.headers());
        Self { status: response.status().as_u16(), headers, body: response.body().clone() }
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}
