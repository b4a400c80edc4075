//! The table of faults and outcomes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::error::Error as StdError;
use std::fmt::{self, Write as _};
use std::future::ready;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use alibabacloud_ice::Client;
use alibabacloud_ice::editing::SubmitSegmentationJob;
use alibabacloud_ice::runtime::sign::percent_encode;
use alibabacloud_ice::runtime::{
    BoxFuture, Cached, ClientBuilder, CredentialProvider, Credentials, Error, Operation, RetryPolicy,
};
use alibabacloud_ice::voice::{CreateCustomizedVoiceJob, GetCustomizedVoiceJob, ListCustomizedVoices};
use flate2::Compression;
use flate2::write::GzEncoder;
use loopback::{End, MockResponse, RecordedRequest, Server, closed_port};
use tokio::sync::Barrier;
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use trace_recorder::TraceRecorder;

const ACCESS_KEY: &str = "LTAI5tFaultsKey";
const SECRET: &str = "fAuLtSsEcReT/K7MDENG";
const TOKEN: &str = "CAISfaults+token/with=reserved";

const OK: &str = r#"{"RequestId":"r"}"#;
/// The time limit of attempts that stall.
const SHORT: Duration = Duration::from_millis(90);
/// The time limit of other attempts, on however busy a machine.
const LONG: Duration = Duration::from_secs(20);

/// How the server is reached.
#[derive(Clone, Copy, PartialEq)]
enum Reached {
    /// By its address.
    Http,
    /// With TLS, which it does not speak.
    Tls,
    /// At an address where nothing listens.
    Nowhere,
}

/// What the server does where the fault strikes.
#[derive(Clone)]
enum Served {
    /// Reads nothing and ends the connection in this way.
    Unread(End),
    /// Reads the request and sends this.
    Response(MockResponse),
}

impl Served {
    fn end(&self) -> End {
        match self {
            Self::Unread(end) => *end,
            Self::Response(response) => response.ending(),
        }
    }
}

#[derive(Clone)]
struct Fault {
    name: &'static str,
    reached: Reached,
    /// How the connection ends before the request is read, or the response.
    served: Served,
    /// By how many seconds the client's clock is ahead.
    clock: i64,
    /// How many calls are made at once.
    calls: usize,
    /// Whether the client's first session is refused, and with `always` every one.
    revoked: bool,
    /// Whether what is read is a list, entry by entry.
    list: bool,
}

impl Fault {
    fn new(name: &'static str, response: MockResponse) -> Self {
        let served = Served::Response(response);
        Self { name, reached: Reached::Http, served, clock: 0, calls: 1, revoked: false, list: false }
    }

    fn unread(name: &'static str, end: End) -> Self {
        Self { served: Served::Unread(end), ..Self::new(name, MockResponse::raw("")) }
    }
}

/// A head that promises a body.
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n";

