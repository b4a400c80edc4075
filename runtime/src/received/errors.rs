//! The errors that are made from a response, or from the lack of one.

use super::raw_response::RawResponse;
use super::secrets::Secrets;
use super::service_error;
use super::signature;
use crate::advice::clock_advice;
use crate::clock::is_about_the_date;
use crate::error::{Error, ErrorKind, LONGEST_FACT, LONGEST_MESSAGE, ServiceError, one_line, root_cause};
use crate::transport::{TransportError, TransportErrorKind};

/// What to do about a response that was not read, whatever the operation does.
const TOO_LARGE: &str = "The call may have taken effect, and another one returns as much: request less, such as \
                         smaller pages, or raise ClientBuilder::response_limit.";

impl Error {
    /// A response with a status of 400 or more. Never fails: what cannot be read stays in the raw body.
    pub(crate) fn refused(response: RawResponse) -> Self {
        let mut service = ServiceError::read(&response);
        let message = service.message.take().unwrap_or_else(|| service_error::unreadable(&response));
        let error = Self::new(ErrorKind::Service, message);
        error.with_service_error(service).with_explained_signature(&response).of_response(response)
    }

    /// Explains a refused signature or date. Only the request knows what was signed, so this cannot wait for
    /// [`hint`](Self::hint).
    fn with_explained_signature(self, response: &RawResponse) -> Self {
        let (Some(code), Some(signature)) = (self.code(), response.secrets.signature()) else { return self };
        let group = code.split('.').next().unwrap_or(code);
        if is_about_the_date(code) {
            let hint = clock_advice(signature::signed_at(signature).as_deref(), &response.headers);
            return self.with_hint(hint);
        }
        if !group.ends_with("SignatureDoesNotMatch") && !group.ends_with("Signature") {
            return self;
        }
        let message = service_error::verbatim_message(response);
        match message.and_then(|message| signature::explain(&message, signature, &response.secrets)) {
            Some(found) => self
                .with_message(one_line(&response.secrets.mask_all(&found.message), LONGEST_MESSAGE))
                .with_hint(response.secrets.mask_all(&found.hint)),
            None => self,
        }
    }

    /// A response whose body [reports](service_error::denies_success) that the call has failed.
    pub(crate) fn of_failed_response(response: RawResponse) -> Self {
        let mut service = ServiceError::read(&response);
        let message =
            service.message.take().unwrap_or_else(|| "the response has `Success: false` and no message".to_owned());
        Self::new(ErrorKind::FailedResponse, message).with_service_error(service).of_response(response)
    }

    /// A response below 400 that is not one of the operation. What the message quotes of it is masked already.
    pub(crate) fn unexpected(response: RawResponse, message: impl Into<String>) -> Self {
        let service = ServiceError { request_id: ServiceError::read(&response).request_id, ..ServiceError::default() };
        Self::new(ErrorKind::UnexpectedResponse, message).with_service_error(service).of_response(response)
    }

    /// A response that reports a job's failure, with the job's own code.
    pub(crate) fn of_failed_job(
        response: RawResponse,
        request_id: Option<String>,
        code: Option<String>,
        message: &str,
    ) -> Self {
        let message = one_line(&response.secrets.mask_all(message), LONGEST_MESSAGE);
        let fact = |text: Option<String>| service_error::line(&text?, LONGEST_FACT, &response.secrets);
        let service = ServiceError { code: fact(code), request_id: fact(request_id), ..ServiceError::default() };
        Self::new(ErrorKind::JobFailed, message).with_service_error(service).of_response(response)
    }

    /// An attempt that brought no complete response. A transport may quote the request, which has these secrets.
    pub(crate) fn no_response(mut error: TransportError, host: &str, secrets: &Secrets) -> Self {
        let partial = error.take_partial_response();
        let mut hint = error.hint();
        let (kind, what) = match (error.kind(), &partial) {
            (TransportErrorKind::Setup, _) => (ErrorKind::Config, "HTTP cannot be set up"),
            (TransportErrorKind::Connect, _) => (ErrorKind::Connect, "no connection"),
            (TransportErrorKind::Timeout, _) => (ErrorKind::Timeout, "no complete response in time"),
            // A refusal stays one, however long its page is.
            (TransportErrorKind::TooLarge, Some(response)) if response.status().as_u16() >= 400 => {
                (ErrorKind::Service, "the response is too large")
            }
            (TransportErrorKind::TooLarge, _) => {
                hint = Some(TOO_LARGE);
                (ErrorKind::UnexpectedResponse, "the response is too large")
            }
            (TransportErrorKind::Other, Some(_)) => (ErrorKind::Transport, "the response broke off"),
            (TransportErrorKind::Other, None) => (ErrorKind::Transport, "no response"),
        };
        let message = format!("{what}: {}", one_line(&secrets.mask_all(&root_cause(&error)), 200));
        let mut failed = Self::new(kind, message).with_source(error);
        if let Some(hint) = hint {
            failed = failed.with_hint(hint);
        }
        match partial {
            Some(partial) => failed.of_response(RawResponse::new(host, partial, Secrets::default())),
            None => failed,
        }
    }

    fn of_response(self, response: RawResponse) -> Self {
        let (response, attempts) = response.for_error();
        self.with_response(response, attempts)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::received::Secrets;

    #[test]
    fn the_error_of_a_job_is_one_line_without_secrets_whatever_its_code_and_request_id() {
        let response = RawResponse::new("", http::Response::new(Bytes::new()), Secrets::default());
        let (code, request_id) = ("Bad\nCode Password=hush".to_owned(), "R\r\n1\u{2028}".to_owned());
        let error = Error::of_failed_job(response, Some(request_id), Some(code), "it\nfailed");
        assert_eq!(error.to_string(), "Bad Code Password=***: it failed [request ID R 1]");
        assert_eq!(error.code(), Some("Bad Code Password=***"));
    }
}
