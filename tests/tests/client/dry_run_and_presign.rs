//! Calls that are signed and not sent: dry runs, their `curl` commands, and presigned URLs.

use std::borrow::Cow;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::support::{v1, v3};
use alibabacloud_ice::OPERATIONS;
use alibabacloud_ice::editing::{
    DeleteEditingProjects, GetEditingProject, SearchEditingProject, SubmitMediaProducingJob,
};
use alibabacloud_ice::smart::SubmitVideoTranslationJob;
use alibabacloud_ice::voice::GetCustomizedVoiceJob;
use alibabacloud_ice::yike::{CreateYikeUser, CreateYikeUserRequired};
use alibabacloud_runtime::bytes::Bytes;
use alibabacloud_runtime::operation::{Effect, Method};
use alibabacloud_runtime::transport::TransportError;
use alibabacloud_runtime::{
    ApiStyle, BoxFuture, Client, ClientBuilder, CredentialProvider, Credentials, Environment, Error, ErrorKind, Model,
    Names, Operation, OperationInfo, Product, SignatureVersion, Slot, Transport, Value, View, http,
};
use loopback::RecordedRequest;
use specimen::requests::put_widget::Body;
use specimen::requests::{GetPublicThing, PutWidget, SendStyles};

/// 2024-01-02T03:04:05Z
const TIME: Duration = Duration::from_secs(1_704_164_645);
const KEY_ID: &str = "LTAI5tExampleKey9876";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG";
const TOKEN: &str = "CAISsecurity+token/with=reserved";
const TOKEN_ENCODED: &str = "CAISsecurity%2Btoken%2Fwith%3Dreserved";
/// Every character that a shell could interpret.
const AWKWARD: &str = "it's \"quoted\" $HOME `id` $(id) \\ *?[a]{b,c} ~ !! # & ; | < > é\t-n";

/// Keeps the request instead of sending it.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<http::Request<Bytes>>>>);

impl Transport for Recorder {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.0.lock().unwrap().push(request);
        Box::pin(async { Ok(http::Response::new(Bytes::from_static(b"{}"))) })
    }
}

fn keys() -> Credentials {
    Credentials::new(KEY_ID, SECRET).with_security_token(TOKEN)
}

fn client() -> ClientBuilder {
    Client::builder()
        .endpoint("https://ice.example.com")
        .credentials(keys())
        .clock(|| UNIX_EPOCH + TIME + Duration::from_millis(700))
        .nonces(|| "nonce".to_owned())
}

fn user() -> CreateYikeUser {
    CreateYikeUser::new(CreateYikeUserRequired {
        nickname: "hidden".to_owned(),
        password: "hush*hush".to_owned(),
        production_ids: "p".to_owned(),
        user_name_prefix: "u".to_owned(),
        workspace_id: "w".to_owned(),
    })
}

/// The arguments that a shell gives `curl`.
fn arguments(command: &str) -> Vec<String> {
    let script = format!("curl() {{ for argument; do printf '%s\\0' \"$argument\"; done; }}\n{command}\n");
    let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}\n{command}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

/// What `curl` would send with these arguments.
fn sent_by_curl(command: &str) -> RecordedRequest {
    let mut arguments = arguments(command).into_iter();
    let mut request = RecordedRequest::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--globoff" => {}
            "--request" => request.method = arguments.next().unwrap(),
            "--data-raw" => request.body = arguments.next().unwrap().into_bytes(),
            "--header" => {
                let header = arguments.next().unwrap();
                match header.split_once(": ") {
                    Some((name, value)) => request.headers.push((name.to_owned(), value.to_owned())),
                    None if header == "content-type:" => {}
                    None => request.headers.push((header.strip_suffix(';').unwrap().to_owned(), String::new())),
                }
            }
            url => {
                let target = url.strip_prefix("https://ice.example.com").unwrap();
                let (path, query) = target.split_once('?').unwrap_or((target, ""));
                (request.path, request.query) = (path.to_owned(), query.to_owned());
            }
        }
    }
    request
}

