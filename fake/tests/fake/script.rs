//! A test's own mistakes: they are reported, and never pass for success.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alibabacloud_fake::{Fake, Fault, Refusal};
use alibabacloud_ice::config::{CreatePipeline, GetPipeline, ListPipelines};
use alibabacloud_ice::editing::SubmitMediaProducingJob;
use alibabacloud_ice::media::{GetMediaInfo, GetMediaInfoOutput};
use alibabacloud_ice::voice::{GetCustomizedVoiceJob, ListCustomizedVoices};
use alibabacloud_runtime::RetryPolicy;
use serde_json::{Value, json};

/// The message with which this panics; empty if it does not.
fn panic_of(run: impl FnOnce()) -> String {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(()) => String::new(),
        Err(panic) => panic.downcast_ref::<String>().unwrap().clone(),
    }
}

#[tokio::test]
async fn the_name_of_no_operation_panics_with_the_nearest_one() {
    const TYPO: &str = "GetCustomisedVoiceJob";
    let fake = Fake::start().await.unwrap();
    let journal = fake.journal();
    let uses: [&dyn Fn(); 8] = [
        &|| {
            fake.faults().next(TYPO, Fault::Reset);
        },
        &|| fake.fail_next(TYPO, "", ""),
        &|| fake.on_named(TYPO, |_| Ok(Value::Null)),
        &|| fake.reset_named(TYPO),
        &|| journal.assert_called(TYPO, 0),
        &|| journal.assert_called_with(TYPO, &json!({})),
        &|| assert_eq!(journal.count(TYPO), 0),
        &|| assert_eq!(journal.of(TYPO).count(), 0),
    ];
    for (number, uses) in uses.iter().enumerate() {
        let expected = "there is no operation `GetCustomisedVoiceJob`; there is `GetCustomizedVoiceJob`";
        assert_eq!(panic_of(uses), expected, "{number}");
    }
    // What is no operation and was requested is counted all the same.
    let request = http::Request::builder().uri("/?Action=GetNothing&Version=2020-11-09");
    fake.respond(request.body(bytes::Bytes::new()).unwrap()).unwrap();
    fake.journal().assert_called("GetNothing", 1);
    fake.journal().assert_called("PUT /latest/api/token", 0);
}

#[tokio::test]
async fn types_stand_for_names() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().retry(RetryPolicy::none()).build().unwrap();
    fake.faults().next_for::<ListCustomizedVoices>(Fault::throttled());
    client.send(ListCustomizedVoices::new().page_size(5)).await.unwrap_err();
    client.send(ListCustomizedVoices::new().page_size(6)).await.unwrap();
    fake.fail_next_for::<SubmitMediaProducingJob>("Code", "Message");
    client.send(SubmitMediaProducingJob::new("{}")).await.unwrap();
    let journal = fake.journal();
    journal.assert_called_for::<ListCustomizedVoices>(2);
    journal.assert_called_for::<GetCustomizedVoiceJob>(0);
    journal.assert_sent(&ListCustomizedVoices::new().page_size(5));
    let message = panic_of(|| journal.assert_sent(&ListCustomizedVoices::new().page_size(7)));
    assert!(message.starts_with(r#"ListCustomizedVoices was never called with {"PageSize":7}"#), "{message}");
}

#[tokio::test]
async fn a_fault_that_no_request_had_fails_the_test_unless_it_is_optional() {
    let fake = Fake::start().await.unwrap();
    fake.faults().next_for::<GetPipeline>(Fault::throttled()).times(3);
    fake.faults().any(Fault::Reset);
    fake.faults().next_for::<CreatePipeline>(Fault::Reset).optional();
    fake.faults().next_for::<CreatePipeline>(Fault::Reset).share(0.5, 1);
    fake.fail_next_for::<SubmitMediaProducingJob>("Code", "Message");
    let message = panic_of(|| drop(fake));
    let expected = [
        "the fake was not used as planned:",
        "  the fault 400 Throttling.User was planned for GetPipeline, and no request had it",
        "  the fault Reset was planned for any operation, and no request had it",
        "  the failure of a job of SubmitMediaProducingJob was planned, and no such job was submitted",
    ];
    assert_eq!(message, expected.join("\n"));

    // One request of three is enough, and what is removed need not happen.
    let fake = Fake::start().await.unwrap();
    fake.faults().next_for::<ListPipelines>(Fault::throttled()).times(3);
    let client = fake.client().retry(RetryPolicy::none()).build().unwrap();
    client.send(ListPipelines::new()).await.unwrap_err();
    assert_eq!(panic_of(|| drop(fake)), "");
    let fake = Fake::start().await.unwrap();
    fake.faults().any(Fault::Reset).always();
    fake.faults().clear();
    assert_eq!(panic_of(|| drop(fake)), "");
}

#[tokio::test]
async fn a_fault_that_changes_nothing_in_any_response_fails_the_test() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    let faults = [
        Fault::Null("PipelineList[].pipelineId".to_owned()),
        Fault::WrongType("PipelineList[].Nmae".to_owned()),
        Fault::UnknownValue("Status".to_owned()),
    ];
    client.send(CreatePipeline::new("mine", "Standard")).await.unwrap();
    for fault in faults {
        fake.faults().next_for::<ListPipelines>(fault);
        client.send(ListPipelines::new()).await.unwrap();
    }
    // It has no pages.
    fake.faults().next_for::<CreatePipeline>(Fault::EmptyPage);
    client.send(CreatePipeline::new("mine", "Standard")).await.unwrap();
    fake.faults().next_for::<GetPipeline>(Fault::NoContent);
    client.send(GetPipeline::new("none")).await.unwrap_err();
    // The second response has the field.
    fake.faults().next_for::<ListPipelines>(Fault::Null("PipelineList[].Name".to_owned())).times(2);
    fake.on::<ListPipelines>(|_| Ok(Default::default()));
    client.send(ListPipelines::new()).await.unwrap();
    fake.reset::<ListPipelines>();
    assert_eq!(client.send(ListPipelines::new()).await.unwrap().output.pipeline_list[0].name, None);
    let message = panic_of(|| drop(fake));
    let expected = [
        "the fake was not used as planned:",
        "  the fault Null(\"PipelineList[].pipelineId\") was planned for ListPipelines, and no response had what it changes",
        "  the fault WrongType(\"PipelineList[].Nmae\") was planned for ListPipelines, and no response had what it changes",
        "  the fault UnknownValue(\"Status\") was planned for ListPipelines, and no response had what it changes",
        "  the fault EmptyPage was planned for CreatePipeline, and no response had what it changes",
        "  the fault NoContent was planned for GetPipeline, and no response had what it changes",
    ];
    assert_eq!(message, expected.join("\n"));
}

