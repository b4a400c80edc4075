//! Whole requests: from parameters over the endpoint to the request that is sent, with time and nonce fixed.

use alibabacloud_runtime::endpoint::{BaseUrl, resolve};
use alibabacloud_runtime::operation::{ApiStyle, Endpoint, Location, Method, OperationInfo, Parameter, Product, Style};
use alibabacloud_runtime::parameters::unsigned_request;
use alibabacloud_runtime::sign::{Keys, Signature, SignedRequest, SigningParameters, UnsignedRequest, v1, v3};
use serde_json::Value;

use crate::steps::{assert_equal_but_for_space, byte_body};
use crate::tree::{Places, Tree};
use crate::{Case, HEADERS, Outcome, SPACE};

const USER_AGENT: &str = "AlibabaCloud (Linux; x86_64) Test/1.0 Core/0.0.0 TeaDSL/2";
const PARAMETERS: SigningParameters<'_> =
    SigningParameters { date: "2024-01-02T03:04:05Z", nonce: "3156853299f313e23d1673dc12e1703d" };
const ENDPOINTS: &[Endpoint] = &[Endpoint::new("cn-shanghai", "ice.cn-shanghai.aliyuncs.com", None)];

pub fn client(case: &Case) -> Outcome {
    let credential = case.input.get("credential").unwrap();
    let security_token = credential.text("security_token");
    let provider = security_token.map_or("static_ak", |_| "static_sts");
    let keys = Keys { security_token, provider: Some(provider), ..Keys::new("testAccessKeyId", "testAccessKeySecret") };
    let (url, request) = unsigned(case);
    let anonymous = case.input.get("params").unwrap().text("auth_type") == Some("Anonymous");
    let bearer = credential.text("bearer_token");
    let signed = match (case.input.text("signature_algorithm"), bearer, anonymous) {
        (None, None, false) => v3::sign_request(v3::Algorithm::HmacSha256, &request, &keys, &PARAMETERS),
        (Some("v2"), None, false) => v1::sign_request(&request, &keys, &PARAMETERS),
        (Some("v2"), None, true) => v1::anonymous_request(&request, &PARAMETERS),
        (None, Some(token), false) => v3::bearer_request(&request, token, ApiStyle::Rpc, &PARAMETERS),
        (Some("v2"), Some(token), false) => v1::bearer_request(&request, token, &PARAMETERS),
        other => panic!("{}: nothing checks {other:?}", case.id),
    };
    let mut sentences = Vec::new();
    if compare_request(case, &url, &signed) {
        sentences.push(SPACE);
    }
    match &signed.signature {
        Some(Signature::V3(signature)) => {
            compare_v3(case, &signed, signature, &keys);
            sentences.push(HEADERS);
        }
        Some(Signature::V1(signature)) => {
            let ours = signature.string_to_sign.as_str();
            assert_eq!(Some(ours), case.expected.text("string_to_sign"), "{}", case.id);
        }
        other => assert!((anonymous || bearer.is_some()) && other.is_none(), "{}", case.id),
    }
    Outcome::from_sentences(sentences)
}

/// The request as the client would lay it out from an operation with these parameters.
fn unsigned(case: &Case) -> (BaseUrl, UnsignedRequest) {
    let params = case.input.get("params").unwrap();
    let text = |key: &str| -> &'static str { params.text(key).unwrap().to_owned().leak() };
    let style = if text("style") == "ROA" { ApiStyle::Roa } else { ApiStyle::Rpc };
    let product = Box::leak(Box::new(Product::new("ICE", text("version"), style, "ice", ENDPOINTS)));
    let mut info = OperationInfo::new(product, "family", text("action"));
    info.methods = match text("method") {
        "GET" => &[Method::Get],
        "POST" => &[Method::Post],
        "PUT" => &[Method::Put],
        other => panic!("{}: nothing checks the method `{other}`", case.id),
    };
    let (template, segments) = template(text("pathname"));
    info.path = template.leak();

    let mut parameters = Vec::new();
    let mut places = Vec::new();
    let mut add = |name: &str, value, location, style| {
        let name: &'static str = name.to_owned().leak();
        parameters.push(Parameter::new(name, location).style(style));
        places.push((name, value));
    };
    for (name, value) in &segments {
        add(name, value, Location::Path, Style::Flat);
    }
    for (name, value) in case.input.get("query").map_or(&[][..], Tree::entries) {
        add(name, value, Location::Query, Style::Flat);
    }
    let mut bytes = None;
    match (text("req_body_type"), case.input.get("body")) {
        (_, None) => {}
        ("formData", Some(form)) => {
            for (name, value) in form.entries() {
                add(name, value, Location::Form, Style::Flat);
            }
        }
        ("json", Some(body)) => add("body", body, Location::Body, Style::Json),
        ("byte", Some(body)) => bytes = body.text("base64"),
        (other, _) => panic!("{}: nothing checks bodies of the type `{other}`", case.id),
    }
    info.parameters = parameters.leak();

    let url = BaseUrl::https(resolve(product, None, None, "cn-shanghai").unwrap());
    let mut request = unsigned_request(&Places(places), &info).unwrap();
    request.set_endpoint(&url);
    request.headers.extend(case.input.texts("headers"));
    request.headers.push(("user-agent".into(), USER_AGENT.into()));
    if let Some(bytes) = bytes {
        request.body = byte_body(bytes);
    }
    (url, request)
}

