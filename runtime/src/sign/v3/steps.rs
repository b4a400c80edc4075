//! The signature step by step.

use std::borrow::Cow;

use super::algorithm::{Algorithm, SigningKey};
use crate::encoding::push_percent_encoded;
use crate::sign::keys::Keys;

/// Whether a client should sign the header of this name: `host`, `content-type` and every `x-acs-*`.
///
/// The service takes any set that has these; the official Python SDK signs all headers it sets. Proxies may rewrite
/// `user-agent` and `accept`, which is why [`sign_request`](super::sign_request) leaves them out.
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
    // There are seldom more, and the size of a filtered iterator is unknown.
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

/// The lower-case hexadecimal hash of a body, which `x-acs-content-sha256` carries, whatever the algorithm is; an empty body
/// has one too.
#[must_use]
pub fn payload_hash(algorithm: Algorithm, body: &[u8]) -> String {
    /// Most calls have their parameters in the query.
    const OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    match algorithm {
        Algorithm::HmacSha256 if body.is_empty() => OF_NOTHING.to_owned(),
        algorithm => algorithm.hex_digest(body),
    }
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
pub fn string_to_sign(algorithm: Algorithm, canonical_request: &str) -> String {
    [algorithm.name(), "\n", &algorithm.hex_digest(canonical_request.as_bytes())].concat()
}

/// A signature and all intermediate results. Has no `Debug`: the canonical request includes the security token.
#[derive(Clone)]
#[non_exhaustive]
pub struct Signature {
    /// The algorithm that it is made with.
    pub algorithm: Algorithm,
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
        let Self { algorithm, signed_headers, signature, .. } = self;
        [algorithm.name(), " Credential=", access_key_id, ",SignedHeaders=", signed_headers, ",Signature=", signature]
            .concat()
    }
}

/// Signs a canonical request. `signed_headers` are the [`names`](CanonicalHeaders::names) that it lists.
///
/// The secret is used as it is, without the `&` that V1 adds.
#[must_use]
pub fn sign(algorithm: Algorithm, canonical_request: String, signed_headers: String, keys: &Keys<'_>) -> Signature {
    sign_with(&SigningKey::new(algorithm, keys.access_key_secret), canonical_request, signed_headers)
}

pub(super) fn sign_with(key: &SigningKey, canonical_request: String, signed_headers: String) -> Signature {
    let algorithm = key.algorithm();
    let string_to_sign = string_to_sign(algorithm, &canonical_request);
    let signature = key.hex_code(&string_to_sign);
    Signature { algorithm, canonical_request, signed_headers, string_to_sign, signature }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
