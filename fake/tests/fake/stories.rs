//! Families of operations in the order in which code calls them: create, get, list, update, delete, or submit, poll, cancel.

use std::collections::BTreeMap;
use std::time::Duration;

use alibabacloud_fake::Fake;
use alibabacloud_ice::agent::{
    ActiveAiRtcLicense, DescribeAIAgentInstance, GetAiRtcAuthCodeList, ListAIAgentInstance, SendAIAgentText,
    StartAIAgentInstance, StopAIAgentInstance,
};
use alibabacloud_ice::avatar::{
    CreateAvatarTrainingJob, DeleteAvatarTrainingJob, GetAvatar, GetAvatarTrainingJob, ListAvatars,
    SubmitAvatarTrainingJob,
};
use alibabacloud_ice::channel::create_program::CreateProgramRequired;
use alibabacloud_ice::channel::{CreateChannel, CreateProgram, ListChannels, ListSchedules, StartChannel, StopChannel};
use alibabacloud_ice::config::{
    DescribeNotifyConfig, GetDefaultStorageLocation, GetEventCallback, GetStorageList, SetDefaultStorageLocation,
    SetEventCallback, SetNotifyConfig,
};
use alibabacloud_ice::media::{
    AddCategory, AddMediaMarks, BatchGetMediaInfos, DeleteCategory, DeleteMediaInfos, DeleteMediaMarks, GetCategories,
    GetMediaInfo, GetMediaMarks, GetPlayInfo, ListMediaBasicInfos, ListMediaMarks, RegisterMediaInfo, UpdateCategory,
    UpdateMediaInfo, UpdateMediaMarks,
};
use alibabacloud_ice::media_connect::{
    AddMediaConnectFlowInput, AddMediaConnectFlowOutput, CloseMediaConnectFlowFailover, CreateMediaConnectFlow,
    DeleteMediaConnectFlowInput, ForbidMediaConnectFlowOutput, GetMediaConnectFlow, GetMediaConnectFlowInput,
    GetMediaConnectFlowOutput, OpenMediaConnectFlowFailover, ResumeMediaConnectFlowOutput, UpdateMediaConnectFlowInput,
    UpdateMediaConnectFlowStatus,
};
use alibabacloud_ice::moderation::{QueryMediaCensorJobList, SubmitMediaCensorJob};
use alibabacloud_ice::processing::{DecryptKMSDataKey, GenerateKMSDataKey};
use alibabacloud_ice::search::{
    AlterSearchIndex, CreateSearchIndex, DeleteMediaFromSearchLib, DropSearchIndex, InsertMediaToSearchLib,
    QuerySearchIndex, SearchIndexJobRerun, SearchMediaByHybrid,
};
use alibabacloud_ice::types::AIAgentRuntimeConfig;
use alibabacloud_ice::upload::{CreateUploadMedia, GetUrlUploadInfos, UploadMediaByURL};
use alibabacloud_ice::{Call as _, Client};
use alibabacloud_runtime::Operation;
use serde_json::{Value, json};

use crate::jobs::input;

struct Story {
    fake: Fake,
    client: Client,
}

impl Story {
    async fn new() -> Self {
        let fake = Fake::start().await.unwrap();
        let client = fake.client().strict_responses(true).build().unwrap();
        Self { fake, client }
    }

    /// The output of an operation that succeeds.
    async fn send<O: Operation + Send + Sync + 'static>(&self, operation: O) -> O::Output {
        let response = self.client.send(operation).await;
        response.unwrap_or_else(|error| panic!("{}: {error:?}", O::INFO.name)).output
    }

    /// Sends an operation that is refused because there is no such resource.
    async fn not_found<O: Operation + Send + Sync + 'static>(&self, operation: O) {
        let error = self.client.send(operation).await.err().unwrap();
        assert!(error.code().is_some_and(|code| code.ends_with("NotFound")), "{}: {error:?}", O::INFO.name);
    }

    fn advance(&self) {
        self.fake.advance(Duration::from_secs(60));
    }
}

