//! Output without secrets: JSON, and text that may hold some of it.

mod json;
mod pair;
mod secret;
mod text;

pub(crate) use json::{masked, masked_field};
pub(crate) use pair::{is_pair_name, is_pair_value, names_secret, parent};
pub(crate) use secret::without;
pub(crate) use text::{MASK, masked_text, says_secret};
