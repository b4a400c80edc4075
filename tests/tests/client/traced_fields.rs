//! What a call traces is what the table of the guide says, however the call ends, async and blocking.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use alibabacloud_fake::{Fake, Fault};
use alibabacloud_ice::runtime::RetryPolicy;
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_ice::{Client, ClientBuilder, Credentials, ErrorKind};
use loopback::{MockResponse, Server, closed_port};
use tokio::runtime::Runtime;
use trace_recorder::TraceRecorder;

/// The fields of a span or of the event: those that it begins with, and all.
type Fields = (BTreeSet<String>, BTreeSet<String>);

/// The table of the guide, by column.
fn table() -> BTreeMap<&'static str, Fields> {
    let rows = include_str!("../../../guide/src/observability.md").lines().filter(|line| line.starts_with("| `"));
    let mut table: BTreeMap<_, Fields> = BTreeMap::new();
    for row in rows {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let names = cells[1].split(", ").map(|name| name.trim_matches('`').to_owned());
        for (column, cell) in ["call", "attempt", "DEBUG message=the call has ended"].into_iter().zip(&cells[2..]) {
            let (first, all) = table.entry(column).or_default();
            match *cell {
                "yes" => {
                    first.extend(names.clone());
                    all.extend(names.clone());
                }
                "at the end" => all.extend(names.clone()),
                other => assert_eq!(other, "", "{row}"),
            }
        }
    }
    table
}

/// The names of the fields of a recorded line.
fn names(line: &str) -> BTreeSet<String> {
    line.split(' ').filter_map(|word| word.split_once('=')).map(|(name, _)| name.to_owned()).collect()
}

/// Compares what was traced with the table.
fn check(what: &str, traced: &str, ends: usize) {
    let table = table();
    let count = |column: &str| traced.lines().filter(|line| line.starts_with(&format!("{column} rpc."))).count();
    assert_eq!((count("call"), count("DEBUG message=the call has ended")), (1, ends), "{what}: {traced}");
    let always = ["rpc.system", "rpc.service", "rpc.method"].map(str::to_owned);
    for (column, (first, all)) in &table {
        for line in traced.lines().filter(|line| line.starts_with(&format!("{column} rpc."))) {
            let names = names(&line[column.len()..]);
            assert!(names.is_subset(first), "{what}: {line}");
            assert!(always.iter().all(|name| names.contains(name)) && first.is_subset(all), "{what}: {line}");
        }
    }
    let recorded: BTreeSet<_> = traced.lines().filter(|line| line.starts_with("record ")).flat_map(names).collect();
    assert!(
        recorded.iter().all(|name| table["call"].1.contains(name) || table["attempt"].1.contains(name)),
        "{what}: {recorded:?}"
    );
}

/// Traces one call, by the async client and by the blocking one; and how it ends.
fn trace(what: &str, client: ClientBuilder, expected: Option<ErrorKind>) {
    let runtime = Runtime::new().unwrap();
    let client = client.retry(RetryPolicy::standard().random(|| 0.0)).build().unwrap();
    let job = || GetCustomizedVoiceJob::new("job");
    for blocking in [false, true] {
        let recorder = TraceRecorder::default();
        let guard = recorder.record();
        let result =
            if blocking { client.blocking().send(job()) } else { runtime.block_on(async { client.send(job()).await }) };
        drop(guard);
        assert_eq!(result.as_ref().err().map(alibabacloud_ice::Error::kind), expected, "{what}");
        let traced = recorder.text();
        check(what, &traced, 1);
        let end = traced.lines().find(|line| line.contains("the call has ended")).unwrap();
        let kind = expected.map(|kind| format!("error.type={:?}", kind.as_str()));
        assert_eq!(end.contains("error.type"), kind.is_some(), "{what}: {end}");
        assert!(kind.is_none_or(|kind| end.contains(&kind)), "{what}: {end}");
    }
}

#[test]
fn a_call_traces_the_fields_of_the_guide_and_one_end_whatever_becomes_of_it() {
    let client =
        |url: String| Client::builder().endpoint(url).credentials(Credentials::new("test-key-id", "test-key-secret"));
    let responses = [
        ("success", MockResponse::json(200, r#"{"RequestId":"R"}"#), None),
        ("drift", MockResponse::json(200, r#"{"data":{"New":1}}"#), None),
        (
            "a failed response",
            MockResponse::json(200, r#"{"Success":false,"Code":"C"}"#),
            Some(ErrorKind::FailedResponse),
        ),
        ("a cut body", MockResponse::json(200, r#"{"RequestId":"R""#), Some(ErrorKind::UnexpectedResponse)),
        ("throttled", MockResponse::json(400, r#"{"Code":"Throttling.User"}"#), Some(ErrorKind::Service)),
        ("timed out", MockResponse::stall(), Some(ErrorKind::Timeout)),
    ];
    for (what, response, kind) in responses {
        let server = Server::start(response);
        let limit = Duration::from_millis(if kind == Some(ErrorKind::Timeout) { 20 } else { 20_000 });
        trace(what, client(server.url()).attempt_timeout(limit).failed_responses_are_errors(true), kind);
    }
    trace("no connection", client(closed_port()), Some(ErrorKind::Connect));
    trace("no region", Client::builder().credentials(Credentials::new("id", "secret")), Some(ErrorKind::Config));

    let fake = Fake::builder().stateless().start_blocking().unwrap();
    fake.faults().any(Fault::SkewedClock(3600)).always();
    trace("a clock that is off", fake.client(), None);
    fake.faults().clear();
    let [id, secret, token] = fake.session(Duration::from_secs(3600));
    fake.revoke_sessions();
    let session = Credentials::new(id, secret).with_security_token(token);
    trace("a revoked session", fake.client().credentials(session), Some(ErrorKind::Service));
}

#[tokio::test]
async fn a_call_that_is_dropped_traces_the_fields_of_the_guide_and_no_end() {
    let server = Server::start(MockResponse::stall());
    let client =
        Client::builder().endpoint(server.url()).credentials(Credentials::new("test-key-id", "test-key-secret"));
    let client = client.build().unwrap();
    let recorder = TraceRecorder::default();
    let guard = recorder.record();
    let call = client.send(GetCustomizedVoiceJob::new("job")).into_future();
    assert!(tokio::time::timeout(Duration::from_millis(20), call).await.is_err());
    drop(guard);
    check("dropped", &recorder.text(), 0);
}
