//! Refused requests, and the format of refusals.

use alibabacloud_fake::{Fake, Verdict};

use crate::raw::{Raw, Received};

const GET: &str = "GetCustomTemplate";

fn refused(fake: &Fake, raw: Raw) -> (u16, String) {
    let response = raw.send(fake);
    (response.status, response.code().to_owned())
}

#[tokio::test]
async fn a_refusal_has_the_shape_of_the_service() {
    let fake = Fake::start().await.unwrap();
    let response = Raw::new(&fake, GET, &[("TemplateId", "none")]).send(&fake);
    assert_eq!((response.status, response.code()), (404, "TemplateNotFound"));
    let id = response.body["RequestId"].as_str().unwrap();
    assert_eq!(response.headers["x-acs-request-id"], id);
    assert_eq!(response.headers["content-type"], "application/json;charset=utf-8");
    assert!(response.headers["date"].to_str().unwrap().ends_with(" GMT"));
    assert_eq!(response.body["HostId"], "127.0.0.1");
    let recommend = response.body["Recommend"].as_str().unwrap();
    assert_eq!(recommend, format!("https://api.aliyun.com/troubleshoot?q=TemplateNotFound&product=ICE&requestId={id}"));
    assert!(response.body["Message"].as_str().unwrap().contains("template"));
}

#[tokio::test]
async fn the_refusal_of_a_wrong_signature_has_the_text_that_the_server_has_signed() {
    let fake = Fake::start().await.unwrap();
    let mut raw = Raw::new(&fake, GET, &[("TemplateId", "a b")]);
    raw.secret = "wrong".to_owned();
    let response = raw.send(&fake);
    assert_eq!((response.status, response.code()), (400, "SignatureDoesNotMatch"));
    let message = response.body["Message"].as_str().unwrap();
    for part in [
        "server StringToSign is [ACS3-HMAC-SHA256\n",
        "server CanonicalRequest is [POST\n/\nTemplateId=a%20b\nhost:127.0.0.1\n",
    ] {
        assert!(message.contains(part), "{message}");
    }
}

#[tokio::test]
async fn every_check_of_a_signed_request_has_its_code() {
    let fake = Fake::start().await.unwrap();
    let raw = || Raw::new(&fake, GET, &[("TemplateId", "t")]);
    let cases: Vec<(Raw, u16, &str)> = vec![
        (raw().without("x-acs-action"), 400, "MissingAction"),
        (raw().without("x-acs-version"), 400, "MissingVersion"),
        (raw().without("x-acs-date"), 400, "MissingTimestamp"),
        (raw().without("x-acs-signature-nonce"), 400, "MissingSignatureNonce"),
        (raw().header("x-acs-action", "GetNothing"), 404, "InvalidAction.NotFound"),
        (raw().header("x-acs-version", "2019-01-01"), 400, "InvalidVersion"),
        (raw().header("x-acs-date", "2020-01-01T00:00:00Z"), 400, "InvalidTimeStamp.Expired"),
        (raw().header("x-acs-date", "yesterday"), 400, "InvalidTimeStamp.Format"),
        (Raw { key: "unknown".to_owned(), ..raw() }, 404, "InvalidAccessKeyId.NotFound"),
        (Raw { method: "DELETE".to_owned(), ..raw() }, 403, "UnsupportedHTTPMethod"),
        (raw().header("x-acs-security-token", "t"), 400, "InvalidSecurityToken.MismatchWithAccessKey"),
        (Raw::new(&fake, "GetPipeline", &[]), 400, "MissingPipelineId"),
        (Raw::new(&fake, "ListCustomizedVoices", &[("PageSize", "many")]), 400, "InvalidParameter"),
        (Raw::new(&fake, "ListCustomizedVoices", &[("PageSize", "101")]), 400, "InvalidParameter"),
        (Raw::new(&fake, "ListCustomizedVoices", &[("Type", "Noble")]), 400, "InvalidParameter"),
        (
            Raw::new(&fake, "SubmitSnapshotJob", &[("Input", "{"), ("Output", "{}"), ("TemplateConfig", "{}")]),
            400,
            "InvalidParameter",
        ),
    ];
    for (raw, status, code) in cases {
        assert_eq!(refused(&fake, raw), (status, code.to_owned()));
    }
    let unsigned = Received::of(fake.respond(raw().unsigned()).unwrap());
    assert_eq!((unsigned.status, unsigned.code()), (400, "MissingAccessKeyId"));
    let half = Raw::new(&fake, GET, &[("TemplateId", "t"), ("AccessKeyId", fake.access_key_id())]).unsigned();
    assert_eq!(Received::of(fake.respond(half).unwrap()).code(), "MissingSignature");
    let garbled = raw().header("authorization", "Basic abc").unsigned();
    assert_eq!(Received::of(fake.respond(garbled).unwrap()).code(), "IncompleteSignature");
    assert!(fake.journal().entries().all(|entry| matches!(entry.verdict, Verdict::Refused { .. })));
}

