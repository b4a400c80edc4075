//! The response of a successful call.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use serde_json::error::Category;

use crate::encoding::base64;
use crate::error::{Attempts, Error, REQUEST_IDS, header_request_id, is_html, one_line};
use crate::masking::masked_field;
use crate::model::{
    AnyJson, DriftNote, Mode, Model, Slot, View, ViewJson, nameless, put_text, read_json, slot_of, text, views_within,
};
use crate::operation::{Method, OperationInfo, ResponseBody};
use crate::received::{RawResponse, Secrets, denies_success};

/// A response: the typed output, and methods for everything else that came with it.
///
/// `Debug` shows the output, status, request ID and notes; neither the headers nor the raw body. Secrets are masked, in the
/// JSON of a call by name by their names; the [`Value`] itself, taken out, prints all that it holds.
///
/// A test makes one of an output: `Response::from(output)` has status 200, no headers, one attempt, the output's JSON as its
/// raw body, and the request ID that the output has, or that of [`with_request_id`](Self::with_request_id).
///
/// ```
/// use alibabacloud_runtime::{Response, Value};
/// use serde_json::json;
///
/// /// The code under test.
/// fn progress(response: &Response<Value>) -> String {
///     let request_id = response.request_id().unwrap_or("no request ID");
///     format!("{} [{request_id}]", response.output["Status"])
/// }
///
/// let response = Response::from(json!({ "Status": "Running" }));
/// assert_eq!(progress(&response), r#""Running" [no request ID]"#);
/// assert_eq!(progress(&response.with_request_id("R1")), r#""Running" [R1]"#);
/// ```
#[derive(Clone)]
pub struct Response<T> {
    /// What the operation returns, from the body.
    pub output: T,
    meta: Meta,
}

/// The part of a response that is the same for all outputs.
#[derive(Clone)]
pub(crate) struct Meta {
    host: String,
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    raw: Bytes,
    pub(crate) request_id: Option<String>,
    pub(crate) drift: Vec<DriftNote>,
    pub(crate) unknown_fields: Vec<String>,
    attempts: Attempts,
    /// Names of secrets, for the output of a call by name.
    sensitive: &'static [&'static str],
}

impl<T> Response<T> {
    pub(crate) fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The HTTP status: below 300, or one of the [redirects](OperationInfo::redirects) that are successes of the operation.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.meta.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.meta.headers
    }

    /// The ID by which Alibaba Cloud's support finds the call: `RequestId` of the output, otherwise the
    /// `x-acs-request-id` header, otherwise what else the body has under that name, however it is spelled.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id.as_deref()
    }

    /// The body, byte for byte.
    #[must_use]
    pub fn raw(&self) -> &Bytes {
        &self.meta.raw
    }

    /// Where the body did not fit the published types, and was converted or left out: at most 64 notes, each with a count.
    /// Empty for a response that fits.
    #[must_use]
    pub fn drift(&self) -> &[DriftNote] {
        &self.meta.drift
    }

    /// The paths of the fields in the body that the types do not have, each once, for example `Data.Items[].Colour`. At most
    /// 64; the last is `…` where there are more.
    #[must_use]
    pub fn unknown_fields(&self) -> &[String] {
        &self.meta.unknown_fields
    }

    /// How often the call was sent, at least once.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.meta.attempts.count
    }

    /// The delays before the retries, in their order; empty where the first attempt succeeded.
    #[must_use]
    pub fn delays(&self) -> &[Duration] {
        &self.meta.attempts.delays
    }

    /// The same response with a request ID, for tests.
    #[must_use]
    pub fn with_request_id(mut self, request_id: impl Into<String>) -> Self {
        self.meta.request_id = Some(request_id.into());
        self
    }

    /// Whether there is no body, or nothing in it.
    pub(crate) fn has_no_body(&self) -> bool {
        matches!(self.meta.raw.trim_ascii(), b"" | b"null")
    }

    /// Whether the body reports that the call has failed.
    pub(crate) fn has_failed(&self) -> bool {
        denies_success(&self.meta.raw)
    }

    /// The response as it was received, for an error about its content.
    pub(crate) fn into_response(self) -> RawResponse {
        let Meta { host, status, headers, raw, attempts, .. } = self.meta;
        RawResponse { host, status, headers, body: raw, secrets: Secrets::default(), attempts }
    }
}

