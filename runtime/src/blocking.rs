//! Calls that block their thread, for programs and tools that are not async: the feature `blocking`.
//!
//! [`Client::blocking`](crate::Client::blocking) returns a [`Client`] whose methods return when they are done. Each runs the
//! same code as the async one, on a thread in the background that has a Tokio runtime of its own. All blocking clients
//! that were made from one client, or from clones of it, share that thread; it starts with the first call and ends when
//! the last of them is dropped, which waits for it. Calls of several threads run side by side.
//!
//! They can be used anywhere. Inside an async task a call blocks the thread, and with it every task of that thread: use
//! the async client there, or `tokio::task::spawn_blocking`.
//!
//! # Connections
//!
//! Settings and credentials are those of the async client. So is the transport: the default one has connections apart for
//! each runtime, and one of your own ([`transport`](crate::ClientBuilder::transport)) is used as it is. Connections mostly
//! are driven by the runtime that opened them, which may be idle, gone, or the very one that a blocking call blocks: a
//! transport that serves both ways should keep them apart too, or keep none.
//!
//! # Panics
//!
//! A panic in the background, which only a transport, a credential provider, a clock or a source of nonces of your own can
//! bring about, is resumed on the thread that made the call.

pub(crate) mod background;
mod client;
mod list;
mod wait;

pub use client::Client;
pub use list::{Items, Pages};
pub use wait::{States, Wait};
