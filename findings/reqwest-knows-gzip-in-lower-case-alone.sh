#!/usr/bin/env bash
# reqwest 0.13.5 on tower-http 0.6.11: `content-encoding: gzip` is decoded; `GZIP`, `Gzip` and `x-gzip` are not, and nothing says so.
#
# Expected: all of them are decoded. Content codings are case-insensitive, and `x-gzip` is gzip (RFC 9110, 8.4.1 and 8.4.1.3); curl
# and urllib3 take them so.
# What happens: the response succeeds, and its text is the compressed bytes.
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
use flate2::write::GzEncoder;

const SPELLINGS: [&str; 4] = ["gzip", "GZIP", "Gzip", "x-gzip"];

fn main() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"plain").unwrap();
    let body = encoder.finish().unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        for spelling in SPELLINGS {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-encoding: {spelling}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            )
            .unwrap();
            stream.write_all(&body).unwrap();
        }
    });
    let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
    for spelling in SPELLINGS {
        let body = client.get(format!("http://{address}/")).send().unwrap().bytes().unwrap();
        println!("{spelling}: {}", if body == "plain" { "plain" } else { "still compressed" });
    }
    server.join().unwrap();
}
RUST
cd "$folder"
seen=$(cargo run --quiet 2>/dev/null)
echo "$seen"
[ "$seen" = 'gzip: plain
GZIP: still compressed
Gzip: still compressed
x-gzip: still compressed' ]
