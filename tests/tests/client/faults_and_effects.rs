//! The effects of calls that fail: a read, a write, and a write with an idempotency token have every fault of the fake. The
//! table says how many requests were received, how many resources were created, and how the call ended.
//!
//! Connections that break at a certain byte are tested in `faults`.

use std::collections::HashSet;
use std::time::Duration;

use alibabacloud_fake::{Fake, Fault, Refusal, Verdict};
use alibabacloud_ice::config::create_pipeline::output::Pipeline;
use alibabacloud_ice::config::{CreatePipeline, GetPipeline, ListPipelines};
use alibabacloud_ice::processing::{ListMediaConvertJobs, SubmitMediaConvertJob};
use alibabacloud_ice::{Client, Error};
use alibabacloud_runtime::{Operation, RetryPolicy};
use serde::Serialize;

/// The time limit of an attempt whose response is stalled.
const SHORT: Duration = Duration::from_millis(90);
/// The time limit of other attempts, on however busy a machine.
const LONG: Duration = Duration::from_secs(20);
/// Longer than any call of these tests.
const NEVER: Duration = Duration::from_secs(60);

/// The operation of a call.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Call {
    Read,
    Write,
    WriteWithToken,
}

impl Call {
    const ALL: [Self; 3] = [Self::Read, Self::Write, Self::WriteWithToken];

    fn operation(self) -> &'static str {
        match self {
            Self::Read => "GetPipeline",
            Self::Write => "CreatePipeline",
            Self::WriteWithToken => "SubmitMediaConvertJob",
        }
    }

    /// The fields of its response that hold an ID and a state.
    fn fields(self) -> [&'static str; 2] {
        match self {
            Self::Read | Self::Write => ["Pipeline.PipelineId", "Pipeline.Status"],
            Self::WriteWithToken => ["Job.JobId", "Job.State"],
        }
    }
}

/// A row of the table.
struct Row {
    name: &'static str,
    fault: fn(Call) -> Fault,
    after_effect: bool,
    /// How long an attempt may take.
    limit: Duration,
}

fn row(name: &'static str, fault: fn(Call) -> Fault) -> Row {
    Row { name, fault, after_effect: false, limit: LONG }
}

impl Row {
    fn after_effect(self) -> Self {
        Self { after_effect: true, ..self }
    }

    fn short(self) -> Self {
        Self { limit: SHORT, ..self }
    }

    /// Whether a response, or the lack of one, leaves open whether the operation was done. Then a write without a token must not
    /// be sent again.
    fn leaves_open(&self) -> bool {
        let tells = ["throttled", "429", "clock"];
        !tells.iter().any(|word| self.name.starts_with(word))
    }
}

fn rows() -> Vec<Row> {
    vec![
        row("throttled", |_| Fault::throttled()),
        row("throttled with x-acs-retry-after", |_| Fault::throttled_for(Duration::from_millis(2))),
        row("429", |_| Fault::Refused(Refusal::new(429, "TooManyRequests", "Too many requests."))),
        row("500", |_| Fault::server_error(500)),
        row("500 after acting", |_| Fault::server_error(500)).after_effect(),
        row("503", |_| Fault::server_error(503)),
        row("HTML 502", |_| Fault::BadGateway),
        row("HTML 502 after acting", |_| Fault::BadGateway).after_effect(),
        row("reset", |_| Fault::Reset),
        row("reset after acting", |_| Fault::Reset).after_effect(),
        row("stall", |_| Fault::Stall(NEVER)).short(),
        row("stall after acting", |_| Fault::Stall(NEVER)).after_effect().short(),
        row("slow body, in time", |_| Fault::SlowBody(Duration::from_millis(20))),
        row("slow body, too slow", |_| Fault::SlowBody(NEVER)).short(),
        row("truncated body", |_| Fault::TruncatedBody),
        row("idle close", |_| Fault::IdleClose),
        row("Success: false", |_| Fault::unsuccessful("QuotaExceeded", "Too many.")),
        row("clock an hour ahead", |_| Fault::SkewedClock(3600)),
        row("clock an hour behind", |_| Fault::SkewedClock(-3600)),
        row("null for an ID", |call| Fault::Null(call.fields()[0].to_owned())),
        row("an object for an ID", |call| Fault::WrongType(call.fields()[0].to_owned())),
        row("unknown state", |call| Fault::UnknownValue(call.fields()[1].to_owned())),
        row("expired token", |_| Fault::expired_token()),
        row("revoked session", |_| Fault::RevokedSession),
        row("access denied", |_| Fault::AccessDenied),
    ]
}

/// The outcome of a call.
struct Cell {
    requests: u64,
    made: usize,
    outcome: String,
}

