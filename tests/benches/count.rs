//! What a typed call, and one that is signed and decoded by hand, cost in things that can be counted, against a bare `reqwest`
//! POST of the same bytes: instructions, allocations, wake-ups and CPU time.
//!
//! ```text
//! CARGO_PROFILE_BENCH_DEBUG=1 cargo bench -p conformance --bench count [-- CALLS]
//! ```
//!
//! Needs `valgrind`. Each count is of a process of its own, which makes calls of one side only: CALLS of them (default:
//! 2,000) and then twice as many, so that the difference is what CALLS cost without the start and the first connections.
//! `callgrind` counts instructions, `dhat` allocations; neither drifts, whatever else the machine does. A wake-up is a
//! poll of a call's future after the first; a park is a thread that has nothing to do and waits. Both of these and CPU
//! time are medians of runs without `valgrind`, the sides by turns.
//!
//! `callgrind` sees no SHA instructions, so SHA-256 weighs more in its count than on a processor that has them. That is
//! why it is counted apart. To look into a side, run what is printed by
//! `valgrind --tool=callgrind target/release/deps/count-… run typed 0 64 2000` with `callgrind_annotate`; the numbers are
//! the threads of the runtime (0: the current one), the calls at once and the calls.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod by_hand;
mod calls;
#[path = "../../benches/src/median.rs"]
mod median;

use std::future::poll_fn;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use by_hand::ByHand;
use calls::{AT_ONCE, Bare, Server, all, calling, serve, typed};
use median::median;
use tokio::runtime::{Builder, Handle};

const CALLS: usize = 2_000;
/// Connections are open and whatever is kept is there.
const WARM_UP: usize = 500;
const RUNS: usize = 9;
const SIDES: [&str; 3] = ["typed", "by hand", "bare"];

fn main() {
    let arguments: Vec<_> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve"] => serve(),
        ["run", side, threads, at_once, calls] => {
            run(side, threads.parse().unwrap(), at_once.parse().unwrap(), calls.parse().unwrap());
        }
        [] => table(CALLS),
        [calls] => table(calls.parse().unwrap()),
        _ => panic!("expected the number of calls, or nothing"),
    }
}

/// Makes the calls of one side, and prints what they have cost as far as a process can tell of itself.
fn run(side: &str, threads: usize, at_once: usize, calls: usize) {
    let server = Server::start();
    let runtime = match threads {
        0 => Builder::new_current_thread().enable_all().build(),
        _ => Builder::new_multi_thread().worker_threads(threads).enable_all().build(),
    };
    let runtime = runtime.unwrap();
    let [cpu, wakes, parks] = runtime.block_on(async {
        match side {
            "typed" => spent(calls, at_once, calling(&typed(&server))).await,
            "by hand" => spent(calls, at_once, ByHand::new(&server).calling()).await,
            _ => spent(calls, at_once, Bare::like(&server).await.calling()).await,
        }
    });
    assert!(server.count() >= WARM_UP + calls);
    println!("{cpu} {wakes} {parks}");
}

/// CPU time in nanoseconds, wake-ups and parks for calls of a process that is warm.
async fn spent<F: Future<Output = ()> + Send>(
    calls: usize,
    at_once: usize,
    call: impl Fn() -> F + Clone + Send + 'static,
) -> [usize; 3] {
    static WAKES: AtomicUsize = AtomicUsize::new(0);
    let counting = move || {
        let mut call = Box::pin(call());
        let mut polls = 0;
        poll_fn(move |context| {
            // The first poll is no wake-up.
            WAKES.fetch_add(polls, Ordering::Relaxed);
            polls = 1;
            call.as_mut().poll(context)
        })
    };
    all(WARM_UP, at_once, counting.clone()).await;
    let so_far = || [cpu(), WAKES.load(Ordering::Relaxed), parks()];
    let before = so_far();
    all(calls, at_once, counting).await;
    let after = so_far();
    [0, 1, 2].map(|index| after[index] - before[index])
}

/// Nanoseconds of CPU time of all threads that this process has now.
fn cpu() -> usize {
    let threads = fs::read_dir("/proc/self/task").unwrap();
    let of = |thread: PathBuf| number_after::<usize>(&fs::read_to_string(thread.join("schedstat")).unwrap(), "");
    threads.map(|thread| of(thread.unwrap().path())).sum()
}

