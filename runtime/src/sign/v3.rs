//! The V3 signature, `ACS3-HMAC-SHA256`: one algorithm for RPC and ROA, carried in the `authorization` header.

use std::borrow::Cow;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::{Keys, SignedRequest, SigningParameters, UnsignedRequest, hmac};
use crate::encoding::{lower_hex, push_percent_encoded};
use crate::operation::ApiStyle;

/// The algorithm's name as it opens the string to sign and the `authorization` header.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The header with the hash of the body.
const CONTENT_HASH: &str = "x-acs-content-sha256";

/// Whether a client should sign the header of this name: `host`, `content-type` and every `x-acs-*`.
///
/// The service takes any set that has these; the official Python SDK signs all headers it sets. Proxies may rewrite
/// `user-agent` and `accept`, which is why [`sign_request`] leaves them out.
#[must_use]
pub fn is_signed_header(name: &str) -> bool {
    let starts_with = |prefix: &str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    name.eq_ignore_ascii_case("host") || name.eq_ignore_ascii_case("content-type") || starts_with("x-acs-")
}

/// Sorts names and values by name (by code point) and joins them as `name=value` with `&`, both percent-encoded. Empty
/// values keep their `=`. The result is also the query string to send.
///
/// The official SDKs leave the name as it is in what they sign, though not on the wire. The documentation says to
/// encode it, and the two differ only for names with characters outside `A-Z a-z 0-9 - . _ ~`.
#[must_use]
pub fn canonical_query<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> String {
    let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
    pairs.sort_unstable();
    let lengths = pairs.iter().map(|(name, value)| name.len() + value.len() + 2);
    let mut query = String::with_capacity(lengths.sum());
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        push_percent_encoded(&mut query, name);
        query.push('=');
        push_percent_encoded(&mut query, value);
    }
    query
}

/// Headers in the form in which they are signed.
#[derive(Clone)]
pub struct CanonicalHeaders {
    /// A line for each name, sorted by name: `name:value`, each with its newline.
    pub lines: String,
    /// The names, joined with `;`.
    pub names: String,
}

/// Brings every header that is given into canonical form: lower-case names, values without outer white space. Headers
/// whose names differ only in case are one, with sorted values joined by `,`.
#[must_use]
pub fn canonical_headers<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> CanonicalHeaders {
    let given = headers.into_iter().map(|(name, value)| (lower_case(name), value.trim()));
    // Seldom are there more, and a filter does not tell how many it lets through.
    let mut headers = Vec::with_capacity(16);
    headers.extend(given);
    headers.sort_unstable();
    let mut canonical = CanonicalHeaders { lines: String::with_capacity(512), names: String::with_capacity(256) };
    let CanonicalHeaders { lines, names } = &mut canonical;
    let mut last = None;
    for (name, value) in &headers {
        if last == Some(name) {
            lines.push(',');
            lines.push_str(value);
            continue;
        }
        if last.is_some() {
            lines.push('\n');
            names.push(';');
        }
        names.push_str(name);
        for part in [name, ":", value] {
            lines.push_str(part);
        }
        last = Some(name);
    }
    if last.is_some() {
        lines.push('\n');
    }
    canonical
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// The lower-case hexadecimal SHA-256 of a body, which `x-acs-content-sha256` carries; an empty body has one too.
#[must_use]
pub fn payload_hash(body: &[u8]) -> String {
    /// Most calls have their parameters in the query.
    const OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    if body.is_empty() { OF_NOTHING.to_owned() } else { hex_digest(body) }
}

/// The canonical request: method, path, query, headers, names of the signed headers and payload hash, a line each.
///
/// `path` is the path as it is sent, encoded once; an empty one is `/`. `query` comes from [`canonical_query`].
#[must_use]
pub fn canonical_request(
    method: &str,
    path: &str,
    query: &str,
    headers: &CanonicalHeaders,
    payload_hash: &str,
) -> String {
    let path = if path.is_empty() { "/" } else { path };
    let CanonicalHeaders { lines, names } = headers;
    // The header lines end with a newline of their own, hence the blank line after them.
    [method, path, query, lines, names, payload_hash].join("\n")
}

/// The string to sign: the algorithm's name, a newline and the hash of the canonical request.
#[must_use]
pub fn string_to_sign(canonical_request: &str) -> String {
    [ALGORITHM, "\n", &hex_digest(canonical_request.as_bytes())].concat()
}

fn hex_digest(bytes: &[u8]) -> String {
    lower_hex(&Sha256::digest(bytes))
}

/// An access key secret made ready to sign: two of the five blocks that a signature hashes depend on nothing else. Has no
/// `Debug`: it is as good as the secret, and wiped from memory like it.
#[derive(Clone)]
pub(crate) struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// The secret is used as it is, without the `&` that V1 adds.
    pub(crate) fn new(access_key_secret: &str) -> Self {
        Self(hmac(access_key_secret.as_bytes()))
    }
}

