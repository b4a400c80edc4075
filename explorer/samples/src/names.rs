//! The public paths of a generated crate, as its `names.lock` lists them.

use std::collections::HashMap;

use crate::Error;

/// Paths in Rust by the paths in the metadata that they stand for.
#[derive(Debug, Default)]
pub(crate) struct Names {
    types: HashMap<String, String>,
    fields: HashMap<String, String>,
    variants: HashMap<String, String>,
}

impl Names {
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let mut names = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let parts = line.split_once(' ').and_then(|(kind, rest)| Some((kind, rest.split_once(' ')?)));
            let Some((kind, (path, wire))) = parts else {
                return Err(Error::Document(format!("`{line}` is not a line of names.lock")));
            };
            let of_kind = match kind {
                "type" => &mut names.types,
                "field" => &mut names.fields,
                "variant" => &mut names.variants,
                _ => continue,
            };
            of_kind.insert(wire.to_owned(), path.to_owned());
        }
        Ok(names)
    }

    /// The path of a type from the root of its crate, by which users import it.
    pub(crate) fn ty(&self, wire: &str) -> Option<String> {
        self.types.get(wire).map(|path| re_exported(path, wire))
    }

    /// The path of the struct of a type's required fields, if its constructor takes one.
    pub(crate) fn required(&self, wire: &str) -> Option<String> {
        self.types.get(&format!("{wire}!")).map(|path| re_exported(path, wire))
    }

    /// The name of a field, which is also that of its setter.
    pub(crate) fn field(&self, wire: &str) -> Option<&str> {
        self.fields.get(wire).map(|path| last(path))
    }

    /// The name of an enum's variant.
    pub(crate) fn variant(&self, wire: &str, value: &str) -> Option<&str> {
        self.variants.get(&format!("{wire}={value}")).map(|path| last(path))
    }
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// An operation and a shared schema are re-exported beside the module that is named after them.
fn re_exported(path: &str, wire: &str) -> String {
    let has_module = !wire.strip_prefix("schemas.").unwrap_or(wire).contains(['.', '[', '{']);
    match path.split("::").collect::<Vec<_>>().as_slice() {
        [outer, _, name] if has_module => format!("{outer}::{name}"),
        _ => path.to_owned(),
    }
}

/// The path of a property in the metadata. A name that could be read as several is in quotes.
pub(crate) fn within(wire: &str, property: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "_-$:@/*".contains(character);
    if property.chars().all(is_plain) { format!("{wire}.{property}") } else { format!("{wire}.{property:?}") }
}
