//! JSON of any shape.

use serde_json::Value;

use super::place::{Cell, Model, Names, Slot, View};

/// A document without a type: one field without a name.
#[derive(Default)]
pub(crate) struct AnyJson(pub(crate) Value);

impl Model for AnyJson {
    fn names(&self) -> Names<'_> {
        Names::Fixed(&[""])
    }

    fn slot_at(&mut self, _: usize) -> Slot<'_> {
        Slot::Json(Cell::Required(&mut self.0))
    }

    fn view_at(&self, _: usize) -> View<'_> {
        View::Json(&self.0)
    }
}
