//! What to do about an error: the general rules, from the facts of the error.

use std::borrow::Cow;

use http::StatusCode;

use super::clock::clock_advice;
use super::permission;
use crate::clock::is_about_the_date;
use crate::error::{Error, ErrorKind, is_html, leaves_effect_open};
use crate::operation::{Auth, Effect, OperationInfo};

impl Error {
    /// What to do next, in a sentence or two.
    #[must_use]
    pub fn hint(&self) -> Option<Cow<'_, str>> {
        self.own_hint().map(Cow::Borrowed).or_else(|| of(self).map(Cow::Owned))
    }
}

/// The hint of this error, where there is one that adds anything to its message.
fn of(error: &Error) -> Option<String> {
    let advice = by_kind(error);
    let is_write = error.info().is_some_and(|operation| operation.effect == Effect::Write);
    if !is_write || error.is_of_idempotent_call() || !error.only_earlier_may_have_taken_effect() {
        return advice;
    }
    let earlier = "An earlier attempt of this call may have taken effect: check before you retry.";
    Some(advice.map_or_else(|| earlier.to_owned(), |advice| format!("{advice} {earlier}")))
}

fn by_kind(error: &Error) -> Option<String> {
    match error.kind() {
        ErrorKind::Service => refused(error),
        ErrorKind::FailedResponse => Some(failed(error)),
        ErrorKind::Connect => Some(
            "The service has not seen the request, so a retry is safe. Check region or endpoint, the network, and \
             the proxy (ClientBuilder::proxy, HTTPS_PROXY, NO_PROXY)."
                .to_owned(),
        ),
        // It is not known whether the service acted on the request.
        ErrorKind::Timeout | ErrorKind::Transport => Some(retry_after_unknown_effect(error, error.info()?).to_owned()),
        ErrorKind::UnexpectedResponse => Some(unexpected(error)),
        ErrorKind::Config
        | ErrorKind::InvalidRequest
        | ErrorKind::Credentials
        | ErrorKind::Paging
        | ErrorKind::JobFailed
        | ErrorKind::StillRunning => None,
    }
}

fn refused(error: &Error) -> Option<String> {
    let status = error.status()?;
    if error.is_access_denied() {
        return Some(permission::advice(error));
    }
    let Some(code) = error.code() else {
        return Some(uncoded(error, status));
    };
    // Codes come as `Group` or `Group.Detail`; the group says what kind of problem it is.
    let group = code.split('.').next().unwrap_or(code);
    if is_about_the_date(code) {
        return Some(clock_advice(None, error.headers()?));
    }
    let advice = match group {
        "SignatureDoesNotMatch" | "IncompleteSignature" | "InvalidSignature" => {
            "Most often the secret does not belong to the access key ID, or has lost or gained a character when it was \
             copied; otherwise something between here and the service changes requests."
        }
        "SignatureNonceUsed" => {
            "The service has seen this request already: something in between has sent it again, or ClientBuilder::nonces \
             returns a value twice."
        }
        "InvalidAccessKeyId" | "InvalidAccessKey" | "MissingAccessKeyId" => return Some(access_key(error)),
        "InvalidSecurityToken" | "MissingSecurityToken" => {
            "The security token has expired, or is not the one of this access key: get a new ID, secret and token, \
             together."
        }
        "InvalidAction" | "InvalidVersion" | "InvalidProduct" | "InvalidApi" => {
            let product = error.info()?.product;
            return Some(format!(
                "This host does not offer the operation in version {} of {}: check region and endpoint.{}",
                product.version,
                product.code,
                known_regions(error.info()?)
            ));
        }
        "InvalidRegion" | "InvalidRegionId" | "UnsupportedRegion" | "RegionNotSupported" => {
            let regions = known_regions(error.info()?);
            return Some(format!("Give another region to ClientBuilder::region, or to the parameter for it.{regions}"));
        }
        _ if error.is_throttled() => return Some(throttled(error, code)),
        _ if leaves_effect_open(status) => retry_after_unknown_effect(error, error.info()?),
        _ => return described(error),
    };
    Some(advice.to_owned())
}

/// Where the operation's page is.
fn described(error: &Error) -> Option<String> {
    let docs = error.info()?.docs;
    (!docs.is_empty()).then(|| format!("Parameters and error codes are described at {docs}"))
}

