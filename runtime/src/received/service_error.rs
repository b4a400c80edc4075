//! Reads the description of an error in a response. Reading never fails: what cannot be read is left in the raw body.
//!
//! The body is JSON (`Code`, `Message`, `RequestId`, `Recommend`, `AccessDeniedDetail`, …, each service spells the keys
//! in its own way, and gateways put them into an object `error`), now and then XML with the same names, and HTML or
//! nothing where the response is not from the service.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde_json::{Map, Value};

use super::raw_response::RawResponse;
use super::secrets::Secrets;
use super::xml;
use crate::error::{LONGEST_FACT, LONGEST_MESSAGE, ServiceError, is_html, one_line};
use crate::masking::{is_same_key, masked};
use crate::model::{AnyJson, Mode, field, read_json};

/// The keys of a code, in any case. The first that is present counts, unless it is a number: that
/// repeats the status, where another key has the code.
const CODES: [&str; 3] = ["code", "errorcode", "errcode"];
/// The keys of a message; the first that is present counts.
const MESSAGES: [&str; 7] = ["message", "description", "detail", "errormessage", "errormsg", "msg", "errmsg"];

impl ServiceError {
    pub(crate) fn read(response: &RawResponse) -> Self {
        let mut fields = fields(response);
        let secrets = &response.secrets;
        let mut access_denied_detail =
            take(&mut fields, "accessdenieddetail", |value| !value.is_null()).and_then(open_map);
        let encoded =
            access_denied_detail.as_ref().and_then(|detail| field(detail, "EncodedDiagnosticMessage")?.as_str());
        let mut diagnosis = encoded.and_then(diagnosis);
        for map in [&mut access_denied_detail, &mut diagnosis].into_iter().flatten() {
            map.values_mut().for_each(|value| mask_within(value, secrets));
        }
        let text = |name| named(&fields, &[name]).find_map(|value| shown(value, LONGEST_FACT, secrets));
        let codes: Vec<_> = named(&fields, &CODES).filter_map(|value| shown(value, LONGEST_FACT, secrets)).collect();
        let is_number = |code: &&String| code.parse::<f64>().is_ok();
        Self {
            code: codes.iter().find(|code| !is_number(code)).or(codes.first()).cloned(),
            message: named(&fields, &MESSAGES).find_map(|value| shown(value, LONGEST_MESSAGE, secrets)),
            request_id: text("requestid"),
            recommend: text("recommend"),
            access_denied_detail,
            diagnosis,
        }
    }
}

/// The fields of a description: of an object within where the body itself has neither code nor message.
fn fields(response: &RawResponse) -> Map<String, Value> {
    let text = text_of(&response.body);
    let mut fields = match open_map(json(&text)) {
        Some(fields) => fields,
        None if is_xml(&text) => xml::texts(&text),
        None => Map::new(),
    };
    let is_described = named(&fields, &CODES).chain(named(&fields, &MESSAGES)).any(|value| !value.is_null());
    if !is_described && let Some(within) = take(&mut fields, "error", |value| !value.is_null()).and_then(open_map) {
        fields.extend(within);
    }
    fields
}

/// The values of these names, in their order.
fn named<'a>(fields: &'a Map<String, Value>, names: &'a [&str]) -> impl Iterator<Item = &'a Value> {
    names.iter().flat_map(|name| fields.iter().filter(|(key, _)| is_same_key(key, name)).map(|(_, value)| value))
}

/// Takes the first such value of a name out of the fields.
fn take(fields: &mut Map<String, Value>, name: &str, is_wanted: impl Fn(&Value) -> bool) -> Option<Value> {
    let key = fields.iter().find(|(key, value)| is_same_key(key, name) && is_wanted(value))?.0.clone();
    fields.remove(&key)
}

impl RawResponse {
    /// The request ID in a body that no type describes.
    pub(crate) fn undocumented_request_id(&self) -> Option<String> {
        ServiceError::read(self).request_id
    }
}

/// The message as it was received, with line breaks and secrets: to be compared, never to be printed.
pub(super) fn verbatim_message(response: &RawResponse) -> Option<String> {
    named(&fields(response), &MESSAGES).find_map(plain_text)
}

/// Whether the body reports that the call has failed: `Success` is `false`, also as text.
pub(crate) fn denies_success(body: &[u8]) -> bool {
    let fields = match json(&text_of(body)) {
        // A list may be one of results, each with its own.
        Value::Array(_) => None,
        body => open_map(body),
    };
    let Some(fields) = fields else { return false };
    match named(&fields, &["success"]).find(|value| !value.is_null()) {
        Some(Value::Bool(success)) => !success,
        Some(Value::String(success)) => success.trim().eq_ignore_ascii_case("false"),
        _ => false,
    }
}

