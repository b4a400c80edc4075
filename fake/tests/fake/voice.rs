//! Cloned voices, from the job to the voice.

use std::time::Duration;

use alibabacloud_fake::Fake;
use alibabacloud_ice::voice::create_customized_voice_job::{Gender, Scenario};
use alibabacloud_ice::voice::{
    CreateCustomizedVoiceJob, DeleteCustomizedVoiceJob, DetectAudioForCustomizedVoiceJob, GetCustomizedVoice,
    GetCustomizedVoiceJob, ListCustomizedVoiceJobs, ListCustomizedVoices, SubmitCosyVoiceCustomizedVoiceJob,
    SubmitCustomizedVoiceJob, SubmitStandardCustomizedVoiceJob, UpdateCustomizedVoice,
};
use alibabacloud_ice::{Client, Error};

async fn state(client: &Client, id: &str) -> Result<String, Error> {
    let response = client.send(GetCustomizedVoiceJob::new(id)).await?.output;
    Ok(response.data.customized_voice_job.status.unwrap().as_str().to_owned())
}

#[tokio::test]
async fn a_voice_is_created_checked_trained_listed_changed_and_deleted() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().strict_responses(true).build().unwrap();
    let create = CreateCustomizedVoiceJob::new("reader", Gender::Male, Scenario::Story).voice_name("Reader");
    let made = client.send(create.clone()).await.unwrap().output.data;
    assert_eq!(made.voice_id.as_deref(), Some("reader"));
    let id = made.job_id.unwrap();
    assert_eq!(client.send(create).await.unwrap_err().code(), Some("InvalidParameter"));
    assert_eq!(state(&client, &id).await.unwrap(), "Initialization");
    let checked = DetectAudioForCustomizedVoiceJob::new("reader", "https://example.com/1.wav", 1);
    assert_eq!(client.send(checked).await.unwrap().output.data.pass, Some(true));
    let mut seen = vec![state(&client, &id).await.unwrap()];
    let submitted = client.send(SubmitCustomizedVoiceJob::new("reader")).await.unwrap().output;
    assert_eq!(submitted.data.job_id.as_ref(), Some(&id));
    let again = client.send(SubmitCustomizedVoiceJob::new("reader")).await.unwrap_err();
    assert_eq!(again.code(), Some("OperationDenied"));
    let voice = async || {
        let response = client.send(GetCustomizedVoice::new().voice_id("reader")).await?.output;
        Ok::<_, Error>(response.data.customized_voice)
    };
    assert_eq!(voice().await.unwrap_err().code(), Some("VoiceNotFound"));
    for _ in 0..3 {
        seen.push(state(&client, &id).await.unwrap());
        fake.advance(Duration::from_secs(3));
    }
    assert_eq!(seen, ["AudioDetecting", "PreTraining", "Training", "Success"]);
    let listed = client.send(ListCustomizedVoices::new()).await.unwrap().output.data;
    assert_eq!(listed.total_count, Some(1));
    assert_eq!(listed.customized_voice_list[0].voice_name.as_deref(), Some("Reader"));
    client.send(UpdateCustomizedVoice::new("reader").demo_audio_media_id("demo")).await.unwrap();
    assert_eq!(voice().await.unwrap().demo_audio_media_id.as_deref(), Some("demo"));
    client.send(DeleteCustomizedVoiceJob::new(&*id)).await.unwrap();
    assert_eq!(state(&client, &id).await.unwrap_err().code(), Some("JobNotFound"));
    assert_eq!(voice().await.unwrap_err().code(), Some("VoiceNotFound"));
}

#[tokio::test]
async fn a_failed_training_has_a_message_and_may_be_submitted_again() {
    let fake = Fake::builder().speed(300.0).start().await.unwrap();
    let client = fake.client().build().unwrap();
    let made = client.send(CreateCustomizedVoiceJob::new("v", Gender::Female, Scenario::Story)).await.unwrap();
    let id = made.output.data.job_id.unwrap();
    let wait = || {
        let wait = client.wait(GetCustomizedVoiceJob::new(&*id)).deadline(Duration::from_secs(10));
        wait.delays(Duration::from_millis(1), Duration::from_millis(5))
    };
    fake.fail_next("SubmitCustomizedVoiceJob", "", "Too much noise.");
    client.send(SubmitCustomizedVoiceJob::new("v")).await.unwrap();
    assert!(wait().await.unwrap_err().to_string().contains("Too much noise."));
    client.send(SubmitCustomizedVoiceJob::new("v")).await.unwrap();
    wait().await.unwrap();
}

#[tokio::test]
async fn a_failure_that_is_planned_for_the_creation_is_of_the_first_training() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    fake.fail_next("CreateCustomizedVoiceJob", "", "Too much noise.");
    let made = client.send(CreateCustomizedVoiceJob::new("v", Gender::Female, Scenario::Story)).await.unwrap();
    let id = made.output.data.job_id.unwrap();
    for expected in ["Fail", "Success"] {
        client.send(SubmitCustomizedVoiceJob::new("v")).await.unwrap();
        fake.advance(Duration::from_secs(60));
        assert_eq!(state(&client, &id).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn other_editions_are_submitted_at_once_and_listed_separately() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().strict_responses(true).build().unwrap();
    client.send(SubmitStandardCustomizedVoiceJob::new().voice_name("a")).await.unwrap();
    client.send(SubmitCosyVoiceCustomizedVoiceJob::new().voice_name("b")).await.unwrap();
    fake.advance(Duration::from_secs(12));
    let count = async |edition: Option<&str>| {
        let list = edition.map_or_else(ListCustomizedVoices::new, |it| ListCustomizedVoices::new().r#type(it));
        client.send(list).await.unwrap().output.data.total_count.unwrap()
    };
    assert_eq!((count(None).await, count(Some("Standard")).await), (0, 2));
    let jobs = client.send(ListCustomizedVoiceJobs::new().r#type("Standard").page_size(1)).await.unwrap();
    let jobs = jobs.output.data;
    assert_eq!((jobs.customized_voice_job_list.len(), jobs.total_count), (1, Some(2)));
}
