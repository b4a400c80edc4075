//! Submits a job that renders a video from a timeline, and waits for the video.
//!
//! `cargo run -p examples --features live --example produce_media -- --live --region cn-shanghai SOURCE_URL OUTPUT_URL`
//!
//! Both are addresses in OSS buckets of your account in that region.

use std::error::Error;
use std::time::Duration;

use alibabacloud_ice::ErrorKind;
use alibabacloud_ice::editing::{GetMediaProducingJob, SubmitMediaProducingJob};
use examples::Cloud;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let cloud = Cloud::from_arguments("SOURCE_URL OUTPUT_URL")?;
    let (source, output) = match cloud.arguments.as_slice() {
        [source, output] => (source.as_str(), output.as_str()),
        _ if cloud.fake.is_some() => ("https://example.com/in.mp4", "https://example.com/out.mp4"),
        _ => return Err("which video? give its address, and one for the output".into()),
    };

    // Some parameters are JSON in a text, as the service has them.
    let timeline = json!({ "VideoTracks": [{ "VideoTrackClips": [{ "MediaURL": source, "In": 0, "Out": 10 }] }] });
    let submit = SubmitMediaProducingJob::new(json!({ "MediaURL": output })).timeline(timeline);
    let job_id = cloud.client.send(submit).await?.output.job_id.ok_or("the new job has no ID")?;
    println!("submitted {job_id}");

    let wait = cloud.client.wait(GetMediaProducingJob::new().job_id(&job_id)).deadline(Duration::from_secs(600));
    let mut states = wait.delays(cloud.delays.0, cloud.delays.1).states();
    while let Some(progress) = states.next().await {
        let progress = match progress {
            Err(error) if error.kind() == ErrorKind::JobFailed => {
                println!("it failed: {}", error.code().unwrap_or("without a code"));
                return Err(error.into());
            }
            Err(error) if error.kind() == ErrorKind::StillRunning => {
                println!("it takes longer; wait for {job_id} another time");
                return Ok(());
            }
            progress => progress?,
        };
        println!("  {}", progress.state());
        if progress.is_final() {
            let job = progress.response.output.media_producing_job;
            // A response need not repeat the address.
            println!("produced  {}", job.media_url.as_deref().unwrap_or(output));
        }
    }
    Ok(())
}
