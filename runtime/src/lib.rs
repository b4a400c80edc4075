//! What every generated Alibaba Cloud client shares: decoding, signing, sending, errors.
//!
//! Programs depend on a generated crate, such as `alibabacloud-ice`, which has the operations, re-exports the types that
//! most programs need, and has this crate as its module `runtime`.
//!
//! | For | See |
//! |---|---|
//! | Sending operations | [`Client`], [`ClientBuilder`], [`PendingCall`] |
//! | Responses and errors | [`Response`], [`Error`], [`ErrorKind`] |
//! | Lists and jobs | [`Items`], [`Pages`], [`Wait`], [`States`] |
//! | Retries | [`RetryPolicy`], and its parts in [`retry`] |
//! | Credentials | [`DefaultCredentials`], [`Credentials`], [`CredentialProvider`], [`Environment`] |
//! | Requests that are not sent | [`DryRun`], [`PresignedUrl`], [`sign`] |
//! | Facts of operations | [`Operation`], [`OperationInfo`], [`Policy`] |
//! | Another HTTP stack | [`Transport`] |
//! | Programs that are not async | `Client::blocking`, with the feature `blocking` |
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `rustls` | on | HTTPS, by the crate `rustls`. Without it, the default transport sends plain HTTP only, and no TLS library and no C code are compiled. |
//! | `blocking` | off | Calls that block their thread: `Client::blocking`. |
//! | `sm3` | off | Signatures by `ACS3-HMAC-SM3`: `SignatureVersion::V3Sm3`. |
//! | `reqwest` | off | `ClientBuilder::configure_http`, and the crate `reqwest` that its types come from. |
//! | `chrono`, `jiff`, `time` | off | [`Timestamp`] from and to the types of these crates. |

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod advice;
#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
mod clock;
mod credentials;
mod encoding;
pub mod endpoint;
mod error;
mod masking;
pub mod model;
mod nonce;
pub mod operation;
pub mod paging;
pub mod parameters;
mod received;
mod response;
pub mod retry;
mod secret_name;
pub mod sign;
mod task;
pub mod transport;
pub mod waiting;

pub use client::{
    Attempt, CallFuture, Client, ClientBuilder, DryRun, PendingCall, PendingDryRun, PendingUrl, PresignedUrl,
    SignatureVersion,
};
pub use credentials::{
    AnonymousCredentials, AssumeRole, AssumeRoleWithOidc, Cached, CliProfile, CredentialProvider, Credentials,
    CredentialsUri, DefaultCredentials, EcsMetadata, Environment, EnvironmentCredentials, IniProfile, Secret,
};
pub use error::{Error, ErrorKind};
pub use response::Response;
#[doc(inline)]
pub use retry::RetryPolicy;
pub use task::BoxFuture;
#[doc(inline)]
pub use transport::Transport;

#[doc(inline)]
pub use model::{AnyText, Json, Model, Timestamp};
#[doc(hidden)]
pub use model::{Blank, Names, Place, Slot, View, blank};
#[doc(inline)]
pub use operation::{
    ApiStyle, Auth, Cursor, Effect, Endpoint, Kind, Location, Method, Operation, OperationInfo, Operations, Paged,
    Paging, Parameter, Policy, Product, RamAction, ResponseBody, Style, UnknownOperation, Waitable, Waiter,
    WithParameters,
};
#[doc(inline)]
pub use paging::{Items, Pages};
/// Any JSON value, for what the metadata does not describe.
pub use serde_json::Value;
#[doc(inline)]
pub use waiting::{Progress, States, Wait};

/// The types of [`ClientBuilder::configure_http`].
#[cfg(feature = "reqwest")]
pub use reqwest;
/// The types of own [`Transport`]s.
pub use {bytes, http};

#[doc(hidden)]
pub use serde;
