#!/usr/bin/env bash
# reqwest 0.13.5 with the feature `socks` and without one of TLS: no SOCKS proxy is reached, for plain HTTP either. With the feature
# `rustls` the same program reaches it.
#
# Expected: `http://` through a SOCKS proxy needs no TLS; the feature `socks` is all that it needs.
# What happens: "failed to create underlying connection", before anything is sent; below it, as `Debug` alone shows, "invalid URL,
# scheme is not http". The connector accepts the scheme `http` alone unless TLS is compiled in, also in the address of the proxy.
# With TLS, the answer of the proxy arrives: it refuses what it was offered.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"
[features]
tls = ["reqwest/rustls"]
[dependencies]
hyper-util = { version = "=0.1.20", default-features = false }
reqwest = { version = "=0.13.5", default-features = false, features = ["blocking", "socks"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("socks5://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 512]);
        // No method of authentication is acceptable.
        let _ = stream.write_all(&[5, 255]);
        let _ = stream.read(&mut [0; 512]);
    });
    let client = reqwest::blocking::Client::builder().proxy(reqwest::Proxy::all(proxy).unwrap()).build().unwrap();
    let error = client.get("http://192.0.2.1/").send().unwrap_err();
    let mut cause: &dyn Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    println!("{cause}");
}
RUST
cd "$folder"
without=$(cargo run --quiet 2>/dev/null)
with=$(cargo run --quiet --features tls 2>/dev/null)
echo "without: $without"
echo "with: $with"
[ "$without" = 'SOCKS error: failed to create underlying connection' ]
[ "$with" = 'SOCKS error: server does not support user/pass authentication' ]
