//! How long our types take to decode a response, and what they allocate, against serde's derived code for the same shape.
//!
//! `cargo bench -p conformance --bench decode`. The response is that of `ListMediaProducingJobs`, about 5 KB, with Chinese
//! text and with texts that are JSON themselves, as responses of this service are. All of it is invented.
//!
//! Both sides read the same bytes and own what they read. What differs:
//!
//! * ours reads as the client does: leniently, with the path of every place at hand, notes of what was bent, and a list
//!   of unknown keys;
//! * the derived side is what one would write by hand, on `serde_json` with `float_roundtrip`: `Option` fields, a list that
//!   may be missing, wire names by `rename_all`, plain text for times and states. It ignores unknown keys without a word, and
//!   one wrong type fails the whole response.
//!
//! The two take turns in short rounds, so that whatever else the machine does meets both. Medians are of the rounds, and
//! the ratio is the median of each round's ratio.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod derived;
#[path = "../../benches/src/median.rs"]
mod median;

use std::hint::black_box;
use std::time::{Duration, Instant};

use alibabacloud_ice::editing::ListMediaProducingJobsOutput;
use alibabacloud_runtime::model::{Mode, from_json};
use allocation_counter::AllocationInfo;
use derived::DerivedOutput;
use median::median;
use serde_json::Value;

const RESPONSE: &str = include_str!("media_producing_jobs.json");
const ROUNDS: usize = 101;
const DECODES_A_ROUND: u32 = 500;

fn ours() -> ListMediaProducingJobsOutput {
    from_json(black_box(RESPONSE).as_bytes(), Mode::Lenient).unwrap().value
}

fn decode_derived() -> DerivedOutput {
    serde_json::from_slice(black_box(RESPONSE).as_bytes()).unwrap()
}

fn main() {
    check();
    // Warm caches, and let the clock of the processor settle.
    for _ in 0..10 {
        black_box((time(ours), time(decode_derived)));
    }
    let mut rounds: Vec<(Duration, Duration)> = Vec::new();
    for round in 0..ROUNDS {
        // Neither is always first.
        rounds.push(if round % 2 == 0 {
            let first = time(ours);
            (first, time(decode_derived))
        } else {
            let first = time(decode_derived);
            (time(ours), first)
        });
    }
    let ratio = median(rounds.iter().map(|(ours, derived)| ours.as_secs_f64() / derived.as_secs_f64()));
    println!("decode of {} bytes, {ROUNDS} rounds of {DECODES_A_ROUND} decodes each", RESPONSE.len());
    report("ours", median(rounds.iter().map(|round| micros(round.0))), allocation_counter::measure(|| drop(ours())));
    report(
        "derived",
        median(rounds.iter().map(|round| micros(round.1))),
        allocation_counter::measure(|| drop(decode_derived())),
    );
    println!("ours takes {ratio:.3} of the derived time");
}

/// Two decoders that gave different values would not be comparable.
fn check() {
    let decoded = from_json::<ListMediaProducingJobsOutput>(RESPONSE.as_bytes(), Mode::Strict).unwrap();
    let ours = serde_json::to_value(decoded.value).unwrap();
    let mut derived = serde_json::to_value(decode_derived()).unwrap();
    for job in derived["MediaProducingJobList"].as_array_mut().unwrap() {
        job.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
    assert_eq!(ours, derived);
    assert_eq!(ours, serde_json::from_str::<Value>(RESPONSE).unwrap());
}

fn time<T>(decode: fn() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..DECODES_A_ROUND {
        black_box(decode());
    }
    start.elapsed()
}

fn micros(round: Duration) -> f64 {
    round.as_secs_f64() * 1e6 / f64::from(DECODES_A_ROUND)
}

fn report(name: &str, micros: f64, allocations: AllocationInfo) {
    let AllocationInfo { count_total, bytes_max, .. } = allocations;
    println!("{name:8} {micros:7.2} µs  {count_total:4} allocations  {bytes_max:6} bytes live at the peak");
}
