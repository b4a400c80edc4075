//! A request as it may be shown: without what would let others send it, or read its confidential parameters.

use std::borrow::Cow;

use http::HeaderMap;
use serde_json::{Map, Number, Value};

use super::headers::is_reserved;
use crate::encoding::{base64, percent_encode};
use crate::masking::{MASK, masked_field, masked_text};
use crate::model::{Model, Names, Slot, View, each_entry, fields};
use crate::secret_name::is_secret;
use crate::sign::{SignedRequest, UnsignedRequest};

/// Query parameters of the older signature that are secrets.
const QUERY: [&str; 3] = ["Signature", "SecurityToken", "BearerToken"];
/// Headers that are secrets as a whole.
const HEADERS: [&str; 2] = ["x-acs-security-token", "x-acs-bearer-token"];

/// The parameters of an operation, the sensitive ones masked as `Debug` masks them.
#[derive(Default)]
pub(super) struct Masked(Vec<(String, Value)>);

impl Masked {
    /// `None` where the operation holds nothing sensitive.
    pub(super) fn of(operation: &dyn Model) -> Option<Self> {
        let mut found = false;
        let fields = named(operation, &mut found);
        found.then_some(Self(fields))
    }
}

impl Model for Masked {
    fn names(&self) -> Names<'_> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn slot_at(&mut self, _: usize) -> Slot<'_> {
        Slot::Nowhere
    }

    fn view_at(&self, index: usize) -> View<'_> {
        self.0.get(index).map_or(View::Absent, |(_, value)| View::Json(value))
    }
}

/// The fields that are not absent.
fn named(model: &dyn Model, found: &mut bool) -> Vec<(String, Value)> {
    let present = fields(model).filter(|(_, view, _)| !matches!(view, View::Absent));
    let fields = present.map(|(name, view, secret)| {
        let value = match view {
            _ if secret => {
                *found = true;
                match view {
                    View::Bytes(_) => base64(MASK.as_bytes()).into(),
                    _ => MASK.into(),
                }
            }
            View::Json(value) => masked_json(name, value, model.sensitive(), found),
            view => masked_value(view, found),
        };
        (name.to_owned(), value)
    });
    fields.collect()
}

fn masked_value(view: View<'_>, found: &mut bool) -> Value {
    match view {
        View::Absent => Value::Null,
        View::Text(text) => {
            let masked = masked_text(text, &[]);
            *found |= masked != text;
            masked.as_ref().into()
        }
        View::Enum(value) => masked_value(View::Text(value.names().0), found),
        View::Integer(number) => number.into(),
        View::Float(number) => Number::from_f64(number).into(),
        View::Boolean(value) => value.into(),
        View::Bytes(bytes) => base64(bytes).into(),
        View::Json(value) => masked_json("", value, &[], found),
        View::Object(model) => Value::Object(named(model, found).into_iter().collect()),
        View::List(list) => (0..list.len()).map(|index| masked_value(list.at(index), found)).collect(),
        View::Map(map) => {
            let mut entries = Map::new();
            each_entry(map, &mut |key, view, secret| {
                *found |= secret;
                let value = if secret { MASK.into() } else { masked_value(view, found) };
                entries.insert(key.to_owned(), value);
            });
            Value::Object(entries)
        }
    }
}

/// JSON, in which names alone say what is a secret.
fn masked_json(name: &str, value: &Value, also: &[&str], found: &mut bool) -> Value {
    let masked = masked_field(name, value, also);
    *found |= masked != *value;
    masked
}

/// A text that is not of the operation, masked by its name, and where names within it are those of secrets.
pub(super) fn masked_named<'a>(name: &str, text: &'a str) -> Cow<'a, str> {
    if is_secret(name) { MASK.into() } else { masked_text(text, &[]) }
}

/// The signed query string, masked. `own` is the query of the operation, `shown` the same of its masked parameters.
pub(super) fn query(signed: &SignedRequest<'_>, own: &UnsignedRequest, shown: &UnsignedRequest) -> String {
    let own: Vec<String> = own.query.iter().map(|(name, _)| percent_encode(name)).collect();
    let pairs = signed.query.split('&').filter_map(|pair| pair.split_once('='));
    let added = pairs.filter(|(name, _)| !own.iter().any(|own| own == name));
    let added = added.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let operation = shown.query.iter().map(|(name, value)| (percent_encode(name), legible(&percent_encode(value))));
    let mut pairs: Vec<_> = operation.chain(added).collect();
    pairs.sort();
    let pairs = pairs.into_iter().map(|(name, value)| {
        let value = if QUERY.contains(&name.as_str()) { MASK } else { &value };
        format!("{name}={value}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// The same text with masks that can be read.
pub(super) fn legible(encoded: &str) -> String {
    encoded.replace(&percent_encode(MASK), MASK)
}

/// Names and values of headers, masked. `shown` is the request of the operation's masked parameters, where they differ:
/// then even the hash of the body, from which a short secret could be found by trying, is masked.
pub(super) fn headers(headers: &HeaderMap, shown: Option<&UnsignedRequest>) -> Vec<(String, String)> {
    let headers = super::curl::header_texts(headers).into_iter().map(|(name, value)| {
        let own = shown.and_then(|shown| shown.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(&name)));
        let hash = name == "x-acs-content-sha256" && shown.is_some();
        let value = match own {
            Some((_, masked)) => masked.clone(),
            None if hash || HEADERS.contains(&name.as_str()) => MASK.to_owned(),
            None if !is_reserved(&name) => masked_named(&name, &value).into_owned(),
            None if name == "authorization" => match value.split_once("Signature=") {
                Some((before, _)) => format!("{before}Signature={MASK}"),
                None => MASK.to_owned(),
            },
            None => value,
        };
        (name, value)
    });
    headers.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_value_of_a_pair_is_masked_by_the_name_beside_it() {
        let pair = |key: &str, value| Masked(vec![("Key".to_owned(), json!(key)), ("Value".to_owned(), value)]);
        for (operation, shown) in [
            (pair("Password", json!("hush")), Some("***")),
            (pair("Password", json!(["hush"])), Some("***")),
            (pair("Password", Value::Null), None),
            (pair("NextToken", json!("hush")), None),
        ] {
            let masked = Masked::of(&operation).map(|masked| masked.0[1].1.clone());
            assert_eq!(masked, shown.map(Value::from), "{:?}", View::Object(&operation));
            let debug = format!("{:?}", View::Object(&operation));
            assert_eq!(debug.contains("hush"), shown.is_none() && operation.0[1].1 != Value::Null, "{debug}");
        }
    }
}
