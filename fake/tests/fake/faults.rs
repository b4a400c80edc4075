//! Planned faults, as a client sees them.

use std::time::Duration;

use alibabacloud_fake::{Fake, Fault, Verdict};
use alibabacloud_ice::config::{CreatePipeline, GetPipeline, ListPipelines};
use alibabacloud_ice::media::GetMediaInfo;
use alibabacloud_ice::voice::create_customized_voice_job::{Gender, Scenario};
use alibabacloud_ice::voice::{CreateCustomizedVoiceJob, ListCustomizedVoiceJobs};
use alibabacloud_ice::{Call as _, Client, Credentials, ErrorKind};
use alibabacloud_runtime::RetryPolicy;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// A client without retries.
fn once(fake: &Fake) -> Client {
    fake.client().retry(RetryPolicy::none()).attempt_timeout(Duration::from_millis(80)).build().unwrap()
}

/// A client that retries at once.
fn patient(fake: &Fake) -> Client {
    let policy = RetryPolicy::standard().attempts(4).random(|| 0.0);
    fake.client().retry(policy).attempt_timeout(Duration::from_millis(80)).build().unwrap()
}

async fn created(client: &Client) -> usize {
    client.send(ListPipelines::new()).await.unwrap().output.pipeline_list.len()
}

#[tokio::test]
async fn an_empty_page_keeps_its_total_and_no_content_has_no_body() {
    let fake = Fake::start().await.unwrap();
    let client = once(&fake);
    client.send(CreateCustomizedVoiceJob::new("a", Gender::Female, Scenario::Story)).await.unwrap();
    fake.faults().next("ListCustomizedVoiceJobs", Fault::EmptyPage);
    let data = client.send(ListCustomizedVoiceJobs::new()).await.unwrap().output.data;
    assert_eq!((data.customized_voice_job_list.len(), data.total_count), (0, Some(1)));

    fake.faults().next("CreatePipeline", Fault::NoContent);
    let response = client.send(CreatePipeline::new("mine", "Standard")).await.unwrap();
    assert_eq!((response.status().as_u16(), response.raw().len(), created(&client).await), (204, 0, 1), "it was done");
}

#[tokio::test]
async fn revoked_sessions_are_refused_before_their_time() {
    let fake = Fake::start().await.unwrap();
    let session = || {
        let [id, secret, token] = fake.session(Duration::from_secs(3600));
        Credentials::new(id, secret).with_security_token(token)
    };
    let client = |session: Credentials| fake.client().credentials(session).build().unwrap();
    let (before, lasting) = (client(session()), fake.client().build().unwrap());
    before.send(ListPipelines::new()).await.unwrap();
    fake.revoke_sessions();
    let error = before.send(ListPipelines::new()).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidSecurityToken.Expired"));
    client(session()).send(ListPipelines::new()).await.unwrap();
    lasting.send(ListPipelines::new()).await.unwrap();
}

#[tokio::test]
async fn refusals_are_as_many_as_planned() {
    let fake = Fake::start().await.unwrap();
    let client = once(&fake);
    fake.faults().next("ListPipelines", Fault::throttled()).times(2);
    fake.faults().next("ListPipelines", Fault::throttled_for(Duration::from_millis(1500)));
    fake.faults().next("ListPipelines", Fault::server_error(503));
    fake.faults().next("ListPipelines", Fault::expired_token());
    fake.faults().next("ListPipelines", Fault::AccessDenied);
    let mut errors = Vec::new();
    for _ in 0..6 {
        let error = client.send(ListPipelines::new()).await.unwrap_err();
        errors.push((error.status().unwrap().as_u16(), error.code().unwrap().to_owned()));
        if error.code() == Some("Throttling.Api") {
            assert_eq!(error.headers().unwrap()["x-acs-retry-after"], "1500");
        }
        if error.code() == Some("NoPermission") {
            assert!(error.hint().unwrap().contains("ice:ListPipelines"), "{error:?}");
        }
    }
    let errors: Vec<(u16, &str)> = errors.iter().map(|(status, code)| (*status, code.as_str())).collect();
    assert_eq!(
        errors,
        [
            (400, "Throttling.User"),
            (400, "Throttling.User"),
            (429, "Throttling.Api"),
            (503, "ServiceUnavailable"),
            (400, "InvalidSecurityToken.Expired"),
            (403, "NoPermission"),
        ]
    );
    client.send(ListPipelines::new()).await.unwrap();
    client.call("ListCustomTemplates", json!({"Type": "1"})).await.unwrap();
}

