//! How sources speak HTTP: one exchange within its time limits.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue, USER_AGENT};
use http::{Method, Request, Uri};
use tokio::time::timeout;

use super::Surroundings;
use crate::client::user_agent;
use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind, Reply, Secrets};
use crate::sign::SignedRequest;
use crate::transport::{ReqwestTransport, Transport, TransportOptions};

/// A source's way to the network: made when it is first needed, because most sources never are.
#[derive(Clone)]
pub(super) struct Http {
    connect: Duration,
    /// From connecting to the last byte of the reply.
    whole: Duration,
    proxies: bool,
    made: OnceLock<Arc<dyn Transport>>,
}

impl Http {
    /// Connect 5 s, reply 10 s, through the environment's proxies: what official SDKs give STS and credentials URIs.
    pub(super) fn through_proxies() -> Self {
        Self { connect: Duration::from_secs(5), whole: Duration::from_secs(10), proxies: true, made: OnceLock::new() }
    }

    /// Connect 1 s, reply 1 s more, never through a proxy: what they give the ECS metadata service.
    pub(super) fn to_this_machine() -> Self {
        Self { connect: Duration::from_secs(1), whole: Duration::from_secs(2), proxies: false, made: OnceLock::new() }
    }

    /// Sends a request and brings the reply, whatever its status. `loopback`: no proxy could reach the host.
    ///
    /// # Errors
    ///
    /// There is no reply. The message names the host, and neither it nor the cause has anything of the request.
    pub(super) async fn exchange(
        &self,
        around: &Surroundings,
        request: Request<Bytes>,
        loopback: bool,
        secrets: Secrets,
    ) -> Result<Reply, Unanswered> {
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let transport = match around.own_transport() {
            Some(transport) => transport,
            None => self.transport(loopback)?,
        };
        match timeout(self.whole, transport.send(request)).await {
            Ok(Ok(response)) => Ok(Reply::new(&host, response, secrets)),
            Ok(Err(mut error)) => {
                // What did arrive may be half of a key.
                error.take_partial_reply();
                let error = Error::no_reply(error, &host);
                let message = format!("{host} does not answer: {}", error.message());
                Err(Unanswered { unconnected: error.kind() == ErrorKind::Connect, message, source: Some(error) })
            }
            Err(_) => {
                let message = format!("{host} does not answer: no complete reply within {:?}", self.whole);
                Err(Unanswered { unconnected: false, message, source: None })
            }
        }
    }

    fn transport(&self, loopback: bool) -> Result<&Arc<dyn Transport>, Unanswered> {
        if let Some(transport) = self.made.get() {
            return Ok(transport);
        }
        let options = TransportOptions {
            connect_timeout: self.connect,
            environment_proxies: self.proxies && !loopback,
            ..TransportOptions::default()
        };
        let made = ReqwestTransport::new(&options).map_err(|error| Unanswered {
            unconnected: true,
            message: "TLS cannot be set up".to_owned(),
            source: Some(Error::new(ErrorKind::Config, "TLS cannot be set up").with_source(error)),
        })?;
        Ok(self.made.get_or_init(|| Arc::new(made)))
    }
}

/// Why there is no reply.
pub(super) struct Unanswered {
    /// Whether no connection came about, so that nothing else would be answered there either.
    pub(super) unconnected: bool,
    message: String,
    source: Option<Error>,
}

impl Unanswered {
    /// The error, with what to do.
    pub(super) fn with_hint(self, hint: &str) -> Error {
        let error = Error::new(ErrorKind::Credentials, self.message).with_hint(hint);
        match self.source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }
}

/// What a reply with a status other than 200 says, in a line.
pub(super) fn refused(what: &str, reply: Reply, hint: impl FnOnce(&Error) -> Option<&'static str>) -> Error {
    let source = if reply.status.as_u16() >= 400 {
        Error::refused(reply)
    } else {
        Error::unexpected(reply, "not the reply that was asked for")
            .with_hint("Redirects are not followed here. Check the address; something else may answer there.")
    };
    let text = source.to_string();
    let line = text.lines().next().unwrap_or_default();
    let error = Error::new(ErrorKind::Credentials, format!("{what} failed: {line}"));
    let hint = hint(&source).map(str::to_owned).or_else(|| source.hint().map(|hint| hint.into_owned()));
    let error = match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    };
    error.with_source(source)
}

/// A request without body.
pub(super) fn request(method: Method, uri: &str, headers: &[(&'static str, &str)]) -> Result<Request<Bytes>, Error> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = method;
    *request.uri_mut() = Uri::try_from(uri).map_err(|error| unsendable("the address").with_source(error))?;
    request.headers_mut().insert(USER_AGENT, user_agent(None)?);
    for (name, value) in headers {
        insert(&mut request, name, value)?;
    }
    Ok(request)
}

/// The same from what a signature has made.
pub(super) fn from_signed(base_url: &BaseUrl, signed: SignedRequest<'_>) -> Result<Request<Bytes>, Error> {
    let mut request = signed.into_http(base_url.scheme()).map_err(|unsendable| {
        Error::new(ErrorKind::Credentials, format!("a request for credentials cannot be sent: {unsendable}"))
            .with_source(unsendable)
    })?;
    request.headers_mut().insert(USER_AGENT, user_agent(None)?);
    Ok(request)
}

fn insert(request: &mut Request<Bytes>, name: &str, value: &str) -> Result<(), Error> {
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable(&format!("the header `{name}`")))?;
    let mut value = HeaderValue::from_str(value).map_err(|_| unsendable(&format!("the header `{name}`")))?;
    // Keeps keys and tokens out of the logs of HTTP libraries.
    value.set_sensitive(true);
    request.headers_mut().insert(header, value);
    Ok(())
}

fn unsendable(what: &str) -> Error {
    Error::new(ErrorKind::Credentials, format!("{what} of a request for credentials cannot be sent"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_limits_are_those_of_the_official_sdks() {
        let limits = |http: Http| (http.connect.as_secs(), http.whole.as_secs(), http.proxies);
        assert_eq!(limits(Http::through_proxies()), (5, 10, true));
        assert_eq!(limits(Http::to_this_machine()), (1, 1 + 1, false));
    }

    #[test]
    fn what_no_header_can_hold_is_an_error_that_does_not_print_it() {
        let error = request(Method::GET, "http://localhost/", &[("x-token", "hush\n")]).unwrap_err();
        assert_eq!(error.message(), "the header `x-token` of a request for credentials cannot be sent");
        let request = request(Method::GET, "http://localhost/", &[("x-token", "hush")]).unwrap();
        assert!(!format!("{request:?}").contains("hush"));
    }
}
