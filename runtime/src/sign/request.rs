//! A request before and after it is signed, without any HTTP library's types.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use super::keys::Keys;
use super::signature::Signature;
use super::v3;
use crate::endpoint::BaseUrl;

/// A request as an operation describes it, before an attempt to send it is dated and signed.
///
/// Signing does not change it, so that every attempt starts from the same request.
#[derive(Clone, Default)]
pub struct UnsignedRequest {
    /// The method as it stands in the request line, for example `POST`.
    pub method: Cow<'static, str>,
    /// The host as it is addressed, with `:port` unless that is the scheme's own. The `host` header is made from it.
    pub host: String,
    /// Labels that belong in front of the host, for example an OSS bucket: [`set_endpoint`](Self::set_endpoint) puts them
    /// there. Signing reads `host` alone.
    pub host_labels: Vec<String>,
    /// The path, already percent-encoded; empty means `/`. It is not encoded again.
    pub path: String,
    /// The operation's name on the wire, for example `GetCustomizedVoiceJob`.
    pub action: Cow<'static, str>,
    /// The API version, for example `2020-11-09`.
    pub version: Cow<'static, str>,
    /// Names and values of the query, not encoded. No name should occur twice.
    pub query: Vec<(String, String)>,
    /// Further headers. Those that a signature makes itself (key, token, body hash, `authorization`, and the
    /// content type of a form or JSON) replace what is given here; any other wins over the default of its name.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

impl UnsignedRequest {
    /// Sets the host: that of the endpoint, with the [labels](Self::host_labels) in front.
    pub fn set_endpoint(&mut self, endpoint: &BaseUrl) {
        self.host = match self.host_labels.as_slice() {
            [] => endpoint.authority().to_owned(),
            labels => endpoint.with_labels(labels).authority().to_owned(),
        };
    }
}

/// Shows what the request is for, and no value of it: parameters, of which the path has some, and headers may be confidential.
impl fmt::Debug for UnsignedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, host, action, version, .. } = self;
        let mut output = formatter.debug_struct("UnsignedRequest");
        output.field("method", method).field("host", host);
        output.field("action", action).field("version", version).finish_non_exhaustive()
    }
}

/// The body of a request. Has no `Debug`: parameters may be confidential.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// None: no content type, no bytes.
    #[default]
    Empty,
    /// Names and values of a form, not encoded. A form without fields still has its content type.
    Form(Vec<(String, String)>),
    /// JSON text. The service also takes text that is not JSON where its metadata says that the body is a string.
    Json(Bytes),
    /// Any bytes, without a content type of their own: one can be given as a header.
    Bytes(Bytes),
}

impl Body {
    /// The exact bytes that are sent. Forms are encoded as queries are.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        match self {
            Body::Empty => Bytes::new(),
            Body::Form(fields) => v3::canonical_query(fields).into(),
            Body::Json(bytes) | Body::Bytes(bytes) => bytes.clone(),
        }
    }

    /// The content type of this kind of body.
    #[must_use]
    pub fn content_type(&self) -> Option<&'static str> {
        match self {
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
            Body::Json(_) => Some("application/json; charset=utf-8"),
            Body::Empty | Body::Bytes(_) => None,
        }
    }
}

/// A signed request, to be sent byte for byte. It borrows from the [`UnsignedRequest`] what signing does not change.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignedRequest<'a> {
    /// The method.
    pub method: &'a str,
    /// The host, with `:port` unless that is the scheme's own.
    pub host: &'a str,
    /// The path, percent-encoded, at least `/`.
    pub path: &'a str,
    /// The query string, percent-encoded, without `?`; may be empty.
    pub query: String,
    /// All headers, `host` included, in the order in which they were set. Made names are in lower case.
    pub headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The body's bytes.
    pub body: Bytes,
    /// The signature and what it covers; none where the request is anonymous.
    pub signature: Option<Signature>,
}

