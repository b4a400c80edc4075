//! What is wrong with a spec, where, and what to do about it: made once, as data, and rendered once.

mod code;
mod excerpt;
mod json;
mod problem;
mod problems;
mod render;

pub use code::Code;
pub use json::Message;
pub use problem::{Diagnostic, Fix, Help, PLACEHOLDER, Severity};
pub use problems::Diagnostics;
