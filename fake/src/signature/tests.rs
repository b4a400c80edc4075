//! Requests that were recorded from the official SDKs.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

use super::*;
use crate::percent;

fn cases(kind: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/signature_vectors.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    document["cases"].as_array().unwrap().iter().filter(|case| case["kind"] == kind).cloned().collect()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let entries = value.as_object().unwrap().iter();
    entries.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

fn lower(headers: &Value) -> Vec<(String, String)> {
    pairs(headers).into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
}

fn request<'a>(
    method: &'a Value,
    path: &'a str,
    query: Vec<(String, String)>,
    headers: &'a [(String, String)],
    body: &[u8],
) -> Request<'a> {
    let body = Bytes::copy_from_slice(body);
    Request {
        method: method.as_str().unwrap(),
        path,
        query,
        form: Vec::new(),
        headers: headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        body,
    }
}

#[test]
fn every_recorded_v1_signature_is_accepted_and_none_with_another_secret() {
    let recorded = [cases("v1_rpc"), cases("v1_rpc_sts_python_credentials")].concat();
    let (mut accepted, mut not_accepted) = (0, Vec::new());
    for case in &recorded {
        let input = &case["input"];
        let Some(secret) = input["access_key_secret"].as_str() else { continue };
        let query = pairs(&input["signed_params"]);
        let request = request(&input["method"], "/", query, &[], b"");
        let recorded_text = string(&case["expected"]["string_to_sign"]);
        if v1::string_to_sign(request.method, &request.query, &[]) != recorded_text {
            not_accepted.push(string(&case["id"]));
            continue;
        }
        let signature = string(&case["expected"]["signature"]);
        assert_eq!(v1::verify(&request, secret, &signature), Ok(()), "{}", case["id"]);
        let refusal = v1::verify(&request, "another", &signature).unwrap_err();
        assert!(refusal.message().ends_with(&format!("server string to sign is:{recorded_text}")), "{refusal:?}");
        accepted += 1;
    }
    // A private signer of the official SDK encodes a policy with a blank wrongly.
    assert_eq!(not_accepted, ["v1-sts-assume-role-policy-with-space"]);
    assert!(accepted >= 20, "only {accepted} of {}", recorded.len());
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn every_recorded_v1_signature_of_a_path_is_accepted_and_none_with_another_secret() {
    let recorded = cases("v1_roa");
    for case in &recorded {
        let (input, expected) = (&case["input"], &case["expected"]);
        let path = input["pathname"].as_str().unwrap();
        let mut headers = lower(&input["headers"]);
        headers.push(("authorization".to_owned(), string(&expected["authorization"])));
        let request = request(&input["method"], path, pairs(&input["query"]), &headers, b"");
        assert_eq!(v1_roa::string_to_sign(&request), string(&expected["string_to_sign"]), "{}", case["id"]);
        let claim = read(&request).unwrap().unwrap();
        assert_eq!(verify(&claim, &request, &string(&input["access_key_secret"])), Ok(()), "{}", case["id"]);
        assert_eq!(verify(&claim, &request, "another").unwrap_err().code(), "SignatureDoesNotMatch");
    }
    assert_eq!(recorded.len(), 4);
}

#[test]
fn every_recorded_v3_signature_is_accepted_and_none_with_another_body() {
    let (mut accepted, mut not_accepted) = (0, Vec::new());
    for case in &cases("v3") {
        let (input, expected) = (&case["input"], &case["expected"]);
        let body = input["body_utf8"].as_str();
        let (Some(body), Some("ACS3-HMAC-SHA256")) = (body, input["algorithm"].as_str()) else { continue };
        let path = input["pathname"].as_str().unwrap();
        let headers = lower(&input["headers"]);
        let request = request(&input["method"], path, pairs(&input["query"]), &headers, body.as_bytes());
        let signed = string(&expected["signed_headers"]);
        if v3::canonical_request(&request, &signed) != string(&expected["canonical_request"]) {
            not_accepted.push(string(&case["id"]));
            continue;
        }
        let (secret, given) = (string(&input["access_key_secret"]), string(&expected["signature"]));
        assert_eq!(v3::verify(&request, &secret, &given, &signed), Ok(()), "{}", case["id"]);
        let other = Request { body: Bytes::from_static(b"another"), ..request };
        let refusal = v3::verify(&other, &secret, &given, &signed).unwrap_err();
        assert!(refusal.message().contains("server CanonicalRequest is ["), "{refusal:?}");
        accepted += 1;
    }
    // The official SDKs do not encode names of parameters in what they sign; the documentation does.
    assert_eq!(not_accepted, ["v3-query-key-needs-encoding"]);
    assert!(accepted >= 20, "only {accepted}");
}

#[test]
fn whole_recorded_requests_are_accepted() {
    let mut accepted = BTreeMap::new();
    for case in &cases("client") {
        let expected = &case["expected"];
        let Some((_, rest)) = string(&expected["url"]).split_once("://").map(|(a, b)| (a.to_owned(), b.to_owned()))
        else {
            continue;
        };
        let target = rest.find('/').map_or("/", |start| &rest[start..]);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let body = string(&expected["body"]);
        // A body of bytes is recorded in the input alone.
        let bytes = case["input"]["body"]["base64"].as_str().map(|bytes| STANDARD.decode(bytes).unwrap());
        let bytes = bytes.unwrap_or_else(|| body.clone().into_bytes());
        let query = percent::pairs(query).unwrap();
        let headers = lower(&expected["headers"]);
        let mut request = request(&expected["method"], path, query, &headers, &bytes);
        if request.header("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            request.form = percent::pairs(&body).unwrap();
        }
        let secret = case["input"]["credential"]["access_key_secret"].as_str().unwrap_or("testAccessKeySecret");
        let Ok(Some(claim)) = read(&request) else { continue };
        let version = if matches!(claim.signature, Signature::V1 { .. }) { "V1" } else { "V3" };
        match verify(&claim, &request, secret) {
            Ok(()) => *accepted.entry(version).or_insert(0) += 1,
            // The official SDK signs a parameter `Signature` of the caller, and then overwrites it.
            Err(refusal) => assert_eq!(string(&case["id"]), "client-v1-colliding-query-names", "{refusal:?}"),
        }
    }
    assert!(accepted["V1"] >= 1 && accepted["V3"] >= 4, "{accepted:?}");
}
