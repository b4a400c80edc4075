//! A refusal: an error of the service, and the body of its response.

use std::time::Duration;

use serde_json::{Value, json};

/// An error of the service: the response of an operation that is not executed.
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
    /// `x-acs-retry-after`.
    pub(crate) retry_after: Option<Duration>,
    /// `AccessDeniedDetail`.
    pub(crate) detail: Option<Value>,
}

impl Refusal {
    /// Creates a refusal from an HTTP status, an error code and a message. A status that is not from 400 to 599 becomes 400.
    #[must_use]
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        let status = if (400..600).contains(&status) { status } else { 400 };
        Self { status, code: code.into(), message: message.into(), retry_after: None, detail: None }
    }

    /// Sets `x-acs-retry-after`, which is sent in milliseconds.
    #[must_use]
    pub fn retry_after(mut self, pause: Duration) -> Self {
        self.retry_after = Some(pause);
        self
    }

    /// Sets `AccessDeniedDetail`, the result of the check by RAM.
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

    /// The error code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The error message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// There is no such operation, or it has another path.
    pub(crate) fn unknown_operation() -> Self {
        Self::new(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.")
    }

    /// A required parameter is missing.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new(400, format!("Missing{name}"), format!("{name} is mandatory for this action."))
    }

    /// The session has expired or was revoked.
    pub(crate) fn expired_session() -> Self {
        Self::new(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
    }

    /// RAM denies an action.
    pub(crate) fn access_denied(action: Option<&str>) -> Self {
        let detail = json!({
            "AuthAction": action,
            "AuthPrincipalType": "SubUser",
            "AuthPrincipalOwnerId": "1234567890123456",
            "AuthPrincipalDisplayName": "200000000000000001",
            "PolicyType": "AccountLevelIdentityBasedPolicy",
            "NoPermissionType": "ImplicitDeny",
        });
        Self::new(403, "NoPermission", "You are not authorized to do this action.").access_denied_detail(detail)
    }

    /// The value of a parameter is invalid.
    pub(crate) fn invalid(name: &str, why: &str) -> Self {
        Self::new(400, "InvalidParameter", format!("The specified parameter \"{name}\" is not valid: {why}."))
    }

    /// The body of the response.
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
