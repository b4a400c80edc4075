//! Waiting for jobs: until they end well or badly, or the time is up.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use alibabacloud_ice::dna::QueryDNAJobList;
use alibabacloud_ice::editing::{GetBatchMediaProducingJob, GetMediaProducingJob};
use alibabacloud_ice::media_live::GetMediaLiveChannel;
use alibabacloud_ice::processing::GetMediaConvertJob;
use alibabacloud_ice::runtime::waiting::Outcome;
use alibabacloud_ice::runtime::{BoxFuture, Cached, CredentialProvider, Operation, RetryPolicy, Waitable};
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_ice::{Client, Credentials, Error, ErrorKind, OPERATIONS};
use loopback::{MockResponse, Server};
use serde_json::{Value, json};

const SHORT: Duration = Duration::from_millis(2);

/// A server that gives these responses, and a client for it.
fn responding(responses: Vec<Value>) -> (Server, Client) {
    let server = Server::json_sequence(responses);
    let credentials = Credentials::new("test-key-id", "test-key-secret");
    let client = Client::builder().endpoint(server.url()).credentials(credentials).build().unwrap();
    (server, client)
}

fn voice(status: Value, message: &str) -> Value {
    json!({"RequestId": "r", "Data": {"CustomizedVoiceJob": {"Status": status, "Message": message, "JobId": "j"}}})
}

/// The states as they change, and how the wait ended.
async fn states<O: Waitable>(client: &Client, operation: O) -> (String, Result<(), Error>) {
    let mut states = client.wait(operation).delays(SHORT, SHORT).states();
    let (mut seen, mut ended_well) = (Vec::new(), false);
    while let Some(progress) = states.next().await {
        match progress {
            Ok(progress) => {
                assert!(!ended_well, "nothing comes after the final state");
                ended_well = progress.is_final();
                seen.push(progress.state().to_owned());
            }
            Err(error) => {
                assert!(states.next().await.is_none(), "an error is the end");
                return (seen.join(" "), Err(error));
            }
        }
    }
    assert!(ended_well, "a wait without an error ends with the final state");
    (seen.join(" "), Ok(()))
}

#[tokio::test]
async fn a_wait_gives_the_response_that_has_the_final_state() {
    let (server, client) = responding(vec![
        voice(json!("Initialization"), ""),
        voice(json!("Training"), ""),
        voice(json!("Training"), ""),
        voice(json!("Success"), "done"),
    ]);
    let response = client.wait(GetCustomizedVoiceJob::new("j")).delays(SHORT, SHORT).await.unwrap();
    let job = &response.output.data.customized_voice_job;
    assert_eq!(job.message.as_deref(), Some("done"));
    assert_eq!(response.request_id(), Some("r"));
    assert_eq!(server.requests().len(), 4);
    assert!(server.requests().iter().all(|request| request.query == "JobId=j"), "nothing but the ID is needed");
}

#[tokio::test]
async fn each_change_of_state_is_reported_once_also_of_unknown_states() {
    let (_server, client) = responding(vec![
        voice(json!(null), ""),
        voice(json!("Training"), ""),
        voice(json!("Training"), ""),
        voice(json!("Polishing"), ""),
        voice(json!("Success"), ""),
    ]);
    let (seen, result) = states(&client, GetCustomizedVoiceJob::new("j")).await;
    assert_eq!(seen, " Training Polishing Success", "a response without a state is an empty one");
    assert!(result.is_ok());
}

#[tokio::test]
async fn a_failed_job_is_an_error_with_its_own_code_and_message() {
    let job = json!({"RequestId": "r", "MediaProducingJob": {
        "Status": "Failed", "Code": "InvalidMaterial.NotFound", "Message": "The clip is\ngone."
    }});
    let (_server, client) = responding(vec![job]);
    let (seen, result) = states(&client, GetMediaProducingJob::new().job_id("j")).await;
    let error = result.unwrap_err();
    assert_eq!(seen, "", "the failure is told by the error alone");
    assert_eq!(error.kind(), ErrorKind::JobFailed);
    assert_eq!(error.code(), Some("InvalidMaterial.NotFound"));
    assert_eq!(error.request_id(), Some("r"));
    let raw: Value = serde_json::from_slice(error.raw_body().unwrap()).unwrap();
    assert_eq!(raw["MediaProducingJob"]["Status"], "Failed", "the response is kept");
    let text = format!("{error:?}").replace(error.host().unwrap(), "HOST");
    insta::assert_snapshot!(text, @"GetMediaProducingJob: the job failed: InvalidMaterial.NotFound: it ended as `Failed`: The clip is gone. [request ID r, host HOST]");
}