#[tokio::test]
async fn connections_are_reset_stall_and_deliver_invalid_responses() {
    let fake = Fake::start().await.unwrap();
    let client = once(&fake);
    for (fault, kind) in [
        (Fault::Reset, ErrorKind::Transport),
        (Fault::Stall(Duration::from_secs(5)), ErrorKind::Timeout),
        (Fault::SlowBody(Duration::from_secs(5)), ErrorKind::Timeout),
        (Fault::TruncatedBody, ErrorKind::Transport),
        (Fault::BadGateway, ErrorKind::Service),
    ] {
        fake.faults().next("GetMediaInfo", fault.clone());
        let error = client.send(GetMediaInfo::new()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault:?}: {error}");
    }
    // Slow, and in time.
    fake.faults().next("GetMediaInfo", Fault::SlowBody(Duration::from_millis(20)));
    client.send(GetMediaInfo::new()).attempt_timeout(Duration::from_secs(5)).await.unwrap();
}

#[tokio::test]
async fn a_fault_before_the_effect_leaves_nothing_and_one_after_it_leaves_the_resource() {
    let fake = Fake::start().await.unwrap();
    let client = once(&fake);
    let create = || client.send(CreatePipeline::new("one", "Standard"));
    for fault in [Fault::Reset, Fault::server_error(500), Fault::BadGateway, Fault::Stall(Duration::from_millis(100))] {
        fake.faults().next("CreatePipeline", fault.clone());
        create().await.unwrap_err();
        let before = created(&client).await;
        fake.faults().next("CreatePipeline", fault.clone()).after_effect();
        create().await.unwrap_err();
        assert_eq!(created(&client).await, before + 1, "{fault:?}");
    }
    let acted =
        fake.journal().of("CreatePipeline").filter(|it| it.verdict == Verdict::Faulted { took_effect: true }).count();
    assert_eq!(acted, 4);
    fake.faults().next("CreatePipeline", Fault::TruncatedBody);
    create().await.unwrap_err();
    assert_eq!(created(&client).await, 5);
}

#[tokio::test]
async fn a_response_drifts_from_its_type_as_planned() {
    let fake = Fake::builder().stateless().start().await.unwrap();
    let client = once(&fake);
    let get = || client.send(GetMediaInfo::new().media_id("m"));
    fake.faults().next("GetMediaInfo", Fault::Null("MediaInfo.MediaId".to_owned()));
    assert_eq!(get().await.unwrap().output.media_info.media_id, None);
    fake.faults().next("GetMediaInfo", Fault::WrongType("MediaInfo.MediaId".to_owned()));
    let response = get().await.unwrap();
    assert_eq!(response.drift()[0].path, "MediaInfo.MediaId");
    fake.faults().next("ListPipelines", Fault::UnknownValue("PipelineList[].Status".to_owned()));
    let list = client.send(ListPipelines::new()).await.unwrap();
    assert_eq!(list.output.pipeline_list[0].status.as_ref().unwrap().as_str(), "NeverHeardOf");
}

#[tokio::test]
async fn a_fault_after_the_effect_is_also_of_a_request_that_the_operation_refuses() {
    let fake = Fake::start().await.unwrap();
    let client = once(&fake);
    for (fault, kind) in [
        (Fault::Reset, ErrorKind::Transport),
        (Fault::Stall(Duration::from_secs(5)), ErrorKind::Timeout),
        (Fault::SlowBody(Duration::from_secs(5)), ErrorKind::Timeout),
        (Fault::TruncatedBody, ErrorKind::Transport),
        (Fault::server_error(500), ErrorKind::Service),
        (Fault::BadGateway, ErrorKind::Service),
    ] {
        fake.faults().next_for::<GetPipeline>(fault.clone()).after_effect();
        let error = client.send(GetPipeline::new("none")).await.unwrap_err();
        assert_eq!((error.kind(), error.code() == Some("PipelineNotFound")), (kind, false), "{fault:?}: {error}");
        let journal = fake.journal();
        assert_eq!(journal.last().unwrap().verdict, Verdict::Faulted { took_effect: false }, "{fault:?}");
    }
    fake.faults().next_for::<GetPipeline>(Fault::IdleClose);
    let error = client.send(GetPipeline::new("none")).await.unwrap_err();
    assert_eq!(error.code(), Some("PipelineNotFound"));
}

