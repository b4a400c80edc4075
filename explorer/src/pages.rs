//! The pages. Every text in them is escaped by `maud`.

mod code;
mod field;
mod layout;
pub(crate) mod operation;
mod overview;
mod prose;
mod reference;
mod result;
mod tree;
mod wire;

pub(crate) use layout::{Frame, problem};
pub(crate) use overview::{family, found, home};
