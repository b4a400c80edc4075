//! The same client for programs that are not async: no runtime, no `await`, lists and states as plain iterators.
//!
//! `cargo run -p examples --features live --example from_blocking_code -- --live --region cn-shanghai SOURCE_URL OUTPUT_URL`

use std::error::Error;
use std::time::Duration;

use alibabacloud_ice::editing::{GetMediaProducingJob, ListMediaProducingJobs, SubmitMediaProducingJob};
use examples::Cloud;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let cloud = Cloud::from_arguments("SOURCE_URL OUTPUT_URL")?;
    let (source, output) = match cloud.arguments.as_slice() {
        [source, output] => (source.as_str(), output.as_str()),
        _ if cloud.fake.is_some() => ("https://example.com/in.mp4", "https://example.com/out.mp4"),
        _ => return Err("which video? give its address, and one for the output".into()),
    };
    // The feature `blocking` of alibabacloud-ice.
    let client = cloud.client.blocking();

    let timeline = json!({ "VideoTracks": [{ "VideoTrackClips": [{ "MediaURL": source, "In": 0, "Out": 10 }] }] });
    let submit = SubmitMediaProducingJob::new(json!({ "MediaURL": output })).timeline(timeline);
    // Options of a call come before it; without them, it is `client.send(submit)?`.
    let job_id =
        client.call_timeout(Duration::from_secs(30)).send(submit)?.output.job_id.ok_or("the new job has no ID")?;
    println!("submitted {job_id}");

    let wait = client.wait(GetMediaProducingJob::new().job_id(job_id));
    for progress in wait.delays(cloud.delays.0, cloud.delays.1).states() {
        println!("  {}", progress?.state());
    }

    for job in client.items(ListMediaProducingJobs::new()) {
        let job = job?;
        println!("listed    {} {}", job.job_id.unwrap_or_default(), job.status.unwrap_or_default());
    }
    Ok(())
}
