//! Whole requests: dated and signed, with a bearer token, or anonymous.

use super::steps::{SIGNATURE, canonical_parameters, sign, string_to_sign};
use crate::sign::keys::{Keys, SigningParameters};
use crate::sign::request::{Body, SignedRequest, UnsignedRequest};
use crate::sign::signature::Signature;
use crate::sign::v3::canonical_query;

/// Dates and signs a whole RPC request. The path is always `/`.
///
/// Common parameters travel in the query even with a form. As in the official SDKs, an operation's own parameter wins
/// over `Action`, `Format`, `Version`, `Timestamp` and `SignatureNonce`, and loses against those about the keys and the
/// signature. Unlike there, a parameter called `Signature` does not enter the string to sign: it is replaced on the
/// wire, so that the service would sign something else than the client did.
#[must_use]
pub fn sign_request<'a>(
    request: &'a UnsignedRequest,
    keys: &Keys<'_>,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut query = common_parameters(request, parameters);
    set(&mut query, SIGNATURE, None);
    set(&mut query, "SecurityToken", keys.token());
    set(&mut query, "SignatureMethod", Some("HMAC-SHA1"));
    set(&mut query, "SignatureVersion", Some("1.0"));
    set(&mut query, "AccessKeyId", Some(keys.access_key_id));

    let form: &[_] = if let Body::Form(fields) = &request.body { fields } else { &[] };
    let string_to_sign = string_to_sign(&request.method, &canonical_parameters(&query, form));
    let signature = sign(string_to_sign, keys.access_key_secret);
    set(&mut query, SIGNATURE, Some(&signature.signature));

    let mut signed = rpc_request(request, &query);
    if let Some(provider) = keys.provider {
        signed.set_header("x-acs-credentials-provider", provider.to_owned());
    }
    signed.signature = Some(Signature::V1(signature));
    signed
}

/// Gives a request the shape of V1 and a bearer token in place of a signature. An operation's own parameter loses
/// against `BearerToken` and `SignatureType`.
#[must_use]
pub fn bearer_request<'a>(
    request: &'a UnsignedRequest,
    bearer_token: &str,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut query = common_parameters(request, parameters);
    set(&mut query, "BearerToken", Some(bearer_token));
    set(&mut query, "SignatureType", Some("BEARERTOKEN"));
    rpc_request(request, &query)
}

/// Adds the parameters of V1 to a request without signing it, for operations whose metadata says `Anonymous`. It has no
/// credentials. A parameter of the operation takes precedence over a common one of the same name.
#[must_use]
pub fn anonymous_request<'a>(request: &'a UnsignedRequest, parameters: &SigningParameters<'_>) -> SignedRequest<'a> {
    rpc_request(request, &common_parameters(request, parameters))
}

/// The parameters that every RPC request has, and then the operation's own.
fn common_parameters(request: &UnsignedRequest, parameters: &SigningParameters<'_>) -> Vec<(String, String)> {
    let common = [
        ("Action", request.action.as_ref()),
        ("Format", "json"),
        ("Version", request.version.as_ref()),
        ("Timestamp", parameters.date),
        ("SignatureNonce", parameters.nonce),
    ];
    let mut query: Vec<_> = common.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    for (name, value) in &request.query {
        set(&mut query, name, Some(value));
    }
    query
}

/// Gives a parameter this value only, or removes it.
fn set(query: &mut Vec<(String, String)>, name: &str, value: Option<&str>) {
    query.retain(|(given, _)| given != name);
    query.extend(value.map(|value| (name.to_owned(), value.to_owned())));
}

fn rpc_request<'a>(request: &'a UnsignedRequest, query: &[(String, String)]) -> SignedRequest<'a> {
    let mut signed = SignedRequest::from_unsigned(request);
    signed.path = "/";
    signed.query = canonical_query(query);
    signed
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: SigningParameters<'_> = SigningParameters { date: "2024-01-02T03:04:05Z", nonce: "nonce" };

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn request(query: &[(&str, &str)]) -> UnsignedRequest {
        UnsignedRequest {
            method: "POST".into(),
            host: "ice.cn-shanghai.aliyuncs.com".into(),
            action: "SubmitVideoTranslationJob".into(),
            version: "2020-11-09".into(),
            query: pairs(query),
            ..Default::default()
        }
    }

    #[test]
    fn own_parameters_win_over_common_ones_and_lose_against_those_of_the_signature() {
        let own = [("SignatureNonce", "own"), ("SignatureVersion", "own"), ("Signature", "own"), ("Title", "t")];
        let request = request(&own);
        let signed = sign_request(&request, &Keys::new("id", "secret"), &PARAMETERS);
        let names: Vec<_> = signed.query.split('&').filter(|pair| !pair.starts_with("Signature=")).collect();
        assert_eq!(
            names.join("&"),
            "AccessKeyId=id&Action=SubmitVideoTranslationJob&Format=json&SignatureMethod=HMAC-SHA1&SignatureNonce=own\
             &SignatureVersion=1.0&Timestamp=2024-01-02T03%3A04%3A05Z&Title=t&Version=2020-11-09"
        );
        assert!(!signed.query.contains("Signature=own"));
    }

    #[test]
    fn what_is_signed_is_the_query_that_is_sent_without_the_signature() {
        let request = request(&[("Signature", "own")]);
        let signed = sign_request(&request, &Keys::new("id", "secret"), &PARAMETERS);
        let sent: Vec<_> = signed.query.split('&').filter(|pair| !pair.starts_with("Signature=")).collect();
        let expected = string_to_sign("POST", &sent.join("&"));
        assert_eq!(signed.signature.unwrap().string_to_sign(), expected);
    }

    /// The recorded request `client-v1-bearer` of the official Python SDK.
    #[test]
    fn a_bearer_token_is_sent_in_place_of_a_signature() {
        let request = request(&[("A", "1"), ("SignatureType", "own")]);
        let signed = bearer_request(&request, "tok", &PARAMETERS);
        assert_eq!(
            signed.query,
            "A=1&Action=SubmitVideoTranslationJob&BearerToken=tok&Format=json&SignatureNonce=nonce\
             &SignatureType=BEARERTOKEN&Timestamp=2024-01-02T03%3A04%3A05Z&Version=2020-11-09"
        );
        let names: Vec<_> = signed.headers.iter().map(|(name, _)| name.as_ref()).collect();
        assert_eq!(names, ["host", "x-acs-action", "x-acs-version"]);
    }

    #[test]
    fn an_anonymous_request_has_no_credential_and_keeps_its_own_parameters() {
        let request = request(&[("Signature", "own")]);
        let signed = anonymous_request(&request, &PARAMETERS);
        assert!(signed.query.contains("&Signature=own&"));
        assert!(!signed.query.contains("AccessKeyId"));
        assert!(signed.signature.is_none());
        assert_eq!(signed.header("authorization"), None);
    }
}
