//! Hints for what the service refuses: signatures, dates, permissions, keys, limits.

use std::time::{Duration, UNIX_EPOCH};

use crate::support::shown::shown;
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_runtime::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy, SignatureVersion};
use loopback::{MockResponse, RecordedRequest, Server};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG";
const TOKEN: &str = "CAISsecurity+token/with=reserved";

fn client(endpoint: &str) -> ClientBuilder {
    Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::new("LTAI5tExampleKey9876", SECRET).with_security_token(TOKEN))
        .clock(|| UNIX_EPOCH + Duration::from_secs(1_700_000_000))
        .correct_clock(false)
        .retry(RetryPolicy::none())
}

async fn refused_by(client: ClientBuilder) -> Error {
    let error = client.build().unwrap().send(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service);
    for text in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
        for secret in [SECRET, "security+token", "security%2Btoken", "security%252Btoken", "with=reserved"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    error
}

async fn error_of(answer: MockResponse) -> Error {
    let server = Server::start(answer);
    refused_by(client(&server.url())).await
}

fn coded(status: u16, code: &str, message: &str) -> MockResponse {
    MockResponse::json(status, json!({ "RequestId": "4AB3C6A2", "Code": code, "Message": message }).to_string())
}

/// A server that has another secret and returns what it has signed.
async fn refusing(
    version: SignatureVersion,
    message: impl Fn(&RecordedRequest) -> String + Send + Sync + 'static,
) -> Error {
    let server = Server::respond_with(move |_, request| coded(400, "SignatureDoesNotMatch", &message(request)));
    refused_by(client(&server.url()).signature_version(version)).await
}

/// The canonical request as the service makes it. Shares nothing with the runtime.
fn canonical_request(request: &RecordedRequest) -> String {
    let authorization = request.header("authorization").unwrap();
    let (_, names) = authorization.split_once("SignedHeaders=").unwrap();
    let (names, _) = names.split_once(',').unwrap();
    let headers: String = names.split(';').map(|name| format!("{name}:{}\n", request.header(name).unwrap())).collect();
    let hash = request.header("x-acs-content-sha256").unwrap();
    format!("{}\n{}\n{}\n{headers}\n{names}\n{hash}", request.method, request.path, request.query)
}

/// The message of current gateways.
fn v3_message(canonical_request: &str) -> String {
    let hash: String = Sha256::digest(canonical_request).iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "Specified signature does not match our calculation. server StringToSign is [ACS3-HMAC-SHA256\n{hash}] server \
         CanonicalRequest is [{canonical_request}]"
    )
}

/// The message of gateways for signature V1.
fn v1_message(request: &RecordedRequest) -> String {
    let pairs: Vec<_> = request.query.split('&').filter(|pair| !pair.starts_with("Signature=")).collect();
    let encoded = pairs.join("&").replace('%', "%25").replace('=', "%3D").replace('&', "%26");
    format!(
        "Specified signature is not matched with our calculation. server string to sign is:{}&%2F&{encoded}",
        request.method
    )
}

