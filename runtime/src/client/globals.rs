//! Parameters and headers that all calls of a client have.

use http::{HeaderName, HeaderValue};

use crate::error::{Error, ErrorKind, one_line};
use crate::masking::MASK;
use crate::parameters::RequestParts;
use crate::secret_name::is_secret;
use crate::sign::{Body, UnsignedRequest};

/// Parameters that signatures and the protocol set, of either version.
const OWN_PARAMETERS: [&str; 12] = [
    "Action",
    "Version",
    "Format",
    "Timestamp",
    "AccessKeyId",
    "SecurityToken",
    "BearerToken",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "SignatureType",
];

/// Headers that the client or the HTTP library sets.
const OWN_HEADERS: [&str; 24] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-acs-accesskey-id",
    "x-acs-action",
    "x-acs-bearer-token",
    "x-acs-content-sha256",
    "x-acs-credentials-provider",
    "x-acs-date",
    "x-acs-security-token",
    "x-acs-version",
];
/// Begins of the names of further ones.
const OWN_HEADER_GROUPS: [&str; 2] = ["x-acs-retry-", "x-acs-signature-"];

/// Each name once. Has no `Debug`: values may be confidential.
#[derive(Clone, Default)]
pub(super) struct Globals {
    parameters: Vec<(String, String)>,
    headers: Vec<(String, String)>,
}

impl Globals {
    /// A further value of a name replaces the one before.
    pub(super) fn set_parameter(&mut self, name: String, value: String) {
        self.parameters.retain(|(given, _)| *given != name);
        self.parameters.push((name, value));
    }

    pub(super) fn set_header(&mut self, name: String, value: String) {
        self.headers.retain(|(given, _)| !given.eq_ignore_ascii_case(&name));
        self.headers.push((name, value));
    }

    /// Whether all of them can be sent.
    ///
    /// # Errors
    ///
    /// A name that the client sets itself, or what no header can be. Values are not shown.
    pub(super) fn check(&self) -> Result<(), Error> {
        for (name, _) in &self.parameters {
            if name.is_empty() {
                return Err(refused("global_parameter", name, "an empty name"));
            }
            if OWN_PARAMETERS.contains(&name.as_str()) {
                return Err(refused("global_parameter", name, "the client sets it itself"));
            }
        }
        for (name, value) in &self.headers {
            let lower = name.to_ascii_lowercase();
            if OWN_HEADERS.contains(&lower.as_str()) || OWN_HEADER_GROUPS.iter().any(|group| lower.starts_with(group)) {
                let error = refused("global_header", name, "the client sets it itself");
                return Err(match lower.as_str() {
                    "user-agent" => error.with_hint("Use ClientBuilder::user_agent."),
                    _ => error,
                });
            }
            if HeaderName::from_bytes(name.as_bytes()).is_err() {
                return Err(refused("global_header", name, "it is not the name of a header"));
            }
            if HeaderValue::from_str(value).is_err() {
                return Err(refused("global_header", name, "its value has a character that no header has"));
            }
        }
        Ok(())
    }

    /// Adds those that the operation does not have itself.
    pub(super) fn add_to(&self, parts: &mut RequestParts) {
        for (name, value) in &self.parameters {
            let has = |pairs: &[(String, String)]| pairs.iter().any(|(given, _)| given == name);
            let in_form = matches!(&parts.body, Body::Form(fields) if has(fields));
            if !in_form && !has(&parts.query) {
                parts.query.push((name.clone(), value.clone()));
            }
        }
        for (name, value) in &self.headers {
            if !parts.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)) {
                parts.headers.push((name.clone(), value.clone()));
            }
        }
    }

    /// Whether a name is that of a secret, so that its value must not be shown.
    pub(super) fn have_secrets(&self) -> bool {
        self.parameters.iter().chain(&self.headers).any(|(name, _)| is_secret(name))
    }

    /// Masks such values in a request that is shown.
    pub(super) fn mask(&self, request: &mut UnsignedRequest) {
        let places = [(&self.parameters, &mut request.query), (&self.headers, &mut request.headers)];
        for (globals, shown) in places {
            for pair in globals.iter().filter(|(name, _)| is_secret(name)) {
                shown.iter_mut().filter(|shown| *shown == pair).for_each(|(_, value)| MASK.clone_into(value));
            }
        }
    }
}

fn refused(setter: &str, name: &str, problem: &str) -> Error {
    Error::new(ErrorKind::Config, format!("ClientBuilder::{setter}: `{}`: {problem}", one_line(name, 80)))
}