/// The template and the values that give this encoded path: each segment with an escape was a parameter.
fn template(path: &str) -> (String, Vec<(String, Tree)>) {
    let mut values = Vec::new();
    let mut segments = Vec::new();
    for segment in path.split('/') {
        if segment.contains('%') {
            let name = format!("Segment{}", values.len());
            segments.push(format!("{{{name}}}"));
            values.push((name, Tree::Leaf(Value::String(decoded(segment)))));
        } else {
            segments.push(segment.to_owned());
        }
    }
    (segments.join("/"), values)
}

fn decoded(segment: &str) -> String {
    let mut pieces = segment.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (escape, literal) = piece.split_at(2);
        bytes.push(u8::from_str_radix(escape, 16).unwrap());
        bytes.extend(literal.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// Everything but the V3 signature itself is equal; tells whether a space is written differently.
fn compare_request(case: &Case, url: &BaseUrl, signed: &SignedRequest) -> bool {
    let (id, expected) = (case.id, case.expected);
    assert_eq!(Some(signed.method), expected.text("method"), "{id}");
    let theirs = expected.text("url").unwrap();
    let (theirs, query) = theirs.split_once('?').unwrap_or((theirs, ""));
    assert_eq!(format!("{url}{}", signed.path), theirs, "{id}");
    // Both signatures sort the parameters, so their order on the wire means nothing: we send them sorted.
    let mut pairs: Vec<_> = query.split('&').collect();
    pairs.sort_unstable();
    let query_differs = assert_equal_but_for_space(&signed.query, &pairs.join("&"), id);

    let body_differs = match expected.text("body_base64") {
        Some(base64) => {
            assert_eq!(signed.body, byte_body(base64).to_bytes(), "{id}");
            false
        }
        None => {
            let theirs = expected.text("body").unwrap_or_default();
            let ours = std::str::from_utf8(&signed.body).unwrap();
            ours != theirs && assert_equal_but_for_space(ours, theirs, id)
        }
    };

    let ours = |name: &str| signed.header(name).unwrap_or_else(|| panic!("{id}: no header `{name}`"));
    for (name, value) in expected.texts("headers") {
        match name.to_ascii_lowercase().as_str() {
            "authorization" => assert_ne!(ours(&name), value, "{id}"),
            "x-acs-content-sha256" if body_differs => {
                assert_eq!(ours(&name), v3::payload_hash(v3::Algorithm::HmacSha256, &signed.body), "{id}")
            }
            _ => assert_eq!(ours(&name), value, "{id}: {name}"),
        }
    }
    assert_eq!(signed.headers.len(), expected.texts("headers").len(), "{id}: {signed:?}");
    query_differs || body_differs
}

/// The signature differs only in that it covers fewer headers.
fn compare_v3(case: &Case, signed: &SignedRequest, signature: &v3::Signature, keys: &Keys<'_>) {
    let (id, expected) = (case.id, case.expected);
    let theirs = expected.text("canonical_request").unwrap();

    // With the whole header set of the Python client, and its body, the recorded figures come out.
    let body = match expected.text("body_base64") {
        Some(base64) => byte_body(base64).to_bytes(),
        None => expected.text("body").unwrap_or_default().to_owned().into(),
    };
    let mut headers = expected.texts("headers");
    headers.retain(|(name, _)| name != "Authorization");
    let headers = v3::canonical_headers(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let hash = v3::payload_hash(v3::Algorithm::HmacSha256, &body);
    let whole = v3::canonical_request(signed.method, signed.path, &signed.query, &headers, &hash);
    assert_eq!(whole, theirs, "{id}");
    let authorization = v3::sign(signature.algorithm, whole, headers.names, keys).authorization(keys.access_key_id);
    let expected_headers = expected.get("headers").unwrap();
    assert_eq!(Some(authorization.as_str()), expected_headers.text("Authorization"), "{id}");

    // What our client signs is the same without the headers that it leaves out, over its own body.
    let lines: Vec<_> = theirs.split('\n').collect();
    let [method, path, query, header_lines @ .., "", names, _] = &lines[..] else {
        panic!("{id}: not a canonical request");
    };
    let our_hash = v3::payload_hash(v3::Algorithm::HmacSha256, &signed.body);
    let header_lines = header_lines.iter().filter(|line| v3::is_signed_header(line.split(':').next().unwrap()));
    let header_lines: String = header_lines.map(|line| line.replace(&hash, &our_hash) + "\n").collect();
    let names: Vec<_> = names.split(';').filter(|name| v3::is_signed_header(name)).collect();
    let names = names.join(";");
    let ours = format!("{method}\n{path}\n{query}\n{header_lines}\n{names}\n{our_hash}");
    assert_eq!(signature.canonical_request, ours, "{id}");
    assert_eq!(signature.signed_headers, names, "{id}");
    assert_eq!(signed.header("authorization"), Some(signature.authorization(keys.access_key_id).as_str()), "{id}");
}
