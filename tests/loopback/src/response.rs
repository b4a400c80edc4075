//! Scripted responses.

use std::time::Duration;

use http::StatusCode;

/// A scripted response, valid or not.
#[derive(Debug, Clone)]
pub struct MockResponse {
    content: Content,
    repeated: (Vec<u8>, usize),
    delay: Duration,
    end: End,
}

#[derive(Debug, Clone)]
enum Content {
    Http { status: u16, headers: Vec<(String, String)>, body: Vec<u8>, missing: usize },
    Raw(Vec<u8>),
}

/// What happens to a connection after a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is closed.
    Close,
    /// It is reset.
    Reset,
    /// It stays open, and nothing more is sent.
    Stall,
    /// It stays open for the next request.
    KeepAlive,
}

impl MockResponse {
    /// A response with a status, a body, and its `content-length`. The connection is closed after it.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let content = Content::Http { status, headers: Vec::new(), body: body.into(), missing: 0 };
        Self { content, repeated: (Vec::new(), 0), delay: Duration::ZERO, end: End::Close }
    }

    /// The same with the content type that the service sends.
    #[must_use]
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, body).header("content-type", "application/json;charset=utf-8")
    }

    /// These bytes and nothing else, whether they are HTTP or not. The connection is closed after them.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { content: Content::Raw(bytes.into()), ..Self::new(200, "") }
    }

    /// No response, and the connection stays open.
    #[must_use]
    pub fn stall() -> Self {
        Self::raw("").end(End::Stall)
    }

    /// Adds a header. A `content-length` replaces that of the body.
    ///
    /// # Panics
    /// The response is raw: it has the headers that its bytes have.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let Content::Http { headers, .. } = &mut self.content else {
            unreachable!("a raw response has its own headers")
        };
        headers.push((name.into(), value.into()));
        self
    }

    /// States a `content-length` that is this much greater than the body, so that the connection closes too early.
    ///
    /// # Panics
    /// The response is raw.
    #[must_use]
    pub fn missing(mut self, bytes: usize) -> Self {
        let Content::Http { missing, .. } = &mut self.content else {
            unreachable!("a raw response states its own length")
        };
        *missing = bytes;
        self
    }

    /// Sends these bytes so many times after the rest.
    #[must_use]
    pub fn then_repeat(mut self, bytes: impl Into<Vec<u8>>, times: usize) -> Self {
        self.repeated = (bytes.into(), times);
        self
    }

    /// Waits before the first byte is sent.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets what happens to the connection after the response. Default: [`End::Close`].
    #[must_use]
    pub fn end(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    pub(crate) fn pause(&self) -> Duration {
        self.delay
    }

    /// What happens to the connection after the response.
    #[must_use]
    pub fn ending(&self) -> End {
        self.end
    }

    /// The bytes that are sent once, and those that are repeated.
    pub(crate) fn parts(&self) -> (Vec<u8>, impl Iterator<Item = &[u8]>) {
        let (part, times) = &self.repeated;
        (self.first(), std::iter::repeat_n(part.as_slice(), *times))
    }

    fn first(&self) -> Vec<u8> {
        let (status, headers, body, missing) = match &self.content {
            Content::Raw(bytes) => return bytes.clone(),
            Content::Http { status, headers, body, missing } => (*status, headers, body, missing),
        };
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
        let mut head = format!("HTTP/1.1 {status} {reason}\r\n");
        if !headers.iter().any(|(name, _)| name == "content-length") {
            head.push_str(&format!("content-length: {}\r\n", body.len() + missing));
        }
        if self.end != End::KeepAlive {
            head.push_str("connection: close\r\n");
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), body].concat()
    }
}
