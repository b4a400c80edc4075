//! Reads `product.yaml`.

use super::{Reader, line, nothing};
use crate::spec::{Endpoint, Located, Product, naming};
use crate::tree::Node;

impl Reader<'_> {
    /// Reads `product.yaml`.
    pub fn product(&mut self, node: &Node) -> Product {
        let nothing = nothing(node.mark);
        let info = node.get("info").unwrap_or(&nothing);
        let product = self.needed(info, "product", "info").value;
        let prefix = product.to_lowercase();
        let components = node.get("components").unwrap_or(&nothing);
        Product {
            file: self.file.clone(),
            style: self.needed(info, "style", "info"),
            version: self.needed(info, "version", "info").value,
            title: line(&self.text_or(node, "title", "", &product)),
            crate_name: self.crate_name(node, &prefix),
            folder: self.folder(node, &prefix),
            example: self.text_or(node, "example", "", &format!("send_json_{prefix}")),
            host_prefix: self.text_or(node, "hostPrefix", "", &prefix),
            docs: self.text(node, "docs", ""),
            endpoints: self
                .list(node, "endpoints", "")
                .iter()
                .filter_map(|endpoint| {
                    Some(Endpoint {
                        region: endpoint.get("regionId")?.text()?.to_owned(),
                        public: endpoint.get("endpoint")?.text()?.to_owned(),
                        vpc: endpoint.get("vpc").and_then(Node::text).map(str::to_owned),
                    })
                })
                .collect(),
            families: self
                .map(node, "families", "")
                .iter()
                .map(|entry| {
                    let name = Located { value: entry.key.clone(), mark: entry.mark };
                    (name, entry.node.text().unwrap_or_default().trim().to_owned())
                })
                .collect(),
            words: self.texts(node, "words", ""),
            schemas: self
                .map(components, "schemas", "components")
                .iter()
                .map(|entry| {
                    let path = format!("schemas.{}", entry.key);
                    (entry.key.clone(), self.schema(&entry.node, entry.mark, &path))
                })
                .collect(),
            product,
        }
    }

    fn crate_name(&mut self, node: &Node, prefix: &str) -> String {
        let name = self.text_or(node, "crate", "", &format!("alibabacloud-{prefix}"));
        if !naming::is_crate(&name) {
            let mark = node.get("crate").map_or(node.mark, |node| node.mark);
            self.report(
                "bad-crate",
                mark,
                "crate",
                format!("`{name}` cannot name a crate"),
                "letters, digits, `-` and `_`, with a letter first, as in `alibabacloud-ice`",
                "set `crate:` in product.yaml to such a name",
            );
        }
        name
    }

    fn folder(&mut self, node: &Node, prefix: &str) -> String {
        let folder = self.text_or(node, "folder", "", &format!("generated-{prefix}"));
        let written = node.get("folder");
        // A product without a name is reported as such.
        if !naming::is_folder(&folder) && (written.is_some() || !prefix.is_empty()) {
            let mark = written.map_or(node.mark, |node| node.mark);
            self.report(
                "bad-folder",
                mark,
                "folder",
                format!("`{folder}` is no folder for generated code"),
                naming::FOLDER,
                "set `folder:` in product.yaml to such a folder: files there that no spec accounts for are deleted",
            );
        }
        folder
    }
}