#[tokio::test]
async fn a_header_of_the_protocol_that_is_not_signed_is_refused() {
    let fake = Fake::start().await.unwrap();
    let mut request = Raw::new(&fake, GET, &[("TemplateId", "t")]).signed();
    request.headers_mut().insert("x-acs-extra", "1".parse().unwrap());
    assert_eq!(Received::of(fake.respond(request).unwrap()).code(), "IncompleteSignature");
}

#[tokio::test]
async fn a_date_has_the_form_that_its_signature_asks_for() {
    let fake = Fake::start().await.unwrap();
    let date = httpdate::fmt_http_date(std::time::SystemTime::now());
    let raw = Raw::new(&fake, "ListPipelines", &[]).header("x-acs-date", &date);
    assert_eq!(refused(&fake, raw), (400, "InvalidTimeStamp.Format".to_owned()));
}

#[tokio::test]
async fn a_nonce_is_accepted_once() {
    let fake = Fake::start().await.unwrap();
    let request = Raw::new(&fake, "ListPipelines", &[]).signed();
    assert_eq!(fake.respond(request.clone()).unwrap().status(), 200);
    assert_eq!(Received::of(fake.respond(request).unwrap()).code(), "SignatureNonceUsed");
}

#[tokio::test]
async fn a_changed_body_is_noticed() {
    let fake = Fake::start().await.unwrap();
    let mut raw = Raw::new(&fake, "CreatePipeline", &[]).header("content-type", "application/x-www-form-urlencoded");
    raw.body = "Name=a&Speed=Standard".to_owned();
    let mut request = raw.signed();
    *request.body_mut() = "Name=b&Speed=Standard".into();
    assert_eq!(Received::of(fake.respond(request).unwrap()).code(), "SignatureDoesNotMatch");
}

#[tokio::test]
async fn documented_values_match_in_any_case_and_in_lists_and_may_be_extended() {
    let ask = |fake: &Fake, value: &str| Raw::new(fake, "ListCustomizedVoices", &[("Type", value)]).send(fake).status;
    let fake = Fake::start().await.unwrap();
    assert_eq!([ask(&fake, "basic"), ask(&fake, "Basic, Standard"), ask(&fake, "Noble")], [200, 200, 400]);
    let open = Fake::builder().open_values().start().await.unwrap();
    assert_eq!(ask(&open, "Noble"), 200);
}

#[tokio::test]
async fn the_same_read_returns_the_same_response_and_a_write_new_ids() {
    let fake = Fake::builder().stateless().start().await.unwrap();
    let read = || Raw::new(&fake, "GetMediaInfo", &[("MediaId", "m")]).send(&fake).body;
    assert_eq!(read(), read());
    assert_eq!(read()["MediaInfo"]["MediaId"], "m");
    assert_ne!(read(), Raw::new(&fake, "GetMediaInfo", &[("MediaId", "n")]).send(&fake).body);
    let write = || Raw::new(&fake, "SubmitASRJob", &[("InputFile", "f")]).send(&fake).body["JobId"].clone();
    assert_ne!(write(), write());
    let other = Fake::builder().stateless().start().await.unwrap();
    assert_eq!(read(), Raw::new(&other, "GetMediaInfo", &[("MediaId", "m")]).send(&other).body);
}
