//! Merging what the operations of a product have in common.

use super::values::{both, filled, inline};
use crate::build::{Mapping, list, text};
use std::collections::BTreeSet;

use super::Import;
use super::facts;
use super::report::Log;
use super::selection::is_whole;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::documents::Documents;
use crate::keys;
use crate::naming;
use crate::tree::Node;
use crate::wording::placeholder;

const INFO: [&str; 3] = ["style", "product", "version"];

/// Says what stands in the way of merging the product: an unknown one, or another one.
pub(super) fn check(import: &Import<'_>, documents: &Documents, problems: &mut Diagnostics) {
    let Import { document, sources, .. } = import;
    let folder = &sources.folder;
    check_folder(import, problems);
    let info = |node: &Node, key: &str| Some(node.get("info")?.get(key)?.text()?.to_owned());
    let unknown = |span, message: String| Diagnostic::new(Code::UnknownProduct, span, message);
    if !is_whole(document) {
        if documents.product.is_nothing() {
            let message = format!("`{folder}` has no product.yaml yet, and one operation does not make one");
            problems.push(
                unknown(&document.span, message)
                    .expected("the document of the whole product")
                    .help("import the whole document first, or write product.yaml by hand"),
            );
        }
        return;
    }
    let named = document.get("info").unwrap_or(document);
    let missing: Vec<_> = INFO.into_iter().filter(|key| info(document, key).is_none()).collect();
    if !missing.is_empty() {
        problems.push(
            unknown(&named.span, format!("the document does not say its {}", missing.join(", ")))
                .at("info")
                .expected("a mapping with `style`, `product` and `version`")
                .help("give the document as published, with its `info`"),
        );
    }
    problems.extend(another(import, documents, document.get("info").and_then(|info| info.get("product")), named));
}

/// The same where the document was exported from specs.
pub(super) fn check_exported(import: &Import<'_>, documents: &Documents, problems: &mut Diagnostics) {
    check_folder(import, problems);
    let named = import.document.get("x-acs-product");
    problems.extend(another(import, documents, named, named.unwrap_or(import.document)));
}

/// A folder that is no name leads elsewhere.
fn check_folder(import: &Import<'_>, problems: &mut Diagnostics) {
    let folder = &import.sources.folder;
    let is_usable = |part: &str| naming::is_product(part) && !naming::DEVICES.contains(&part);
    if !folder.split('/').all(is_usable) {
        let message = format!("invalid folder of a product `{folder}`");
        problems.push(
            Diagnostic::new(Code::BadProduct, &import.document.span, message)
                .expected("a name of lower-case letters, digits, `-` and `_`, with a letter or a digit first, and no device of Windows")
                .help("name the folder with --product"),
        );
    }
}

/// That the document describes another product than the folder holds. `place` is where it says so.
fn another(import: &Import<'_>, documents: &Documents, theirs: Option<&Node>, place: &Node) -> Option<Diagnostic> {
    let ours = documents.product.get("info").and_then(|info| info.get("product")?.text())?;
    let theirs = theirs.and_then(Node::text).filter(|theirs| !ours.eq_ignore_ascii_case(theirs))?;
    let message = format!("the document describes {theirs}, `{}` holds {ours}", import.sources.folder);
    let problem = Diagnostic::new(Code::AnotherProduct, &place.span, message).at("info.product");
    Some(problem.expected(format!("`{ours}`")).help("name the folder of this product with --product"))
}

/// Merges the product. What we wrote by hand stays.
pub(super) fn merge(
    import: &Import<'_>,
    ours: Option<&Node>,
    families: &BTreeSet<&str>,
    schemas: Option<Node>,
    log: &mut Log,
) -> Node {
    let document = import.document;
    let mut merged = Mapping::default();
    let created = ours.is_none().then(|| created(own_name(import)));
    let kept = ours.or(created.as_ref()).map_or(&[][..], Node::entries);
    let ours_at = |key: &str| ours.and_then(|ours| ours.get(key));
    for entry in kept {
        if !matches!(entry.key.as_str(), "info" | "endpoints" | "families" | "components") {
            merged.push(&entry.key, entry.node.clone());
        }
    }
    merged.push("info", info(document.get("info"), ours_at("info"), log));
    merged.push("endpoints", endpoints(document.get("endpoints"), ours_at("endpoints"), ours.is_some(), log));
    merged.push("families", family_lines(families, ours_at("families"), ours.is_some(), log));
    let mut components = Mapping::default();
    for entry in ours_at("components").map_or(&[][..], Node::entries) {
        if entry.key != "schemas" {
            components.push(&entry.key, entry.node.clone());
        }
    }
    components.push("schemas", schemas.unwrap_or_else(|| Mapping::default().node()));
    merged.push("components", components.node());
    merged.node()
}

