//! Families of operations in the order in which code calls them: create, get, list, update, delete, or submit, poll, cancel.

use std::collections::BTreeMap;
use std::time::Duration;

use alibabacloud_fake::Fake;
use alibabacloud_ice::{Call as _, Client};
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

    /// Calls an operation with these parameters, and values for the others that it requires.
    async fn call(&self, operation: &str, parameters: Value) -> Value {
        let response = self.client.call(operation, input(operation, &parameters)).await;
        response.unwrap_or_else(|error| panic!("{operation}: {error:?}")).output
    }

    /// Calls an operation that is refused because there is no such resource.
    async fn not_found(&self, operation: &str, parameters: Value) {
        let error = self.client.call(operation, input(operation, &parameters)).await.unwrap_err();
        assert!(error.code().is_some_and(|code| code.ends_with("NotFound")), "{operation}: {error:?}");
    }

    fn advance(&self) {
        self.fake.advance(Duration::from_secs(60));
    }
}

#[tokio::test]
async fn a_category_is_added_found_renamed_and_deleted() {
    let story = Story::new().await;
    let id = story.call("AddCategory", json!({"CateName": "news"})).await["Category"]["CateId"].clone();
    let found = story.call("GetCategories", json!({"CateId": id})).await;
    assert_eq!((&found["Category"]["CateName"], &found["Category"]["CateId"]), (&json!("news"), &id));
    story.call("UpdateCategory", json!({"CateId": id, "CateName": "sports"})).await;
    assert_eq!(story.call("GetCategories", json!({"CateId": id})).await["Category"]["CateName"], "sports");
    story.call("DeleteCategory", json!({"CateId": id})).await;
    story.not_found("GetCategories", json!({"CateId": id})).await;
}

#[tokio::test]
async fn settings_are_those_of_the_service_until_they_are_set() {
    let story = Story::new().await;
    assert!(story.call("GetDefaultStorageLocation", json!({})).await["Bucket"].is_string());
    assert_eq!(story.call("GetStorageList", json!({})).await["StorageInfoList"], json!([]));
    let location = json!({"StorageType": "user_oss_bucket", "Bucket": "mine", "Path": "in/"});
    story.call("SetDefaultStorageLocation", location).await;
    let found = story.call("GetDefaultStorageLocation", json!({})).await;
    assert_eq!((&found["Bucket"], &found["Path"]), (&json!("mine"), &json!("in/")));
    assert_eq!(story.call("GetStorageList", json!({})).await["StorageInfoList"][0]["Path"], "in/");
    // What is not given is not kept from before.
    story.call("SetDefaultStorageLocation", json!({"Bucket": "other"})).await;
    let found = story.call("GetDefaultStorageLocation", json!({})).await;
    assert!(found["Bucket"] == "other" && found["Path"] != "in/");
    story.call("SetEventCallback", json!({"CallbackType": "HTTP", "CallbackURL": "https://example.com"})).await;
    assert_eq!(story.call("GetEventCallback", json!({})).await["CallbackURL"], "https://example.com");
    story.call("SetNotifyConfig", json!({"AIAgentId": "a", "EnableNotify": true, "Token": "t"})).await;
    assert_eq!(story.call("DescribeNotifyConfig", json!({"AIAgentId": "a"})).await["Token"], "t");
    assert_ne!(story.call("DescribeNotifyConfig", json!({"AIAgentId": "b"})).await["Token"], "t");
}

#[tokio::test]
async fn a_search_index_is_created_altered_and_dropped() {
    let story = Story::new().await;
    story.not_found("QuerySearchIndex", json!({"IndexType": "mm"})).await;
    story.call("CreateSearchIndex", json!({"IndexType": "mm", "IndexStatus": "Active"})).await;
    assert_eq!(story.call("QuerySearchIndex", json!({"IndexType": "mm"})).await["IndexStatus"], "Active");
    story.call("AlterSearchIndex", json!({"IndexType": "mm", "IndexStatus": "Deactive"})).await;
    assert_eq!(story.call("QuerySearchIndex", json!({"IndexType": "mm"})).await["IndexStatus"], "Deactive");
    story.call("DropSearchIndex", json!({"IndexType": "mm"})).await;
    story.not_found("QuerySearchIndex", json!({"IndexType": "mm"})).await;
}

#[tokio::test]
async fn a_search_finds_what_was_inserted_once_it_is_indexed() {
    let story = Story::new().await;
    let insert = json!({"SearchLibName": "lib", "MediaId": "m", "Input": "oss://b/o"});
    story.call("InsertMediaToSearchLib", insert).await;
    let search = json!({"SearchLibName": "lib"});
    assert_eq!(story.call("SearchMediaByHybrid", search.clone()).await["MediaList"], json!([]));
    story.advance();
    assert_eq!(story.call("SearchMediaByHybrid", search.clone()).await["MediaList"][0]["MediaId"], "m");
    let other = json!({"SearchLibName": "other"});
    assert_eq!(story.call("SearchMediaByHybrid", other).await["MediaList"], json!([]));
    story.call("SearchIndexJobRerun", json!({"MediaIds": "m"})).await;
    assert_eq!(story.call("SearchMediaByHybrid", search.clone()).await["Total"], 0);
    story.advance();
    story.call("DeleteMediaFromSearchLib", json!({"SearchLibName": "lib", "MediaId": "m"})).await;
    assert_eq!(story.call("SearchMediaByHybrid", search).await["Total"], 0);
}

