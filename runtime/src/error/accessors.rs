//! The facts of an error.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::kind::ErrorKind;
use super::response::ErrorResponse;
use super::value::Error;
use crate::operation::OperationInfo;

impl Error {
    /// Which part of the call went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.facts().kind
    }

    /// The operation that was called; `None` where the error is not about a call.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.info().map(|operation| operation.name)
    }

    /// The service's error code, for example `InvalidParameter`, or that of a job that has failed. A code that came as a
    /// number is its digits.
    ///
    /// Where a source of credentials was refused ([`ErrorKind::Credentials`]), code, [`status`](Self::status) and
    /// [`request_id`](Self::request_id) are those of that refusal, for example by STS.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.facts().service.code.as_deref().or_else(|| self.refusal_of_source()?.code())
    }

    /// What happened, in the service's words where it has any, on one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.facts().message
    }

    /// The ID by which Alibaba Cloud's support finds the call: from the body, otherwise from the `x-acs-request-id`
    /// header.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.own_request_id().or_else(|| self.refusal_of_source()?.request_id())
    }

    /// The HTTP status; `None` where no response came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(|response| response.status).or_else(|| self.refusal_of_source()?.status())
    }

    /// Whether a source of credentials is not set up here, see [`not_configured`](Self::not_configured).
    #[must_use]
    pub fn is_not_configured(&self) -> bool {
        self.facts().not_configured
    }

    /// The service's page about this error (`Recommend`), a URL.
    #[must_use]
    pub fn recommend(&self) -> Option<&str> {
        self.facts().service.recommend.as_deref()
    }

    /// Why access was denied (`AccessDeniedDetail`). The keys vary; seen are `AuthAction`, `AuthPrincipalType`,
    /// `AuthPrincipalOwnerId`, `AuthPrincipalDisplayName`, `PolicyType`, `NoPermissionType` and
    /// `EncodedDiagnosticMessage`.
    #[must_use]
    pub fn access_denied_detail(&self) -> Option<&Map<String, Value>> {
        self.facts().service.access_denied_detail.as_ref()
    }

    /// The response's body, byte for byte, as far as it arrived; `None` where no response came.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.response().map(|response| &response.body)
    }

    /// The response's headers; `None` where no response came.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(|response| &response.headers)
    }

    /// How often the call was sent: 0 where nothing was, otherwise 1 and one more for each retry.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.facts().attempts.count
    }

    /// The delays before the retries, in their order.
    #[must_use]
    pub fn delays(&self) -> &[Duration] {
        &self.facts().attempts.delays
    }

    /// The host that was called, with the port where it is not the scheme's own.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        match self.response() {
            Some(response) => Some(response.host.as_str()).filter(|host| !host.is_empty()),
            None => self.facts().host.as_deref(),
        }
    }

    /// The operation that was called.
    pub(crate) fn info(&self) -> Option<&'static OperationInfo> {
        self.facts().operation
    }

    /// The response that the error is about.
    pub(crate) fn response(&self) -> Option<&ErrorResponse> {
        self.facts().response.as_ref()
    }

    /// The request ID of this error's own response.
    pub(crate) fn own_request_id(&self) -> Option<&str> {
        self.facts().service.request_id.as_deref()
    }

    /// The diagnostic message of a denial, where it can be read.
    pub(crate) fn diagnosis(&self) -> Option<&Map<String, Value>> {
        self.facts().service.diagnosis.as_ref()
    }

    /// The hint of whoever made the error.
    pub(crate) fn own_hint(&self) -> Option<&str> {
        self.facts().hint.as_deref()
    }

    /// Whether the call is idempotent: read-only, or a write with an idempotency token of the caller's.
    pub(crate) fn is_of_idempotent_call(&self) -> bool {
        self.facts().idempotent
    }

    /// Whether an attempt before the failed one may have taken effect.
    pub(crate) fn follows_possible_effect(&self) -> bool {
        self.facts().after_possible_effect
    }

    /// The variables that are set for a source that is not configured, if there are any.
    pub(crate) fn variables_in_part(&self) -> &[&'static str] {
        &self.facts().set_in_part
    }

    /// The error of the source of credentials, where that is why there are none.
    pub(crate) fn failure_of_source(&self) -> Option<&Error> {
        let cause = (self.kind() == ErrorKind::Credentials).then(|| self.source())??.downcast_ref::<Error>()?;
        Some(cause.failure_of_source().unwrap_or(cause))
    }

    /// The refusal of a request for credentials, where that is why there are none.
    pub(crate) fn refusal_of_source(&self) -> Option<&Error> {
        self.failure_of_source().filter(|cause| cause.response().is_some())
    }
}
