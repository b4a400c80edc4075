//! What a call costs beyond the request itself: processor time of our client, of a bare `reqwest` POST of the same bytes, of
//! the same call signed and decoded by hand, of another cloud's client and of the official clients for Python and Node.js,
//! one call after another and 64 at once.
//!
//! ```text
//! cargo run --release -p calls [-- PYTHON NODE_MODULES]
//! ```
//!
//! PYTHON is an interpreter that has the official SDK (`tests/official/run` makes one in `target/official`), NODE_MODULES a
//! folder in which `@alicloud/openapi-core` is installed. The server is another process, which gives one response to
//! everything. All clients take turns; a figure is the median of the rounds, and so is a ratio. The time of Python and Node.js
//! is theirs alone, from their first call on.

#[path = "../../../../tests/benches/by_hand/mod.rs"]
#[allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
mod by_hand;
#[path = "../../../../tests/benches/calls/mod.rs"]
#[allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
mod calls;
#[path = "../../../src/median.rs"]
mod median;
#[path = "../../version.rs"]
mod version;

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use aws_sdk_ivs::config::{Credentials, Region, retry::RetryConfig};
use by_hand::ByHand;
use calls::{AT_ONCE, Bare, Server, all, calling, processor_time, serve, typed};
use median::median;
use tokio::runtime::Builder;
use version::version;

const ROUNDS: usize = 9;
const CALLS: usize = 2_000;
/// Interpreters are slower by far.
const CALLS_OF_SCRIPTS: usize = 300;

const PYTHON: &str = include_str!("official.py");
const NODE: &str = include_str!("official.mjs");
const PYTHON_VERSION: &str = "from importlib.metadata import version; print(version('alibabacloud_ice20201109'))";
const NODE_VERSION: &str = "require('./node_modules/@alicloud/openapi-core/package.json').version";

/// A client, and the processor time of a call, in microseconds, with so many of them at once.
struct Client<'a> {
    name: &'static str,
    version: String,
    cost: Box<dyn Fn(usize) -> Result<f64> + 'a>,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == "serve") {
        serve();
        return Ok(());
    }
    let server = Server::start();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (ours, bare, ivs) = (typed(&server), runtime.block_on(Bare::like(&server)), ivs(&server.endpoint));
    let by_hand = ByHand::new(&server);
    let get_channel = move || {
        let call = ivs.get_channel().arn("arn:aws:ivs:us-east-1:123456789012:channel/abcdABCDefgh").send();
        async move { drop(call.await.expect("the server answers everything")) }
    };
    let cost = |at_once, calls: &dyn Fn(usize)| {
        let before = processor_time();
        calls(at_once);
        Ok((processor_time() - before).as_secs_f64() * 1e6 / CALLS as f64)
    };
    let mut clients = vec![
        Client {
            name: "bare `reqwest`",
            version: version("reqwest")?,
            cost: Box::new(|at_once| cost(at_once, &|n| runtime.block_on(all(CALLS, n, bare.calling())))),
        },
        Client {
            name: "`alibabacloud-ice`",
            version: version("alibabacloud-ice")?,
            cost: Box::new(|at_once| cost(at_once, &|n| runtime.block_on(all(CALLS, n, calling(&ours))))),
        },
        Client {
            name: "the same by hand, `sha2`",
            version: version("sha2")?,
            cost: Box::new(|at_once| cost(at_once, &|n| runtime.block_on(all(CALLS, n, by_hand.calling())))),
        },
        Client {
            name: "`aws-sdk-ivs`",
            version: version("aws-sdk-ivs")?,
            cost: Box::new(|at_once| cost(at_once, &|n| runtime.block_on(all(CALLS, n, get_channel.clone())))),
        },
    ];
    if let [python, modules] = arguments.as_slice() {
        let endpoint = server.endpoint.trim_start_matches("http://");
        let of_python = printed(Command::new(python).args(["-c", PYTHON_VERSION]))?;
        for (name, kind) in [("official Python SDK", "blocking"), ("official Python SDK, async", "async")] {
            clients.push(Client {
                name,
                version: of_python.clone(),
                cost: Box::new(move |at_once| {
                    script(Command::new(python).args(["-c", PYTHON, endpoint, kind]), at_once)
                }),
            });
        }
        clients.push(Client {
            name: "official `@alicloud/openapi-core`",
            version: printed(Command::new("node").args(["-p", NODE_VERSION]).current_dir(modules))?,
            cost: Box::new(move |at_once| {
                let mut node = Command::new("node");
                node.args(["--input-type=module", "-e", NODE, endpoint]).current_dir(modules);
                script(&mut node, at_once)
            }),
        });
    }
    table(&clients)
}

/// Prints a line a client. The first one is what the others are compared with, the second one ours.
fn table(clients: &[Client<'_>]) -> Result<()> {
    println!("| Client | One after another | of bare | {AT_ONCE} at once | of bare |");
    println!("|---|--:|--:|--:|--:|");
    let mut cells = vec![String::new(); clients.len()];
    // How often a client takes the time of ours, one call after another and at once.
    let mut of_ours = vec![Vec::new(); clients.len()];
    for at_once in [1, AT_ONCE] {
        let mut rounds: Vec<Vec<f64>> = Vec::new();
        // The first one warms everything up.
        for round in 0..=ROUNDS {
            let costs = clients.iter().map(|client| (client.cost)(at_once)).collect::<Result<Vec<_>>>()?;
            if round > 0 {
                rounds.push(costs);
            }
        }
        for (index, cell) in cells.iter_mut().enumerate() {
            let cost = median(rounds.iter().map(|round| round[index]));
            let ratio = median(rounds.iter().map(|round| round[index] / round[0]));
            cell.push_str(&format!(" {cost:.0} µs | {ratio:.2} |"));
            of_ours[index].push(format!("{:.1}", median(rounds.iter().map(|round| round[index] / round[1]))));
        }
    }
    for (client, cell) in clients.iter().zip(cells) {
        println!("| {} {} |{cell}", client.name, client.version);
    }
    println!(
        "\nMedians of {ROUNDS} rounds in turns, processor time of a call. The aims of `alibabacloud-ice` are 1.1 and 1.2 times bare"
    );
    println!(
        "`reqwest`, half of `aws-sdk-ivs` and an eighth of the official Python SDK. Others take, in times of it:\n"
    );
    for (client, times) in clients.iter().zip(of_ours).skip(2) {
        println!("* {} {}", client.name, times.join(" and "));
    }
    Ok(())
}

/// What the calls of a script take, a call in microseconds. It prints seconds.
fn script(command: &mut Command, at_once: usize) -> Result<f64> {
    for variable in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "DEBUG"] {
        command.env_remove(variable);
    }
    let output = printed(command.args([CALLS_OF_SCRIPTS.to_string(), at_once.to_string()]))?;
    let seconds: f64 = output.parse().context("a script prints its seconds")?;
    Ok(seconds * 1e6 / CALLS_OF_SCRIPTS as f64)
}

/// The line that a command prints.
fn printed(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn ivs(endpoint: &str) -> aws_sdk_ivs::Client {
    let config = aws_sdk_ivs::Config::builder()
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("benchmark-key", "benchmark-secret", None, None, "benchmark"))
        .endpoint_url(endpoint)
        .retry_config(RetryConfig::disabled())
        .build();
    aws_sdk_ivs::Client::from_conf(config)
}
