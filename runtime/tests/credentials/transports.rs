//! Transports of these tests: one that sends everything to one server, and one without a network.

use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::http::header::{HOST, HeaderValue};
use alibabacloud_runtime::http::{Request, Response};
use alibabacloud_runtime::transport::{HttpTransport, TransportError, TransportOptions};
use alibabacloud_runtime::{BoxFuture, Transport};
use loopback::Server;

/// Sends every request to one server, whatever its host is; the header `host` has the host.
pub struct Detour {
    to: String,
    by: HttpTransport,
}

impl Detour {
    pub fn to(server: &Server) -> Self {
        let mut options = TransportOptions::default();
        options.environment_proxies = false;
        Self { to: server.url(), by: HttpTransport::new(&options).unwrap() }
    }
}

impl Transport for Detour {
    fn send(&self, mut request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let host = request.uri().authority().unwrap().to_string();
        request.headers_mut().entry(HOST).or_insert(HeaderValue::from_str(&host).unwrap());
        let target = request.uri().path_and_query().unwrap();
        *request.uri_mut() = format!("{}{target}", self.to).parse().unwrap();
        self.by.send(request)
    }
}

/// No network: every connection fails, at once.
pub struct Unplugged;

impl Transport for Unplugged {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        use alibabacloud_runtime::transport::TransportErrorKind;
        Box::pin(async { Err(TransportError::new(TransportErrorKind::Connect, "connection refused")) })
    }
}
