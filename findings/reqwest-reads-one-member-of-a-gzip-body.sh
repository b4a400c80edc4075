#!/usr/bin/env bash
# reqwest 0.13.5 on tower-http 0.6.11: of a gzip body of two members the first alone is read, and the response counts as whole.
#
# Expected: all members, one after another, as RFC 1952 says and as browsers, curl and Go do; members are what a server sends that
# compresses and flushes part by part, or that joins files which are compressed. tower-http reads all frames of zstd.
# What happens: the body ends behind the first member, without an error; what follows is lost.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"
[dependencies]
flate2 = "=1.1.11"
reqwest = { version = "=0.13.5", default-features = false, features = ["blocking", "gzip"] }
tower-http = { version = "=0.6.11", default-features = false }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

fn member(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn main() {
    let body = [member("first, "), member("second")].concat();
    let mut all = String::new();
    MultiGzDecoder::new(body.as_slice()).read_to_string(&mut all).unwrap();
    println!("flate2: {all}");

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        stream.write_all(&body).unwrap();
    });
    let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
    let text = client.get(format!("http://{address}/")).send().unwrap().text();
    println!("reqwest: {text:?}");
    server.join().unwrap();
}
RUST
cd "$folder"
seen=$(cargo run --quiet 2>/dev/null)
echo "$seen"
[ "$seen" = 'flate2: first, second
reqwest: Ok("first, ")' ]
