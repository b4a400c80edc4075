//! The stream below the HTTP library, which responds by itself to what it cannot read as a request, with a bare status. These
//! responses are replaced by those of the service.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use http::StatusCode;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::cloud::Cloud;
use crate::connection_end::ConnectionEnd;

/// How long a client may go on sending what is not read any more.
const LINGER: Duration = Duration::from_secs(1);

pub(crate) struct Wire {
    stream: TcpStream,
    cloud: Arc<Cloud>,
    end: Arc<ConnectionEnd>,
    /// What is left of a response that replaces one of the HTTP library, and the length of that one.
    instead: Bytes,
    replaced: usize,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, cloud: Arc<Cloud>, end: Arc<ConnectionEnd>) -> Self {
        Self { stream, cloud, end, instead: Bytes::new(), replaced: 0 }
    }

    fn send(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.replaced == 0 {
            let Some(status) = bare_status(bytes) else { return Pin::new(&mut self.stream).poll_write(context, bytes) };
            self.instead = written(&self.cloud, status);
            self.replaced = bytes.len();
            self.end.lingers.store(true, Ordering::Relaxed);
        }
        while !self.instead.is_empty() {
            let count = ready!(Pin::new(&mut self.stream).poll_write(context, &self.instead))?;
            self.instead.advance(count);
        }
        Poll::Ready(Ok(std::mem::take(&mut self.replaced)))
    }

    /// Ends the connection with a reset.
    pub(crate) fn reset(self) {
        drop(self.stream.set_zero_linger());
    }

    /// Ends the connection.
    pub(crate) async fn close(mut self) {
        drop(self.stream.shutdown().await);
        if self.end.lingers.load(Ordering::Relaxed) {
            // A connection that is closed while there is something to read is reset, and the client may lose the response.
            drop(timeout(LINGER, tokio::io::copy(&mut self.stream.take(1 << 24), &mut tokio::io::sink())).await);
        }
    }
}

/// The status of a response of the HTTP library's own. Those of the service have a content type.
fn bare_status(head: &[u8]) -> Option<StatusCode> {
    let status = StatusCode::from_bytes(head.strip_prefix(b"HTTP/1.1 ")?.get(..3)?).ok()?;
    let is_error = matches!(
        status,
        StatusCode::BAD_REQUEST | StatusCode::URI_TOO_LONG | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    );
    (is_error && !head.windows(13).any(|part| part == b"content-type:")).then_some(status)
}

/// A response as it is sent.
fn written(cloud: &Cloud, status: StatusCode) -> Bytes {
    let response = cloud.refuse_unreadable(status);
    let mut head = format!("HTTP/1.1 {status}\r\n");
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\nconnection: close\r\n\r\n", response.body.len()));
    [head.as_bytes(), &response.body].concat().into()
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = self.send(context, bytes);
        self.end.is_blocked.store(written.is_pending(), Ordering::Relaxed);
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
