//! Two thousand runs with 16 concurrent calls and every fault: the clock is off by years, sessions expire and are revoked,
//! calls are throttled, connections break and pages are empty. No job is lost, none is created twice, and a list is complete or
//! ends with an error.
//!
//! A failure names its seed; `LOAD_SEED=… cargo test -p conformance --test client load_with_faults` runs that one alone.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::future::ready;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::support::random::Random;
use alibabacloud_fake::{Fake, Fault, Refusal, Verdict};
use alibabacloud_ice::media_live::{CreateMediaLiveInputSecurityGroup, ListMediaLiveInputSecurityGroups};
use alibabacloud_ice::processing::{GetMediaConvertJob, ListMediaConvertJobs, SubmitMediaConvertJob};
use alibabacloud_ice::runtime::transport::{HttpTransport, TransportOptions};
use alibabacloud_ice::runtime::{BoxFuture, Cached, CredentialProvider, Credentials, Paged, RetryPolicy};
use alibabacloud_ice::voice::create_customized_voice_job::{Gender, Scenario};
use alibabacloud_ice::voice::{CreateCustomizedVoiceJob, ListCustomizedVoiceJobs};
use alibabacloud_ice::{Client, Error};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

const RUNS: u64 = 2_000;
const FIRST_SEED: u64 = 20_261_128;
/// Far more than two thousand runs take; what hangs ends here.
const LONGEST: Duration = Duration::from_secs(600);
const YEARS: usize = 10 * 365 * 24 * 3600;

#[test]
fn no_job_is_lost_or_created_twice_and_no_list_is_cut_silently() {
    if let Ok(seed) = env::var("LOAD_SEED") {
        return runtime().block_on(run(seed.parse().unwrap(), &Totals::default()));
    }
    println!("seeds {FIRST_SEED} to {}", FIRST_SEED + RUNS - 1);
    let (begun, next, totals) = (Instant::now(), AtomicU64::new(0), Totals::default());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let runtime = runtime();
                while let number = next.fetch_add(1, Ordering::Relaxed)
                    && number < RUNS
                {
                    assert!(begun.elapsed() < LONGEST, "{number} runs took {:?}", begun.elapsed());
                    runtime.block_on(run(FIRST_SEED + number, &totals));
                }
            });
        }
    });
    println!("{totals:?}");
    // It was not for want of faults, nor because everything failed.
    let [struck, requests, done, unknown, complete, cut] = totals.all();
    assert!(struck * 100 > requests * 5, "{struck} of {requests} requests were struck");
    assert!(done > 4 * unknown, "{done} writes were done, of {unknown} nobody knows");
    assert!(complete > cut && cut > 0, "{complete} lists were complete, {cut} ended with an error");
}

/// What all runs came to.
#[derive(Debug, Default)]
struct Totals {
    struck: AtomicU64,
    requests: AtomicU64,
    done: AtomicU64,
    unknown: AtomicU64,
    complete: AtomicU64,
    cut: AtomicU64,
}

impl Totals {
    fn all(&self) -> [u64; 6] {
        [&self.struck, &self.requests, &self.done, &self.unknown, &self.complete, &self.cut]
            .map(|count| count.load(Ordering::Relaxed))
    }
}

fn count(counter: &AtomicU64, by: usize) {
    counter.fetch_add(by as u64, Ordering::Relaxed);
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// One for all runs: it reads the system's certificates when it is made.
fn transport() -> HttpTransport {
    static SHARED: OnceLock<HttpTransport> = OnceLock::new();
    SHARED.get_or_init(|| HttpTransport::new(&TransportOptions::default()).unwrap()).clone()
}

async fn run(seed: u64, totals: &Totals) {
    let named = Named(seed);
    let mut random = Random::new(seed);
    let fake = Arc::new(Fake::start().await.unwrap());
    let undisturbed = fake.client().transport(transport()).build().unwrap();
    for number in 0..5 {
        let voice = CreateCustomizedVoiceJob::new(format!("voice-{number}"), Gender::Female, Scenario::Story);
        undisturbed.send(voice).await.unwrap();
    }
    let client = client(&fake, &mut random);
    plague(&fake, &mut random);
    // Sixteen calls at once.
    let mut lists: Vec<_> = (0..4).map(|_| voices(&client)).collect();
    let written = write(&fake, &client, &mut random).await;
    let waits = written.iter().filter_map(|written| written.job.clone()).take(2).map(|job| wait(&client, job));
    let waits: Vec<_> = waits.collect();
    lists.extend((0..2).map(|_| groups(&client)));
    for wait in waits {
        wait.await.unwrap();
    }
    let mut listed = Vec::new();
    for list in lists {
        listed.push(list.await.unwrap());
    }
    relieve(&fake, totals);
    let stored = StoredResources::of(&fake).await;
    stored.judge_writes(&written, totals);
    stored.judge_lists(&listed, totals);
    std::mem::forget(named);
}

/// Says the seed of a run that panics.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        eprintln!("the seed is {}", self.0);
    }
}

