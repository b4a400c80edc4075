//! The journal and its assertions.

use std::panic::{AssertUnwindSafe, catch_unwind};

use alibabacloud_fake::Fake;
use alibabacloud_ice::runtime::Policy;
use alibabacloud_ice::voice::{GetCustomizedVoiceJob, ListCustomizedVoices};
use alibabacloud_ice::{Call as _, OPERATIONS};
use bytes::Bytes;
use serde_json::json;

/// The message of an assertion that fails.
fn message_of(assertion: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[tokio::test]
async fn assertions_that_fail_say_what_was_called_instead() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    assert!(message_of(|| fake.journal().assert_called("GetMediaInfo", 1)).contains("nothing was called"));
    client.send(ListCustomizedVoices::new().page_size(5)).await.unwrap();
    client.send(GetCustomizedVoiceJob::new("none")).await.unwrap_err();
    let journal = fake.journal();
    journal.assert_called("ListCustomizedVoices", 1);
    journal.assert_called("DeleteCustomizedVoiceJob", 0);
    journal.assert_called_with("ListCustomizedVoices", &json!({"PageSize": 5}));
    let message = message_of(|| journal.assert_called("GetCustomizedVoiceJob", 3));
    for part in [
        "GetCustomizedVoiceJob was called once, not 3 times",
        "  ListCustomizedVoices: once",
        r#"GetCustomizedVoiceJob {"JobId":"none"} -> 404 refused: JobNotFound: "#,
    ] {
        assert!(message.contains(part), "{message}");
    }
    assert!(
        message_of(|| journal.assert_called_with("ListCustomizedVoices", &json!({"PageSize": 6})))
            .contains(r#"{"PageSize":5}"#)
    );
    for nothing in [json!("PageSize"), json!(["PageSize"]), json!(null)] {
        let message = message_of(|| journal.assert_called_with("ListCustomizedVoices", &nothing));
        assert!(message.contains("ListCustomizedVoices was never called with"), "{message}");
    }
    journal.assert_called_with("ListCustomizedVoices", &json!({}));
    assert!(message_of(|| journal.assert_all_accepted()).contains("JobNotFound"));
    assert_eq!(journal.last().unwrap().access_key_id.as_deref(), Some(fake.access_key_id()));
}

#[tokio::test]
async fn requests_that_are_no_longer_kept_are_still_counted() {
    let fake = Fake::builder().journal_limit(3).start().await.unwrap();
    let client = fake.client().build().unwrap();
    for page in 1..=5 {
        client.send(ListCustomizedVoices::new().page_no(page)).await.unwrap();
    }
    let journal = fake.journal();
    let pages: Vec<_> = journal.entries().map(|it| it.parameters["PageNo"].as_i64().unwrap()).collect();
    assert_eq!((pages, journal.count("ListCustomizedVoices")), (vec![3, 4, 5], 5));
}

#[tokio::test]
async fn the_policy_of_a_run_allows_exactly_what_was_called() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().build().unwrap();
    client.send(ListCustomizedVoices::new()).await.unwrap();
    client.send(ListCustomizedVoices::new()).await.unwrap();
    drop(client.send(GetCustomizedVoiceJob::new("none")).await);
    // Needs no permission.
    client.call("GetPublicMediaInfo", json!({"MediaId": "m"})).await.unwrap();
    let policy: serde_json::Value = serde_json::from_str(&fake.journal().policy()).unwrap();
    let actions = ["ice:GetCustomizedVoiceJob", "ice:ListCustomizedVoices"];
    let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
    assert_eq!(policy, json!({"Version": "1", "Statement": [statement]}));
}

#[tokio::test]
async fn the_policy_of_a_run_is_the_one_that_the_client_makes_for_the_same_operations() {
    let fake = Fake::builder().bearer_token("t").start().await.unwrap();
    let called = || OPERATIONS.iter().step_by(7);
    for info in called() {
        let request = http::Request::builder()
            .method(info.methods[0].as_str())
            .uri(format!("/?Action={}&Version=2020-11-09", info.name))
            .header("x-acs-bearer-token", "t");
        fake.respond(request.body(Bytes::new()).unwrap()).unwrap();
    }
    // What does not exist needs no permission.
    let other = http::Request::builder().uri("/?Action=GetNothing&Version=2020-11-09").body(Bytes::new()).unwrap();
    fake.respond(other).unwrap();
    let policy: serde_json::Value = serde_json::from_str(&fake.journal().policy()).unwrap();
    assert_eq!(policy, called().collect::<Policy>().document());
}
