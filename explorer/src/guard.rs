//! Who may ask: this machine's browser, with the token, from a page of the explorer itself.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode};

use crate::pages::problem;

/// A form with everything filled in has a few tens of kilobytes.
pub(crate) const LONGEST_BODY: usize = 1024 * 1024;
/// More than a call may take (60 s).
const LONGEST_TIME: Duration = Duration::from_secs(90);

type Refused = (StatusCode, &'static str);

/// What a request has to have.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    token: String,
    port: u16,
}

const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Without an origin in it, a browser would call that of a form `null`.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

impl Guard {
    pub(crate) fn new(token: String, address: SocketAddr) -> Self {
        Self { token, port: address.port() }
    }

    /// Cookies are shared by all ports of a host.
    fn cookie(&self) -> String {
        format!("explorer-{}", self.port)
    }

    /// The names under which a browser of this machine reaches the explorer. Any other is that of a page elsewhere which has
    /// been made to resolve to this machine.
    fn is_host(&self, host: &str) -> bool {
        ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host == format!("{name}:{}", self.port))
    }

    /// Whether a page of the explorer, or the person at the machine, has asked.
    fn check_origin(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let Some(host) = text(header::HOST).filter(|host| self.is_host(host)) else {
            return Err((StatusCode::MISDIRECTED_REQUEST, "The explorer serves 127.0.0.1 and localhost alone."));
        };
        let is_own = |origin: &str| origin.strip_prefix("http://") == Some(host);
        match text(header::ORIGIN) {
            Some(origin) if is_own(origin) => Ok(()),
            // Browsers state the origin of every form.
            None if [Method::GET, Method::HEAD].contains(method) && !headers.contains_key(header::ORIGIN) => Ok(()),
            None => Err((StatusCode::FORBIDDEN, "The request has no `Origin`.")),
            Some(_) => Err((StatusCode::FORBIDDEN, "A page of another origin cannot call the explorer.")),
        }
    }

    fn check_token(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let is_ours = |cookie: &str| {
            let pair = cookie.trim().split_once('=');
            pair.is_some_and(|(name, value)| name == self.cookie() && same(value, &self.token))
        };
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let found = cookies.flat_map(|cookies| cookies.split(';')).any(is_ours);
        let missing = "The token is missing: open the address that the program has printed, with `?token=…` in it.";
        found.then_some(()).ok_or((StatusCode::FORBIDDEN, missing))
    }

    /// The response to an address with the token in it: a cookie, and the same address without it.
    fn admit(&self, request: &Request) -> Option<Response> {
        let query = request.uri().query()?;
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let (_, given) = pairs.iter().find(|(name, _)| name == "token")?;
        if request.method() != Method::GET || !same(given, &self.token) {
            return None;
        }
        let mut rest = form_urlencoded::Serializer::new(String::new());
        rest.extend_pairs(pairs.iter().filter(|(name, _)| name != "token"));
        let (path, rest) = (request.uri().path(), rest.finish());
        // A path that begins with two slashes of either kind is a host to a browser.
        let path = format!("/{}", path.trim_start_matches(['/', '\\']));
        let location = if rest.is_empty() { path } else { format!("{path}?{rest}") };
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie(), self.token);
        Some((StatusCode::SEE_OTHER, [(header::LOCATION, location), (header::SET_COOKIE, cookie)]).into_response())
    }
}

/// Compares without a hint at how much is right.
fn same(given: &str, token: &str) -> bool {
    let differ = given.bytes().zip(token.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    given.len() == token.len() && differ == 0
}

/// Lets a request through or refuses it, bounds its time, and adds the headers that every response has.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request<Body>, next: Next) -> Response {
    let refused = |(status, why): Refused| (status, problem(status, why)).into_response();
    let mut response = match guard.check_origin(request.method(), request.headers()) {
        Err(why) => refused(why),
        Ok(()) => match (guard.admit(&request), guard.check_token(request.headers())) {
            (Some(admitted), _) => admitted,
            (None, Err(why)) => refused(why),
            (None, Ok(())) => match tokio::time::timeout(LONGEST_TIME, next.run(request)).await {
                Ok(response) => response,
                Err(_) => refused((StatusCode::GATEWAY_TIMEOUT, "The request took too long.")),
            },
        },
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
