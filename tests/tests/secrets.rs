//! Nothing that is printed or traced holds a secret, a token or a signature, even where a service sends them back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::error::Error as _;
use std::fmt::Write;
use std::time::Duration;

use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_runtime::{
    ApiStyle, AssumeRoleWithOidc, Client, ClientBuilder, Credentials, Error, OperationInfo, Operations, Parameter,
    Product, RetryPolicy, SignatureVersion,
};
use loopback::{MockResponse, RecordedRequest, Server, closed_port};
use serde_json::json;
use trace_recorder::TraceRecorder;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG";
const TOKEN: &str = "CAISsecurity+token/with=reserved";
const TOKEN_ENCODED: &str = "CAISsecurity%2Btoken%2Fwith%3Dreserved";
const TOKEN_ENCODED_TWICE: &str = "CAISsecurity%252Btoken%252Fwith%253Dreserved";
const BEARER: &str = "bearer+token/with=reserved";
const OIDC: &str = "eyJhbGciOiJub25lIn0.oidc-token.signature";

fn client(endpoint: &str, version: SignatureVersion) -> ClientBuilder {
    Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::new("LTAI5tExampleKey9876", SECRET).with_security_token(TOKEN))
        .signature_version(version)
        .attempt_timeout(Duration::from_millis(500))
        .retry(RetryPolicy::none())
}