#[tokio::test]
async fn a_category_is_added_found_renamed_and_deleted() {
    let story = Story::new().await;
    let id = story.send(AddCategory::new("news")).await.category.cate_id.unwrap();
    let found = story.send(GetCategories::new().cate_id(id)).await.category;
    assert_eq!((found.cate_name.as_deref(), found.cate_id), (Some("news"), Some(id)));
    story.send(UpdateCategory::new("sports", id)).await;
    let found = story.send(GetCategories::new().cate_id(id)).await.category;
    assert_eq!(found.cate_name.as_deref(), Some("sports"));
    story.send(DeleteCategory::new(id)).await;
    story.not_found(GetCategories::new().cate_id(id)).await;
}

#[tokio::test]
async fn settings_are_those_of_the_service_until_they_are_set() {
    let story = Story::new().await;
    let location = async || story.send(GetDefaultStorageLocation::new()).await;
    assert!(location().await.bucket.is_some());
    assert!(story.send(GetStorageList::new()).await.storage_info_list.is_empty());
    let set = SetDefaultStorageLocation::new();
    story.send(set.clone().storage_type("user_oss_bucket").bucket("mine").path("in/")).await;
    let found = location().await;
    assert_eq!((found.bucket.as_deref(), found.path.as_deref()), (Some("mine"), Some("in/")));
    assert_eq!(story.send(GetStorageList::new()).await.storage_info_list[0].path.as_deref(), Some("in/"));
    // What is not given is not kept from before.
    story.send(set.bucket("other")).await;
    let found = location().await;
    assert!(found.bucket.as_deref() == Some("other") && found.path.as_deref() != Some("in/"));
    story.send(SetEventCallback::new().callback_type("HTTP").callback_url("https://example.com")).await;
    let callback = story.send(GetEventCallback::new()).await;
    assert_eq!(callback.callback_url.as_deref(), Some("https://example.com"));
    story.send(SetNotifyConfig::new("a", true).token("t")).await;
    let token = async |agent: &str| story.send(DescribeNotifyConfig::new(agent)).await.token.unwrap();
    assert_eq!(token("a").await, "t");
    assert_ne!(token("b").await, "t");
}

#[tokio::test]
async fn a_search_index_is_created_altered_and_dropped() {
    let story = Story::new().await;
    let status = async || story.send(QuerySearchIndex::new("mm")).await.index_status.unwrap().to_string();
    story.not_found(QuerySearchIndex::new("mm")).await;
    story.send(CreateSearchIndex::new("mm").index_status("Active")).await;
    assert_eq!(status().await, "Active");
    story.send(AlterSearchIndex::new("mm").index_status("Deactive")).await;
    assert_eq!(status().await, "Deactive");
    story.send(DropSearchIndex::new("mm")).await;
    story.not_found(QuerySearchIndex::new("mm")).await;
}

#[tokio::test]
async fn a_search_finds_what_was_inserted_once_it_is_indexed() {
    let story = Story::new().await;
    let search = async |library: &str| {
        let found = story.send(SearchMediaByHybrid::new().search_lib_name(library)).await;
        assert_eq!(found.total, i64::try_from(found.media_list.len()).ok());
        found.media_list
    };
    story.send(InsertMediaToSearchLib::new("oss://b/o").search_lib_name("lib").media_id("m")).await;
    assert!(search("lib").await.is_empty());
    story.advance();
    assert_eq!(search("lib").await[0].media_id.as_deref(), Some("m"));
    assert!(search("other").await.is_empty());
    story.send(SearchIndexJobRerun::new("m")).await;
    assert!(search("lib").await.is_empty());
    story.advance();
    assert_eq!(search("lib").await.len(), 1);
    story.send(DeleteMediaFromSearchLib::new("m").search_lib_name("lib")).await;
    assert!(search("lib").await.is_empty());
}

#[tokio::test]
async fn an_agent_runs_until_it_is_stopped() {
    let story = Story::new().await;
    let start = StartAIAgentInstance::new("agent", AIAgentRuntimeConfig::new()).user_data("mine");
    let id = story.send(start).await.instance_id.unwrap();
    let state = async || story.send(DescribeAIAgentInstance::new(&id)).await.instance.status.unwrap();
    assert_eq!(state().await, "Created");
    story.advance();
    assert_eq!(state().await, "Executing");
    story.send(SendAIAgentText::new(&id, "hello")).await;
    story.not_found(SendAIAgentText::new("another", "hello")).await;
    let listed = story.send(ListAIAgentInstance::new("agent")).await.instances;
    assert_eq!(listed[0].user_data.as_deref(), Some("mine"));
    assert!(story.send(ListAIAgentInstance::new("b")).await.instances.is_empty());
    story.send(StopAIAgentInstance::new(&id)).await;
    assert_eq!(state().await, "Finished");
}

