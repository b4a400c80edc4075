//! Every job with a waiter, from its submission to a terminal state.

use std::sync::LazyLock;
use std::time::Duration;

use alibabacloud_fake::Fake;
use alibabacloud_ice::{Call as _, Client, ErrorKind, OPERATIONS};
use alibabacloud_ice::{
    avatar, dna, editing, media_live, moderation, processing, search, smart, voice, workflow, yike,
};
use alibabacloud_runtime::{Kind, Waitable};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A value for each required parameter of an operation, from the fake's own data, and the given values.
pub(crate) fn input(operation: &str, parameters: &Value) -> Value {
    static DATA: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/ice.json")).unwrap());
    let data = &*DATA;
    let operations = data["operations"].as_array().unwrap();
    let facts = operations.iter().find(|it| it["name"] == operation).unwrap();
    let mut input = Map::new();
    for parameter in facts["parameters"].as_array().unwrap().iter().filter(|it| it["required"] == true) {
        let name = parameter["name"].as_str().unwrap();
        input.insert(name.to_owned(), value(data, parameter));
    }
    for (name, value) in parameters.as_object().unwrap() {
        input.insert(name.clone(), value.clone());
    }
    Value::Object(input)
}

fn value(data: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return value(data, &data["schemas"][name]);
    }
    match schema["type"].as_str().unwrap() {
        "string" => schema["enum"][0].as_str().unwrap_or("text").into(),
        "integer" => 1.into(),
        "boolean" => true.into(),
        "array" => json!([]),
        "object" => {
            let properties = schema["properties"].as_object().unwrap().iter();
            let required = properties.filter(|(_, it)| it["required"] == true);
            Value::Object(required.map(|(name, it)| (name.clone(), value(data, it))).collect())
        }
        _ => json!({}),
    }
}

/// A job: the operations that submit it, their parameters, and its ID.
struct Job {
    submitted_by: &'static [&'static str],
    parameters: Value,
    id: &'static str,
    /// The path of the ID in the response to the submission; `None` if it is in `parameters`.
    given: Option<&'static str>,
}

fn job(submitted_by: &'static [&'static str], id: &'static str, given: Option<&'static str>) -> Job {
    Job { submitted_by, parameters: json!({}), id, given }
}

