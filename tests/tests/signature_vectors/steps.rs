//! Single steps: encoding, flattening, joining, endpoints, and the two signatures over given parts.

use alibabacloud_runtime::endpoint::host_by_rule;
use alibabacloud_runtime::operation::{ApiStyle, Location, OperationInfo, Parameter, Product, Style};
use alibabacloud_runtime::parameters::{join, unsigned_request};
use alibabacloud_runtime::sign::{self, Body, Keys, UnsignedRequest, v1, v3};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::tree::{Places, Tree};
use crate::{BOOLEANS, Case, NAMES, OutOfScope, Outcome, POLICY, SPACE, SUFFIX};

/// Equality of encoded text, apart from how a space is written; tells whether that was needed.
pub fn assert_equal_but_for_space(ours: &str, theirs: &str, id: &str) -> bool {
    let differs = ours != theirs;
    assert_eq!(ours, theirs.replace('+', "%20"), "{id}");
    differs
}

pub fn percent_encode(case: &Case) -> Outcome {
    let value = case.input.text("value").unwrap();
    assert_eq!(Some(sign::percent_encode(value).as_str()), case.expected.text("param"), "{}", case.id);
    // A path is its segments; each of them is encoded, what is between them is not.
    let path: Vec<_> = value.split('/').map(sign::percent_encode).collect();
    assert_eq!(Some(path.join("/").as_str()), case.expected.text("path"), "{}", case.id);
    Outcome::Pass
}

static PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[]);

/// Lays out the entries of an object as flattened parameters in this place.
fn flattened(object: &Tree, location: Location) -> UnsignedRequest {
    let names: Vec<&'static str> = object.entries().iter().map(|(name, _)| &*name.clone().leak()).collect();
    let parameters: Vec<_> = names.iter().map(|name| Parameter::new(name, location)).collect();
    let mut info = OperationInfo::new(&PRODUCT, "family", "Operation");
    info.parameters = parameters.leak();
    let places = names.into_iter().zip(object.entries().iter().map(|(_, value)| value)).collect();
    unsigned_request(&Places(places), &info).unwrap()
}

pub fn flatten(case: &Case) -> Outcome {
    let object = case.input.get("value").unwrap();
    let mut query = flattened(object, Location::Query).query;
    query.sort();
    let mut expected = case.expected.texts("query");
    expected.sort();
    assert_eq!(query, expected, "{}", case.id);

    let form = flattened(object, Location::Form).body.to_bytes();
    let form = String::from_utf8(form.into()).unwrap();
    let differs = assert_equal_but_for_space(&form, case.expected.text("form").unwrap(), case.id);
    Outcome::from_sentences(if differs { vec![SPACE] } else { Vec::new() })
}

pub fn array_style(case: &Case) -> Outcome {
    let style = match case.input.text("style").unwrap() {
        "json" => Style::Json,
        "simple" => Style::Simple,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "repeatList" => Style::Flat,
        "unknown" => return Outcome::OutOfScope(OutOfScope::UnknownStyle),
        other => panic!("{}: nothing checks the style `{other}`", case.id),
    };
    let value = case.input.get("value").map_or(alibabacloud_runtime::model::View::Absent, Tree::view);
    let ours = join(case.input.text("prefix").unwrap(), value, style).unwrap().unwrap_or_default();
    let theirs = case.expected.text("string").unwrap();
    if ours == theirs {
        return Outcome::Pass;
    }
    assert_eq!(case.typescript("string"), Some(ours.as_str()), "{}: TypeScript writes it as we do", case.id);
    if style == Style::Flat {
        assert!(assert_equal_but_for_space(&ours, theirs, case.id));
        return Outcome::Differs(vec![SPACE]);
    }
    assert_eq!(ours, theirs.replace("True", "true").replace("False", "false"), "{}", case.id);
    Outcome::Differs(vec![BOOLEANS])
}

pub fn endpoint_rule(case: &Case) -> Outcome {
    let input = case.input;
    let product = input.text("product").unwrap();
    let region = match input.text("endpoint_type").unwrap() {
        "regional" => Some(input.text("region_id").unwrap_or_default()),
        "central" => None,
        other => panic!("{}: nothing checks the endpoint type `{other}`", case.id),
    };
    let (suffix, network) = (input.text("suffix"), input.text("network"));
    let ours = host_by_rule(product, suffix, network, region);
    if case.expected.get("error").is_some() {
        assert!(ours.is_err(), "{}", case.id);
        return Outcome::Pass;
    }
    let ours = ours.unwrap();
    let theirs = case.expected.text("endpoint").unwrap();
    if ours == theirs {
        return Outcome::Pass;
    }
    assert_eq!(case.typescript("endpoint"), Some(ours.as_str()), "{}: TypeScript honours the suffix too", case.id);
    assert_eq!(host_by_rule(product, None, network, region).as_deref(), Ok(theirs), "{}", case.id);
    Outcome::Differs(vec![SUFFIX])
}

