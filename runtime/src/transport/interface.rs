//! What a client needs of a transport.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use super::error::TransportError;
use crate::task::BoxFuture;

/// Sends a request and returns the whole response. Implement it to use another HTTP stack, or none in a test.
///
/// What a transport must keep to:
///
/// * method, path, query, body and the `x-acs-*`, `host` and `content-type` headers go out byte for byte as given: they
///   are signed;
/// * a response of any status is an `Ok`, redirects included: they are not followed;
/// * the body is read to its end, and one that ends early is an error, as is one beyond a limit of the transport's own;
/// * nothing is sent twice: retries are decided above it.
///
/// The client drops the future when the attempt's time limit runs out.
#[doc(alias = "mock")]
pub trait Transport: Send + Sync {
    /// Sends one request. Its URI is absolute.
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>>;
}

/// Shared by clients, or kept by a test that looks at what was sent.
impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        (**self).send(request)
    }
}

/// Chosen while the program runs.
impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        (**self).send(request)
    }
}
