//! Reads `product.yaml`.

use super::{Reader, elements, line, name_of, text, texts, word};
use crate::diagnostic::{Code, Diagnostic};
use crate::keys;
use crate::naming;
use crate::span::Span;
use crate::spec::{Endpoint, Located, Product};
use crate::suggestion::typo;
use crate::tree::{Node, Value};

/// The styles of products that are known. Further ones are published at any time; all but the first two are signed and
/// laid out as ROA is.
const STYLES: [&str; 8] = ["RPC", "V3", "ROA", "AliGenie", "FC", "OSS", "PDS", "SLS"];

/// What `docs` may have in braces.
const PLACES: [&str; 3] = ["{product}", "{version}", "{operation}"];

impl Reader<'_> {
    /// Reads `product.yaml`.
    pub fn product(&mut self, node: &Node) -> Product {
        let nothing = Node::null(&node.span);
        let part = |key| node.get(key).unwrap_or(&nothing);
        let (info, families, components) = (part("info"), part("families"), part("components"));
        self.check_document(node, &keys::PRODUCT);
        if !info.is_nothing() {
            self.check(info, &keys::INFO, "info");
        }
        self.codes(info);
        self.check(families, &keys::FAMILIES, "families");
        self.check(components, &keys::COMPONENTS, "components");
        let product = text(info, "product");
        let prefix = product.to_lowercase();
        let or = |key, default: &str| word(node, key).map_or_else(|| default.to_owned(), |word| word.value);
        let schemas = components.get("schemas").map_or(&[][..], Node::entries);
        Product {
            style: self.style(info),
            version: text(info, "version"),
            title: line(&or("title", &product)),
            crate_name: self.crate_name(node, &prefix),
            folder: self.folder(node, &prefix),
            example: self.example(node, &prefix),
            host_prefix: self.host_prefix(node, &prefix),
            docs: self.docs(node),
            endpoints: self.endpoints(node),
            families: families
                .entries()
                .iter()
                .map(|entry| (name_of(entry), entry.node.text().unwrap_or_default().trim().to_owned()))
                .collect(),
            words: texts(node, "words"),
            schemas: schemas
                .iter()
                .map(|entry| {
                    let path = format!("schemas.{}", entry.key);
                    (entry.key.clone(), self.schema(&entry.node, &entry.span, &path))
                })
                .collect(),
            product,
        }
    }

    /// Reports a code or version that no request can name.
    fn codes(&mut self, info: &Node) {
        for key in ["product", "version"] {
            // One that is missing has been reported.
            let Some(found) = word(info, key) else { continue };
            let Some(expected) = naming::misfit(key, &found.value) else { continue };
            let message = format!("invalid {key} `{}`", found.value);
            let problem = Diagnostic::new(Code::BadProduct, &found.span, message).at(format!("info.{key}"));
            self.report(problem.expected(expected).help("write it as it is published"));
        }
    }

    fn style(&mut self, info: &Node) -> Located<String> {
        let missing = || Located { value: String::new(), span: info.span.clone() };
        let mut style = word(info, "style").unwrap_or_else(missing);
        if let Some(known) = STYLES.into_iter().find(|known| known.eq_ignore_ascii_case(&style.value)) {
            style.value = known.to_owned();
        }
        let word = style.value.as_str();
        if !word.is_empty() && !STYLES.contains(&word) {
            let problem = Diagnostic::new(Code::UnknownProductStyle, &style.span, format!("unknown style `{word}`"))
                .at("info.style")
                .expected(STYLES.join(", "));
            self.report(match typo(word, STYLES.into_iter()) {
                Some(meant) => problem.help(format!("correct it; `{meant}` seems to be meant")),
                None => {
                    problem.warning().help("operations are called as those of style ROA: try one before you rely on it")
                }
            });
        }
        style
    }

    /// The endpoints, one of each region.
    fn endpoints(&mut self, node: &Node) -> Vec<Endpoint> {
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for node in elements(node, "endpoints") {
            let Some(endpoint) = self.endpoint(node) else { continue };
            if endpoints.iter().any(|first| first.region == endpoint.region) {
                let message = format!("a second endpoint of the region `{}`: the first one is taken", endpoint.region);
                let problem = Diagnostic::new(Code::DuplicateEntry, &node.span, message).warning();
                self.report(problem.at("endpoints").expected("one endpoint of each region").help("delete one of them"));
                continue;
            }
            endpoints.push(endpoint);
        }
        endpoints
    }

    /// Published documents have endpoints without a region, which cannot be asked for.
    fn endpoint(&mut self, node: &Node) -> Option<Endpoint> {
        self.check(node, &keys::ENDPOINT, "endpoints");
        // Published hosts have blanks around them at times.
        let [region, public, vpc] =
            ["regionId", "endpoint", "vpc"].map(|key| Some(text(node, key)).filter(|text| !text.is_empty()));
        let (Some(region), Some(public)) = (region, public) else {
            if matches!(node.value, Value::Map(_)) {
                let message = "an endpoint without a region and a host is left out";
                self.report(
                    Diagnostic::new(Code::MissingKey, &node.span, message)
                        .warning()
                        .at("endpoints")
                        .expected("`regionId: …` and `endpoint: …`")
                        .help("add what is missing, or delete the endpoint"),
                );
            }
            return None;
        };
        if let Some(host) = [Some(&public), vpc.as_ref()].into_iter().flatten().find(|host| !naming::is_host(host)) {
            let message = format!("invalid host `{host}`: the endpoint is left out");
            self.report(bad_host(&node.span, message, "endpoints").warning());
            return None;
        }
        Some(Endpoint { region, public, vpc })
    }

    fn host_prefix(&mut self, node: &Node, prefix: &str) -> String {
        let (host, span) = named(node, "hostPrefix", naming::host_prefix(prefix));
        if node.get("hostPrefix").is_some() && !naming::is_host(&host) {
            self.report(bad_host(&span, format!("invalid first label of a host `{host}`"), "hostPrefix"));
        }
        host
    }

    /// The pattern of a reference page's address.
    fn docs(&mut self, node: &Node) -> String {
        let Some(Located { value: docs, span }) = word(node, "docs") else { return String::new() };
        let left = PLACES.iter().fold(docs.clone(), |docs, place| docs.replace(place, ""));
        if left.contains(['{', '}']) || !docs.starts_with("http") {
            self.report(
                Diagnostic::new(Code::UnknownKey, &span, format!("`{docs}` is not the address of every operation"))
                    .at("docs")
                    .expected(format!("an address with {}", PLACES.join(", ")))
                    .help("correct the address"),
            );
        }
        docs.trim().to_owned()
    }

    fn example(&mut self, node: &Node, prefix: &str) -> String {
        let (name, span) = named(node, "example", format!("send_json_{prefix}"));
        if node.get("example").is_some() && !naming::is_target(&name) {
            self.report(
                Diagnostic::new(Code::BadCrate, &span, format!("invalid name of an example `{name}`"))
                    .at("example")
                    .expected("letters, digits, `-` and `_`, with a letter first, as in `send_json`")
                    .help("set `example:` in product.yaml to such a name"),
            );
        }
        name
    }

    fn crate_name(&mut self, node: &Node, prefix: &str) -> String {
        let (name, span) = named(node, "crate", format!("alibabacloud-{prefix}"));
        if !naming::is_crate(&name) {
            self.report(
                Diagnostic::new(Code::BadCrate, &span, format!("invalid name of a crate `{name}`"))
                    .at("crate")
                    .expected(naming::CRATE)
                    .help("set `crate:` in product.yaml to such a name"),
            );
        }
        name
    }

    fn folder(&mut self, node: &Node, prefix: &str) -> String {
        let (folder, span) = named(node, "folder", format!("generated-{prefix}"));
        // A product without a name is reported as such.
        if !naming::is_folder(&folder) && (node.get("folder").is_some() || !prefix.is_empty()) {
            let help =
                "set `folder:` in product.yaml to such a folder: files there that no spec accounts for are deleted";
            self.report(
                Diagnostic::new(Code::BadFolder, &span, format!("invalid folder `{folder}` for generated code"))
                    .at("folder")
                    .expected(naming::FOLDER)
                    .help(help),
            );
        }
        folder
    }
}

fn bad_host(span: &Span, message: String, path: &str) -> Diagnostic {
    Diagnostic::new(Code::BadHost, span, message)
        .at(path)
        .expected("letters, digits, `-` and dots, as in `ice.cn-shanghai.aliyuncs.com`")
        .help("give the host alone, without a scheme, a port or a path")
}

/// A name with its place, or the default.
fn named(node: &Node, key: &str, default: String) -> (String, Span) {
    let found = word(node, key).map(|word| (word.value, word.span));
    found.unwrap_or_else(|| (default, node.span.clone()))
}
