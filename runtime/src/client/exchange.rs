//! A call in progress: its attempts, within its time limit.

use bytes::Bytes;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{Instrument, Span, debug};

use super::call::Call;
use super::deadline::{after, before};
use super::settings::Settings;
use super::sign_again::{Refused, SignedAgain};
use super::signing::{SignedWith, sign, to_http};
use super::trace::Traced;
use super::{status, trace};
use crate::error::{Attempts, Error, ErrorKind};
use crate::model::Mode;
use crate::operation::OperationInfo;
use crate::received::{RawResponse, Secrets, denies_success};
use crate::response::Response;
use crate::retry::Failure;

/// Decodes the response of an operation.
pub(crate) type Read<T> = fn(RawResponse, &'static OperationInfo, Mode) -> Result<Response<T>, Error>;

/// A call in progress.
pub(crate) struct Exchange<'a> {
    settings: &'a Settings,
    call: Call,
    started: Instant,
    deadline: Instant,
    attempts: Attempts,
    /// What the latest request was signed with.
    signed_with: Option<SignedWith>,
    signed_again: SignedAgain,
    /// Whether an earlier request may have taken effect.
    possible_effect: bool,
    /// The failure of the attempt before.
    last: Option<Error>,
}

impl<'a> Exchange<'a> {
    /// Sends a call until it succeeds, cannot be retried, or its time is up.
    pub(crate) async fn run(settings: &'a Settings, call: Call) -> Result<Received, Error> {
        let mut exchange = Self {
            settings,
            call,
            started: Instant::now(),
            deadline: after(settings.call_timeout),
            attempts: Attempts::default(),
            signed_with: None,
            signed_again: SignedAgain::default(),
            possible_effect: false,
            last: None,
        };
        let span = trace::call_span(&exchange.call, settings.region.name());
        let result = exchange.send().instrument(span.clone()).await;
        exchange.end(result, span)
    }

    async fn send(&mut self) -> Result<RawResponse, Error> {
        self.call.add_headers(self.settings)?;
        if !self.call.has_host() {
            // In a box, because it is rare and would make the future of every call larger.
            Box::pin(self.find_host()).await?;
        }
        let retry = &self.settings.retry;
        let mut cost = None;
        loop {
            let error = match self.attempt().await {
                Ok(response) => {
                    retry.succeeded(cost);
                    return Ok(response);
                }
                Err(error) => error,
            };
            let attempt = u32::try_from(self.attempts.delays.len()).unwrap_or(u32::MAX).saturating_add(1);
            let failure = Failure::of(&error, self.call.idempotency.allows_retries());
            let Some(next) = retry.after(attempt, &failure) else {
                return Err(error);
            };
            if next.delay >= self.deadline.saturating_duration_since(Instant::now()) {
                return Err(error);
            }
            debug!(
                "rpc.method" = self.call.info.name,
                attempt,
                cause = next.cause.as_str(),
                code = error.code(),
                delay_ms = trace::whole_millis(next.delay),
                "the call is retried"
            );
            self.possible_effect |= failure.may_have_taken_effect();
            self.attempts.delays.push(next.delay);
            self.last = Some(error);
            sleep(next.delay).await;
            cost = Some(next.made());
        }
    }

    async fn find_host(&mut self) -> Result<(), Error> {
        self.call.find_host(self.settings, self.deadline).await?;
        trace::record_server(&Span::current(), &self.call);
        Span::current().record("cloud.region", self.settings.region.name());
        Ok(())
    }

    /// An attempt: one request, and others in its place if it was refused only for what it was signed with.
    async fn attempt(&mut self) -> Result<RawResponse, Error> {
        loop {
            let error = match self.send_once().await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let signed_with = self.signed_with.take();
            let refused = signed_with.and_then(|it| self.signed_again.reason(self.settings, &self.call, &it, &error));
            match refused {
                None => return Err(error),
                // It may have been used by this very request, sent twice on its way.
                Some(Refused::Nonce) => self.possible_effect = true,
                Some(Refused::Date | Refused::Session) => {}
            }
        }
    }

    async fn send_once(&mut self) -> Result<RawResponse, Error> {
        let signed = before(self.deadline, self.sign()).await;
        let (request, secrets, signed_with) = signed.ok_or_else(|| no_credentials_in_time(self.settings))??;
        self.signed_with = Some(signed_with);
        self.attempts.count += 1;
        let span = trace::attempt_span(&self.call, self.attempts.count);
        let end = after(self.settings.attempt_timeout);
        let sent = timeout_at(end.min(self.deadline), self.settings.transport.send(request));
        let response = match sent.instrument(span.clone()).await {
            Ok(Ok(response)) => {
                span.record("http.response.status_code", response.status().as_u16());
                let response = RawResponse::new(&self.call.request.host, response, secrets);
                let response = status::check(response, self.call.info);
                response
                    .and_then(|response| self.check_success(response))
                    .and_then(|response| self.check_body(response))
            }
            Ok(Err(error)) => Err(Error::no_response(error, &self.call.request.host, &secrets)),
            Err(_) if self.deadline < end => Err(self.no_response_in_time()),
            Err(_) => {
                let limit = self.settings.attempt_timeout;
                let setting = "the time limit of an attempt (ClientBuilder::attempt_timeout)";
                Err(Error::new(ErrorKind::Timeout, format!("no complete response within {limit:?}, {setting}")))
            }
        };
        trace::record_error(&span, response.as_ref().err());
        response
    }

