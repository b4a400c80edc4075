//! One attempt of a call: dated, signed, sent, and its response told apart by status.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::LOCATION;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::before::before;
use super::call::Call;
use super::repeat::Course;
use super::stamp::OwnedStamp;
use super::trace::{attempt_span, record_error};
use super::{Client, SignatureVersion, headers};
use crate::clock::FOREVER;
use crate::credentials::{Credentials, Secret};
use crate::error::{Attempts, Error, ErrorKind, one_line};
use crate::operation::{ApiStyle, Auth, OperationInfo};
use crate::received::{RawResponse, Secrets};
use crate::sign::{SignedRequest, Unsendable, UnsignedRequest, v1, v3};

/// A request that is dated and signed.
pub(super) struct Signed<'a> {
    pub(super) request: SignedRequest<'a>,
    /// What an error about its response must not repeat.
    pub(super) secrets: Secrets,
    pub(super) with: SignedWith,
}

/// What an attempt was signed with: a service may refuse it for either.
pub(super) struct SignedWith {
    /// The time of its date.
    pub(super) time: SystemTime,
    /// `None` for an anonymous operation.
    pub(super) credentials: Option<Credentials>,
}

impl Client {
    pub(super) async fn attempt(&self, call: &Call, course: &mut Course) -> Result<RawResponse, Error> {
        let request = before(course.deadline, self.request(call, &course.attempts)).await;
        let (request, secrets, signed_with) = request.ok_or_else(|| self.no_credentials_in_time())??;
        course.signed_with = Some(signed_with);
        course.attempts.count += 1;
        let span = attempt_span(call, course.attempts.count);
        let limit = self.0.attempt_timeout;
        let end = Instant::now() + limit.min(FOREVER);
        let sent = timeout_at(end.min(course.deadline), self.0.transport.send(request)).instrument(span.clone()).await;
        let response = match sent {
            Ok(Ok(response)) => {
                span.record("http.response.status_code", response.status().as_u16());
                told_apart(RawResponse::new(&call.request.host, response, secrets))
            }
            Ok(Err(error)) => Err(Error::no_response(error, &call.request.host)),
            Err(_) if course.deadline < end => Err(self.no_response_in_time(course)),
            Err(_) => {
                let setting = "the time limit of an attempt (ClientBuilder::attempt_timeout)";
                let message = format!("no complete response within {limit:?}, {setting}");
                Err(Error::new(ErrorKind::Timeout, message))
            }
        };
        record_error(&span, &response);
        response
    }

    /// The request of the next attempt. What it is made from is gone before it is sent: the future of a call is kept small.
    async fn request(
        &self,
        call: &Call,
        attempts: &Attempts,
    ) -> Result<(http::Request<Bytes>, Secrets, SignedWith), Error> {
        let asked = self.asked(call, attempts)?;
        let Signed { mut request, secrets, with } = self.sign(call.info, &asked).await?;
        let secrets = secrets.and_of(request.signature.take()).and_names(call.info.sensitive);
        let request = self.to_http(request, call)?;
        Ok((request, secrets.and_asked(asked), with))
    }

    /// The request of the next attempt before it is signed: that of the operation with the caller's headers, and from the
    /// second attempt on with those by which official SDKs report a retry, its number (from 1) and the delay before it in
    /// milliseconds.
    pub(super) fn asked(&self, call: &Call, attempts: &Attempts) -> Result<Arc<UnsignedRequest>, Error> {
        let mut asked = Arc::clone(&call.request);
        let settings = &*self.0;
        let headers = match &settings.on_request {
            None => Cow::Borrowed(&settings.headers),
            Some(on_request) => Cow::Owned(on_request.headers(call, attempts, settings.headers.clone())),
        };
        for (name, value) in &*headers {
            headers::set(Arc::make_mut(&mut asked), name, value)?;
        }
        if let Some(delay) = attempts.delays.last() {
            let number = attempts.delays.len();
            let headers = &mut Arc::make_mut(&mut asked).headers;
            headers.push(("x-acs-retry-attempts".to_owned(), number.to_string()));
            headers.push(("x-acs-retry-delay".to_owned(), delay.as_millis().to_string()));
        }
        Ok(asked)
    }

