//! A request is sent byte for byte as it was signed, for any text in any part of it: through the real transport to a
//! socket, where its signature is computed anew by code that shares nothing with `runtime`.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use alibabacloud_runtime::http::Request;
use alibabacloud_runtime::sign::{Body, Keys, Signature, SignedRequest, SigningParameters, UnsignedRequest, v1, v3};
use alibabacloud_runtime::transport::{HttpTransport, TransportOptions};
use alibabacloud_runtime::{Client, Credentials, Operation, SignatureVersion, Transport};
use loopback::{MockResponse, RecordedRequest, Server};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use specimen::requests::send_styles::Form;
use specimen::requests::{QueryAndDelete, SendStyles};
use specimen::responses::GetMaps;
use tokio::runtime::Runtime;

const CASES: u32 = 128;
const KEY_ID: &str = "test-key-id";
const SECRET: &str = "test-key-secret";
const TOKEN: &str = "test/token+=";
const PARAMETERS: SigningParameters<'_> = SigningParameters { date: "2024-01-02T03:04:05Z", nonce: "nonce" };

type Pairs = BTreeMap<String, String>;

/// Every host is this machine, whatever its name.
struct LoopbackResolver;

impl Resolve for LoopbackResolver {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(async { Ok(Box::new([SocketAddr::from((Ipv4Addr::LOCALHOST, 0))].into_iter()) as Addrs) })
    }
}

fn all_here(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.no_proxy().dns_resolver(LoopbackResolver)
}

fn transport() -> HttpTransport {
    HttpTransport::new(&TransportOptions::default().configure_http(all_here)).unwrap()
}

/// Any text, rich in what encodings treat differently.
fn text() -> impl Strategy<Value = String> {
    let telling =
        select(" +%&=*~/?#'\"\\;:@!$,()[]{}|^`<>\0\r\n\t\u{7f}.-_éß中\u{feff}\u{10ffff}😀".chars().collect::<Vec<_>>());
    let character = prop_oneof![telling, any::<char>(), proptest::char::range('0', 'z')];
    vec(character, 0..10).prop_map(String::from_iter)
}

fn pairs() -> impl Strategy<Value = Pairs> {
    btree_map(text(), text(), 0..6)
}

/// A path that is encoded already, with segments of any text but those that URLs resolve.
fn path() -> impl Strategy<Value = String> {
    let segment = text().prop_filter("resolved by URLs", |text| text != "." && text != "..");
    vec(segment, 0..4).prop_map(|segments| {
        let encoded: Vec<_> = segments.iter().map(|segment| crate::support::v3::encode(segment)).collect();
        format!("/{}", encoded.join("/"))
    })
}

/// A name, its letters in any case.
fn host() -> impl Strategy<Value = String> {
    let inner = select("abxyzABXYZ0189".chars().collect::<Vec<_>>());
    let label = vec(inner, 1..8).prop_map(String::from_iter);
    vec(label, 1..4).prop_map(|labels| format!("{}.test", labels.join(".")))
}

fn method() -> impl Strategy<Value = &'static str> {
    select(vec!["GET", "POST", "PUT", "DELETE"])
}

/// A body that can be printed, unlike [`Body`].
#[derive(Debug, Clone)]
enum Content {
    Empty,
    Form(Pairs),
    Json(Pairs),
    Bytes(Vec<u8>),
}

impl Content {
    fn into_body(self) -> Body {
        match self {
            Content::Empty => Body::Empty,
            Content::Form(pairs) => Body::Form(pairs.into_iter().collect()),
            Content::Json(pairs) => Body::Json(serde_json::to_vec(&pairs).unwrap().into()),
            Content::Bytes(bytes) => Body::Bytes(bytes.into()),
        }
    }

    /// What arrives is what was given.
    fn assert_is(&self, request: &RecordedRequest) {
        match self {
            Content::Empty => assert!(request.body.is_empty()),
            Content::Form(pairs) => assert_eq!(decoded(str::from_utf8(&request.body).unwrap()), *pairs),
            Content::Json(pairs) => assert_eq!(serde_json::from_slice::<Pairs>(&request.body).unwrap(), *pairs),
            Content::Bytes(bytes) => assert_eq!(request.body, *bytes),
        }
    }
}

fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        Just(Content::Empty),
        pairs().prop_map(Content::Form),
        pairs().prop_map(Content::Json),
        vec(any::<u8>(), 0..40).prop_map(Content::Bytes),
    ]
}

/// Values of headers: what can be sent, white space at the ends and within included.
fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let character = select("aZ09 \t,;:=\"'%&é".chars().collect::<Vec<_>>());
    let value = vec(character, 0..10).prop_map(String::from_iter);
    let name = select(vec!["x-acs-meta", "X-Acs-Other", "x-acs-parent-id", "x-unsigned", "content-type"]);
    btree_map(name, value, 0..4)
        .prop_map(|headers| headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Sends it with nothing added, and returns what was received.
async fn sent(transport: &HttpTransport, server: &Server, signed: &SignedRequest<'_>) -> RecordedRequest {
    let mut request =
        Request::builder().method(signed.method).uri(format!("http://{}{}", signed.host, signed.target()));
    for (name, value) in &signed.headers {
        request = request.header(name.as_ref(), value.as_bytes());
    }
    transport.send(request.body(signed.body.clone()).unwrap()).await.unwrap();
    only(server)
}

fn only(server: &Server) -> RecordedRequest {
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    requests[0].clone()
}

/// Nothing was changed on the way.
fn assert_arrived_as_signed(request: &RecordedRequest, signed: &SignedRequest<'_>) {
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    assert_eq!(request.method, signed.method);
    assert_eq!(format!("{}{query}", request.path), signed.target());
    assert_eq!(request.body, signed.body);
    for (name, value) in &signed.headers {
        let values: Vec<_> = request.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name)).collect();
        assert_eq!(values.len(), 1, "{name}");
        assert_eq!(values[0].1, value.trim(), "{name}");
    }
}

