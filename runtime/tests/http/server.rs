//! A local server whose responses can be wrong in any way: it writes the bytes it is told to.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than any test waits.
const LONGEST_CONNECTION: Duration = Duration::from_secs(10);

/// A server on a free loopback port. It stops when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

#[derive(Default)]
pub struct Seen {
    heads: Mutex<Vec<String>>,
    written: AtomicUsize,
}

/// What is written once a request has come: a beginning, and after it a part again and again.
#[derive(Clone, Default)]
pub struct Answer {
    pub start: Vec<u8>,
    pub part: Vec<u8>,
    pub times: usize,
    /// Whether the connection stays open without a word, until the other side closes it.
    pub stays: bool,
}

impl Answer {
    /// A whole response.
    pub fn new(head: &str, body: &[u8]) -> Self {
        let start = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        Self::raw([start.as_bytes(), body].concat())
    }

    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { start: bytes.into(), ..Self::default() }
    }
}

impl Server {
    pub async fn start(answer: Answer) -> Self {
        Self::serving(move |stream, seen| {
            let answer = answer.clone();
            async move { serve(stream, &answer, &seen).await }
        })
        .await
    }

    /// A server that treats each connection in a way of its own.
    pub async fn serving<F>(handle: impl Fn(tokio::net::TcpStream, Arc<Seen>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let shared = seen.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(timeout(LONGEST_CONNECTION, handle(stream, shared.clone())));
            }
        });
        Self { address, seen, task }
    }

    /// A server that does no more than say `{}`.
    pub async fn plain() -> Self {
        Self::start(Answer::new("200 OK", b"{}")).await
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of the requests that came.
    pub fn heads(&self) -> Vec<String> {
        self.seen.heads.lock().unwrap().clone()
    }

    /// Method and target of the requests that came; what is asked for is left out.
    pub fn asked(&self) -> Vec<String> {
        let line = |head: &String| head.lines().next().unwrap().split(['?', ' ']).take(2).collect::<Vec<_>>().join(" ");
        self.heads().iter().map(line).collect()
    }

    /// How many bytes of responses were written.
    pub fn written(&self) -> usize {
        self.seen.written.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Seen {
    pub fn add(&self, head: String) {
        self.heads.lock().unwrap().push(head);
    }
}

/// Reads a request and writes the answer, until the other side has had enough.
pub async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &Answer, seen: &Seen) {
    let Some(head) = read_head(&mut stream).await else { return };
    seen.add(head);
    let parts = std::iter::repeat_n(&answer.part, answer.times);
    for bytes in std::iter::once(&answer.start).chain(parts) {
        if stream.write_all(bytes).await.is_err() {
            return;
        }
        seen.written.fetch_add(bytes.len(), Ordering::Relaxed);
    }
    let _ = stream.flush().await;
    if answer.stays {
        let _ = stream.read(&mut [0; 1]).await;
    }
    let _ = stream.shutdown().await;
}

/// What comes up to the first empty line; these tests send no bodies.
pub async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}