/// How often a thread of the runtime had nothing to do and waited for the network.
fn parks() -> usize {
    let metrics = Handle::current().metrics();
    (0..metrics.num_workers()).map(|worker| metrics.worker_park_count(worker) as usize).sum()
}

fn table(calls: usize) {
    println!(
        "| runtime | calls | side | instructions | of them SHA-256 | allocations | bytes | wake-ups | parks | CPU, us |"
    );
    println!("|---|---|---|--:|--:|--:|--:|--:|--:|--:|");
    for (runtime, threads) in [("current thread", 0), ("two threads", 2)] {
        for (order, at_once) in [("one after another", 1), ("64 at once", AT_ONCE)] {
            let sides = SIDES.map(|side| Calls { side, threads, at_once, calls });
            let counts = sides.map(Calls::counts);
            let runs: Vec<_> = (0..RUNS).map(|_| sides.map(Calls::run)).collect();
            for (index, calls) in sides.iter().enumerate() {
                let [instructions, hashing, allocations, bytes] = counts[index];
                let [cpu, wakes, parks] = [0, 1, 2].map(|it| median(runs.iter().map(|run| run[index][it])));
                println!(
                    "| {runtime} | {order} | {} | {instructions:.0} | {hashing:.0} | {allocations:.1} | {bytes:.0} | \
                     {wakes:.2} | {parks:.2} | {:.1} |",
                    calls.side,
                    cpu / 1e3
                );
            }
            let last = sides.len() - 1;
            for (index, calls) in sides[..last].iter().enumerate() {
                let cpu = median(runs.iter().map(|run| run[index][0] / run[last][0]));
                let [instructions, _, allocations, bytes] = [0, 1, 2, 3].map(|it| counts[index][it] / counts[last][it]);
                println!(
                    "| {runtime} | {order} | {}: ratio | {instructions:.3} | | {allocations:.2} | {bytes:.2} | | | {cpu:.3} |",
                    calls.side
                );
            }
        }
    }
}

/// Calls that one process makes.
#[derive(Clone, Copy)]
struct Calls {
    side: &'static str,
    threads: usize,
    at_once: usize,
    calls: usize,
}

impl Calls {
    /// Nanoseconds of CPU time, wake-ups and parks, a call.
    fn run(self) -> [f64; 3] {
        let output = self.output(&[]);
        let numbers: Vec<_> = output.split_whitespace().map(|number| self.per_call(number.parse().unwrap())).collect();
        numbers.try_into().unwrap()
    }

    /// Instructions, those of SHA-256 among them, allocations and their bytes, a call.
    fn counts(self) -> [f64; 4] {
        const CALLGRIND: [&str; 2] = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
        const HASHING: &str = "--toggle-collect=*sha2*compress256*";
        let difference = |tool: &[&str], before: &str| {
            let [once, twice] = [1, 2].map(|times| {
                let calls = Self { calls: times * self.calls, ..self };
                number_after::<f64>(&calls.output(tool), before)
            });
            self.per_call(twice - once)
        };
        let dhat = ["--tool=dhat", "--dhat-out-file=/dev/null"];
        [
            difference(&CALLGRIND, "Collected : "),
            difference(&[CALLGRIND[0], CALLGRIND[1], HASHING], "Collected : "),
            difference(&dhat, " bytes in "),
            difference(&dhat, "Total:"),
        ]
    }

    /// What is printed by a process of these calls, and by the tool that watches it.
    fn output(self, tool: &[&str]) -> String {
        let program = env::current_exe().unwrap();
        let mut command = if tool.is_empty() {
            Command::new(program)
        } else {
            let mut command = Command::new("valgrind");
            command.args(tool).arg(program);
            command
        };
        command.args(["run", self.side]);
        command.args([self.threads, self.at_once, self.calls].map(|number| number.to_string()));
        let output = command.stdin(Stdio::null()).output().unwrap();
        let printed = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap()).concat();
        assert!(output.status.success(), "{printed}");
        printed
    }

    fn per_call(self, total: f64) -> f64 {
        total / self.calls as f64
    }
}

/// The number that follows these words, which may have commas between its digits.
fn number_after<N: FromStr>(text: &str, words: &str) -> N {
    let (_, rest) = text.split_once(words).unwrap_or_else(|| panic!("no `{words}` in: {text}"));
    let digits = rest.trim_start().split(|next: char| !next.is_ascii_digit() && next != ',').next();
    digits.and_then(|digits| digits.replace(',', "").parse().ok()).unwrap_or_else(|| panic!("no number in: {rest}"))
}