#[tokio::test]
async fn a_fault_of_an_output_is_of_no_request_that_has_none() {
    let fake = Fake::start().await.unwrap();
    let client = once(&fake);
    for fault in [Fault::NoContent, Fault::Null("Pipeline.Name".to_owned())] {
        fake.faults().next_for::<GetPipeline>(fault.clone()).optional();
        let error = client.send(GetPipeline::new("none")).await.unwrap_err();
        assert_eq!(error.code(), Some("PipelineNotFound"), "{fault:?}");
        assert!(matches!(fake.journal().last().unwrap().verdict, Verdict::Refused { .. }), "{fault:?}");
        // It was for the next request alone.
        client.send(ListPipelines::new()).await.unwrap();
        client.send(GetPipeline::new("none")).await.unwrap_err();
    }
}

#[tokio::test]
async fn a_clock_that_is_off_for_one_request_is_corrected() {
    let fake = Fake::start().await.unwrap();
    fake.faults().next("ListPipelines", Fault::SkewedClock(-3600)).times(2);
    fake.client().build().unwrap().send(ListPipelines::new()).await.unwrap();
    let journal = fake.journal();
    let codes: Vec<_> = journal.of("ListPipelines").map(|it| it.status).collect();
    assert_eq!(codes, [400, 200]);
}

#[tokio::test]
async fn a_client_that_retries_succeeds_and_executes_nothing_twice() {
    let fake = Fake::start().await.unwrap();
    let client = patient(&fake);
    fake.faults().next("GetMediaInfo", Fault::Reset);
    fake.faults().next("GetMediaInfo", Fault::throttled_for(Duration::from_millis(1)));
    fake.faults().next("GetMediaInfo", Fault::BadGateway);
    client.send(GetMediaInfo::new()).await.unwrap();
    assert_eq!(fake.journal().count("GetMediaInfo"), 4);
    // With a token, the job that was made when the connection broke is the one that the client learns of.
    fake.faults().next("SubmitMediaProducingJob", Fault::Reset).after_effect();
    let job = client.call("SubmitMediaProducingJob", json!({"OutputMediaConfig": "{}"})).await.unwrap().output["JobId"]
        .clone();
    let all = client.call("ListMediaProducingJobs", json!({})).await.unwrap();
    assert_eq!(all.output["MediaProducingJobList"].as_array().unwrap().len(), 1);
    assert_eq!(all.output["MediaProducingJobList"][0]["JobId"], job);
}

#[tokio::test]
async fn a_share_of_all_requests_fails_and_the_same_ones_in_every_run() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let fake = Fake::start().await.unwrap();
        fake.faults().any(Fault::server_error(500)).share(0.05, 7);
        let client = once(&fake);
        let mut failed = Vec::new();
        for number in 0..400 {
            if client.send(ListPipelines::new()).await.is_err() {
                failed.push(number);
            }
        }
        fake.faults().clear();
        client.send(ListPipelines::new()).await.unwrap();
        assert!((8..=35).contains(&failed.len()), "{}", failed.len());
        runs.push(failed);
    }
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn an_operation_that_fails_with_success_false_is_not_executed() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().retry(RetryPolicy::none()).failed_responses_are_errors(true).build().unwrap();
    fake.faults().next_for::<CreatePipeline>(Fault::unsuccessful("QuotaExceeded", "Too many."));
    let error = client.send(CreatePipeline::new("one", "Standard")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::FailedResponse, Some("QuotaExceeded")));
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert_eq!(created(&client).await, 0);
    fake.faults().next_for::<CreatePipeline>(Fault::unsuccessful("QuotaExceeded", "Too many.")).after_effect();
    client.send(CreatePipeline::new("one", "Standard")).await.unwrap_err();
    assert_eq!(created(&client).await, 1);
}

