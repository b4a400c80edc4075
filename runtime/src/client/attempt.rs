//! One attempt of a call: dated, signed, sent, and its reply told apart by status.

use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue, LOCATION};
use http::{HeaderMap, Method, Uri};
use secrecy::ExposeSecret;
use tokio::time::timeout;
use tracing::field::Empty;
use tracing::{Instrument, debug_span};

use super::{Call, Client, SignatureVersion};
use crate::error::{Error, ErrorKind, Reply, Secrets, one_line};
use crate::operation::{ApiStyle, Auth, OperationInfo};
use crate::sign::{Signature, SignedRequest, Stamp, v1, v3};

/// What the `http` crate, and with it all that is built on it, takes as a URI.
const LONGEST_URI: usize = 65_534;

impl Client {
    /// A call within its time limit.
    pub(super) async fn limited(&self, call: &Call) -> Result<Reply, Error> {
        let limit = self.0.call_timeout;
        match timeout(limit, self.attempt(call)).await {
            Ok(result) => result,
            Err(_) => Err(out_of_time(limit, "the call", "ClientBuilder::call_timeout")),
        }
    }

    async fn attempt(&self, call: &Call) -> Result<Reply, Error> {
        let (signed, secrets) = self.sign(call).await?;
        let request = to_http(signed, call)?;
        let span = debug_span!("attempt", number = 1, status = Empty);
        let limit = self.0.attempt_timeout;
        let sent = timeout(limit, self.1.send(request)).instrument(span.clone()).await;
        let response = match sent {
            Ok(result) => result.map_err(|error| Error::no_reply(error, &call.request.host))?,
            Err(_) => return Err(out_of_time(limit, "an attempt", "ClientBuilder::attempt_timeout")),
        };
        span.record("status", response.status().as_u16());
        told_apart(Reply::new(&call.request.host, response, secrets))
    }

    /// Dates and signs, and says what must not be repeated in an error. An anonymous operation never meets a credential.
    pub(super) async fn sign(&self, call: &Call) -> Result<(SignedRequest, Secrets), Error> {
        let (date, nonce) = self.0.stamps.next()?;
        let stamp = Stamp { date: &date, nonce: &nonce };
        let rpc = call.info.product.style == ApiStyle::Rpc;
        if call.info.auth == Auth::Anonymous {
            if !rpc {
                return Err(Error::new(
                    ErrorKind::InvalidRequest,
                    "anonymous operations are known for products of RPC style only",
                ));
            }
            return Ok((v1::anonymous_request(&call.request, &stamp), Secrets::default()));
        }
        let provider = &self.0.credentials;
        let credentials = provider.credentials().await?;
        credentials.check()?;
        if let Some(token) = credentials.bearer_token().map(ExposeSecret::expose_secret) {
            let signed = match self.0.signature_version {
                SignatureVersion::V3 => v3::bearer_request(&call.request, token, call.info.product.style, &stamp),
                SignatureVersion::V1 if rpc => v1::bearer_request(&call.request, token, &stamp),
                SignatureVersion::V1 => return Err(v1_needs_rpc(call.info)),
            };
            return Ok((signed, Secrets::of(&credentials)));
        }
        let name = provider.name();
        let keys = credentials.keys(&name);
        let signed = match self.0.signature_version {
            SignatureVersion::V3 => v3::sign_request(&call.request, &keys, &stamp),
            SignatureVersion::V1 if rpc => v1::sign_request(&call.request, &keys, &stamp),
            SignatureVersion::V1 => return Err(v1_needs_rpc(call.info)),
        };
        let mut secrets = Secrets::of(&credentials);
        match &signed.signature {
            Some(Signature::V1(signature)) => secrets.add(&signature.signature),
            Some(Signature::V3(signature)) => secrets.add(&signature.signature),
            None => {}
        }
        Ok((signed, secrets))
    }
}

/// A reply of the operation, or the error that its status stands for.
fn told_apart(reply: Reply) -> Result<Reply, Error> {
    if reply.status.as_u16() >= 400 {
        Err(Error::refused(reply))
    } else if reply.status.is_redirection() {
        let message = redirect(&reply.headers);
        Err(Error::unexpected(reply, &message))
    } else {
        Ok(reply)
    }
}

/// Where a redirect points. Its query is left out: it may repeat the request's, with key and signature.
fn redirect(headers: &HeaderMap) -> String {
    match headers.get(LOCATION).and_then(|location| location.to_str().ok()) {
        None => "a redirect that does not say where to".to_owned(),
        Some(location) => {
            let place = location.split(['?', '#']).next().unwrap_or(location);
            format!("redirected to {}", one_line(place, 200))
        }
    }
}

pub(super) fn to_http(signed: SignedRequest, call: &Call) -> Result<http::Request<Bytes>, Error> {
    let invalid = |message: String| Error::new(ErrorKind::InvalidRequest, message);
    let uri = format!("{}://{}{}", call.base_url.scheme().as_str(), signed.host, signed.target());
    if uri.len() > LONGEST_URI {
        let message =
            format!("the parameters in the query make a URL of {} bytes; at most {LONGEST_URI} can be sent", uri.len());
        return Err(invalid(message).with_hint("Pass less in one call."));
    }
    let uri = Uri::try_from(uri).map_err(|error| invalid("the path cannot be sent".to_owned()).with_source(error))?;
    let mut request = http::Request::new(signed.body);
    *request.method_mut() = Method::from_bytes(signed.method.as_bytes())
        .map_err(|error| invalid("the method cannot be sent".to_owned()).with_source(error))?;
    *request.uri_mut() = uri;
    for (name, value) in signed.headers {
        let unsendable = || invalid(format!("the header `{}` has a character that no header has", one_line(&name, 80)));
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable())?;
        let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| unsendable())?;
        // Keeps the value out of the logs of HTTP libraries, and out of compression tables.
        let sensitive = ["x-acs-security-token", "x-acs-bearer-token"].contains(&header.as_str());
        value.set_sensitive(sensitive || header == AUTHORIZATION);
        request.headers_mut().append(header, value);
    }
    Ok(request)
}

pub(super) fn out_of_time(limit: Duration, what: &str, setting: &str) -> Error {
    let message = format!("no complete reply within {limit:?}, the time limit of {what} ({setting})");
    Error::new(ErrorKind::Timeout, message)
}

fn v1_needs_rpc(info: &OperationInfo) -> Error {
    let message = format!("signature V1 is for products of RPC style only, and {} is not one", info.product.code);
    Error::new(ErrorKind::Config, message).with_hint("Leave ClientBuilder::signature_version at V3.")
}
