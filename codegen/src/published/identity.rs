//! Which product and version a document is about.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::naming;
use crate::tree::{Node, Value};

/// What a published document is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The product code, for example `ICE`.
    pub product: String,
    /// The API version, for example `2020-11-09`.
    pub version: String,
}

impl Identity {
    /// Reads the `info` of a published document or of a `product.yaml`.
    ///
    /// # Errors
    /// Its names are missing, or cannot be those of folders and crates.
    pub fn read(document: &Node) -> Result<Self, Diagnostics> {
        let info = document.get("info").unwrap_or(document);
        let mut problems = Diagnostics::default();
        let [product, version] = ["product", "version"].map(|key| {
            let found = info.get(key);
            let text = found.and_then(Node::text).unwrap_or_default().to_owned();
            if let Some(expected) = naming::misfit(key, &text) {
                let span = found.map_or(&info.span, |found| &found.span);
                let message = format!("invalid {key} `{text}`: the crate and its folder are named after it");
                let problem = Diagnostic::new(Code::BadProduct, span, message).at(format!("info.{key}"));
                problems.push(problem.expected(expected).help("give the document as published"));
            }
            text
        });
        if problems.has_errors() { Err(problems) } else { Ok(Self { product, version }) }
    }

    /// The name of the crate: `alibabacloud-ice`, or `alibabacloud-ice-2020-11-09`.
    #[must_use]
    pub fn crate_name(&self, versioned: bool) -> String {
        format!("alibabacloud-{}", self.own_name(versioned))
    }

    /// The folder of the document, as messages and headers show it: `ice/2020-11-09`.
    pub(crate) fn folder(&self) -> String {
        format!("{}/{}", self.product.to_lowercase(), self.version)
    }

    /// The product, with the version where it is needed, as part of a name.
    pub(super) fn own_name(&self, versioned: bool) -> String {
        let product = self.product.to_lowercase();
        if versioned { format!("{product}-{}", self.version.to_lowercase().replace('.', "-")) } else { product }
    }
}

/// What a published document is about.
///
/// # Errors
/// It is not the published metadata of a product, or its names cannot be those of folders and crates.
pub fn identity(document: &Node) -> Result<Identity, Diagnostics> {
    if !matches!(document.get("apis").map(|apis| &apis.value), Some(Value::Map(_) | Value::List(_))) {
        let problem = Diagnostic::new(Code::NotMetadata, &document.span, "the document is not that of a product");
        return Err(problem
            .expected("a mapping with `info`, `apis`, `components` and `endpoints`")
            .help("give the `api-docs.json` of a product, as published")
            .into());
    }
    Identity::read(document)
}
