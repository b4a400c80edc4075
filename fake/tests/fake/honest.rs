//! Responses keep to their own documentation, and requests have to. Each deviation that schemathesis found has a test here, by its
//! smallest request.

use std::collections::BTreeSet;

use alibabacloud_fake::{Fake, FakeBuilder};
use alibabacloud_ice::config::{CreatePipeline, GetPipeline};
use alibabacloud_ice::editing::{GetMediaProducingJob, SubmitMediaProducingJob};
use alibabacloud_ice::{Call as _, OPERATIONS};
use serde_json::{Value, json};

use crate::raw::{Raw, Received};

fn send(fake: &Fake, action: &str, query: &[(&str, &str)]) -> Received {
    let method = OPERATIONS.get(action).unwrap().methods[0].as_str().to_owned();
    Raw { method, ..Raw::new(fake, action, query) }.send(fake)
}

fn ask(fake: &Fake, action: &str, query: &[(&str, &str)]) -> Value {
    let response = send(fake, action, query);
    assert_eq!(response.status, 200, "{action}: {}", response.body);
    response.body
}

#[tokio::test]
async fn a_remembered_value_is_one_that_the_field_documents() {
    let fake = Fake::start().await.unwrap();
    let made = ask(&fake, "CreateEditingProject", &[("Title", "x")]);
    let id = made["Project"]["ProjectId"].as_str().unwrap();
    let project = &ask(&fake, "GetEditingProject", &[("ProjectId", id)])["Project"];
    let sources = ["OpenAPI", "AliyunConsole", "WebSDK", "LiveEditingOpenAPI", "LiveEditingConsole"];
    for field in ["CreateSource", "ModifiedSource"] {
        let value = project[field].as_str().unwrap();
        assert!(sources.contains(&value), "{field}: {value}");
    }
    assert_eq!(project["Title"], "x");
    ask(&fake, "CreateDNADB", &[("Name", "x")]);
    let model = ask(&fake, "ListDNADB", &[])["DBList"][0]["Model"].clone();
    assert!(["Video", "Audio", "Image", "Text"].contains(&model.as_str().unwrap()), "{model}");
}

#[tokio::test]
async fn an_echoed_parameter_is_one_that_the_field_documents_and_as_it_is_spelled_there() {
    let fake = Fake::start().await.unwrap();
    let groups = ask(&fake, "ListSmartVoiceGroups", &[("VoiceType", "CosyVoice")]);
    let voice = groups["VoiceGroups"][0]["VoiceList"][0]["VoiceType"].clone();
    assert!(["Male", "Female", "Boy", "Girl"].contains(&voice.as_str().unwrap()), "{voice}");
    ask(&fake, "CreateSearchIndex", &[("IndexType", "FACE")]);
    let empty = send(&fake, "QuerySearchIndex", &[("IndexType", "")]);
    assert_eq!(empty.code(), "MissingIndexType");
    let index = ask(&fake, "QuerySearchIndex", &[("IndexType", "FACE"), ("SearchLibName", "l")]);
    assert_eq!(index["IndexType"], "face");
}

#[tokio::test]
async fn what_is_outside_its_type_or_its_range_is_refused() {
    let fake = Fake::start().await.unwrap();
    let many = vec!["r"; 101].join(",");
    let listed = format!("[{}]", vec!["\"r\""; 101].join(","));
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
    let cases: &[Case<'_>] = &[
        ("ListWorkflowTasks", &[("MaxResults", "3000000000")], "InvalidParameter"),
        ("ListWorkflowTasks", &[("MaxResults", "99999999999999999999")], "InvalidParameter"),
        ("ListMediaProducingJobs", &[("EndTime", "yesterday")], "InvalidParameter"),
        ("UpdateMediaConnectFlowStatus", &[("Status", ""), ("FlowId", "f")], "MissingStatus"),
        ("UpdateMediaConnectFlowStatus", &[("Status", "online"), ("FlowId", "")], "MissingFlowId"),
        ("SubmitSnapshotJob", &[("Input", "null"), ("Output", "{}"), ("TemplateConfig", "{}")], "MissingInput"),
        ("ListLiveRecordFiles", &[("JobIds", &listed)], "InvalidParameter"),
        ("ListLiveRecordFiles", &[("JobIds", &many)], "InvalidParameter"),
    ];
    for (action, query, code) in cases {
        let response = send(&fake, action, query);
        assert_eq!((response.status, response.code()), (400, *code), "{action} {query:?}: {}", response.body);
    }
    let numbered: Vec<_> = (1..=101).map(|number| (format!("JobIds.{number:03}"), "j")).collect();
    let numbered: Vec<(&str, &str)> = numbered.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let response = send(&fake, "ListLiveRecordFiles", &numbered);
    assert!(response.body["Message"].as_str().unwrap().contains("at most 100 elements"), "{}", response.body);
    ask(&fake, "ListLiveRecordFiles", &numbered[1..]);
    // Whatever is no more than allowed, and every form of a time.
    ask(&fake, "ListWorkflowTasks", &[("MaxResults", "100")]);
    for time in ["2024-01-02T03:04:05Z", "2024-01-02T03:04Z", "2024-01-02", ""] {
        ask(&fake, "ListMediaProducingJobs", &[("EndTime", time)]);
    }
}