/// A refusal without a code: the service always sends one, so the response is not the service's.
fn uncoded(error: &Error, status: StatusCode) -> String {
    if error.is_throttled() {
        return format!("{} {NOT_THE_SERVICE}", throttled(error, ""));
    }
    if matches!(
        status,
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    ) {
        return "The request is too long, for the service or for a proxy or gateway before it: pass less in one call."
            .to_owned();
    }
    let mut hint = NOT_THE_SERVICE.to_owned();
    if let Some(operation) = error.info()
        && leaves_effect_open(status)
    {
        hint.push(' ');
        hint.push_str(retry_after_unknown_effect(error, operation));
    }
    hint
}

const NOT_THE_SERVICE: &str = "The response seems to come from a proxy, a gateway or another server, not from the service: \
                               check the endpoint, and the proxy (ClientBuilder::proxy, HTTPS_PROXY, NO_PROXY).";

fn access_key(error: &Error) -> String {
    if error.info().is_some_and(|operation| operation.auth == Auth::Anonymous) {
        return "The metadata says that the operation needs no access key, so none was sent, and the service wants one: \
                correct `security` in the operation's spec."
            .to_owned();
    }
    "The access key does not exist, is disabled, or belongs to another site (China or international). Check \
     ALIBABA_CLOUD_ACCESS_KEY_ID, or what is given to ClientBuilder::credentials; an ID that starts with `STS.` also \
     needs its security token."
        .to_owned()
}

fn known_regions(operation: &OperationInfo) -> String {
    let regions: Vec<_> = operation.product.endpoints.iter().map(|endpoint| endpoint.region).collect();
    if regions.is_empty() { String::new() } else { format!(" Known regions: {}.", regions.join(", ")) }
}

/// Whose limit it is, and how long to wait.
fn throttled(error: &Error, code: &str) -> String {
    let limit = match code.split('.').nth(1) {
        Some("User") => " for the limit of this account",
        Some("Api") => " for the limit of this operation, which all its callers share",
        Some("System") => " for the service as a whole",
        _ => "",
    };
    let wait = error.retry_after().map_or_else(|| "a moment".to_owned(), |wait| format!("{} ms", wait.as_millis()));
    format!("Too many calls in a short time{limit}: wait {wait}, then call less often.")
}

/// What to do about a response whose body reports that the call has failed.
fn failed(error: &Error) -> String {
    if error.is_access_denied() {
        return permission::advice(error);
    }
    if error.is_throttled() {
        return throttled(error, error.code().unwrap_or_default());
    }
    let described = described(error).map_or_else(String::new, |described| format!(" {described}"));
    format!(
        "The response has `Success: false`, which is an error in a list of entries, in a wait, and where \
         ClientBuilder::failed_responses_are_errors is set; Error::raw_body has all of it.{described}"
    )
}

fn retry_after_unknown_effect(error: &Error, operation: &OperationInfo) -> &'static str {
    match operation.effect {
        Effect::Read => "The operation is read-only, so a retry is safe.",
        Effect::Write if error.is_of_idempotent_call() => {
            "The call has an idempotency token of yours, so a retry with the same token is safe."
        }
        Effect::Write => "Whether the operation took effect is not known: check before you retry.",
    }
}

