//! The one error type: what failed, what the service said about it, and what to do next.

mod asked;
mod body;
mod clock;
mod debug;
mod display;
mod hint;
mod line;
mod made;
mod mask;
mod mismatch;
mod permission;
mod xml;

pub(crate) use body::{header_request_id, outline};
pub(crate) use line::one_line;
pub(crate) use mask::Secrets;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use crate::operation::OperationInfo;
use crate::retry::{Attempts, Failure, Verdict, classify, retry_after};
use crate::skew::is_about_the_date;
use crate::transport::{TransportError, TransportErrorKind};
use body::ServiceAnswer;

type BoxError = Box<dyn StdError + Send + Sync>;
type Cause = Arc<dyn StdError + Send + Sync>;

/// Why a call failed, or why a client could not be built.
///
/// One flat type for everything, told apart by [`kind`](Self::kind). `Display` is one line: operation, status, code,
/// message, request ID, host, and the number of attempts where there were several. `Debug`, which `main` prints for an
/// error that it returns, is that line and then, where there are any, a `cause:` line with the causes that the message
/// does not name, a `hint:` line with what to do next ([`hint`](Self::hint)) and a `see:` line with the service's
/// troubleshooting page ([`recommend`](Self::recommend)). `{:#?}` prints the fields one by one.
///
/// Tests of code that handles errors make them with [`service`](Self::service), [`job_failed`](Self::job_failed) and, for
/// all other kinds, [`new`](Self::new).
///
/// No secret, security token or signature is ever part of `Display` or `Debug`. [`raw_body`](Self::raw_body) and
/// [`headers`](Self::headers) are what was received, verbatim; a service may repeat parts of the request in them.
///
/// Cheap to clone: clones share everything.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    /// What happened: the service's words where there are any, ours otherwise.
    message: String,
    operation: Option<&'static OperationInfo>,
    /// The host of a call that brought no response; a response knows its own.
    host: Option<String>,
    response: Option<RawResponse>,
    answer: ServiceAnswer,
    /// What the place that made the error advises; otherwise [`hint`] has the general rules.
    hint: Option<String>,
    source: Option<Cause>,
    attempts: Attempts,
    /// Whether the call can be sent twice without doing twice.
    repeatable: bool,
    /// Whether an attempt before the one that this error is about may have been acted on.
    unsettled: bool,
    /// Whether a source of credentials is not set up here.
    not_configured: bool,
    /// The variables that are set for such a source all the same: what it lacks may be in another one, such as a file.
    set_in_part: Vec<&'static str>,
}

/// A response as it came: what every error about one keeps.
#[derive(Clone)]
pub(crate) struct RawResponse {
    /// Who sent it, as it was addressed.
    pub(crate) host: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What an error about it must not repeat. Forgotten once there is one.
    pub(crate) secrets: Secrets,
    /// What the call has cost.
    pub(crate) attempts: Attempts,
}

impl RawResponse {
    /// A response of this host to a request that was made with these secrets.
    pub(crate) fn new(host: &str, response: http::Response<Bytes>, secrets: Secrets) -> Self {
        let (parts, body) = response.into_parts();
        let (status, headers, attempts) = (parts.status, parts.headers, Attempts::default());
        Self { host: host.to_owned(), status, headers, body, secrets, attempts }
    }
}