fn faults() -> Vec<Fault> {
    let json = |status, code: &str| MockResponse::new(status, format!(r#"{{"Code":"{code}","Message":"No."}}"#));
    let refused_date = || json(400, "InvalidTimeStamp.Expired").header("date", NOW_DATE);
    vec![
        Fault { reached: Reached::Nowhere, ..Fault::unread("connection refused", End::Close) },
        Fault::unread("reset before the request is read", End::Reset),
        Fault::new("reset before headers", MockResponse::raw("").end(End::Reset)),
        Fault::new("reset inside headers", MockResponse::raw("HTTP/1.1 200 OK\r\ncontent-le").end(End::Reset)),
        Fault::new("reset after headers", MockResponse::raw(HEAD).end(End::Reset)),
        Fault::new("reset inside the body", MockResponse::raw(format!("{HEAD}{{\"Requ")).end(End::Reset)),
        Fault { reached: Reached::Tls, ..Fault::unread("stall before TLS is set up", End::Stall) },
        Fault::unread("stall before the request is read", End::Stall),
        Fault::new("stall before headers", MockResponse::raw("").end(End::Stall)),
        Fault::new("stall inside headers", MockResponse::raw("HTTP/1.1 200 OK\r\ncontent-le").end(End::Stall)),
        Fault::new("stall after headers", MockResponse::raw(HEAD).end(End::Stall)),
        Fault::new("stall inside the body", MockResponse::raw(format!("{HEAD}{{\"Requ")).end(End::Stall)),
        Fault::new("429", json(429, "TooManyRequests")),
        Fault::new("400 Throttling.User", json(400, "Throttling.User")),
        Fault::new(
            "503 with x-acs-retry-after",
            MockResponse::new(503, r#"{"Code":"ServiceUnavailable"}"#).header("x-acs-retry-after", "5"),
        ),
        Fault::new("500", json(500, "InternalError")),
        Fault::new(
            "500 with x-acs-retry-after",
            MockResponse::new(500, r#"{"Code":"InternalError"}"#).header("x-acs-retry-after", "5"),
        ),
        Fault::new("204 without a body", MockResponse::new(204, "").header("x-acs-request-id", "r")),
        Fault::new("HTML 502", MockResponse::new(502, "<html>Bad Gateway</html>")),
        Fault::new("redirect", MockResponse::new(307, "").header("location", "https://elsewhere.example.com/")),
        Fault::new("truncated JSON", MockResponse::new(200, r#"{"RequestId":"#)),
        Fault::new("gzip bomb", bomb()),
        Fault::new("content-length too long", MockResponse::new(200, OK).header("content-length", "400")),
        Fault::new("content-length too short", MockResponse::new(200, OK).header("content-length", "7")),
        Fault { clock: 3600, ..Fault::new("clock an hour ahead", refused_date()) },
        Fault { clock: -3600, ..Fault::new("clock an hour behind", refused_date()) },
        Fault { clock: YEARS, calls: 5, ..Fault::new("clock years ahead, 5 at once", refused_date()) },
        Fault { clock: -YEARS, calls: 5, ..Fault::new("clock years behind, 5 at once", refused_date()) },
        Fault { revoked: true, ..Fault::new("session revoked", json(400, "InvalidSecurityToken.Expired")) },
        Fault {
            revoked: true,
            calls: 5,
            ..Fault::new("session revoked, 5 at once", json(400, "InvalidSecurityToken.Expired"))
        },
        Fault { list: true, ..Fault::new("list cut short", MockResponse::new(200, CUT)) },
    ]
}

const YEARS: i64 = 7 * 365 * 24 * 3600;
/// An empty page of a list of which more is promised.
const CUT: &str = r#"{"RequestId":"r","Data":{"CustomizedVoiceList":[],"TotalCount":6}}"#;
/// The rest of that list.
const REST: &str = r#"{"RequestId":"r","Data":{"CustomizedVoiceList":[{},{},{},{},{},{}],"TotalCount":6}}"#;

/// Four million zeros, compressed: more than the client takes.
fn bomb() -> MockResponse {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&[0; 4 << 20]).unwrap();
    MockResponse::json(200, encoder.finish().unwrap()).header("content-encoding", "gzip")
}

/// The operation of a call.
#[derive(Clone, Copy, PartialEq)]
enum Call {
    Read,
    Write,
    WriteWithToken,
}

/// The client of a call.
#[derive(Clone, Copy)]
enum Caller {
    Async,
    Blocking,
}

/// The outcome of a cell of the table.
struct Cell {
    call: Call,
    always: bool,
    /// How many calls were made.
    calls: usize,
    /// Requests that may have reached the server.
    count: usize,
    outcome: String,
    /// Those that the server has read.
    requests: Vec<RecordedRequest>,
}

/// All that was printed: errors, responses, clients, in every form.
type Printed = Arc<Mutex<String>>;

fn print(printed: &Printed, value: &dyn fmt::Debug) {
    writeln!(printed.lock().unwrap(), "{value:?}\n{value:#?}").unwrap();
}

/// The time at which the server's clock stands still.
const NOW: Duration = Duration::from_secs(1_700_000_000);
const NOW_SIGNED: &str = "2023-11-14T22:13:20Z";
const NOW_DATE: &str = "Tue, 14 Nov 2023 22:13:20 GMT";

/// A cell whose server and clients are set up.
struct Prepared {
    server: Server,
    client: Client,
    call: Call,
    caller: Caller,
    always: bool,
    calls: usize,
    list: bool,
}

/// A server at which the fault strikes the first connection, or `always`; a fault of the clock or of the session strikes the
/// requests that are signed with it. Calls that are made at once are in flight together: none has its response before the
/// requests of all have arrived.
fn serve(fault: &Fault, always: bool) -> Server {
    let fault = fault.clone();
    let together = Arc::new(Barrier::new(fault.calls));
    Server::serve(move |mut connection| {
        let Fault { served, clock, revoked, list, .. } = fault.clone();
        let together = together.clone();
        async move {
            let first = always || connection.number() == 0;
            if let (Served::Unread(end), true) = (&served, first) {
                if *end == End::Reset {
                    // Once the request has arrived: before, the client would know that nothing was sent. `readable` may return
                    // before there is anything to read.
                    let _ = connection.stream().peek(&mut [0]).await;
                }
                return connection.end(*end).await;
            }
            let Some((_, request)) = connection.read_request().await else { return };
            let strikes = match (clock, revoked) {
                (0, false) => first,
                (0, true) => always || has_first_session(&request),
                _ => request.header("x-acs-date") != Some(NOW_SIGNED),
            };
            let response = match served {
                Served::Response(response) if strikes => {
                    together.wait().await;
                    response
                }
                _ => MockResponse::new(200, if list { REST } else { OK }),
            };
            connection.send(&response).await;
            connection.end(response.ending()).await;
        }
    })
}

async fn prepare(fault: &Fault, call: Call, always: bool, caller: Caller, printed: &Printed) -> Prepared {
    let Fault { list, calls, .. } = *fault;
    let server = serve(fault, always);
    let address = match fault.reached {
        Reached::Http => server.url(),
        Reached::Tls => format!("https://{}", server.address()),
        Reached::Nowhere => closed_port(),
    };
    let builder = client(&address, fault);
    print(printed, &builder);
    let client = builder.build().unwrap();
    print(printed, &client);
    Prepared { server, client, call, caller, always, calls, list }
}

impl Prepared {
    async fn run(self, printed: &Printed) -> Cell {
        let Self { server, client, call, caller, always, calls, list } = self;
        let running = (0..calls).map(|_| {
            let (client, printed) = (client.clone(), printed.clone());
            tokio::spawn(async move {
                match call {
                    Call::Read if list => entries(&client, ListCustomizedVoices::new(), caller, &printed).await,
                    Call::Read => send(&client, GetCustomizedVoiceJob::new("job"), caller, &printed).await,
                    Call::Write => {
                        let operation = CreateCustomizedVoiceJob::new("voice", "female", "story");
                        send(&client, operation, caller, &printed).await
                    }
                    Call::WriteWithToken => send(&client, SubmitSegmentationJob::new(), caller, &printed).await,
                }
            })
        });
        let mut outcomes = BTreeSet::new();
        for call in running.collect::<Vec<_>>() {
            outcomes.insert(call.await.unwrap());
        }
        let outcome = outcomes.into_iter().collect::<Vec<_>>().join(" or ");
        // A connection that the server has yet to accept counts as well.
        sleep(Duration::from_millis(5)).await;
        Cell { call, always, calls, count: server.connections(), outcome, requests: server.requests() }
    }
}

fn client(endpoint: &str, fault: &Fault) -> ClientBuilder {
    let here = UNIX_EPOCH + Duration::from_secs(NOW.as_secs().checked_add_signed(fault.clock).unwrap());
    let (connect, attempt) = match (fault.served.end(), fault.reached) {
        (End::Stall, Reached::Tls) => (SHORT, LONG),
        (End::Stall, _) => (LONG, SHORT),
        _ => (LONG, LONG),
    };
    Client::builder()
        .endpoint(endpoint)
        .credentials(Cached::new(Sessions::default()))
        .clock(move || here)
        .connect_timeout(connect)
        .attempt_timeout(attempt)
        .response_limit(1 << 20)
        .retry(RetryPolicy::standard().random(|| 0.0))
}

/// A source whose sessions differ by their number.
#[derive(Default)]
struct Sessions(AtomicUsize);

/// Whether a request is signed with the first session.
fn has_first_session(request: &RecordedRequest) -> bool {
    request.header("x-acs-security-token") == Some(&*format!("{TOKEN}0"))
}

impl CredentialProvider for Sessions {
    fn name(&self) -> Cow<'static, str> {
        "sessions".into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let session = Credentials::new(ACCESS_KEY, SECRET).with_security_token(format!("{TOKEN}{number}"));
        Box::pin(ready(Ok(session)))
    }
}

async fn send<O>(client: &Client, operation: O, caller: Caller, printed: &Printed) -> String
where
    O: Operation + Clone + fmt::Debug + 'static,
    O::Output: fmt::Debug,
{
    print(printed, &operation);
    let dry_run = client.dry_run(operation.clone()).await.unwrap();
    print(printed, &dry_run);
    writeln!(printed.lock().unwrap(), "{dry_run}").unwrap();
    let result = match caller {
        Caller::Async => client.send(operation).await,
        Caller::Blocking => {
            let client = client.blocking();
            print(printed, &client);
            spawn_blocking(move || client.send(operation)).await.unwrap()
        }
    };
    match result {
        Ok(response) => {
            print(printed, &response);
            "ok".to_owned()
        }
        Err(error) => outcome(&error, printed),
    }
}

/// Reads a list as far as it goes.
async fn entries(client: &Client, list: ListCustomizedVoices, caller: Caller, printed: &Printed) -> String {
    let items: Vec<_> = match caller {
        Caller::Async => {
            let mut items = client.items(list);
            let mut came = Vec::new();
            while let Some(item) = items.next().await {
                came.push(item);
            }
            came
        }
        Caller::Blocking => {
            let client = client.blocking();
            spawn_blocking(move || client.items(list).collect()).await.unwrap()
        }
    };
    let came = items.iter().filter(|item| item.is_ok()).count();
    let end = items.iter().find_map(|item| item.as_ref().err());
    format!("{came} entries, {}", end.map_or_else(|| "ok".to_owned(), |error| outcome(error, printed)))
}

/// The kind and status of an error, all of which is printed.
fn outcome(error: &Error, printed: &Printed) -> String {
    let mut source: Option<&dyn StdError> = Some(error);
    while let Some(cause) = source {
        writeln!(printed.lock().unwrap(), "{cause}").unwrap();
        print(printed, &cause);
        source = cause.source();
    }
    match error.status() {
        Some(status) => format!("{:?} {}", error.kind(), status.as_u16()),
        None => format!("{:?}", error.kind()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_has_its_count_of_requests_and_its_outcome() {
    let recorder = TraceRecorder::default();
    tracing::subscriber::set_global_default(recorder.clone()).unwrap();
    let printed = Printed::default();

    let columns = ["read: always", "once", "write: always", "once", "write with token: always", "once"];
    let mut table = format!("{}\n", line("", columns));
    let mut requests = Vec::new();
    // One fault after another: time limits are short where the server stalls.
    for fault in faults() {
        let cells = row(&fault, &printed).await;
        let outcomes = cells.iter().map(|cell| format!("{} {}", cell.count, cell.outcome));
        table.push_str(&format!("{}\n", line(fault.name, outcomes)));
        requests.extend(cells.into_iter().flat_map(|cell| cell.requests));
    }
    insta::assert_snapshot!(table);

    let signatures: HashSet<&str> = requests.iter().filter_map(signature).collect();
    assert!(signatures.len() > 300, "{}", signatures.len());
    let (traced, printed) = (recorder.text(), printed.lock().unwrap().clone());
    assert!(traced.contains("the call is retried") && traced.contains("this machine's clock is off"));
    let encoded = percent_encode(TOKEN);
    for (what, text) in [("traced", traced), ("printed", printed)] {
        for secret in [SECRET, TOKEN, &encoded].into_iter().chain(signatures.iter().copied()) {
            assert!(!text.contains(secret), "{secret} was {what}");
        }
    }
}

fn line(name: &str, cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let cells: String = cells.into_iter().map(|cell| format!("{:26}", cell.as_ref())).collect();
    format!("{name:34}{cells}").trim_end().to_owned()
}

/// A fault in all its cells. The blocking client must have the same outcome.
async fn row(fault: &Fault, printed: &Printed) -> Vec<Cell> {
    let mut prepared = Vec::new();
    for call in [Call::Read, Call::Write, Call::WriteWithToken] {
        for always in [true, false] {
            for caller in [Caller::Async, Caller::Blocking] {
                prepared.push(prepare(fault, call, always, caller, printed).await);
            }
        }
    }
    let mut ran = Vec::new();
    if fault.served.end() == End::Stall {
        // One after another: where time limits are short, cells must not slow each other down.
        for cell in prepared {
            ran.push(cell.run(printed).await);
        }
    } else {
        let running = prepared.into_iter().map(|cell| {
            let printed = printed.clone();
            tokio::spawn(async move { cell.run(&printed).await })
        });
        for cell in running.collect::<Vec<_>>() {
            ran.push(cell.await.unwrap());
        }
    }
    let mut ran = ran.into_iter();
    let mut cells = Vec::new();
    while let (Some(cell), Some(blocking)) = (ran.next(), ran.next()) {
        let (name, outcome) = (fault.name, (cell.count, &cell.outcome));
        assert_eq!(outcome, (blocking.count, &blocking.outcome), "{name}: the blocking client differs");
        check(name, &cell);
        check(name, &blocking);
        let requests = [cell.requests, blocking.requests].concat();
        cells.push(Cell { requests, ..cell });
    }
    cells
}

/// Checks what does not depend on the table.
fn check(fault: &str, cell: &Cell) {
    if cell.call == Call::Write && cell.count > cell.calls {
        assert!(says_that_nothing_was_done(fault), "{fault}: a write was sent twice");
    }
    if cell.call == Call::WriteWithToken {
        let tokens: HashSet<_> = cell.requests.iter().filter_map(client_token).collect();
        assert!(tokens.len() <= cell.calls, "{fault}: a retry has another token");
    }
    assert!(
        cell.always || cell.count <= 2 * cell.calls || fault.starts_with("stall before TLS"),
        "{fault}: {}",
        cell.count
    );
}

/// Whether the response says that the service has not acted, or the service was never reached.
fn says_that_nothing_was_done(fault: &str) -> bool {
    ["connection refused", "stall before TLS is set up", "429", "400 Throttling.User"].contains(&fault)
        || fault.starts_with("clock ")
        || fault.starts_with("session revoked")
}

fn signature(request: &RecordedRequest) -> Option<&str> {
    Some(request.header("authorization")?.split_once("Signature=")?.1)
}

fn client_token(request: &RecordedRequest) -> Option<&str> {
    request.query.split_once("ClientToken=")?.1.split('&').next()
}
