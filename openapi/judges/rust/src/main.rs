//! A client generated from the 3.0 document by progenitor creates, lists and deletes a voice of the fake.

use std::num::NonZero;

// The operations on voices: the client of all 400 has 66,000 lines.
progenitor::generate_api!("voice.json");

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let client = Client::new(&std::env::var("FAKE").expect("FAKE is the address of the fake"));
    let voice = "narrator3".parse().unwrap();
    let created = client.create_customized_voice_job("female", "story", None, &voice, None).await.unwrap();
    let job = created.into_inner().data.unwrap().job_id.unwrap();
    assert_eq!(jobs(&client).await, [job.clone()]);
    client.delete_customized_voice_job(&job).await.unwrap();
    assert!(jobs(&client).await.is_empty());
    match client.get_customized_voice_job(&job).await {
        Err(Error::ErrorResponse(gone)) => println!("Rust: created, listed and deleted; asked for again: {}", gone.code),
        other => panic!("the job is deleted, not {other:?}"),
    }
}

async fn jobs(client: &Client) -> Vec<String> {
    let listed = client.list_customized_voice_jobs(NonZero::new(1), NonZero::new(100), None).await.unwrap().into_inner();
    listed.data.unwrap().customized_voice_job_list.into_iter().map(|job| job.job_id.unwrap()).collect()
}
