//! Lists resources page by page and entry by entry. Both work for all styles of pagination that the service has: page
//! numbers, page tokens, offsets.
//!
//! `cargo run -p examples --features live --example list_everything -- --live --region cn-shanghai`

use alibabacloud_ice::editing::{ListMediaProducingJobs, SubmitMediaProducingJob};
use alibabacloud_ice::voice::{ListCustomizedVoiceJobs, SubmitStandardCustomizedVoiceJob};
use alibabacloud_ice::{Client, Error};
use examples::Cloud;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cloud = Cloud::from_arguments("")?;
    if cloud.fake.is_some() {
        fill(&cloud.client).await?;
    }
    by_pages(&cloud.client).await?;
    by_items(&cloud.client).await?;
    Ok(())
}

/// Pages, for those who need more of a response than its entries. These have numbers.
async fn by_pages(client: &Client) -> Result<(), Error> {
    println!("voice cloning jobs:");
    let mut pages = client.pages(ListCustomizedVoiceJobs::new().r#type("Standard")).page_size(3);
    let mut number = 0;
    while let Some(page) = pages.next().await {
        let page = page?.output.data;
        number += 1;
        let names: Vec<String> = page.customized_voice_job_list.into_iter().filter_map(|job| job.voice_name).collect();
        println!("  page {number}: {} (of {} jobs)", names.join(", "), page.total_count.unwrap_or_default());
    }
    Ok(())
}

/// Entries, across pages. These pages have tokens.
async fn by_items(client: &Client) -> Result<(), Error> {
    println!("media producing jobs:");
    let mut jobs = client.items(ListMediaProducingJobs::new()).page_size(2);
    while let Some(job) = jobs.next().await {
        let job = job?;
        println!("  {} {}", job.job_id.unwrap_or_default(), job.status.unwrap_or_default());
    }
    Ok(())
}

/// Creates resources to list: a new fake has none.
async fn fill(client: &Client) -> Result<(), Error> {
    for name in ["Ann", "Ben", "Cem", "Dan", "Eve", "Fei", "Gil"] {
        client.send(SubmitStandardCustomizedVoiceJob::new().voice_name(name)).await?;
    }
    for _ in 0..5 {
        client.send(SubmitMediaProducingJob::new("{}")).await?;
    }
    Ok(())
}
