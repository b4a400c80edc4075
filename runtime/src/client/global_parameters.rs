//! Parameters that all calls of a client have.

use super::masked::masked_named;
use crate::error::{Error, ErrorKind, one_line};
use crate::sign::{Body, UnsignedRequest};

/// Parameters that the protocol and the signatures set, of either version.
const RESERVED: [&str; 12] = [
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

/// Names and values, each name once. Has no `Debug`: values may be confidential.
#[derive(Clone, Default)]
pub(super) struct GlobalParameters(Vec<(String, String)>);

impl GlobalParameters {
    /// A further value of a name replaces the one before.
    pub(super) fn set(&mut self, name: String, value: String) {
        self.0.retain(|(given, _)| *given != name);
        self.0.push((name, value));
    }

    /// Checks the names.
    ///
    /// # Errors
    ///
    /// An empty name, or one that the client sets itself.
    pub(super) fn check(&self) -> Result<(), Error> {
        for (name, _) in &self.0 {
            let problem = match name.as_str() {
                "" => "an empty name",
                name if RESERVED.contains(&name) => "the client sets it itself",
                _ => continue,
            };
            let message = format!("ClientBuilder::global_parameter: `{}`: {problem}", one_line(name, 80));
            return Err(Error::new(ErrorKind::Config, message));
        }
        Ok(())
    }

    /// Adds those that the operation does not have.
    pub(super) fn add_to(&self, request: &mut UnsignedRequest) {
        for (name, value) in &self.0 {
            let has = |pairs: &[(String, String)]| pairs.iter().any(|(given, _)| given == name);
            let in_form = matches!(&request.body, Body::Form(fields) if has(fields));
            if !in_form && !has(&request.query) {
                request.query.push((name.clone(), value.clone()));
            }
        }
    }

    /// Whether a value is a secret or has one in it, which must not be shown.
    pub(super) fn have_secrets(&self) -> bool {
        self.0.iter().any(|(name, value)| masked_named(name, value) != *value)
    }

    /// Masks secrets among them in a request that is shown.
    pub(super) fn mask(&self, request: &mut UnsignedRequest) {
        for parameter in &self.0 {
            for shown in request.query.iter_mut().filter(|shown| *shown == parameter) {
                shown.1 = masked_named(&parameter.0, &parameter.1).into_owned();
            }
        }
    }
}
