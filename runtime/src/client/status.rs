//! The status of a response: whether it is a response of the operation.

use http::header::LOCATION;

use crate::error::{Error, one_line};
use crate::operation::OperationInfo;
use crate::received::RawResponse;

/// The response of an operation, or the error that its status stands for.
pub(super) fn check(response: RawResponse, operation: &OperationInfo) -> Result<RawResponse, Error> {
    let status = response.status.as_u16();
    if status >= 400 {
        Err(Error::refused(response))
    } else if status >= 300 && !operation.redirects.contains(&status) {
        let message = redirect(&response);
        Err(Error::unexpected(response, message))
    } else if status < 200 {
        Err(Error::unexpected(response, "the server has changed to another protocol, which no request has asked for"))
    } else {
        Ok(response)
    }
}

/// Where a redirect points: scheme, host and path. Left out are its query, which may repeat the request's with key and
/// signature, and a user with password before its host.
fn redirect(response: &RawResponse) -> String {
    let Some(location) = response.headers.get(LOCATION).and_then(|location| location.to_str().ok()) else {
        return "a redirect that does not say where to".to_owned();
    };
    let url = location.split(['?', '#']).next().unwrap_or(location);
    let (scheme, rest) = match url.find("//") {
        Some(start) => url.split_at(start + 2),
        None => ("", url),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("redirected to {}", one_line(&response.secrets.mask_all(&format!("{scheme}{host}{path}")), 200))
}
