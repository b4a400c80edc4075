//! The transport that is used unless another is given: `reqwest`, with the feature `rustls` over TLS too.

use std::env;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST, HeaderValue};
use http::{Method, Uri};

use super::error::{TransportError, TransportErrorKind};
use super::failure::failure;
use super::interface::Transport;
use super::options::TransportOptions;
use super::origin::Origins;
use super::pools::Pools;
use super::proxies::Lookup;
use super::response;
use super::setup::Setup;
use crate::task::BoxFuture;

/// More than any response of the service; less than what would hurt a small machine.
const RESPONSE_LIMIT: usize = 32 * 1024 * 1024;

/// HTTP/1.1, and with the cargo feature `rustls` (on by default) HTTPS and HTTP/2, over `reqwest`. Needs a Tokio runtime
/// with IO and time. Without the feature, a request to an `https` address or through a proxy with such an address is an
/// error of kind [`TransportErrorKind::Setup`] that names it.
///
/// Bodies that come compressed with gzip are decoded, and none is read beyond a
/// [limit](Self::with_response_limit).
///
/// It can be used from several runtimes at the same time: each has its own connections, which end with it. Clones share
/// them.
#[derive(Clone)]
pub struct HttpTransport {
    pools: Arc<Pools>,
    origins: Arc<Origins>,
    response_limit: usize,
}

impl HttpTransport {
    /// A transport with the settings that suit the service: no redirects, no retries, and idle connections dropped
    /// before the service drops them. If the options allow proxies of the environment, it is read now.
    ///
    /// # Errors
    ///
    /// The certificates in the options are invalid, or `reqwest` refuses its builder. An invalid proxy variable and a
    /// system without certificate authorities fail only requests that need them, with [`TransportErrorKind::Setup`].
    pub fn new(options: &TransportOptions) -> Result<Self, TransportError> {
        Self::in_environment(options, &|name| env::var_os(name))
    }

    /// The same with another environment than the process's.
    pub(crate) fn in_environment(options: &TransportOptions, environment: Lookup<'_>) -> Result<Self, TransportError> {
        let (setup, client) = Setup::new(options, environment)?;
        let pools = Arc::new(Pools::new(setup, client));
        Ok(Self { pools, origins: Arc::default(), response_limit: RESPONSE_LIMIT })
    }

    /// Whether the environment's proxy for an address, if it has one, is valid.
    ///
    /// # Errors
    ///
    /// Kind [`TransportErrorKind::Setup`].
    pub(crate) fn check_proxy(&self, uri: &Uri) -> Result<(), TransportError> {
        self.pools.setup().check_proxy(uri)
    }

    /// The same with another limit on the bytes of a response's body, counted once it is decoded. Default: 32 MiB.
    ///
    /// A longer response is an error of kind [`TooLarge`](TransportErrorKind::TooLarge): at once where it states its
    /// length, otherwise as soon as the limit is passed.
    #[must_use]
    pub fn with_response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    pub(crate) fn response_limit(&self) -> usize {
        self.response_limit
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The inner `Debug` lists default headers, which may hold keys of a gateway.
        formatter.debug_struct("HttpTransport").field("response_limit", &self.response_limit).finish_non_exhaustive()
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let setup = self.pools.setup();
            setup.check(request.uri())?;
            let request = convert(request, &self.origins, setup.keeps_host())?;
            let incoming = self.pools.with(|client| client.execute(request))?.await.map_err(failure)?;
            response::read(incoming, self.response_limit).await
        })
    }
}

/// Makes `reqwest`'s request, and sees to it that it still is the one that was signed.
fn convert(
    request: http::Request<Bytes>,
    origins: &Origins,
    keeps_host: bool,
) -> Result<reqwest::Request, TransportError> {
    let (parts, body) = request.into_parts();
    // Its URL type resolves `.` and `..` and encodes a few more characters.
    let Some(url) = origins.url(&parts.uri) else {
        return Err(TransportError::new(
            TransportErrorKind::Setup,
            "the address cannot be sent as it was signed; its path has a segment `.` or `..`, or a character that is \
             not encoded, or its host is not one",
        )
        .with_hint("Correct the address: nothing was sent."));
    };
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    let empty = body.is_empty();
    *request.body_mut() = Some(body.into());
    // HTTP/2, which comes with TLS only, has the host elsewhere, and `reqwest` writes the same header for HTTP/1.1 by itself:
    // unless its URL type spells the host in another way, as it does with some addresses.
    let host = request.headers().get(HOST).filter(|_| request.url().scheme() == "https");
    if !keeps_host && host.is_some_and(|host| host.as_bytes() == request.url().authority().as_bytes()) {
        request.headers_mut().remove(HOST);
    }
    // Official SDKs state the length of an empty body too; without it some servers respond with 411.
    if empty && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str) -> http::Request<Bytes> {
        http::Request::post(format!("https://ice.cn-shanghai.aliyuncs.com{target}"))
            .header(HOST, "ice.cn-shanghai.aliyuncs.com")
            .body(Bytes::new())
            .unwrap()
    }

    #[test]
    fn path_and_query_survive_byte_for_byte() {
        for target in [
            "/",
            "/?a=%2F&b=%20&c=~&d=%27&e=%2B%2A&f=%C3%A9&g=",
            "/a%2Fb/~c/%20/%27?x=1%26y%3D2",
            "/a-b_c.d/?Ids.10=%7B%22k%22%3A%5B%5D%7D",
        ] {
            let converted = convert(request(target), &Origins::default(), false).unwrap();
            let url = converted.url();
            let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
            assert_eq!(format!("{}{query}", url.path()), target);
            assert!(converted.headers().get(HOST).is_none());
        }
    }

    #[test]
    fn a_host_that_would_be_respelled_is_sent_as_it_was_signed() {
        let signed = "[0:0:0:0:0:0:0:1]:8080";
        let request = http::Request::get(format!("http://{signed}/")).header(HOST, signed).body(Bytes::new());
        let converted = convert(request.unwrap(), &Origins::default(), false).unwrap();
        assert_eq!(converted.url().authority(), "[::1]:8080");
        assert_eq!(converted.headers()[HOST], signed);
    }

    #[test]
    fn what_would_be_rewritten_is_refused() {
        for target in ["/a/../b", "/./b", "/?a='", "/%2e%2E/b"] {
            let error = convert(request(target), &Origins::default(), false).unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::Setup, "{target}");
        }
    }
}
