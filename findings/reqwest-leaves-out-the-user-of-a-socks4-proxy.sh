#!/usr/bin/env bash
# reqwest 0.13.5 with hyper-util 0.1.20: the user of `socks4://name@…` never reaches the proxy, and nothing says so; that of
# `socks5://name:…@…` does.
#
# Expected: a SOCKS4 request ends with the user ID, a field of the protocol, as curl and PySocks send it; or an error that it
# cannot be sent.
# What happens: the field is empty, so that a proxy which goes by it refuses or takes the client for nobody.
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
hyper-util = { version = "=0.1.20", default-features = false }
reqwest = { version = "=0.13.5", default-features = false, features = ["blocking", "rustls", "socks"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

fn main() {
    for scheme in ["socks4", "socks5"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let proxy = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut sent = [0; 512];
            let mut length = stream.read(&mut sent).unwrap();
            if sent[0] == 5 {
                stream.write_all(&[5, 2]).unwrap();
                length = stream.read(&mut sent).unwrap();
            }
            // Refused.
            let refusal: &[u8] = if sent[0] == 1 { &[1, 1] } else { &[0, 91, 0, 0, 0, 0, 0, 0] };
            stream.write_all(refusal).unwrap();
            sent[..length].windows(4).any(|part| part == b"name")
        });
        let proxied = reqwest::Proxy::all(format!("{scheme}://name:word@{address}")).unwrap();
        let client = reqwest::blocking::Client::builder().proxy(proxied).build().unwrap();
        let _ = client.get("http://192.0.2.1/").send();
        println!("{scheme}: {}", if proxy.join().unwrap() { "the name arrives" } else { "no name" });
    }
}
RUST
cd "$folder"
seen=$(cargo run --quiet 2>/dev/null)
echo "$seen"
[ "$seen" = 'socks4: no name
socks5: the name arrives' ]
