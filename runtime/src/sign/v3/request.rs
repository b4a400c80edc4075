//! Whole requests: dated and signed, with a bearer token, or anonymous.

use super::algorithm::{Algorithm, SigningKey};
use super::steps::{canonical_headers, canonical_query, canonical_request, is_signed_header, payload_hash, sign_with};
use crate::operation::ApiStyle;
use crate::sign::keys::{Keys, SigningParameters};
use crate::sign::request::{SignedRequest, UnsignedRequest};
use crate::sign::signature::Signature;

/// The header with the hash of the body.
const CONTENT_HASH: &str = "x-acs-content-sha256";

/// Dates and signs a whole request. Works for RPC (path `/`) and ROA alike.
///
/// Adds `host`, `accept: application/json`, the `x-acs-*` headers of the protocol and `authorization`; the headers
/// about keys appear only where they apply. Retry headers belong into the request beforehand, or they are not signed.
#[must_use]
pub fn sign_request<'a>(
    algorithm: Algorithm,
    request: &'a UnsignedRequest,
    keys: &Keys<'_>,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    sign_request_with(&SigningKey::new(algorithm, keys.access_key_secret), request, keys, parameters)
}

/// The same with a key that is made ready.
pub(crate) fn sign_request_with<'a>(
    key: &SigningKey,
    request: &'a UnsignedRequest,
    keys: &Keys<'_>,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut signed = dated(key.algorithm(), request, parameters);
    signed.set_keys(keys);

    let headers = signed.headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    let headers = canonical_headers(headers.filter(|(name, _)| is_signed_header(name)));
    let payload_hash = signed.header(CONTENT_HASH).unwrap_or_default();
    let canonical = canonical_request(signed.method, signed.path, &signed.query, &headers, payload_hash);
    let signature = sign_with(key, canonical, headers.names);
    signed.set_header("authorization", signature.authorization(keys.access_key_id));
    signed.signature = Some(Signature::V3(signature));
    signed
}

/// Dates a request and adds a bearer token in place of a signature: in RPC style in the query, where `SignatureType`
/// replaces a parameter of that name, in ROA style in a header.
#[must_use]
pub fn bearer_request<'a>(
    request: &'a UnsignedRequest,
    bearer_token: &str,
    style: ApiStyle,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut signed = dated(Algorithm::default(), request, parameters);
    signed.set_header("x-acs-bearer-token", bearer_token.to_owned());
    match style {
        ApiStyle::Rpc => {
            let mut query: Vec<_> = request.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            query.retain(|(name, _)| *name != "SignatureType");
            query.push(("SignatureType", "BEARERTOKEN"));
            signed.query = canonical_query(&query);
        }
        ApiStyle::Roa => signed.set_header("x-acs-signature-type", "BEARERTOKEN"),
    }
    signed
}

/// Dates a request of ROA style without signing it, for operations whose metadata says `Anonymous`. It has no credentials but
/// those that are parameters, such as an `Authorization` header. Those of RPC style are made by
/// [`v1::anonymous_request`](crate::sign::v1::anonymous_request).
#[must_use]
pub fn anonymous_request<'a>(request: &'a UnsignedRequest, parameters: &SigningParameters<'_>) -> SignedRequest<'a> {
    dated(Algorithm::default(), request, parameters)
}