fn unexpected(error: &Error) -> String {
    if error.status().is_some_and(|status| status.is_redirection()) {
        return "A redirect is not followed, because the signature covers host and path. Give the right host to \
                ClientBuilder::endpoint, and use https."
            .to_owned();
    }
    let not_the_service = match (error.headers(), error.raw_body()) {
        (Some(headers), Some(body)) if is_html(headers, body) => format!(" {NOT_THE_SERVICE}"),
        _ => String::new(),
    };
    let retry = match error.info().map(|operation| operation.effect) {
        Some(Effect::Read) => "A retry is safe.",
        _ => "The call may have taken effect: check before you retry.",
    };
    if error.raw_body().is_some_and(|body| !body.is_empty()) {
        format!("{retry} Error::raw_body has what was received.{not_the_service}")
    } else {
        retry.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::{Value, json};

    use super::*;
    use crate::operation::{ApiStyle, Endpoint, Product};
    use crate::received::{RawResponse, Secrets};

    static PRODUCT: Product =
        Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[Endpoint::new("cn-north", "h", None)]);
    static READ: OperationInfo = OperationInfo {
        effect: Effect::Read,
        docs: "https://example.com/docs",
        ..OperationInfo::new(&PRODUCT, "things", "GetThing")
    };

    fn hint(status: u16, body: Value) -> String {
        let response = http::Response::builder().status(status).body(Bytes::from(body.to_string()));
        let response = RawResponse::new("host", response.unwrap(), Secrets::default());
        let error = Error::refused(response).of_operation(&READ);
        of(&error).unwrap_or_default()
    }

    #[test]
    fn codes_are_grouped_by_their_first_part() {
        assert!(hint(404, json!({ "Code": "InvalidAccessKeyId.NotFound" })).contains("ALIBABA_CLOUD_ACCESS_KEY_ID"));
        assert!(hint(400, json!({ "Code": "SignatureDoesNotMatch" })).contains("secret"));
        assert!(hint(400, json!({ "Code": "InvalidTimeStamp.Expired" })).contains("clock"));
        assert!(
            hint(400, json!({ "Code": "Throttling.User" })).contains("for the limit of this account: wait a moment")
        );
        assert!(hint(429, json!({ "Code": "Odd" })).contains("less often"));
        assert!(hint(400, json!({ "Code": "SignatureNonceUsed" })).contains("ClientBuilder::nonces"));
        assert!(hint(400, json!({ "Code": "InvalidRegionId.NotFound" })).ends_with("Known regions: cn-north."));
        assert!(hint(404, json!({ "Code": "InvalidAction.NotFound" })).contains("2020-11-09"));
        assert!(hint(400, json!({ "Code": "MissingParameter" })).contains("https://example.com/docs"));
        assert!(hint(500, json!({ "Code": "InternalError" })).contains("safe"));
        assert!(hint(502, json!(null)).contains("NO_PROXY"));
        for body in [json!({ "Code": "RequestTimeout" }), json!(null)] {
            assert!(hint(408, body).ends_with("a retry is safe."));
        }
        for status in [413, 414, 431] {
            assert!(hint(status, json!(null)).ends_with("pass less in one call."), "{status}");
        }
        assert!(hint(429, json!(null)).starts_with("Too many calls in a short time: wait a moment"));
        assert!(hint(400, json!({ "Code": "OperationDenied" })).contains("https://example.com/docs"));
    }

    #[test]
    fn the_hint_for_a_refused_anonymous_call_names_the_metadata() {
        static ANONYMOUS: OperationInfo =
            OperationInfo { auth: Auth::Anonymous, ..OperationInfo::new(&PRODUCT, "things", "GetThing") };
        let body = Bytes::from(r#"{"Code":"MissingAccessKeyId"}"#);
        let response = http::Response::builder().status(400).body(body).unwrap();
        let error = Error::refused(RawResponse::new("host", response, Secrets::default())).of_operation(&ANONYMOUS);
        assert!(of(&error).unwrap().contains("none was sent, and the service wants one"));
    }

    #[test]
    fn a_retry_of_a_write_that_may_have_taken_effect_is_not_called_safe() {
        static WRITE: OperationInfo = OperationInfo::new(&PRODUCT, "things", "CreateThing");
        for kind in [ErrorKind::Timeout, ErrorKind::Transport, ErrorKind::UnexpectedResponse] {
            let advice = of(&Error::new(kind, "").of_operation(&WRITE)).unwrap();
            assert!(advice.contains("check before you retry"), "{advice}");
        }
        let advice = of(&Error::new(ErrorKind::Connect, "").of_operation(&WRITE)).unwrap();
        assert!(advice.contains("has not seen the request"), "{advice}");
        // Nor is it where an earlier attempt may have; with a token of the caller's it is.
        for (idempotent, warns) in [(false, true), (true, false)] {
            let error = Error::new(ErrorKind::Connect, "").of_operation(&WRITE).after_possible_effect(true);
            let advice = of(&error.of_idempotent_call(idempotent)).unwrap();
            assert_eq!(advice.contains("check before you retry"), warns, "{advice}");
        }
    }
}
