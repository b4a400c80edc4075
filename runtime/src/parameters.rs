//! Parameters: the serialization of an operation into a request.
//!
//! [`OperationInfo::parameters`] has the location and the style of each; a parameter that is absent is not sent. Values
//! that would lead the request elsewhere (another path, another host, another header) are errors.

mod error;
mod path;
mod style;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::encoding::from_base64;
use crate::endpoint::is_host_label;
use crate::model::{Model, View, ViewJson, places};
use crate::operation::{Kind, Location, OperationInfo, Parameter, Style};
use crate::sign::{Body, UnsignedRequest};

pub use error::{ParameterError, ParameterProblem};
pub(crate) use path::values as path_values;
pub use style::{flatten, join};
use style::{flatten_fields, flatten_into};

/// Lays out an operation as a request, which still lacks its [host](UnsignedRequest::set_endpoint).
///
/// An operation that declares form fields gets a form even when none of them is set, as the official SDKs send it.
///
/// # Errors
///
/// The first parameter that cannot be sent, with the reason: one that would change the path or the host, a header that is
/// not one line, a number that JSON does not have.
pub fn unsigned_request(operation: &dyn Model, info: &OperationInfo) -> Result<UnsignedRequest, ParameterError> {
    let error = |parameter: &str, problem| ParameterError::new(info.name, parameter, problem);
    let mut request = UnsignedRequest {
        method: info.method().as_str().into(),
        action: info.name.into(),
        version: info.product.version.into(),
        ..UnsignedRequest::default()
    };
    let mut path_values = Vec::new();
    let mut form = info.parameters.iter().any(|parameter| parameter.location == Location::Form).then(Vec::new);
    let mut body = None;
    for (index, (name, view)) in places(operation).enumerate() {
        let Some(parameter) = declared(info, index, name) else {
            if !info.open {
                return Err(error(name, ParameterProblem::Undeclared));
            }
            flatten_into(name, view, &mut request.query).map_err(|problem| error(name, problem))?;
            continue;
        };
        if matches!(view, View::Absent) {
            continue;
        }
        // What is JSON in text may be given as what the text says.
        let style = if parameter.kind == Kind::Json { Style::Json } else { parameter.style };
        let result = match parameter.location {
            Location::Query => push_pairs(name, view, style, &mut request.query),
            Location::Form => push_pairs(name, view, style, form.get_or_insert_default()),
            Location::Path => join(name, view, style).map(|text| path_values.extend(text.map(|it| (name, it)))),
            Location::Header => header(name, view, style).map(|header| request.headers.extend(header)),
            Location::Host => host_label(name, view, style).map(|label| request.host_labels.extend(label)),
            Location::Body if body.is_some() => Err(ParameterProblem::SecondBody),
            Location::Body => {
                whole_body(parameter.kind, view, style).map(|whole| body = whole.map(|whole| (name, whole)))
            }
        };
        result.map_err(|problem| error(name, problem))?;
    }
    let (path, fixed_query) =
        path::fill(info.path, &path_values).map_err(|(parameter, problem)| error(parameter, problem))?;
    request.path = path;
    request.query.extend(fixed_query);
    request.body = match (body, form) {
        (Some((name, _)), Some(fields)) if !fields.is_empty() => return Err(error(name, ParameterProblem::SecondBody)),
        (Some((_, whole)), _) => whole,
        (None, Some(fields)) => Body::Form(fields),
        (None, None) => Body::Empty,
    };
    let has_content_type = || request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if matches!(request.body, Body::Bytes(_)) && !has_content_type() {
        request.headers.push(("content-type".to_owned(), "application/octet-stream".to_owned()));
    }
    Ok(request)
}

/// Adds a parameter that the operation has left out, and returns whether its location allows that.
pub(crate) fn add(request: &mut UnsignedRequest, parameter: &Parameter, text: String) -> bool {
    let fields = match (parameter.location, &mut request.body) {
        (Location::Query, _) => &mut request.query,
        (Location::Form, Body::Form(fields)) => fields,
        (Location::Header, _) => &mut request.headers,
        _ => return false,
    };
    fields.push((parameter.name.to_owned(), text));
    true
}

/// The parameter of a field. Generated code lists both in one order, in which [`WithParameters`](crate::WithParameters) leaves
/// fields out.
fn declared(info: &OperationInfo, index: usize, name: &str) -> Option<&'static Parameter> {
    info.parameters.get(index).filter(|parameter| parameter.name == name).or_else(|| info.parameter(name))
}

/// Adds the names and values of a parameter to a query or form.
fn push_pairs(
    name: &str,
    view: View<'_>,
    style: Style,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), ParameterProblem> {
    match style {
        Style::Flat => flatten_into(name, view, pairs)?,
        style => pairs.extend(join(name, view, style)?.map(|text| (name.to_owned(), text))),
    }
    Ok(())
}

fn header(name: &str, view: View<'_>, style: Style) -> Result<Option<(String, String)>, ParameterProblem> {
    let Some(text) = join(name, view, style)? else {
        return Ok(None);
    };
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| ParameterProblem::Header)?;
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| ParameterProblem::Header)?;
    Ok(Some((name.to_owned(), text)))
}

fn host_label(name: &str, view: View<'_>, style: Style) -> Result<Option<String>, ParameterProblem> {
    match join(name, view, style)? {
        Some(label) if !is_host_label(&label) => Err(ParameterProblem::HostLabel),
        label => Ok(label),
    }
}

/// A body of bytes, a form that is one parameter of the style `Flat`, or JSON. A JSON body that is text already is sent as it
/// stands, without quotes, and a form that is text already has the fields that it says.
fn whole_body(kind: Kind, view: View<'_>, style: Style) -> Result<Option<Body>, ParameterProblem> {
    let json: Bytes = match view {
        View::Absent | View::Json(Value::Null) => return Ok(None),
        View::Bytes(bytes) => return Ok(Some(Body::Bytes(bytes.clone()))),
        View::Json(Value::String(text)) if kind == Kind::Bytes => {
            let bytes = from_base64(text).ok_or(ParameterProblem::Base64)?;
            return Ok(Some(Body::Bytes(bytes)));
        }
        View::Object(_) | View::Map(_) | View::Json(Value::Object(_)) if style == Style::Flat => {
            return Ok(Some(Body::Form(flatten_fields(view)?)));
        }
        View::Text(text) => return Ok(Some(text_body(style, text))),
        View::Enum(value) => return Ok(Some(text_body(style, value.names().0))),
        View::Json(Value::String(text)) => return Ok(Some(text_body(style, text))),
        view => serde_json::to_vec(&ViewJson(view))?.into(),
    };
    Ok(Some(Body::Json(json)))
}

fn text_body(style: Style, text: &str) -> Body {
    match style {
        Style::Flat => Body::Form(form_fields(text)),
        _ => Body::Json(text.to_owned().into()),
    }
}

/// Names and values of a form that is text: it is sorted and encoded as every other one, and V1 signs its fields.
fn form_fields(text: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}
