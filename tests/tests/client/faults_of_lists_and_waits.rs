//! Every fault of the fake, once and on every request, met by a list by number, a list by token and a wait, by the asynchronous
//! client and by the blocking one. A list is complete, or its error says that it is not; a wait ends with the final state, or
//! its error says why it does not; nothing outlasts its deadline.

use std::time::{Duration, Instant};

use alibabacloud_fake::{Fake, Fault, Refusal};
use alibabacloud_ice::media_live::{CreateMediaLiveInputSecurityGroup, ListMediaLiveInputSecurityGroups};
use alibabacloud_ice::processing::get_media_convert_job::output::State;
use alibabacloud_ice::processing::{GetMediaConvertJob, SubmitMediaConvertJob};
use alibabacloud_ice::runtime::transport::{HttpTransport, TransportOptions};
use alibabacloud_ice::runtime::{Paged, RetryPolicy, blocking};
use alibabacloud_ice::voice::create_customized_voice_job::{Gender, Scenario};
use alibabacloud_ice::voice::{CreateCustomizedVoiceJob, ListCustomizedVoiceJobs};
use alibabacloud_ice::{Client, Error, ErrorKind};
use tokio::time::timeout;

/// The time limit of an attempt whose response is stalled.
const SHORT: Duration = Duration::from_millis(40);
/// The time limit of other attempts, on however busy a machine.
const LONG: Duration = Duration::from_secs(20);
/// Longer than any call of this test.
const NEVER: Duration = Duration::from_secs(60);
/// The time limit of a wait and of a list that a fault may keep from ending.
const DEADLINE: Duration = Duration::from_millis(400);
/// The delay between polls.
const DELAY: Duration = Duration::from_millis(2);
/// What hangs takes longer.
const HANGING: Duration = Duration::from_secs(30);
/// The entries of each list: three pages of two.
const ENTRIES: [&str; 5] = ["0", "1", "2", "3", "4"];

/// The operation that has a fault, and where in its responses faults of fields strike.
struct Target {
    operation: &'static str,
    fields: &'static [&'static str],
}

const BY_NUMBER: Target = Target {
    operation: "ListCustomizedVoiceJobs",
    fields: &["Data", "Data.CustomizedVoiceJobList", "Data.TotalCount", "RequestId"],
};
const BY_TOKEN: Target = Target {
    operation: "ListMediaLiveInputSecurityGroups",
    fields: &["SecurityGroups", "NextToken", "TotalCount", "RequestId"],
};
const JOB: Target = Target { operation: "GetMediaConvertJob", fields: &["Job", "Job.State", "Job.JobId", "RequestId"] };

/// The faults, and the time limit of an attempt.
fn faults(target: &Target) -> Vec<(Fault, Duration)> {
    let any = [
        Fault::throttled(),
        Fault::throttled_for(Duration::from_millis(2)),
        Fault::server_error(500),
        Fault::server_error(503),
        Fault::expired_token(),
        Fault::Refused(Refusal::new(404, "NotFound", "It does not exist.")),
        Fault::BadGateway,
        Fault::Reset,
        Fault::TruncatedBody,
        Fault::IdleClose,
        Fault::SlowBody(Duration::from_millis(5)),
        Fault::RevokedSession,
        Fault::AccessDenied,
        Fault::unsuccessful("QuotaExceeded", "Too many."),
        Fault::NoContent,
        Fault::EmptyPage,
        Fault::SkewedClock(3600),
        Fault::SkewedClock(-3600),
    ];
    let of_fields = target
        .fields
        .iter()
        .flat_map(|path| [Fault::Null, Fault::WrongType, Fault::UnknownValue].map(|fault| fault((*path).to_owned())));
    let stalled = [Fault::Stall(NEVER), Fault::SlowBody(NEVER)].map(|fault| (fault, SHORT));
    any.into_iter().chain(of_fields).map(|fault| (fault, LONG)).chain(stalled).collect()
}

/// Which requests have the fault.
#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    First,
    Second,
    Always,
}

/// A service with five entries in either list and a job that has ended, and both clients.
struct World {
    fake: Fake,
    client: Client,
    blocking: blocking::Client,
    job: String,
}

impl World {
    async fn new(transport: &HttpTransport, limit: Duration) -> Self {
        let fake = Fake::start().await.unwrap();
        let client = fake.client().transport(transport.clone()).retry(RetryPolicy::standard().random(|| 0.0));
        let client = client.attempt_timeout(limit).build().unwrap();
        let patient = fake.client().transport(transport.clone()).build().unwrap();
        for name in ENTRIES {
            patient.send(CreateCustomizedVoiceJob::new(name, Gender::Female, Scenario::Story)).await.unwrap();
            patient.send(CreateMediaLiveInputSecurityGroup::new(name, ["0.0.0.0/0"])).await.unwrap();
        }
        let job = patient.send(SubmitMediaConvertJob::new("{}")).await.unwrap().output.job.job_id.unwrap();
        fake.advance(Duration::from_secs(60));
        Self { fake, blocking: client.blocking(), client, job }
    }

    /// Plans the fault for the request of this number, if it has it.
    fn plan(&self, operation: &str, fault: &Fault, when: When, request: When) {
        if when == request || (when == When::Always && request == When::First) {
            let planned = self.fake.faults().next(operation, fault.clone()).optional();
            let _planned = if when == When::Always { planned.always() } else { planned };
        }
    }
}

/// What came of a list or a wait, and the error that ended it.
type Outcome = (Vec<String>, Option<Error>);

/// How a list or a wait is read.
const WAYS: [&str; 4] = ["items", "pages", "blocking items", "blocking pages"];

