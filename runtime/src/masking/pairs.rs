//! Pairs of name and value in a text (`{"Key":"Password","Value":"…"}`), object by object.

use std::collections::{HashMap, HashSet};
use std::mem::take;

use super::field::Field;

/// The pairs of the object that is read, and of those around it.
#[derive(Default)]
pub(super) struct Pairs<'a> {
    object: Object<'a>,
    around: Vec<Object<'a>>,
}

/// The pairs of an object by the parents of flattened fields, as `Tags.1` is that of `Tags.1.Key`; other fields have none.
#[derive(Default)]
struct Object<'a> {
    /// Where the name is that of a secret.
    secrets: HashSet<&'a str>,
    /// The values whose names are not known to be.
    values: HashMap<&'a str, Vec<Field<'a>>>,
}

impl<'a> Pairs<'a> {
    /// An object begins.
    pub(super) fn open(&mut self) {
        self.around.push(take(&mut self.object));
    }

    /// An object ends. What ends without a beginning is none: the text was cut, or has a lone bracket in a value.
    pub(super) fn close(&mut self) {
        if let Some(around) = self.around.pop() {
            self.object = around;
        }
    }

    /// Whether the name in front of this value is that of a secret. If not, it may be behind the value.
    pub(super) fn has_secret(&mut self, parent: &'a str, value: Field<'a>) -> bool {
        let is_secret = self.object.secrets.contains(parent);
        if !is_secret {
            self.object.values.entry(parent).or_default().push(value);
        }
        is_secret
    }

    /// A name is that of a secret. Returns the values in front of it.
    pub(super) fn add_secret(&mut self, parent: &'a str) -> Vec<Field<'a>> {
        self.object.secrets.insert(parent);
        self.object.values.remove(parent).unwrap_or_default()
    }
}
