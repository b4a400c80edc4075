//! MB a second of decoding a response of 5 KB and one of 5 MB: our types, leniently as the client does it, and derived serde on
//! `serde_json`, `sonic-rs` and `simd-json`.
//!
//! ```text
//! cargo run --release -p decoding
//! ```
//!
//! All own what they read. The decoders take turns in short rounds; a figure is the median of the rounds, and so is a ratio.
//! `simd-json` parses in place: copying the response belongs to what it takes.

#[path = "../../../../tests/benches/derived/mod.rs"]
mod derived;
#[path = "../../../src/median.rs"]
mod median;
#[path = "../../version.rs"]
mod version;

use std::hint::black_box;
use std::time::Instant;

use alibabacloud_ice::editing::ListMediaProducingJobsOutput;
use alibabacloud_runtime::model::{Mode, from_json};
use anyhow::Result;
use derived::DerivedOutput;
use median::median;
use serde_json::Value;
use version::version;

const SMALL: &str = include_str!("../../../../tests/benches/media_producing_jobs.json");

/// How often the entries of the small response stand in the large one.
const REPEATED: usize = 1000;

const ROUNDS: usize = 51;

/// Bytes that are decoded in a round, at least.
const A_ROUND: usize = 2_000_000;

/// A decoder: what it is, its package, and the number of entries that it reads from a response.
type Decoder = (&'static str, &'static str, fn(&[u8]) -> usize);

const DECODERS: [Decoder; 4] = [
    ("ours, leniently", "alibabacloud-runtime", ours),
    ("derived", "serde_json", json),
    ("derived", "sonic-rs", sonic),
    ("derived", "simd-json", simd),
];

fn ours(response: &[u8]) -> usize {
    let output = from_json::<ListMediaProducingJobsOutput>(response, Mode::Lenient);
    black_box(output.map(|output| output.value.media_producing_job_list.len()).unwrap_or_default())
}

fn json(response: &[u8]) -> usize {
    entries(serde_json::from_slice(response).ok())
}

fn sonic(response: &[u8]) -> usize {
    entries(sonic_rs::from_slice(response).ok())
}

fn simd(response: &[u8]) -> usize {
    entries(simd_json::from_slice(&mut response.to_vec()).ok())
}

fn entries(output: Option<DerivedOutput>) -> usize {
    black_box(output.map(|output| output.media_producing_job_list.len()).unwrap_or_default())
}

fn main() -> Result<()> {
    println!("| Decoder | 5 KB | of derived `serde_json` | 5 MB | of derived `serde_json` |");
    println!("|---|--:|--:|--:|--:|");
    let columns = [SMALL.to_owned(), large()].map(|response| speeds(response.as_bytes()));
    for (index, (name, package, _)) in DECODERS.iter().enumerate() {
        let cells = columns.each_ref().map(|speeds| format!("{:.0} MB/s | {:.2}", speeds[index].0, speeds[index].1));
        println!("| {name}, `{package}` {} | {} |", version(package)?, cells.join(" | "));
    }
    println!("\nMedians of {ROUNDS} rounds in turns. The aim is 1.2 times derived `serde_json` on 5 KB.");
    Ok(())
}

/// The same entries again and again.
fn large() -> String {
    let mut response: Value = serde_json::from_str(SMALL).unwrap_or_default();
    if let Some(jobs) = response["MediaProducingJobList"].as_array_mut() {
        let once = jobs.clone();
        jobs.extend((1..REPEATED).flat_map(|_| once.clone()));
    }
    response.to_string()
}

/// Each decoder's MB a second, and how often it is as fast as derived `serde_json`.
fn speeds(response: &[u8]) -> Vec<(f64, f64)> {
    let expected = json(response);
    for (_, package, decode) in DECODERS {
        assert!(expected > 0 && decode(response) == expected, "{package} reads another number of entries");
    }
    let times = A_ROUND.div_ceil(response.len());
    let mut rounds: Vec<Vec<f64>> = Vec::new();
    for round in 0..ROUNDS {
        let mut speeds = vec![0.0; DECODERS.len()];
        // None is always first.
        for turn in 0..DECODERS.len() {
            let index = (round + turn) % DECODERS.len();
            let started = Instant::now();
            for _ in 0..times {
                (DECODERS[index].2)(black_box(response));
            }
            speeds[index] = (times * response.len()) as f64 / 1e6 / started.elapsed().as_secs_f64();
        }
        rounds.push(speeds);
    }
    let of = |pick: &dyn Fn(&Vec<f64>) -> f64| median(rounds.iter().map(pick));
    (0..DECODERS.len()).map(|index| (of(&|speeds| speeds[index]), of(&|speeds| speeds[index] / speeds[1]))).collect()
}
