//! Turns Alibaba Cloud API metadata into Rust, in memory.

pub mod diagnostic;
pub mod tree;