#[tokio::test]
async fn a_connection_that_is_closed_when_idle_has_delivered_its_response_whole() {
    let fake = Fake::start().await.unwrap();
    let mut stream = tokio::net::TcpStream::connect(fake.endpoint().trim_start_matches("http://")).await.unwrap();
    let request = "GET /?Action=GetPublicMediaInfo&Version=2020-11-09 HTTP/1.1\r\nhost: a\r\n\r\n";
    fake.faults().next("GetPublicMediaInfo", Fault::IdleClose);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && !head.contains("connection: close"), "{head}");
    assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
    // A client may use the connection before it sees that it is closed.
    let client = patient(&fake);
    fake.faults().next_for::<ListPipelines>(Fault::IdleClose).times(3);
    for _ in 0..4 {
        client.send(ListPipelines::new()).await.unwrap();
    }
}

#[tokio::test]
async fn connections_are_refused_until_they_are_accepted_again_on_the_same_port() {
    let fake = Fake::start().await.unwrap();
    let client = once(&fake);
    client.send(CreatePipeline::new("one", "Standard")).await.unwrap();
    let endpoint = fake.endpoint();
    for _ in 0..2 {
        fake.refuse_connections().unwrap();
        fake.refuse_connections().unwrap();
        // A connection that was open is closed as well; the client may notice that only when it sends.
        client.send(ListPipelines::new()).await.unwrap_err();
        let error = client.send(ListPipelines::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        fake.accept_connections().unwrap();
        fake.accept_connections().unwrap();
        assert_eq!(fake.endpoint(), endpoint);
        assert_eq!(created(&client).await, 1, "nothing is lost");
    }
}

#[tokio::test]
async fn a_fake_that_is_dropped_has_stopped_and_its_port_is_free() {
    for _ in 0..50 {
        let fake = Fake::start().await.unwrap();
        let address = fake.endpoint().trim_start_matches("http://").to_owned();
        let mut open = tokio::net::TcpStream::connect(&address).await.unwrap();
        fake.client().build().unwrap().send(ListPipelines::new()).await.unwrap();
        drop(fake);
        assert!(tokio::net::TcpStream::connect(&address).await.is_err());
        assert!(!matches!(open.read(&mut [0]).await, Ok(1..)));
        let port = address.rsplit_once(':').unwrap().1.parse().unwrap();
        Fake::builder().port(port).start().await.unwrap();
    }
}

#[tokio::test]
async fn a_session_is_revoked_at_a_certain_request() {
    let fake = Fake::start().await.unwrap();
    let client = || {
        let [id, secret, token] = fake.session(Duration::from_secs(3600));
        fake.client().credentials(Credentials::new(id, secret).with_security_token(token)).build().unwrap()
    };
    let (one, other) = (client(), client());
    fake.faults().next_for::<ListPipelines>(Fault::RevokedSession);
    let code = async |client: &Client| {
        let result = client.send(ListPipelines::new()).await;
        result.err().and_then(|error| error.code().map(str::to_owned))
    };
    let expired = Some("InvalidSecurityToken.Expired".to_owned());
    assert_eq!((code(&one).await, code(&one).await, code(&other).await), (expired.clone(), expired, None));
}

#[tokio::test]
async fn advancing_time_lets_sessions_expire() {
    let fake = Fake::start().await.unwrap();
    let [id, secret, token] = fake.session(Duration::from_secs(3600));
    let client = fake.client().credentials(Credentials::new(id, secret).with_security_token(token)).build().unwrap();
    fake.advance(Duration::from_secs(3590));
    client.send(ListPipelines::new()).await.unwrap();
    fake.advance(Duration::from_secs(20));
    let error = client.send(ListPipelines::new()).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidSecurityToken.Expired"));
    // The dates of requests are still those of the real clock.
    fake.client().build().unwrap().send(ListPipelines::new()).await.unwrap();
}
