//! Gets a voice cloning job by its ID.
//!
//! `cargo run -p examples --features live --example get_voice_job -- --live --region cn-shanghai JOB_ID`

use std::error::Error;

use alibabacloud_ice::Client;
use alibabacloud_ice::voice::{GetCustomizedVoiceJob, SubmitStandardCustomizedVoiceJob};
use examples::Cloud;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let cloud = Cloud::from_arguments("[JOB_ID]")?;
    let job_id = match cloud.arguments.first() {
        Some(id) => id.clone(),
        None if cloud.fake.is_some() => submit(&cloud.client).await?,
        None => return Err("which job? give its ID".into()),
    };

    let response = cloud.client.send(GetCustomizedVoiceJob::new(job_id)).await?;
    println!("status {}, request {}", response.status(), response.request_id().unwrap_or("without an ID"));

    // Any text, number or time may be missing, so each is an `Option`; objects and lists are empty then.
    let job = response.output.data.customized_voice_job;
    println!("job    {}", job.job_id.unwrap_or_default());
    println!("voice  {} ({})", job.voice_name.unwrap_or_default(), job.voice_id.unwrap_or_default());
    println!("state  {}", job.status.map_or_else(|| "unknown".to_owned(), |status| status.to_string()));
    if let Some(created) = job.create_time {
        println!("since  {created}");
    }
    Ok(())
}

/// Creates a job to get: a new fake has none.
async fn submit(client: &Client) -> Result<String, alibabacloud_ice::Error> {
    let response = client.send(SubmitStandardCustomizedVoiceJob::new().voice_name("Reader")).await?;
    Ok(response.output.data.job_id.unwrap_or_default())
}
