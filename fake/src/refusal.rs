//! A refusal: status, code, words, and the shape in which the service says so.

use std::time::Duration;

use serde_json::{Value, json};

/// What an operation answers where it does not do what it is asked: an error as the service gives it.
///
/// ```
/// use alibabacloud_fake::Refusal;
///
/// let refusal = Refusal::new(404, "JobNotFound", "The specified job does not exist.");
/// assert_eq!(refusal.code(), "JobNotFound");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    /// Asked for in `x-acs-retry-after`, in milliseconds.
    pub(crate) retry_after: Option<Duration>,
    /// `AccessDeniedDetail`.
    pub(crate) detail: Option<Value>,
}

impl Refusal {
    /// A refusal with an HTTP status of 400 to 599, a code, and words for people. Another status is taken for 400.
    #[must_use]
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        let status = if (400..600).contains(&status) { status } else { 400 };
        Self { status, code: code.into(), message: message.into(), retry_after: None, detail: None }
    }

    /// With the wish to be asked again after this time, sent as `x-acs-retry-after` in milliseconds.
    #[must_use]
    pub fn retry_after(mut self, pause: Duration) -> Self {
        self.retry_after = Some(pause);
        self
    }

    /// With an `AccessDeniedDetail`, which says what RAM has checked.
    #[must_use]
    pub fn access_denied_detail(mut self, detail: Value) -> Self {
        self.detail = Some(detail);
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The service's error code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// A parameter that is not there.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new(400, format!("Missing{name}"), format!("{name} is mandatory for this action."))
    }

    /// A parameter whose value does not do.
    pub(crate) fn invalid(name: &str, why: &str) -> Self {
        Self::new(400, "InvalidParameter", format!("The specified parameter \"{name}\" is not valid: {why}."))
    }

    /// The body.
    pub(crate) fn body(&self, request_id: &str, host: &str, product: &str) -> Value {
        let code = &self.code;
        let mut body = json!({
            "Code": code,
            "Message": self.message,
            "RequestId": request_id,
            "HostId": host,
            "Recommend": format!("https://api.aliyun.com/troubleshoot?q={code}&product={product}&requestId={request_id}"),
        });
        if let Some(detail) = &self.detail {
            body["AccessDeniedDetail"] = detail.clone();
        }
        body
    }
}