#[test]
fn a_test_that_fails_already_keeps_its_own_message() {
    let message = panic_of(|| {
        let fake = Fake::builder().start_blocking().unwrap();
        fake.faults().any(Fault::Reset);
        panic!("{}", "the test's own");
    });
    assert_eq!(message, "the test's own");
}

#[tokio::test]
async fn a_failure_that_is_planned_for_what_is_no_job_fails_the_test() {
    let fake = Fake::start().await.unwrap();
    fake.fail_next_for::<CreatePipeline>("Code", "Message");
    fake.client().build().unwrap().send(CreatePipeline::new("mine", "Standard")).await.unwrap();
    let message = panic_of(|| drop(fake));
    assert!(message.contains("the failure of a job of CreatePipeline was planned"), "{message}");
}

#[tokio::test]
async fn a_handler_that_panics_refuses_the_request_and_fails_the_test() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    fake.on::<GetMediaInfo>(|_| panic!("on {}", "purpose"));
    let error = client.send(GetMediaInfo::new()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("HandlerPanicked"), 1));
    assert!(error.to_string().contains("the handler of GetMediaInfo panicked: on purpose"), "{error}");
    // The fake goes on, without the handler and with another.
    client.send(ListPipelines::new()).await.unwrap();
    fake.on::<GetMediaInfo>(|_| Ok(GetMediaInfoOutput::default()));
    client.send(GetMediaInfo::new()).await.unwrap();
    let message = panic_of(|| drop(fake));
    let expected = "the fake was not used as planned:\n  the handler of GetMediaInfo panicked: on purpose";
    assert_eq!(message, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_is_set_while_requests_arrive_is_called_on_a_thread_where_it_may_block() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    let requests = tokio::spawn(async move {
        loop {
            client.send(ListPipelines::new()).await.unwrap();
        }
    });
    let (called, calls) = mpsc::channel();
    for number in 0..300 {
        // So that it is set at each point of a request.
        std::thread::sleep(Duration::from_micros(number * 7));
        let called = called.clone();
        fake.on_named("ListPipelines", move |_| {
            called.send(std::thread::current().name().unwrap_or_default().to_owned()).unwrap();
            Ok(json!({}))
        });
        // The thread that serves every connection.
        assert_ne!(calls.recv_timeout(Duration::from_secs(20)).unwrap(), "alibabacloud-fake");
        fake.reset_named("ListPipelines");
    }
    requests.abort();
    drop(requests.await);
}

#[tokio::test]
async fn a_handler_may_block_until_other_requests_have_a_response() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    let (other, waits) = mpsc::channel();
    let waits = Arc::new(Mutex::new(waits));
    fake.on::<GetMediaInfo>(move |_| {
        let waited = waits.lock().unwrap().recv_timeout(Duration::from_secs(20));
        waited.map(|()| GetMediaInfoOutput::default()).map_err(|_| Refusal::new(500, "NobodyCame", ""))
    });
    let (blocked, ()) = tokio::join!(client.send(GetMediaInfo::new()), async {
        client.send(ListPipelines::new()).await.unwrap();
        other.send(()).unwrap();
    });
    blocked.unwrap();
}