/// Sends one call to a service of its own, which fails once or always.
async fn cell(row: &Row, call: Call, always: bool) -> Cell {
    let fake = Fake::start().await.unwrap();
    let policy = RetryPolicy::standard().random(|| 0.0);
    let client = |limit| {
        let client = fake.client().retry(policy.clone()).attempt_timeout(limit);
        client.failed_responses_are_errors(true).build().unwrap()
    };
    let patient = client(LONG);
    let client = if row.limit == LONG { patient.clone() } else { client(row.limit) };
    let known = match call {
        Call::Read => patient.send(CreatePipeline::new("known", "Standard")).await.unwrap().output.pipeline,
        Call::Write | Call::WriteWithToken => Pipeline::default(),
    };
    let known = known.pipeline_id.unwrap_or_default();
    let before = made(&patient, call).await;
    let planned = fake.faults().next(call.operation(), (row.fault)(call));
    let planned = if row.after_effect { planned.after_effect() } else { planned };
    let _planned = if always { planned.always() } else { planned };

    let outcome = match call {
        Call::Read => send(&client, GetPipeline::new(known), call).await,
        Call::Write => send(&client, CreatePipeline::new("new", "Standard"), call).await,
        Call::WriteWithToken => send(&client, SubmitMediaConvertJob::new("{}"), call).await,
    };
    let cell = Cell {
        requests: fake.journal().count(call.operation()),
        made: made(&patient, call).await - before,
        outcome: outcome.unwrap_or_else(|error| {
            if error.code() == Some("NoPermission") {
                // The client says which permission is missing.
                assert!(error.hint().unwrap().contains(&format!("ice:{}", call.operation())), "{error:?}");
                assert_eq!(error.access_denied_detail().unwrap()["NoPermissionType"], "ImplicitDeny");
            }
            let code = error.code().map(|code| format!(" {code}"));
            format!("{:?}{}", error.kind(), code.unwrap_or_default())
        }),
    };
    check(row, call, &cell, &fake);
    cell
}

/// The number of resources that the operation creates.
async fn made(client: &Client, call: Call) -> usize {
    match call {
        Call::Read | Call::Write => client.send(ListPipelines::new()).await.unwrap().output.pipeline_list.len(),
        Call::WriteWithToken => client.send(ListMediaConvertJobs::new()).await.unwrap().output.jobs.len(),
    }
}

/// Sends an operation, and returns what is unusual about the response.
async fn send<O>(client: &Client, operation: O, call: Call) -> Result<String, Error>
where
    O: Operation + 'static,
    O::Output: Serialize,
{
    let response = client.send(operation).await?;
    let mut outcome = "ok".to_owned();
    for note in response.drift() {
        outcome.push_str(&format!(", drift at {}", note.path));
    }
    let output = serde_json::to_value(&response.output).unwrap();
    let [id, state] = call.fields().map(|path| output.pointer(&format!("/{}", path.replace('.', "/"))).cloned());
    if id.is_none() {
        outcome.push_str(", no ID");
    }
    if state.as_ref().is_some_and(|state| state == "NeverHeardOf") {
        outcome.push_str(", unknown state kept");
    }
    Ok(outcome)
}

/// Checks what does not depend on the table.
fn check(row: &Row, call: Call, cell: &Cell, fake: &Fake) {
    let name = row.name;
    let journal = fake.journal();
    let entries: Vec<_> = journal.of(call.operation()).collect();
    assert_eq!(entries.len() as u64, cell.requests, "{name}: the journal keeps every request");
    match call {
        Call::Read => assert_eq!(cell.made, 0, "{name}: a read makes something"),
        // For every fault, once or always.
        Call::Write | Call::WriteWithToken => assert!(cell.made <= 1, "{name}: {call:?} made {}", cell.made),
    }
    if call == Call::Write && row.leaves_open() {
        assert_eq!(cell.requests, 1, "{name}: a write without a token was sent again");
    }
    if call == Call::WriteWithToken {
        let tokens: HashSet<_> = entries.iter().filter_map(|entry| entry.parameters["ClientToken"].as_str()).collect();
        assert!(tokens.len() <= 1, "{name}: a repetition has another token: {tokens:?}");
    }
    if cell.outcome.starts_with("ok") && call != Call::Read {
        assert_eq!(cell.made, 1, "{name}: {call:?} says that it made something");
    }
    // Only requests that were accepted, or that a fault met after their effect, have created something.
    let took_effect = |verdict: &Verdict| matches!(verdict, Verdict::Accepted | Verdict::Faulted { took_effect: true });
    if call != Call::Read {
        assert_eq!(entries.iter().any(|entry| took_effect(&entry.verdict)), cell.made == 1, "{name}: {call:?}");
    }
}

fn line(name: &str, cells: impl IntoIterator<Item = String>) -> String {
    let cells: String = cells.into_iter().map(|cell| format!("{cell:50}")).collect();
    format!("{name:34}{cells}").trim_end().to_owned()
}

/// The columns: requests, created resources, outcome.
#[tokio::test]
async fn every_fault_has_its_count_of_requests_and_of_resources() {
    let mut tables = String::new();
    for (title, always) in [("once", false), ("always", true)] {
        let columns = ["read", "write", "write with token"].map(|call| format!("{call}: requests, made, outcome"));
        tables.push_str(&format!("{}\n", line(title, columns)));
        for row in rows() {
            let mut cells = Vec::new();
            // One after another: while one stalls, the others would be short of time.
            for call in Call::ALL {
                let Cell { requests, made, outcome } = cell(&row, call, always).await;
                cells.push(format!("{requests} {made} {outcome}"));
            }
            tables.push_str(&format!("{}\n", line(row.name, cells)));
        }
        tables.push('\n');
    }
    insta::assert_snapshot!(tables);
}