pub fn v1_rpc(case: &Case) -> Outcome {
    let secret = case.input.text("access_key_secret").unwrap();
    let method = case.input.text("method").unwrap();
    let expected = |key: &str| case.expected.text(key).unwrap();
    assert_eq!(expected("hmac_key"), format!("{secret}&"), "{}", case.id);

    let parameters = v1::canonical_parameters(&case.input.texts("signed_params"), &[]);
    let ours = v1::sign(v1::string_to_sign(method, &parameters), secret);
    // Whatever the parameters become, their string is signed alike.
    assert_eq!(v1::sign(expected("string_to_sign").to_owned(), secret).signature, expected("signature"), "{}", case.id);
    if ours.string_to_sign == expected("string_to_sign") {
        assert_eq!(ours.signature, expected("signature"), "{}", case.id);
        return Outcome::Pass;
    }
    assert_eq!(case.kind, "v1_rpc_sts_python_credentials", "{}", case.id);
    assert_eq!(ours.string_to_sign.replace("%2520", "%2B"), expected("string_to_sign"), "{}", case.id);
    assert_eq!(case.typescript("signature"), Some(ours.signature.as_str()), "{}", case.id);
    Outcome::Differs(vec![POLICY])
}

pub fn v1_roa(case: &Case) -> Outcome {
    let text = |key: &str| case.input.text(key).unwrap();
    let headers = case.input.texts("headers");
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let ours = v1::roa::string_to_sign(text("method"), text("pathname"), &case.input.texts("query"), headers);
    assert_eq!(ours, case.expected.text("string_to_sign").unwrap(), "{}", case.id);
    let ours = v1::roa::sign(ours, text("access_key_secret")).signature;
    assert_eq!(ours, case.expected.text("signature").unwrap(), "{}", case.id);
    let authorization = format!("acs {}:{ours}", text("access_key_id"));
    assert_eq!(authorization, case.expected.text("authorization").unwrap(), "{}", case.id);
    Outcome::Pass
}

pub fn v3(case: &Case) -> Outcome {
    let input = case.input;
    let text = |key: &str| input.text(key).unwrap();
    let expected = |key: &str| case.expected.text(key).unwrap();
    let algorithms = [v3::Algorithm::HmacSha256, v3::Algorithm::HmacSm3];
    let algorithm = algorithms.into_iter().find(|algorithm| algorithm.name() == text("algorithm"));
    let algorithm = algorithm.unwrap_or_else(|| panic!("{}: nothing checks the algorithm", case.id));
    let body = match input.text("body_base64") {
        Some(body) => STANDARD.decode(body).unwrap(),
        None => text("body_utf8").into(),
    };
    let payload_hash = v3::payload_hash(algorithm, &body);
    assert_eq!(payload_hash, expected("payload_hash"), "{}", case.id);

    let keys = Keys::new(text("access_key_id"), text("access_key_secret"));
    let pairs = input.texts("query");
    let query = v3::canonical_query(&pairs);
    let headers = input.texts("headers");
    let headers = || headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let signature = |query: &str, headers: v3::CanonicalHeaders| {
        let canonical = v3::canonical_request(text("method"), text("pathname"), query, &headers, &payload_hash);
        v3::sign(algorithm, canonical, headers.names, &keys)
    };
    let check = |ours: v3::Signature| {
        assert_eq!(ours.canonical_request, expected("canonical_request"), "{}", case.id);
        assert_eq!(ours.string_to_sign, expected("string_to_sign"), "{}", case.id);
        assert_eq!(ours.signed_headers, expected("signed_headers"), "{}", case.id);
        assert_eq!(ours.signature, expected("signature"), "{}", case.id);
        assert_eq!(ours.authorization(keys.access_key_id), expected("authorization"), "{}", case.id);
    };
    // The set that our client signs is the one that TypeScript signs.
    if let Some(theirs) = case.typescript("signature") {
        let smaller = v3::canonical_headers(headers().filter(|(name, _)| v3::is_signed_header(name)));
        assert_eq!(Some(smaller.names.as_str()), case.typescript("signed_headers"), "{}", case.id);
        assert_eq!(signature(&query, smaller).signature, theirs, "{}", case.id);
    }
    let all = v3::canonical_headers(headers());
    if pairs.iter().all(|(name, _)| sign::percent_encode(name) == *name) {
        check(signature(&query, all));
        return Outcome::Pass;
    }
    // All but the names is equal: with names as they are the figures come out.
    let mut raw = pairs.clone();
    raw.sort();
    let raw: Vec<_> = raw.iter().map(|(name, value)| format!("{name}={}", sign::percent_encode(value))).collect();
    assert_eq!(query, "Tags.k%201=v&Tags.k%2F2=v", "{}", case.id);
    check(signature(&raw.join("&"), all));
    Outcome::Differs(vec![NAMES])
}

/// A body of bytes that metadata calls `byte`: no parameter makes one, a caller gives it.
pub fn byte_body(base64: &str) -> Body {
    Body::Bytes(STANDARD.decode(base64).unwrap().into())
}
