//! What a client holds: at rest, with a thousand calls in flight against bare `reqwest`, and while it lists a hundred thousand
//! entries.
//!
//! `cargo bench -p conformance --bench memory`. Counted are the bytes that the thread of the calls asks its allocator for, which
//! are the same in every run but for a few; the server is on a thread of its own.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod calls;

use std::env;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use alibabacloud_ice::Client;
use alibabacloud_ice::editing::ListMediaProducingJobs;
use alibabacloud_ice::runtime::Credentials;
use allocation_counter::measure;
use calls::{Bare, Server, calling, respond, success};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

const IN_FLIGHT: usize = 1_000;
const PAGE: usize = 100;

fn main() {
    if env::args().any(|argument| argument == "serve") {
        return calls::serve();
    }
    let mut client = None;
    let rest = measure(|| client = Some(client_of("http://127.0.0.1:1")));
    println!("a client at rest: {} bytes in {} allocations", rest.bytes_current, rest.count_current);
    drop(client);

    let server = Server::start();
    let bare = runtime().block_on(Bare::like(&server));
    let typed = in_flight(|address| calling(&client_of(&format!("http://{address}"))));
    let bare = in_flight(|address| bare.at(address).calling());
    println!(
        "{IN_FLIGHT} calls in flight: {typed} bytes a typed call, {bare} a bare one, ratio {:.2}",
        typed as f64 / bare as f64
    );

    for entries in [1_000, 10_000, 100_000] {
        println!("listing {entries} entries, {PAGE} a page: at most {} bytes", listing(entries));
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn client_of(endpoint: &str) -> Client {
    Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::new("benchmark-key", "benchmark-secret"))
        .build()
        .unwrap()
}

/// What a call holds while all of them wait for their responses, which never come.
fn in_flight<C, F>(call: impl FnOnce(SocketAddr) -> C) -> u64
where
    C: Fn() -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let (count, all) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let arrived = all.clone();
    let address = serve(move |_| {
        if count.fetch_add(1, Ordering::Relaxed) + 1 == IN_FLIGHT {
            arrived.notify_one();
        }
        pending()
    });
    let (call, runtime) = (call(address), runtime());
    let used = measure(|| {
        runtime.block_on(async {
            for _ in 0..IN_FLIGHT {
                tokio::spawn(call());
            }
            all.notified().await;
        });
    });
    used.bytes_max / IN_FLIGHT as u64
}

/// The most bytes that are held while entries are listed and dropped.
fn listing(entries: usize) -> u64 {
    let address = serve(move |request| async move { page(&request, entries / PAGE) });
    let client = client_of(&format!("http://{address}"));
    let (mut seen, runtime) = (0, runtime());
    let used = measure(|| {
        runtime.block_on(async {
            let mut jobs = client.items(ListMediaProducingJobs::new()).page_size(PAGE as u32);
            while let Some(job) = jobs.next().await {
                assert!(job.unwrap().job_id.is_some());
                seen += 1;
            }
        });
    });
    assert_eq!(seen, entries);
    used.bytes_max
}

/// The response with the page that a request asks for by its token, which is the page's number.
fn page(request: &str, pages: usize) -> String {
    let token = request.split_once("NextToken=").map(|(_, rest)| rest.split(['&', ' ']).next().unwrap_or_default());
    let page = token.map_or(0, |token| token.parse::<usize>().unwrap());
    let entry = |number| format!(r#"{{"JobId":"{page}-{number}","Status":"Success","ProjectId":"p","Duration":1.5}}"#);
    let entries: Vec<_> = (0..PAGE).map(entry).collect();
    let next = if page + 1 < pages { format!(r#","NextToken":"{}""#, page + 1) } else { String::new() };
    success(&format!(r#"{{"RequestId":"r"{next},"MediaProducingJobList":[{}]}}"#, entries.join(",")))
}

/// A server on a thread of its own, by the response to the head of each request.
fn serve<F>(response: impl Fn(String) -> F + Clone + Send + 'static) -> SocketAddr
where
    F: Future<Output = String> + Send + 'static,
{
    let (bound, address) = mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            bound.send(listener.local_addr().unwrap()).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(respond(stream, response.clone()));
            }
        });
    });
    address.recv().unwrap()
}