async fn is_what_is_sent<O: Operation + Clone>(builder: impl Fn() -> ClientBuilder, operation: O) {
    let recorder = Recorder::default();
    let client = builder().transport(recorder.clone()).build().unwrap();
    let dry_run = client.dry_run(operation.clone()).await.unwrap();
    assert!(recorder.0.lock().unwrap().is_empty(), "nothing is sent");
    client.send(operation).await.unwrap();
    let sent = recorder.0.lock().unwrap().remove(0);

    let by_curl = sent_by_curl(&dry_run.curl_with_secrets());
    assert_eq!(by_curl.method, sent.method().as_str());
    assert_eq!(by_curl.path, sent.uri().path());
    assert_eq!(by_curl.query, sent.uri().query().unwrap_or_default());
    assert_eq!(by_curl.body, sent.body().as_ref());
    let headers = sent
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8(value.as_bytes().to_vec()).unwrap()));
    assert_eq!(by_curl.headers, headers.collect::<Vec<_>>());

    let request = dry_run.request();
    assert_eq!((request.method(), request.uri()), (sent.method(), sent.uri()));
    let request = dry_run.into_request();
    assert_eq!((request.headers(), request.body()), (sent.headers(), sent.body()));
}

#[tokio::test]
async fn a_dry_run_and_its_command_are_what_would_be_sent() {
    let body_as_text =
        PutWidget::new("a/b", 1).with_parameter("body", format!("@first line\n{AWKWARD}\n\nlast line\n"));
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        let builder = || client().signature_version(version);
        is_what_is_sent(builder, GetCustomizedVoiceJob::new(AWKWARD)).await;
        is_what_is_sent(builder, GetEditingProject::new("line\nline")).await;
        is_what_is_sent(builder, SendStyles::new().plain([AWKWARD, ""])).await;
        is_what_is_sent(builder, SubmitVideoTranslationJob::new().with_parameter("Signature", "own")).await;
        is_what_is_sent(builder, GetPublicThing::new()).await;
        is_what_is_sent(builder, user()).await;
        let bearer = || builder().credentials(Credentials::bearer(TOKEN));
        is_what_is_sent(bearer, GetCustomizedVoiceJob::new("job")).await;
    }
    let widget = PutWidget::new("a/b", 1).body(Body::new(AWKWARD));
    is_what_is_sent(client, widget.x_acs_trace("it's a \"trace\" with $HOME")).await;
    is_what_is_sent(client, body_as_text).await;
}

#[tokio::test]
async fn the_command_carries_a_signature_that_verifies() {
    let client = client().build().unwrap();
    let dry_run = client.dry_run(PutWidget::new("a/b", 1).body(Body::new(AWKWARD))).await.unwrap();
    let request = sent_by_curl(&dry_run.curl_with_secrets());
    v3::verify(&request, KEY_ID, SECRET).unwrap();
    assert!(String::from_utf8(request.body).unwrap().contains("it's"), "the body has the name");
}

#[tokio::test]
async fn what_is_shown_has_the_key_id_and_no_secret() {
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        for credentials in [keys(), Credentials::bearer(TOKEN)] {
            let has_key = credentials.bearer_token().is_none();
            let client = client().signature_version(version).credentials(credentials).build().unwrap();
            let dry_run = client.dry_run(GetEditingProject::new("project")).await.unwrap();
            let real = dry_run.curl_with_secrets();
            let signature = real.split_once("Signature=").map(|(_, rest)| rest.split(['\'', '&']).next().unwrap());
            assert_eq!(signature.is_some(), has_key, "{real}");
            assert!(real.contains(TOKEN) || real.contains(TOKEN_ENCODED), "{real}");

            for shown in [dry_run.to_string(), format!("{dry_run:?}"), format!("{dry_run:#?}")] {
                assert_eq!(shown.contains(KEY_ID), has_key, "{shown}");
                assert!(shown.contains("ProjectId=project") && shown.contains("***"), "{shown}");
                for secret in [SECRET, TOKEN, TOKEN_ENCODED].into_iter().chain(signature) {
                    assert!(!shown.contains(secret), "{secret} in {shown}");
                }
            }
            // It is the same command, except for the secrets.
            assert_eq!(arguments(&dry_run.to_string()).len(), arguments(&real).len());
        }
    }
}