/// Sessions that end soon or late, and now and then before the time that was said.
struct Sessions {
    fake: Arc<Fake>,
    random: Mutex<Random>,
}

impl CredentialProvider for Sessions {
    fn name(&self) -> Cow<'static, str> {
        "sessions".into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        let mut random = self.random.lock().unwrap();
        let lasting = Duration::from_millis([50, 200, 3_600_000][random.below(3)]);
        let said = if random.below(4) == 0 { lasting * 10 } else { lasting };
        let [id, secret, token] = self.fake.session(lasting);
        let session = Credentials::new(id, secret).with_security_token(token);
        Box::pin(ready(Ok(session.with_expiry(SystemTime::now() + said))))
    }
}

fn client(fake: &Arc<Fake>, random: &mut Random) -> Client {
    let retry = RetryPolicy::standard().attempts(4).random(|| 0.0);
    let sessions = Sessions { fake: fake.clone(), random: Mutex::new(Random::new(random.below(1 << 30) as u64)) };
    let builder = fake.client().transport(transport()).retry(retry).credentials(Cached::new(sessions));
    match random.below(3) {
        0 => builder,
        1 => {
            let ahead = Duration::from_secs(random.below(YEARS) as u64);
            builder.clock(move || SystemTime::now() + ahead)
        }
        _ => {
            let behind = Duration::from_secs(random.below(YEARS) as u64);
            builder.clock(move || SystemTime::now() - behind)
        }
    }
    .build()
    .unwrap()
}

/// Plans faults for a share of all requests: such that nothing was done, and such that it is unknown.
fn plague(fake: &Fake, random: &mut Random) {
    let soon = Duration::from_millis(1);
    let failing = Refusal::new(500, "InternalError", "Later.").retry_after(soon);
    let nothing_done = [Fault::throttled(), Fault::throttled_for(soon), Fault::expired_token()];
    let nobody_knows = [
        Fault::Refused(failing),
        Fault::server_error(503),
        Fault::BadGateway,
        Fault::Reset,
        Fault::TruncatedBody,
        Fault::Stall(soon),
    ];
    let mut share = || 0.03 * random.below(3) as f64 / 2.0;
    for (number, fault) in nothing_done.into_iter().enumerate() {
        fake.faults().any(fault).share(share(), number as u64);
    }
    for (number, fault) in nobody_knows.into_iter().enumerate() {
        fake.faults().any(fault.clone()).share(share(), 10 + number as u64);
        fake.faults().any(fault).share(share(), 20 + number as u64).after_effect();
    }
    for write in ["SubmitMediaConvertJob", "CreateMediaLiveInputSecurityGroup"] {
        fake.faults().next(write, Fault::NoContent).share(share(), 30);
    }
    for list in ["ListCustomizedVoiceJobs", "ListMediaLiveInputSecurityGroups"] {
        fake.faults().next(list, Fault::EmptyPage).share(5.0 * share(), 31);
    }
}

/// A write that was asked for, by its name, and what came of it.
struct WriteResult {
    name: String,
    result: Result<(), Error>,
    /// The ID that was returned, where it has one.
    job: Option<String>,
}

/// Twelve writes at once, half of them with an idempotency token; on the way, all sessions may be revoked.
async fn write(fake: &Fake, client: &Client, random: &mut Random) -> Vec<WriteResult> {
    let writes: Vec<JoinHandle<WriteResult>> = (0..12)
        .map(|number| {
            let (client, name) = (client.clone(), format!("write-{number}"));
            tokio::spawn(async move {
                if number % 2 == 0 {
                    let submit = SubmitMediaConvertJob::new("{}").user_data(&name);
                    let result = client.send(submit).await;
                    let job = result.as_ref().ok().and_then(|response| response.output.job.job_id.clone());
                    WriteResult { name, result: result.map(drop), job }
                } else {
                    let create = CreateMediaLiveInputSecurityGroup::new(&name, ["0.0.0.0/0"]);
                    WriteResult { result: client.send(create).await.map(drop), name, job: None }
                }
            })
        })
        .collect();
    if random.below(2) == 0 {
        tokio::task::yield_now().await;
        fake.revoke_sessions();
    }
    let mut written = Vec::new();
    for write in writes {
        written.push(write.await.unwrap());
    }
    fake.advance(Duration::from_secs(60));
    written
}

