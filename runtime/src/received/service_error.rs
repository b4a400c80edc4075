//! Reads the description of an error in a response. Reading never fails: what cannot be read is left in the raw body.
//!
//! The body is JSON (`Code`, `Message`, `RequestId`, `Recommend`, `AccessDeniedDetail`, …, some services spell the keys
//! in lower camel case), now and then XML with the same names, and HTML or nothing where the response is not from
//! the service.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::raw_response::RawResponse;
use super::secrets::Secrets;
use super::xml;
use crate::error::{LONGEST_FACT, LONGEST_MESSAGE, REQUEST_IDS, ServiceError, one_line};
use crate::masking::masked;
use crate::model::{AnyJson, Mode, read_json};

/// The keys of a message; the first that is present counts.
const MESSAGES: [&str; 10] = [
    "Message",
    "message",
    "Description",
    "description",
    "Detail",
    "detail",
    "ErrorMessage",
    "errorMessage",
    "ErrorMsg",
    "errorMsg",
];

impl ServiceError {
    pub(super) fn read(response: &RawResponse) -> Self {
        let text = text_of(&response.body);
        match json(&text) {
            Value::Object(fields) => Self::from_json(fields, &response.secrets),
            _ if is_xml(&response.headers, &text) => Self::from_xml(&text, &response.secrets),
            _ => Self::default(),
        }
    }

    fn from_json(mut fields: Map<String, Value>, secrets: &Secrets) -> Self {
        let mut access_denied_detail = ["AccessDeniedDetail", "accessDeniedDetail"]
            .into_iter()
            .find_map(|name| fields.remove(name))
            .and_then(open_map);
        let encoded = access_denied_detail.as_ref().and_then(|detail| detail.get("EncodedDiagnosticMessage")?.as_str());
        let mut diagnosis = encoded.and_then(diagnosis);
        for map in [&mut access_denied_detail, &mut diagnosis].into_iter().flatten() {
            map.values_mut().for_each(|value| mask_within(value, secrets));
        }
        let text = |names: &[&str], longest| {
            names.iter().find_map(|name| line(&shown_text(fields.get(*name)?, secrets)?, longest, secrets))
        };
        Self {
            code: text(&["Code", "code", "ErrorCode", "errorCode"], LONGEST_FACT),
            message: text(&MESSAGES, LONGEST_MESSAGE),
            request_id: text(&REQUEST_IDS, LONGEST_FACT),
            recommend: text(&["Recommend", "recommend"], LONGEST_FACT),
            access_denied_detail,
            diagnosis,
        }
    }

    fn from_xml(document: &str, secrets: &Secrets) -> Self {
        let text = |name, longest| line(&xml::element(document, name)?, longest, secrets);
        Self {
            code: text("Code", LONGEST_FACT),
            message: text("Message", LONGEST_MESSAGE),
            request_id: text("RequestId", LONGEST_FACT),
            recommend: text("Recommend", LONGEST_FACT),
            access_denied_detail: None,
            diagnosis: None,
        }
    }
}

impl RawResponse {
    /// The request ID in a body that no type describes.
    pub(crate) fn undocumented_request_id(&self) -> Option<String> {
        ServiceError::read(self).request_id
    }
}

/// The message as it was received, with line breaks and secrets: to be compared, never to be printed.
pub(super) fn verbatim_message(response: &RawResponse) -> Option<String> {
    let text = text_of(&response.body);
    match json(&text) {
        Value::Object(fields) => MESSAGES.iter().find_map(|name| plain_text(fields.get(*name)?)),
        _ => xml::element(&text, "Message"),
    }
}

/// Whether the body reports that the call has failed: `Success` is `false`, also as text.
pub(crate) fn denies_success(body: &[u8]) -> bool {
    let body = json(&text_of(body));
    match ["Success", "success"].iter().find_map(|name| body.get(*name)) {
        Some(Value::Bool(success)) => !success,
        Some(Value::String(success)) => success.trim().eq_ignore_ascii_case("false"),
        _ => false,
    }
}

/// The body as JSON, also if it is only nearly JSON; otherwise `null`.
fn json(text: &str) -> Value {
    let mut body = AnyJson::default();
    match read_json(&mut body, text, Mode::Lenient) {
        Ok(_) => body.0,
        Err(_) => Value::Null,
    }
}

fn text_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    text.trim_start_matches('\u{feff}').trim().to_owned()
}

/// The text on one line, unless it is empty. Masked before it is cut: the rest of a cut secret would not be recognised.
pub(super) fn line(text: &str, longest: usize, secrets: &Secrets) -> Option<String> {
    let line = one_line(&secrets.mask_all(text), longest);
    (!line.is_empty()).then_some(line)
}

