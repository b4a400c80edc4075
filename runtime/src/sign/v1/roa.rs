//! The V1 signature of ROA requests: HMAC-SHA1 over some headers, path and query, carried in the `authorization` header.
//!
//! No body is signed, unless the request has a `content-md5` header.

use super::steps;
use crate::clock::http_date;
use crate::sign::keys::{Keys, SigningParameters};
use crate::sign::request::{SignedRequest, UnsignedRequest};
use crate::sign::signature::Signature;
use crate::sign::v3::canonical_headers;

/// The string to sign: the method, the values of `accept`, `content-md5`, `content-type` and `date`, the sorted `x-acs-`
/// headers, and the path with the query, each on a line of its own.
///
/// `path` is the path as it is sent, encoded once. The query is sorted and, unlike what is sent, not encoded; a parameter with
/// an empty value is its name alone, as in the official Python and Go SDKs.
#[must_use]
pub fn string_to_sign<'a>(
    method: &str,
    path: &str,
    query: &[(String, String)],
    headers: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let headers: Vec<_> = headers.into_iter().collect();
    let value = |wanted: &str| headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map_or("", |it| it.1);
    let [accept, md5, content_type, date] = ["accept", "content-md5", "content-type", "date"].map(value);
    let starts = |name: &str| name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("x-acs-"));
    let lines = canonical_headers(headers.iter().copied().filter(|(name, _)| starts(name))).lines;
    let mut resource = path.to_owned();
    let mut query: Vec<_> = query.iter().collect();
    query.sort_unstable();
    for (index, (name, value)) in query.into_iter().enumerate() {
        resource.push(if index == 0 { '?' } else { '&' });
        resource.push_str(name);
        if !value.is_empty() {
            resource.push('=');
            resource.push_str(value);
        }
    }
    format!("{method}\n{accept}\n{md5}\n{content_type}\n{date}\n{lines}{resource}")
}

/// Signs a string to sign. The secret is used as it is, without the `&` that RPC adds.
#[must_use]
pub fn sign(string_to_sign: String, access_key_secret: &str) -> steps::Signature {
    steps::with_key(string_to_sign, access_key_secret)
}

/// Dates and signs a whole request. The date of the parameters is sent as HTTP writes dates.
#[must_use]
pub fn sign_request<'a>(
    request: &'a UnsignedRequest,
    keys: &Keys<'_>,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut signed = dated(request, parameters);
    signed.set_keys(keys);
    let headers = signed.headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    let string_to_sign = string_to_sign(signed.method, signed.path, &request.query, headers);
    let signature = sign(string_to_sign, keys.access_key_secret);
    signed.set_header("authorization", format!("acs {}:{}", keys.access_key_id, signature.signature));
    signed.signature = Some(Signature::V1(signature));
    signed
}

/// Dates a request and adds a bearer token in place of a signature.
#[must_use]
pub fn bearer_request<'a>(
    request: &'a UnsignedRequest,
    bearer_token: &str,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut signed = dated(request, parameters);
    signed.set_header("x-acs-bearer-token", bearer_token.to_owned());
    signed.set_header("x-acs-signature-type", "BEARERTOKEN");
    signed
}

fn dated<'a>(request: &'a UnsignedRequest, parameters: &SigningParameters<'_>) -> SignedRequest<'a> {
    // The caller may have a date of HTTP already.
    let date = http_date(parameters.date).unwrap_or_else(|| parameters.date.to_owned());
    let mut signed = SignedRequest::dated(request, "date", date, parameters.nonce);
    signed.set_header("x-acs-signature-method", "HMAC-SHA1");
    signed.set_header("x-acs-signature-version", "1.0");
    signed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::request::Body;

    const PARAMETERS: SigningParameters<'_> = SigningParameters { date: "2024-01-02T03:04:05Z", nonce: "nonce" };

    fn request() -> UnsignedRequest {
        UnsignedRequest {
            method: "PUT".into(),
            host: "cs.aliyuncs.com".into(),
            path: "/clusters/a%20b".into(),
            action: "ModifyCluster".into(),
            version: "2015-12-15".into(),
            query: vec![("b".into(), "x y".into()), ("a".into(), String::new())],
            body: Body::Json("{}".into()),
            ..Default::default()
        }
    }

    #[test]
    fn a_whole_request_is_dated_as_http_is_and_signed_over_its_headers() {
        let request = request();
        let signed = sign_request(&request, &Keys::new("id", "secret"), &PARAMETERS);
        assert_eq!(signed.target(), "/clusters/a%20b?a=&b=x%20y");
        assert_eq!(signed.header("date"), Some("Tue, 02 Jan 2024 03:04:05 GMT"));
        let signature = signed.signature.as_ref().unwrap();
        assert_eq!(
            signature.string_to_sign(),
            "PUT\napplication/json\n\napplication/json; charset=utf-8\nTue, 02 Jan 2024 03:04:05 GMT\n\
             x-acs-action:ModifyCluster\nx-acs-signature-method:HMAC-SHA1\nx-acs-signature-nonce:nonce\n\
             x-acs-signature-version:1.0\nx-acs-version:2015-12-15\n/clusters/a%20b?a&b=x y"
        );
        assert_eq!(signed.header("authorization"), Some(format!("acs id:{}", signature.text()).as_str()));
    }

    #[test]
    fn a_bearer_token_is_sent_in_place_of_a_signature() {
        let request = request();
        let signed = bearer_request(&request, "tok", &PARAMETERS);
        assert_eq!(signed.header("x-acs-bearer-token"), Some("tok"));
        assert_eq!(signed.header("x-acs-signature-type"), Some("BEARERTOKEN"));
        assert!(signed.header("authorization").is_none() && signed.signature.is_none());
    }
}