#[tokio::test]
async fn a_job_without_a_code_fails_with_what_it_says() {
    let (_server, client) = responding(vec![voice(json!("Fail"), "Too noisy.")]);
    let error = client.wait(GetCustomizedVoiceJob::new("j")).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (None, "it ended as `Fail`: Too noisy."));
    let (_server, client) = responding(vec![voice(json!("Fail"), "")]);
    let error = client.wait(GetCustomizedVoiceJob::new("j")).await.unwrap_err();
    assert_eq!(error.message(), "it ended as `Fail`");
}

#[tokio::test]
async fn of_several_jobs_each_has_to_be_terminal_and_the_first_failed_one_is_the_error() {
    let jobs = |states: &[&str]| {
        let job =
            |state: &&str| json!({"Status": state, "Code": format!("{state}Code"), "Message": format!("{state}!")});
        json!({"JobList": states.iter().map(job).collect::<Vec<_>>()})
    };
    let query = || QueryDNAJobList::new().job_ids("a,b");
    let (server, client) = responding(vec![jobs(&[]), jobs(&["Success", "Queuing"]), jobs(&["Success", "Success"])]);
    let (seen, result) = states(&client, query()).await;
    assert_eq!((seen.as_str(), result.is_ok()), (" Success, Queuing Success", true), "no job is no end");
    assert_eq!(server.requests().len(), 3);

    let (server, client) =
        responding(vec![jobs(&["Success", "Fail", "Queuing"]), jobs(&["Success", "Fail", "Success"])]);
    let (_, result) = states(&client, query()).await;
    let error = result.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("FailCode"), "it ended as `Success, Fail`: Fail!"));
    assert_eq!(server.requests().len(), 2, "a failure among them does not end the wait for the others");
}

#[tokio::test]
async fn a_job_that_was_not_requested_does_not_matter() {
    let jobs = |a: &str, b: &str| {
        json!({"JobList": [
            {"Id": "b", "Status": b, "Code": "E.b"}, {"Id": "a", "Status": a, "Code": "E.a", "Message": "too short"}
        ]})
    };
    let wait = |responses| {
        let (server, client) = responding(responses);
        async move { (states(&client, QueryDNAJobList::new().job_ids("a")).await, server.requests().len()) }
    };
    for other in ["Fail", "Queuing", "Success"] {
        let ((seen, result), polls) = wait(vec![jobs("Queuing", other), jobs("Success", other)]).await;
        assert_eq!((seen.as_str(), result.is_ok(), polls), ("Queuing Success", true, 2), "{other}");
        let ((_, result), _) = wait(vec![jobs("Fail", other)]).await;
        let error = result.unwrap_err();
        assert_eq!((error.code(), error.message()), (Some("E.a"), "it ended as `Fail`: too short"), "{other}");
    }
    let others = json!({"JobList": [{"Id": "b", "Status": "Success"}, {"Id": "c", "Status": "Success"}]});
    let ((_, result), polls) = wait(vec![others]).await;
    assert_eq!((result.is_ok(), polls), (true, 1), "they may have other names than IDs");
}

#[tokio::test]
async fn a_batch_has_the_state_of_its_jobs() {
    let batch = json!({"EditingBatchJob": {"Status": "Failed", "SubJobList": [
        {"ErrorCode": "", "Status": "Success"}, {"ErrorCode": "E.1", "ErrorMessage": "bad", "Status": "Failed"}
    ]}});
    let (_server, client) = responding(vec![batch]);
    let error = client.wait(GetBatchMediaProducingJob::new().job_id("j")).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("E.1"), "it ended as `Failed`: bad"));
}

