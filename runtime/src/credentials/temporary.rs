//! Temporary keys in the JSON of STS, the ECS metadata service and credentials URIs.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use serde_json::{Map, Value};

use super::access_key::Credentials;
use crate::clock::sent_at;
use crate::error::{Error, ErrorKind, ServiceError};
use crate::model::Timestamp;
use crate::received::RawResponse;

/// A smaller difference between clocks is ignored: it may be the time that the response took.
const TOLERATED: Duration = Duration::from_secs(30);

/// Longer than any service gives keys for.
const LONGEST_LIFETIME: Duration = Duration::from_secs(2 * 24 * 3600);

/// The codes of a response that is no failure.
const SUCCESSES: [&str; 3] = ["Success", "OK", "200"];

/// A response's JSON object. Errors quote nothing of the response but a failure that it reports: it may hold keys.
pub(super) fn object(response: &RawResponse) -> Result<Map<String, Value>, Error> {
    let who = &response.host;
    match serde_json::from_slice(without_mark(&response.body)) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(odd(format!("the response of {who} is not a JSON object"))),
        Err(error) => Err(odd(format!("the response of {who} is not JSON")).with_source(error)),
    }
}

/// Text without a byte order mark, which some programs put before their JSON.
pub(super) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}

/// Keys, token and expiry, all of which are required; `fields` is the part of the response that has them.
pub(super) fn credentials(mut fields: Map<String, Value>, response: &RawResponse) -> Result<Credentials, Error> {
    let who = &response.host;
    const NAMES: [&str; 4] = ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"];
    let texts = NAMES.map(|name| match fields.remove(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        // Since 1970.
        Some(Value::Number(time)) if name == "Expiration" => Some(time.to_string()),
        _ => None,
    });
    let missing: Vec<_> = NAMES.iter().zip(&texts).filter(|(_, text)| text.is_none()).map(|(name, _)| *name).collect();
    let [Some(id), Some(secret), Some(token), Some(expiration)] = texts else {
        return Err(lacking(&missing.join(", "), response));
    };
    // Without the error as its source: that quotes the text.
    let expires_at = Timestamp::from(expiration).to_system_time();
    let expires_at =
        expires_at.map_err(|_| odd(format!("the response of {who} has an Expiration that is not a time")))?;
    let credentials = Credentials::new(id, secret).with_security_token(token).with_expiry(expires_at);
    credentials.check().map_err(|error| odd(format!("the response of {who} cannot be used: {}", error.message())))?;
    Ok(credentials)
}

/// The same with the expiry by this machine's clock, if the response's `Date` shows that the clock is off. Only for
/// responses that no cache can have stored.
pub(super) fn by_own_clock(credentials: Credentials, headers: &HeaderMap, now: SystemTime) -> Credentials {
    let shifted = sent_at(headers).zip(credentials.expires_at()).and_then(|(sent_at, expires_at)| {
        let off = sent_at.duration_since(now).unwrap_or_else(|error| error.duration());
        // A longer one says that `Date` is not the service's: a proxy may have set it.
        let lifetime = expires_at.duration_since(sent_at).ok().filter(|lifetime| *lifetime <= LONGEST_LIFETIME)?;
        now.checked_add(lifetime).filter(|_| off > TOLERATED)
    });
    match shifted {
        Some(expires_at) => credentials.with_expiry(expires_at),
        None => credentials,
    }
}

/// The error of a response that lacks what was asked for.
pub(super) fn lacking(what: &str, response: &RawResponse) -> Error {
    failed(format!("the response of {} lacks {what}", response.host), response)
}

/// The error of a response without keys: it may report a failure, although its status is that of a success.
pub(super) fn failed(message: String, response: &RawResponse) -> Error {
    let ServiceError { code, message: reason, request_id, .. } = ServiceError::read(response);
    let Some(code) = code.filter(|code| !SUCCESSES.contains(&code.as_str())) else { return odd(message) };
    let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    Error::new(ErrorKind::Credentials, format!("{message}, and reports {code}{reason}"))
        .with_service_error(ServiceError { code: Some(code), request_id, ..ServiceError::default() })
}