fn mask_within(value: &mut Value, secrets: &Secrets) {
    match value {
        Value::String(text) => *text = secrets.mask_all(text),
        Value::Array(elements) => elements.iter_mut().for_each(|element| mask_within(element, secrets)),
        Value::Object(fields) => fields.values_mut().for_each(|field| mask_within(field, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The message of a refusal that has none.
pub(super) fn unreadable(response: &RawResponse) -> String {
    match response.outline().as_str() {
        "" => "the body is empty".to_owned(),
        outline => format!("the body has no error message; it starts: {outline}"),
    }
}

/// Any scalar as text. Objects and lists become compact JSON: better seen than lost.
fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The same without the values that have the names of secrets. Text is left to [`line`], which masks the request's own secrets
/// first: with a mask inside, they would not be recognised.
fn shown_text(value: &Value, secrets: &Secrets) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        other => plain_text(&masked(other, secrets.names)),
    }
}

/// An object, also if it is JSON in a string.
fn open_map(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(fields) => Some(fields),
        Value::String(text) => serde_json::from_str(&text).ok(),
        _ => None,
    }
}

fn is_xml(headers: &HeaderMap, text: &str) -> bool {
    let declared = headers.get(CONTENT_TYPE).is_some_and(|value| {
        let value = value.as_bytes().to_ascii_lowercase();
        value.starts_with(b"text/xml") || value.starts_with(b"application/xml")
    });
    declared || text.starts_with("<?xml") || text.starts_with("<Error>")
}

/// The diagnostic message of a denial, where it is JSON, or JSON in Base64. Usually only the RAM operation
/// `DecodeDiagnosticMessage` can read it.
fn diagnosis(encoded: &str) -> Option<Map<String, Value>> {
    let decoded = STANDARD.decode(encoded.trim());
    let json = decoded.as_deref().unwrap_or(encoded.as_bytes());
    let mut fields: Map<String, Value> = serde_json::from_slice(json).ok()?;
    match fields.remove("DecodedDiagnosticMessage") {
        Some(Value::Object(inner)) => Some(inner),
        _ => Some(fields),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn response(content_type: &'static str, body: &'static [u8]) -> RawResponse {
        let response =
            http::Response::builder().status(400).header(CONTENT_TYPE, content_type).body(Bytes::from_static(body));
        RawResponse::new("host", response.unwrap(), Secrets::default())
    }

    fn read(content_type: &'static str, body: &'static [u8]) -> ServiceError {
        ServiceError::read(&response(content_type, body))
    }

    #[test]
    fn scalars_of_any_type_become_text() {
        let error = read("application/json", br#"{"Code":42,"Message":true,"RequestId":1.5}"#);
        assert_eq!(error.code.as_deref(), Some("42"));
        assert_eq!(error.message.as_deref(), Some("true"));
        assert_eq!(error.request_id.as_deref(), Some("1.5"));
    }

    #[test]
    fn lower_camel_case_is_read_and_null_is_absent() {
        let error = read(
            "application/json",
            b"\xef\xbb\xbf{\"Code\":null,\"code\":\"A\",\"description\":\"d\",\"requestid\":\"r\"}",
        );
        assert_eq!(error.code.as_deref(), Some("A"));
        assert_eq!(error.message.as_deref(), Some("d"));
        assert_eq!(error.request_id.as_deref(), Some("r"));
    }

    #[test]
    fn access_denied_detail_is_an_open_map_also_as_text() {
        for body in [
            br#"{"AccessDeniedDetail":{"AuthAction":"ice:X","Odd":[1]}}"#.as_slice(),
            br#"{"AccessDeniedDetail":"{\"AuthAction\":\"ice:X\",\"Odd\":[1]}"}"#.as_slice(),
        ] {
            let detail = read("application/json", body).access_denied_detail.unwrap();
            assert_eq!(detail["AuthAction"], "ice:X");
            assert_eq!(detail["Odd"][0], 1);
        }
    }

    #[test]
    fn xml_is_read_by_content_type_or_by_its_look() {
        for content_type in ["text/xml;charset=utf-8", "application/octet-stream"] {
            let error = read(content_type, b"<Error><Code>C</Code><Message>M</Message></Error>");
            assert_eq!(error.code.as_deref(), Some("C"));
            assert_eq!(error.message.as_deref(), Some("M"));
        }
    }

    #[test]
    fn any_other_body_is_quoted_from_its_beginning() {
        let html = b"\r\n<html>\x1b[0m\r\n<body>";
        assert!(read("text/html", html).message.is_none());
        assert_eq!(
            unreadable(&response("text/html", html)),
            "the body has no error message; it starts: <html>[0m <body>"
        );
        assert_eq!(unreadable(&response("text/html", b" \n")), "the body is empty");
    }
}
