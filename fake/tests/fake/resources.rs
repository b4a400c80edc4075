//! Resources that one operation creates and others find.

use std::collections::BTreeSet;

use alibabacloud_fake::Fake;
use alibabacloud_ice::config::{
    CreatePipeline, DeletePipeline, GetPipeline, ListCustomTemplates, ListPipelines, ListSystemTemplates,
    UpdatePipeline,
};
use alibabacloud_ice::editing::ListMediaProducingJobs;
use alibabacloud_ice::media::ListPublicMediaBasicInfos;
use alibabacloud_ice::media_live::ListMediaLiveInputs;
use alibabacloud_ice::recognition::ListHotwordLibraries;
use alibabacloud_ice::{Call as _, Client};
use serde_json::json;

fn client(fake: &Fake) -> Client {
    fake.client().strict_responses(true).build().unwrap()
}

#[tokio::test]
async fn a_resource_is_created_read_updated_and_deleted() {
    let fake = Fake::start().await.unwrap();
    let client = client(&fake);
    let made = client.send(CreatePipeline::new("one", "Standard")).await.unwrap().output.pipeline;
    let id = made.pipeline_id.unwrap();
    assert_eq!(made.name.as_deref(), Some("one"));
    let name = async |id: &str| {
        let response = client.send(GetPipeline::new(id)).await?;
        Ok::<_, alibabacloud_ice::Error>(response.output.pipeline.name.unwrap())
    };
    assert_eq!(name(&id).await.unwrap(), "one");
    client.send(UpdatePipeline::new(&*id).name("two")).await.unwrap();
    assert_eq!(name(&id).await.unwrap(), "two");
    client.send(CreatePipeline::new("three", "Standard")).await.unwrap();
    let all = client.send(ListPipelines::new()).await.unwrap().output.pipeline_list;
    assert_eq!(all.iter().map(|it| it.name.as_deref().unwrap()).collect::<Vec<_>>(), ["two", "three"]);
    client.send(DeletePipeline::new(&*id)).await.unwrap();
    assert_eq!(name(&id).await.unwrap_err().code(), Some("PipelineNotFound"));
    assert_eq!(client.send(ListPipelines::new()).await.unwrap().output.pipeline_list.len(), 1);
    let again = client.send(DeletePipeline::new(&*id)).await.unwrap_err();
    assert_eq!(again.code(), Some("PipelineNotFound"));
}

#[tokio::test]
async fn a_list_is_filtered_by_documented_defaults_except_those_that_ask_for_all() {
    let fake = Fake::start().await.unwrap();
    let client = client(&fake);
    client.call("SubmitMediaCensorJob", json!({"Title": "A title"})).await.unwrap();
    let count = async |parameters: serde_json::Value| {
        let listed = client.call("QueryMediaCensorJobList", parameters).await.unwrap().output;
        listed["MediaCensorJobList"]["MediaCensorJob"].as_array().unwrap().len()
    };
    assert_eq!(count(json!({})).await, 1);
    assert_eq!(count(json!({"State": "All"})).await, 1);
    assert_eq!(count(json!({"State": "Success"})).await, 0);
    client
        .call("CreateCustomizedVoiceJob", json!({"VoiceId": "v", "Gender": "male", "Scenario": "story"}))
        .await
        .unwrap();
    let count = async |parameters: serde_json::Value| {
        client.call("ListCustomizedVoiceJobs", parameters).await.unwrap().output["Data"]["TotalCount"].clone()
    };
    assert_eq!(count(json!({})).await, 1); // as of `Type: Basic`, which is documented as the default
    assert_eq!(count(json!({"Type": "Standard"})).await, 0);
}

#[tokio::test]
async fn a_resource_has_the_same_values_in_every_response() {
    let fake = Fake::start().await.unwrap();
    let client = client(&fake);
    let made = client.send(CreatePipeline::new("one", "Standard")).await.unwrap().output.pipeline;
    let got = client.call("GetPipeline", json!({"PipelineId": made.pipeline_id})).await.unwrap().output;
    let listed = client.call("ListPipelines", json!({})).await.unwrap().output;
    let (got, listed) = (got["Pipeline"].as_object().unwrap(), &listed["PipelineList"][0]);
    assert!(got.len() > 5 && got.iter().all(|(name, value)| listed[name] == *value), "{got:?}, {listed}");
}