#[tokio::test]
async fn sensitive_parameters_are_not_shown_nor_is_what_they_could_be_guessed_from() {
    let client = client().build().unwrap();
    let dry_run = client.dry_run(user()).await.unwrap();
    assert!(dry_run.curl_with_secrets().contains("Password=hush%2Ahush"));
    let shown = dry_run.to_string();
    assert!(shown.contains("Nickname=hidden&Password=***&"), "{shown}");
    assert!(!shown.contains("hush"), "{shown}");
    assert!(shown.contains("x-acs-content-sha256: ***"), "{shown}");

    let dry_run =
        client.dry_run(SubmitVideoTranslationJob::new().with_parameter("Signature", "own-signature")).await.unwrap();
    assert!(!dry_run.to_string().contains("own-signature"), "{dry_run}");
}

#[tokio::test]
async fn a_dry_run_of_an_invalid_call_is_the_same_error() {
    let client = Client::builder().region("nowhere at all").credentials(keys()).build().unwrap();
    let error = client.dry_run(GetCustomizedVoiceJob::new("job")).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Config, Some("GetCustomizedVoiceJob")));
    assert_eq!(client.presign(GetEditingProject::new("p")).await.unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test]
async fn a_presigned_url_verifies_whatever_the_parameters_are() {
    for version in [SignatureVersion::V3, SignatureVersion::V1] {
        let client = client().signature_version(version).build().unwrap();
        for text in ["project", AWKWARD, "a+b&c=d%20e/f?g#h", "line\nline", ""] {
            let url = client.presign(GetEditingProject::new(text)).await.unwrap();
            let query = url.as_str().strip_prefix("https://ice.example.com/?").unwrap();
            let parameters = v1::verify_url(query, KEY_ID, SECRET).unwrap();
            let expected = [
                ("ProjectId", text),
                ("Action", "GetEditingProject"),
                ("Version", "2020-11-09"),
                ("Timestamp", "2024-01-02T03:04:05Z"),
                ("SignatureNonce", "nonce"),
                ("SecurityToken", TOKEN),
            ];
            for (name, value) in expected {
                assert_eq!(parameters[name], value, "{name}");
            }
            assert!(v1::verify_url(query, KEY_ID, "another secret").is_err(), "the check can fail");
        }
    }
}

#[tokio::test]
async fn a_presigned_url_is_good_for_15_minutes_or_as_long_as_its_key() {
    let presigned = async |credentials| {
        let client = client().credentials(credentials).build().unwrap();
        client.presign(GetEditingProject::new("p")).await.unwrap().expires_at()
    };
    let signed_at: SystemTime = UNIX_EPOCH + TIME;
    let minutes = |minutes: u64| signed_at + Duration::from_secs(60 * minutes);
    assert_eq!(presigned(keys()).await, minutes(15));
    assert_eq!(presigned(keys().with_expiry(minutes(60))).await, minutes(15));
    assert_eq!(presigned(keys().with_expiry(minutes(5))).await, minutes(5));
}

#[tokio::test]
async fn the_debug_of_a_presigned_url_is_of_no_use_to_others() {
    let url = client().build().unwrap().presign(GetEditingProject::new("p")).await.unwrap();
    let (_, signature) = url.as_str().split_once("&Signature=").unwrap();
    let signature = signature.split('&').next().unwrap();
    for shown in [format!("{url:?}"), format!("{url:#?}")] {
        assert!(shown.contains("&Signature=***&") && shown.contains("SecurityToken=***&"), "{shown}");
        assert!(shown.contains(KEY_ID) && shown.contains("2024-01-02T03:19:05Z"), "{shown}");
        assert!(!shown.contains(signature) && !shown.contains(TOKEN_ENCODED), "{shown}");
    }
}

/// A read of a product of ROA style, of which nothing is generated here.
#[derive(Default)]
struct GetMade;

impl Model for GetMade {
    fn names(&self) -> Names<'_> {
        Names::Fixed(&[])
    }

    fn slot_at(&mut self, _: usize) -> Slot<'_> {
        Slot::Nowhere
    }

    fn view_at(&self, _: usize) -> View<'_> {
        View::Absent
    }
}

static MADE: Product = Product::new("Made", "2024-05-01", ApiStyle::Roa, "made", &[]);

impl Operation for GetMade {
    type Output = specimen::requests::QueryAndDeleteOutput;

    const INFO: OperationInfo =
        OperationInfo { methods: &[Method::Get], effect: Effect::Read, ..OperationInfo::new(&MADE, "made", "GetMade") };
}

