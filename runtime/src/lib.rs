//! What every generated Alibaba Cloud client shares: decoding, signing, sending, errors.

mod client;
mod clock;
mod credentials;
mod encoding;
pub mod endpoint;
mod error;
mod future;
pub mod model;
pub mod operation;
pub mod parameters;
mod response;
pub mod sign;
pub mod transport;

pub use client::{Client, ClientBuilder, SignatureVersion};
pub use credentials::{CredentialProvider, Credentials, EnvironmentCredentials};
pub use error::{Error, ErrorKind};
pub use future::BoxFuture;
pub use response::Response;
pub use transport::Transport;

#[doc(hidden)]
pub use model::Blank;
pub use model::{Model, Place, Slot, Timestamp, View};
pub use operation::{
    ApiStyle, Auth, Effect, Endpoint, Location, Method, Operation, OperationInfo, Parameter, Product, RamAction, Style,
};
/// Any JSON value, for what the metadata does not describe.
pub use serde_json::Value;

/// The types of own [`Transport`]s.
pub use {bytes, http};

#[doc(hidden)]
pub use serde;
