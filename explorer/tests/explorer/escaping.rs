//! Script anywhere is text.

use alibabacloud_explorer::DOCUMENT;
use alibabacloud_explorer::target::Target;
use alibabacloud_explorer::wire::Recorder;
use alibabacloud_fake::{Fake, Refusal};
use alibabacloud_ice::OPERATIONS;
use serde_json::json;

use super::browser::{Browser, Page};

const SCRIPT: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";

#[track_caller]
fn assert_is_text(page: &Page) {
    assert!(!page.body.contains("<script>") && !page.body.contains("<img"), "{}", page.body);
    assert!(page.body.contains("&lt;script&gt;"), "{}", page.body);
}

#[tokio::test]
async fn in_a_parameter() {
    let browser = Browser::offline().await;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("JobId", SCRIPT).finish();
    assert_is_text(&browser.get(&format!("/op/GetCustomizedVoiceJob?{query}")).await);
    for button in ["run", "sign", "wait", "add", "remove", SCRIPT] {
        assert_is_text(&browser.press("GetCustomizedVoiceJob", button, &[("JobId", SCRIPT)]).await);
    }
    let fields = [("JobId", "a"), (".json", SCRIPT)];
    assert_is_text(&browser.press("GetCustomizedVoiceJob", "json", &fields).await);
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", SCRIPT).finish();
    assert_is_text(&browser.get(&format!("/find?{query}")).await);
}

#[tokio::test]
async fn in_a_response() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().transport(Recorder::new().unwrap()).build().unwrap();
    let browser = Browser::at(DOCUMENT, Target::cloud(&OPERATIONS, client, "cn-shanghai")).await;
    fake.on_named("GetCustomizedVoiceJob", |_| {
        Ok(json!({ "Data": { "CustomizedVoiceJob": { "Status": SCRIPT, SCRIPT: SCRIPT } }, "RequestId": "1" }))
    });
    let page = browser.press("GetCustomizedVoiceJob", "wait", &[("JobId", "a")]).await;
    page.assert_says("not in the reference");
    assert_is_text(&page);
    fake.on_named("GetCustomizedVoiceJob", |_| Err(Refusal::new(404, SCRIPT, SCRIPT)));
    let page = browser.press("GetCustomizedVoiceJob", "run", &[("JobId", "a")]).await;
    page.assert_says("The call failed");
    assert_is_text(&page);
}

#[tokio::test]
async fn in_the_name_of_an_operation() {
    // A name may stand anywhere in the document, so it is replaced in its text.
    let name = "Get</script><script>alert(1)</script>";
    let document =
        DOCUMENT.replace("GetCustomizedVoiceJob", &json!(name).to_string().trim_matches('"').replace('/', "\\/"));
    let target = Target::fake(&OPERATIONS, std::time::Duration::from_secs(1)).await.unwrap();
    let browser = Browser::at(&document, target).await;
    let path = "/op/Get%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    for path in ["/", "/find?q=script", "/family/voice", path] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_is_text(&page);
    }
    browser.get(path).await.assert_says("This operation is not compiled into the client");
}
