//! Clones a voice from start to end: create, check recordings, train, list, change, delete.
//!
//! `cargo run -p examples --features live --example clone_voice -- --live --region cn-shanghai RECORDING_URL…`
//!
//! The cloud wants 20 recordings, of the sentences that `GetDemonstrationForCustomizedVoiceJob` gives, and takes its time to train.

use std::error::Error;
use std::time::Duration;

use alibabacloud_ice::Client;
use alibabacloud_ice::voice::create_customized_voice_job::{Gender, Scenario};
use alibabacloud_ice::voice::{
    CreateCustomizedVoiceJob, DeleteCustomizedVoiceJob, DetectAudioForCustomizedVoiceJob, GetCustomizedVoiceJob,
    ListCustomizedVoices, SubmitCustomizedVoiceJob, UpdateCustomizedVoice,
};
use examples::Cloud;

const VOICE: &str = "reader";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut cloud = Cloud::from_arguments("RECORDING_URL…")?;
    if cloud.fake.is_some() && cloud.arguments.is_empty() {
        // The fake reads none of them.
        cloud.arguments = (1..=3).map(|number| format!("https://example.com/{number}.wav")).collect();
    }
    if cloud.arguments.is_empty() {
        return Err("which recordings? give their addresses".into());
    }
    let client = &cloud.client;

    let create = CreateCustomizedVoiceJob::new(VOICE, Gender::Female, Scenario::Story).voice_name("Reader");
    let made = client.send(create).await?.output.data;
    let job_id = made.job_id.ok_or("the new job has no ID")?;
    println!("created    voice {VOICE}, job {job_id}");

    // Errors are returned only after the job has been deleted.
    let result = train(&cloud, &job_id).await;
    client.send(DeleteCustomizedVoiceJob::new(job_id)).await?;
    println!("deleted    voice {VOICE}, and its job");
    result
}

async fn train(cloud: &Cloud, job_id: &str) -> Result<(), Box<dyn Error>> {
    let client = &cloud.client;
    draw(&state(client, job_id).await?);
    for (url, number) in cloud.arguments.iter().zip(1..) {
        let check = DetectAudioForCustomizedVoiceJob::new(VOICE, url, number);
        let verdict = client.send(check).await?.output.data;
        if verdict.pass != Some(true) {
            return Err(format!("{url} will not do: {}", verdict.reason.unwrap_or_default()).into());
        }
        println!("checked    {url}");
    }
    draw(&state(client, job_id).await?);

    client.send(SubmitCustomizedVoiceJob::new(VOICE)).await?;
    println!("submitted");
    let wait = client.wait(GetCustomizedVoiceJob::new(job_id)).deadline(Duration::from_secs(24 * 60 * 60));
    let mut states = wait.delays(cloud.delays.0, cloud.delays.1).states();
    while let Some(progress) = states.next().await {
        draw(progress?.state());
    }

    let mut sample = None;
    let mut voices = client.items(ListCustomizedVoices::new());
    while let Some(voice) = voices.next().await {
        let voice = voice?;
        if voice.voice_id.as_deref() == Some(VOICE) {
            println!("listed     {VOICE} ({})", voice.voice_name.unwrap_or_default());
            sample = voice.demo_audio_media_id;
        }
    }

    // Any audio of your media may be the sample of a voice; here it is the one that it has.
    match sample {
        Some(sample) => {
            client.send(UpdateCustomizedVoice::new(VOICE).demo_audio_media_id(&sample)).await?;
            println!("updated    its sample is {sample}");
        }
        None => println!("updated    nothing: it has no sample"),
    }
    Ok(())
}

/// The state of the job.
async fn state(client: &Client, job_id: &str) -> Result<String, alibabacloud_ice::Error> {
    let job = client.send(GetCustomizedVoiceJob::new(job_id)).await?.output.data.customized_voice_job;
    Ok(job.status.map(|status| status.to_string()).unwrap_or_default())
}

/// Prints a state with a progress bar.
fn draw(state: &str) {
    const STATES: [&str; 5] = ["Initialization", "AudioDetecting", "PreTraining", "Training", "Success"];
    let done = STATES.iter().position(|word| *word == state).unwrap_or(0) * 6;
    println!("           [{:<24}] {state}", "#".repeat(done));
}
