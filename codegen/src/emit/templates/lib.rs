__TITLE__
//!
//! An operation is a value: its constructor takes the required parameters, setters take the optional ones, and
//! [`Client::send`] sends it. Its types are in a module of its name. [`Client::items`] returns all entries of a
//! list, however it is paged, and [`Client::wait`] waits for a job. [`OPERATIONS`] is the table of all operations,
//! and [`Call`] sends one by its name.
//! Parameters whose text holds JSON take anything that converts into [`Json`]. A name that is a keyword of Rust is
//! written with `r#`, for example `r#type`.
__EXAMPLE__
//!
//! Credentials come from where the official SDKs look for them ([`DefaultCredentials`]), unless
//! [`ClientBuilder::credentials`] sets others. A call that fails is retried if that is safe
//! ([`RetryPolicy::standard`]), otherwise it returns an [`Error`]: its [`kind`](Error::kind) and [`code`](Error::code)
//! say what failed, [`may_have_taken_effect`](Error::may_have_taken_effect) whether the service may have acted, and
//! [`hint`](Error::hint) what to do next.
//!
//! Tests of your own make responses with [`Response::from`] and errors with [`Error::service`], or send to a local
//! server that behaves like the service: the crate `alibabacloud-fake`.
//!
//! The types that most programs need are re-exported here. All others are in [`runtime`], for example in its modules
//! [`retry`](runtime::retry) and [`sign`](runtime::sign).
//!
//! # Features
//!
//! `rustls` is on by default; without it, the default transport sends plain HTTP only. These are off by default:
//! `blocking` adds `Client::blocking`, for programs that are not async; `reqwest` adds
//! `ClientBuilder::configure_http`; `chrono`, `jiff` and `time` convert a [`Timestamp`] from and to the types of these
//! crates.
//!
//! Each family of operations is a module and a feature; all are on by default.
//!
//! | Feature | Operations | |
//! |---|---|---|
__FAMILIES__

#![allow(deprecated, clippy::disallowed_names, clippy::should_implement_trait, clippy::type_complexity)]

__MODULES__

#[cfg(feature = "blocking")]
pub mod blocking;
mod operations;

pub use operations::{Call, OPERATIONS};

pub use alibabacloud_runtime as runtime;
#[doc(inline)]
pub use alibabacloud_runtime::{
    AnonymousCredentials, AssumeRole, AssumeRoleWithOidc, Attempt, BoxFuture, Cached,
    CliProfile, Client, ClientBuilder, CredentialProvider, Credentials, CredentialsUri,
    DefaultCredentials, DryRun, EcsMetadata, Environment, EnvironmentCredentials, Error,
    ErrorKind, IniProfile, Items, Json, Operation, Paged, Pages, PendingCall,
    PendingDryRun, PendingUrl, Policy, PresignedUrl, Progress, Response, RetryPolicy,
    Secret, SignatureVersion, States, Timestamp, Transport, Value, Wait, Waitable,
};

__PRODUCT_TITLE__
pub static PRODUCT: runtime::Product = runtime::Product::new(
    __PRODUCT__,
    __VERSION__,
    runtime::ApiStyle::__STYLE__,
    __HOST_PREFIX__,
    &[
__ENDPOINTS__
    ],
);
