//! What the buttons do.

use std::time::Duration;

use alibabacloud_explorer::DOCUMENT;
use alibabacloud_explorer::target::{Behaviour, Target};
use alibabacloud_explorer::wire::Recorder;
use alibabacloud_fake::{Fake, Refusal};
use alibabacloud_ice::runtime::sign::{Keys, v3};
use alibabacloud_ice::{Credentials, OPERATIONS};
use serde_json::{Map, Value, json};

use super::browser::{Browser, Page};

fn parameters(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn a_run_shows_status_attempts_request_id_output_and_raw_response() {
    let browser = Browser::offline().await;
    let page = browser.press("GetCustomizedVoiceJob", "run", &[("JobId", "a")]).await;
    for words in ["Status 200 OK", "Attempts 1", "Request ID", "Raw response", "Status Fail — The job has failed."] {
        page.assert_says(words);
    }
}

#[tokio::test]
async fn what_the_service_refuses_is_said_at_its_field() {
    let browser = Browser::offline().await;
    let fields = [("VoiceId", "v"), ("Gender", "male"), (".other/Scenario", "nonsense")];
    let page = browser.press("CreateCustomizedVoiceJob", "run", &fields).await;
    page.assert_says("The call failed");
    page.assert_says(
        "One field needs another value: Scenario : InvalidParameter: The specified parameter \"Scenario\" is not valid",
    );
    assert!(page.body.contains("id=\"e-Scenario\""));
    // What is wrong without asking is not sent.
    let page = browser.press("CreateCustomizedVoiceJob", "run", &[("VoiceId", "v")]).await;
    page.assert_says("2 fields need another value: Gender : Required. Scenario : Required.");
    assert!(!page.text().contains("Request ID"));
}

#[tokio::test]
async fn a_denied_call_shows_the_policy_that_allows_it() {
    let browser = Browser::offline().await;
    let page = browser.press("GetCustomizedVoiceJob", "run", &[("JobId", "a"), (".behaviour", "denied")]).await;
    page.assert_says("403 Forbidden");
    page.assert_says("\"Action\": [ \"ice:GetCustomizedVoiceJob\" ], \"Effect\": \"Allow\"");
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_changed_request() {
    let browser = Browser::offline().await;
    let page = browser.press("GetCustomizedVoiceJob", "run", &[("JobId", "a"), (".behaviour", "secret")]).await;
    page.assert_says("SignatureDoesNotMatch");
    page.assert_says("By this client");
    page.assert_says("Both have signed the same text, so the secret is another one.");
}

#[tokio::test]
async fn a_throttled_call_shows_each_attempt() {
    let browser = Browser::offline().await;
    let page = browser.press("GetCustomizedVoiceJob", "run", &[("JobId", "a"), (".behaviour", "throttled")]).await;
    for words in ["200 OK", "Attempts 2", "Attempt 1: status 429", "Attempt 2: status 200"] {
        page.assert_says(words);
    }
    // The fault is gone.
    let page = browser.press("GetCustomizedVoiceJob", "run", &[("JobId", "a")]).await;
    page.assert_says("Attempts 1");
}

#[tokio::test]
async fn failures_of_server_and_connection_say_what_to_do() {
    let browser = Browser::offline().await;
    for (behaviour, words) in [("error", "500 Internal Server Error"), ("reset", "The call failed")] {
        let fields = [("VoiceId", "v"), ("Gender", "male"), ("Scenario", "story"), (".behaviour", behaviour)];
        let page = browser.press("CreateCustomizedVoiceJob", "run", &fields).await;
        page.assert_says(words);
        page.assert_says("Attempts 1");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_noted() {
    let browser = Browser::offline().await;
    let page = browser.press("ListCustomizedVoiceJobs", "run", &[(".behaviour", "sparse")]).await;
    page.assert_says("not in the reference");
}

#[tokio::test]
async fn a_wait_polls_until_the_state_is_final() {
    let browser = Browser::offline().await;
    let kept = (".behaviour", "kept");
    let page = browser.press("SubmitMediaProducingJob", "run", &[("OutputMediaConfig", "{}"), kept]).await;
    let job = page.output("JobId").unwrap();
    let mut fields = vec![("JobId".to_owned(), job), (".behaviour".to_owned(), "kept".to_owned())];
    for poll in 0..50 {
        let given: Vec<_> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let page = browser.press("GetMediaProducingJob", "wait", &given).await;
        page.assert_says("200 OK");
        if page.text().contains("Final: it has succeeded.") {
            assert!(poll > 1, "a job has states before its last one");
            page.assert_says("Success after");
            return;
        }
        page.assert_says("Not final yet.");
        fields.truncate(2);
        fields.extend([".since", ".polls", ".states"].map(|name| (name.to_owned(), page.field(name).unwrap())));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the job does not end");
}

/// Waits as the page does, until it asks for no further step or has asked for `most`.
async fn wait(browser: &Browser, operation: &str, parameter: (&str, &str), most: usize) -> Page {
    let mut fields = vec![(parameter.0.to_owned(), parameter.1.to_owned())];
    for _ in 1..most {
        let given: Vec<_> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let page = browser.press(operation, "wait", &given).await;
        if page.field(".since").is_none() {
            return page;
        }
        fields.truncate(1);
        let hidden = [".since", ".polls", ".stateless", ".states"];
        fields.extend(hidden.map(|name| (name.to_owned(), page.field(name).unwrap())));
    }
    let given: Vec<_> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    browser.press(operation, "wait", &given).await
}

#[tokio::test]
async fn a_wait_takes_the_same_states_for_final_as_that_of_the_client() {
    let (fake, browser, _) = live().await;
    let answer = |jobs: Value| fake.on_named("QueryDNAJobList", move |_| Ok(json!({ "JobList": jobs })));
    let job = |id: &str, state: &str| json!({ "Id": id, "Status": state });
    answer(json!([job("a", "Success"), job("b", "Success")]));
    wait(&browser, "QueryDNAJobList", ("JobIds", "a, b"), 1).await.assert_says("Final: it has succeeded.");
    answer(json!([job("a", "Success"), job("b", "Fail")]));
    wait(&browser, "QueryDNAJobList", ("JobIds", "a,b"), 1).await.assert_says("Final: it has failed.");
    // A job that nobody has asked for does not stand for one that is missing, and one without a state is not final.
    for jobs in
        [json!([job("a", "Success"), job("c", "Success")]), json!([job("a", "Success"), job("", "")]), json!([])]
    {
        answer(jobs);
        let page = wait(&browser, "QueryDNAJobList", ("JobIds", "a,b"), 2).await;
        page.assert_says("Not final yet.");
        let polls = fake.journal().count("QueryDNAJobList");
        let page = wait(&browser, "QueryDNAJobList", ("JobIds", "a,b"), 9).await;
        page.assert_says("Not final, and some states are missing in every response: an ID may be wrong.");
        assert_eq!(fake.journal().count("QueryDNAJobList"), polls + 3);
    }
    fake.on_named("QueryDNAJobList", |_| Err(Refusal::new(403, "NoPermission", "Not yours.")));
    let page = wait(&browser, "QueryDNAJobList", ("JobIds", "a"), 1).await;
    page.assert_says("The state is unknown: the call has failed.");
}

#[tokio::test]
async fn a_list_goes_on_after_an_empty_page_and_says_how_many_entries_are_missing_at_its_end() {
    let (fake, browser, _) = live().await;
    for (with_entry, end) in
        [(&[1, 3][..], "2 entries of 2 on 3 pages."), (&[1], "1 entry of 2 on 4 pages; 1 missing.")]
    {
        fake.on_named("ListCustomizedVoiceJobs", move |request| {
            let number = request["PageNo"].as_u64().unwrap_or(1);
            let jobs = if with_entry.contains(&number) { json!([{ "JobId": number.to_string() }]) } else { json!([]) };
            Ok(json!({ "Data": { "CustomizedVoiceJobList": jobs, "TotalCount": 2 } }))
        });
        list(&browser, "ListCustomizedVoiceJobs", "PageNo").await.assert_says(end);
    }
}

/// Pages a list as the page does, as often as it goes on by itself.
async fn list(browser: &Browser, operation: &str, parameter: &str) -> Page {
    let mut page = browser.press(operation, "pages", &[]).await;
    while page.body.contains("data-repeat") {
        let (cursor, listing) = (page.field(parameter).unwrap(), page.field(".listing").unwrap());
        page = browser.press(operation, "pages", &[(parameter, &cursor), (".listing", &listing)]).await;
    }
    page
}

#[tokio::test]
async fn a_list_goes_on_and_ends_where_that_of_the_client_does() {
    let (fake, browser, _) = live().await;
    // A filter finds nothing on many pages.
    fake.on_named("ListMediaBasicInfos", |request| {
        let number: u64 = request["NextToken"].as_str().unwrap_or("0").parse().unwrap();
        let next = if number < 9 { (number + 1).to_string() } else { String::new() };
        let media = if number == 9 { json!([{ "MediaId": "a" }]) } else { json!([]) };
        Ok(json!({ "MediaInfos": media, "NextToken": next }))
    });
    list(&browser, "ListMediaBasicInfos", "NextToken").await.assert_says("1 entry on 10 pages.");
    // A later total is that of its page alone.
    fake.on_named("ListCustomizedVoiceJobs", |request| {
        let number = request["PageNo"].as_u64().unwrap_or(1);
        let total = if number == 1 { 3 } else { 1 };
        Ok(json!({ "Data": { "CustomizedVoiceJobList": [{ "JobId": number.to_string() }], "TotalCount": total } }))
    });
    list(&browser, "ListCustomizedVoiceJobs", "PageNo").await.assert_says("3 entries of 3 on 3 pages.");
}

#[tokio::test]
async fn a_long_list_asks_before_it_goes_on() {
    let (fake, browser, _) = live().await;
    fake.on_named("ListCustomizedVoiceJobs", |request| {
        let job = json!({ "JobId": request["PageNo"].to_string() });
        Ok(json!({ "Data": { "CustomizedVoiceJobList": [job], "TotalCount": 1000 } }))
    });
    let page = list(&browser, "ListCustomizedVoiceJobs", "PageNo").await;
    page.assert_says("100 entries of 1000 on 100 pages so far.");
    page.assert_says("Next page");
}

#[tokio::test]
async fn all_pages_of_a_list_are_gathered() {
    let browser = Browser::offline().await;
    let kept = (".behaviour", "kept");
    for voice in ["one", "two", "three"] {
        let fields = [("VoiceId", voice), ("Gender", "male"), ("Scenario", "story"), kept];
        browser.press("CreateCustomizedVoiceJob", "run", &fields).await.assert_says("200 OK");
    }
    let first = browser.press("ListCustomizedVoiceJobs", "run", &[("PageSize", "2"), kept]).await;
    first.assert_says("2 entries on this page, 3 in all.");
    let page = browser.press("ListCustomizedVoiceJobs", "pages", &[("PageSize", "2"), kept]).await;
    page.assert_says("2 entries of 3 on 1 page so far.");
    let (number, listing) = (page.field("PageNo").unwrap(), page.field(".listing").unwrap());
    let fields = [("PageSize", "2"), ("PageNo", number.as_str()), kept, (".listing", &listing)];
    let page = browser.press("ListCustomizedVoiceJobs", "pages", &fields).await;
    page.assert_says("3 entries of 3 on 2 pages.");
    assert_eq!(page.field(".listing"), None);
}

#[tokio::test]
async fn the_steps_of_a_signature_make_the_signature_that_is_sent() {
    let target = Target::fake(&OPERATIONS, Duration::from_secs(1)).await.unwrap();
    let secret = target.fake_secret().unwrap().to_owned();
    for (name, given) in [
        ("GetCustomizedVoiceJob", json!({ "JobId": "a b/ü+&*~" })),
        ("AddAdInsertion", json!({ "Name": "n", "ContentUrlPrefix": "https://a.example/?b=c d", "AdsUrl": "x" })),
    ] {
        let run = target.run(name, parameters(given.clone()), Behaviour::Any).await;
        let steps = run.exchanges[0].sent.steps().unwrap();
        let keys = Keys::new("testAccessKeyId", &secret);
        let again = v3::sign(v3::Algorithm::HmacSha256, steps.canonical_request, steps.signed_headers, &keys);
        assert_eq!((again.string_to_sign, again.signature), (steps.string_to_sign, steps.signature), "{name}");
        // And the fake has accepted it.
        assert!(run.result.is_ok(), "{name}");
        let signed = target.sign(name, parameters(given), Behaviour::Any).await.unwrap();
        assert!(signed.sent.steps().is_some() && signed.curl.starts_with("curl "), "{name}");
    }
    let run = target.run("ListAllPublicMediaTags", Map::new(), Behaviour::Any).await;
    assert!(run.exchanges[0].sent.steps().is_none(), "an anonymous call is not signed");
}

/// An explorer that takes a fake for the cloud, with temporary credentials.
async fn live() -> (Fake, Browser, [String; 3]) {
    let fake = Fake::start().await.unwrap();
    let session = fake.session(Duration::from_secs(3600));
    let [id, secret, token] = session.clone();
    let credentials = Credentials::new(id, secret).with_security_token(token);
    let client = fake.client().credentials(credentials).transport(Recorder::new().unwrap()).build().unwrap();
    let browser = Browser::at(DOCUMENT, Target::cloud(&OPERATIONS, client, "cn-shanghai")).await;
    (fake, browser, session)
}

#[tokio::test]
async fn a_change_in_the_cloud_asks_first() {
    let (fake, browser, _) = live().await;
    let fields = [("VoiceId", "v"), ("Gender", "male"), ("Scenario", "story")];
    let page = browser.press("CreateCustomizedVoiceJob", "run", &fields).await;
    page.assert_says("CreateCustomizedVoiceJob may change something in the cloud, in cn-shanghai");
    fake.journal().assert_called("CreateCustomizedVoiceJob", 0);
    let confirmed = page.field(".confirm").unwrap();
    let fields: Vec<_> = fields.into_iter().chain([(".confirm", confirmed.as_str())]).collect();
    browser.press("CreateCustomizedVoiceJob", "run", &fields).await.assert_says("200 OK");
    fake.journal().assert_called("CreateCustomizedVoiceJob", 1);
    // The yes is for this operation.
    browser
        .press("DeleteCustomizedVoiceJob", "run", &[("JobId", "j"), (".confirm", &confirmed)])
        .await
        .assert_says("Really?");
    // A read does not ask.
    browser.press("ListCustomizedVoiceJobs", "run", &[]).await.assert_says("200 OK");
}

#[tokio::test]
async fn no_key_of_the_cloud_reaches_a_page() {
    let (_fake, browser, [_, secret, token]) = live().await;
    for (operation, button) in [
        ("ListCustomizedVoiceJobs", "run"),
        ("ListCustomizedVoiceJobs", "sign"),
        ("ListCustomizedVoiceJobs", "pages"),
        ("GetCustomizedVoiceJob", "run"),
    ] {
        let page = browser.press(operation, button, &[("JobId", "unknown")]).await;
        page.assert_says("x-acs-security-token: ***");
        page.assert_says("Signature=***");
        assert!(!page.body.contains(&secret) && !page.body.contains(&token), "{operation} {button}");
    }
    browser.get("/").await.assert_says("Live: cn-shanghai");
}