#[tokio::test]
async fn an_agent_runs_until_it_is_stopped() {
    let story = Story::new().await;
    let started = story.call("StartAIAgentInstance", json!({"AIAgentId": "agent", "UserData": "mine"})).await;
    let id = started["InstanceId"].clone();
    let state =
        async || story.call("DescribeAIAgentInstance", json!({"InstanceId": id})).await["Instance"]["Status"].clone();
    assert_eq!(state().await, "Created");
    story.advance();
    assert_eq!(state().await, "Executing");
    story.call("SendAIAgentText", json!({"InstanceId": id, "Text": "hello"})).await;
    story.not_found("SendAIAgentText", json!({"InstanceId": "another", "Text": "hello"})).await;
    let listed = story.call("ListAIAgentInstance", json!({"AIAgentId": "agent"})).await;
    assert_eq!(listed["Instances"][0]["UserData"], "mine");
    assert_eq!(story.call("ListAIAgentInstance", json!({"AIAgentId": "b"})).await["Instances"], json!([]));
    story.call("StopAIAgentInstance", json!({"InstanceId": id})).await;
    assert_eq!(state().await, "Finished");
}

#[tokio::test]
async fn a_flow_its_input_and_its_outputs_are_switched() {
    let story = Story::new().await;
    let id = story.call("CreateMediaConnectFlow", json!({"FlowName": "f"})).await["Content"]["FlowId"].clone();
    let flow = async || story.call("GetMediaConnectFlow", json!({"FlowId": id})).await["Content"].clone();
    story.call("UpdateMediaConnectFlowStatus", json!({"FlowId": id, "Status": "online"})).await;
    assert_eq!(flow().await["FlowStatus"], "online");
    story.call("OpenMediaConnectFlowFailover", json!({"FlowId": id})).await;
    assert_eq!(flow().await["FlowFailover"], "yes");
    story.call("CloseMediaConnectFlowFailover", json!({"FlowId": id})).await;
    assert_eq!(flow().await["FlowFailover"], "no");
    story.call("AddMediaConnectFlowInput", json!({"FlowId": id, "InputName": "in", "MaxBitrate": 7})).await;
    story.call("UpdateMediaConnectFlowInput", json!({"FlowId": id, "MaxBitrate": 8})).await;
    let input = story.call("GetMediaConnectFlowInput", json!({"FlowId": id})).await["Content"].clone();
    assert_eq!((&input["InputName"], &input["MaxBitrate"]), (&json!("in"), &json!(8)));
    story.call("DeleteMediaConnectFlowInput", json!({"FlowId": id})).await;
    story.not_found("GetMediaConnectFlowInput", json!({"FlowId": id})).await;
    let output = json!({"FlowId": id, "OutputName": "out"});
    story.call("AddMediaConnectFlowOutput", output.clone()).await;
    for (operation, forbidden) in [("ForbidMediaConnectFlowOutput", "yes"), ("ResumeMediaConnectFlowOutput", "no")] {
        story.call(operation, output.clone()).await;
        let found = story.call("GetMediaConnectFlowOutput", output.clone()).await;
        assert_eq!(found["Content"]["Forbid"], forbidden);
    }
}

#[tokio::test]
async fn an_avatar_exists_once_its_training_has_succeeded() {
    let story = Story::new().await;
    let job = story.call("CreateAvatarTrainingJob", json!({"AvatarName": "ann"})).await["Data"]["JobId"].clone();
    let training = async || story.call("GetAvatarTrainingJob", json!({"JobId": job})).await;
    let avatar = training().await["Data"]["AvatarTrainingJob"]["AvatarId"].clone();
    story.advance();
    story.not_found("GetAvatar", json!({"AvatarId": avatar})).await;
    story.call("SubmitAvatarTrainingJob", json!({"JobId": job})).await;
    assert_eq!(story.call("ListAvatars", json!({})).await["Data"]["AvatarList"], json!([]));
    story.advance();
    let found = story.call("GetAvatar", json!({"AvatarId": avatar})).await["Data"]["Avatar"].clone();
    assert_eq!((&found["AvatarName"], &found["AvatarId"]), (&json!("ann"), &avatar));
    assert_eq!(story.call("ListAvatars", json!({})).await["Data"]["AvatarList"][0]["AvatarId"], avatar);
    story.call("DeleteAvatarTrainingJob", json!({"JobId": job})).await;
    story.not_found("GetAvatar", json!({"AvatarId": avatar})).await;
}

