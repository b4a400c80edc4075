//! What every generated Alibaba Cloud client shares.

mod encoding;
pub mod operation;
pub mod sign;
