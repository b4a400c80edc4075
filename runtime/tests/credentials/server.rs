//! A local HTTP server that remembers what it was asked, and ways to lead requests to it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::http::header::{HOST, HeaderValue};
use alibabacloud_runtime::http::{Request, Response};
use alibabacloud_runtime::transport::{HttpTransport, TransportError, TransportOptions};
use alibabacloud_runtime::{BoxFuture, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server on a free loopback port. It stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Recorded>>>,
    task: JoinHandle<()>,
}

/// A request as it came over the wire.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    pub method: String,
    /// Path and query, not decoded.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Recorded {
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(given, _)| given == name)?;
        Some(value)
    }

    /// The request for a snapshot. Left out is what the HTTP library and the compiler decide.
    pub fn show(&self) -> String {
        let decided = ["accept-encoding", "user-agent"];
        let mut headers: Vec<_> = self.headers.iter().filter(|(name, _)| !decided.contains(&name.as_str())).collect();
        headers.sort();
        let mut shown = format!("{} {}\n", self.method, self.target);
        for (name, value) in headers {
            shown.push_str(&format!("{name}: {value}\n"));
        }
        format!("{shown}\n{}", self.body)
    }
}

/// What the server does once it has read a request.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    body: String,
    date: Option<&'static str>,
    delay: Duration,
}

impl Answer {
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into(), date: None, delay: Duration::ZERO }
    }

    /// With the time by the server's clock.
    pub fn dated(self, date: &'static str) -> Self {
        Self { date: Some(date), ..self }
    }

    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

impl Server {
    /// Answers each request as it deserves: by its number, from 0, and by what it asks.
    pub async fn answering(answer: impl Fn(usize, &Recorded) -> Answer + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answer.clone(), seen.clone()));
            }
        });
        Self { address, requests, task }
    }

    /// The base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }

    /// Method and target of what came.
    pub fn asked(&self) -> Vec<String> {
        self.requests().iter().map(|request| format!("{} {}", request.method, request.target)).collect()
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
    let Some(request) = read(&mut stream).await else { return };
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.clone());
        seen.len() - 1
    };
    let Answer { status, body, date, delay } = answer(number, &request);
    tokio::time::sleep(delay).await;
    let date = date.map_or_else(String::new, |date| format!("date: {date}\r\n"));
    let head = format!("HTTP/1.1 {status} Status\r\n{date}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Recorded> {
    let mut received = Vec::new();
    let head = loop {
        if let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        more(stream, &mut received).await?;
    };
    let text = String::from_utf8(received[..head].to_vec()).ok()?;
    let mut lines = text.lines();
    let mut first = lines.next()?.split(' ');
    let mut request = Recorded { method: first.next()?.into(), target: first.next()?.into(), ..Recorded::default() };
    let headers = lines.filter_map(|line| line.split_once(':'));
    request.headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let length: usize = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    while received.len() < head + length {
        more(stream, &mut received).await?;
    }
    request.body = String::from_utf8(received[head..].to_vec()).ok()?;
    Some(request)
}

async fn more(stream: &mut TcpStream, received: &mut Vec<u8>) -> Option<()> {
    (stream.read_buf(received).await.ok()? > 0).then_some(())
}

/// Leads every request to a server, whatever host it is for; the `host` header tells.
pub struct Detour {
    to: String,
    by: HttpTransport,
}

impl Detour {
    pub fn to(server: &Server) -> Self {
        let mut options = TransportOptions::default();
        options.environment_proxies = false;
        Self { to: server.url(), by: HttpTransport::new(&options).unwrap() }
    }
}

impl Transport for Detour {
    fn send(&self, mut request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let host = request.uri().authority().unwrap().to_string();
        request.headers_mut().entry(HOST).or_insert(HeaderValue::from_str(&host).unwrap());
        let target = request.uri().path_and_query().unwrap();
        *request.uri_mut() = format!("{}{target}", self.to).parse().unwrap();
        self.by.send(request)
    }
}

/// No network: every connection fails, at once.
pub struct Unplugged;

impl Transport for Unplugged {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        use alibabacloud_runtime::transport::TransportErrorKind;
        Box::pin(async { Err(TransportError::new(TransportErrorKind::Connect, "connection refused")) })
    }
}