#[tokio::test]
async fn both_spellings_of_a_contradictory_state_are_final() {
    for (state, well) in
        [("Complete", true), ("Success", true), ("Error", false), ("Failed", false), ("Cancelled", false)]
    {
        let (_server, client) =
            responding(vec![json!({"Job": {"State": "Running"}}), json!({"Job": {"State": state}})]);
        let (_, result) = states(&client, GetMediaConvertJob::new().job_id("j")).await;
        assert_eq!(result.is_ok(), well, "{state}");
    }
}

#[tokio::test]
async fn a_state_is_the_same_in_another_case_and_with_blanks_around_it() {
    for (state, seen, well) in [("success", "success", true), (" SUCCESS\n", "SUCCESS", true), ("FAIL", "", false)] {
        let (server, client) = responding(vec![voice(json!(state), "")]);
        let (states, result) = states(&client, GetCustomizedVoiceJob::new("j")).await;
        assert_eq!((states.as_str(), result.is_ok(), server.requests().len()), (seen, well, 1), "{state:?}");
    }
    let (_server, client) = responding(vec![voice(json!("Training"), "")]);
    let wait = client.wait(GetCustomizedVoiceJob::new("j")).until([" training "]).delays(SHORT, SHORT);
    assert!(wait.await.is_ok());

    // Blanks alone are no state.
    let (server, client) = responding(vec![voice(json!(" "), "")]);
    let (_, result) = states(&client, GetCustomizedVoiceJob::new("j")).await;
    assert_eq!((result.unwrap_err().kind(), server.requests().len()), (ErrorKind::UnexpectedResponse, 3));
}

#[tokio::test]
async fn a_state_is_found_where_its_keys_are_in_another_case_also_by_name() {
    let body = json!({"data": {"customizedVoiceJob": {"jobID": "j", "STATUS": "Success", "Status": null}}});
    let server = Server::json_sequence([&body, &body]);
    let client =
        Client::builder().endpoint(server.url()).credentials(Credentials::new("test-key-id", "test-key-secret"));
    let client = client.build().unwrap();
    let (seen, result) = states(&client, GetCustomizedVoiceJob::new("j")).await;
    assert_eq!((seen.as_str(), result.is_ok()), ("Success", true));
    let waiter = GetCustomizedVoiceJob::INFO.waiter.unwrap();
    assert_eq!(waiter.read(&json!({"jobid": "j"}), &body), ("Success".to_owned(), Outcome::Done));
    // The documented key wins.
    let body = json!({"Data": {"CustomizedVoiceJob": {"STATUS": "Success", "Status": "Fail"}}});
    assert_eq!(waiter.read(&json!({}), &body), ("Fail".to_owned(), Outcome::Failed));
}

#[tokio::test]
async fn a_wait_can_have_other_terminal_states() {
    let channel = |state: &str| json!({"Channel": {"State": state}});
    let (_server, client) = responding(vec![channel("RUNNING"), channel("STOPPING"), channel("IDLE")]);
    let response = client.wait(GetMediaLiveChannel::new("c")).until(["IDLE"]).delays(SHORT, SHORT).await.unwrap();
    assert!(String::from_utf8_lossy(response.raw()).contains("IDLE"));
}