/// What kind of failure an [`Error`] is: which part of a call went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client lacks something or was given something unusable, for example no region. Nothing was sent.
    Config,
    /// The operation cannot become a request, for example because its path parameter is empty. Nothing was sent.
    InvalidRequest,
    /// There are no usable credentials. Nothing was sent.
    Credentials,
    /// No connection was established: the service has not seen the request.
    Connect,
    /// A time limit ran out. Whether the service acted on the request is unknown.
    Timeout,
    /// The connection broke. Whether the service acted on the request is unknown.
    Transport,
    /// The service refused the call: a status of 400 or more, from it or from something in front of it.
    Service,
    /// A response with a status below 300 whose body says `Success: false`: an error only where
    /// [`failed_responses_are_errors`](crate::ClientBuilder::failed_responses_are_errors) is set. [`Error::code`] and
    /// [`Error::message`] are those of the body.
    FailedResponse,
    /// A status below 400, but not a response of the operation: a redirect, an empty body, JSON that is cut or does not
    /// fit, or more of it than [`response_limit`](crate::ClientBuilder::response_limit) allows; or, in a wait, response after response
    /// without a state. The service probably acted on the request.
    UnexpectedResponse,
    /// A list cannot be paged on: the service gives the same page or token again, ends the list before as many entries have
    /// come as it promised, or sends a page whose list cannot be read.
    Paging,
    /// What was waited for has ended badly. [`Error::code`] and [`Error::message`] are those of the job.
    JobFailed,
    /// A wait's deadline has passed. What was waited for goes on.
    StillRunning,
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
        if message.contains(char::is_control) {
            message = one_line(&message, body::LONGEST_MESSAGE);
        }
        Self(Arc::new(Inner {
            kind,
            message,
            operation: None,
            host: None,
            response: None,
            answer: ServiceAnswer::default(),
            hint: None,
            source: None,
            attempts: Attempts::default(),
            repeatable: false,
            unsettled: false,
            not_configured: false,
            set_in_part: Vec::new(),
        }))
    }

    /// A source of credentials that is not set up here: nothing says that it should be used. A chain of sources goes on to
    /// the next one after this error, and after no other.
    #[must_use]
    pub fn not_configured(message: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::Credentials, message);
        error.change().not_configured = true;
        error
    }

    /// The same error of a source that somebody has chosen: that it lacks something is no reason to go on to another one.
    pub(crate) fn of_chosen_source(mut self) -> Self {
        if self.is_not_configured() {
            self.change().not_configured = false;
            self.change().set_in_part.clear();
        }
        self
    }

    /// The same error of a source for which these variables are set, but not all that it needs: a chain may find the rest
    /// in a file, and must not end with whatever identity the machine has. Without any, it is the same error.
    pub(crate) fn set_in_part(mut self, variables: impl IntoIterator<Item = &'static str>) -> Self {
        self.change().set_in_part.extend(variables);
        self
    }

    /// The variables that are set for a source that is not configured, if there are any.
    pub(crate) fn variables_in_part(&self) -> &[&'static str] {
        &self.0.set_in_part
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

    /// The same error of a call of which an earlier attempt may have been acted on, or not.
    pub(crate) fn after_unsettled(mut self, unsettled: bool) -> Self {
        self.change().unsettled = unsettled;
        self
    }

    /// The same error of a call that can be sent twice without doing twice, or cannot.
    pub(crate) fn of_repeatable(mut self, repeatable: bool) -> Self {
        self.change().repeatable = repeatable;
        self
    }

    /// What a response with a status of 400 or more says. Never fails: what cannot be read stays in the raw body.
    pub(crate) fn refused(response: RawResponse) -> Self {
        let mut answer = ServiceAnswer::read(&response);
        let message = answer.message.take().unwrap_or_else(|| body::unreadable(&response));
        let mut error = Self::new(ErrorKind::Service, message);
        error.change().answer = answer;
        error.explain_signature(&response);
        error.with_response(response)
    }

    /// What can only be told while it is known what was signed.
    fn explain_signature(&mut self, response: &RawResponse) {
        let (Some(code), Some(signature)) = (self.code(), response.secrets.signature()) else { return };
        let group = code.split('.').next().unwrap_or(code);
        if is_about_the_date(code) {
            self.change().hint = Some(clock::advice(mismatch::signed_at(signature).as_deref(), &response.headers));
        } else if group.ends_with("SignatureDoesNotMatch") || group.ends_with("Signature") {
            let message = body::verbatim_message(response);
            if let Some(found) = message.and_then(|it| mismatch::explain(&it, signature, &response.secrets)) {
                self.change().message = one_line(&response.secrets.mask_all(&found.message), body::LONGEST_MESSAGE);
                self.change().hint = Some(response.secrets.mask_all(&found.hint));
            }
        }
    }

    /// The response, unless its body says that the call has failed.
    pub(crate) fn unless_failed(response: RawResponse) -> Result<RawResponse, Self> {
        if !body::denies_success(&response) {
            return Ok(response);
        }
        let mut answer = ServiceAnswer::read(&response);
        let message =
            answer.message.take().unwrap_or_else(|| "the response says no more than `Success: false`".to_owned());
        let mut error = Self::new(ErrorKind::FailedResponse, message);
        error.change().answer = answer;
        Err(error.with_response(response))
    }

    /// A response below 400 that is not one of the operation. What the message quotes of it is masked already.
    pub(crate) fn unexpected(response: RawResponse, message: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::UnexpectedResponse, message);
        error.change().answer.request_id = ServiceAnswer::read(&response).request_id;
        error.with_response(response)
    }

    /// A response that reports a job's failure, with the job's own code.
    pub(crate) fn of_failed_job(
        response: RawResponse,
        request_id: Option<String>,
        code: Option<String>,
        message: &str,
    ) -> Self {
        let mut error =
            Self::new(ErrorKind::JobFailed, one_line(&response.secrets.mask_all(message), body::LONGEST_MESSAGE));
        error.change().answer = ServiceAnswer { code, request_id, ..ServiceAnswer::default() };
        error.with_response(response)
    }

    /// An attempt that brought no complete response.
    pub(crate) fn no_response(mut error: TransportError, host: &str) -> Self {
        let partial = error.take_partial_response();
        let hint = error.hint();
        let (kind, what) = match (error.kind(), &partial) {
            (TransportErrorKind::Setup, _) => (ErrorKind::Config, "HTTP cannot be set up"),
            (TransportErrorKind::Connect, _) => (ErrorKind::Connect, "no connection"),
            (TransportErrorKind::Timeout, _) => (ErrorKind::Timeout, "no complete response in time"),
            // A refusal stays one, however long its page is.
            (TransportErrorKind::TooLarge, Some(response)) if response.status().as_u16() >= 400 => {
                (ErrorKind::Service, "the response is too large")
            }
            (TransportErrorKind::TooLarge, _) => (ErrorKind::UnexpectedResponse, "the response is too large"),
            (TransportErrorKind::Other, Some(_)) => (ErrorKind::Transport, "the response broke off"),
            (TransportErrorKind::Other, None) => (ErrorKind::Transport, "no response"),
        };
        let message = format!("{what}: {}", one_line(&root_cause(&error), 200));
        let mut failed = Self::new(kind, message).with_source(error);
        failed.change().hint = hint.map(str::to_owned);
        match partial {
            Some(partial) => failed.with_response(RawResponse::new(host, partial, Secrets::default())),
            None => failed,
        }
    }

    fn with_response(mut self, mut response: RawResponse) -> Self {
        response.secrets = Secrets::default();
        let inner = self.change();
        inner.attempts = mem::take(&mut response.attempts);
        if inner.answer.request_id.is_none() {
            inner.answer.request_id = header_request_id(&response.headers);
        }
        inner.response = Some(response);
        self
    }

    /// What it says, to be changed: a copy where there are clones.
    fn change(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    /// Why a source of credentials has none, where that is an error of its own.
    fn failure_of_source(&self) -> Option<&Error> {
        let cause = (self.kind() == ErrorKind::Credentials).then(|| self.source())??.downcast_ref::<Error>()?;
        Some(cause.failure_of_source().unwrap_or(cause))
    }

    /// What a source of credentials was refused, where that is why there are none.
    fn refusal_of_source(&self) -> Option<&Error> {
        self.failure_of_source().filter(|cause| cause.0.response.is_some())
    }

    /// Which part of the call went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called; `None` where the error is not about a call.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.map(|operation| operation.name)
    }

    /// The service's error code, for example `InvalidParameter`, or that of a job that has failed. A code that came as a
    /// number is its digits.
    ///
    /// Where a source of credentials was refused ([`ErrorKind::Credentials`]), code, [`status`](Self::status) and
    /// [`request_id`](Self::request_id) are those of that refusal, for example by STS.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.answer.code.as_deref().or_else(|| self.refusal_of_source()?.code())
    }

    /// What happened, in the service's words where it has any, on one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The ID by which Alibaba Cloud's support finds the call: from the body, otherwise from the `x-acs-request-id`
    /// header.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.answer.request_id.as_deref().or_else(|| self.refusal_of_source()?.request_id())
    }

    /// The HTTP status; `None` where no response came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|response| response.status).or_else(|| self.refusal_of_source()?.status())
    }

    /// How long the service asks to wait before the next attempt (`x-acs-retry-after`); `None` where it does not ask. Where
    /// a source of credentials was refused, it is what that refusal asks for.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let own = self.headers().and_then(retry_after);
        own.or_else(|| self.refusal_of_source()?.retry_after())
    }

    /// Whether a source of credentials is not set up here, see [`not_configured`](Self::not_configured).
    #[must_use]
    pub fn is_not_configured(&self) -> bool {
        self.0.not_configured
    }

    /// The service's page about this error (`Recommend`), a URL.
    #[must_use]
    pub fn recommend(&self) -> Option<&str> {
        self.0.answer.recommend.as_deref()
    }

    /// Whether a permission was lacking: the service names `AccessDeniedDetail`, or a code such as `NoPermission`, or
    /// `Forbidden` with status 403; for the call itself, or for the credentials that it needs. The [`hint`](Self::hint) then has the policy statement that would allow the call.
    #[must_use]
    pub fn is_access_denied(&self) -> bool {
        permission::is_denial(self)
    }

    /// Why access was denied (`AccessDeniedDetail`). The keys vary; seen are `AuthAction`, `AuthPrincipalType`,
    /// `AuthPrincipalOwnerId`, `AuthPrincipalDisplayName`, `PolicyType`, `NoPermissionType` and
    /// `EncodedDiagnosticMessage`.
    #[must_use]
    pub fn access_denied_detail(&self) -> Option<&Map<String, Value>> {
        self.0.answer.access_denied_detail.as_ref()
    }

    /// The response's body, byte for byte, as far as it arrived; `None` where no response came.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.0.response.as_ref().map(|response| &response.body)
    }

    /// The response's headers; `None` where no response came.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }

    /// How often the call was sent: 0 where nothing was, otherwise 1 and one more for each repetition.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.count
    }

    /// The pauses before the repetitions, in their order.
    #[must_use]
    pub fn delays(&self) -> &[Duration] {
        &self.0.attempts.delays
    }

    /// Whether the same operation may well succeed later, and can be sent again without doing twice what was to be done
    /// once: it was throttled or has not reached the service, or it is a read, or a write with an idempotency token of
    /// the caller's, that failed on the way or with a status from 500. Without credentials nothing was sent, so there the
    /// same holds of the source that had none to give. The client has made its own attempts by then.
    ///
    /// A token that the client has made ends with the call, so it does not count here.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        // Without credentials nothing was sent: what counts is whether their source may have some later.
        let (error, repeatable) = match self.failure_of_source() {
            Some(cause) => (cause, true),
            None => (self, self.0.repeatable),
        };
        matches!(classify(&Failure::of(error, repeatable)), Verdict::Retry(_))
    }

    /// Whether the service may have acted on the call, in the attempt that this error is about or in an earlier one: it
    /// broke off or timed out, was answered with a status from 500 that says nothing of throttling, or with something that
    /// is no response of the operation. `false` means that nothing was done: the call was refused, throttled or never arrived.
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        self.0.unsettled || Failure::of(self, self.0.repeatable).may_have_been_acted_on()
    }

    /// Whether only an attempt before the one that this error is about may have been acted on.
    fn follows_unsettled(&self) -> bool {
        self.0.unsettled && !Failure::of(self, self.0.repeatable).may_have_been_acted_on()
    }

    /// Whether the service refused because it was asked too much: it has not acted.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        Failure::of(self, self.0.repeatable).is_throttled()
    }

    /// The host that was called, with the port where it is not the scheme's own.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        match &self.0.response {
            Some(response) => Some(response.host.as_str()).filter(|host| !host.is_empty()),
            None => self.0.host.as_deref(),
        }
    }

    /// What to do next, in a sentence or two.
    #[must_use]
    pub fn hint(&self) -> Option<Cow<'_, str>> {
        match &self.0.hint {
            Some(hint) => Some(Cow::Borrowed(hint)),
            None => hint::of(self).map(Cow::Owned),
        }
    }

    fn info(&self) -> Option<&'static OperationInfo> {
        self.0.operation
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

/// The text of the innermost cause: the outer ones of an HTTP client only say that a request failed.
pub(crate) fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
