//! Sparse responses: what a service may do that documents nothing as required, and a generous fake never does.

use serde_json::{Value, json};

use crate::seed::Seed;

/// A value that no documentation lists, and the name of a field that none has.
pub(crate) const NEVER_HEARD_OF: &str = "NeverHeardOf";

/// Which parts of responses are missing, empty, unknown or extra: chosen by a seed, the same ones in every run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sparse(Seed);

impl Sparse {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Seed::of("sparse").number(seed))
    }

    /// Whether an optional field is left out.
    pub(crate) fn leaves_out(self, field: Seed) -> bool {
        self.draws("left out", field, 35)
    }

    /// Whether a list has no entries.
    pub(crate) fn empties(self, list: Seed) -> bool {
        self.draws("empty", list, 35)
    }

    /// Whether a field has an undocumented value.
    pub(crate) fn is_unknown(self, field: Seed) -> bool {
        self.draws("unknown", field, 25)
    }

    /// The value of an undocumented field of an object, if it has one.
    pub(crate) fn extra(self, object: Seed) -> Option<Value> {
        let values = [json!(1), json!("new"), json!(null), json!({ "New": [true] })];
        let index = usize::try_from(object.below(4)).unwrap_or(0);
        if self.draws("extra", object, 25) { values.get(index).cloned() } else { None }
    }

    fn draws(self, what: &str, of: Seed, percent: u64) -> bool {
        self.0.with(what).number(of.value()).below(100) < percent
    }
}
