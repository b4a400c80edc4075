//! The specs as they are.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::tree::Node;

/// One spec file.
#[derive(Debug)]
pub(super) struct Spec<'a> {
    /// The folder it stands in; empty for `product.yaml`.
    pub(super) family: String,
    pub(super) text: &'a str,
    pub(super) node: Node,
}

/// The spec files of a product that an import merges into.
#[derive(Debug, Default)]
pub(super) struct Specs<'a> {
    pub(super) product: Option<Spec<'a>>,
    /// By name.
    pub(super) operations: BTreeMap<String, Spec<'a>>,
}

impl<'a> Specs<'a> {
    /// Reads the files below a folder. Other files next to `product.yaml` are written by hand alone and not read.
    pub(super) fn read(folder: &str, files: &'a BTreeMap<String, String>, problems: &mut Diagnostics) -> Self {
        let mut specs = Self::default();
        for (path, text) in files {
            let Some(inside) = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) else {
                continue;
            };
            let Some(inside) = inside.strip_suffix(".yaml") else {
                continue;
            };
            let (family, name) = inside.split_once('/').unwrap_or(("", inside));
            if family.is_empty() && name != "product" {
                continue;
            }
            let node = match Node::parse(path, text) {
                Ok(node) => node,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let family = family.to_owned();
            let spec = Spec { family, text, node };
            if spec.family.is_empty() {
                specs.product = Some(spec);
            } else if let Some(other) = specs.operations.insert(name.to_owned(), spec) {
                let message = format!("`{name}` has two specs; the other one is in `{}`", other.family);
                problems.push(
                    Diagnostic::error("operation-twice", path, None, message)
                        .expected("one file for an operation")
                        .help("delete one of the two files"),
                );
            }
        }
        specs
    }

    /// The operations as trees.
    pub(super) fn nodes(&self) -> BTreeMap<String, Node> {
        let operations = self.operations.iter();
        operations.map(|(name, spec)| (name.clone(), spec.node.clone())).collect()
    }
}