#[tokio::test]
async fn a_resource_may_be_named_by_the_caller() {
    let fake = Fake::start().await.unwrap();
    let client = client(&fake);
    let full = json!({"SourceLocationName": "here", "BaseUrl": "https://a.example.com"});
    client.call("CreateSourceLocation", full).await.unwrap();
    let response = client.call("GetSourceLocation", json!({"SourceLocationName": "here"})).await.unwrap();
    assert_eq!(response.output["SourceLocation"]["BaseUrl"], "https://a.example.com");
}

#[tokio::test]
async fn a_resource_whose_id_another_operation_returns_exists() {
    let fake = Fake::start().await.unwrap();
    let client = client(&fake);
    let parameters = json!({"FileInfo": "{}", "MediaMetaData": "{}"});
    let media = client.call("CreateUploadMedia", parameters).await.unwrap().output["MediaId"].clone();
    let response = client.call("GetMediaInfo", json!({"MediaId": media})).await.unwrap();
    assert_eq!(response.output["MediaInfo"]["MediaId"], media);
    let made = client.call("SubmitMediaProducingJob", json!({"OutputMediaConfig": "{}"})).await.unwrap();
    client.call("GetMediaInfo", json!({"MediaId": made.output["MediaId"]})).await.unwrap();
    let unknown = client.call("GetMediaInfo", json!({"MediaId": "none"})).await.unwrap_err();
    assert_eq!(unknown.code(), Some("MediaNotFound"));
}

/// The number of different entries of a list, and of its pages.
macro_rules! listed {
    ($fake:expr, $client:expr, $list:expr, $id:ident) => {{
        let (before, mut seen) = ($fake.journal().entries().count(), BTreeSet::new());
        let mut items = $client.items($list).page_size(2);
        while let Some(item) = items.next().await {
            assert!(seen.insert(item.unwrap().$id.unwrap()), "an entry comes twice");
        }
        (seen.len(), $fake.journal().entries().count() - before)
    }};
}

#[tokio::test]
async fn lists_have_the_pagination_of_their_operation() {
    let fake = Fake::start().await.unwrap();
    let client = client(&fake);
    for number in 0..5 {
        let (name, nothing) = (format!("n{number}"), json!([]));
        for (operation, input) in [
            ("CreateCustomTemplate", json!({"Name": name, "Type": 1, "TemplateConfig": "{}"})),
            ("CreateHotwordLibrary", json!({"Name": name, "UsageScenario": "ASR", "Hotwords": nothing})),
            ("CreateMediaLiveInput", json!({"Name": name, "Type": "RTMP_PUSH", "InputSettings": nothing})),
            ("SubmitMediaProducingJob", json!({"OutputMediaConfig": "{}", "UserData": name})),
        ] {
            client.call(operation, input).await.unwrap();
        }
    }
    // By number with a total, by token, by either, and by a token whose size is text.
    assert_eq!(listed!(fake, client, ListCustomTemplates::new("1"), template_name), (5, 3));
    assert_eq!(listed!(fake, client, ListMediaLiveInputs::new(), name), (5, 3));
    assert_eq!(listed!(fake, client, ListHotwordLibraries::new(), name), (5, 3));
    assert_eq!(listed!(fake, client, ListMediaProducingJobs::new(), user_data), (5, 3));
    let other = client.call("ListCustomTemplates", json!({"Type": "2"})).await.unwrap();
    assert_eq!((&other.output["Total"], &other.output["CustomTemplateList"]), (&json!(0), &json!([])));
    let unknown = client.call("ListMediaLiveInputs", json!({"NextToken": "made up"})).await.unwrap_err();
    assert_eq!(unknown.code(), Some("InvalidParameter"));
}

#[tokio::test]
async fn generated_lists_end() {
    let fake = Fake::start().await.unwrap();
    let client = client(&fake);
    assert_eq!(listed!(fake, client, ListSystemTemplates::new("1"), template_id), (3, 2));
    assert_eq!(listed!(fake, client, ListPublicMediaBasicInfos::new(), media_id), (3, 2));
}
