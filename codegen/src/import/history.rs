//! The change history of operations: what an import changes is noted in their specs.

use std::collections::BTreeMap;

use crate::build::{Mapping, list, text};
use crate::canonical;
use crate::diagnostic::Diagnostics;
use crate::keys;
use crate::tree::Node;

const KEY: &str = "changeSet";

/// Puts a sentence for each operation at the head of its `changeSet`. Files are those of a product, by their path below its
/// folder; an operation without one is passed over.
///
/// # Errors
/// The spec of an operation does not parse.
pub fn record(
    files: &mut BTreeMap<String, String>,
    history: &BTreeMap<String, String>,
    date: &str,
) -> Result<(), Diagnostics> {
    for (path, spec) in files {
        let operation = path.split_once('/').and_then(|(_, file)| file.strip_suffix(".yaml"));
        let Some(sentence) = operation.and_then(|operation| history.get(operation)) else { continue };
        let node = Node::parse(path, spec).map_err(|problem| Diagnostics::from(*problem))?;
        let mut change = Mapping::default();
        change.push("date", text(date));
        change.push("description", text(sentence));
        let mut changes = vec![change.node()];
        changes.extend(node.get(KEY).map_or(&[][..], Node::elements).iter().cloned());
        let mut operation = Mapping::default();
        operation.extend(&node);
        operation.set(KEY, Some(list(changes)));
        *spec = canonical::write(&operation.node(), &keys::OPERATION);
    }
    Ok(())
}