    /// Dates and signs, and says what must not be repeated in an error. An anonymous operation never meets a credential.
    pub(super) async fn sign<'a>(
        &self,
        info: &OperationInfo,
        request: &'a UnsignedRequest,
    ) -> Result<Signed<'a>, Error> {
        let rpc = info.product.style == ApiStyle::Rpc;
        if info.auth == Auth::Anonymous {
            if !rpc {
                return Err(Error::new(
                    ErrorKind::InvalidRequest,
                    "anonymous operations are known for products of RPC style only",
                ));
            }
            let stamp = self.stamp(&request.host)?;
            let request = v1::anonymous_request(request, &stamp.borrowed());
            let with = SignedWith { time: stamp.time, credentials: None };
            return Ok(Signed { request, secrets: Secrets::default(), with });
        }
        let provider = &self.0.credentials;
        let credentials = provider.credentials().await?;
        credentials.check()?;
        // Getting credentials may take its time; the date is that of the sending.
        let owned = self.stamp(&request.host)?;
        let stamp = owned.borrowed();
        let bearer = credentials.bearer_token().map(Secret::expose);
        let request = match (self.0.signature_version, bearer) {
            (SignatureVersion::V1, _) if !rpc => return Err(v1_needs_rpc(info)),
            (SignatureVersion::V3, Some(token)) => v3::bearer_request(request, token, info.product.style, &stamp),
            (SignatureVersion::V1, Some(token)) => v1::bearer_request(request, token, &stamp),
            (version, None) => {
                let name = provider.name();
                let keys = credentials.keys(&name);
                match version {
                    SignatureVersion::V3 => v3::sign_request_with(credentials.signing_key(), request, &keys, &stamp),
                    SignatureVersion::V1 => v1::sign_request(request, &keys, &stamp),
                }
            }
        };
        let secrets = Secrets::of(&credentials);
        Ok(Signed { request, secrets, with: SignedWith { time: owned.time, credentials: Some(credentials) } })
    }

    /// The request as the transport takes it. Which program sends it is not signed: proxies may say something else.
    pub(super) fn to_http<'a>(
        &'a self,
        mut signed: SignedRequest<'a>,
        call: &Call,
    ) -> Result<http::Request<Bytes>, Error> {
        // Copied with the others: a value that all calls share is counted at each clone, by all threads in one place.
        signed.set_header("user-agent", self.0.user_agent.to_str().unwrap_or_default());
        signed.into_http(call.scheme).map_err(unsendable)
    }

    /// The date by the host's clock, as far as it is known, and a nonce.
    fn stamp(&self, host: &str) -> Result<OwnedStamp, Error> {
        self.0.stamps.at(self.0.skews.there(host, self.0.stamps.now()))
    }
}

/// A response of the operation, or the error that its status stands for.
fn told_apart(response: RawResponse) -> Result<RawResponse, Error> {
    if response.status.as_u16() >= 400 {
        Err(Error::refused(response))
    } else if response.status.is_redirection() {
        let message = redirect(&response);
        Err(Error::unexpected(response, message))
    } else {
        Ok(response)
    }
}

/// Where a redirect points: scheme, host and path. Left out are its query, which may repeat the request's with key and
/// signature, and a user with password before its host.
fn redirect(response: &RawResponse) -> String {
    match response.headers.get(LOCATION).and_then(|location| location.to_str().ok()) {
        None => "a redirect that does not say where to".to_owned(),
        Some(location) => {
            let place = location.split(['?', '#']).next().unwrap_or(location);
            let (scheme, rest) = match place.find("//") {
                Some(start) => place.split_at(start + 2),
                None => ("", place),
            };
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = authority.rsplit('@').next().unwrap_or(authority);
            format!("redirected to {}", one_line(&response.secrets.mask_all(&format!("{scheme}{host}{path}")), 200))
        }
    }
}

fn unsendable(unsendable: Unsendable) -> Error {
    let error = Error::new(ErrorKind::InvalidRequest, unsendable.to_string());
    let error = match unsendable {
        Unsendable::Url { .. } => error.with_hint("Pass less in one call."),
        _ => error,
    };
    error.with_source(unsendable)
}

fn v1_needs_rpc(info: &OperationInfo) -> Error {
    let message = format!("signature V1 is for products of RPC style only, and {} is not one", info.product.code);
    Error::new(ErrorKind::Config, message).with_hint("Leave ClientBuilder::signature_version at V3.")
}
