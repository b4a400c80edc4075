#!/usr/bin/env bash
# reqwest 0.13.5: with REQUEST_METHOD in the environment (CGI, and what inherits from it) all proxy variables are ignored,
# not only HTTP_PROXY.
#
# Expected: a client in CGI distrusts HTTP_PROXY alone, which a request's `Proxy:` header could set, as Go's does; ALL_PROXY
# and HTTPS_PROXY cannot come from a header.
# What happens: the request goes out directly.
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
reqwest = { version = "=0.13.5", default-features = false, features = ["blocking", "system-proxy"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

/// A server that answers with its name.
fn server(name: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().take(4) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{name}", name.len());
        }
    });
    port
}

fn main() {
    let (origin, proxy) = (server("directly"), server("by the proxy"));
    let ask = |variables: &[(&str, String)]| {
        // Nothing else runs yet that reads the environment.
        for (name, value) in variables {
            unsafe { std::env::set_var(name, value) };
        }
        let client = reqwest::blocking::Client::new();
        let answer = client.get(format!("http://127.0.0.1:{origin}/")).send().unwrap().text().unwrap();
        for (name, _) in variables {
            unsafe { std::env::remove_var(name) };
        }
        answer
    };
    let proxied = ("ALL_PROXY", format!("http://127.0.0.1:{proxy}"));
    println!("ALL_PROXY: {}", ask(&[proxied.clone()]));
    println!("ALL_PROXY and REQUEST_METHOD: {}", ask(&[proxied, ("REQUEST_METHOD", "GET".to_owned())]));
}
RUST
cd "$folder"
for name in ALL_PROXY all_proxy HTTP_PROXY http_proxy HTTPS_PROXY https_proxy NO_PROXY no_proxy REQUEST_METHOD; do
    unset "$name"
done
cargo build --quiet
seen=$(./target/debug/finding)
echo "$seen"
[ "$seen" = "ALL_PROXY: by the proxy
ALL_PROXY and REQUEST_METHOD: directly" ]
