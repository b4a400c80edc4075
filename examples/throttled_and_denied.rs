//! What to do when the service throttles or denies. The client retries throttled calls by itself; an error that
//! remains says what it is, and what to do.
//!
//! `cargo run -p examples --features live --example throttled_and_denied -- --live --region cn-shanghai`

use std::error::Error;
use std::time::Duration;

use alibabacloud_fake::Fault;
use alibabacloud_ice::Client;
use alibabacloud_ice::voice::ListCustomizedVoices;
use examples::Cloud;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let cloud = Cloud::from_arguments("")?;
    // The real service throttles and denies by itself, if at all.
    let Some(fake) = &cloud.fake else { return count(&cloud.client).await };

    println!("throttled twice:");
    let busy = Fault::throttled_for(Duration::from_millis(100));
    fake.faults().next_for::<ListCustomizedVoices>(busy.clone()).times(2);
    count(&cloud.client).await?;

    println!("\nthrottled on and on:");
    fake.faults().next_for::<ListCustomizedVoices>(busy).always();
    count(&cloud.client).await?;
    fake.faults().clear();

    println!("\ndenied:");
    fake.faults().next_for::<ListCustomizedVoices>(Fault::AccessDenied);
    count(&cloud.client).await
}

async fn count(client: &Client) -> Result<(), Box<dyn Error>> {
    match client.send(ListCustomizedVoices::new()).await {
        Ok(response) => {
            let waited: Duration = response.delays().iter().sum();
            let attempts = response.attempts();
            let count = response.output.data.total_count.unwrap_or_default();
            println!("succeeded at attempt {attempts}, after {} ms of delays: {count} voices", waited.as_millis());
        }
        // A program with a queue would put the task back into it.
        Err(error) if error.is_throttled() => println!("later, then. The error in full:\n{error:?}"),
        // Somebody has to act; the error has the statement to add to the policy.
        Err(error) if error.is_access_denied() => println!("ask your administrator. The error in full:\n{error:?}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
