//! Compares schemas, and what is in them.

use std::collections::BTreeSet;

use super::change::Change;
use super::rule::Kind;
use crate::names;
use crate::spec::{Operation, Product, Schema, is_bytes};

/// Whose values they are: what a user has to give is required, what the service gives never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
}

/// Both versions.
pub(super) struct Schemas<'a> {
    pub(super) old: Version<'a>,
    pub(super) new: Version<'a>,
}

/// What says which type a schema becomes.
pub(super) struct Version<'a> {
    /// Kind and path in the metadata of every line of the names.
    pub(super) names: BTreeSet<(&'a str, &'a str)>,
    pub(super) product: &'a Product,
}

impl Schemas<'_> {
    pub(super) fn response(&self, old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
        let path = format!("{}.response", old.name);
        match (&old.response, &new.response) {
            // The output has the fields of what a reference leads to.
            (Some(was), Some(is)) => {
                let (was, is) = (self.old.resolved(was), self.new.resolved(is));
                let bytes = [is_bytes(was, &old.produces), is_bytes(is, &new.produces)];
                self.content(was, is, &path, Side::Response, bytes, changes);
            }
            (None, Some(_)) => changes.push(Change::new(Kind::FieldAdded, path)),
            (Some(_), None) => changes.push(Change::new(Kind::FieldRemoved, path)),
            (None, None) => {}
        }
    }

    /// Compares the schema of a property.
    fn field(&self, old: &Schema, new: &Schema, path: &str, side: Side, changes: &mut Vec<Change>) {
        if side == Side::Request {
            changes.extend(requirement(path, old.required, new.required));
        }
        changes.extend(deprecation(path, old.deprecated, new.deprecated));
        self.content(old, new, path, side, [false; 2], changes);
    }

    /// The same but for whether it is required or deprecated, which means nothing of what is no parameter or property. `bytes` says
    /// which of the two is the bytes of a whole body.
    pub(super) fn content(
        &self,
        old: &Schema,
        new: &Schema,
        path: &str,
        side: Side,
        bytes: [bool; 2],
        changes: &mut Vec<Change>,
    ) {
        let of = |version: &Version<'_>, schema, is_bytes| {
            if is_bytes { "bytes".to_owned() } else { version.type_of(schema, path) }
        };
        let (was, is) = (of(&self.old, old, bytes[0]), of(&self.new, new, bytes[1]));
        if was != is {
            changes.push(Change::new(Kind::TypeChanged, path).values("type", was, is));
            return;
        }
        match (&old.reference, &new.reference) {
            (None, Some(_)) => self.documentation(old, self.new.resolved(new), path, changes),
            (Some(_), None) => self.documentation(self.old.resolved(old), new, path, changes),
            _ => self.documentation(old, new, path, changes),
        }
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
                self.content(old, new, &format!("{path}{sign}"), side, [false; 2], changes);
            }
        }
    }

    /// What is documented of a value that has the same type.
    fn documentation(&self, old: &Schema, new: &Schema, path: &str, changes: &mut Vec<Change>) {
        self.values(old, new, path, changes);
        constraints(old, new, path, changes);
    }

    /// The documented values: variants where they make an enum, documentation elsewhere.
    fn values(&self, old: &Schema, new: &Schema, path: &str, changes: &mut Vec<Change>) {
        let (was, is) = (documented(old), documented(new));
        let gone = was.difference(&is).map(|value| (value, Kind::ValueRemoved, &self.old.names));
        let come = is.difference(&was).map(|value| (value, Kind::ValueAdded, &self.new.names));
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

/// Whether a field has to be given from now on, or no longer.
pub(super) fn requirement(path: &str, old: bool, new: bool) -> Option<Change> {
    let kind = if new { Kind::BecameRequired } else { Kind::BecameOptional };
    (old != new).then(|| Change::new(kind, path))
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

impl Version<'_> {
    /// The schema itself, or what its reference leads to.
    fn resolved<'b>(&'b self, schema: &'b Schema) -> &'b Schema {
        self.shared(schema).map_or(schema, |(_, target)| target)
    }

    /// The shared schema that a reference leads to in the end. References may lead in a circle.
    fn shared<'b>(&'b self, schema: &'b Schema) -> Option<(&'b str, &'b Schema)> {
        let schemas = &self.product.schemas;
        let next = |schema: &'b Schema| schemas.get_key_value(&schema.reference.as_ref()?.value.name);
        let chain = std::iter::successors(next(schema), |(_, target)| next(target));
        chain.take(schemas.len()).last().map(|(name, target)| (name.as_str(), target))
    }

    /// Whether a shared schema has types: one that is a text, or a list of numbers, is what it stands for.
    pub(super) fn has_types(&self, path: &str) -> bool {
        let is_within = |rest: &str| rest.is_empty() || rest.starts_with(['.', '[', '{', '=']);
        self.names.iter().any(|(_, wire)| wire.strip_prefix(path).is_some_and(is_within))
    }

    /// The type in words, as far as this schema decides it. Which texts are enums and which objects are structs, the names tell.
    fn type_of(&self, schema: &Schema, path: &str) -> String {
        let named = |path: &str| self.names.contains(&("type", path));
        let (schema, named) = match self.shared(schema) {
            None => (schema, named(path)),
            Some((name, _)) if named(&format!("schemas.{name}")) => return format!("`{name}`"),
            Some((_, target)) => (target, false),
        };
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
}