/// Responses that quote secrets, some of them observed.
fn echoes() -> Vec<MockResponse> {
    let message = format!("{SECRET} {TOKEN} {TOKEN_ENCODED} {TOKEN_ENCODED_TWICE}");
    let code = format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"server string to sign is: {message}"}}"#);
    let detail =
        format!(r#"{{"Code":"NoPermission","AccessDeniedDetail":{{"AuthAction":"{message}","x":["{TOKEN}"]}}}}"#);
    vec![
        MockResponse::json(400, code),
        MockResponse::json(403, detail),
        MockResponse::new(502, format!("<html>{message}</html>")).header("x-echo", TOKEN),
        MockResponse::new(503, format!("<Error><Message>{message}</Message></Error>")),
        MockResponse::new(302, "").header("location", format!("http://127.0.0.1/{TOKEN_ENCODED}?t={TOKEN_ENCODED}")),
        MockResponse::json(200, format!(r#"{{"Success":"{message}"}}"#)),
        // A note quotes the beginning of what was found: it must not end inside the token and show the half of it.
        MockResponse::json(200, format!(r#"{{"Success":"{}{TOKEN}"}}"#, "x".repeat(40))),
        MockResponse::new(200, message),
        MockResponse::json(200, r#"{"RequestId":"a","Success":true}"#),
        MockResponse::json(200, "{").missing(3),
    ]
}

/// Refusals that send a token back.
fn echoes_of(token: &str) -> Vec<MockResponse> {
    vec![
        MockResponse::json(400, format!(r#"{{"Code":"InvalidToken","Message":"What is {token}?"}}"#)),
        MockResponse::new(502, format!("<html>{token}</html>")).header("x-echo", token),
        MockResponse::new(200, token),
    ]
}

fn print_error(printed: &mut String, error: &Error) {
    writeln!(printed, "{error}\n{error:?}\n{error:#?}").unwrap();
    let mut source = error.source();
    while let Some(cause) = source {
        writeln!(printed, "{cause}\n{cause:?}\n{cause:#?}").unwrap();
        source = cause.source();
    }
}

fn signature(request: &RecordedRequest) -> String {
    let place = match request.header("authorization") {
        Some(authorization) => authorization,
        None => &request.query,
    };
    let (_, signature) = place.split_once("Signature=").unwrap();
    signature.split('&').next().unwrap().to_owned()
}

#[tokio::test]
async fn nothing_confidential_is_printed_or_traced() {
    let recorder = TraceRecorder::default();
    tracing::subscriber::set_global_default(recorder.clone()).unwrap();
    let mut printed = String::new();
    let mut signatures = Vec::new();
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        for answer in echoes() {
            let server = Server::start(answer);
            let builder = client(&server.url(), version);
            writeln!(printed, "{builder:?} {builder:#?}").unwrap();
            let client = builder.build().unwrap();
            writeln!(printed, "{client:?} {client:#?}").unwrap();
            match client.send(GetCustomizedVoiceJob::new("job")).await {
                Ok(response) => writeln!(printed, "{response:?} {response:#?}").unwrap(),
                Err(error) => print_error(&mut printed, &error),
            }
            signatures.extend(server.requests().iter().map(signature));
        }
        let refused = client(&closed_port(), version).build().unwrap();
        print_error(&mut printed, &refused.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err());
    }

    // A bearer token in place of a key, and an identity token that is exchanged for a key.
    for answer in echoes_of(BEARER) {
        let server = Server::start(answer);
        let credentials = Credentials::bearer(BEARER);
        writeln!(printed, "{credentials:?} {credentials:#?}").unwrap();
        let client = client(&server.url(), SignatureVersion::V3).credentials(credentials).build().unwrap();
        let dry_run = client.dry_run(GetCustomizedVoiceJob::new("job")).await.unwrap();
        writeln!(printed, "{dry_run} {dry_run:?}").unwrap();
        print_error(&mut printed, &client.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err());
        assert_eq!(server.requests()[0].header("x-acs-bearer-token"), Some(BEARER));
    }
    let file = std::env::temp_dir().join(format!("oidc-token-{}", std::process::id()));
    std::fs::write(&file, OIDC).unwrap();
    for answer in echoes_of(OIDC) {
        let server = Server::start(answer);
        let role = AssumeRoleWithOidc::new("acs:ram::1:role/r", "acs:ram::1:oidc-provider/p", &file);
        let role = role.endpoint(server.url());
        writeln!(printed, "{role:?} {role:#?}").unwrap();
        let client = client(&server.url(), SignatureVersion::V3).credentials(role).build().unwrap();
        print_error(&mut printed, &client.send(GetCustomizedVoiceJob::new("job")).await.unwrap_err());
        let asked = server.requests();
        assert!(String::from_utf8_lossy(&asked[0].body).contains(OIDC), "the token was sent");
    }
    std::fs::remove_file(&file).unwrap();

    let traced = recorder.text();
    assert!(traced.contains("rpc.method=\"GetCustomizedVoiceJob\""), "{traced}");
    assert!(traced.contains("record http.response.status_code=403"), "{traced}");
    assert!(printed.contains("SignatureDoesNotMatch: server string to sign is: *** *** *** ***"), "{printed}");
    assert_eq!(signatures.len(), 20);
    let half = &TOKEN[..16];
    let confidential = [SECRET, TOKEN, TOKEN_ENCODED, TOKEN_ENCODED_TWICE, half, BEARER, OIDC];
    for text in [printed, traced] {
        for secret in confidential.into_iter().chain(signatures.iter().map(String::as_str)) {
            assert!(!text.contains(secret), "{secret} in\n{text}");
        }
    }
}

const PRODUCT: Product = Product::new("Monitor", "2021-04-13", ApiStyle::Roa, "monitor", &[]);
/// As some products have it, with a key in the path and a token in a header.
const PUSH: OperationInfo = OperationInfo {
    path: "/api/push/{apiKey}",
    parameters: &[Parameter::path("apiKey").required(), Parameter::header("X-Own-Token")],
    ..OperationInfo::new(&PRODUCT, "monitor", "Push")
};
static OPERATIONS: Operations = Operations::new(&[&[PUSH]], &[("monitor", &["Push"])]);

#[tokio::test]
async fn a_secret_in_the_path_or_behind_a_scheme_is_masked_where_a_server_quotes_it() {
    let (key, token) = ("key/in+path", "token+in/header");
    let parameters = json!({"apiKey": key, "X-Own-Token": format!("Bearer {token}")});
    let canonical = "server CanonicalRequest is [POST\n/api/push/key%2Fin%2Bpath2\n\nhost:a\n\nhost\nabc]";
    for answer in [
        MockResponse::new(404, "<html>no route for /api/push/key%2Fin%2Bpath</html>"),
        MockResponse::json(400, json!({"Code": "NoKey", "Message": format!("{key} is gone")}).to_string()),
        MockResponse::json(401, json!({"Code": "NoToken", "Message": format!("{token} is old")}).to_string()),
        MockResponse::json(403, json!({"Code": "SignatureDoesNotMatch", "Message": canonical}).to_string()),
    ] {
        let server = Server::start(answer);
        let client = client(&server.url(), SignatureVersion::V3).build().unwrap();
        let error = client.call_by_name(&OPERATIONS, "Push", parameters.clone()).await.unwrap_err();
        let mut printed = String::new();
        print_error(&mut printed, &error);
        for secret in ["in+path", "in%2Bpath", "token+in"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("***") || printed.contains("the path has arrived with another value"), "{printed}");
    }
}

#[tokio::test]
async fn no_note_shows_the_beginning_of_a_secret_wherever_what_was_found_is_cut() {
    for before in 0..=60 {
        let found = format!("{}{TOKEN}{}", "x".repeat(before), "x".repeat(60));
        let server = Server::start(MockResponse::json(200, json!({"RequestId": "a", "Success": found}).to_string()));
        let client = client(&server.url(), SignatureVersion::V3).build().unwrap();
        let response = client.send(GetCustomizedVoiceJob::new("job")).await.unwrap();
        let printed = format!("{response:?} {}", response.drift()[0]);
        assert!(!printed.contains(&TOKEN[..3]), "{printed}");
    }
}

#[tokio::test]
async fn a_dry_run_masks_secrets_within_parameters_and_headers_that_the_client_adds() {
    let client = client("http://127.0.0.1", SignatureVersion::V3);
    let client = client.global_parameter("Settings", json!({"Password": "hush-hush", "Size": 1}).to_string());
    let client = client.global_header("x-settings", json!({"Password": "hush-hush", "Size": 1}).to_string());
    let client = client.build().unwrap();
    let dry_run = client.dry_run(GetCustomizedVoiceJob::new("job"));
    let dry_run = dry_run.header("x-callback", "https://user:hush-hush@example.com/?a=1").await.unwrap();
    let printed = format!("{dry_run} {dry_run:?}");
    assert!(!printed.contains("hush-hush"), "{printed}");
    assert!(printed.contains("x-callback: https://user:***@example.com/?a=1"), "{printed}");
    assert_eq!(dry_run.curl_with_secrets().matches("hush-hush").count(), 3);
}
