//! The specs as standard OpenAPI, and back.
//!
//! [`export`] writes a product's operations as a document that other tools read: 3.1 to show, mock, test and type, 3.0 to
//! generate clients. OpenAPI has no word for much of the published format. So whatever reading a node back would not give
//! stands beside it verbatim, as `x-acs-<key>` (`carried`); `null` says that the published node has no such key. Hence
//! [`import`] gives back the same specs, whatever they hold: also where the overlay has corrected the exported node.
//!
//! An operation is the path `/Name` with one method: most tools cannot tell operations apart by query or fragment. Somebody
//! who signs has to stand between anyway, and turns it into the action.

mod carried;
mod components;
mod document;
mod examples;
mod json;
mod operation;
mod parameter;
mod read;
mod sample;
mod schema;

pub use document::export;
pub use read::{import, is_openapi};

/// A version of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.0.3, for generators of clients.
    V3_0,
    /// 3.1.0, for everything else.
    V3_1,
}

/// Whether values go to the service or come from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Response,
}

/// The key of an extension.
const EXTENSION: &str = "x-acs-";
