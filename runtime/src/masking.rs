//! Output without secrets: JSON, and text that may hold some of it.

mod field;
mod json;
mod name;
mod pairs;
mod secret;
mod text;

pub(crate) use json::{masked, masked_field};
pub(crate) use name::{
    any_names_secret, is_pair_name, is_pair_value, is_same_key, is_secret_or, names_secret, parent_and_field,
    says_secret,
};
pub(crate) use secret::without;
pub(crate) use text::{MASK, masked_text};
