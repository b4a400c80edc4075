//! What every generated Alibaba Cloud client shares: decoding, signing, sending, errors.

mod clock;
mod encoding;
pub mod endpoint;
pub mod model;
pub mod operation;
pub mod parameters;
pub mod sign;

#[doc(hidden)]
pub use serde;