/// The request with the headers that are the same for all, whether they are signed or not.
fn dated<'a>(
    algorithm: Algorithm,
    request: &'a UnsignedRequest,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut signed = SignedRequest::dated(request, "x-acs-date", parameters.date.to_owned(), parameters.nonce);
    signed.set_header(CONTENT_HASH, payload_hash(algorithm, &signed.body));
    signed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::request::Body;

    const PARAMETERS: SigningParameters<'_> = SigningParameters { date: "2024-01-02T03:04:05Z", nonce: "nonce" };

    fn request() -> UnsignedRequest {
        UnsignedRequest {
            method: "POST".into(),
            host: "ice.cn-shanghai.aliyuncs.com".into(),
            action: "AddCategory".into(),
            version: "2020-11-09".into(),
            ..Default::default()
        }
    }

    #[test]
    fn lasting_keys_send_no_token_headers() {
        let mut request = request();
        request.headers.push(("X-Acs-Security-Token".into(), "left over".into()));
        let signed = sign_request(Algorithm::HmacSha256, &request, &Keys::new("id", "secret"), &PARAMETERS);
        assert_eq!(signed.header("x-acs-security-token"), None);
        assert_eq!(signed.header("x-acs-accesskey-id"), None);
    }

    #[test]
    fn temporary_keys_send_token_and_key_id_and_sign_both() {
        let keys = Keys { security_token: Some("token"), ..Keys::new("id", "secret") };
        let request = request();
        let signed = sign_request(Algorithm::HmacSha256, &request, &keys, &PARAMETERS);
        assert_eq!(signed.header("x-acs-security-token"), Some("token"));
        let authorization = signed.header("authorization").unwrap();
        assert!(authorization.contains("x-acs-accesskey-id;") && authorization.contains("x-acs-security-token;"));
    }

    #[test]
    fn callers_headers_win_over_defaults_but_not_over_what_is_computed() {
        let mut request = request();
        request.body = Body::Json("{}".into());
        for (name, value) in [("Accept", "text/xml"), ("Content-Type", "x"), ("Authorization", "x")] {
            request.headers.push((name.into(), value.into()));
        }
        let signed = sign_request(Algorithm::HmacSha256, &request, &Keys::new("id", "secret"), &PARAMETERS);
        assert_eq!(signed.header("accept"), Some("text/xml"));
        assert_eq!(signed.header("content-type"), Some("application/json; charset=utf-8"));
        assert!(signed.header("authorization").unwrap().starts_with(Algorithm::HmacSha256.name()));
    }

    /// The recorded requests `client-v3-bearer` and `client-v3-colliding-bearer` of the official Python SDK.
    #[test]
    fn a_bearer_token_is_sent_in_place_of_a_signature() {
        let mut request = request();
        request.query = vec![("A".into(), "1".into()), ("SignatureType".into(), "user-type".into())];
        let signed = bearer_request(&request, "tok", ApiStyle::Rpc, &PARAMETERS);
        assert_eq!(signed.target(), "/?A=1&SignatureType=BEARERTOKEN");
        let mut headers: Vec<_> = signed.headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
        headers.sort_unstable();
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let expected = [
            ("accept", "application/json"),
            ("host", "ice.cn-shanghai.aliyuncs.com"),
            ("x-acs-action", "AddCategory"),
            ("x-acs-bearer-token", "tok"),
            ("x-acs-content-sha256", hash),
            ("x-acs-date", PARAMETERS.date),
            ("x-acs-signature-nonce", PARAMETERS.nonce),
            ("x-acs-version", "2020-11-09"),
        ];
        assert_eq!(headers, expected);
        assert!(signed.signature.is_none());

        request.query.clear();
        let signed = bearer_request(&request, "tok", ApiStyle::Roa, &PARAMETERS);
        assert_eq!(signed.target(), "/");
        assert_eq!(signed.header("x-acs-signature-type"), Some("BEARERTOKEN"));
    }

    #[test]
    fn the_query_that_is_sent_is_the_query_that_is_signed() {
        let mut request = request();
        request.query = vec![("b".into(), "x y".into()), ("a k".into(), "*".into())];
        let signed = sign_request(Algorithm::HmacSha256, &request, &Keys::new("id", "secret"), &PARAMETERS);
        assert_eq!(signed.target(), "/?a%20k=%2A&b=x%20y");
        let Some(Signature::V3(signature)) = signed.signature else { panic!("V3 was asked for") };
        assert!(signature.canonical_request.starts_with("POST\n/\na%20k=%2A&b=x%20y\nhost:"));
    }
}
