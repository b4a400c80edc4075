//! Credentials in a client's requests, and nowhere else.

use std::fmt::{self, Write};

use alibabacloud_runtime::operation::{ApiStyle, OperationInfo, Product};
use alibabacloud_runtime::{
    AnonymousCredentials, AssumeRole, BoxFuture, CliProfile, Client, ClientBuilder, CredentialProvider, Credentials,
    CredentialsUri, DefaultCredentials, EcsMetadata, Environment, EnvironmentCredentials, Error, ErrorKind, IniProfile,
    Method, Operations, SignatureVersion,
};
use insta::assert_snapshot;
use loopback::{MockResponse, Server};
use serde_json::Value;
use trace_recorder::TraceRecorder;

use crate::snapshot::show;
use crate::transports::{Detour, Unplugged};
use crate::world::{World, keys, session};

static PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[]);
static INFOS: [OperationInfo; 1] = [{
    let mut info = OperationInfo::new(&PRODUCT, "things", "GetThing");
    info.methods = &[Method::Post];
    info
}];
static OPERATIONS: Operations = Operations::new(&[&INFOS], &[("things", &["GetThing"])]);

fn client(server: &Server) -> ClientBuilder {
    let time = crate::world::START;
    let clock = move || std::time::UNIX_EPOCH + time;
    Client::builder().endpoint(server.url()).clock(clock).nonces(|| "nonce".to_owned())
}

async fn call(client: ClientBuilder) -> Result<Value, Error> {
    Ok(client.build().unwrap().call_by_name(&OPERATIONS, "GetThing", Value::Null).await?.output)
}

