//! Errors for tests of code that handles them. They behave like real ones.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, StatusCode};
use serde_json::json;

use super::raw_response::RawResponse;
use super::secrets::Secrets;
use crate::error::Error;
use crate::operation::{Effect, Operation};
use crate::retry::RETRY_AFTER;

impl Error {
    /// The error of a response with this status, code and message, for tests. The status is 400 or more, a number or an
    /// `http::StatusCode`; one that is invalid counts as 500.
    ///
    /// It is read like a response of the service: [`kind`](Self::kind), [`status`](Self::status), [`code`](Self::code),
    /// [`message`](Self::message), [`is_throttled`](Self::is_throttled), [`is_access_denied`](Self::is_access_denied),
    /// [`hint`](Self::hint) and the rest return what they return for a real one. There was one attempt.
    ///
    /// ```
    /// use alibabacloud_runtime::Error;
    ///
    /// /// The code under test: how a job queue handles an error.
    /// fn handle(error: &Error) -> &'static str {
    ///     match error.code() {
    ///         Some("ProjectNotFound") => "drop",
    ///         _ if error.is_access_denied() => "page an administrator",
    ///         _ if error.is_retryable() => "queue again",
    ///         _ => "give up",
    ///     }
    /// }
    ///
    /// assert_eq!(handle(&Error::service(404, "ProjectNotFound", "The project does not exist.")), "drop");
    /// assert_eq!(handle(&Error::service(403, "NoPermission", "Not authorized.")), "page an administrator");
    /// assert_eq!(handle(&Error::service(400, "Throttling.User", "Slow down.")), "queue again");
    /// ```
    #[must_use]
    pub fn service(status: impl TryInto<StatusCode>, code: impl Into<String>, message: impl Into<String>) -> Self {
        let status = status.try_into().unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = json!({ "Code": code.into(), "Message": message.into() }).to_string();
        Self::refused(response(status, body))
    }

    /// The error of a wait for a job that has failed with this code and message, for tests.
    #[must_use]
    pub fn job_failed(code: impl Into<String>, message: &str) -> Self {
        Self::of_failed_job(response(StatusCode::OK, String::new()), None, Some(code.into()), message)
    }

    /// The same error of a response that asks for this delay, in whole milliseconds: what
    /// [`retry_after`](Self::retry_after) returns. Without a response, nothing changes.
    #[must_use]
    pub fn with_retry_after(mut self, delay: Duration) -> Self {
        if let Some(headers) = self.headers_mut() {
            let millis = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
            headers.insert(RETRY_AFTER, HeaderValue::from(millis));
        }
        self
    }

    /// The same error of a call of this operation. [`is_retryable`](Self::is_retryable) then counts timeouts, broken
    /// connections and statuses from 500 as retryable where the operation is read-only.
    #[must_use]
    pub fn with_operation<O: Operation>(self) -> Self {
        self.of_operation(const { &O::INFO }).of_idempotent_call(O::INFO.effect == Effect::Read)
    }
}

/// A response from no host, after one attempt.
fn response(status: StatusCode, body: String) -> RawResponse {
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let mut response = RawResponse::new("", response, Secrets::default());
    response.attempts.count = 1;
    response
}
