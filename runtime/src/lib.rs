//! What every generated Alibaba Cloud client shares: decoding, signing, sending, errors.

mod clock;
pub mod model;
pub mod operation;

#[doc(hidden)]
pub use serde;
