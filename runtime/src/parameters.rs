//! Parameters: from an operation's places to the parts of its request.
//!
//! Where each place travels and how it becomes text is said by [`OperationInfo::parameters`]; what is absent is not
//! sent. Values that would lead the request elsewhere (another path, another host, another header) are errors.

mod error;
mod path;
mod style;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::endpoint::is_host_label;
use crate::model::{Model, View, ViewJson};
use crate::operation::{Location, OperationInfo, Parameter, Style};
use crate::sign::{Body, UnsignedRequest};

pub use error::{ParameterError, ParameterProblem};
use style::flatten_into;
pub use style::{flatten, join};

/// The parts of a request that an operation's parameters decide. Has no `Debug`: parameters may be confidential.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct RequestParts {
    /// The path, percent-encoded.
    pub path: String,
    /// Names and values of the query, not encoded.
    pub query: Vec<(String, String)>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Labels to put in front of the endpoint's host, where OSS for one wants the bucket; see
    /// [`BaseUrl::with_labels`](crate::endpoint::BaseUrl::with_labels). Each is checked to be a single label.
    pub host_labels: Vec<String>,
    /// The body.
    pub body: Body,
}

impl RequestParts {
    /// Adds a parameter that the operation has left out, and says whether there is a way to.
    pub(crate) fn add(&mut self, parameter: &Parameter, text: String) -> bool {
        let fields = match (parameter.location, &mut self.body) {
            (Location::Query, _) => &mut self.query,
            (Location::Form, Body::Form(fields)) => fields,
            (Location::Header, _) => &mut self.headers,
            _ => return false,
        };
        fields.push((parameter.name.to_owned(), text));
        true
    }

    /// The whole request, to be dated and signed. `host` is the host as it is addressed: with its labels, and with
    /// `:port` unless that is the scheme's own.
    #[must_use]
    pub fn into_request(self, info: &OperationInfo, host: String) -> UnsignedRequest {
        UnsignedRequest {
            method: info.method().as_str().into(),
            host,
            path: self.path,
            action: info.name.into(),
            version: info.product.version.into(),
            query: self.query,
            headers: self.headers,
            body: self.body,
        }
    }
}

/// Lays out an operation's parameters as the parts of a request.
///
/// An operation that declares form fields gets a form even when none of them is set, as the official SDKs send it.
///
/// # Errors
///
/// The first parameter that cannot travel, with the reason: one that would change the path or the host, a header that
/// is not one line, a number that JSON does not have, a style that is not supported.
pub fn request_parts(operation: &dyn Model, info: &OperationInfo) -> Result<RequestParts, ParameterError> {
    let error = |parameter: &str, problem| ParameterError::new(info.name, parameter, problem);
    let mut parts = RequestParts::default();
    let mut path_values = Vec::new();
    let mut form = info.parameters.iter().any(|parameter| parameter.location == Location::Form).then(Vec::new);
    let mut body = None;
    let mut index = 0;
    while let Some((name, view)) = operation.view_at(index) {
        let Some(parameter) = declared(info, index, name) else {
            if !info.open {
                return Err(error(name, ParameterProblem::Undeclared));
            }
            index += 1;
            flatten_into(name, view, &mut parts.query).map_err(|problem| error(name, problem))?;
            continue;
        };
        index += 1;
        if matches!(view, View::Absent) {
            continue;
        }
        if parameter.style == Style::Xml {
            return Err(error(name, ParameterProblem::Xml));
        }
        let result = match parameter.location {
            Location::Query => push_pairs(parameter, view, &mut parts.query),
            Location::Form => push_pairs(parameter, view, form.get_or_insert_default()),
            Location::Path => {
                join(name, view, parameter.style).map(|text| path_values.extend(text.map(|it| (name, it))))
            }
            Location::Header => header(parameter, view).map(|header| parts.headers.extend(header)),
            Location::Host => host_label(parameter, view).map(|label| parts.host_labels.extend(label)),
            Location::Body if body.is_some() => Err(ParameterProblem::SecondBody),
            Location::Body => json_body(view).map(|json| body = json.map(|json| (name, json))),
        };
        result.map_err(|problem| error(name, problem))?;
    }
    let (path, fixed_query) =
        path::fill(info.path, &path_values).map_err(|(parameter, problem)| error(parameter, problem))?;
    parts.path = path;
    parts.query.extend(fixed_query);
    parts.body = match (body, form) {
        (Some((name, _)), Some(fields)) if !fields.is_empty() => return Err(error(name, ParameterProblem::SecondBody)),
        (Some((_, json)), _) => Body::Json(json),
        (None, Some(fields)) => Body::Form(fields),
        (None, None) => Body::Empty,
    };
    Ok(parts)
}

/// The parameter of a place. Generated code lists both in one order; a search makes other implementations work.
fn declared(info: &OperationInfo, index: usize, name: &str) -> Option<&'static Parameter> {
    info.parameters.get(index).filter(|parameter| parameter.name == name).or_else(|| info.parameter(name))
}

/// Adds the names and values of a parameter to a query or form.
fn push_pairs(
    parameter: &Parameter,
    view: View<'_>,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), ParameterProblem> {
    match parameter.style {
        Style::Flat => flatten_into(parameter.name, view, pairs)?,
        style => pairs.extend(join(parameter.name, view, style)?.map(|text| (parameter.name.to_owned(), text))),
    }
    Ok(())
}

fn header(parameter: &Parameter, view: View<'_>) -> Result<Option<(String, String)>, ParameterProblem> {
    let Some(text) = join(parameter.name, view, parameter.style)? else {
        return Ok(None);
    };
    HeaderName::from_bytes(parameter.name.as_bytes()).map_err(|_| ParameterProblem::Header)?;
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| ParameterProblem::Header)?;
    Ok(Some((parameter.name.to_owned(), text)))
}

fn host_label(parameter: &Parameter, view: View<'_>) -> Result<Option<String>, ParameterProblem> {
    match join(parameter.name, view, parameter.style)? {
        Some(label) if !is_host_label(&label) => Err(ParameterProblem::HostLabel),
        label => Ok(label),
    }
}

/// The JSON text of a body. A body that is text already is sent as it stands, without quotes.
fn json_body(view: View<'_>) -> Result<Option<Bytes>, ParameterProblem> {
    match view {
        View::Absent | View::Json(Value::Null) => Ok(None),
        View::Text(text) => Ok(Some(text.to_owned().into())),
        View::Json(Value::String(text)) => Ok(Some(text.clone().into())),
        view => Ok(Some(serde_json::to_vec(&ViewJson(view))?.into())),
    }
}
