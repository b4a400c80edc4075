//! The requests of `AssumeRole` and `AssumeRoleWithOIDC`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use alibabacloud_runtime::{AssumeRole, AssumeRoleWithOidc, CredentialProvider, Credentials, Error, ErrorKind};
use hmac::{Hmac, KeyInit, Mac};
use insta::assert_snapshot;
use loopback::{MockResponse, RecordedRequest, Server};
use sha2::{Digest, Sha256};

use crate::snapshot::show;
use crate::transports::{Detour, Unplugged};
use crate::world::{START, World, parts, session};

const ROLE: &str = "acs:ram::123456789012:role/editor";

fn source() -> Credentials {
    Credentials::new("LTAI5tSource", "source-secret")
}

fn sts(world: &World) -> Server {
    let world = world.clone();
    Server::respond_with(move |number, _| {
        MockResponse::new(200, session(&format!("s{number}"), &world.in_seconds(3600)))
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The V3 signature, computed from the received request without code of the crate.
fn signature(request: &RecordedRequest, secret: &str) -> String {
    let authorization = request.header("authorization").unwrap();
    let (_, rest) = authorization.split_once("SignedHeaders=").unwrap();
    let (names, _) = rest.split_once(',').unwrap();
    let (path, query) = (&request.path, &request.query);
    let headers: String = names.split(';').map(|name| format!("{name}:{}\n", request.header(name).unwrap())).collect();
    let hash = hex(&Sha256::digest(request.text()));
    assert_eq!(request.header("x-acs-content-sha256"), Some(hash.as_str()));
    let canonical = format!("{}\n{path}\n{query}\n{headers}\n{names}\n{hash}", request.method);
    let text = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical)));
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(text);
    hex(&mac.finalize().into_bytes())
}

