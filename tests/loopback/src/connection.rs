//! One connection of a server.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::request::RecordedRequest;
use crate::response::{End, MockResponse};
use crate::server::{Log, MAX_REQUEST};

/// The time between the last byte and a reset, so that the client receives that byte.
const BEFORE_RESET: Duration = Duration::from_millis(2);

/// The stream of a connection: TCP, or TLS over TCP.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {
    /// The TCP connection beneath.
    fn tcp(&self) -> &TcpStream;
}

impl Stream for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

/// A connection that a server has accepted.
#[derive(Debug)]
pub struct Connection<S = TcpStream> {
    stream: S,
    log: Arc<Log>,
    number: usize,
    /// Received, and not yet part of a request.
    received: Vec<u8>,
}

impl<S: Stream> Connection<S> {
    pub(crate) fn new(stream: S, log: Arc<Log>, number: usize) -> Self {
        Self { stream, log, number, received: Vec::new() }
    }

    /// The number of the connection, from 0.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The stream, for other protocols than HTTP.
    pub fn stream(&mut self) -> &mut S {
        &mut self.stream
    }

    pub(crate) fn into_parts(self) -> (S, Arc<Log>, usize) {
        (self.stream, self.log, self.number)
    }

    /// Reads a request and records it. Returns it and its number among all requests of the server, from 0; `None` if the
    /// client has closed the connection, or if the request is invalid or longer than [`MAX_REQUEST`].
    pub async fn read_request(&mut self) -> Option<(usize, RecordedRequest)> {
        let (mut request, head) = loop {
            if let Some(parsed) = RecordedRequest::parse(&self.received).ok()? {
                break parsed;
            }
            self.read_more().await?;
        };
        let length = request.header("content-length").map_or(Some(0), |length| length.parse().ok())?;
        let end = head.checked_add(length)?;
        while self.received.len() < end {
            self.read_more().await?;
        }
        request.body = self.received[head..end].to_vec();
        self.received.drain(..end);
        Some((self.record(request.clone()), request))
    }

    async fn read_more(&mut self) -> Option<()> {
        let read = self.stream.read_buf(&mut self.received).await.ok()?;
        (read > 0 && self.received.len() <= MAX_REQUEST).then_some(())
    }

    /// Records a request that was read from the stream, and returns its number among all requests of the server.
    pub fn record(&self, request: RecordedRequest) -> usize {
        let mut requests = self.log.requests.lock().unwrap();
        requests.push(request);
        requests.len() - 1
    }

    /// Sends a response without its end. Returns whether all of it was sent.
    pub async fn send(&mut self, response: &MockResponse) -> bool {
        sleep(response.pause()).await;
        let (first, repeated) = response.parts();
        for bytes in std::iter::once(first.as_slice()).chain(repeated) {
            if self.stream.write_all(bytes).await.is_err() {
                return false;
            }
            self.log.sent.fetch_add(bytes.len(), Ordering::Relaxed);
        }
        self.stream.flush().await.is_ok()
    }

    /// Ends the connection.
    pub async fn end(mut self, end: End) {
        match end {
            End::Close | End::KeepAlive => drop(self.stream.shutdown().await),
            End::Reset => {
                sleep(BEFORE_RESET).await;
                self.stream.tcp().set_zero_linger().unwrap();
            }
            End::Stall => while self.stream.read(&mut [0; 256]).await.is_ok_and(|read| read > 0) {},
        }
    }

    /// Reads requests and responds to each, until a response ends the connection.
    pub(crate) async fn respond_with(mut self, respond: &(impl Fn(usize, &RecordedRequest) -> MockResponse + Sync)) {
        while let Some((number, request)) = self.read_request().await {
            let response = respond(number, &request);
            if !self.send(&response).await || response.ending() != End::KeepAlive {
                return self.end(response.ending()).await;
            }
        }
    }
}
