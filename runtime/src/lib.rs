//! What every generated Alibaba Cloud client shares.

pub mod operation;