#[tokio::test]
async fn an_operation_that_cannot_be_presigned_says_why() {
    let client = client().build().unwrap();
    let told = |error: alibabacloud_runtime::Error| {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        format!("{error:?}")
    };
    let write = told(client.presign(DeleteEditingProjects::new()).await.unwrap_err());
    assert!(write.contains("it may change something") && write.contains("Client::presign_write"), "{write}");
    let post = told(client.presign_write(SendStyles::new()).await.unwrap_err());
    assert!(post.contains("the service takes POST only"), "{post}");
    let form = told(client.presign_write(SubmitMediaProducingJob::new("{}")).await.unwrap_err());
    assert!(form.contains(" is sent in the form in the body"), "{form}");
    let path = told(client.presign_write(PutWidget::new("a", 1)).await.unwrap_err());
    assert!(path.contains("only operations of RPC style"), "{path}");
    let roa = told(client.presign(GetMade).await.unwrap_err());
    assert!(roa.contains("only operations of RPC style"), "{roa}");
}

#[tokio::test]
async fn a_dry_run_takes_the_options_that_change_the_request() {
    let client = client().build().unwrap();
    let dry_run = client.dry_run(GetEditingProject::new("p")).header("x-acs-tag", "blue").header("x-Plain", "1");
    let request = dry_run.await.unwrap().into_request();
    let header = |name: &str| request.headers()[name].to_str().unwrap();
    assert_eq!((header("x-acs-tag"), header("x-plain")), ("blue", "1"));
    let authorization = header("authorization");
    assert!(authorization.contains(";x-acs-tag") && !authorization.contains("x-plain"), "{authorization}");

    let error = client.dry_run(GetEditingProject::new("p")).header("x-acs-date", "today").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::InvalidRequest, "the header `x-acs-date` is set by the client")
    );
    let plain = client.dry_run(GetEditingProject::new("p")).await.unwrap();
    assert!(!plain.request().headers().contains_key("x-acs-tag"), "an option is of one dry run");
}

/// Credentials that are never returned.
#[derive(Debug)]
struct PendingProvider;

impl CredentialProvider for PendingProvider {
    fn name(&self) -> Cow<'static, str> {
        "stuck".into()
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn the_time_for_credentials_can_be_limited_without_sending() {
    let client = client().credentials(PendingProvider).build().unwrap();
    let limit = Duration::from_millis(5);
    for error in [
        client.dry_run(GetEditingProject::new("p")).call_timeout(limit).await.unwrap_err(),
        client.presign(GetEditingProject::new("p")).call_timeout(limit).await.unwrap_err(),
        client.presign_write(DeleteEditingProjects::new()).call_timeout(limit).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.message().starts_with("no credentials within 5ms"), "{error}");
    }
}

#[tokio::test]
async fn a_write_is_presigned_when_that_is_asked_for() {
    let client = client().build().unwrap();
    let url = client.presign_write(DeleteEditingProjects::new().project_ids("p1,p2")).await.unwrap();
    let query = url.as_str().split_once('?').unwrap().1;
    assert_eq!(v1::verify_url(query, KEY_ID, SECRET).unwrap()["ProjectIds"], "p1,p2");
    client.presign_write(SearchEditingProject::new()).await.unwrap();
}

