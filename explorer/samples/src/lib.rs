//! Code that calls an operation, to be copied: Rust, `curl`, the `aliyun` CLI, and Python with the official SDK.
//!
//! Everything is read from a product's OpenAPI document and from its `names.lock`, so an operation that is added to the
//! specs has its samples without a line of code.
//!
//! ```
//! use explorer_samples::{Call, Samples};
//! use serde_json::Map;
//!
//! # fn main() -> Result<(), explorer_samples::Error> {
//! let parameters = Map::from_iter([("JobId".to_owned(), "a-job".into())]);
//! let samples = Samples::ice()?.all(&Call {
//!     product: "ICE",
//!     version: "2020-11-09",
//!     region: "cn-shanghai",
//!     operation: "GetCustomizedVoiceJob",
//!     parameters: &parameters,
//! })?;
//! assert_eq!(samples[0].title, "Rust");
//! assert!(samples[0].text.contains(r#"GetCustomizedVoiceJob::new("a-job")"#));
//! # Ok(())
//! # }
//! ```

mod aliyun;
mod curl;
mod document;
mod error;
mod example;
mod layout;
mod names;
mod python;
mod rust;
mod schema;
mod wire;

use serde_json::{Map, Value};

pub use error::Error;
pub use example::Extent;

use document::Document;
use names::Names;

/// A call, as a form describes it.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The code of the product.
    pub product: &'a str,
    /// The version of its API.
    pub version: &'a str,
    /// The region.
    pub region: &'a str,
    /// The name of the operation.
    pub operation: &'a str,
    /// The parameters by their names on the wire. What travels as JSON in a string is JSON, or text that is sent as it is.
    pub parameters: &'a Map<String, Value>,
}

/// Code that makes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// What it is for, as a heading.
    pub title: &'static str,
    /// The language, as highlighters call it.
    pub language: &'static str,
    /// What to know before running it.
    pub note: Option<String>,
    /// The code.
    pub text: String,
}

/// The samples of a product.
#[derive(Debug)]
pub struct Samples {
    document: Document,
    names: Names,
}

impl Samples {
    /// Reads the OpenAPI 3.1 document and the `names.lock` of a product, as `cargo xtask codegen` writes them.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if one of them cannot be read.
    pub fn new(openapi: &str, names: &str) -> Result<Self, Error> {
        Ok(Self { document: Document::read(openapi)?, names: Names::read(names)? })
    }

    /// The samples of ICE.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub fn ice() -> Result<Self, Error> {
        Self::new(include_str!("../../../openapi/ice.json"), include_str!("../../../specs/ice/names.lock"))
    }

    /// The names of all operations, in alphabetical order.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.document.operations.keys().map(String::as_str)
    }

    /// The samples of a call: Rust, blocking Rust, `curl`, `aliyun` and Python.
    ///
    /// # Errors
    ///
    /// [`Error::OtherProduct`] and [`Error::UnknownOperation`]. Parameters that do not fit are no error: a note says what
    /// does not fit, and what the sample makes of it.
    pub fn all(&self, call: &Call<'_>) -> Result<Vec<Sample>, Error> {
        let operation = self.operation(call)?;
        let [rust, blocking] = rust::samples(&self.document, &self.names, operation, call)?;
        Ok(vec![
            rust,
            blocking,
            curl::sample(&self.document, operation, call),
            aliyun::sample(&self.document, operation, call),
            python::sample(&self.document, operation, call),
        ])
    }

    /// Values for the parameters of an operation: documented examples, defaults and values where they fit the type, and
    /// otherwise a text that says what belongs there. The same on every run.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownOperation`].
    pub fn example(&self, operation: &str, extent: Extent) -> Result<Map<String, Value>, Error> {
        Ok(example::parameters(&self.document, self.named(operation)?, extent))
    }

    /// The parameters as a call by name takes them: with text wherever the service takes text that holds JSON, also within
    /// objects and lists.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownOperation`].
    pub fn as_sent(&self, operation: &str, parameters: &Map<String, Value>) -> Result<Map<String, Value>, Error> {
        Ok(wire::as_sent(&self.document, self.named(operation)?, parameters))
    }

    fn operation(&self, call: &Call<'_>) -> Result<&document::Operation, Error> {
        let Document { product, version, .. } = &self.document;
        if call.product != product || call.version != version {
            return Err(Error::OtherProduct {
                expected: format!("{product} {version}"),
                found: format!("{} {}", call.product, call.version),
            });
        }
        self.named(call.operation)
    }

    fn named(&self, operation: &str) -> Result<&document::Operation, Error> {
        let found = self.document.operations.get(operation);
        found.ok_or_else(|| Error::UnknownOperation(operation.to_owned()))
    }
}