/// A signature and every step on the way to it. Has no `Debug`: the canonical request includes the security token.
#[derive(Clone)]
#[non_exhaustive]
pub struct Signature {
    /// What was hashed for the string to sign.
    pub canonical_request: String,
    /// The names of the signed headers, joined with `;`.
    pub signed_headers: String,
    /// What was signed.
    pub string_to_sign: String,
    /// The signature in lower-case hexadecimal digits.
    pub signature: String,
}

impl Signature {
    /// The value of the `authorization` header, with the ID of the access key that has signed.
    #[must_use]
    pub fn authorization(&self, access_key_id: &str) -> String {
        let Self { signed_headers, signature, .. } = self;
        [ALGORITHM, " Credential=", access_key_id, ",SignedHeaders=", signed_headers, ",Signature=", signature].concat()
    }
}

/// Signs a canonical request. `signed_headers` are the [`names`](CanonicalHeaders::names) that it lists.
///
/// The secret is used as it is, without the `&` that V1 adds.
#[must_use]
pub fn sign(canonical_request: String, signed_headers: String, keys: &Keys<'_>) -> Signature {
    sign_with(&SigningKey::new(keys.access_key_secret), canonical_request, signed_headers)
}

fn sign_with(key: &SigningKey, canonical_request: String, signed_headers: String) -> Signature {
    let string_to_sign = string_to_sign(&canonical_request);
    let code = key.0.clone().chain_update(&string_to_sign).finalize().into_bytes();
    let signature = lower_hex(&code);
    Signature { canonical_request, signed_headers, string_to_sign, signature }
}

/// Dates and signs a whole request. Works for RPC (path `/`) and ROA alike.
///
/// Adds `host`, `accept: application/json`, the `x-acs-*` headers of the protocol and `authorization`; the headers
/// about keys appear only where they apply. Retry headers belong into the request beforehand, or they are not signed.
#[must_use]
pub fn sign_request<'a>(
    request: &'a UnsignedRequest,
    keys: &Keys<'_>,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    sign_request_with(&SigningKey::new(keys.access_key_secret), request, keys, parameters)
}

/// The same with a key that is made ready.
pub(crate) fn sign_request_with<'a>(
    key: &SigningKey,
    request: &'a UnsignedRequest,
    keys: &Keys<'_>,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut signed = SignedRequest::from_unsigned(request);
    signed.query = canonical_query(&request.query);
    signed.default_header("accept", "application/json");
    signed.default_header("x-acs-date", parameters.date.to_owned());
    signed.default_header("x-acs-signature-nonce", parameters.nonce.to_owned());
    signed.set_header(CONTENT_HASH, payload_hash(&signed.body));
    if let Some(provider) = keys.provider {
        signed.set_header("x-acs-credentials-provider", provider.to_owned());
    }
    // Both or neither: left-overs of other keys would be signed and refused.
    signed.remove_header("x-acs-accesskey-id");
    signed.remove_header("x-acs-security-token");
    if let Some(token) = keys.token() {
        signed.set_header("x-acs-accesskey-id", keys.access_key_id.to_owned());
        signed.set_header("x-acs-security-token", token.to_owned());
    }

    let headers = signed.headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    let headers = canonical_headers(headers.filter(|(name, _)| is_signed_header(name)));
    let payload_hash = signed.header(CONTENT_HASH).unwrap_or_default();
    let canonical = canonical_request(signed.method, signed.path, &signed.query, &headers, payload_hash);
    let signature = sign_with(key, canonical, headers.names);
    signed.set_header("authorization", signature.authorization(keys.access_key_id));
    signed.signature = Some(super::Signature::V3(signature));
    signed
}