/// Submits a job with each operation, and waits for success and for failure.
async fn ends<O>(client: &Client, fake: &Fake, job: Job)
where
    O: Waitable + DeserializeOwned + Clone + 'static,
{
    for submitter in job.submitted_by {
        for fails in [false, true] {
            if fails && O::WAITER.failure.is_empty() {
                continue;
            }
            if fails {
                fake.fail_next(submitter, "BadInput", "The input cannot be read.");
            }
            let response = client.call(submitter, input(submitter, &job.parameters)).await.unwrap();
            let id = match job.given {
                Some(path) => {
                    response.output.pointer(path).unwrap_or_else(|| panic!("{submitter}: {}", response.output)).clone()
                }
                None => job.parameters[job.id].clone(),
            };
            let takes = OPERATIONS.get(O::INFO.name).unwrap().parameter(job.id).unwrap().kind;
            let id = if takes == Kind::List { json!([id]) } else { id };
            let parameters = json!({ job.id: id });
            let operation: O = serde_json::from_value(input(O::INFO.name, &parameters)).unwrap();
            let again = operation.clone();
            let wait = client.wait(operation).delays(Duration::from_millis(1), Duration::from_millis(5));
            let mut states = wait.deadline(Duration::from_secs(20)).states();
            let (mut seen, mut end) = (Vec::new(), None);
            while let Some(state) = states.next().await {
                match state {
                    Ok(progress) => {
                        seen.push(progress.state().to_owned());
                        // The job goes one state further.
                        fake.advance(Duration::from_secs(3));
                    }
                    Err(error) => end = Some(error),
                }
            }
            let name = O::INFO.name;
            if fails {
                let error = end.unwrap_or_else(|| panic!("{submitter}, {name}: it did not fail: {seen:?}"));
                assert_eq!(error.kind(), ErrorKind::JobFailed, "{submitter}, {name}: {error}");
                if O::WAITER.code.is_some() && !O::WAITER.code.unwrap().contains("SubJobList") {
                    assert_eq!(error.code(), Some("BadInput"), "{name}");
                }
                if O::WAITER.message.is_some() && !O::WAITER.message.unwrap().contains("SubJobList") {
                    assert!(error.to_string().contains("The input cannot be read."), "{name}: {error}");
                }
            } else {
                assert!(end.is_none(), "{submitter}, {name}: {end:?}");
                assert_eq!(seen.last().map(String::as_str), Some(O::WAITER.success[0]), "{submitter}, {name}");
                assert!(seen.len() >= 2, "{submitter}, {name}: {seen:?}");
                // A later poll returns the same.
                client.wait(again).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn all_26_jobs_are_submitted_and_reach_success_or_failure() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().strict_responses(true).build().unwrap();
    let (client, fake) = (&client, &fake);
    const JOB: Option<&str> = Some("/JobId");
    let call =
        async |operation: &str, parameters: Value| client.call(operation, input(operation, &parameters)).await.unwrap();
    ends::<processing::GetTranscodeJob>(
        client,
        fake,
        job(&["SubmitTranscodeJob"], "ParentJobId", Some("/TranscodeParentJob/ParentJobId")),
    )
    .await;
    ends::<processing::GetPackageJob>(client, fake, job(&["SubmitPackageJob"], "JobId", JOB)).await;
    ends::<processing::GetSnapshotJob>(client, fake, job(&["SubmitSnapshotJob"], "JobId", JOB)).await;
    ends::<processing::GetDynamicImageJob>(client, fake, job(&["SubmitDynamicImageJob"], "JobId", JOB)).await;
    ends::<processing::GetMediaInfoJob>(
        client,
        fake,
        job(&["SubmitMediaInfoJob"], "JobId", Some("/MediaInfoJob/JobId")),
    )
    .await;
    ends::<processing::GetMediaConvertJob>(client, fake, job(&["SubmitMediaConvertJob"], "JobId", Some("/Job/JobId")))
        .await;
    ends::<editing::GetProjectExportJob>(client, fake, job(&["SubmitProjectExportJob"], "JobId", JOB)).await;
    ends::<editing::GetMediaProducingJob>(client, fake, job(&["SubmitMediaProducingJob"], "JobId", JOB)).await;
    ends::<editing::GetLiveEditingJob>(client, fake, job(&["SubmitLiveEditingJob"], "JobId", JOB)).await;
    ends::<editing::GetBatchMediaProducingJob>(
        client,
        fake,
        job(&["SubmitBatchMediaProducingJob", "SubmitSceneBatchEditingJob"], "JobId", JOB),
    )
    .await;
    ends::<editing::GetTemplate>(client, fake, job(&["AddTemplate"], "TemplateId", Some("/Template/TemplateId"))).await;
    let avatar = call(
        "CreateAvatarTrainingJob",
        json!({"Portrait": "p".repeat(32), "Video": "v".repeat(32), "AvatarName": "one"}),
    )
    .await
    .output["Data"]["JobId"]
        .clone();
    ends::<avatar::GetAvatarTrainingJob>(
        client,
        fake,
        Job { parameters: json!({"JobId": avatar}), ..job(&["SubmitAvatarTrainingJob"], "JobId", None) },
    )
    .await;
    const VOICE: &[&str] = &["SubmitStandardCustomizedVoiceJob", "SubmitCosyVoiceCustomizedVoiceJob"];
    ends::<voice::GetCustomizedVoiceJob>(client, fake, job(VOICE, "JobId", Some("/Data/JobId"))).await;
    const SMART: &[&str] = &[
        "SubmitTextGenerateJob",
        "SubmitASRJob",
        "SubmitAudioProduceJob",
        "SubmitAvatarVideoJob",
        "SubmitHighlightExtractionJob",
        "SubmitSegmentationJob",
        "SubmitDynamicChartJob",
    ];
    ends::<smart::GetSmartHandleJob>(client, fake, job(SMART, "JobId", JOB)).await;
    ends::<smart::GetSmartHandleJob>(client, fake, job(&["SubmitVideoTranslationJob"], "JobId", Some("/Data/JobId")))
        .await;
    ends::<smart::QuerySmarttagJob>(client, fake, job(&["SubmitSmarttagJob"], "JobId", JOB)).await;
    ends::<smart::QueryVideoCognitionJob>(client, fake, job(&["SubmitVideoCognitionJob"], "JobId", JOB)).await;
    ends::<smart::QueryIProductionJob>(client, fake, job(&["SubmitIProductionJob"], "JobId", JOB)).await;
    ends::<dna::QueryDNAJobList>(client, fake, job(&["SubmitDNAJob"], "JobIds", JOB)).await;
    ends::<moderation::QueryMediaCensorJobDetail>(client, fake, job(&["SubmitMediaCensorJob"], "JobId", JOB)).await;
    ends::<search::QueryMediaIndexJob>(
        client,
        fake,
        Job { parameters: json!({"MediaId": "m"}), ..job(&["InsertMediaToSearchLib"], "MediaId", None) },
    )
    .await;
    ends::<workflow::GetWorkflowTask>(client, fake, job(&["StartWorkflow"], "TaskId", Some("/TaskId"))).await;
    ends::<workflow::GetAIWorkflowTask>(client, fake, job(&["StartAIWorkflow"], "TaskId", Some("/TaskId"))).await;
    ends::<yike::GetYikeAIAppJob>(client, fake, job(&["SubmitYikeAIAppJob"], "JobId", JOB)).await;
    ends::<yike::BatchGetYikeAIAppJob>(client, fake, job(&["SubmitYikeAIAppJob"], "JobIds", JOB)).await;
    ends::<yike::GetYikeStoryboardJob>(client, fake, job(&["SubmitYikeStoryboardJob"], "JobId", JOB)).await;
    let channel = call("CreateMediaLiveChannel", json!({})).await.output["ChannelId"].clone();
    ends::<media_live::GetMediaLiveChannel>(
        client,
        fake,
        Job { parameters: json!({"ChannelId": channel}), ..job(&["StartMediaLiveChannel"], "ChannelId", None) },
    )
    .await;

    // And these were all of them.
    let journal = fake.journal();
    for info in OPERATIONS.iter().filter(|info| info.waiter.is_some()) {
        assert!(journal.count(info.name) > 0, "{} was never waited for", info.name);
    }
}

#[tokio::test]
async fn a_job_is_cancelled_and_a_channel_stopped() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().strict_responses(true).build().unwrap();
    let call =
        async |operation: &str, parameters: Value| client.call(operation, input(operation, &parameters)).await.unwrap();
    let job = call("SubmitIProductionJob", json!({})).await.output["JobId"].clone();
    call("CancelIProductionJob", json!({"JobId": job})).await;
    assert_eq!(call("QueryIProductionJob", json!({"JobId": job})).await.output["Status"], "Fail");
    let task = call("StartAIWorkflow", json!({})).await.output["TaskId"].clone();
    call("StopAIWorkflowTask", json!({"TaskId": task})).await;
    assert_eq!(call("GetAIWorkflowTask", json!({"TaskId": task})).await.output["WorkflowTask"]["Status"], "stopped");
    let channel = call("CreateMediaLiveChannel", json!({})).await.output["ChannelId"].clone();
    call("StartMediaLiveChannel", json!({"ChannelId": channel})).await;
    fake.advance(Duration::from_secs(60));
    let state =
        async || call("GetMediaLiveChannel", json!({"ChannelId": channel})).await.output["Channel"]["State"].clone();
    assert_eq!(state().await, "RUNNING");
    call("StopMediaLiveChannel", json!({"ChannelId": channel})).await;
    assert_eq!(state().await, "IDLE");
}

#[tokio::test]
async fn a_job_that_has_ended_is_not_cancelled() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    let call = async |operation: &str, parameters: Value| client.call(operation, input(operation, &parameters)).await;
    for (fails, end) in [(false, "Success"), (true, "Fail")] {
        if fails {
            fake.fail_next("SubmitIProductionJob", "NoInput", "There is no such file.");
        }
        let job = call("SubmitIProductionJob", json!({})).await.unwrap().output["JobId"].clone();
        fake.advance(Duration::from_secs(60));
        let late = call("CancelIProductionJob", json!({"JobId": job})).await.unwrap_err();
        assert_eq!(late.code(), Some("OperationDenied"));
        assert_eq!(call("QueryIProductionJob", json!({"JobId": job})).await.unwrap().output["Status"], end);
    }
    // Another one is cancelled only while it waits, as its description says.
    let job = call("SubmitDNAJob", json!({})).await.unwrap().output["JobId"].clone();
    fake.advance(Duration::from_secs(3));
    let late = call("CancelDNAJob", json!({"JobId": job})).await.unwrap_err();
    assert_eq!(late.code(), Some("OperationDenied"));
    let job = call("SubmitDNAJob", json!({})).await.unwrap().output["JobId"].clone();
    call("CancelDNAJob", json!({"JobId": job})).await.unwrap();
}

#[tokio::test]
async fn jobs_keep_their_state_until_their_clock_is_advanced() {
    let fake = Fake::builder().step(Duration::from_secs(10)).start().await.unwrap();
    let client = fake.client().strict_responses(true).build().unwrap();
    let parameters = json!({"UserData": "mine", "OutputMediaConfig": "{}"});
    let id = client.call("SubmitMediaProducingJob", parameters).await.unwrap().output["JobId"].clone();
    let mut seen = Vec::new();
    for _ in 0..5 {
        let job = client.call("GetMediaProducingJob", json!({"JobId": id})).await.unwrap();
        let job = &job.output["MediaProducingJob"];
        let listed = client.call("ListMediaProducingJobs", json!({"Status": job["Status"]})).await.unwrap();
        let listed = &listed.output["MediaProducingJobList"][0];
        for field in ["JobId", "Status", "UserData"] {
            assert_eq!(job[field], listed[field], "{field}");
        }
        assert_eq!(job["UserData"], "mine");
        seen.push(job["Status"].as_str().unwrap().to_owned());
        fake.advance(Duration::from_secs(9));
    }
    assert_eq!(seen, ["Init", "Init", "Queuing", "Processing", "Success"]);
    let none = client.call("ListMediaProducingJobs", json!({"Status": "Failed"})).await.unwrap();
    assert_eq!(none.output["MediaProducingJobList"], json!([]));
}

#[tokio::test]
async fn a_write_with_the_same_token_is_executed_once() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    let submit = async |token: &str, data: &str| {
        let parameters = json!({"ClientToken": token, "OutputMediaConfig": "{}", "UserData": data});
        client
            .call("SubmitMediaProducingJob", parameters)
            .await
            .map(|response| response.output["JobId"].as_str().unwrap().to_owned())
    };
    let first = submit("one", "a").await.unwrap();
    assert_eq!(submit("one", "a").await.unwrap(), first);
    assert_ne!(submit("two", "a").await.unwrap(), first);
    assert_eq!(submit("one", "b").await.unwrap_err().code(), Some("IdempotentParameterMismatch"));
    let all = client.call("ListMediaProducingJobs", json!({})).await.unwrap();
    assert_eq!(all.output["MediaProducingJobList"].as_array().unwrap().len(), 2);
}
