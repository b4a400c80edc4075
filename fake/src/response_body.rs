//! The body of a response: JSON, or the text or the bytes that are the whole output. In JSON, which is what handlers and
//! generated outputs are, bytes are Base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

use crate::refusal::Refusal;
use crate::spec::{Kind, Operation};

pub(crate) const JSON: &str = "application/json;charset=utf-8";
pub(crate) const TEXT: &str = "text/plain;charset=utf-8";
const BYTES: &str = "application/octet-stream";

/// The body and its media type. An output that is not of the documented type, which a fault or an unsuccessful response may
/// have, is JSON.
///
/// # Errors
/// The output, which is the one of a handler, has to be bytes, and is not their Base64.
pub(crate) fn encode(operation: &Operation, output: &Value) -> Result<(&'static str, Bytes), Refusal> {
    let kind = operation.response.as_ref().map_or(Kind::Any, |schema| schema.kind);
    match (kind, output) {
        (Kind::String, Value::String(text)) => Ok((TEXT, text.clone().into())),
        (Kind::Bytes, Value::String(text)) => match STANDARD.decode(text) {
            Ok(bytes) => Ok((BYTES, bytes.into())),
            Err(error) => {
                let message = format!("the response of {} is bytes, which are Base64 in JSON: {error}", operation.name);
                Err(Refusal::new(500, "InternalError", message))
            }
        },
        _ => Ok((JSON, serde_json::to_vec(output).unwrap_or_default().into())),
    }
}