fn decoded(encoded: &str) -> Pairs {
    crate::support::v3::decoded_pairs(encoded).unwrap().into_iter().collect()
}

/// Checks a property on the same random values in every run.
fn for_any<S: Strategy>(strategy: S, claim: impl Fn(&Runtime, S::Value)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&strategy, |value| {
            claim(&runtime, value);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

fn keys() -> Keys<'static> {
    let mut keys = Keys::new(KEY_ID, SECRET);
    keys.security_token = Some(TOKEN);
    keys
}

fn unsigned(
    method: &str,
    host: String,
    query: &Pairs,
    content: &Content,
    headers: Vec<(String, String)>,
) -> UnsignedRequest {
    UnsignedRequest {
        method: method.to_owned().into(),
        host,
        path: "/".to_owned(),
        action: "DoThing".into(),
        version: "2024-05-01".into(),
        query: query.clone().into_iter().collect(),
        headers,
        body: content.clone().into_body(),
        ..Default::default()
    }
}

#[test]
fn whatever_v3_signs_arrives_as_it_was_signed() {
    let transport = transport();
    for_any((method(), host(), path(), pairs(), headers(), content()), |runtime, input| {
        let (method, host, path, query, headers, content) = input;
        runtime.block_on(async {
            let server = Server::start(MockResponse::json(200, "{}"));
            let host = format!("{host}:{}", server.address().port());
            let mut request = unsigned(method, host, &query, &content, headers);
            request.path = path;
            let signed = v3::sign_request(v3::Algorithm::default(), &request, &keys(), &PARAMETERS);
            let arrived = sent(&transport, &server, &signed).await;
            assert_arrived_as_signed(&arrived, &signed);
            let canonical = crate::support::v3::canonical_request(&arrived, KEY_ID, SECRET).unwrap();
            let Some(Signature::V3(signature)) = signed.signature else { panic!("another signature") };
            assert_eq!(canonical, signature.canonical_request);
            assert_eq!(arrived.header("authorization"), Some(signature.authorization(keys().access_key_id).as_str()));
            assert_eq!(decoded(&arrived.query), query);
            content.assert_is(&arrived);
        });
    });
}

#[test]
fn whatever_v1_signs_arrives_as_it_was_signed() {
    let transport = transport();
    for_any((method(), host(), pairs(), headers(), content()), |runtime, input| {
        let (method, host, mut query, headers, content) = input;
        if let Content::Form(fields) = &content {
            // A name that stands in both places is signed as another one.
            query.retain(|name, _| !fields.contains_key(name));
        }
        runtime.block_on(async {
            let server = Server::start(MockResponse::json(200, "{}"));
            let host = format!("{host}:{}", server.address().port());
            let request = unsigned(method, host, &query, &content, headers);
            let signed = v1::sign_request(&request, &keys(), &PARAMETERS);
            let arrived = sent(&transport, &server, &signed).await;
            assert_arrived_as_signed(&arrived, &signed);
            let to_sign = crate::support::v1::verify(&arrived, KEY_ID, SECRET).unwrap();
            assert_eq!(to_sign, signed.signature.unwrap().string_to_sign());
            let pairs = decoded(&arrived.query);
            assert!(query.iter().all(|(name, value)| pairs.get(name) == Some(value)));
            assert_eq!(pairs["SecurityToken"], TOKEN);
            content.assert_is(&arrived);
        });
    });
}

/// Sends an operation through a client, checks the signature, and returns what was received.
async fn called<O: Operation>(
    transport: &HttpTransport,
    version: SignatureVersion,
    host: &str,
    operation: O,
) -> RecordedRequest {
    let server = Server::start(MockResponse::json(200, "{}"));
    let client = Client::builder()
        .endpoint(format!("http://{host}:{}", server.address().port()))
        .allow_http(true)
        .credentials(Credentials::new(KEY_ID, SECRET).with_security_token(TOKEN))
        .signature_version(version)
        .transport(transport.clone())
        .build()
        .unwrap();
    client.send(operation).await.unwrap();
    let request = only(&server);
    match version {
        SignatureVersion::V1 => crate::support::v1::verify(&request, KEY_ID, SECRET).map(|_| ()),
        _ => crate::support::v3::verify(&request, KEY_ID, SECRET),
    }
    .unwrap();
    request
}

#[test]
fn whatever_a_client_is_given_arrives_under_a_right_signature() {
    let transport = transport();
    let version = select(vec![SignatureVersion::V3, SignatureVersion::V1]);
    for_any((version, host(), text(), text(), text()), |runtime, (version, host, name, value, text)| {
        runtime.block_on(async {
            let get = GetMaps::new().with_parameter(name.as_str(), value.as_str());
            let get = called(&transport, version, &host, get).await;
            let post = QueryAndDelete::new().with_parameter(name.as_str(), value.as_str());
            let post = called(&transport, version, &host, post).await;
            assert_eq!((get.method.as_str(), post.method.as_str()), ("GET", "POST"));
            for arrived in [get, post] {
                assert_eq!(decoded(&arrived.query)[&name], value);
            }
            let operation = SendStyles::new().plain([value]).form(Form::new().key(text.clone()));
            let form = called(&transport, version, &host, operation).await;
            let fields = decoded(str::from_utf8(&form.body).unwrap());
            assert_eq!(fields["Form"], serde_json::json!({ "Key": text }).to_string());
        });
    });
}
