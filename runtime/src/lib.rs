//! What every generated Alibaba Cloud client shares: decoding, signing, sending, errors.

mod clock;
mod encoding;
pub mod endpoint;
pub mod model;
pub mod operation;
pub mod parameters;
pub mod sign;

pub use model::{Fields, Model, OpenEnum, Place, Slot, Timestamp, View};
pub use operation::{
    ApiStyle, Auth, Effect, Endpoint, Location, Method, Operation, OperationInfo, Parameter, Product, RamAction, Style,
};
/// Any JSON value, for what the metadata does not describe.
pub use serde_json::Value;

#[doc(hidden)]
pub use serde;
