//! What a call costs beyond the HTTP request it consists of: the CPU time of a typed call, and of one that is signed and
//! decoded by hand, against that of a bare `reqwest` POST of the same bytes, one after another and 64 at once; and whether
//! 100,000 calls leave anything behind.
//!
//! `cargo bench -p conformance --bench overhead`. The server is another process (this program again), so that its time
//! is not counted; it gives a fixed response to everything. What the typed side has to do beside the request is to lay out
//! the parameters, ask for credentials, date and sign, keep time limits, and decode the response; the bare side sends what
//! a typed call was seen to send, headers and all, and reads the response to its end.
//!
//! They take turns in rounds, so that whatever else the machine does meets all; a ratio is the median of each round's ratio.
//! A lost call, or memory that grows by more than 1 MiB after the first 10,000 calls, ends the program with an error.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod by_hand;
mod calls;
#[path = "../../benches/src/median.rs"]
mod median;

use std::env;

use by_hand::ByHand;
use calls::{AT_ONCE, Bare, Server, all, calling, processor_time, serve, typed};
use median::median;

const ROUNDS: usize = 21;
const CALLS_A_ROUND: usize = 2_000;
const MANY_CALLS: usize = 100_000;
const WARM_UP: usize = 10_000;
const GROWTH_ALLOWED: usize = 1 << 20;

fn main() {
    if env::args().any(|argument| argument == "serve") {
        return serve();
    }
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(measure(&server));
}

async fn measure(server: &Server) {
    let (typed, by_hand, bare) = (typed(server), ByHand::new(server), Bare::like(server).await);
    for (name, at_once) in [("one after another", 1), ("64 at once", AT_ONCE)] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push([
                cpu_of(all(CALLS_A_ROUND, at_once, calling(&typed))).await,
                cpu_of(all(CALLS_A_ROUND, at_once, by_hand.calling())).await,
                cpu_of(all(CALLS_A_ROUND, at_once, bare.calling())).await,
            ]);
        }
        let per_call = |side: usize| median(rounds.iter().map(|round| round[side] / CALLS_A_ROUND as f64));
        let of_bare = |side: usize| median(rounds.iter().map(|round| round[side] / round[2]));
        println!(
            "{name}: {:.1} us of CPU a typed call, {:.1} us one by hand, {:.1} us a bare one; ratios {:.3} and {:.3}",
            per_call(0),
            per_call(1),
            per_call(2),
            of_bare(0),
            of_bare(1)
        );
    }

    let before = server.count();
    all(WARM_UP, AT_ONCE, calling(&typed)).await;
    let warm = resident();
    all(MANY_CALLS - WARM_UP, AT_ONCE, calling(&typed)).await;
    let grown = resident().saturating_sub(warm);
    let served = server.count() - before;
    println!("{MANY_CALLS} calls, {AT_ONCE} at once: {served} served, {warm} bytes resident, {grown} more at the end");
    assert_eq!(served, MANY_CALLS);
    assert!(grown <= GROWTH_ALLOWED);
}

/// Microseconds of CPU time.
async fn cpu_of(work: impl Future<Output = ()>) -> f64 {
    let before = processor_time();
    work.await;
    (processor_time() - before).as_secs_f64() * 1e6
}

/// Bytes of this process that are in memory.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * rustix::param::page_size()
}