fn odd(message: String) -> Error {
    Error::new(ErrorKind::Credentials, message)
        .with_hint("The response may not come from the service: check the address and the proxy variables.")
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::received::Secrets;

    fn read(body: &str) -> Result<Credentials, String> {
        let response = http::Response::new(body.to_owned().into());
        let response = RawResponse::new("example.com", response, Secrets::text("asked-with"));
        let read = object(&response).and_then(|fields| credentials(fields, &response));
        read.map_err(|error| {
            assert!(!format!("{error} {error:#?}").contains("hush"), "{error:#?}");
            error.message().to_owned()
        })
    }

    #[test]
    fn whatever_is_wrong_is_named_and_nothing_is_quoted() {
        for (body, message) in [
            ("hush", "the response of example.com is not JSON"),
            ("[\"hush\"]", "the response of example.com is not a JSON object"),
            (
                r#"{"AccessKeyId":"id","AccessKeySecret":"hush","SecurityToken":""}"#,
                "the response of example.com lacks SecurityToken, Expiration",
            ),
            (
                r#"{"AccessKeyId":"id","AccessKeySecret":"hush","SecurityToken":"t","Expiration":"hush"}"#,
                "the response of example.com has an Expiration that is not a time",
            ),
            (
                r#"{"AccessKeyId":"id","AccessKeySecret":"hush ","SecurityToken":"t","Expiration":"2030-01-01T00:00:00Z"}"#,
                "the response of example.com cannot be used: the access key secret has white space around it",
            ),
            (
                r#"{"Code":"Success","Message":"hush"}"#,
                "the response of example.com lacks AccessKeyId, AccessKeySecret, SecurityToken, Expiration",
            ),
            (
                r#"{"Code":"Busy"}"#,
                "the response of example.com lacks AccessKeyId, AccessKeySecret, SecurityToken, Expiration, and reports Busy",
            ),
            (
                r#"{"Code":"Throttling.User","Message":"asked-with\nno Password=hush","AccessKeyId":"id"}"#,
                "the response of example.com lacks AccessKeySecret, SecurityToken, Expiration, and reports \
                 Throttling.User: *** no Password=***",
            ),
        ] {
            assert_eq!(read(body).unwrap_err(), message);
        }
    }

    #[test]
    fn a_time_may_be_a_number_and_a_mark_may_be_first() {
        for expiration in ["1893456000", "\"1893456000\"", "1893456000000", "\"2030-01-01T00:00:00Z\""] {
            let keys = r#""AccessKeyId":"id","AccessKeySecret":"s","SecurityToken":"t""#;
            let expires_at = read(&format!("\u{feff}{{{keys},\"Expiration\":{expiration}}}")).unwrap().expires_at();
            assert_eq!(expires_at, Some(UNIX_EPOCH + Duration::from_secs(1_893_456_000)), "{expiration}");
        }
    }

    #[test]
    fn a_clock_that_is_off_expires_keys_when_the_service_does() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let expiry = |date: &str, now| {
            let headers = HeaderMap::from_iter([(http::header::DATE, date.parse().unwrap())]);
            let keys = Credentials::new("id", "secret").with_expiry(at(1_700_000_900));
            by_own_clock(keys, &headers, at(now)).expires_at().unwrap()
        };
        // The service's clock shows 1,700,000,000.
        let date = "Tue, 14 Nov 2023 22:13:20 GMT";
        assert_eq!(expiry(date, 1_700_000_020), at(1_700_000_900));
        assert_eq!(expiry(date, 1_700_003_600), at(1_700_004_500));
        assert_eq!(expiry(date, 1_699_999_400), at(1_700_000_300));
        assert_eq!(expiry("yesterday", 1_699_999_400), at(1_700_000_900));
        assert_eq!(expiry("Thu, 01 Jan 1970 00:00:00 GMT", 1_700_000_000), at(1_700_000_900));
        assert_eq!(expiry("Tue, 14 Nov 2024 22:13:20 GMT", 1_699_999_400), at(1_700_000_900));
    }
}