#[tokio::test]
async fn a_deadline_ends_the_wait_and_not_the_job() {
    let (_server, client) = responding(vec![voice(json!("Training"), "")]);
    let begun = Instant::now();
    let wait = client.wait(GetCustomizedVoiceJob::new("j")).deadline(Duration::from_millis(400)).delays(SHORT, SHORT);
    let error = wait.await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(error.kind(), ErrorKind::StillRunning);
    insta::assert_snapshot!(format!("{error:?}"), @r"
    GetCustomizedVoiceJob failed: not final within 400ms, the deadline of the wait (Wait::deadline); its last state is `Training`
      hint: The job is still running; wait again with the same operation to get its result.
    ");
}

#[tokio::test]
async fn a_deadline_also_ends_a_poll_in_progress() {
    let server = Server::start(MockResponse::stall());
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"));
    let client = client.build().unwrap();
    let begun = Instant::now();
    let wait = client.wait(GetCustomizedVoiceJob::new("j")).deadline(Duration::from_millis(50));
    let error = wait.await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(error.kind(), ErrorKind::StillRunning);
    assert!(error.message().ends_with("no state was seen"), "{error}");
}

#[tokio::test]
async fn an_error_of_a_poll_ends_the_wait() {
    let server = Server::start(MockResponse::json(404, r#"{"Code":"JobNotFound","Message":"None."}"#));
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"));
    let error = client.build().unwrap().wait(GetCustomizedVoiceJob::new("j")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("JobNotFound")));
}

#[tokio::test]
async fn a_retryable_failure_of_a_poll_does_not_end_the_wait() {
    let state = |state: &str| MockResponse::json(200, voice(json!(state), "").to_string());
    let server = Server::respond_with(move |number, _| match number {
        0 => state("Training"),
        1 => MockResponse::json(503, r#"{"Code":"ServiceUnavailable","Message":"Later."}"#),
        2 => MockResponse::json(400, r#"{"Code":"Throttling.User","Message":"Slow down."}"#),
        3 => MockResponse::json(200, r#"{"RequestId":"r"}"#).missing(5),
        _ => state("Success"),
    });
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"));
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let (seen, result) = states(&client, GetCustomizedVoiceJob::new("j")).await;
    assert_eq!((seen.as_str(), result.is_ok()), ("Training Success", true));
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn a_poll_that_was_throttled_is_followed_by_the_delay_that_the_service_requests() {
    let server = Server::respond_with(|number, _| match number {
        0 => MockResponse::json(429, r#"{"Code":"Throttling.User"}"#).header("x-acs-retry-after", "300"),
        _ => MockResponse::json(200, voice(json!("Success"), "").to_string()),
    });
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"));
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let begun = Instant::now();
    let (_, result) = states(&client, GetCustomizedVoiceJob::new("j")).await;
    assert!(result.is_ok() && begun.elapsed() >= Duration::from_millis(300), "{:?}", begun.elapsed());
}

/// A vault that is too slow once.
#[derive(Clone, Default)]
struct SlowOnce(Arc<AtomicUsize>);

impl CredentialProvider for SlowOnce {
    fn name(&self) -> Cow<'static, str> {
        "vault".into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            if number == 0 {
                tokio::time::sleep(Duration::from_secs(100)).await;
            }
            Ok(Credentials::new("test-key-id", "test-key-secret"))
        })
    }
}

#[tokio::test]
async fn a_provider_that_is_slow_once_does_not_end_the_wait() {
    let limit = Duration::from_millis(20);
    let (server, _) = responding(vec![voice(json!("Training"), ""), voice(json!("Success"), "")]);
    let fetch = Client::builder().credentials(Cached::new(SlowOnce::default()).load_limit(limit));
    let call = Client::builder().credentials(SlowOnce::default()).call_timeout(Duration::from_millis(200));
    for (builder, seen) in [(fetch, "Training Success"), (call, "Success")] {
        let client = builder.endpoint(server.url()).retry(RetryPolicy::none()).build().unwrap();
        let (states, result) = states(&client, GetCustomizedVoiceJob::new("j")).await;
        assert_eq!((states.as_str(), result.is_ok()), (seen, true));
    }
}

#[tokio::test]
async fn a_deadline_that_passes_while_polls_fail_says_why_they_fail() {
    let server = Server::start(MockResponse::json(503, r#"{"Code":"ServiceUnavailable","Message":"Later."}"#));
    let client = Client::builder().endpoint(server.url()).credentials(Credentials::new("id", "secret"));
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let wait = client.wait(GetCustomizedVoiceJob::new("j")).deadline(Duration::from_millis(60)).delays(SHORT, SHORT);
    let error = wait.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StillRunning);
    let seen = "no state was seen; the last poll failed with: 503 ServiceUnavailable: Later.";
    assert!(error.message().ends_with(seen), "{error}");
    assert!(error.hint().unwrap().starts_with("Whether the job is still running is not known;"), "{error:?}");
    let cause = std::error::Error::source(&error).unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!(cause.code(), Some("ServiceUnavailable"));
}

#[tokio::test]
async fn three_responses_without_a_state_end_the_wait() {
    let (server, client) = responding(vec![json!({"RequestId": "r", "JobList": []})]);
    let (seen, result) = states(&client, QueryDNAJobList::new().job_ids("nobody")).await;
    let error = result.unwrap_err();
    assert_eq!((seen.as_str(), error.kind()), ("", ErrorKind::UnexpectedResponse));
    assert_eq!((server.requests().len(), error.request_id()), (3, Some("r")));
    let text = format!("{error:?}").replace(error.host().unwrap(), "HOST");
    insta::assert_snapshot!(text, @r"
    QueryDNAJobList failed: 200 OK: 3 responses in a row have no state of `nobody`, which may not exist [request ID r, host HOST]
      hint: Check `JobIds`. A job that was submitted a moment ago may take a while to be found; wait again then.
    ");

    let (server, client) = responding(vec![voice(json!("Training"), ""), json!({"RequestId": "r"})]);
    let (_, result) = states(&client, GetCustomizedVoiceJob::new("gone")).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(server.requests().len(), 4, "a job that was there and is not any more");
}

#[tokio::test]
async fn of_several_ids_those_that_are_missing_are_not_done() {
    let jobs = |jobs: &[(&str, &str)]| {
        let jobs: Vec<_> = jobs.iter().map(|(id, state)| json!({"Id": id, "Status": state})).collect();
        json!({"RequestId": "r", "JobList": jobs})
    };
    let first = jobs(&[("a", "Success")]);
    let (server, client) = responding(vec![first.clone(), first.clone(), jobs(&[("a", "Success"), ("b", "Success")])]);
    let (seen, result) = states(&client, QueryDNAJobList::new().job_ids("a, b")).await;
    assert_eq!((seen.as_str(), result.is_ok(), server.requests().len()), ("Success Success", true, 3));

    // The same job twice is not two jobs.
    let twice = jobs(&[("a", "Success"), ("a", "Success")]);
    let (_server, client) = responding(vec![twice]);
    let (_, result) = states(&client, QueryDNAJobList::new().job_ids("a,b")).await;
    assert!(result.unwrap_err().message().starts_with("3 responses in a row have no state of `b`,"));

    // One that has failed says why.
    let failed = jobs(&[("a", "Fail")]);
    let (server, client) = responding(vec![failed]);
    let (_, result) = states(&client, QueryDNAJobList::new().job_ids("a,b")).await;
    assert_eq!((result.unwrap_err().kind(), server.requests().len()), (ErrorKind::JobFailed, 3));

    // One that still runs keeps the wait going, however long another is missing.
    let running = jobs(&[("a", "Analysing")]);
    let (server, client) = responding(vec![running.clone(), running.clone(), running.clone(), running, first]);
    let (_, result) = states(&client, QueryDNAJobList::new().job_ids("a,b")).await;
    assert_eq!((result.is_ok(), server.requests().len()), (false, 7));
}

#[test]
fn twenty_six_operations_report_a_state_and_eighty_list_by_pages() {
    assert_eq!(OPERATIONS.iter().filter(|operation| operation.waiter.is_some()).count(), 26);
    assert_eq!(OPERATIONS.iter().filter(|operation| operation.paging.is_some()).count(), 80);
    assert_eq!(GetCustomizedVoiceJob::INFO.waiter, Some(GetCustomizedVoiceJob::WAITER));
}

#[tokio::test]
async fn shortly_before_the_deadline_there_is_one_more_poll() {
    let (server, client) = responding(vec![voice(json!("Training"), ""), voice(json!("Success"), "")]);
    let wait = client.wait(GetCustomizedVoiceJob::new("j")).deadline(Duration::from_secs(1));
    let wait = wait.delays(Duration::from_secs(60), Duration::from_secs(60));
    assert!(wait.await.is_ok(), "a pause of a minute does not fit into a second");
    assert_eq!(server.requests().len(), 2);
}
