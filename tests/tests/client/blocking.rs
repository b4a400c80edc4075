//! Calls that block: from plain threads and from async ones, with connections and a thread of their own.

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, OnceLock};
use std::thread::{self, ThreadId};
use std::time::{Duration, SystemTime};

use alibabacloud_ice::OPERATIONS;
use alibabacloud_ice::blocking::Call as _;
use alibabacloud_ice::runtime::blocking;
use alibabacloud_ice::voice::{GetCustomizedVoiceJob, ListCustomizedVoices};
use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::transport::TransportError;
use alibabacloud_runtime::{
    BoxFuture, Cached, Client, ClientBuilder, CredentialProvider, Credentials, Error, ErrorKind, Transport, http,
};
use loopback::{End, MockResponse, Server};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::Barrier;

/// Longer than any step of a test, shorter than a test may hang.
const LIMIT: Duration = Duration::from_secs(5);
const SHORT: Duration = Duration::from_millis(2);

fn client(endpoint: &str) -> ClientBuilder {
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    Client::builder().endpoint(endpoint).credentials(credentials).attempt_timeout(LIMIT)
}

fn job() -> GetCustomizedVoiceJob {
    GetCustomizedVoiceJob::new("job")
}

fn blocking_client(server: &Server) -> blocking::Client {
    client(&server.url()).build().unwrap().blocking()
}

fn voices(ids: &[&str], total: usize) -> Value {
    let voices: Vec<_> = ids.iter().map(|id| json!({"VoiceId": id})).collect();
    json!({"Data": {"CustomizedVoiceList": voices, "TotalCount": total}})
}

fn state(status: &str) -> Value {
    json!({"RequestId": "r", "Data": {"CustomizedVoiceJob": {"Status": status, "Message": "noise", "JobId": "job"}}})
}

#[test]
fn a_call_from_a_plain_thread_brings_its_response_or_its_error() {
    let server = Server::json_sequence([state("Success")]);
    let response = blocking_client(&server).send(job()).unwrap();
    assert_eq!((response.status().as_u16(), response.request_id()), (200, Some("r")));

    let nowhere = Client::builder().build().unwrap().blocking();
    assert_eq!(nowhere.send(job()).unwrap_err().kind(), ErrorKind::Config);
}

#[test]
fn an_operation_is_called_by_its_name() {
    let server = Server::json_sequence([state("Success")]);
    let client = blocking_client(&server);
    let response = client.call("GetCustomizedVoiceJob", json!({"JobId": "job"})).unwrap();
    assert_eq!(response.output["Data"]["CustomizedVoiceJob"]["Status"], "Success");
    assert_eq!(client.call("GetNothing", json!({})).unwrap_err().kind(), ErrorKind::InvalidRequest);
    let dry_run = client.dry_run_by_name(&OPERATIONS, "GetCustomizedVoiceJob", json!({"JobId": "job"})).unwrap();
    assert_eq!(dry_run.request().uri().query(), Some("JobId=job"));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn pages_and_entries_are_iterators() {
    let pages = || vec![voices(&["a", "b"], 3), voices(&["c"], 3)];
    let server = Server::json_sequence(pages());
    let items = blocking_client(&server).items(ListCustomizedVoices::new()).page_size(2);
    let ids: Result<Vec<_>, Error> = items.map(|voice| Ok(voice?.voice_id.unwrap())).collect();
    assert_eq!(ids.unwrap(), ["a", "b", "c"]);
    assert_eq!(server.requests()[1].query, "PageNo=2&PageSize=2");

    let server = Server::json_sequence(pages());
    let mut pages = blocking_client(&server).pages(ListCustomizedVoices::new());
    assert!(pages.next().unwrap().is_ok());
    assert_eq!(pages.operation().page_no, Some(2));
    assert!(pages.next().unwrap().is_ok());
    assert!(pages.next().is_none() && pages.next().is_none(), "an end is an end");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_list_that_goes_in_circles_is_an_error_and_then_ends() {
    let server = Server::json_sequence([json!({"Data": {"CustomizedVoiceList": [{"VoiceId": "a"}]}})]);
    let mut items = blocking_client(&server).items(ListCustomizedVoices::new());
    let kinds = [(); 3].map(|()| items.next().map(|item| item.map_err(|error| error.kind()).err()));
    assert_eq!(kinds, [Some(None), Some(None), Some(Some(ErrorKind::Paging))]);
    assert!(items.next().is_none());
}

#[test]
fn a_dropped_iterator_sends_no_more_requests() {
    let server = Server::json_sequence([voices(&["a", "b"], 4), voices(&["c", "d"], 4)]);
    let client = blocking_client(&server);
    drop(client.items(ListCustomizedVoices::new()));
    assert_eq!(server.requests().len(), 0);
    assert_eq!(client.items(ListCustomizedVoices::new()).take(2).count(), 2);
    client.send(job()).unwrap();
    assert_eq!(server.requests().len(), 2, "one page, and the call after it");
}

#[test]
fn a_wait_ends_with_the_job_or_with_its_deadline() {
    let server = Server::json_sequence([state("Training"), state("Training"), state("Success")]);
    let response = blocking_client(&server).wait(job()).delays(SHORT, SHORT).join().unwrap();
    assert_eq!((response.request_id(), server.requests().len()), (Some("r"), 3));

    let server = Server::json_sequence([state("Training"), state("Fail")]);
    let error = blocking_client(&server).wait(job()).deadline(LIMIT).delays(SHORT, SHORT).join().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::JobFailed);
    assert!(error.message().contains("noise"), "{error}");

    let server = Server::json_sequence([state("Training")]);
    let deadline = Duration::from_millis(40);
    let error = blocking_client(&server).wait(job()).delays(SHORT, SHORT).deadline(deadline).join().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StillRunning);

    let response = blocking_client(&server).wait(job()).deadline(LIMIT).until(["Training"]).join();
    assert!(response.is_ok());
}

