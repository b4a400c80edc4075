//! A small service, and tests of it that need no account. The program runs the service once; the tests at the end of the
//! file are run by `cargo test -p examples --test test_your_service`.
//!
//! `cargo run -p examples --features live --example test_your_service -- --live --region cn-shanghai OUTPUT_URL`

use std::error::Error;
use std::time::Duration;

use alibabacloud_ice::Client;
use alibabacloud_ice::editing::{GetMediaProducingJob, SubmitMediaProducingJob};
use examples::Cloud;
use serde_json::json;

/// Makes trailers. Its client is handed in, so that a test can hand in one that sends to the fake.
struct Trailers {
    client: Client,
    /// The first and the longest delay between polls of a job.
    delays: (Duration, Duration),
}

impl Trailers {
    /// Renders the trailer of this title, and returns the address of the video.
    async fn make(&self, title: &str, output: &str) -> Result<String, Box<dyn Error>> {
        let timeline = json!({ "SubtitleTracks": [{ "SubtitleTrackClips": [{ "Type": "Text", "Content": title }] }] });
        let submit = SubmitMediaProducingJob::new(json!({ "MediaURL": output })).timeline(timeline).user_data(title);
        let job_id = self.client.send(submit).await?.output.job_id.ok_or("the new job has no ID")?;
        let wait = self.client.wait(GetMediaProducingJob::new().job_id(job_id));
        let response = wait.delays(self.delays.0, self.delays.1).await?;
        // A response need not repeat the address.
        Ok(response.output.media_producing_job.media_url.unwrap_or_else(|| output.to_owned()))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let cloud = Cloud::from_arguments("OUTPUT_URL")?;
    let output = match cloud.arguments.first() {
        Some(output) => output.clone(),
        None if cloud.fake.is_some() => "https://example.com/trailer.mp4".to_owned(),
        None => return Err("where to? give an address for the video".into()),
    };
    let trailers = Trailers { client: cloud.client, delays: cloud.delays };
    println!("the trailer is at {}", trailers.make("A summer by the sea", &output).await?);
    if let Some(fake) = cloud.fake {
        println!("\nwhat the service called:");
        for (operation, times) in fake.journal().counts() {
            println!("  {operation} {times}");
        }
        println!("\nwhat its RAM user needs:\n{}", fake.journal().policy());
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use alibabacloud_fake::{Fake, Fault, Refusal};
    use alibabacloud_ice::editing::GetMediaProducingJobOutput;

    use super::*;

    const OUTPUT: &str = "https://example.com/trailer.mp4";

    /// A fake whose jobs take almost no time, and a service that calls it.
    async fn service() -> (Fake, Trailers) {
        // What the service may leave out of a response, this one leaves out.
        sparse_service(7).await
    }

    /// The same, with what the seed says left out.
    async fn sparse_service(seed: u64) -> (Fake, Trailers) {
        let fake = Fake::builder().speed(1000.0).sparse(seed).start().await.unwrap();
        let trailers = Trailers {
            client: fake.client().build().unwrap(),
            delays: (Duration::from_millis(5), Duration::from_millis(50)),
        };
        (fake, trailers)
    }

    #[tokio::test]
    async fn a_trailer_is_one_job_with_the_title_in_it() {
        for seed in 0..10 {
            let (fake, trailers) = sparse_service(seed).await;
            trailers.make("Sea", OUTPUT).await.unwrap();
            let journal = fake.journal();
            journal.assert_all_accepted();
            journal.assert_called_for::<SubmitMediaProducingJob>(1);
            journal.assert_called_with("SubmitMediaProducingJob", &json!({ "UserData": "Sea" }));
        }
    }

    #[tokio::test]
    async fn being_throttled_makes_no_second_trailer() {
        let (fake, trailers) = service().await;
        fake.faults().next_for::<SubmitMediaProducingJob>(Fault::throttled_for(Duration::from_millis(5)));
        trailers.make("Sea", OUTPUT).await.unwrap();
        fake.journal().assert_called_for::<SubmitMediaProducingJob>(2);
        let jobs = alibabacloud_ice::editing::ListMediaProducingJobs::new();
        let listed = trailers.client.send(jobs).await.unwrap();
        assert_eq!(listed.output.media_producing_job_list.len(), 1);
    }

    #[tokio::test]
    async fn a_job_that_fails_is_an_error_with_its_reason() {
        let (fake, trailers) = service().await;
        fake.fail_next_for::<SubmitMediaProducingJob>("InvalidMaterial", "The font is missing.");
        let error = trailers.make("Sea", OUTPUT).await.unwrap_err();
        assert!(error.to_string().contains("The font is missing."), "{error}");
    }

    #[tokio::test]
    async fn a_video_without_an_address_is_where_it_was_ordered() {
        let (fake, trailers) = service().await;
        // A response of the test's own, instead of the fake's.
        fake.on::<GetMediaProducingJob>(|_| {
            let mut output = GetMediaProducingJobOutput::default();
            output.media_producing_job.status = Some("Success".into());
            Ok(output)
        });
        assert_eq!(trailers.make("Sea", OUTPUT).await.unwrap(), OUTPUT);
        // One by name may refuse as well.
        fake.on_named("SubmitMediaProducingJob", |_| Err(Refusal::new(404, "ProjectNotFound", "It is gone.")));
        assert!(trailers.make("Sea", OUTPUT).await.unwrap_err().to_string().contains("ProjectNotFound"));
    }
}