#[tokio::test]
async fn a_bearer_token_is_not_given_away_in_a_url() {
    let client = client().credentials(Credentials::bearer(TOKEN)).build().unwrap();
    let error = client.presign(GetEditingProject::new("p")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(!error.to_string().contains(TOKEN), "{error}");
}

#[tokio::test]
async fn an_anonymous_operation_becomes_a_url_without_any_credential() {
    let client = client().build().unwrap();
    let url = client.presign(GetPublicThing::new()).await.unwrap();
    assert!(url.as_str().contains("Action=GetPublicThing"), "{}", url.as_str());
    for part in [KEY_ID, TOKEN_ENCODED, "Signature="] {
        assert!(!url.as_str().contains(part), "{}", url.as_str());
    }
}

#[test]
fn without_an_async_runtime_there_is_the_same() {
    let client = client().build().unwrap().blocking();
    let dry_run = client.dry_run(GetCustomizedVoiceJob::new("job")).unwrap();
    v3::verify(&sent_by_curl(&dry_run.curl_with_secrets()), KEY_ID, SECRET).unwrap();
    let url = client.presign(GetEditingProject::new("p")).unwrap();
    v1::verify_url(url.as_str().split_once('?').unwrap().1, KEY_ID, SECRET).unwrap();
    assert_eq!(client.presign(DeleteEditingProjects::new()).unwrap_err().kind(), ErrorKind::InvalidRequest);
    client.presign_write(DeleteEditingProjects::new()).unwrap();
}

#[tokio::test]
async fn global_parameters_and_headers_are_in_every_call_and_an_operations_own_win() {
    let globals = client()
        .global_parameter("SourceApp", "first")
        .global_parameter("SourceApp", "a b")
        .global_parameter("JobId", "global")
        .global_header("X-Acs-Tenant", "green")
        .global_header("x-acs-tenant", "blue")
        .global_header("x-trace", "1");
    let dry_run = globals.build().unwrap().dry_run(GetCustomizedVoiceJob::new("own")).await.unwrap();
    let request = dry_run.request();
    assert_eq!(request.uri().query(), Some("JobId=own&SourceApp=a%20b"));
    assert_eq!(request.headers()["x-acs-tenant"], "blue");
    assert_eq!(request.headers()["x-trace"], "1");
    let authorization = request.headers()["authorization"].to_str().unwrap();
    assert!(authorization.contains(";x-acs-tenant;") && !authorization.contains("x-trace"), "{authorization}");
}

#[tokio::test]
async fn a_global_of_a_secrets_name_is_masked_where_it_is_shown() {
    let globals =
        client().global_parameter("AppSecret", "hush-1").global_header("x-api-key", "hush-2").build().unwrap();
    let dry_run = globals.dry_run(GetCustomizedVoiceJob::new("job")).await.unwrap();
    let url = globals.presign(GetCustomizedVoiceJob::new("job")).await.unwrap();
    let shown = format!("{dry_run} {dry_run:?} {url:?} {globals:?}");
    assert!(!shown.contains("hush") && shown.contains("AppSecret=***"), "{shown}");
    assert!(dry_run.curl_with_secrets().contains("hush-2") && url.as_str().contains("AppSecret=hush-1"));
}

#[test]
fn an_invalid_or_reserved_global_is_refused_by_name() {
    for name in ["host", "Authorization", "x-acs-date", "X-Acs-Signature-Nonce", "content-type", "x-acs-retry-delay"] {
        let error = client().global_header(name, "hush").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.message(), format!("ClientBuilder::global_header: `{name}`: the client sets it itself"));
    }
    for (name, value) in [("a b", "hush"), ("", "hush"), ("x-own", "hush\n")] {
        let error = client().global_header(name, value).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error} {error:#?}").contains("hush"), "{error}");
    }
    for name in ["", "Action", "Signature", "SecurityToken"] {
        assert_eq!(client().global_parameter(name, "").build().unwrap_err().kind(), ErrorKind::Config, "{name}");
    }
}

#[tokio::test]
async fn dry_runs_and_presigned_urls_also_find_the_region_of_the_profile() {
    let folder = std::env::temp_dir().join(format!("profile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config.json");
    std::fs::write(&file, r#"{"current":"p","profiles":[{"name":"p","region_id":"cn-beijing"}]}"#).unwrap();
    let path = file.clone();
    let environment = Environment::new()
        .variables(move |name| (name == "ALIBABA_CLOUD_CONFIG_FILE").then(|| path.clone().into_os_string()));
    let build = || Client::builder().environment(&environment).credentials(keys()).build().unwrap();
    let dry_run = build().dry_run(GetCustomizedVoiceJob::new("job")).await.unwrap();
    let url = build().presign(GetCustomizedVoiceJob::new("job")).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(dry_run.request().uri().host(), Some("ice.cn-beijing.aliyuncs.com"));
    assert!(url.as_str().starts_with("https://ice.cn-beijing.aliyuncs.com/?"), "{url:?}");
}

#[tokio::test]
async fn a_dry_run_by_name_is_that_of_the_operation() {
    let client = client().build().unwrap();
    let typed = client.dry_run(user()).await.unwrap();
    let named = client.dry_run_by_name(&OPERATIONS, "CreateYikeUser", serde_json::to_value(user()).unwrap());
    let named = named.await.unwrap();
    assert_eq!(named.curl_with_secrets(), typed.curl_with_secrets());
    // Names alone say what is a secret of a call by name.
    assert_eq!(named.to_string(), typed.to_string());
    let unknown = client.dry_run_by_name(&OPERATIONS, "CreateNothing", Value::Null).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::InvalidRequest);
}