/// Reads a list one by one; `plan` is called before the first request and before the second.
async fn list<O: Paged + Sync>(
    world: &World,
    operation: O,
    name: fn(O::Item) -> String,
    way: &str,
    plan: impl Fn(When) + Send + Sync,
) -> Outcome {
    let (mut came, mut pages) = (Vec::new(), 0);
    let mut take = |page: Option<Result<Vec<O::Item>, Error>>| {
        pages += 1;
        if pages == 1 {
            plan(When::Second);
        }
        page.map(|page| page.map(|items| came.extend(items.into_iter().map(name))))
    };
    plan(When::First);
    let mut error = None;
    let mut go_on = |taken: Option<Result<(), Error>>| match taken {
        Some(Ok(())) => true,
        Some(Err(failed)) => {
            error = Some(failed);
            false
        }
        None => false,
    };
    match way {
        "items" => {
            let mut items = world.client.items(operation).page_size(2).deadline(LONG);
            while go_on(take(items.next().await.map(|item| item.map(|item| vec![item])))) {}
        }
        "pages" => {
            let mut pages = world.client.pages(operation).page_size(2).deadline(LONG);
            while go_on(take(pages.next().await.map(|page| page.map(|page| O::items(page.output))))) {}
        }
        "blocking items" => {
            let mut items = world.blocking.items(operation).page_size(2).deadline(LONG);
            while go_on(take(items.next().map(|item| item.map(|item| vec![item])))) {}
        }
        _ => {
            let mut pages = world.blocking.pages(operation).page_size(2).deadline(LONG);
            while go_on(take(pages.next().map(|page| page.map(|page| O::items(page.output))))) {}
        }
    }
    (came, error)
}

/// Whether an empty list may be all that came: the service has not said that there is more, or says itself that it has failed.
fn says_nothing(fault: &Fault, way: &str) -> bool {
    match fault {
        Fault::NoContent => true,
        Fault::Null(path) => path == "Data",
        // Of a page, the caller sees it.
        Fault::Unsuccessful { .. } => way.ends_with("pages"),
        _ => false,
    }
}

async fn check_lists<O: Paged + Sync>(target: &Target, operation: O, name: fn(O::Item) -> String) {
    let transport = HttpTransport::new(&TransportOptions::default()).unwrap();
    for (fault, limit) in faults(target) {
        let world = World::new(&transport, limit).await;
        for when in [When::First, When::Second, When::Always] {
            for way in WAYS {
                let what = format!("{} {fault:?} {when:?} {way}", target.operation);
                let plan = |request| world.plan(target.operation, &fault, when, request);
                let reading = list(&world, operation.clone(), name, way, plan);
                let (mut came, error) = timeout(HANGING, reading).await.unwrap_or_else(|_| panic!("{what} hangs"));
                world.fake.faults().clear();
                came.sort();
                let mut known = came.clone();
                known.retain(|name| ENTRIES.contains(&name.as_str()));
                known.dedup();
                assert_eq!(known, came, "{what}");
                match error {
                    None if when != When::Second && came.is_empty() && says_nothing(&fault, way) => {}
                    None => assert_eq!(came, ENTRIES, "{what}"),
                    Some(error) if error.kind() == ErrorKind::Paging => {
                        let error = error.to_string();
                        let missing = format!("{} of 5 entries have come, {} are missing", came.len(), 5 - came.len());
                        assert!(error.contains(&missing) || error.contains("that can be read"), "{what}: {error}");
                    }
                    Some(error) => assert!(error.code().is_some() || error.is_retryable(), "{what}: {error}"),
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_complete_or_says_that_it_is_not_whatever_the_fault() {
    let (by_number, by_token) = (ListCustomizedVoiceJobs::new(), ListMediaLiveInputSecurityGroups::new());
    tokio::join!(
        check_lists(&BY_NUMBER, by_number, |job| job.voice_id.unwrap_or_default()),
        check_lists(&BY_TOKEN, by_token, |group| group.name.unwrap_or_default())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_ends_with_the_final_state_or_says_why_not_whatever_the_fault() {
    let transport = HttpTransport::new(&TransportOptions::default()).unwrap();
    for (fault, limit) in faults(&JOB) {
        let world = World::new(&transport, limit).await;
        for when in [When::First, When::Always] {
            for way in ["wait", "blocking wait"] {
                let what = format!("{fault:?} {when:?} {way}");
                world.plan(JOB.operation, &fault, when, When::First);
                let operation = GetMediaConvertJob::new().job_id(&world.job);
                let deadline = if when == When::Always { DEADLINE } else { LONG };
                let begun = Instant::now();
                let result = match way {
                    "wait" => world.client.wait(operation).delays(DELAY, DELAY).deadline(deadline).await,
                    _ => world.blocking.wait(operation).delays(DELAY, DELAY).deadline(deadline).join(),
                };
                assert!(begun.elapsed() < HANGING, "{what}");
                world.fake.faults().clear();
                match result {
                    Ok(response) => assert_eq!(response.output.job.state, Some(State::Complete), "{what}"),
                    Err(error) if error.kind() == ErrorKind::StillRunning => {
                        let (error, words) =
                            (error.to_string(), ["the last poll failed with: ", "its last state is `NeverHeardOf`"]);
                        assert!(words.iter().any(|word| error.contains(word)), "{what}: {error}");
                    }
                    Err(error) if error.kind() == ErrorKind::UnexpectedResponse => {
                        let missing = format!("no state of `{}`", world.job);
                        assert!(error.to_string().contains(&missing), "{what}: {error}");
                    }
                    Err(error) => assert!(error.code().is_some(), "{what}: {error}"),
                }
            }
        }
    }
}