#[tokio::test]
async fn a_flow_its_input_and_its_outputs_are_switched() {
    let story = Story::new().await;
    let id = story.send(CreateMediaConnectFlow::new("f", "cn-shanghai")).await.content.flow_id.unwrap();
    let flow = async || story.send(GetMediaConnectFlow::new(&id)).await.content;
    story.send(UpdateMediaConnectFlowStatus::new(&id, "online")).await;
    assert_eq!(flow().await.flow_status.as_deref(), Some("online"));
    story.send(OpenMediaConnectFlowFailover::new().flow_id(&id)).await;
    assert_eq!(flow().await.flow_failover.unwrap().as_str(), "yes");
    story.send(CloseMediaConnectFlowFailover::new().flow_id(&id)).await;
    assert_eq!(flow().await.flow_failover.unwrap().as_str(), "no");

    story.send(AddMediaConnectFlowInput::new(&id, "RTMP-PUSH", "in").max_bitrate(7)).await;
    story.send(UpdateMediaConnectFlowInput::new(&id).max_bitrate(8)).await;
    let input = story.send(GetMediaConnectFlowInput::new(&id)).await.content;
    assert_eq!((input.input_name.as_deref(), input.max_bitrate), (Some("in"), Some(8)));
    story.send(DeleteMediaConnectFlowInput::new(&id)).await;
    story.not_found(GetMediaConnectFlowInput::new(&id)).await;

    story.send(AddMediaConnectFlowOutput::new(&id, "RTMP-PULL", "out")).await;
    let forbidden =
        async || story.send(GetMediaConnectFlowOutput::new(&id, "out")).await.content.forbid.unwrap().to_string();
    story.send(ForbidMediaConnectFlowOutput::new().flow_id(&id).output_name("out")).await;
    assert_eq!(forbidden().await, "yes");
    story.send(ResumeMediaConnectFlowOutput::new().flow_id(&id).output_name("out")).await;
    assert_eq!(forbidden().await, "no");
}

#[tokio::test]
async fn an_avatar_exists_once_its_training_has_succeeded() {
    let story = Story::new().await;
    let job = story.send(CreateAvatarTrainingJob::new("ann")).await.data.job_id.unwrap();
    let training = story.send(GetAvatarTrainingJob::new(&job)).await.data.avatar_training_job;
    let avatar = training.avatar_id.unwrap();
    story.advance();
    story.not_found(GetAvatar::new(&avatar)).await;
    story.send(SubmitAvatarTrainingJob::new(&job)).await;
    let listed = async || story.send(ListAvatars::new()).await.data.avatar_list;
    assert!(listed().await.is_empty());
    story.advance();
    let found = story.send(GetAvatar::new(&avatar)).await.data.avatar;
    assert_eq!((found.avatar_name.as_deref(), found.avatar_id.as_ref()), (Some("ann"), Some(&avatar)));
    assert_eq!(listed().await[0].avatar_id.as_ref(), Some(&avatar));
    story.send(DeleteAvatarTrainingJob::new(&job)).await;
    story.not_found(GetAvatar::new(&avatar)).await;
}

#[tokio::test]
async fn a_channel_is_started_and_stopped_and_has_a_schedule() {
    let story = Story::new().await;
    story.send(CreateChannel::new("c", "basic", "loop", json!([]))).await;
    let count = async |state: i64| story.send(ListChannels::new().state(state)).await.channel_list.len();
    assert_eq!((count(0).await, count(1).await), (1, 0));
    story.send(StartChannel::new("c")).await;
    assert_eq!((count(0).await, count(1).await), (0, 1));
    story.send(StopChannel::new("c")).await;
    assert_eq!((count(0).await, count(1).await), (1, 0));
    story.not_found(StartChannel::new("other")).await;

    let program = CreateProgramRequired {
        program_name: "p".to_owned(),
        channel_name: "c".to_owned(),
        source_type: "vodSource".to_owned(),
        source_location_name: "here".to_owned(),
        source_name: "film".to_owned(),
        transition: json!({}).into(),
    };
    story.send(CreateProgram::new(program)).await;
    let programs = async |channel: &str| story.send(ListSchedules::new(channel, 60)).await.programs;
    assert_eq!(programs("c").await[0].program_name.as_deref(), Some("p"));
    assert!(programs("d").await.is_empty());
}

