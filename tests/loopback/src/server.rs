//! The server, and what it has received.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use tokio::net::TcpSocket;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::connection::Connection;
use crate::request::RecordedRequest;
use crate::response::MockResponse;

/// How many bytes of a request a server takes.
pub const MAX_REQUEST: usize = 1 << 20;
/// How many connections a server accepts.
pub const MAX_CONNECTIONS: usize = 10_000;
/// How long a connection may last.
pub const MAX_DURATION: Duration = Duration::from_secs(30);

/// A port of this machine that the system chooses.
const FREE_PORT: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0));

/// Runs all servers of the process, so that no test needs a runtime for them.
static BACKGROUND: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(1).thread_name("loopback").enable_all().build().unwrap()
});

/// A server on a free port of 127.0.0.1. It stops, and its connections end, when it is dropped.
#[derive(Debug)]
pub struct Server {
    scheme: &'static str,
    address: SocketAddr,
    log: Arc<Log>,
    accepting: JoinHandle<()>,
}

/// The requests and connections so far.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) requests: Mutex<Vec<RecordedRequest>>,
    pub(crate) connections: AtomicUsize,
    pub(crate) sent: AtomicUsize,
}

impl Server {
    /// Sends one response to every request.
    #[must_use]
    pub fn start(response: MockResponse) -> Self {
        Self::respond_with(move |_, _| response.clone())
    }

    /// Sends these JSON documents one after another, and the last of them to every further request.
    #[must_use]
    pub fn json_sequence(documents: impl IntoIterator<Item = impl ToString>) -> Self {
        let documents: Vec<String> = documents.into_iter().map(|document| document.to_string()).collect();
        Self::respond_with(move |number, _| MockResponse::json(200, &*documents[number.min(documents.len() - 1)]))
    }

    /// Responds to each request by its number, from 0, and its content.
    #[must_use]
    pub fn respond_with(respond: impl Fn(usize, &RecordedRequest) -> MockResponse + Send + Sync + 'static) -> Self {
        let respond = Arc::new(respond);
        Self::serve(move |connection| {
            let respond = respond.clone();
            async move { connection.respond_with(&*respond).await }
        })
    }

    /// Calls `handle` for each connection: for connections that end before a request is read, and for other protocols.
    #[must_use]
    pub fn serve<F>(handle: impl Fn(Connection) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self::serve_scheme("http", handle)
    }

    pub(crate) fn serve_scheme<F>(scheme: &'static str, handle: impl Fn(Connection) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        // Bound here, so that a client can connect as soon as this returns.
        let listener = TcpListener::bind(FREE_PORT).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Log::default());
        let accepting = BACKGROUND.spawn(accept(listener, log.clone(), handle));
        Self { scheme, address, log, accepting }
    }

    /// The address on which it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The requests so far, in the order in which they were received.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.log.requests.lock().unwrap().clone()
    }

    /// Method and target of the requests so far, such as `GET /jobs?page=1`.
    #[must_use]
    pub fn targets(&self) -> Vec<String> {
        self.requests().iter().map(|request| format!("{} {}", request.method, request.target())).collect()
    }

    /// Method and path of the requests so far, such as `GET /jobs`.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        self.requests().iter().map(|request| format!("{} {}", request.method, request.path)).collect()
    }

    /// How many connections it has accepted, whether a request was read from them or not.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    /// How many bytes of responses it has sent.
    #[must_use]
    pub fn sent(&self) -> usize {
        self.log.sent.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept<F>(listener: TcpListener, log: Arc<Log>, handle: impl Fn(Connection) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    // Dropped with this task: no connection outlives the server.
    let mut connections = JoinSet::new();
    for number in 0..MAX_CONNECTIONS {
        let Ok((stream, _)) = listener.accept().await else { return };
        log.connections.store(number + 1, Ordering::SeqCst);
        connections.spawn(timeout(MAX_DURATION, handle(Connection::new(stream, log.clone(), number))));
        while connections.try_join_next().is_some() {}
    }
    connections.join_all().await;
}

/// A base URL on which nothing listens: connections to it are refused. The port stays bound until the process ends, so that
/// no server of another test gets it.
///
/// # Panics
/// There is no free port.
#[must_use]
pub fn closed_port() -> String {
    // Made by Tokio, because the standard library has no socket that is bound and does not listen.
    let _runtime = BACKGROUND.enter();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(FREE_PORT).unwrap();
    let address = socket.local_addr().unwrap();
    std::mem::forget(socket);
    format!("http://{address}")
}