/// An exported product, with the families and shared schemas that ours alone has: operations that stay need them.
pub(super) fn with_ours(exported: &Node, ours: &Node) -> Node {
    let all = |exported: Option<&Node>, ours: Option<&Node>| {
        let mut all = Mapping::default();
        exported.into_iter().for_each(|exported| all.extend(exported));
        for entry in ours.map_or(&[][..], Node::entries) {
            if all.get(&entry.key).is_none() {
                all.push(&entry.key, entry.node.clone());
            }
        }
        all
    };
    let schemas =
        |product: &'_ Node| product.get("components").and_then(|components| components.get("schemas")).cloned();
    let mut components = all(exported.get("components"), None);
    components.set("schemas", all(schemas(exported).as_ref(), schemas(ours).as_ref()).filled());
    let mut merged = all(Some(exported), None);
    merged.set("families", all(exported.get("families"), ours.get("families")).filled());
    merged.set("components", components.filled());
    merged.node()
}

/// The name of the product's own folder.
fn own_name<'a>(import: &Import<'a>) -> &'a str {
    import.sources.folder.rsplit('/').next().unwrap_or_default()
}

/// What a product starts with: our conventions, from the name of its folder.
fn created(name: &str) -> Node {
    let mut lines = Mapping::default();
    lines.push("crate", text(format!("alibabacloud-{name}")));
    lines.push("folder", text(format!("generated-{name}")));
    lines.push("hostPrefix", text(naming::host_prefix(name)));
    lines.push("docs", text("https://api.alibabacloud.com/document/{product}/{version}/{operation}"));
    lines.node()
}

/// Merges what a product is called. What the document adds to the three known facts is not taken.
fn info(published: Option<&Node>, ours: Option<&Node>, log: &mut Log) -> Option<Node> {
    let mut merged = Mapping::default();
    for key in INFO {
        let (new, old) = (published.and_then(|info| info.get(key)), ours.and_then(|info| info.get(key)));
        if let (Some(new), Some(old)) = (new, old)
            && inline(new) != inline(old)
        {
            log.changed("info", key, Some(inline(old)), Some(inline(new)));
        }
        merged.push(key, new.or(old).cloned());
    }
    for entry in ours.map_or(&[][..], Node::entries) {
        if !INFO.contains(&entry.key.as_str()) {
            merged.push(&entry.key, entry.node.clone());
        }
    }
    merged.filled()
}

/// Merges the endpoints by region, or by host where a region is missing. An endpoint that only we know stays.
fn endpoints(published: Option<&Node>, ours: Option<&Node>, known: bool, log: &mut Log) -> Option<Node> {
    let identity = |endpoint: &Node| endpoint.get("regionId").or(endpoint.get("endpoint")).map(inline);
    let old = ours.map_or(&[][..], Node::elements);
    let mut merged: Vec<Node> = Vec::new();
    for endpoint in published.map_or(&[][..], Node::elements) {
        let id = identity(endpoint);
        let path = format!("endpoints.{}", id.clone().unwrap_or_default());
        if merged.iter().any(|taken| identity(taken) == id) {
            log.noted(&path, "stands twice; the first one is taken");
            continue;
        }
        let old = old.iter().find(|old| identity(old) == id);
        if known && old.is_none() {
            log.added(&path);
        }
        let mut parts = Mapping::default();
        for key in both(endpoint, old) {
            let ours = old.and_then(|old| old.get(key));
            parts.push(key, facts::merge(&keys::ENDPOINT, key, endpoint.get(key), ours, old.is_some(), &path, log));
        }
        merged.push(parts.node());
    }
    for kept in old {
        if !merged.iter().any(|taken| identity(taken) == identity(kept)) {
            if filled(published).is_some() {
                log.kept("endpoints", &identity(kept).unwrap_or_default(), &inline(kept));
            }
            merged.push(kept.clone());
        }
    }
    (!merged.is_empty()).then(|| list(merged))
}

/// The line of each family: ours, or a first one for a family that has none.
fn family_lines(used: &BTreeSet<&str>, ours: Option<&Node>, known: bool, log: &mut Log) -> Option<Node> {
    let mut lines = Mapping::default();
    for entry in ours.map_or(&[][..], Node::entries) {
        lines.push(&entry.key, entry.node.clone());
    }
    for family in used {
        if ours.and_then(|ours| ours.get(family)).is_none() {
            if known {
                log.added(&format!("families.{family}"));
            }
            lines.push(*family, text(placeholder(family)));
        }
    }
    lines.filled()
}
