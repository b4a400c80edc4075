//! Lists that come in pages: requested one after another, as pages or as entries.

mod cursor;
mod stream;

pub use stream::{Items, Pages};

pub use crate::operation::{Cursor, Paged, Paging};
