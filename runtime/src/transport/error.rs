//! Why an attempt has no complete response.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::Response;

/// Why an attempt has no complete response.
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
    partial: Option<Box<Response<Bytes>>>,
    hint: Option<&'static str>,
}

/// How far an attempt without a response came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// Options or environment prevent this request, for example a proxy variable that is not a URL, or its address cannot
    /// be sent as it is. Nothing was sent, and a retry would fail too.
    Setup,
    /// No connection was established, or not in time: the service has not seen the request.
    Connect,
    /// There was no complete response in time.
    Timeout,
    /// The response's body is longer than the transport reads. The service has probably acted on the request.
    TooLarge,
    /// Anything else, for example a connection that broke.
    Other,
}

impl TransportError {
    /// An error of a kind with its cause. The cause must not repeat the request: its query and headers may hold keys
    /// and signatures.
    #[must_use]
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: source.into(), partial: None, hint: None }
    }

    /// The same with the part of the response that did arrive: status and headers say whether the request was acted on,
    /// and have the request ID.
    #[must_use]
    pub fn with_partial_response(mut self, response: Response<Bytes>) -> Self {
        self.partial = Some(Box::new(response));
        self
    }

    /// The same with what to do about it, where only the transport can know.
    pub(crate) fn with_hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    pub(crate) fn hint(&self) -> Option<&'static str> {
        self.hint
    }

    /// How far the attempt came.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Takes the part of the response that did arrive.
    pub(crate) fn take_partial_response(&mut self) -> Option<Response<Bytes>> {
        self.partial.take().map(|response| *response)
    }
}

/// Leaves out the part of the response: its headers are the service's, and may be confidential.
impl fmt::Debug for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            TransportErrorKind::Setup => "HTTP cannot be set up",
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::Timeout => "no response in time",
            TransportErrorKind::TooLarge => "the response is too large",
            TransportErrorKind::Other => "no response",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