#[tokio::test]
async fn assume_role_is_a_signed_post_with_its_parameters_in_the_query() {
    let world = World::new();
    let server = sts(&world);
    let role = AssumeRole::new(source(), ROLE).environment(&world.environment(Detour::to(&server)));
    assert_eq!(role.name(), "ram_role_arn/static_ak");
    let credentials = role.credentials().await.unwrap();
    assert_eq!(parts(&credentials), ["STS.s0", "s0-secret", "s0-token"]);
    assert_eq!(credentials.expires_at(), Some(UNIX_EPOCH + START + Duration::from_secs(3600)));

    let request = &server.requests()[0];
    assert_snapshot!(show(request), @r"
    POST /?DurationSeconds=3600&RoleArn=acs%3Aram%3A%3A123456789012%3Arole%2Feditor&RoleSessionName=credentials-rust-1700000000
    accept: application/json
    authorization: ACS3-HMAC-SHA256 Credential=LTAI5tSource,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=cd3cc9c07bbf3e26c2dc27908f82d9b1af8662a980123d9bc9aa35bee71d5d97
    content-length: 0
    host: sts.aliyuncs.com
    x-acs-action: AssumeRole
    x-acs-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    x-acs-credentials-provider: static_ak
    x-acs-date: 2023-11-14T22:13:20Z
    x-acs-signature-nonce: nonce
    x-acs-version: 2015-04-01
    ");
    assert!(request.header("user-agent").unwrap().starts_with("AlibabaCloud ("));
    let sent = request.header("authorization").unwrap().rsplit_once("Signature=").unwrap().1;
    assert_eq!(sent, signature(request, "source-secret"));
}

#[tokio::test]
async fn every_setting_of_a_session_is_sent_and_a_temporary_source_sends_its_token() {
    let world = World::new();
    let server = sts(&world);
    let role = AssumeRole::new(source().with_security_token("source-token"), ROLE)
        .session_name("night ly")
        .duration(Duration::from_secs(900))
        .policy(r#"{"Version": "1"}"#)
        .external_id("ext/1")
        .region("cn-hangzhou")
        .vpc(true)
        .environment(&world.environment(Detour::to(&server)));
    role.credentials().await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(
        request.target(),
        "/?DurationSeconds=900&ExternalId=ext%2F1&Policy=%7B%22Version%22%3A%20%221%22%7D\
         &RoleArn=acs%3Aram%3A%3A123456789012%3Arole%2Feditor&RoleSessionName=night%20ly"
    );
    assert_eq!(request.header("host"), Some("sts-vpc.cn-hangzhou.aliyuncs.com"));
    assert_eq!(request.header("x-acs-security-token"), Some("source-token"));
    assert_eq!(request.header("x-acs-credentials-provider"), Some("static_sts"));
    let sent = request.header("authorization").unwrap().rsplit_once("Signature=").unwrap().1;
    assert_eq!(sent, signature(request, "source-secret"));
}

#[tokio::test]
async fn a_role_can_be_assumed_with_another_role_over_the_default_transport() {
    let world = World::new();
    let server = sts(&world);
    let environment = alibabacloud_runtime::Environment::new().variables(|_| None).clock({
        let world = world.clone();
        move || world.now()
    });
    let first = AssumeRole::new(source(), ROLE).endpoint(server.url()).environment(&environment);
    let second = AssumeRole::new(first, "acs:ram::2:role/b").endpoint(server.url()).environment(&environment);
    assert_eq!(second.name(), "ram_role_arn/ram_role_arn/static_ak");
    assert_eq!(parts(&second.credentials().await.unwrap())[0], "STS.s1");
    let requests = server.requests();
    assert_eq!(requests[1].header("x-acs-security-token"), Some("s0-token"));
    assert_eq!(requests[1].header("x-acs-credentials-provider"), Some("ram_role_arn/static_ak"));
    let sent = requests[1].header("authorization").unwrap().rsplit_once("Signature=").unwrap().1;
    assert_eq!(sent, signature(&requests[1], "s0-secret"));
}

#[tokio::test]
async fn oidc_is_an_unsigned_form_with_the_token_as_it_stands_in_the_file() {
    let world = World::new();
    let server = sts(&world);
    let token = world.file("token", "ey.first\n");
    world.set("ALIBABA_CLOUD_ROLE_ARN", ROLE);
    world.set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/ack");
    world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", &token);
    world.set("ALIBABA_CLOUD_ROLE_SESSION_NAME", "pod");
    let environment = world.environment(Detour::to(&server));
    let role = AssumeRoleWithOidc::from_environment(&environment).unwrap();
    assert_eq!(role.name(), "oidc_role_arn");
    assert_eq!(parts(&role.credentials().await.unwrap()), ["STS.s0", "s0-secret", "s0-token"]);
    assert_snapshot!(show(&server.requests()[0]), @r"
    POST /?Action=AssumeRoleWithOIDC&Format=JSON&SignatureNonce=nonce&Timestamp=2023-11-14T22%3A13%3A20Z&Version=2015-04-01
    accept: */*
    content-length: 169
    content-type: application/x-www-form-urlencoded
    host: sts.aliyuncs.com
    x-acs-action: AssumeRoleWithOIDC
    x-acs-version: 2015-04-01

    DurationSeconds=3600&OIDCProviderArn=acs%3Aram%3A%3A1%3Aoidc-provider%2Fack&OIDCToken=ey.first%0A&RoleArn=acs%3Aram%3A%3A123456789012%3Arole%2Feditor&RoleSessionName=pod
    ");

    // The file is read anew for the next session.
    world.file("token", "ey.second");
    world.advance(3600);
    role.credentials().await.unwrap();
    assert!(server.requests()[1].text().contains("&OIDCToken=ey.second&"));
}

#[tokio::test]
async fn a_token_file_that_is_not_there_is_named() {
    let world = World::new();
    let path = world.file("token", "x").with_file_name("gone");
    let role = AssumeRoleWithOidc::new(ROLE, "provider", path).environment(&world.environment(Unplugged));
    let error = role.credentials().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_snapshot!(world.show(&error), @r"
    the OIDC token file ~/gone does not exist
      hint: In pods, RRSA writes this file and names it in ALIBABA_CLOUD_OIDC_TOKEN_FILE.
    ");
    world.set("ALIBABA_CLOUD_ROLE_ARN", ROLE);
    let error = AssumeRoleWithOidc::from_environment(&world.environment(Unplugged)).unwrap_err();
    assert_snapshot!(format!("{error:?}"), @r"
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set
      hint: RRSA sets these variables in pods whose service account has a RAM role.
    ");
}

#[tokio::test]
async fn an_empty_token_file_is_named_before_sts_is_asked() {
    let world = World::new();
    let role = AssumeRoleWithOidc::new(ROLE, "acs:ram::1:oidc-provider/p", world.file("token", "\n"));
    let error = role.environment(&world.environment(Unplugged)).credentials().await.unwrap_err();
    assert_snapshot!(world.show(&error), @r"
    the OIDC token file ~/token is empty
      hint: In pods, RRSA writes this file and names it in ALIBABA_CLOUD_OIDC_TOKEN_FILE.
    ");
}

#[tokio::test]
async fn oidc_is_not_configured_unless_the_role_and_something_else_is_set() {
    let all = ["ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"];
    for (set, not_configured) in [
        ([false, false, false], true),
        // A profile may have keys for the role, or a role for the others.
        ([true, false, false], true),
        ([false, true, true], true),
        ([true, true, false], false),
        ([true, false, true], false),
    ] {
        let world = World::new();
        all.iter().zip(set).for_each(|(name, set)| world.set(name, if set { "value" } else { "" }));
        let error = AssumeRoleWithOidc::from_environment(&world.environment(Unplugged)).unwrap_err();
        assert_eq!(error.is_not_configured(), not_configured, "{error}");
        all.iter().zip(set).for_each(|(name, set)| assert_eq!(error.message().contains(name), !set, "{error}"));
    }
}

async fn refused(status: u16, body: &str) -> Error {
    let world = World::new();
    let body = body.to_owned();
    let server = Server::respond_with(move |_, _| MockResponse::new(status, body.clone()));
    let role = AssumeRole::new(source(), ROLE).environment(&world.environment(Detour::to(&server)));
    let error = role.credentials().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(!format!("{error} {error:?} {error:#?}").contains("source-secret"), "{error:#?}");
    error
}

#[tokio::test]
async fn a_refusal_says_code_message_request_and_what_to_do() {
    let no_permission =
        r#"{"Code":"NoPermission","Message":"You are not authorized, source-secret.","RequestId":"A1"}"#;
    assert_snapshot!(format!("{:?}", refused(403, no_permission).await), @r"
    AssumeRole failed: 403 NoPermission: You are not authorized, ***. [request ID A1, host sts.aliyuncs.com]
      hint: Allow the identity that asks `sts:AssumeRole` on this role, and let the role's trust policy name that identity.
    ");
    let no_role = r#"{"Code":"EntityNotExist.Role","Message":"The role not exists.","RequestId":"A2"}"#;
    assert_snapshot!(format!("{:?}", refused(404, no_role).await), @r"
    AssumeRole failed: 404 EntityNotExist.Role: The role not exists. [request ID A2, host sts.aliyuncs.com]
      hint: There is no such role: check its ARN, acs:ram::<account>:role/<name>.
    ");
    let no_key =
        r#"{"Code":"InvalidAccessKeyId.NotFound","Message":"Specified access key is not found.","RequestId":"A3"}"#;
    assert_snapshot!(format!("{:?}", refused(404, no_key).await), @r"
    AssumeRole failed: 404 InvalidAccessKeyId.NotFound: Specified access key is not found. [request ID A3, host sts.aliyuncs.com]
      hint: The access key does not exist, is disabled, or belongs to another site (China or international). Check ALIBABA_CLOUD_ACCESS_KEY_ID, or what is given to ClientBuilder::credentials; an ID that starts with `STS.` also needs its security token.
    ");
    assert_snapshot!(format!("{:?}", refused(302, "").await), @r"
    AssumeRole failed: 302 Found: not the response that was asked for [host sts.aliyuncs.com]
      hint: Redirects are not followed here. Check the address; another server may be there.
    ");
    assert_snapshot!(format!("{:?}", refused(502, "<html>").await), @r"
    AssumeRole failed: 502 Bad Gateway: the body has no error message; it starts: <html> [host sts.aliyuncs.com]
      hint: The response seems to come from a proxy, a gateway or another server, not from the service: check the endpoint, and the proxy (ClientBuilder::proxy, HTTPS_PROXY, NO_PROXY).
    ");
}

#[tokio::test]
async fn a_response_without_keys_says_what_it_lacks_and_quotes_nothing() {
    assert_snapshot!(format!("{:?}", refused(200, r#"{"Credentials":{"AccessKeySecret":"source-secret"}}"#).await), @r"
    the response of sts.aliyuncs.com lacks AccessKeyId, SecurityToken, Expiration
      hint: The response may not come from the service: check the address and the proxy variables.
    ");
    assert_snapshot!(format!("{:?}", refused(200, "source-secret").await), @r"
    the response of sts.aliyuncs.com is not JSON
      cause: expected value at line 1 column 1
      hint: The response may not come from the service: check the address and the proxy variables.
    ");
}

#[tokio::test]
async fn a_failure_with_the_status_of_a_success_keeps_its_code_and_request_id() {
    let body = r#"{"RequestId":"R1","Code":"Throttling.User","Message":"later, source-secret"}"#;
    let error = refused(200, body).await;
    let reported = ", and reports Throttling.User: later, *** [request ID R1]";
    assert!(error.to_string().ends_with(reported) && error.hint().is_none(), "{error:?}");
    assert_eq!((error.code(), error.request_id()), (Some("Throttling.User"), Some("R1")));
}

#[tokio::test]
async fn a_clock_that_is_off_is_corrected_for_sts_and_stays_so() {
    let world = World::new();
    let there = world.clone();
    let server = Server::respond_with(move |number, _| match number {
        // An hour ahead of the world's clock.
        0 => MockResponse::new(400, r#"{"Code":"InvalidTimeStamp.Expired"}"#)
            .header("date", "Tue, 14 Nov 2023 23:13:20 GMT"),
        _ => MockResponse::new(200, session("s", &there.in_seconds(2 * 3600)))
            .header("date", "Tue, 14 Nov 2023 23:13:20 GMT"),
    });
    let role = AssumeRole::new(source(), ROLE).environment(&world.environment(Detour::to(&server)));
    assert_eq!(parts(&role.credentials().await.unwrap()), ["STS.s", "s-secret", "s-token"]);
    world.advance(3700);
    role.credentials().await.unwrap();
    let dates: Vec<_> =
        server.requests().iter().map(|request| request.header("x-acs-date").unwrap().to_owned()).collect();
    assert_eq!(dates, ["2023-11-14T22:13:20Z", "2023-11-14T23:13:20Z", "2023-11-15T00:15:00Z"]);
    for request in server.requests() {
        let authorization = request.header("authorization").unwrap().to_owned();
        assert!(authorization.ends_with(&signature(&request, "source-secret")));
    }
}

#[tokio::test]
async fn a_nonce_that_sts_has_seen_is_replaced_once() {
    let world = World::new();
    for (refusals, accepted) in [(1, true), (2, false)] {
        let there = world.clone();
        let server = Server::respond_with(move |number, _| match number {
            number if number < refusals => MockResponse::new(400, r#"{"Code":"SignatureNonceUsed"}"#),
            _ => MockResponse::new(200, session("s", &there.in_seconds(3600))),
        });
        let nonces = AtomicUsize::new(0);
        let environment = world.environment(Detour::to(&server));
        let environment = environment.nonces(move || nonces.fetch_add(1, Ordering::SeqCst).to_string());
        let role = AssumeRole::new(source(), ROLE).environment(&environment);
        assert_eq!(role.credentials().await.is_ok(), accepted);
        let requests = server.requests();
        let sent: Vec<_> = requests.iter().map(|request| request.header("x-acs-signature-nonce").unwrap()).collect();
        assert_eq!(sent, ["0", "1"]);
    }
}

#[tokio::test]
async fn a_network_that_fails_is_told_with_the_host() {
    let world = World::new();
    let role = AssumeRole::new(source(), ROLE).environment(&world.environment(Unplugged));
    assert_snapshot!(format!("{:?}", role.credentials().await.unwrap_err()), @r"
    no response from sts.aliyuncs.com: no connection: connection refused (3 attempts)
      hint: STS gives the keys of a role. Check the network and HTTPS_PROXY; inside a VPC without internet access, set ALIBABA_CLOUD_STS_REGION and ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED=true.
    ");
}

#[tokio::test]
async fn what_cannot_assume_a_role_is_refused_before_anything_is_sent() {
    let world = World::new();
    let environment = world.environment(Unplugged);
    let message =
        async |role: AssumeRole| role.environment(&environment).credentials().await.unwrap_err().message().to_owned();
    let bearer = AssumeRole::new(Credentials::bearer("token"), ROLE);
    assert_eq!(message(bearer).await, "a bearer token cannot sign AssumeRole");
    let short = AssumeRole::new(source(), ROLE).duration(Duration::from_secs(600));
    assert_eq!(message(short).await, "the session is to last 600s, and STS gives none shorter than 900 s");
    let flawed = AssumeRole::new(Credentials::new("id", "se cret"), ROLE);
    assert_eq!(message(flawed).await, "the access key secret has a character in it that no access key has");
    for (arn, flaw) in [("", "is empty"), ("acs:ram::1:role/r\n", "has white space around it")] {
        assert_eq!(message(AssumeRole::new(source(), arn)).await, format!("the role ARN {flaw}"));
    }
    let odd = AssumeRole::new(source(), ROLE).endpoint("http://sts.example.com");
    assert!(
        message(odd).await.starts_with("STS cannot be reached: the endpoint `http://sts.example.com` cannot be used")
    );
}
