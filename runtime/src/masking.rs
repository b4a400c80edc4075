//! Output without secrets: JSON, and text that may hold some of it.

mod json;
mod secret;
mod text;

pub(crate) use json::{masked, masked_field};
pub(crate) use secret::without;
pub(crate) use text::{MASK, masked_text, says_secret};