#[tokio::test]
async fn marks_keys_and_licenses_are_found_again() {
    let story = Story::new().await;
    let marks = json!([{ "MarkContent": "a" }]).to_string();
    story.send(AddMediaMarks::new("m", &marks)).await;
    let listed = story.send(ListMediaMarks::new().media_id("m")).await.media_marks.unwrap();
    assert_eq!(listed.as_str(), marks);
    story.send(UpdateMediaMarks::new("m", "[]")).await;
    let found = async || story.send(GetMediaMarks::new().media_id("m")).await.media_marks.unwrap();
    assert_eq!(found().await.as_str(), "[]");
    story.send(DeleteMediaMarks::new().media_id("m")).await;
    assert_ne!(found().await.as_str(), "[]");

    let key = story.send(GenerateKMSDataKey::new()).await.data_key;
    let decrypted = story.send(DecryptKMSDataKey::new(key.ciphertext_blob.unwrap())).await.data_key;
    assert!(key.plaintext.is_some() && decrypted.plaintext == key.plaintext);
    story.not_found(DecryptKMSDataKey::new("another")).await;

    story.send(ActiveAiRtcLicense::new().license_item_id("l").auth_code("code").device_id("d")).await;
    let codes = story.send(GetAiRtcAuthCodeList::new().license_item_id("l")).await.auth_code_list;
    assert_eq!(codes.len(), 1);
    assert_eq!((codes[0].auth_code.as_deref(), codes[0].device_id.as_deref()), (Some("code"), Some("d")));
}

#[tokio::test]
async fn uploads_and_media_are_found_in_every_form() {
    let story = Story::new().await;
    let uploads = story.send(UploadMediaByURL::new().upload_urls("https://example.com/a.mp4")).await.upload_jobs;
    assert_eq!(uploads.len(), 2);
    for upload in uploads {
        let found = story.send(GetUrlUploadInfos::new().job_ids(upload.job_id.unwrap())).await;
        assert_eq!(found.url_upload_info_list[0].media_id, upload.media_id);
    }
    let id = story.send(CreateUploadMedia::new().user_data("mine")).await.media_id.unwrap();
    let info = story.send(GetMediaInfo::new().media_id(&id)).await.media_info;
    assert_eq!(info.media_id.as_ref(), Some(&id));
    let play = GetPlayInfo::new().media_id(&id);
    assert_eq!(story.send(play.clone()).await.media_base.media_id.as_ref(), Some(&id));
    let listed = story.send(ListMediaBasicInfos::new().max_results(10)).await.media_infos;
    assert!(listed.iter().any(|entry| entry.media_id.as_ref() == Some(&id)), "{listed:?}");
    story.send(DeleteMediaInfos::new().media_ids(&id)).await;
    story.not_found(play).await;
}

#[tokio::test]
async fn of_several_ids_those_without_a_resource_are_in_the_list_of_the_response_for_them() {
    let story = Story::new().await;
    let id = story.send(CreateUploadMedia::new()).await.media_id.unwrap();
    let both = format!("never-created,{id}");
    let read = story.send(BatchGetMediaInfos::new().media_ids(&both)).await;
    assert_eq!((read.media_infos.len(), read.ignored_list), (1, vec!["never-created".to_owned()]));
    let deleted = story.send(DeleteMediaInfos::new().media_ids(&both)).await;
    assert_eq!((deleted.ignored_list, deleted.forbidden_list), (vec!["never-created".to_owned()], vec![]));
    let gone = story.send(BatchGetMediaInfos::new().media_ids(&both)).await;
    assert_eq!((gone.media_infos.len(), gone.ignored_list), (0, vec!["never-created".to_owned(), id]));
    // A list of jobs wraps that list in an object.
    let job = story.send(SubmitMediaCensorJob::new()).await.job_id;
    let listed = QueryMediaCensorJobList::new().job_ids(format!("{},never-submitted", job.unwrap()));
    let listed = story.send(listed).await;
    assert_eq!(listed.media_censor_job_list.media_censor_job.len(), 1);
    assert_eq!(listed.non_exist_ids.string, ["never-submitted"]);
}

