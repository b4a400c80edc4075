//! The error type, and the details that are added to an error before the caller gets it.

use std::error::Error as StdError;
use std::sync::Arc;

use http::HeaderMap;

use super::attempts::Attempts;
use super::kind::ErrorKind;
use super::line::{LONGEST_FACT, LONGEST_MESSAGE, is_unfit, one_line};
use super::response::{ErrorResponse, header_request_id};
use super::service_error::ServiceError;
use crate::operation::OperationInfo;

type BoxError = Box<dyn StdError + Send + Sync>;
type Cause = Arc<dyn StdError + Send + Sync>;

/// Why a call failed, or why a client could not be built.
///
/// One flat type for every [`kind`](Self::kind) of error. `Display` is one line: operation, status, code,
/// message, request ID, host, and the number of attempts where there were several. `Debug`, which `main` prints for an
/// error that it returns, is that line and then, where there are any, a `cause:` line with the causes that the message
/// does not name, a `hint:` line with what to do next ([`hint`](Self::hint)) and a `see:` line with the service's
/// troubleshooting page ([`recommend`](Self::recommend)). `{:#?}` prints the fields one by one.
///
/// Tests of code that handles errors make them with [`service`](Self::service), [`job_failed`](Self::job_failed) and, for
/// all other kinds, [`new`](Self::new).
///
/// No secret, security token or signature is ever part of `Display` or `Debug`. [`raw_body`](Self::raw_body) and
/// [`headers`](Self::headers) are what was received, verbatim; a service may quote parts of the request in them.
///
/// Cheap to clone: clones share everything.
#[derive(Clone)]
pub struct Error(Arc<Facts>);

/// The facts.
#[derive(Clone)]
pub(super) struct Facts {
    pub(super) kind: ErrorKind,
    /// What happened: the service's words where there are any, ours otherwise.
    pub(super) message: String,
    pub(super) operation: Option<&'static OperationInfo>,
    /// The host of a call that brought no response; a response knows its own.
    pub(super) host: Option<String>,
    pub(super) response: Option<ErrorResponse>,
    pub(super) service: ServiceError,
    /// The hint that was set with the error; without one, the general rules apply.
    pub(super) hint: Option<String>,
    source: Option<Cause>,
    pub(super) attempts: Attempts,
    /// Whether the call is idempotent.
    pub(super) idempotent: bool,
    /// Whether an attempt before the failed one may have taken effect.
    pub(super) after_possible_effect: bool,
    /// Whether a source of credentials is not set up here.
    pub(super) not_configured: bool,
    /// The variables that are set for such a source all the same: the rest of it may be elsewhere, such as in a file.
    pub(super) set_in_part: Vec<&'static str>,
}

impl Error {
    /// An error of a kind, with what happened in a few words: for own credential providers, and for tests. Line breaks and
    /// other control characters of the message become spaces or vanish. An error of the service in a test is
    /// [`service`](Self::service).
    ///
    /// ```
    /// use alibabacloud_runtime::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Connect, "connection refused");
    /// assert!(error.is_retryable() && !error.may_have_taken_effect());
    /// ```
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let mut message = message.into();
        if is_unfit(&message) {
            message = one_line(&message, LONGEST_MESSAGE);
        }
        Self(Arc::new(Facts {
            kind,
            message,
            operation: None,
            host: None,
            response: None,
            service: ServiceError::default(),
            hint: None,
            source: None,
            attempts: Attempts::default(),
            idempotent: false,
            after_possible_effect: false,
            not_configured: false,
            set_in_part: Vec::new(),
        }))
    }

    /// A source of credentials that is not configured. A chain of sources tries the next one after this error, and after no
    /// other.
    #[must_use]
    pub fn not_configured(message: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::Credentials, message);
        error.change().not_configured = true;
        error
    }

    /// The same error of a source that the user has chosen: no other one is tried instead.
    pub(crate) fn of_chosen_source(mut self) -> Self {
        if self.is_not_configured() {
            self.change().not_configured = false;
            self.change().set_in_part.clear();
        }
        self
    }

    /// The same error of a source for which these variables are set, but not all that it needs. A chain may find the rest in a
    /// file, and must not fall back to the identity of the machine.
    pub(crate) fn set_in_part(mut self, variables: impl IntoIterator<Item = &'static str>) -> Self {
        self.change().set_in_part.extend(variables);
        self
    }

    /// The same error with what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.change().source = Some(source.into().into());
        self
    }

    /// The same error with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.change().hint = Some(hint.into());
        self
    }

    /// The same error as one of a call of this operation.
    pub(crate) fn of_operation(mut self, operation: &'static OperationInfo) -> Self {
        self.change().operation = Some(operation);
        self
    }

    /// The same error as one of a call to this host.
    pub(crate) fn at_host(mut self, host: impl Into<String>) -> Self {
        self.change().host = Some(host.into());
        self
    }

    /// The same error after so many attempts.
    pub(crate) fn with_attempts(mut self, attempts: Attempts) -> Self {
        self.change().attempts = attempts;
        self
    }

    /// The same error of a call of which an earlier attempt may have taken effect, or not.
    pub(crate) fn after_possible_effect(mut self, possible: bool) -> Self {
        self.change().after_possible_effect = possible;
        self
    }

    /// The same error of an idempotent call, or of one that is not.
    pub(crate) fn of_idempotent_call(mut self, idempotent: bool) -> Self {
        self.change().idempotent = idempotent;
        self
    }

    /// The same error with the service's description of it.
    pub(crate) fn with_service_error(mut self, service: ServiceError) -> Self {
        self.change().service = service;
        self
    }

    /// The same error of this response, received after so many attempts.
    pub(crate) fn with_response(mut self, response: ErrorResponse, attempts: Attempts) -> Self {
        let facts = self.change();
        facts.attempts = attempts;
        if facts.service.request_id.is_none() {
            facts.service.request_id = header_request_id(&response.headers);
        }
        facts.response = Some(response);
        self
    }

    /// The same error with another message, on one line already.
    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.change().message = message;
        self
    }

    /// The same error with this request ID.
    #[must_use]
    pub fn with_request_id(mut self, request_id: impl Into<String>) -> Self {
        self.change().service.request_id = Some(one_line(&request_id.into(), LONGEST_FACT));
        self
    }

    /// The headers of the response, to be changed; `None` where no response came.
    pub(crate) fn headers_mut(&mut self) -> Option<&mut HeaderMap> {
        self.change().response.as_mut().map(|response| &mut response.headers)
    }

    pub(super) fn facts(&self) -> &Facts {
        &self.0
    }

    /// The facts, to be changed: a copy where there are clones.
    pub(super) fn change(&mut self) -> &mut Facts {
        Arc::make_mut(&mut self.0)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_by_whatever_it_is_broken() {
        for message in ["a\nb", "a\r\nb", "a\u{85}b", "a\u{2028}b", "a\u{2029}\u{202e}b"] {
            assert_eq!(Error::new(ErrorKind::Config, message).to_string(), "a b", "{message:?}");
        }
    }
}