/// The body as JSON, also if it is only nearly JSON; otherwise `null`.
fn json(text: &str) -> Value {
    let mut body = AnyJson::default();
    match read_json(&mut body, text, Mode::Lenient, &[]) {
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

/// The text of a value on one line, without values within it that have the names of secrets. Text is left to [`line`],
/// which masks the request's own secrets first: with a mask inside, they would not be recognised.
fn shown(value: &Value, longest: usize, secrets: &Secrets) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => plain_text(&masked(other, secrets.names))?,
    };
    line(&text, longest, secrets)
}

/// An object, also if it is JSON in a string, or the only element of a list, as in outputs.
fn open_map(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(fields) => Some(fields),
        Value::String(text) => match json(&text) {
            Value::Object(fields) => Some(fields),
            _ => None,
        },
        Value::Array(mut elements) if elements.len() == 1 => elements.pop().and_then(open_map),
        _ => None,
    }
}

/// Whether a body is XML and no page, by its look: many an error in XML is called HTML, and a page in XHTML is XML too.
fn is_xml(text: &str) -> bool {
    text.starts_with('<') && !text.contains("<html") && !is_html(&HeaderMap::new(), text.as_bytes())
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
    use http::header::CONTENT_TYPE;

    use super::*;

    fn response(content_type: &'static str, body: &[u8]) -> RawResponse {
        let body = Bytes::copy_from_slice(body);
        let response = http::Response::builder().status(400).header(CONTENT_TYPE, content_type).body(body);
        RawResponse::new("host", response.unwrap(), Secrets::default())
    }

    fn read(content_type: &'static str, body: &[u8]) -> ServiceError {
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
            br#"{"AccessDeniedDetail":[{"AuthAction":"ice:X","Odd":[1]}]}"#.as_slice(),
        ] {
            let detail = read("application/json", body).access_denied_detail.unwrap();
            assert_eq!(detail["AuthAction"], "ice:X");
            assert_eq!(detail["Odd"][0], 1);
        }
    }

    #[test]
    fn xml_is_read_by_its_look_whatever_its_content_type() {
        for content_type in ["text/xml;charset=utf-8", "application/octet-stream", "text/html"] {
            let error = read(content_type, b"<Error><Code>C</Code><Message>M</Message></Error>");
            assert_eq!(error.code.as_deref(), Some("C"));
            assert_eq!(error.message.as_deref(), Some("M"));
        }
    }

    #[test]
    fn keys_are_read_however_a_service_spells_them() {
        for body in [
            r#"{"CODE":"C","MESSAGE":"M","RequestID":"R"}"#,
            r#"{"errCode":"C","errMsg":"M","requestID":"R"}"#,
            r#"{"error_code":"C","error_msg":"M","request_id":"R"}"#,
            r#"{"code":"C","msg":"M","Request_Id":"R"}"#,
            r#"{"error":{"code":"C","message":"M","type":"T"},"requestId":"R"}"#,
            r#"{"Error":{"Code":"C","Message":"M","RequestId":"R"},"Message":null}"#,
            r#"{"Code":"400","ErrorCode":"C","ErrorMessage":"M","RequestId":"R"}"#,
            r#"{"code":400,"errorCode":"C","message":"M","requestId":"R"}"#,
            r#"{"code":-1,"errorCode":"C","message":"M","requestId":"R"}"#,
            r#"{"Code":"4.0","ErrorCode":"C","Message":"M","RequestId":"R"}"#,
            r#"[{"Code":"C","Message":"M","RequestId":"R"}]"#,
            r#""{\"Code\":\"C\",\"Message\":\"M\",\"RequestId\":\"R\"}""#,
            r#"{"error":[{"code":"C","message":"M"}],"requestId":"R"}"#,
            r#"{"error":"{\"code\":\"C\",\"message\":\"M\"}","requestId":"R"}"#,
            "<Error xmlns='urn:e'><Code>C</Code><Message lang='en'>M</Message><RequestId>R</RequestId></Error>",
            "<r><error><code>C</code><message>M</message></error><requestId>R</requestId></r>",
        ] {
            let error = read("application/json", body.as_bytes());
            let read = [error.code, error.message, error.request_id].map(Option::unwrap_or_default);
            assert_eq!(read, ["C", "M", "R"], "{body}");
        }
    }

    #[test]
    fn an_object_within_is_not_the_description_where_the_body_has_one() {
        let error = read("application/json", br#"{"Message":"M","Error":{"Code":"C"}}"#);
        assert_eq!((error.code, error.message.as_deref()), (None, Some("M")));
        let page = "<?xml version='1.0'?><html xmlns='urn:h'><p><code>404</code></p></html>";
        assert!(read("application/xhtml+xml", page.as_bytes()).code.is_none());
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
