//! Temporary credentials, and clocks that differ.

use std::time::Duration;

use alibabacloud_fake::{Fake, Verdict};
use alibabacloud_ice::config::ListPipelines;
use alibabacloud_ice::media::GetPublicMediaInfo;
use alibabacloud_runtime::{
    AssumeRole, AssumeRoleWithOidc, Client, CredentialProvider, Credentials, CredentialsUri, EcsMetadata,
    SignatureVersion,
};

use crate::raw::{Raw, Received};

const ROLE: &str = "acs:ram::123456789012:role/editor";

/// A client of a fake, with a source of credentials.
fn client(fake: &Fake, source: impl CredentialProvider + 'static) -> Client {
    Client::builder().endpoint(fake.endpoint()).credentials(source).build().unwrap()
}

#[tokio::test]
async fn both_signatures_and_bearer_tokens_are_accepted() {
    let fake = Fake::builder().bearer_token("known").start().await.unwrap();
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        let client = fake.client().signature_version(version).build().unwrap();
        client.send(ListPipelines::new()).await.unwrap();
        let wrong =
            Client::builder().endpoint(fake.endpoint()).credentials(Credentials::new(fake.access_key_id(), "wrong"));
        let wrong = wrong.signature_version(version).build().unwrap();
        let refused = wrong.send(ListPipelines::new()).await.unwrap_err();
        assert_eq!(refused.code(), Some("SignatureDoesNotMatch"), "{version:?}");
    }
    for (token, status) in [("known", 200), ("other", 401)] {
        let raw = Raw::new(&fake, "ListPipelines", &[]).header("x-acs-bearer-token", token);
        assert_eq!(Received::of(fake.respond(raw.unsigned()).unwrap()).status, status);
    }
}

#[tokio::test]
async fn anonymous_operations_need_no_key() {
    let fake = Fake::start().await.unwrap();
    let client = fake.client().strict_responses(true).build().unwrap();
    let response = client.send(GetPublicMediaInfo::new().media_id("m")).await.unwrap();
    assert_eq!(response.output.media_info.media_id.as_deref(), Some("m"));
    assert_eq!(fake.journal().last().unwrap().access_key_id, None);
}

#[tokio::test]
async fn every_source_of_temporary_credentials_is_served_and_its_credentials_are_accepted() {
    let fake = Fake::start().await.unwrap();
    let folder = std::env::temp_dir();
    let token = folder.join(format!("alibabacloud-fake-token-{}", std::process::id()));
    std::fs::write(&token, "an OIDC token").unwrap();
    let clients = [
        client(&fake, AssumeRole::new(fake.credentials(), ROLE).endpoint(fake.endpoint())),
        client(&fake, AssumeRoleWithOidc::new(ROLE, "acs:ram::1:oidc-provider/p", &token).endpoint(fake.endpoint())),
        client(&fake, EcsMetadata::new().endpoint(fake.endpoint())),
        client(&fake, EcsMetadata::new().role_name(fake.metadata_role()).endpoint(fake.endpoint())),
        client(&fake, CredentialsUri::new(fake.credentials_uri())),
    ];
    for client in &clients {
        client.send(ListPipelines::new()).await.unwrap();
        let key = fake.journal().last().unwrap().access_key_id.clone().unwrap();
        assert!(key.starts_with("STS.fake"), "{key}");
    }
    std::fs::remove_file(&token).unwrap();
    let journal = fake.journal();
    journal.assert_all_accepted();
    journal.assert_called("AssumeRole", 1);
    journal.assert_called_with("AssumeRoleWithOIDC", &serde_json::json!({ "OIDCToken": "an OIDC token" }));
    journal.assert_called("PUT /latest/api/token", 2);
}

#[tokio::test]
async fn what_the_metadata_service_refuses_is_not_recorded_as_accepted() {
    let fake = Fake::start().await.unwrap();
    for (method, path, status) in [
        ("PUT", "/latest/api/token", 400),
        ("GET", "/latest/meta-data/ram/security-credentials/another-role", 404),
        ("POST", "/credentials", 405),
    ] {
        let request = http::Request::builder().method(method).uri(path).body(bytes::Bytes::new()).unwrap();
        assert_eq!(fake.respond(request).unwrap().status(), status);
        let journal = fake.journal();
        let last = journal.last().unwrap();
        let code = status.to_string();
        assert!(matches!(&last.verdict, Verdict::Refused { code: it, .. } if *it == code), "{last:?}");
    }
}

#[tokio::test]
async fn a_session_needs_its_token_and_expires() {
    let fake = Fake::start().await.unwrap();
    let [id, secret, token] = fake.session(Duration::from_secs(600));
    let ask = |token: Option<&str>| {
        let raw = Raw { key: id.clone(), secret: secret.clone(), ..Raw::new(&fake, "ListPipelines", &[]) };
        let raw = match token {
            Some(token) => raw.header("x-acs-security-token", token),
            None => raw,
        };
        raw.send(&fake).code().to_owned()
    };
    assert_eq!(ask(Some(&token)), "");
    assert_eq!(ask(None), "MissingSecurityToken");
    assert_eq!(ask(Some("other")), "InvalidSecurityToken.Malformed");
    // Ten minutes and a bit later, within what is allowed for dates.
    fake.skew_clock(610);
    assert_eq!(ask(Some(&token)), "InvalidSecurityToken.Expired");
}

#[tokio::test]
async fn a_session_may_last_for_ever() {
    let fake = Fake::start().await.unwrap();
    let [id, secret, token] = fake.session(Duration::MAX);
    let session = client(&fake, Credentials::new(id, secret).with_security_token(token));
    fake.advance(Duration::from_secs(1_000_000_000));
    session.send(ListPipelines::new()).await.unwrap();
}

#[tokio::test]
async fn a_malformed_role_is_refused() {
    let fake = Fake::start().await.unwrap();
    let error =
        AssumeRole::new(fake.credentials(), "editor").endpoint(fake.endpoint()).credentials().await.unwrap_err();
    assert!(error.to_string().contains("InvalidParameter.RoleArn"), "{error}");
}

#[tokio::test]
async fn a_client_whose_clock_is_off_finds_the_time_in_the_refusal() {
    let fake = Fake::start().await.unwrap();
    fake.skew_clock(7200);
    let client = fake.client().build().unwrap();
    client.send(ListPipelines::new()).await.unwrap();
    assert_eq!(fake.journal().count("ListPipelines"), 2);
    let stubborn = fake.client().correct_clock(false).build().unwrap();
    let refused = stubborn.send(ListPipelines::new()).await.unwrap_err();
    assert_eq!(refused.code(), Some("InvalidTimeStamp.Expired"));
}

#[tokio::test]
async fn the_debug_of_a_fake_and_of_its_builder_has_no_secret() {
    let builder = Fake::builder().access_key("known-id", "known-secret");
    let builder = builder.additional_access_key("other-id", "other-secret").bearer_token("token-secret");
    let fake = builder.clone().start().await.unwrap();
    let printed = format!("{fake:?} {builder:?}");
    assert!(printed.contains(&fake.endpoint()) && printed.matches("known-id").count() == 2, "{printed}");
    assert!(!printed.contains("secret"), "{printed}");
}
