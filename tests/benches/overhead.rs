//! What a call costs beyond the HTTP request it consists of: the CPU time of a typed call against that of a bare
//! `reqwest` POST of the same bytes, one after another and 64 at once; and whether 100,000 calls leave anything behind.
//!
//! `cargo bench -p conformance --bench overhead`. The server is another process (this program again), so that its time
//! is not counted; it gives a fixed reply to everything. What the typed side has to do beside the request is to lay out
//! the parameters, ask for credentials, date and sign, keep time limits, and decode the reply; the bare side sends what
//! a typed call was seen to send, headers and all, and reads the reply to its end.
//!
//! The two take turns in rounds, so that whatever else the machine does meets both; the ratio is the median of each
//! round's ratio. A lost call, or memory that grows by more than 1 MiB after the first 10,000 calls, ends the program with
//! an error.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alibabacloud_ice::Client;
use alibabacloud_ice::runtime::transport::{ReqwestTransport, TransportError, TransportOptions};
use alibabacloud_ice::runtime::{BoxFuture, Credentials, RetryPolicy, Transport};
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use bytes::Bytes;
use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

const ROUNDS: usize = 21;
const CALLS_A_ROUND: usize = 2_000;
const AT_ONCE: usize = 64;
const MANY_CALLS: usize = 100_000;
const WARM_UP: usize = 10_000;
const GROWTH_ALLOWED: usize = 1 << 20;

/// About the size of a real one.
const REPLY: &str = r#"{"RequestId":"4AB3C6A2-6F3D-5A1E-8C3B-0D6E5F7A8B9C","Success":true,"Data":{"CustomizedVoiceJob":{"JobId":"93be60b3b1fb4b5fb0a5f4a0d8a8a4f1","VoiceId":"xiaozhuan","VoiceName":"A voice","VoiceDesc":"For stories","Gender":"female","Scenario":"story","Status":"Success","Message":"","CreateTime":"2024-05-01T08:00:00Z","Type":"Standard","DemoAudioMediaId":"****4d7cb14dc7b83b0e801c****"}}}"#;

fn main() {
    if env::args().any(|argument| argument == "serve") {
        return Runtime::new().unwrap().block_on(serve());
    }
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(measure(&server));
}

async fn measure(server: &Server) {
    let (typed, bare) = (typed(server), Bare::like(server).await);
    for (name, at_once) in [("one after another", 1), ("64 at once", AT_ONCE)] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let ours = cpu_of(all(CALLS_A_ROUND, at_once, calling(&typed))).await;
            let theirs = cpu_of(all(CALLS_A_ROUND, at_once, bare.calling())).await;
            rounds.push((ours, theirs));
        }
        let per_call = |time: Duration| time.as_secs_f64() * 1e6 / CALLS_A_ROUND as f64;
        let ours = median(rounds.iter().map(|(ours, _)| per_call(*ours)));
        let theirs = median(rounds.iter().map(|(_, theirs)| per_call(*theirs)));
        let ratio = median(rounds.iter().map(|(ours, theirs)| ours.as_secs_f64() / theirs.as_secs_f64()));
        println!("{name}: {ours:.1} us of CPU a typed call, {theirs:.1} us a bare one, ratio {ratio:.3}");
    }

    let before = server.count();
    all(WARM_UP, AT_ONCE, calling(&typed)).await;
    let warm = resident();
    all(MANY_CALLS - WARM_UP, AT_ONCE, calling(&typed)).await;
    let grown = resident().saturating_sub(warm);
    let served = server.count() - before;
    println!("{MANY_CALLS} calls, {AT_ONCE} at once: {served} served, {warm} bytes resident, {grown} more at the end");
    assert_eq!(served, MANY_CALLS);
    assert!(grown <= GROWTH_ALLOWED);
}

fn typed(server: &Server) -> Client {
    Client::builder()
        .endpoint(&server.endpoint)
        .credentials(Credentials::new("benchmark-key", "benchmark-secret"))
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

/// Typed calls, as many as are asked for.
fn calling(client: &Client) -> impl Fn() -> BoxFuture<'static, ()> + Clone + Send + use<> {
    let client = client.clone();
    move || Box::pin(call(client.clone()))
}

async fn call(client: Client) {
    let reply = client.send(GetCustomizedVoiceJob::new("93be60b3b1fb4b5fb0a5f4a0d8a8a4f1")).await.unwrap();
    assert!(reply.success == Some(true));
}

/// The same request without a client.
#[derive(Clone)]
struct Bare {
    client: reqwest::Client,
    request: Arc<http::Request<Bytes>>,
}

impl Bare {
    async fn like(server: &Server) -> Self {
        let seen = Eavesdropper::default();
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

    fn calling(&self) -> impl Fn() -> BoxFuture<'static, ()> + Clone + Send + use<> {
        let bare = self.clone();
        move || Box::pin(bare.clone().call())
    }

    async fn call(self) {
        let request = reqwest::Request::try_from((*self.request).clone()).unwrap();
        let reply = self.client.execute(request).await.unwrap();
        assert_eq!(reply.bytes().await.unwrap().len(), REPLY.len());
    }
}

/// Passes a request on and keeps it.
#[derive(Clone, Default)]
struct Eavesdropper {
    request: Arc<Mutex<Option<http::Request<Bytes>>>>,
}

impl Transport for Eavesdropper {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            *self.request.lock().await = Some(request.clone());
            ReqwestTransport::new(&TransportOptions::default())?.send(request).await
        })
    }
}

/// So many calls, so many of them at the same time.
async fn all<F: Future<Output = ()> + Send>(
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

async fn cpu_of(work: impl Future<Output = ()>) -> Duration {
    let before = cpu();
    work.await;
    cpu() - before
}

/// The CPU time that this process has used.
fn cpu() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}

/// Bytes of this process that are in memory.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * rustix::param::page_size()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The server, in its own process. It ends with this one.
struct Server {
    endpoint: String,
    address: String,
    process: Child,
}

impl Server {
    fn start() -> Self {
        let program = env::current_exe().unwrap();
        let mut process = Command::new(program).arg("serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        Self { endpoint: format!("http://{address}"), address, process }
    }

    /// How many calls it has answered.
    fn count(&self) -> usize {
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

async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, count.clone()));
    }
}

async fn answer(mut stream: TcpStream, count: Arc<AtomicUsize>) {
    stream.set_nodelay(true).unwrap();
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json;charset=utf-8\r\ncontent-length: {}\r\n\r\n{REPLY}",
        REPLY.len()
    );
    let mut received = Vec::new();
    loop {
        while let Some(end) = received.windows(4).position(|window| window == b"\r\n\r\n") {
            let told = received.starts_with(b"COUNT").then(|| format!("{}\n", count.load(Ordering::Relaxed)));
            if told.is_none() {
                count.fetch_add(1, Ordering::Relaxed);
            }
            received.drain(..end + 4);
            if stream.write_all(told.as_ref().unwrap_or(&reply).as_bytes()).await.is_err() {
                return;
            }
        }
        match stream.read_buf(&mut received).await {
            Ok(read) if read > 0 => {}
            _ => return,
        }
    }
}