impl<'a> SignedRequest<'a> {
    pub(super) fn from_unsigned(request: &'a UnsignedRequest) -> Self {
        let mut signed = Self {
            method: &request.method,
            host: &request.host,
            path: if request.path.is_empty() { "/" } else { &request.path },
            query: String::new(),
            // Room for those of the signature.
            headers: Vec::with_capacity(request.headers.len() + 12),
            body: request.body.to_bytes(),
            signature: None,
        };
        let given = request.headers.iter().map(|(name, value)| (name.into(), value.into()));
        signed.headers.extend(given);
        // Connecting to one host and signing for another never works, so the header is not the caller's to set.
        signed.set_header("host", signed.host);
        signed.default_header("x-acs-action", request.action.as_ref());
        signed.default_header("x-acs-version", request.version.as_ref());
        if let Some(content_type) = request.body.content_type() {
            signed.set_header("content-type", content_type);
        }
        signed
    }

    /// The request with its query, and with the headers that every signature in headers starts from: `accept`, the date in the
    /// header of this name, and the nonce. The caller's own values of these win.
    pub(super) fn dated(request: &'a UnsignedRequest, header: &'static str, date: String, nonce: &str) -> Self {
        let mut signed = Self::from_unsigned(request);
        signed.query = v3::canonical_query(&request.query);
        signed.default_header("accept", "application/json");
        signed.default_header(header, date);
        signed.default_header("x-acs-signature-nonce", nonce.to_owned());
        signed
    }

    /// Path and query as the request line has them.
    #[must_use]
    pub fn target(&self) -> String {
        if self.query.is_empty() { self.path.to_owned() } else { format!("{}?{}", self.path, self.query) }
    }

    /// The value of the header with this name, whatever its case; the first one where there are several.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }

    /// Sets a header that the signature decides, whatever was there.
    pub(crate) fn set_header(&mut self, name: &'static str, value: impl Into<Cow<'a, str>>) {
        self.remove_header(name);
        self.headers.push((Cow::Borrowed(name), value.into()));
    }

    /// Sets a header unless the caller has.
    fn default_header(&mut self, name: &'static str, value: impl Into<Cow<'a, str>>) {
        if self.header(name).is_none() {
            self.headers.push((Cow::Borrowed(name), value.into()));
        }
    }

    /// Sets the headers about the keys that sign the request.
    pub(super) fn set_keys(&mut self, keys: &Keys<'_>) {
        if let Some(provider) = keys.provider {
            self.set_header("x-acs-credentials-provider", provider.to_owned());
        }
        // Both or neither: left-overs of other keys would be signed and refused.
        self.remove_header("x-acs-accesskey-id");
        self.remove_header("x-acs-security-token");
        if let Some(token) = keys.token() {
            self.set_header("x-acs-accesskey-id", keys.access_key_id.to_owned());
            self.set_header("x-acs-security-token", token.to_owned());
        }
    }

    pub(super) fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(given, _)| !given.eq_ignore_ascii_case(name));
    }
}

/// Shows where the request goes and which headers it has, and no value: they hold keys, tokens and signatures.
impl fmt::Debug for SignedRequest<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        let mut output = formatter.debug_struct("SignedRequest");
        output.field("method", &self.method).field("host", &self.host);
        output.field("headers", &names).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_sorted_and_encoded_like_queries() {
        let form = Body::Form(vec![("b".into(), "x y".into()), ("a".into(), String::new())]);
        assert_eq!(form.to_bytes(), "a=&b=x%20y");
    }

    #[test]
    fn an_empty_form_keeps_its_content_type() {
        let request = UnsignedRequest { body: Body::Form(Vec::new()), ..Default::default() };
        let signed = SignedRequest::from_unsigned(&request);
        assert_eq!(signed.header("Content-Type"), Some("application/x-www-form-urlencoded"));
        assert!(signed.body.is_empty());
    }

    #[test]
    fn the_host_header_is_the_host_addressed() {
        let headers = vec![("Host".into(), "elsewhere".into())];
        let request = UnsignedRequest { host: "here:8080".into(), headers, ..Default::default() };
        let signed = SignedRequest::from_unsigned(&request);
        assert_eq!(signed.header("host"), Some("here:8080"));
        assert_eq!(signed.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("host")).count(), 1);
    }

    #[test]
    fn debug_shows_no_value() {
        let request = UnsignedRequest {
            path: "/tokens/confidential".into(),
            query: vec![("Token".into(), "confidential".into())],
            headers: vec![("x-acs-security-token".into(), "confidential".into())],
            body: Body::Json("confidential".into()),
            ..Default::default()
        };
        let signed = SignedRequest::from_unsigned(&request);
        assert!(!format!("{request:?}{signed:?}").contains("confidential"));
    }
}
