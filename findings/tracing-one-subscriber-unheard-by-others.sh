#!/usr/bin/env bash
# tracing 0.1.44, tracing-core 0.1.36: with exactly one subscriber in a process, set for one thread alone, the thread that
# comes to an event first decides for all threads whether anybody hears it.
#
# Expected: `set_default` makes its thread hear its own events, whatever threads without a subscriber did before.
# What happens: where another thread comes to the event first while the one subscriber lives, the event is switched off for
# good, and the thread with the subscriber hears nothing. A second subscriber anywhere, even unused, and it is heard. So a
# test that listens this way passes or fails by which test runs before it.
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
tracing = { version = "=0.1.44", default-features = false, features = ["std"] }
tracing-core = "=0.1.36"
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber};

struct Counter(Arc<AtomicUsize>);

impl Subscriber for Counter {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, SeqCst);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn work() {
    tracing::info!("worked");
}

fn main() {
    let heard = Arc::new(AtomicUsize::new(0));
    let second = std::env::args().nth(1).map(|_| Dispatch::new(Counter(Arc::default())));
    let _guard = tracing::subscriber::set_default(Counter(heard.clone()));
    thread::spawn(work).join().unwrap();
    work();
    println!("heard {}", heard.load(SeqCst));
    drop(second);
}
RUST
cd "$folder"
cargo build --quiet
alone=$(./target/debug/finding)
with_second=$(./target/debug/finding second)
echo "one subscriber:  $alone (expected: heard 1)"
echo "two subscribers: $with_second"
[ "$alone" = "heard 0" ] && [ "$with_second" = "heard 1" ]
