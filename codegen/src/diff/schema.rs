//! Compares schemas, and what is in them.

use std::collections::BTreeSet;

use super::change::Change;
use super::rule::Kind;
use crate::names;
use crate::spec::{Operation, Schema};

/// Whose values they are: what a user has to give is required, what the service gives never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
}

/// The names of both versions: kind and path in the metadata of every line.
pub(super) struct Schemas<'a> {
    pub(super) old: BTreeSet<(&'a str, &'a str)>,
    pub(super) new: BTreeSet<(&'a str, &'a str)>,
}

impl Schemas<'_> {
    pub(super) fn response(&self, old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
        let path = format!("{}.response", old.name);
        match (&old.response, &new.response) {
            (Some(old), Some(new)) => self.field(old, new, &path, Side::Response, changes),
            (None, Some(_)) => changes.push(Change::new(Kind::FieldAdded, path)),
            (Some(_), None) => changes.push(Change::new(Kind::FieldRemoved, path)),
            (None, None) => {}
        }
    }

    /// Compares the schema of a parameter, a property, an element or a response.
    pub(super) fn field(&self, old: &Schema, new: &Schema, path: &str, side: Side, changes: &mut Vec<Change>) {
        if side == Side::Request && old.required != new.required {
            let kind = if new.required { Kind::BecameRequired } else { Kind::BecameOptional };
            changes.push(Change::new(kind, path));
        }
        changes.extend(deprecation(path, old.deprecated, new.deprecated));
        let (was, is) = (type_of(old, path, &self.old), type_of(new, path, &self.new));
        if was != is {
            changes.push(Change::new(Kind::TypeChanged, path).values("type", was, is));
            return;
        }
        self.values(old, new, path, changes);
        constraints(old, new, path, changes);
        for (name, property) in &old.properties {
            let path = names::within(path, name);
            match new.properties.get(name) {
                Some(now) => self.field(property, now, &path, side, changes),
                None => changes.push(Change::new(Kind::FieldRemoved, path)),
            }
        }
        for (name, property) in new.properties.iter().filter(|(name, _)| !old.properties.contains_key(*name)) {
            let required = side == Side::Request && property.required;
            let kind = if required { Kind::RequiredFieldAdded } else { Kind::FieldAdded };
            changes.push(Change::new(kind, names::within(path, name)));
        }
        for (sign, old, new) in [("[]", &old.items, &new.items), ("{}", &old.entries, &new.entries)] {
            if let (Some(old), Some(new)) = (old, new) {
                // Whether an element is required means nothing.
                self.field(old, new, &format!("{path}{sign}"), Side::Response, changes);
            }
        }
    }

    /// The documented values: variants where they make an enum, documentation elsewhere.
    fn values(&self, old: &Schema, new: &Schema, path: &str, changes: &mut Vec<Change>) {
        let (was, is) = (documented(old), documented(new));
        let gone = was.difference(&is).map(|value| (value, Kind::ValueRemoved, &self.old));
        let come = is.difference(&was).map(|value| (value, Kind::ValueAdded, &self.new));
        for (value, kind, names) in gone.chain(come) {
            let variant = format!("{path}={value}");
            let (old, new) = if kind == Kind::ValueAdded { ("", *value) } else { (*value, "") };
            let change = if names.contains(&("variant", variant.as_str())) {
                Change::new(kind, variant)
            } else {
                Change::new(Kind::ConstraintChanged, path).values("documented value", old, new)
            };
            changes.push(change);
        }
    }
}

/// Whether the service has begun or ceased to advise against something.
pub(super) fn deprecation(path: &str, old: bool, new: bool) -> Option<Change> {
    let kind = if new { Kind::Deprecated } else { Kind::Restored };
    (old != new).then(|| Change::new(kind, path))
}

/// The values that the schema lists; where it lists none, those that have a title. So are the variants of an enum.
fn documented(schema: &Schema) -> BTreeSet<&str> {
    let titles = if schema.values.is_empty() { Some(schema.value_titles.keys()) } else { None };
    schema.values.iter().chain(titles.into_iter().flatten()).map(String::as_str).collect()
}

/// What is documented of a value and changes no type.
fn constraints(old: &Schema, new: &Schema, path: &str, changes: &mut Vec<Change>) {
    let bound = |schema: &Schema, key: &str| schema.bounds.get(key).map(|it| it.value.clone()).unwrap_or_default();
    let keys: BTreeSet<&str> = old.bounds.keys().chain(new.bounds.keys()).copied().collect();
    let mut all = vec![("format", old.format.clone(), new.format.clone())];
    all.extend(keys.into_iter().map(|key| (key, bound(old, key), bound(new, key))));
    for (what, old, new) in all.into_iter().filter(|(_, old, new)| old != new) {
        changes.push(Change::new(Kind::ConstraintChanged, path).values(what, old, new));
    }
    if old.sensitive != new.sensitive {
        let word = |verdict: Option<bool>| verdict.map(|verdict| verdict.to_string()).unwrap_or_default();
        changes.push(Change::new(Kind::MaskingChanged, path).values(
            "sensitive",
            word(old.sensitive),
            word(new.sensitive),
        ));
    }
}

/// The type in words, as far as this schema decides it. Which texts are enums and which objects are structs, the names tell.
fn type_of(schema: &Schema, path: &str, names: &BTreeSet<(&str, &str)>) -> String {
    if let Some(reference) = &schema.reference {
        return format!("`{}`", reference.value.name);
    }
    let named = names.contains(&("type", path));
    let word = match schema.kind.as_ref().map_or("any", |kind| kind.value.as_str()) {
        "string" if named => "enum",
        "string" if schema.format == "iso8601" => "time",
        "string" if schema.json == Some(true) => "JSON in text",
        "string" => "text",
        "array" => "list",
        "object" if named => "object",
        "object" if schema.entries.is_some() => "map",
        "object" => "any",
        other => other,
    };
    word.to_owned()
}
