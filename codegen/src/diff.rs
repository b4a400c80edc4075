//! What another version of the metadata changes, which public paths it touches, and which version number follows.
//!
//! [`diff`] compares the typed specs of two versions (`compare`), decides by a table of rules (`rule`), and finds the Rust paths of
//! each change in the names of both versions (`paths`). [`Diff`] is data; `text`, `changelog` and `json` render it.

mod change;
mod changelog;
mod compare;
mod helpers;
mod json;
mod named;
mod operation;
mod paths;
mod product;
mod rule;
mod schema;
mod text;

pub use change::{Change, Diff};
pub use compare::diff;
pub use rule::{Bump, Kind};