#[tokio::test]
async fn a_channel_is_started_and_stopped_and_has_a_schedule() {
    let story = Story::new().await;
    story.call("CreateChannel", json!({"ChannelName": "c"})).await;
    let started = async |state: i32| {
        story.call("ListChannels", json!({"State": state})).await["ChannelList"].as_array().unwrap().len()
    };
    assert_eq!((started(0).await, started(1).await), (1, 0));
    story.call("StartChannel", json!({"ChannelName": "c"})).await;
    assert_eq!((started(0).await, started(1).await), (0, 1));
    story.call("StopChannel", json!({"ChannelName": "c"})).await;
    assert_eq!((started(0).await, started(1).await), (1, 0));
    story.not_found("StartChannel", json!({"ChannelName": "other"})).await;
    story.call("CreateProgram", json!({"ChannelName": "c", "ProgramName": "p"})).await;
    assert_eq!(story.call("ListSchedules", json!({"ChannelName": "c"})).await["Programs"][0]["ProgramName"], "p");
    assert_eq!(story.call("ListSchedules", json!({"ChannelName": "d"})).await["Programs"], json!([]));
}

#[tokio::test]
async fn marks_keys_and_licenses_are_found_again() {
    let story = Story::new().await;
    story.call("AddMediaMarks", json!({"MediaId": "m", "MediaMarks": "[{\"MarkContent\":\"a\"}]"})).await;
    let marks = story.call("ListMediaMarks", json!({"MediaId": "m"})).await["MediaMarks"].clone();
    assert_eq!(marks, "[{\"MarkContent\":\"a\"}]");
    story.call("UpdateMediaMarks", json!({"MediaId": "m", "MediaMarks": "[]"})).await;
    assert_eq!(story.call("GetMediaMarks", json!({"MediaId": "m"})).await["MediaMarks"], "[]");
    story.call("DeleteMediaMarks", json!({"MediaId": "m"})).await;
    assert_ne!(story.call("GetMediaMarks", json!({"MediaId": "m"})).await["MediaMarks"], "[]");
    let key = story.call("GenerateKMSDataKey", json!({})).await["DataKey"].clone();
    let decrypted = story.call("DecryptKMSDataKey", json!({"CiphertextBlob": key["CiphertextBlob"]})).await;
    assert_eq!(decrypted["DataKey"]["Plaintext"], key["Plaintext"]);
    story.not_found("DecryptKMSDataKey", json!({"CiphertextBlob": "another"})).await;
    story.call("ActiveAiRtcLicense", json!({"LicenseItemId": "l", "AuthCode": "code", "DeviceId": "d"})).await;
    let codes = story.call("GetAiRtcAuthCodeList", json!({"LicenseItemId": "l"})).await["AuthCodeList"].clone();
    assert_eq!((&codes[0]["AuthCode"], &codes[0]["DeviceId"], &codes[1]), (&json!("code"), &json!("d"), &Value::Null));
}

#[tokio::test]
async fn uploads_and_media_are_found_in_every_form() {
    let story = Story::new().await;
    let uploads = story.call("UploadMediaByURL", json!({"UploadURLs": "https://example.com/a.mp4"})).await;
    let uploads = uploads["UploadJobs"].as_array().unwrap();
    assert_eq!(uploads.len(), 2);
    for upload in uploads {
        let found = story.call("GetUrlUploadInfos", json!({"JobIds": upload["JobId"]})).await;
        assert_eq!(found["URLUploadInfoList"][0]["MediaId"], upload["MediaId"]);
    }
    let id = story.call("CreateUploadMedia", json!({"UserData": "mine"})).await["MediaId"].clone();
    let info = story.call("GetMediaInfo", json!({"MediaId": id})).await;
    assert_eq!(info["MediaInfo"]["MediaId"], id);
    assert_eq!(story.call("GetPlayInfo", json!({"MediaId": id})).await["MediaBase"]["MediaId"], id);
    let listed = story.call("ListMediaBasicInfos", json!({"MaxResults": 10})).await;
    assert!(listed["MediaInfos"].as_array().unwrap().iter().any(|entry| entry["MediaId"] == id), "{listed}");
    story.call("DeleteMediaInfos", json!({"MediaIds": id})).await;
    story.not_found("GetPlayInfo", json!({"MediaId": id})).await;
}

#[tokio::test]
async fn whatever_is_created_by_any_operation_is_found_by_all_that_read_its_collection() {
    let data: Value = serde_json::from_str(include_str!("../../data/ice.json")).unwrap();
    let mut actions = BTreeMap::<&str, Vec<(&str, &Value)>>::new();
    for operation in data["operations"].as_array().unwrap() {
        if let Some(collection) = operation["resource"]["collection"].as_str().filter(|it| *it != "CustomizedVoiceJob")
        {
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
        for (deleter, name) in deletions.filter_map(|(deleter, deletion)| Some((deleter, deletion["id"].as_str()?))) {
            let unknown = if id == "CateId" { json!(1_000_007) } else { json!("never-created") };
            story.not_found(deleter, json!({ name: unknown })).await;
        }
    }
    assert!(found > 90, "{found}");
}
