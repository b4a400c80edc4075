//! Cross-origin requests from web pages of this machine, such as the page of Swagger UI. A page of any other origin is not allowed
//! to read a response.

use http::HeaderMap;
use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, HeaderName, ORIGIN};
use std::net::IpAddr;

/// The header that a browser sends where a public page asks for something of this machine.
const PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-request-private-network");

/// The origin of a request, if it is of this machine.
pub(crate) fn loopback_origin(headers: &HeaderMap) -> Option<&str> {
    let origin = headers.get(ORIGIN)?.to_str().ok()?;
    let uri: http::Uri = origin.parse().ok()?;
    let host = uri.host()?.trim_matches(['[', ']']);
    let is_loopback = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    (matches!(uri.scheme_str(), Some("http" | "https")) && is_loopback).then_some(origin)
}

/// The headers by which a page of this origin may read a response.
pub(crate) fn response_headers(origin: &str) -> Vec<(&'static str, String)> {
    vec![
        ("access-control-allow-origin", origin.to_owned()),
        ("access-control-expose-headers", "date, x-acs-request-id, x-acs-retry-after".to_owned()),
        ("vary", "origin".to_owned()),
    ]
}

/// The headers of the response to a preflight request: every method and header is allowed.
pub(crate) fn preflight_headers(origin: &str, request: &HeaderMap) -> Vec<(&'static str, String)> {
    let mut headers = response_headers(origin);
    headers.push(("access-control-allow-methods", "DELETE, GET, PATCH, POST, PUT".to_owned()));
    if let Some(Ok(wanted)) = request.get(ACCESS_CONTROL_REQUEST_HEADERS).map(|names| names.to_str()) {
        headers.push(("access-control-allow-headers", wanted.to_owned()));
    }
    if request.contains_key(PRIVATE_NETWORK) {
        headers.push(("access-control-allow-private-network", "true".to_owned()));
    }
    headers.push(("access-control-max-age", "600".to_owned()));
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_of_this_machine_are_told_from_others() {
        let origin = |text: &str| {
            let headers = HeaderMap::from_iter([(ORIGIN, text.parse().unwrap())]);
            loopback_origin(&headers).map(str::to_owned)
        };
        for own in ["http://localhost:8080", "https://127.0.0.1", "http://127.1.2.3:1", "http://[::1]:3000"] {
            assert_eq!(origin(own).as_deref(), Some(own));
        }
        for other in ["null", "http://localhost.example.com", "http://192.168.0.1", "file://localhost", "localhost", ""]
        {
            assert_eq!(origin(other), None, "{other}");
        }
    }
}
