//! Pagination: lists as pages or as entries.

mod cursor;
mod stream;

pub use stream::{Items, Pages};

pub use crate::operation::{Cursor, Paged, Paging};
