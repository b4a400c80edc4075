//! The service's description of an error.

use serde_json::{Map, Value};

/// The error as the body of a response describes it, without secrets.
#[derive(Clone, Default)]
pub(crate) struct ServiceError {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) recommend: Option<String>,
    pub(crate) access_denied_detail: Option<Map<String, Value>>,
    /// The decoded diagnostic message of the detail, where it can be read.
    pub(crate) diagnosis: Option<Map<String, Value>>,
}
