//! A slot that is to be filled.

use crate::model::context::Context;
use crate::model::json_path::Path;
use crate::model::place::Slot;

/// Fills one slot with whatever comes.
pub(super) struct SlotSeed<'a, 'c> {
    pub(super) slot: Slot<'a>,
    /// Whether the slot is that of a list's or map's element, which may be `null` where it may be any JSON value.
    pub(super) element: bool,
    pub(super) context: &'c mut Context,
    pub(super) path: &'c Path<'c>,
}
