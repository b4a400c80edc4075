//! What a request costs the fake: processor time of `GetCustomizedVoiceJob`, its signature check included, and memory
//! after a million requests. `cargo bench -p alibabacloud-fake`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use alibabacloud_fake::Fake;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use sha2::{Digest as _, Sha256};

const WARM_UP: usize = 2_000;
const MEASURED: usize = 20_000;
const MANY: usize = 1_000_000;
/// The most that memory may grow over the second half of the many requests, in MiB.
const GROWTH: u64 = 16;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A signed request for a job, with its nonce, by name and value of its headers.
fn headers(fake: &Fake, action: &str, query: &str, nonce: usize) -> Vec<(&'static str, String)> {
    let now = time::OffsetDateTime::now_utc();
    let (month, day) = (u8::from(now.month()), now.day());
    let (hour, minute, second) = (now.hour(), now.minute(), now.second());
    let hash = hex(&Sha256::digest(""));
    let mut headers = vec![
        ("host", "127.0.0.1".to_owned()),
        ("x-acs-action", action.to_owned()),
        ("x-acs-content-sha256", hash.clone()),
        ("x-acs-date", format!("{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", now.year())),
        ("x-acs-signature-nonce", format!("{nonce:032}")),
        ("x-acs-version", "2020-11-09".to_owned()),
    ];
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let canonical = format!("POST\n/\n{query}\n{lines}\n{names}\n{hash}");
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical)));
    let mac = Hmac::<Sha256>::new_from_slice(fake.access_key_secret().as_bytes()).unwrap().chain_update(to_sign);
    let signature = hex(&mac.finalize().into_bytes());
    let key = fake.access_key_id();
    headers.push((
        "authorization",
        format!("ACS3-HMAC-SHA256 Credential={key},SignedHeaders={names},Signature={signature}"),
    ));
    headers
}

fn request(fake: &Fake, action: &str, query: &str, nonce: usize) -> Request<Bytes> {
    let mut request = Request::builder().method("POST").uri(format!("/?{query}"));
    for (name, value) in headers(fake, action, query, nonce) {
        request = request.header(name, value);
    }
    request.body(Bytes::new()).unwrap()
}

/// The ID of a job that was made.
fn job(fake: &Fake) -> String {
    let query = "Gender=female&Scenario=story&VoiceId=v";
    let response = fake.respond(request(fake, "CreateCustomizedVoiceJob", query, 0)).unwrap();
    let response: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    response["Data"]["JobId"].as_str().unwrap().to_owned()
}

/// The processor time of the thread of this name, in nanoseconds.
fn processor_time(thread: &str) -> u64 {
    let tasks = fs::read_dir("/proc/self/task").unwrap().map(|task| task.unwrap().path());
    let own = tasks.filter(|task| fs::read_to_string(task.join("comm")).unwrap_or_default().trim() == thread);
    own.map(|task| spent(&task)).sum()
}

/// The processor time of a task, in nanoseconds.
fn spent(task: &Path) -> u64 {
    let statistics = fs::read_to_string(task.join("schedstat")).unwrap();
    statistics.split(' ').next().unwrap().parse().unwrap()
}

/// The memory that the process has now, in MiB.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// Microseconds of this thread a request, handled in it: requests that are read already, and signed before the clock
/// starts.
fn in_process(fake: &Fake, query: &str) -> f64 {
    let start = 1_000_000;
    let ask = |from: usize, count: usize| -> u64 {
        let requests: Vec<_> =
            (from..from + count).map(|nonce| request(fake, "GetCustomizedVoiceJob", query, nonce)).collect();
        // Not the time on the wall, which others that are busy make longer.
        let before = spent(Path::new("/proc/thread-self"));
        for request in requests {
            assert_eq!(fake.respond(request).unwrap().status(), 200);
        }
        spent(Path::new("/proc/thread-self")) - before
    };
    ask(start, WARM_UP);
    ask(start + WARM_UP, MEASURED) as f64 / 1e3 / MEASURED as f64
}

/// Microseconds of the server's thread a request, over one connection.
fn over_loopback(fake: &Fake, query: &str) -> f64 {
    let mut stream = TcpStream::connect(fake.endpoint().trim_start_matches("http://")).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut ask = |nonce: usize| {
        let head = headers(fake, "GetCustomizedVoiceJob", query, nonce);
        let head: String = head.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        stream.write_all(format!("POST /?{query} HTTP/1.1\r\n{head}content-length: 0\r\n\r\n").as_bytes()).unwrap();
        let mut response = [0; 4096];
        let mut length = 0;
        // The response ends with the brace that ends its body.
        while length == 0 || response[length - 1] != b'}' {
            length += stream.read(&mut response[length..]).unwrap();
        }
        assert!(response.starts_with(b"HTTP/1.1 200 OK"), "{}", String::from_utf8_lossy(&response[..length]));
    };
    (0..WARM_UP).for_each(|nonce| ask(2_000_000 + nonce));
    let before = processor_time("alibabacloud-fa");
    (0..MEASURED).for_each(|nonce| ask(3_000_000 + nonce));
    (processor_time("alibabacloud-fa") - before) as f64 / 1e3 / MEASURED as f64
}

fn main() {
    // `cargo test` runs benchmarks too, to see that they work.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let fake = Fake::builder().start_blocking().unwrap();
    let query = format!("JobId={}", job(&fake));
    let (inside, loopback) = (in_process(&fake, &query), over_loopback(&fake, &query));
    println!("GetCustomizedVoiceJob in process:   {inside:5.1} us of processor time a request");
    println!(
        "GetCustomizedVoiceJob over loopback: {loopback:5.1} us of processor time a request, reading and writing included"
    );
    let mut grown = Vec::new();
    for nonce in 0..MANY {
        if nonce % (MANY / 10) == 0 {
            grown.push(memory());
        }
        fake.respond(request(&fake, "GetCustomizedVoiceJob", &query, 10_000_000 + nonce)).unwrap();
    }
    grown.push(memory());
    println!("memory over {MANY} requests, in MiB: {grown:?}");
    let (half, end) = (grown[grown.len() / 2], grown[grown.len() - 1]);
    assert!(end <= half + GROWTH, "memory grows: {grown:?} MiB");
}