impl<T: Model + Default> Response<T> {
    /// Reads a response. An empty body is an empty output where the status is one that need not have any, and an error where
    /// JSON is documented otherwise. This is compiled once for every output, so it only names the type.
    pub(crate) fn read(response: RawResponse, operation: &'static OperationInfo, mode: Mode) -> Result<Self, Error> {
        let mut output = T::default();
        let meta = Meta::read(&mut output, response, operation, mode)?;
        Ok(Self { output, meta })
    }
}

impl Response<Value> {
    /// Reads a response of an operation that is known by its facts alone. Where an empty body is none of an error, it is
    /// `null`.
    pub(crate) fn read_untyped(
        response: RawResponse,
        operation: &'static OperationInfo,
        mode: Mode,
    ) -> Result<Self, Error> {
        let mut body = AnyJson::default();
        let meta = Meta::read(&mut body, response, operation, mode)?;
        Ok(Self { output: body.0, meta })
    }
}

/// A response for tests: status 200, no headers, one attempt, and the output's JSON or bytes as the raw body. The request ID is
/// the output's.
impl<T: Model> From<T> for Response<T> {
    fn from(output: T) -> Self {
        Self { meta: Meta::of(&output), output }
    }
}

/// The same for the output of a call by name.
impl From<Value> for Response<Value> {
    fn from(output: Value) -> Self {
        let body = AnyJson(output);
        Self { meta: Meta::of(&body), output: body.0 }
    }
}