#[tokio::test]
async fn a_last_page_has_its_documented_token_and_it_is_empty() {
    let fake = Fake::start().await.unwrap();
    for (action, token) in [
        ("ListEditingProjects", "NextToken"),
        ("ListWorkflowTasks", "NextToken"),
        ("ListMediaConvertJobs", "NextPageToken"),
    ] {
        assert_eq!(ask(&fake, action, &[])[token], "", "{action}");
    }
    // A time is not empty.
    let files = ask(
        &fake,
        "ListLiveSnapshotFiles",
        &[("JobId", "j"), ("StartTime", "2024-01-02T03:04:05Z"), ("EndTime", "2024-01-03T03:04:05Z")],
    );
    assert!(files.get("NextStartTime").is_none_or(|it| it.as_str().is_some_and(|it| it.ends_with('Z'))), "{files}");
}

#[tokio::test]
async fn a_response_repeats_which_page_it_is_as_a_number_or_as_text() {
    let fake = Fake::start().await.unwrap();
    assert_eq!(ask(&fake, "ListMediaProducingJobs", &[])["MaxResults"], "10");
    assert_eq!(ask(&fake, "ListMediaProducingJobs", &[("MaxResults", "7")])["MaxResults"], "7");
    let page = ask(&fake, "ListSources", &[("SourceLocationName", "l"), ("PageNo", "2"), ("PageSize", "3")]);
    assert_eq!((&page["PageNo"], &page["PageSize"]), (&json!(2), &json!(3)));
}

#[tokio::test]
async fn a_page_has_the_size_that_is_asked_for_by_either_name() {
    let fake = Fake::start().await.unwrap();
    for _ in 0..5 {
        ask(&fake, "CreateHotwordLibrary", &[("Name", "n"), ("UsageScenario", "ASR"), ("Hotwords", "[]")]);
    }
    for (query, count, next) in [
        ([("PageSize", "2"), ("NextToken", "")], 2, "fake-page-2"),
        ([("PageSize", "2"), ("NextToken", "fake-page-2")], 2, "fake-page-4"),
        ([("MaxResults", "2"), ("NextToken", "fake-page-4")], 1, ""),
        ([("MaxResults", "2"), ("PageNo", "2")], 2, "fake-page-4"),
        ([("MaxResults", "0"), ("PageSize", "4")], 4, "fake-page-4"),
        ([("MaxResults", "2"), ("PageSize", "4")], 2, "fake-page-2"),
    ] {
        let page = ask(&fake, "ListHotwordLibraries", &query);
        let found = page["HotwordLibraryList"].as_array().unwrap().len();
        assert_eq!((found, page["NextToken"].as_str()), (count, Some(next)), "{query:?}");
    }
    for unknown in ["fake-page-+2", "fake-page-02", "fake-page-"] {
        let response = send(&fake, "ListHotwordLibraries", &[("NextToken", unknown)]);
        assert_eq!(response.code(), "InvalidParameter", "{unknown}");
    }
}

/// The responses to a read, with these seeds.
async fn sparse(build: impl Fn(FakeBuilder) -> FakeBuilder, action: &str, query: &[(&str, &str)]) -> Vec<Value> {
    let mut responses = Vec::new();
    for seed in 0..10 {
        let fake = build(Fake::builder().sparse(seed)).start().await.unwrap();
        responses.push(ask(&fake, action, query));
    }
    responses
}

#[tokio::test]
async fn sparse_responses_lack_fields_have_unknown_values_empty_lists_and_extra_fields() {
    let query = [("MediaId", "m")];
    let responses = sparse(FakeBuilder::stateless, "GetMediaInfo", &query).await;
    let texts: BTreeSet<String> = responses.iter().map(Value::to_string).collect();
    assert!(texts.len() > 5, "seeds differ");
    let any = |what: &dyn Fn(&Value) -> bool| responses.iter().any(what);
    let basic = |it: &Value| it["MediaInfo"]["MediaBasicInfo"].clone();
    assert!(any(&|it| basic(it).is_object() && basic(it).get("Title").is_none()), "a field is left out");
    assert!(any(&|it| it["MediaInfo"]["FileInfoList"] == json!([])), "a list is empty");
    assert!(any(&|it| it.to_string().contains("\"NeverHeardOf\":")), "there is another field");
    let projects = sparse(FakeBuilder::stateless, "GetEditingProject", &[("ProjectId", "p")]).await;
    assert!(projects.iter().any(|it| it["Project"]["CreateSource"] == "NeverHeardOf"), "a value is unknown");
    // The same seed makes the same response.
    assert_eq!(responses, sparse(FakeBuilder::stateless, "GetMediaInfo", &query).await);
}

#[tokio::test]
async fn sparse_responses_keep_what_was_set_the_state_and_the_ids_of_writes() {
    for seed in 0..10 {
        let fake = Fake::builder().sparse(seed).start().await.unwrap();
        let client = fake.client().build().unwrap();
        let made = client.send(CreatePipeline::new("mine", "Standard")).await.unwrap().output.pipeline;
        let pipeline = client.send(GetPipeline::new(made.pipeline_id.unwrap())).await.unwrap().output.pipeline;
        assert_eq!(pipeline.name.as_deref(), Some("mine"));
        let job = client.send(SubmitMediaProducingJob::new("{}").user_data("mine")).await.unwrap().output;
        let got = client.send(GetMediaProducingJob::new().job_id(job.job_id.unwrap())).await.unwrap().output;
        let got = got.media_producing_job;
        assert_eq!((got.status.unwrap().as_str(), got.user_data.unwrap().as_str()), ("Init", "mine"));
        let listed = client.call("ListMediaProducingJobs", json!({})).await.unwrap();
        assert_eq!(listed.output["MediaProducingJobList"][0]["UserData"], "mine");
    }
}
