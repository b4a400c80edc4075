//! A local HTTP server that gives one answer to everything and remembers what it was asked.
//!
//! Written on sockets because its answers have to be wrong in ways that an HTTP library would not let through.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alibabacloud_runtime::http;
use bytes::Bytes;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// More than any request of these tests.
const LARGEST_REQUEST: usize = 1 << 20;
/// Longer than any test waits.
const LONGEST_CONNECTION: Duration = Duration::from_secs(5);

/// A server on a free loopback port. It stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Recorded>>>,
    task: JoinHandle<()>,
}

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub method: String,
    pub path: String,
    /// Not decoded, without `?`; empty where there is none.
    pub query: String,
    /// Names in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What a transport was handed.
impl From<&http::Request<Bytes>> for Recorded {
    fn from(request: &http::Request<Bytes>) -> Self {
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()));
        Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers: headers.collect(),
            body: request.body().to_vec(),
        }
    }
}

impl Recorded {
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(given, _)| given == name)?;
        Some(value)
    }
}

/// What the server does once it has read a request.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// Claimed in `content-length` beyond what is sent.
    missing: usize,
    stalls: bool,
}

impl Answer {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), missing: 0, stalls: false }
    }

    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, body).header("content-type", "application/json;charset=utf-8")
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Closes the connection this many bytes before the end that `content-length` promises.
    pub fn missing(mut self, bytes: usize) -> Self {
        self.missing = bytes;
        self
    }

    /// Reads the request and never answers.
    pub fn stall() -> Self {
        Self { stalls: true, ..Self::new(200, "") }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let length = self.body.len() + self.missing;
        let mut head = format!("HTTP/1.1 {} Status\r\ncontent-length: {length}\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

impl Server {
    pub async fn start(answer: Answer) -> Self {
        Self::answering(move |_, _| answer.clone()).await
    }

    /// Answers each request as it deserves: by its number, from 0, and by what it asks.
    pub async fn answering(answer: impl Fn(usize, &Recorded) -> Answer + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, seen) = (answer.clone(), seen.clone());
                tokio::spawn(timeout(LONGEST_CONNECTION, serve(stream, answer, seen)));
            }
        });
        Self { address, requests, task }
    }

    /// Gives these responses one after another, and the last of them to whoever asks on.
    pub async fn responding(responses: Vec<Value>) -> Self {
        let response = move |number: usize| responses[number.min(responses.len() - 1)].to_string();
        Self::answering(move |number, _| Answer::json(200, response(number))).await
    }

    /// A base URL on which nothing listens. Its port stays bound until the test program ends, so that no other server gets it.
    pub fn nobody() -> String {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap();
        std::mem::forget(socket);
        format!("http://{address}")
    }

    /// The base URL.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port, for tests that give the host a name.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What came, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    answer: Arc<impl Fn(usize, &Recorded) -> Answer>,
    seen: Arc<Mutex<Vec<Recorded>>>,
) {
    let Some(request) = read_request(&mut stream).await else {
        return;
    };
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.clone());
        seen.len() - 1
    };
    let answer = answer(number, &request);
    if answer.stalls {
        tokio::time::sleep(LONGEST_CONNECTION).await;
    }
    // A client that has gone away is what some tests are about.
    let _ = stream.write_all(&answer.to_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read_request(stream: &mut TcpStream) -> Option<Recorded> {
    let mut received = Vec::new();
    let head_length = loop {
        if let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        read_more(stream, &mut received).await?;
    };
    let mut request = parse_head(std::str::from_utf8(&received[..head_length]).ok()?)?;
    let body_length = match request.header("content-length") {
        Some(length) => length.parse().ok()?,
        None => 0,
    };
    while received.len() < head_length + body_length {
        read_more(stream, &mut received).await?;
    }
    request.body = received[head_length..].to_vec();
    Some(request)
}

async fn read_more(stream: &mut TcpStream, received: &mut Vec<u8>) -> Option<()> {
    let read = stream.read_buf(received).await.ok()?;
    (read > 0 && received.len() <= LARGEST_REQUEST).then_some(())
}

fn parse_head(head: &str) -> Option<Recorded> {
    let mut lines = head.lines();
    let mut request_line = lines.next()?.split(' ');
    let (method, target) = (request_line.next()?, request_line.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines.filter_map(|line| line.split_once(':'));
    Some(Recorded {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect(),
        body: Vec::new(),
    })
}