#[test]
fn states_are_an_iterator_that_ends_with_the_final_one() {
    let server = Server::json_sequence([state("Training"), state("Training"), state("Success")]);
    let mut states = blocking_client(&server).wait(job()).delays(SHORT, SHORT).states();
    let mut seen = Vec::new();
    for progress in &mut states {
        let progress = progress.unwrap();
        seen.push((progress.state().to_owned(), progress.is_final()));
    }
    assert_eq!(seen, [("Training".to_owned(), false), ("Success".to_owned(), true)]);
    assert!(states.next().is_none());
}

/// Sends an empty response once as many calls as this are in progress.
struct BarrierTransport(Barrier);

impl Transport for BarrierTransport {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async {
            self.0.wait().await;
            Ok(http::Response::new(Bytes::from_static(b"{}")))
        })
    }
}

#[test]
fn calls_of_many_threads_run_side_by_side() {
    let client = client("http://127.0.0.1").transport(BarrierTransport(Barrier::new(8))).build().unwrap();
    let call = || client.blocking().send(job()).map(|_| ());
    thread::scope(|scope| {
        for call in [(); 8].map(|()| scope.spawn(call)) {
            call.join().unwrap().unwrap();
        }
    });
}

/// Reports when the thread that owns it ends.
struct ThreadEndReport(mpsc::Sender<()>);

impl Drop for ThreadEndReport {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

thread_local! {
    static ENDS: RefCell<Option<ThreadEndReport>> = const { RefCell::new(None) };
}

/// Reports which thread sends, and when it ends.
struct ReportingTransport {
    ends: mpsc::Sender<()>,
    threads: mpsc::Sender<ThreadId>,
}

impl Transport for ReportingTransport {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        ENDS.with_borrow_mut(|ends| *ends = Some(ThreadEndReport(self.ends.clone())));
        // Earlier code reported an end too early.
        self.threads.send(thread::current().id()).unwrap();
        Box::pin(async { Ok(http::Response::new(Bytes::from_static(b"{}"))) })
    }
}

#[test]
fn one_thread_serves_all_and_ends_with_the_last_of_them() {
    let (ends, ended) = mpsc::channel();
    let (threads, served_by) = mpsc::channel();
    let client = client("http://127.0.0.1").transport(ReportingTransport { ends, threads }).build().unwrap();
    let first = client.blocking();
    first.send(job()).unwrap();
    let thread = served_by.recv().unwrap();
    assert_ne!(thread, thread::current().id());

    let second = client.clone().blocking();
    let states = second.wait(job()).states();
    drop((first, second));
    assert_eq!(ended.recv_timeout(Duration::from_millis(50)), Err(RecvTimeoutError::Timeout), "one is left");
    drop(states);
    ended.recv_timeout(LIMIT).unwrap();

    client.blocking().send(job()).unwrap();
    assert_ne!(served_by.recv().unwrap(), thread, "another one serves those who come later");
    ended.recv_timeout(LIMIT).unwrap();
}

