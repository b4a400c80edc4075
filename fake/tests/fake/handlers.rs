//! Responses that a test sets.

use alibabacloud_fake::{Fake, Refusal};
use alibabacloud_ice::media::get_media_info::output::MediaInfo;
use alibabacloud_ice::media::{GetMediaInfo, GetMediaInfoOutput};
use serde_json::json;

#[tokio::test]
async fn a_typed_handler_takes_the_operation_and_returns_its_output_until_it_is_removed() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().strict_responses(true).build().unwrap();
    fake.on::<GetMediaInfo>(|request| match request.media_id.as_deref() {
        Some("mine") => {
            let mut output = GetMediaInfoOutput::default();
            output.request_id = Some("own".to_owned());
            Ok(output)
        }
        _ => Err(Refusal::new(403, "Forbidden", "Not yours.")),
    });
    let response = client.send(GetMediaInfo::new().media_id("mine")).await.unwrap();
    assert_eq!((response.request_id(), &response.output.media_info), (Some("own"), &MediaInfo::default()));
    assert_eq!(client.send(GetMediaInfo::new()).await.unwrap_err().code(), Some("Forbidden"));
    fake.reset::<GetMediaInfo>();
    assert_ne!(client.send(GetMediaInfo::new()).await.unwrap().output.media_info, MediaInfo::default());
}

#[tokio::test]
async fn a_handler_by_name_takes_and_returns_json() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    fake.on_named("GetMediaInfo", |request| Ok(json!({ "MediaInfo": { "MediaId": request["MediaId"] }, "New": 1 })));
    let response = client.send(GetMediaInfo::new().media_id("m")).await.unwrap();
    assert_eq!(response.output.media_info.media_id.as_deref(), Some("m"));
    fake.reset_named("GetMediaInfo");
    assert!(client.send(GetMediaInfo::new()).await.is_ok());
}
