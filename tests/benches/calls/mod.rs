//! The calls that the benchmarks compare, and the server that responds to them.
//!
//! The server is another process (the benchmark again, run with the argument `serve`), so that nothing of it is counted;
//! it gives one response to every request. The typed side lays out parameters, gets credentials, dates and signs, keeps
//! timeouts and decodes the response; the bare side sends what a typed call was seen to send, headers and all, and reads
//! the response to its end.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::env;
use std::future::ready;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alibabacloud_ice::Client;
use alibabacloud_ice::runtime::transport::{HttpTransport, TransportError, TransportOptions};
use alibabacloud_ice::runtime::{BoxFuture, Credentials, RetryPolicy, Transport};
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use bytes::Bytes;
use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

/// How many calls run side by side where they do not follow one another.
pub const AT_ONCE: usize = 64;

/// About the size of a real one.
pub const RESPONSE: &str = r#"{"RequestId":"4AB3C6A2-6F3D-5A1E-8C3B-0D6E5F7A8B9C","Success":true,"Data":{"CustomizedVoiceJob":{"JobId":"93be60b3b1fb4b5fb0a5f4a0d8a8a4f1","VoiceId":"xiaozhuan","VoiceName":"A voice","VoiceDesc":"For stories","Gender":"female","Scenario":"story","Status":"Success","Message":"","CreateTime":"2024-05-01T08:00:00Z","Type":"Standard","DemoAudioMediaId":"****4d7cb14dc7b83b0e801c****"}}}"#;

pub fn typed(server: &Server) -> Client {
    Client::builder()
        .endpoint(&server.endpoint)
        .credentials(Credentials::new("benchmark-key", "benchmark-secret"))
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

/// Typed calls, as many as are asked for.
pub fn calling(client: &Client) -> impl Fn() -> BoxFuture<'static, ()> + Clone + Send + use<> {
    let client = client.clone();
    move || Box::pin(call(client.clone()))
}

async fn call(client: Client) {
    let response = client.send(GetCustomizedVoiceJob::new("93be60b3b1fb4b5fb0a5f4a0d8a8a4f1")).await.unwrap();
    assert!(response.output.success == Some(true));
}

/// The same request without a client.
#[derive(Clone)]
pub struct Bare {
    client: reqwest::Client,
    request: Arc<http::Request<Bytes>>,
}

impl Bare {
    pub async fn like(server: &Server) -> Self {
        let seen = RecordingTransport::default();
        let client = Client::builder()
            .endpoint(&server.endpoint)
            .credentials(Credentials::new("benchmark-key", "benchmark-secret"))
            .transport(seen.clone())
            .build()
            .unwrap();
        call(client).await;
        let request = seen.request.lock().await.take().unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { client, request: Arc::new(request) }
    }

    /// The same request to another server.
    pub fn at(&self, address: std::net::SocketAddr) -> Self {
        let mut request = (*self.request).clone();
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() = format!("http://{address}{path}").parse().unwrap();
        Self { client: reqwest::Client::builder().no_proxy().build().unwrap(), request: Arc::new(request) }
    }

    pub fn calling(&self) -> impl Fn() -> BoxFuture<'static, ()> + Clone + Send + use<> {
        let bare = self.clone();
        move || Box::pin(bare.clone().call())
    }

    async fn call(self) {
        let request = reqwest::Request::try_from((*self.request).clone()).unwrap();
        let response = self.client.execute(request).await.unwrap();
        assert_eq!(response.bytes().await.unwrap().len(), RESPONSE.len());
    }
}

/// Passes a request on and keeps it.
#[derive(Clone, Default)]
struct RecordingTransport {
    request: Arc<Mutex<Option<http::Request<Bytes>>>>,
}

impl Transport for RecordingTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            *self.request.lock().await = Some(request.clone());
            HttpTransport::new(&TransportOptions::default())?.send(request).await
        })
    }
}

/// So many calls, so many of them at the same time.
pub async fn all<F: Future<Output = ()> + Send>(
    calls: usize,
    at_once: usize,
    call: impl Fn() -> F + Clone + Send + 'static,
) {
    if at_once == 1 {
        for _ in 0..calls {
            call().await;
        }
        return;
    }
    let left = Arc::new(AtomicUsize::new(calls));
    let tasks = (0..at_once).map(|_| {
        let (left, call) = (left.clone(), call.clone());
        tokio::spawn(async move {
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                call().await;
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
}

/// The server, in its own process. It ends with this one, however this one ends.
pub struct Server {
    pub endpoint: String,
    address: String,
    process: Child,
}

impl Server {
    pub fn start() -> Self {
        let program = env::current_exe().unwrap();
        let mut process =
            Command::new(program).arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        Self { endpoint: format!("http://{address}"), address, process }
    }

    /// How many calls it has responded to.
    pub fn count(&self) -> usize {
        let mut stream = std::net::TcpStream::connect(&self.address).unwrap();
        stream.write_all(b"COUNT\r\n\r\n").unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.trim().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until standard input ends.
pub fn serve() {
    let runtime = Runtime::new().unwrap();
    runtime.spawn(accept());
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    runtime.shutdown_background();
}

async fn accept() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, count.clone()));
    }
}

async fn answer(stream: TcpStream, count: Arc<AtomicUsize>) {
    stream.set_nodelay(true).unwrap();
    let response = success(RESPONSE);
    let of_request = |head: String| {
        if head.starts_with("COUNT") {
            return ready(format!("{}\n", count.load(Ordering::Relaxed)));
        }
        count.fetch_add(1, Ordering::Relaxed);
        ready(response.clone())
    };
    respond(stream, of_request).await;
}

/// The text of a successful response with this body.
pub fn success(body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json;charset=utf-8\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// Responds to the requests of a connection, by their heads. They have no bodies.
pub async fn respond<F: Future<Output = String>>(mut stream: TcpStream, response: impl Fn(String) -> F) {
    let mut received = Vec::new();
    loop {
        while let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8(received.drain(..end + 4).collect()).unwrap();
            if stream.write_all(response(head).await.as_bytes()).await.is_err() {
                return;
            }
        }
        match stream.read_buf(&mut received).await {
            Ok(read) if read > 0 => {}
            _ => return,
        }
    }
}

/// The processor time that this process has used.
pub fn processor_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}
