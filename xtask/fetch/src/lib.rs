//! Downloads published API metadata: the `api-docs.json` of a product.
//!
//! The public metadata service has two kinds of documents that matter here: the list of products with their versions,
//! `meta/v1/products.json`, and for each version `meta/v1/products/{product}/versions/{version}/api-docs.json`. Both take a
//! `language`.

mod service;

pub use service::{Document, MOST_BYTES, SERVICE, Service};
