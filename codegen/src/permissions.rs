//! What RAM has to allow for each operation of a product, and the policy document that allows it.
//!
//! Clients make such a document from the facts of their operations; this one is for maintainers and administrators, who
//! have the specs, and from them it also knows which further actions an operation needs.

use std::collections::BTreeSet;

use serde_json::json;

use crate::diagnostic::Diagnostics;
use crate::lower;
use crate::model::{Operation, Origin};
use crate::names::Lock;
use crate::sources::Sources;
use crate::specs::Specs;

/// What RAM has to allow so that an operation can be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// The operation.
    pub operation: String,
    /// The family that the operation is in.
    pub family: String,
    /// Its action; none where it is never signed.
    pub action: Option<String>,
    /// Whether the metadata states the action; otherwise it is derived from the operation's name.
    pub documented: bool,
    /// Further actions that the metadata says it needs.
    pub further: Vec<String>,
}

/// What RAM has to allow for each operation of a product, family by family.
///
/// # Errors
/// The problems of specs that cannot be read.
pub fn permissions(sources: &Sources) -> Result<Vec<Permission>, Diagnostics> {
    let (specs, mut diagnostics) = Specs::load(sources);
    let service = lower::lower(&Origin::default(), &specs, &Lock::default(), &mut diagnostics);
    specs.judge(&diagnostics)?;
    let operations = service.families.iter().flat_map(|family| &family.operations);
    Ok(operations.map(|&id| permission(&service[id])).collect())
}

fn permission(operation: &Operation) -> Permission {
    let stated = &operation.page.ram_actions;
    let others = stated.iter().skip(1).map(|action| &action.action);
    let associated = stated.iter().flat_map(|action| &action.associated);
    let (action, documented) = operation.ram_action.clone().unzip();
    Permission {
        operation: operation.name.clone(),
        family: operation.family.clone(),
        action,
        documented: documented.unwrap_or_default(),
        further: others.chain(associated).cloned().collect(),
    }
}

/// The policy document that allows these actions on every resource, and nothing else.
#[must_use]
pub fn document(actions: &BTreeSet<&str>) -> String {
    let statements = match actions.is_empty() {
        true => Vec::new(),
        false => vec![json!({ "Action": actions, "Effect": "Allow", "Resource": "*" })],
    };
    format!("{:#}\n", json!({ "Statement": statements, "Version": "1" }))
}