#[tokio::test]
async fn a_secret_of_another_key() {
    let error = refusing(SignatureVersion::V3, |request| v3_message(&canonical_request(request))).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 SignatureDoesNotMatch: Specified signature does not match our calculation. server StringToSign is … [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: This client and the service have signed the same text, so the secret does not belong to this access key ID. Copy ID and secret again, together, from where the key was made.
    ");
    let error = refusing(SignatureVersion::V1, v1_message).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 SignatureDoesNotMatch: Specified signature is not matched with our calculation. server string to sign is … [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: This client and the service have signed the same text, so the secret does not belong to this access key ID. Copy ID and secret again, together, from where the key was made.
    ");
}

#[tokio::test]
async fn a_header_that_a_proxy_has_changed() {
    let error = refusing(SignatureVersion::V3, |request| {
        let host = request.header("host").unwrap();
        v3_message(&canonical_request(request).replace(host, "internal.example.com"))
    })
    .await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 SignatureDoesNotMatch: Specified signature does not match our calculation. server StringToSign is … [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: The service has not received what this client has signed; the first difference: header `host` was sent as `127.0.0.1:PORT` and has arrived as `internal.example.com`. A proxy or gateway in between changes requests: go around it, or let it pass them on untouched.
    ");
}

#[tokio::test]
async fn a_parameter_that_a_proxy_has_changed() {
    let error =
        refusing(SignatureVersion::V1, |request| v1_message(request).replace("JobId%3Djob", "JobId%3DJOB")).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 SignatureDoesNotMatch: Specified signature is not matched with our calculation. server string to sign is … [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: The service has not received what this client has signed; the first difference: parameter `JobId` was sent as `job` and has arrived as `JOB`. A proxy or gateway in between changes requests: go around it, or let it pass them on untouched.
    ");
}

#[tokio::test]
async fn a_token_that_a_proxy_has_changed() {
    let error =
        refusing(SignatureVersion::V1, |request| v1_message(request).replace("security%252B", "security%2520")).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 SignatureDoesNotMatch: Specified signature is not matched with our calculation. server string to sign is … [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: The service has not received what this client has signed; the first difference: parameter `SecurityToken` has arrived with another value. A proxy or gateway in between changes requests: go around it, or let it pass them on untouched.
    ");
}

#[tokio::test]
async fn a_hash_alone() {
    let message =
        "Specified signature is not matched with our calculation. server string to sign is:ACS3-HMAC-SHA256\n00ff";
    let error = refusing(SignatureVersion::V3, |_| message.to_owned()).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 SignatureDoesNotMatch: Specified signature is not matched with our calculation. server string to sign is … [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: The service has not received what this client has signed. A proxy or gateway in between changes requests: go around it, or let it pass them on untouched.
    ");
}

#[tokio::test]
async fn a_refused_signature_without_the_text_that_was_signed() {
    let error = error_of(coded(400, "SignatureDoesNotMatch", "Specified signature is not matched.")).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 SignatureDoesNotMatch: Specified signature is not matched. [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: Most often the secret does not belong to the access key ID, or has lost or gained a character when it was copied; otherwise something between here and the service changes requests.
    ");
}

#[tokio::test]
async fn a_clock_that_is_behind() {
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        let answer = coded(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
            .header("date", "Tue, 14 Nov 2023 22:50:20 GMT");
        let server = Server::start(answer);
        let error = refused_by(client(&server.url()).signature_version(version)).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown(&error), @r"
            GetCustomizedVoiceJob failed: 400 InvalidTimeStamp.Expired: Specified time stamp or date value is expired. [request ID 4AB3C6A2, host 127.0.0.1:PORT]
              hint: This machine's clock is 37 minutes behind the service's. Set it (NTP keeps it right), or give one that is right to ClientBuilder::clock.
            ");
        }
    }
}

async fn denied(detail: Value) -> String {
    let body = json!({
        "RequestId": "9D1C0F5E",
        "Code": "NoPermission",
        "Message": "You are not authorized to do this action.",
        "AccessDeniedDetail": detail,
    });
    let error = error_of(MockResponse::json(403, body.to_string())).await;
    assert!(error.is_access_denied());
    shown(&error)
}

#[tokio::test]
async fn a_permission_that_no_policy_gives() {
    let error =
        error_of(coded(403, "Forbidden.RAM", "User not authorized to operate on the specified resource.")).await;
    assert!(error.is_access_denied());
    insta::assert_snapshot!(shown(&error), @r#"
    GetCustomizedVoiceJob failed: 403 Forbidden.RAM: User not authorized to operate on the specified resource. [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: No RAM policy allows `ice:GetCustomizedVoiceJob` for the caller. An administrator can attach one with this statement: {"Effect":"Allow","Action":"ice:GetCustomizedVoiceJob","Resource":"*"}
    "#);
}

#[tokio::test]
async fn a_permission_that_a_control_policy_does_not_give() {
    let detail = json!({
        "AuthAction": "ice:GetCustomizedVoiceJob", "AuthPrincipalType": "AssumedRoleUser",
        "AuthPrincipalDisplayName": "media:session", "NoPermissionType": "ImplicitDeny", "PolicyType": "ControlPolicy",
    });
    insta::assert_snapshot!(denied(detail).await, @r#"
    GetCustomizedVoiceJob failed: 403 NoPermission: You are not authorized to do this action. [request ID 9D1C0F5E, host 127.0.0.1:PORT]
      hint: The resource directory's control policies do not allow `ice:GetCustomizedVoiceJob` for role session media:session. The directory's management account has to allow it, with this statement: {"Effect":"Allow","Action":"ice:GetCustomizedVoiceJob","Resource":"*"}
    "#);
}

#[tokio::test]
async fn a_permission_that_the_policy_of_the_session_does_not_give() {
    let detail = json!({
        "AuthAction": "ice:GetCustomizedVoiceJob", "AuthPrincipalType": "AssumedRoleUser",
        "AuthPrincipalDisplayName": "media:session", "NoPermissionType": "ImplicitDeny", "PolicyType": "SessionPolicy",
    });
    insta::assert_snapshot!(denied(detail).await, @r#"
    GetCustomizedVoiceJob failed: 403 NoPermission: You are not authorized to do this action. [request ID 9D1C0F5E, host 127.0.0.1:PORT]
      hint: The policy of the session does not allow `ice:GetCustomizedVoiceJob` for role session media:session. Assume the role without a policy, or with this statement in it: {"Effect":"Allow","Action":"ice:GetCustomizedVoiceJob","Resource":"*"}
    "#);
}

#[tokio::test]
async fn a_permission_that_is_explicitly_denied() {
    let detail = json!({
        "AuthAction": "ice:GetCustomizedVoiceJob", "AuthPrincipalType": "SubUser",
        "AuthPrincipalDisplayName": "204859912345678901", "NoPermissionType": "ExplicitDeny",
        "PolicyType": "AccountLevelIdentityBasedPolicy", "EncodedDiagnosticMessage": "AQEAAAAAZBgxr0U1",
    });
    insta::assert_snapshot!(denied(detail).await, @r"
    GetCustomizedVoiceJob failed: 403 NoPermission: You are not authorized to do this action. [request ID 9D1C0F5E, host 127.0.0.1:PORT]
      hint: A `Deny` statement in a RAM policy forbids `ice:GetCustomizedVoiceJob` for RAM user 204859912345678901. No `Allow` can outdo it; that statement has to change. `aliyun ram DecodeDiagnosticMessage --EncodedDiagnosticMessage …` prints which one it is, from the text in Error::access_denied_detail.
    ");
}

#[tokio::test]
async fn an_access_key_that_does_not_exist() {
    let error = error_of(coded(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")).await;
    assert!(!error.is_access_denied());
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 404 InvalidAccessKeyId.NotFound: Specified access key is not found. [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: The access key does not exist, is disabled, or belongs to another site (China or international). Check ALIBABA_CLOUD_ACCESS_KEY_ID, or what is given to ClientBuilder::credentials; an ID that starts with `STS.` also needs its security token.
    ");
}

#[tokio::test]
async fn a_token_that_has_expired() {
    let error = error_of(coded(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 InvalidSecurityToken.Expired: Specified SecurityToken is expired. [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: The security token has expired, or is not the one of this access key: get a new ID, secret and token, together.
    ");
}

#[tokio::test]
async fn too_many_calls() {
    let answer = coded(400, "Throttling.User", "Request was denied due to user flow control.");
    let error = error_of(answer.header("x-acs-retry-after", "1500")).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 400 Throttling.User: Request was denied due to user flow control. [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: Too many calls in a short time for the limit of this account: wait 1500 ms, then call less often.
    ");
}

#[tokio::test]
async fn a_region_that_the_service_does_not_know() {
    let error = error_of(coded(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.")).await;
    insta::assert_snapshot!(shown(&error), @r"
    GetCustomizedVoiceJob failed: 404 InvalidRegionId.NotFound: The specified RegionId does not exist. [request ID 4AB3C6A2, host 127.0.0.1:PORT]
      hint: Give another region to ClientBuilder::region, or to the parameter for it. Known regions: cn-beijing, cn-hangzhou, cn-shanghai, cn-shenzhen, ap-southeast-1, us-west-1.
    ");
}