/// Waits for a job that has ended by now: the wait ends well, or tells why it cannot be known.
fn wait(client: &Client, job: String) -> JoinHandle<()> {
    let wait = client.wait(GetMediaConvertJob::new().job_id(job));
    let wait = wait.delays(Duration::from_millis(1), Duration::from_millis(2)).deadline(Duration::from_secs(5));
    tokio::spawn(async move {
        if let Err(error) = wait.await {
            assert!(error.code() == Some("InvalidSecurityToken.Expired"), "{error}");
        }
    })
}

/// What a list was asked for, what came, and whether it came to its end.
struct ListResult {
    list: &'static str,
    came: Vec<String>,
    error: Option<Error>,
}

fn voices(client: &Client) -> JoinHandle<ListResult> {
    list(client, "voices", ListCustomizedVoiceJobs::new(), |job| job.voice_id.unwrap())
}

fn groups(client: &Client) -> JoinHandle<ListResult> {
    list(client, "groups", ListMediaLiveInputSecurityGroups::new(), |group| group.name.unwrap())
}

fn list<O: Paged + Send>(
    client: &Client,
    list: &'static str,
    operation: O,
    name: fn(O::Item) -> String,
) -> JoinHandle<ListResult> {
    let mut items = client.items(operation).page_size(3);
    tokio::spawn(async move {
        let (mut came, mut error) = (Vec::new(), None);
        while let Some(item) = items.next().await {
            match item {
                Ok(item) => came.push(name(item)),
                Err(failed) => error = Some(failed),
            }
        }
        came.sort();
        ListResult { list, came, error }
    })
}

/// Counts what was struck, and ends all faults.
fn relieve(fake: &Fake, totals: &Totals) {
    let journal = fake.journal();
    count(&totals.requests, journal.entries().count());
    let struck = journal.entries().filter(|entry| matches!(entry.verdict, Verdict::Faulted { .. }));
    count(&totals.struck, struck.count());
    fake.faults().clear();
}

/// What there is, by name, and how often.
struct StoredResources {
    made: BTreeMap<String, usize>,
    jobs: BTreeMap<String, String>,
    groups: Vec<String>,
}

impl StoredResources {
    async fn of(fake: &Fake) -> Self {
        let client = fake.client().transport(transport()).build().unwrap();
        let (mut made, mut jobs, mut groups) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut items = client.items(ListMediaConvertJobs::new()).page_size(100);
        while let Some(job) = items.next().await {
            let job = job.unwrap();
            let name = job.user_data.unwrap();
            *made.entry(name.clone()).or_default() += 1;
            jobs.insert(name, job.job_id.unwrap());
        }
        let mut items = client.items(ListMediaLiveInputSecurityGroups::new()).page_size(100);
        while let Some(group) = items.next().await {
            let name = group.unwrap().name.unwrap();
            *made.entry(name.clone()).or_default() += 1;
            groups.push(name);
        }
        groups.sort();
        Self { made, jobs, groups }
    }

    fn judge_writes(&self, written: &[WriteResult], totals: &Totals) {
        for WriteResult { name, result, job } in written {
            let made = self.made.get(name).copied().unwrap_or_default();
            assert!(made <= 1, "{name} was made {made} times");
            match result {
                Ok(()) => {
                    assert_eq!(made, 1, "{name} is lost");
                    count(&totals.done, 1);
                    assert!(job.is_none() || job.as_ref() == self.jobs.get(name), "{name} has another ID");
                }
                Err(error) if error.may_have_taken_effect() => count(&totals.unknown, 1),
                Err(error) => assert_eq!(made, 0, "{name} was made, although the error denies it: {error}"),
            }
        }
    }

    fn judge_lists(&self, listed: &[ListResult], totals: &Totals) {
        let voices: Vec<String> = (0..5).map(|number| format!("voice-{number}")).collect();
        for ListResult { list, came, error } in listed {
            let all = if *list == "voices" { &voices } else { &self.groups };
            match error {
                None => {
                    assert_eq!(came, all, "the {list} are not complete, without a word");
                    count(&totals.complete, 1);
                }
                Some(_) => {
                    let different: BTreeSet<_> = came.iter().collect();
                    assert!(different.len() == came.len() && came.iter().all(|name| all.contains(name)), "{came:?}");
                    count(&totals.cut, 1);
                }
            }
        }
    }
}