/// A server that keeps its connections open, as the service does.
fn keep_alive() -> Server {
    Server::start(MockResponse::new(200, r#"{"RequestId":"r"}"#).end(End::KeepAlive))
}

fn impatient_client(server: &Server) -> ClientBuilder {
    client(&server.url()).attempt_timeout(Duration::from_secs(2))
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn connections_are_kept_between_blocking_calls() {
    let server = keep_alive();
    let client = impatient_client(&server).build().unwrap().blocking();
    for _ in 0..3 {
        client.send(job()).unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_client_works_after_a_runtime_has_ended() {
    let server = keep_alive();
    for builder in [impatient_client(&server), impatient_client(&server).configure_http(|builder| builder)] {
        let client = builder.build().unwrap();
        runtime().block_on(client.send(job()).into_future()).unwrap();
        client.blocking().send(job()).unwrap();
        runtime().block_on(client.send(job()).into_future()).unwrap();
    }
}

#[test]
fn a_runtime_that_is_not_polled_blocks_nothing() {
    let server = keep_alive();
    let client = impatient_client(&server).build().unwrap();
    let runtime = runtime();
    runtime.block_on(client.send(job()).into_future()).unwrap();
    // Its connection is open, and not polled.
    client.blocking().send(job()).unwrap();
    runtime.block_on(client.send(job()).into_future()).unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn inside_an_async_task_a_call_blocks_the_thread_and_nothing_panics() {
    let server = keep_alive();
    let client = impatient_client(&server).build().unwrap();
    client.send(job()).await.unwrap();
    let blocking = client.blocking();
    blocking.send(job()).unwrap();
    tokio::task::spawn_blocking(move || blocking.send(job())).await.unwrap().unwrap();
    let started_here = client.blocking();
    started_here.send(job()).unwrap();
    drop(started_here);
    client.send(job()).await.unwrap();
}

/// Panics at first, and then responses.
#[derive(Default)]
struct Panicking(AtomicUsize);

impl Transport for Panicking {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            assert!(number > 0, "a transport of one's own");
            Ok(http::Response::new(Bytes::from(voices(&["a"], 1).to_string())))
        })
    }
}

fn panic_of<T>(call: impl FnOnce() -> T) -> Box<dyn Any + Send> {
    catch_unwind(AssertUnwindSafe(call)).err().unwrap()
}

#[test]
fn a_panic_in_the_background_is_the_callers() {
    let new = || client("http://127.0.0.1").transport(Panicking::default()).build().unwrap().blocking();
    let client = new();
    let panic = panic_of(|| client.send(job()));
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a transport of one's own"));
    client.send(job()).unwrap();

    let mut items = new().items(ListCustomizedVoices::new());
    panic_of(|| items.next());
    assert_eq!(items.next().unwrap().unwrap().voice_id.as_deref(), Some("a"), "the page is asked for again");

    let mut states = new().wait(job()).states();
    panic_of(|| states.next());
    assert!(states.next().is_none());
}

/// Makes a blocking call where it is not allowed.
#[derive(Default)]
struct BlockingTransport(Arc<OnceLock<Client>>);

impl Transport for BlockingTransport {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let error = self.0.get().unwrap().blocking().send(job()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        Box::pin(async { Ok(http::Response::new(Bytes::from_static(b"{}"))) })
    }
}

#[test]
fn a_blocking_call_on_the_thread_that_would_serve_it_is_an_error() {
    let inside = Arc::new(OnceLock::new());
    let client = client("http://127.0.0.1").transport(BlockingTransport(inside.clone())).build().unwrap();
    inside.set(client.clone()).unwrap();
    client.blocking().send(job()).unwrap();
}

/// Returns keys that expire, and counts how often it is called.
struct Counted(Arc<AtomicUsize>);

impl CredentialProvider for Counted {
    fn name(&self) -> Cow<'static, str> {
        "counted".into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let expires_at = SystemTime::now() + Duration::from_secs(3600);
        Box::pin(async move { Ok(Credentials::new("id", "secret").with_expiry(expires_at)) })
    }
}

#[test]
fn credentials_are_shared_with_the_async_client() {
    let server = keep_alive();
    let asked = Arc::new(AtomicUsize::new(0));
    let client = impatient_client(&server).credentials(Cached::new(Counted(asked.clone()))).build().unwrap();
    client.blocking().send(job()).unwrap();
    runtime().block_on(client.send(job()).into_future()).unwrap();
    client.blocking().send(job()).unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn a_refusal_is_the_same_error_as_elsewhere() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let answer = MockResponse::json(400, r#"{"Code":"InvalidParameter","Message":"no","RequestId":"r"}"#);
    let server = Server::start(answer);
    let client = client(&server.url()).build().unwrap();
    let here = client.blocking().send(job()).unwrap_err();
    let there = runtime.block_on(client.send(job()).into_future()).unwrap_err();
    assert_eq!(here.to_string(), there.to_string());
    assert_eq!((here.kind(), here.code()), (ErrorKind::Service, Some("InvalidParameter")));
}
