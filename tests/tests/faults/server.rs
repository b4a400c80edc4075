//! A server that fails as it is told: at a chosen point of the exchange, in a chosen way.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// Longer than any call of these tests.
const LONGEST_CONNECTION: Duration = Duration::from_secs(5);
/// More than any request of these tests.
const LARGEST_REQUEST: usize = 1 << 16;

/// What the server does with a connection.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Whether it reads the request at all.
    pub reads: bool,
    /// How long it takes its time before it sends anything.
    pub pause: Duration,
    /// What it sends.
    pub sends: Vec<u8>,
    /// What comes then.
    pub end: End,
}

/// How an exchange ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// In good order.
    Close,
    /// The connection breaks.
    Reset,
    /// Nothing more comes.
    Stall,
}

impl Plan {
    /// Reads the request and answers with a status, headers and a body.
    pub fn response(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} Status\r\nconnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "content-length") {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        Self { sends: [head.as_bytes(), body].concat(), ..Self::after("", End::Close) }
    }

    /// Reads the request, sends so much, and ends in that way.
    pub fn after(sends: &str, end: End) -> Self {
        Self { reads: true, pause: Duration::ZERO, sends: sends.into(), end }
    }

    /// Reads nothing and ends in that way.
    pub fn unread(end: End) -> Self {
        Self { reads: false, ..Self::after("", end) }
    }
}

/// A server on a free loopback port. It stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Deals with each connection by the plan for its number, from 0, and for the head of its request, where that is read
    /// for the first plan.
    pub async fn start(plan: impl Fn(usize, &str) -> Plan + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let (seen, plan) = (heads.clone(), Arc::new(plan));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(timeout(LONGEST_CONNECTION, serve(stream, plan.clone(), seen.clone())));
            }
        });
        Self { address, heads, task }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests may have reached the server: every connection counts, read or not.
    pub fn count(&self) -> usize {
        self.heads.lock().unwrap().len()
    }

    /// The heads of the requests that were read, in order; empty for the others.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, plan: Arc<impl Fn(usize, &str) -> Plan>, seen: Arc<Mutex<Vec<String>>>) {
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(String::new());
        seen.len() - 1
    };
    let mut head = String::new();
    if plan(number, "").reads {
        let Some(read) = read_head(&mut stream).await else { return };
        head = read;
        seen.lock().unwrap()[number].clone_from(&head);
    }
    let plan = plan(number, &head);
    sleep(plan.pause).await;
    // A client that has gone away is what some tests are about.
    let _ = stream.write_all(&plan.sends).await;
    match plan.end {
        End::Close => drop(stream.shutdown().await),
        End::Reset => {
            // What was sent is on its way before the connection breaks.
            sleep(Duration::from_millis(2)).await;
            stream.set_zero_linger().unwrap();
        }
        End::Stall => sleep(LONGEST_CONNECTION).await,
    }
}

/// The head of a request; these tests send no body that is longer than what comes with it.
async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut received = Vec::new();
    loop {
        if let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            received.truncate(end);
            return String::from_utf8(received).ok();
        }
        if stream.read_buf(&mut received).await.ok()? == 0 || received.len() > LARGEST_REQUEST {
            return None;
        }
    }
}
