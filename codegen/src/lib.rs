//! Turns Alibaba Cloud API metadata into Rust, in memory.

pub mod canonical;
pub mod diagnostic;
pub mod import;
pub mod tree;