    /// A response that reports that the call has failed is an error where the user wants that.
    fn check_success(&self, response: RawResponse) -> Result<RawResponse, Error> {
        match self.settings.failed_responses_are_errors && denies_success(&response.body) {
            true => Err(Error::of_failed_response(response)),
            false => Ok(response),
        }
    }

    /// A body that cannot be read is a failure that a classifier is asked about. The output's type reads it again, so this is
    /// left out where nobody retries because of it.
    fn check_body(&self, response: RawResponse) -> Result<RawResponse, Error> {
        if self.settings.retry.has_own_classifier() {
            Response::read_untyped(response.clone(), self.call.info, self.settings.mode())?;
        }
        Ok(response)
    }

    /// The next request. What it is made from is dropped before it is sent: the future of a call is kept small.
    async fn sign(&self) -> Result<(http::Request<Bytes>, Secrets, SignedWith), Error> {
        let unsigned = self.call.next_request(self.settings, &self.attempts)?;
        let (mut signed, signed_with) = sign(self.settings, self.call.info, &unsigned).await?;
        let secrets = signed_with.credentials.as_ref().map_or_else(Secrets::default, Secrets::of);
        let secrets = secrets.and_of(signed.signature.take()).and_names(self.call.info.sensitive);
        let request = to_http(self.settings, signed, self.call.scheme)?;
        Ok((request, secrets.and_asked(unsigned, self.call.info.path), signed_with))
    }

    /// The response, which is still to be read, or the error, with which the call ends.
    fn end(self, result: Result<RawResponse, Error>, span: Span) -> Result<Received, Error> {
        let Self { settings, call, started, attempts, possible_effect, .. } = self;
        let delays = attempts.delays.iter().sum();
        let traced = Traced { span, call, started, attempts: attempts.count, delays };
        match result {
            Ok(response) => Ok(Received { response: RawResponse { attempts, ..response }, traced }),
            Err(error) => {
                let error = error.with_attempts(attempts).after_possible_effect(possible_effect);
                let error = traced.call.explain(settings, error);
                let _entered = traced.span.enter();
                traced.end(Err(&error));
                Err(error)
            }
        }
    }

    /// The call's time is up before the latest request has a response.
    fn no_response_in_time(&mut self) -> Error {
        let message = format!("no complete response within {:?}, {CALL_LIMIT}", self.settings.call_timeout);
        match self.last.take() {
            None => Error::new(ErrorKind::Timeout, message),
            Some(last) => {
                let message = format!("{message}; the attempt before failed with: {}", last.reason());
                Error::new(ErrorKind::Timeout, message).with_source(last)
            }
        }
    }
}

/// A response of a call, which ends when the response is read: one that cannot be read is a failure.
pub(crate) struct Received {
    response: RawResponse,
    traced: Traced,
}

impl Received {
    /// Reads the response inside the span of the call.
    pub(crate) fn read<T>(self, read: Read<T>, mode: Mode) -> Result<Response<T>, Error> {
        let Self { response, traced } = self;
        let _entered = traced.span.enter();
        let result = read(response, traced.call.info, mode);
        traced.end(result.as_ref().map(Response::meta));
        result
    }
}

const CALL_LIMIT: &str = "the time limit of the call (ClientBuilder::call_timeout)";

/// The call's time is up before there are credentials to sign a request with.
pub(super) fn no_credentials_in_time(settings: &Settings) -> Error {
    let limit = settings.call_timeout;
    Error::new(ErrorKind::Credentials, format!("no credentials within {limit:?}, {CALL_LIMIT}"))
        .with_source(Error::new(ErrorKind::Timeout, "the time limit of the call has passed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::builder::ClientBuilder;
    use crate::operation::untyped::AnyOperation;
    use crate::operation::{ApiStyle, OperationInfo, Product};

    /// glibc's allocator and others keep pieces up to this size for each thread; larger ones are allocated under a lock
    /// that all threads share.
    #[test]
    fn the_future_of_a_call_fits_into_a_kibibyte() {
        const PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[]);
        static INFO: OperationInfo = OperationInfo::new(&PRODUCT, "things", "GetThing");
        let settings = ClientBuilder::default().region("cn-shanghai").settings().unwrap();
        let call = Call::new(&settings, &AnyOperation::default(), &INFO).unwrap();
        let size = size_of_val(&Exchange::run(&settings, call));
        assert!(size <= 1024, "{size} bytes");
    }
}
