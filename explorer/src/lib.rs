//! The explorer: run any operation in the browser, and see its signature, its response and its reference.
//!
//! A web page that this machine alone can reach. It sends an operation and its parameters; the server behind it signs and sends,
//! so that no key ever reaches the page. All of it comes from the OpenAPI document that `cargo xtask codegen` writes and from the
//! client's table of operations.

pub mod catalog;
pub mod check;
pub mod form;
mod guard;
mod listings;
mod pages;
mod paging;
pub mod sample;
pub mod schema;
pub mod search;
mod server;
pub mod target;
pub mod wire;

pub use server::{Explorer, Listening};

/// The OpenAPI document of ICE.
pub const DOCUMENT: &str = include_str!("../../openapi/ice.json");
