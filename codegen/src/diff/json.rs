//! The comparison as JSON.

use serde_json::{Value, json};

use super::change::Diff;

impl Diff {
    /// `{old, new, operations: {old, new}, semver, changes: [{kind, semver, reason, path, what, old, new, rust: {removed,
    /// added, changed}}]}`. `semver` is `null` where nothing changes; `rust` has lines of `names.lock`.
    #[must_use]
    pub fn json(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            json!({
                "kind": change.kind.name(),
                "semver": change.kind.bump().word(),
                "reason": change.kind.reason(),
                "path": change.path,
                "what": change.what,
                "old": change.old,
                "new": change.new,
                "rust": {"removed": change.removed, "added": change.added, "changed": change.changed},
            })
        });
        json!({
            "old": self.old,
            "new": self.new,
            "operations": {"old": self.operations[0], "new": self.operations[1]},
            "semver": self.bump().map(|bump| bump.word()),
            "changes": changes.collect::<Vec<_>>(),
        })
    }
}
