//! Sets values in the text of the CLI's file and leaves every other byte as it is: order, layout, unknown settings.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::config::setting;

/// The text with these settings of a profile; `None` if the text does not have the profile.
pub(super) fn set(text: &str, profile: &str, changes: &[(&str, Value)]) -> Option<String> {
    let file = object(text.trim_start_matches('\u{feff}'))?;
    let profiles: Vec<&RawValue> = serde_json::from_str(file.get("profiles")?.get()).ok()?;
    let (whole, entries) = profiles.into_iter().find_map(|whole| {
        let entries = object(whole.get())?;
        (setting(entries.get("name")?)? == profile).then_some((whole, entries))
    })?;

    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut added = String::new();
    for (key, value) in changes {
        match entries.get(key) {
            Some(old) => edits.push((range_of(text, old)?, value.to_string())),
            None => added.push_str(&format!(",{}\"{key}\": {value}", layout(whole)?)),
        }
    }
    let end = range_of(text, entries.0.last()?.1)?.end;
    edits.push((end..end, added));
    // From the end, so that earlier positions stay valid.
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut edited = text.to_owned();
    for (range, value) in edits.into_iter().rev() {
        edited.replace_range(range, &value);
    }
    Some(edited)
}

/// The position of a value in the text that it was read from.
fn range_of(text: &str, value: &RawValue) -> Option<Range<usize>> {
    let start = value.get().as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    Some(start..start + value.get().len())
}

/// The text before an object's first key, usually a line break and an indent.
fn layout(object: &RawValue) -> Option<&str> {
    let (layout, _) = object.get().strip_prefix('{')?.split_once('"')?;
    Some(layout)
}

fn object(text: &str) -> Option<Entries<'_>> {
    serde_json::from_str(text).ok()
}

/// An object's values, in order and as they stand in the text.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Entries<'a> {
    /// The last of several with the same key, as JSON readers do.
    fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(given, _)| given == key).map(|(_, value)| *value)
    }
}

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Entries<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes() -> [(&'static str, Value); 3] {
        [("sts_token", "a\"b".into()), ("added", 7.into()), ("mode", "OAuth".into())]
    }

    #[test]
    fn every_other_byte_stays() {
        let before = "\u{feff}{\n\t\"z\": 1.50,\n\t\"profiles\": [\n\t\t7, {\n\t\t\t\"name\": \"other\", \"sts_token\": \"x\"\n\t\t},\n\t\t{\n\t\t\t\
                      \"sts_token\": \"old\",\n\t\t\t\"name\": \"\\u0070\",\n\t\t\t\"odd\": {\"b\": 1,  \"a\": 12345678901234567890123}\n\t\t}\n\t],\n\t\
                      \"current\" : \"p\"\n}\n";
        let after = set(before, "p", &changes()).unwrap();
        let expected = before
            .replace("\"old\"", "\"a\\\"b\"")
            .replace("123}\n", "123},\n\t\t\t\"added\": 7,\n\t\t\t\"mode\": \"OAuth\"\n");
        assert_eq!(after, expected);
        // They exist now, so they are replaced.
        assert_eq!(set(&after, "p", &changes()).unwrap(), after);
    }

    #[test]
    fn text_without_layout_stays_so() {
        let before = r#"{"profiles":[{"name":"p","mode":"a","mode":"b"}]}"#;
        let after = r#"{"profiles":[{"name":"p","mode":"a","mode":"OAuth","sts_token": "a\"b","added": 7}]}"#;
        assert_eq!(set(before, "p", &changes()).unwrap(), after);
    }

    #[test]
    fn where_there_is_no_such_profile_nothing_is_set() {
        for text in ["", "[]", "{}", r#"{"profiles":{}}"#, r#"{"profiles":[{"name":"other"},{},[]]}"#] {
            assert_eq!(set(text, "p", &changes()), None, "{text}");
        }
    }
}