/// Dates a whole request and gives it a bearer token in place of a signature: RPC says so in the query, where
/// `SignatureType` replaces an operation's own parameter of that name, and ROA in a header.
#[must_use]
pub fn bearer_request<'a>(
    request: &'a UnsignedRequest,
    bearer_token: &str,
    style: ApiStyle,
    parameters: &SigningParameters<'_>,
) -> SignedRequest<'a> {
    let mut signed = SignedRequest::from_unsigned(request);
    signed.default_header("accept", "application/json");
    signed.default_header("x-acs-date", parameters.date.to_owned());
    signed.default_header("x-acs-signature-nonce", parameters.nonce.to_owned());
    signed.set_header(CONTENT_HASH, payload_hash(&signed.body));
    signed.set_header("x-acs-bearer-token", bearer_token.to_owned());
    let mut query: Vec<_> = request.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    match style {
        ApiStyle::Rpc => {
            query.retain(|(name, _)| *name != "SignatureType");
            query.push(("SignatureType", "BEARERTOKEN"));
        }
        ApiStyle::Roa => signed.set_header("x-acs-signature-type", "BEARERTOKEN"),
    }
    signed.query = canonical_query(&query);
    signed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::Body;

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
    fn query_names_are_sorted_before_they_are_encoded() {
        assert_eq!(canonical_query(&[("é", ""), ("a b", "1"), ("B", "2"), ("_", "3")]), "B=2&_=3&a%20b=1&%C3%A9=");
    }

    #[test]
    fn headers_are_lower_cased_trimmed_and_merged() {
        let headers = canonical_headers([("X-B", "  2 "), ("x-a", ""), ("x-b", "1")]);
        assert_eq!(headers.lines, "x-a:\nx-b:1,2\n");
        assert_eq!(headers.names, "x-a;x-b");
    }

    #[test]
    fn an_empty_path_is_the_root() {
        let headers = canonical_headers([]);
        assert_eq!(canonical_request("GET", "", "", &headers, "hash"), "GET\n/\n\n\n\nhash");
    }

    #[test]
    fn headers_that_proxies_rewrite_are_not_signed() {
        assert!(["Host", "content-type", "X-Acs-Anything"].into_iter().all(is_signed_header));
        assert!(!["accept", "user-agent", "authorization", "x-other"].into_iter().any(is_signed_header));
    }

    #[test]
    fn lasting_keys_send_no_token_headers() {
        let mut request = request();
        request.headers.push(("X-Acs-Security-Token".into(), "left over".into()));
        let signed = sign_request(&request, &Keys::new("id", "secret"), &PARAMETERS);
        assert_eq!(signed.header("x-acs-security-token"), None);
        assert_eq!(signed.header("x-acs-accesskey-id"), None);
    }

    #[test]
    fn temporary_keys_send_token_and_key_id_and_sign_both() {
        let keys = Keys { security_token: Some("token"), ..Keys::new("id", "secret") };
        let request = request();
        let signed = sign_request(&request, &keys, &PARAMETERS);
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
        let signed = sign_request(&request, &Keys::new("id", "secret"), &PARAMETERS);
        assert_eq!(signed.header("accept"), Some("text/xml"));
        assert_eq!(signed.header("content-type"), Some("application/json; charset=utf-8"));
        assert!(signed.header("authorization").unwrap().starts_with(ALGORITHM));
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
        let signed = sign_request(&request, &Keys::new("id", "secret"), &PARAMETERS);
        assert_eq!(signed.target(), "/?a%20k=%2A&b=x%20y");
        let Some(crate::sign::Signature::V3(signature)) = signed.signature else { panic!("V3 was asked for") };
        assert!(signature.canonical_request.starts_with("POST\n/\na%20k=%2A&b=x%20y\nhost:"));
    }
}