impl Meta {
    /// For a response that was made, not received.
    fn of(output: &dyn Model) -> Self {
        // No response has a number that JSON does not have; without one, there is always a body.
        let json = || serde_json::to_vec(&ViewJson(View::Object(output))).unwrap_or_default().into();
        let raw = if let Some(View::Bytes(bytes)) = nameless(output) { bytes.clone() } else { json() };
        Self {
            host: String::new(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            raw,
            request_id: body_request_id(output),
            drift: Vec::new(),
            unknown_fields: Vec::new(),
            attempts: Attempts { count: 1, delays: Vec::new() },
            sensitive: &[],
        }
    }

    /// Fills the output, and keeps the rest.
    fn read(
        output: &mut dyn Model,
        response: RawResponse,
        operation: &'static OperationInfo,
        mode: Mode,
    ) -> Result<Self, Error> {
        if operation.response_body == ResponseBody::Bytes {
            put_bytes(output, &response.body);
            return Ok(Self::new(response, operation, output, Vec::new(), Vec::new()));
        }
        // Neither a broken character nor a byte order mark makes a response unreadable.
        let text = simdutf8::basic::from_utf8(&response.body)
            .map_or_else(|_| String::from_utf8_lossy(&response.body), Cow::Borrowed);
        let misencoded = matches!(text, Cow::Owned(_));
        if misencoded && mode == Mode::Strict {
            let message = "the body is not UTF-8";
            return Err(Error::unexpected(response, message).of_operation(operation));
        }
        let text = text.trim_start_matches('\u{feff}');
        let noted = match text.trim() {
            _ if operation.response_body == ResponseBody::Text => {
                put_whole_text(output, text);
                Ok((Vec::new(), Vec::new()))
            }
            "" | "null" if need_not_have_a_body(&response, operation) => Ok((Vec::new(), Vec::new())),
            "" if output.names().is_empty() => Ok((Vec::new(), Vec::new())),
            "" => return Err(empty(response, operation)),
            json => read_json(output, json, mode, operation.sensitive),
        };
        match noted {
            Ok((mut drift, unknown)) => {
                if misencoded {
                    DriftNote::add_all(&mut drift, &[DriftNote::on_document("Unicode text", "other bytes", 1)]);
                }
                Ok(Self::new(response, operation, output, drift, unknown))
            }
            Err(_) if need_not_be_json(&response, operation) => {
                Ok(Self::new(response, operation, output, Vec::new(), Vec::new()))
            }
            Err(error) => Err(unreadable(response, operation, error, mode)),
        }
    }

    fn new(
        response: RawResponse,
        operation: &OperationInfo,
        output: &dyn Model,
        mut drift: Vec<DriftNote>,
        mut unknown_fields: Vec<String>,
    ) -> Self {
        for note in &mut drift {
            note.found = response.secrets.mask_all(&note.found);
            response.secrets.mask_in(&mut note.path);
        }
        // The keys of a map may be parameters of the request.
        unknown_fields.iter_mut().for_each(|path| response.secrets.mask_in(path));
        Self {
            request_id: body_request_id(output).or_else(|| header_request_id(&response.headers)).or_else(|| {
                // The type may not have it, or under another name.
                let is_json = matches!(operation.response_body, ResponseBody::Json | ResponseBody::Undocumented);
                is_json.then(|| response.undocumented_request_id()).flatten()
            }),
            host: response.host,
            status: response.status,
            headers: response.headers,
            raw: response.body,
            drift,
            unknown_fields,
            attempts: response.attempts,
            sensitive: operation.sensitive,
        }
    }
}

fn body_request_id(output: &dyn Model) -> Option<String> {
    // A response without a type is one field without a name.
    let root = nameless(output).unwrap_or(View::Object(output));
    let id = |name: &&str| views_within(root, name).into_iter().find_map(text).filter(|id| !id.is_empty());
    REQUEST_IDS.iter().find_map(id)
}

/// Puts a body of bytes into the one field of an output; without a type, it is Base64.
fn put_bytes(output: &mut dyn Model, body: &Bytes) {
    match slot_of(output, "") {
        Some(Slot::Bytes(cell)) => cell.set(body.clone()),
        Some(Slot::Json(cell)) => cell.set(base64(body).into()),
        _ => {}
    }
}

/// Puts a body of text into the one field of an output. Some services send it as a JSON string.
fn put_whole_text(output: &mut dyn Model, text: &str) {
    let unquoted = serde_json::from_str::<String>(text).ok();
    if let Some(slot) = slot_of(output, "") {
        put_text(slot, unquoted.as_deref().unwrap_or(text));
    }
}

/// Whether a response without a body, or with nothing in it (`null`), is a success: by its status or its method, or because the
/// metadata does not describe it.
fn need_not_have_a_body(response: &RawResponse, operation: &OperationInfo) -> bool {
    const WITHOUT: [StatusCode; 4] =
        [StatusCode::CREATED, StatusCode::ACCEPTED, StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT];
    WITHOUT.contains(&response.status)
        || response.status.is_redirection()
        || operation.method() == Method::Head
        || operation.response_body == ResponseBody::Undocumented
}

/// Whether a body that is not JSON is none of an error: that of a redirect, and one that the metadata does not describe. An HTML
/// page is most likely from a proxy.
fn need_not_be_json(response: &RawResponse, operation: &OperationInfo) -> bool {
    let is_undocumented = operation.response_body == ResponseBody::Undocumented;
    response.status.is_redirection() || is_undocumented && !is_html(&response.headers, &response.body)
}

#[cold]
fn empty(response: RawResponse, operation: &'static OperationInfo) -> Error {
    Error::unexpected(response, "the body is empty").of_operation(operation)
}

#[cold]
fn unreadable(response: RawResponse, operation: &'static OperationInfo, error: serde_json::Error, mode: Mode) -> Error {
    let reason = one_line(&response.secrets.mask_all(&error.to_string()), 300);
    let message = match error.classify() {
        Category::Eof => format!("the body is cut inside its JSON: {reason}"),
        Category::Syntax => format!("the body is not JSON: {reason}; it starts: {}", response.outline()),
        Category::Data | Category::Io => format!("the body does not fit: {reason}"),
    };
    let mut failed = Error::unexpected(response, message).of_operation(operation);
    if mode == Mode::Strict && error.is_data() {
        failed = failed.with_hint(
            "Responses are strict (ClientBuilder::strict_responses); without it, most of what does not fit is only noted.",
        );
    }
    // The message has the text of the parser's error, masked; the source would have it unmasked.
    failed
}

impl<T: fmt::Debug + 'static> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Types know what is sensitive; the JSON of a call by name does not.
        let json = (&self.output as &dyn Any).downcast_ref().map(|json| masked_field("", json, self.meta.sensitive));
        formatter
            .debug_struct("Response")
            .field("output", json.as_ref().map_or(&self.output as &dyn fmt::Debug, |json| json))
            .field("status", &self.meta.status.as_u16())
            .field("request_id", &self.meta.request_id)
            .field("drift", &self.meta.drift)
            .field("unknown_fields", &self.meta.unknown_fields)
            .finish_non_exhaustive()
    }
}