#[tokio::test]
async fn a_bearer_token_is_sent_in_place_of_a_signature() {
    let server = Server::start(MockResponse::new(200, "{}"));
    call(client(&server).credentials(Credentials::bearer("tok"))).await.unwrap();
    let version = SignatureVersion::V1;
    call(client(&server).credentials(Credentials::bearer("tok")).signature_version(version)).await.unwrap();
    let shown: Vec<_> = server.requests().iter().map(show).collect();
    let shown = shown.join("---\n").replace(&server.url()[7..], "HOST");
    assert_snapshot!(shown, @r"
    POST /?SignatureType=BEARERTOKEN
    accept: application/json
    content-length: 0
    host: HOST
    x-acs-action: GetThing
    x-acs-bearer-token: tok
    x-acs-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    x-acs-date: 2023-11-14T22:13:20Z
    x-acs-signature-nonce: nonce
    x-acs-version: 2020-11-09

    ---
    POST /?Action=GetThing&BearerToken=tok&Format=json&SignatureNonce=nonce&SignatureType=BEARERTOKEN&Timestamp=2023-11-14T22%3A13%3A20Z&Version=2020-11-09
    accept: */*
    content-length: 0
    host: HOST
    x-acs-action: GetThing
    x-acs-version: 2020-11-09
    ");
}

#[tokio::test]
async fn the_source_is_told_to_the_service() {
    let world = World::new();
    let server = Server::start(MockResponse::new(200, "{}"));
    world.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "id");
    world.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret");
    let chain = DefaultCredentials::new().environment(&world.environment(Unplugged));
    let client = client(&server).credentials(chain).build().unwrap();
    assert!(format!("{client:?}").contains("credentials: \"default\""));
    client.call_by_name(&OPERATIONS, "GetThing", Value::Null).await.unwrap();
    assert!(format!("{client:?}").contains("credentials: \"default/env\""));
    assert_eq!(server.requests()[0].header("x-acs-credentials-provider"), Some("default/env"));
}

#[tokio::test]
async fn a_provider_of_ones_own_needs_no_name() {
    struct Own;
    impl CredentialProvider for Own {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
            Box::pin(async { Ok(Credentials::new("id", "secret")) })
        }
    }
    let server = Server::start(MockResponse::new(200, "{}"));
    call(client(&server).credentials(Own)).await.unwrap();
    assert_eq!(server.requests()[0].header("x-acs-credentials-provider"), Some("custom"));
}

#[tokio::test]
async fn an_anonymous_client_sends_nothing_that_has_to_be_signed() {
    let server = Server::start(MockResponse::new(200, "{}"));
    let error = call(client(&server).credentials(AnonymousCredentials::new())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_snapshot!(format!("{error:?}").replace(&server.url()[7..], "HOST"), @r"
    GetThing failed: the operation has to be signed, and the client is anonymous [host HOST]
      hint: Give keys to ClientBuilder::credentials instead of AnonymousCredentials, or nothing at all: then the default chain finds them.
    ");
    assert!(server.requests().is_empty());
}

const CONFIDENTIAL: [&str; 10] = [
    "login-token-1234567890",
    "source-secret-1234567890",
    "fetched-secret",
    "fetched-token",
    "ey.oidc-token-1234567890",
    "bearer-token-1234567890",
    "metadata-token-1234567890",
    "uri-password-1234567890",
    "file-secret-1234567890",
    "Signature=",
];

/// Prints a provider before and after it is called, and its result.
async fn print(printed: &mut String, provider: impl CredentialProvider + fmt::Debug) {
    writeln!(printed, "{provider:?} {provider:#?}").unwrap();
    match provider.credentials().await {
        Ok(credentials) => writeln!(printed, "{credentials:?} {credentials:#?}").unwrap(),
        Err(error) => {
            writeln!(printed, "{error} {error:?} {error:#?}").unwrap();
            let mut cause = std::error::Error::source(&error);
            while let Some(error) = cause {
                writeln!(printed, "{error} {error:?} {error:#?}").unwrap();
                cause = error.source();
            }
        }
    }
    writeln!(printed, "{provider:?} {}", provider.name()).unwrap();
}

/// Returns keys if it is `good`, and otherwise an error that quotes the request.
fn mirror(world: &World, good: bool) -> Server {
    let world = world.clone();
    Server::respond_with(move |_, request| {
        let expiration = world.in_seconds(3600);
        match request.target().as_str() {
            "/latest/api/token" => MockResponse::new(200, "metadata-token-1234567890"),
            target if target.ends_with("/security-credentials/") => MockResponse::new(200, "web"),
            _ if !good => MockResponse::new(403, format!(r#"{{"Code":"No","Message":{:?}}}"#, show(request))),
            target if target.starts_with("/latest/") => {
                MockResponse::new(200, keys("fetched", &expiration).replacen('{', r#"{"Code":"Success","#, 1))
            }
            "/cloud-credentials" => {
                MockResponse::new(200, format!(r#"{{"CloudCredential":{}}}"#, keys("fetched", &expiration)))
            }
            "/v1/token" => MockResponse::new(200, r#"{"access_token":"login-token-1234567890b"}"#),
            target if target.starts_with("/keys") || target.starts_with("/v1/") => {
                MockResponse::new(200, keys("fetched", &expiration))
            }
            _ => MockResponse::new(200, session("fetched", &expiration)),
        }
    })
}

#[tokio::test]
async fn nothing_confidential_is_printed_or_traced() {
    let recorder = TraceRecorder::default();
    let _guard = recorder.record();
    let mut printed = String::new();
    for good in [true, false] {
        let world = World::new();
        let server = mirror(&world, good);
        let environment = world.environment(Detour::to(&server));
        let source = || Credentials::new("LTAI5tSource", "source-secret-1234567890");
        let role = || AssumeRole::new(source(), "acs:ram::1:role/r").environment(&environment);
        print(&mut printed, source()).await;
        print(&mut printed, Credentials::bearer("bearer-token-1234567890")).await;
        print(&mut printed, role()).await;
        print(&mut printed, AssumeRole::new(role(), "acs:ram::1:role/r").environment(&environment)).await;
        print(&mut printed, EcsMetadata::new().environment(&environment)).await;
        let uri = "http://keys.example.com/keys?uri-password-1234567890";
        print(&mut printed, CredentialsUri::new(uri).environment(&environment)).await;

        world.set("ALIBABA_CLOUD_CREDENTIALS_URI", uri);
        world.set("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r");
        world.set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p");
        world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", world.file("token", "ey.oidc-token-1234567890\n"));
        let secret = "access_key_secret\":\"file-secret-1234567890";
        let profile =
            format!(r#"{{"name":"p","mode":"RamRoleArn","access_key_id":"id","{secret}","ram_role_arn":"arn"}}"#);
        world.file(".aliyun/config.json", &format!(r#"{{"current":"p","profiles":[{profile}]}}"#));
        let section =
            "[default]\ntype=ram_role_arn\naccess_key_id=id\nrole_arn=arn\naccess_key_secret=file-secret-1234567890";
        world.file(".alibabacloud/credentials", section);
        print(&mut printed, DefaultCredentials::new().environment(&environment)).await;
        print(&mut printed, CliProfile::new().environment(&environment)).await;
        print(&mut printed, IniProfile::new().environment(&environment)).await;
        for login in [
            r#""mode":"OAuth","oauth_access_token":"login-token-1234567890","oauth_refresh_token":"login-token-1234567890""#,
            r#""mode":"CloudSSO","cloud_sso_sign_in_url":"https://sso.example.com","cloud_sso_account_id":"a",
               "cloud_sso_access_config":"c","access_token":"login-token-1234567890",
               "cloud_sso_access_token_expire":9999999999"#,
            r#""mode":"External","process_command":"echo file-secret-1234567890""#,
        ] {
            let profiles = format!(r#"{{"current":"p","profiles":[{{"name":"p",{login}}}]}}"#);
            world.file(".aliyun/config.json", &profiles);
            print(&mut printed, CliProfile::new().environment(&environment)).await;
        }
        let variables = Environment::new().variables(|_| Some("source-secret-1234567890 ".into()));
        print(&mut printed, EnvironmentCredentials::new().environment(&variables)).await;
        let bearer = client(&server).credentials(Credentials::bearer("bearer-token-1234567890"));
        let answered = call(bearer).await.map(|_| ());
        writeln!(printed, "{answered:?} {environment:?}").unwrap();
    }
    let traced = recorder.text();
    assert!(traced.contains("credentials fetched"), "{traced}");
    assert!(traced.contains("no credentials here"), "{traced}");
    assert!(printed.contains("403 No: "), "{printed}");
    for text in [&printed, &traced] {
        for secret in CONFIDENTIAL {
            let found = text.lines().find(|line| line.contains(secret) && !line.contains("Signature=***"));
            assert!(found.is_none(), "{secret} in {found:?}");
        }
    }
}
