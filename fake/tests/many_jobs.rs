//! Thousands of jobs, created while requests fail in every way: none is lost, and none is created twice.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::time::Duration;

use alibabacloud_fake::{Fake, Fault, Verdict};
use alibabacloud_ice::processing::{ListMediaConvertJobs, SubmitMediaConvertJob};
use alibabacloud_ice::voice::create_customized_voice_job::{Gender, Scenario};
use alibabacloud_ice::voice::{
    CreateCustomizedVoiceJob, ListCustomizedVoiceJobs, ListCustomizedVoices, SubmitCustomizedVoiceJob,
};
use alibabacloud_ice::{Client, Error};
use alibabacloud_runtime::RetryPolicy;

const JOBS: usize = 10_000;

/// The most calls for one result: with one failure in twenty requests, far more than are needed.
const MAX_CALLS: usize = 20;

/// Creates and submits a voice. A call with an unknown outcome is made again: the error says if it took effect before.
async fn cloned(client: &Client, voice: &str) {
    let mut calls = 0;
    let mut again = |error: &Error| {
        calls += 1;
        assert!(calls < MAX_CALLS, "{voice}: {error}");
    };
    loop {
        let create = CreateCustomizedVoiceJob::new(voice, Gender::Female, Scenario::Story);
        match client.send(create).await {
            Ok(_) => break,
            Err(error) if error.code() == Some("InvalidParameter") => break,
            Err(error) => again(&error),
        }
    }
    loop {
        match client.send(SubmitCustomizedVoiceJob::new(voice)).await {
            Ok(_) => return,
            Err(error) if error.code() == Some("OperationDenied") => return,
            Err(error) => again(&error),
        }
    }
}

/// Lets one of twenty requests fail, in every way, before or after it takes effect; the same ones in every run.
fn with_faults(fake: &Fake) -> Client {
    let faults = [
        Fault::throttled(),
        Fault::throttled_for(Duration::from_millis(1)),
        Fault::server_error(500),
        Fault::server_error(503),
        Fault::BadGateway,
        Fault::Reset,
        Fault::TruncatedBody,
        Fault::Stall(Duration::from_millis(1)),
    ];
    for (seed, fault) in faults.into_iter().enumerate() {
        let seed = seed as u64;
        fake.faults().any(fault.clone()).share(0.003, seed);
        fake.faults().any(fault).share(0.00325, seed + 100).after_effect();
    }
    fake.client().retry(RetryPolicy::standard().random(|| 0.0)).build().unwrap()
}

/// Checks that there were faults enough, and removes them.
fn without_faults(fake: &Fake) {
    let journal = fake.journal();
    let all = journal.entries().count();
    let faulted = journal.entries().filter(|entry| matches!(entry.verdict, Verdict::Faulted { .. })).count();
    println!("{faulted} of the last {all} requests had a fault");
    assert!(faulted * 100 >= all * 4, "{faulted} of {all}");
    fake.faults().clear();
}

#[tokio::test]
async fn ten_thousand_jobs_are_all_executed_once_while_one_of_twenty_requests_fails() {
    let fake = Fake::start().await.unwrap();
    let client = with_faults(&fake);
    for number in 0..JOBS {
        cloned(&client, &format!("voice-{number:05}")).await;
    }
    without_faults(&fake);
    fake.advance(Duration::from_secs(60));
    let mut jobs = BTreeSet::new();
    let mut items = client.items(ListCustomizedVoiceJobs::new()).page_size(100);
    while let Some(job) = items.next().await {
        let job = job.unwrap();
        assert_eq!(job.status.unwrap().as_str(), "Success");
        assert!(jobs.insert(job.voice_id.unwrap()), "a voice has two jobs");
    }
    assert_eq!(jobs.len(), JOBS);
    let voices = client.send(ListCustomizedVoices::new()).await.unwrap().output.data;
    assert_eq!(voices.total_count, Some(JOBS as i64));
}

/// Only their tokens distinguish these jobs.
#[tokio::test]
async fn jobs_with_a_token_are_created_once_while_one_of_twenty_requests_fails() {
    const JOBS: usize = 2_000;
    let fake = Fake::start().await.unwrap();
    let client = with_faults(&fake);
    let mut returned = BTreeSet::new();
    for number in 0..JOBS {
        let submit = SubmitMediaConvertJob::new("{}").client_token(format!("token-{number}"));
        for calls in 1.. {
            match client.send(submit.clone()).await {
                Ok(response) => {
                    assert!(returned.insert(response.output.job.job_id.unwrap()), "two tokens have one job");
                    break;
                }
                Err(error) => assert!(calls < MAX_CALLS, "{number}: {error}"),
            }
        }
    }
    without_faults(&fake);
    let mut listed = BTreeSet::new();
    let mut items = client.items(ListMediaConvertJobs::new()).page_size(100);
    while let Some(job) = items.next().await {
        listed.insert(job.unwrap().job_id.unwrap());
    }
    assert_eq!(listed.len(), JOBS);
    assert_eq!(listed, returned, "a job was created twice, or is lost");
}
