//! JSON of any shape.

use serde_json::Value;

use super::place::{Cell, Model, Slot, View};

/// A document without a type: one field without a name.
#[derive(Default)]
pub(crate) struct AnyJson(pub(crate) Value);

impl Model for AnyJson {
    fn slot_of(&mut self, name: &str) -> Option<Slot<'_>> {
        name.is_empty().then_some(Slot::Json(Cell::Required(&mut self.0)))
    }

    fn view_at(&self, index: usize) -> Option<(&'static str, View<'_>)> {
        (index == 0).then_some(("", View::Json(&self.0)))
    }
}