#[tokio::test]
async fn the_basic_information_of_a_media_asset_is_about_that_asset() {
    let story = Story::new().await;
    let register = RegisterMediaInfo::new("oss://bucket/a.mp4").title("Trailer");
    let id = story.send(register).await.media_id;
    let got = story.send(GetMediaInfo::new().media_id(id.as_deref().unwrap())).await.media_info.media_basic_info;
    let listed = story.send(ListMediaBasicInfos::new()).await.media_infos.remove(0).media_basic_info;
    for seen in [(got.media_id, got.title), (listed.media_id, listed.title)] {
        assert_eq!(seen, (id.clone(), Some("Trailer".to_owned())));
    }
    story.send(UpdateMediaInfo::new().media_id(id.as_deref().unwrap()).title("Teaser")).await;
    let listed = story.send(ListMediaBasicInfos::new()).await.media_infos.remove(0).media_basic_info;
    assert_eq!(listed.title.as_deref(), Some("Teaser"));
}

#[tokio::test]
async fn whatever_is_created_by_any_operation_is_found_by_all_that_read_its_collection() {
    let data: Value = serde_json::from_str(include_str!("../../data/ice.json")).unwrap();
    let mut actions = BTreeMap::<&str, Vec<(&str, &Value)>>::new();
    for operation in data["operations"].as_array().unwrap() {
        if let Some(collection) = operation["resource"]["collection"].as_str() {
            let action = (operation["name"].as_str().unwrap(), &operation["resource"]);
            actions.entry(collection).or_default().push(action);
        }
    }
    let story = Story::new().await;
    let mut found = 0;
    for (collection, actions) in actions {
        let id = data["collections"][collection]["id"].as_str().unwrap_or_default();
        let with = |roles: &'static [&str]| {
            actions.iter().filter(move |(_, action)| roles.contains(&action["role"].as_str().unwrap()))
        };
        for (creator, creation) in with(&["create", "submit", "set"]) {
            let given = creation["id"].as_str().map_or(json!({}), |name| json!({ name: "some-id" }));
            // Documented values and numbers stay as they are.
            let given = if id == "IndexType" { json!({}) } else { given };
            let sent = input(creator, &given);
            let made = story.client.call(creator, sent.clone()).await.unwrap_or_else(|it| panic!("{creator}: {it:?}"));
            let entry = creation["entry"].as_str().unwrap_or_default().replace("[]", ".0");
            let entry = format!("/{}", entry.replace('.', "/"));
            let entry = made.output.pointer(entry.trim_end_matches('/')).unwrap_or(&made.output);
            let value = sent.get(id).or(entry.get(id)).unwrap_or(&Value::Null);
            story.advance();
            for (reader, reading) in
                with(&["get"]).filter(|(_, it)| it["id"].as_str().is_none_or(|it| it.starts_with(id)))
            {
                let wanted = reading["id"].as_str().map_or(json!({}), |name| json!({ name: value }));
                let response = story.client.call(reader, input(reader, &wanted)).await;
                assert!(response.is_ok(), "{creator}, {reader} {wanted}: {response:?}");
                found += 1;
            }
        }
        // Settings are there before they are set, and the ID of an index is one of the documented types.
        let always_exists = data["collections"][collection]["settings"] == true || id == "IndexType";
        let deletions = with(&["delete"]).filter(|_| !always_exists);
        for (deleter, deletion) in deletions {
            let Some(name) = deletion["id"].as_str() else { continue };
            let unknown = if id == "CateId" { json!(1_000_007) } else { json!("never-created") };
            let result = story.client.call(deleter, input(deleter, &json!({ name: unknown }))).await;
            match deletion["absent"].as_str() {
                Some(list) => assert_eq!(result.unwrap().output[list], json!([unknown]), "{deleter}"),
                None => {
                    let error = result.unwrap_err();
                    assert!(error.code().is_some_and(|code| code.ends_with("NotFound")), "{deleter}: {error:?}");
                }
            }
        }
    }
    assert!(found > 90, "{found}");
}
