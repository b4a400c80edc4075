//! JSON that travels as text: a request's parameter, or a field, whose string holds JSON.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::place::{Place, PlaceKind, Slot, View};
use super::typed_text::{AnyText, deserialize_typed_text};
use crate::masking::masked_text;

/// JSON as text, for example `{"Type":"OSS","Media":"oss://bucket/a.mp4"}`: what a string holds that the service reads as
/// JSON.
///
/// Made from a [`Value`], which is written without spaces, from anything serializable by
/// [`from_serialize`](Self::from_serialize), or from text. Text is sent as it stands: it is never parsed, changed or
/// refused, so that what the service sends and takes is never wrong here. [`parse`](Self::parse) reads it.
///
/// Two are equal where their texts are, and ordered by them.
///
/// ```
/// use alibabacloud_runtime::Json;
/// use serde_json::json;
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Input {
///     media: String,
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let from_value = Json::from(json!({"media": "a.mp4"}));
/// let from_struct = Json::from_serialize(&Input { media: "a.mp4".to_owned() })?;
/// let from_text = Json::from(r#"{"media":"a.mp4"}"#);
/// assert_eq!(from_value, from_struct);
/// assert_eq!(from_value, from_text);
/// assert_eq!(from_text.parse::<Input>()?.media, "a.mp4");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Json(String);

impl Json {
    /// The JSON of a value, without spaces.
    ///
    /// # Errors
    ///
    /// Those of [`serde_json::to_string`]: the value's own, or a map whose keys are no text.
    pub fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, without a copy.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// What the text says, as a [`Value`] or any type of one's own.
    ///
    /// # Errors
    ///
    /// Those of [`serde_json::from_str`]: the text is not JSON, or not that of the type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self(value.to_string())
    }
}

impl<T: AnyText> From<T> for Json {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl AsRef<str> for Json {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// The JSON with its secrets masked.
impl fmt::Debug for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&masked_text(&self.0, &[]))
    }
}

impl Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Json {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_typed_text(deserializer)
    }
}

/// JSON as text is typed text like a timestamp: whatever it is, it is kept.
impl Place for Json {
    type Kind = JsonText;
}

/// JSON as text, among the kinds of places.
pub struct JsonText;

impl PlaceKind<Json> for JsonText {
    fn blank() -> Json {
        Json::default()
    }
    fn slot(json: &mut Json) -> Slot<'_> {
        Slot::TypedText(json)
    }
    fn view(json: &Json) -> View<'_> {
        View::Text(&json.0)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_becomes_compact_text_and_text_stays_as_it_stands() {
        let value = json!({"a": [1, 2.5, null], "b": "ü\n"});
        assert_eq!(Json::from(&value).as_str(), r#"{"a":[1,2.5,null],"b":"ü\n"}"#);
        assert_eq!(Json::from(value.clone()), Json::from_serialize(&value).unwrap());
        for text in ["{ \"a\" : 1 }", "", "no JSON", "\"quoted\"", "{"] {
            assert_eq!(Json::from(text).to_string(), text);
            assert_eq!(Json::from(text.to_owned()).into_string(), text);
            assert_eq!(Json::from(&text.to_owned()), Json::from(Cow::Borrowed(text)));
        }
        // A string is JSON too, with its quotation marks.
        assert_eq!(Json::from(json!("quoted")).as_str(), "\"quoted\"");
    }

    #[test]
    fn it_is_parsed_on_demand() {
        assert_eq!(Json::from(" [1, 2] ").parse::<Vec<i64>>().unwrap(), [1, 2]);
        assert_eq!(Json::from("{\"a\":1}").parse::<Value>().unwrap(), json!({"a": 1}));
        assert!(Json::from("{").parse::<Value>().is_err());
        assert!(Json::from("{}").parse::<Vec<i64>>().is_err());
    }

    #[test]
    fn what_cannot_be_json_is_an_error() {
        let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(Json::from_serialize(&keys).is_err());
    }

    #[test]
    fn serde_has_it_as_text() {
        let json = Json::from(json!({"a": 1}));
        assert_eq!(serde_json::to_value(&json).unwrap(), json!("{\"a\":1}"));
        assert_eq!(serde_json::from_value::<Json>(json!("{\"a\":1}")).unwrap(), json);
        assert!(serde_json::from_value::<Json>(json!({"a": 1})).is_err());
    }

    #[test]
    fn debug_masks_what_is_named_like_a_secret() {
        let json = Json::from(json!({"Password": "open sesame", "Title": "a"}));
        assert_eq!(format!("{json:?}"), r#"{"Password":***,"Title":"a"}"#);
        assert!(json.to_string().contains("open sesame"));
    }
}
