//! Least privilege: the RAM policy that allows certain operations and nothing else.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value, json};

use super::info::{Auth, OperationInfo, RamAction};

/// What RAM has to allow so that operations can be called: collected from their facts.
///
/// `Display` prints the policy document as RAM takes it. It allows the operations' own actions on every resource, because
/// facts know of no resources. An action that the metadata does not state is [derived](Self::derived) from the
/// operation's name; that is the rule, but try it before you rely on it.
///
/// ```text
/// let policy: Policy = OPERATIONS.iter().filter(|operation| operation.family == "voice").collect();
/// std::fs::write("policy.json", policy.to_string())?;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    documented: BTreeSet<&'static str>,
    derived: BTreeSet<&'static str>,
    unknown: BTreeSet<&'static str>,
}

impl Policy {
    /// The actions that are allowed, sorted.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.documented.union(&self.derived).copied()
    }

    /// Those of the [`actions`](Self::actions) that are derived from a name and not documented, sorted.
    pub fn derived(&self) -> impl Iterator<Item = &'static str> {
        self.derived.difference(&self.documented).copied()
    }

    /// The operations whose action is not known, sorted: the policy may not allow them. An operation that is never signed
    /// needs no action, and is not among them.
    pub fn unknown(&self) -> impl Iterator<Item = &'static str> {
        self.unknown.iter().copied()
    }

    /// The policy document: version `1`, one statement on every resource, and none where no action is needed.
    #[must_use]
    pub fn document(&self) -> Value {
        let actions: Vec<_> = self.actions().collect();
        let statements = match actions.is_empty() {
            true => Vec::new(),
            false => vec![json!({ "Action": actions, "Effect": "Allow", "Resource": "*" })],
        };
        json!({ "Statement": statements, "Version": "1" })
    }
}

impl Extend<&'static OperationInfo> for Policy {
    fn extend<I: IntoIterator<Item = &'static OperationInfo>>(&mut self, operations: I) {
        for operation in operations {
            match operation.ram_action {
                RamAction::Documented(action) => drop(self.documented.insert(action)),
                RamAction::Derived(action) => drop(self.derived.insert(action)),
                RamAction::Unknown if operation.auth == Auth::Anonymous => {}
                RamAction::Unknown => drop(self.unknown.insert(operation.name)),
            }
        }
    }
}

impl FromIterator<&'static OperationInfo> for Policy {
    fn from_iter<I: IntoIterator<Item = &'static OperationInfo>>(operations: I) -> Self {
        let mut policy = Self::default();
        policy.extend(operations);
        policy
    }
}

/// The [document](Policy::document), with an action a line.
impl fmt::Display for Policy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:#}", self.document())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{ApiStyle, Auth, Product};

    static PRODUCT: Product = Product::new("Demo", "2020-01-01", ApiStyle::Rpc, "demo", &[]);

    const fn operation(name: &'static str, ram_action: RamAction) -> OperationInfo {
        OperationInfo { ram_action, ..OperationInfo::new(&PRODUCT, "things", name) }
    }

    static OPERATIONS: [OperationInfo; 6] = [
        operation("ReadThing", RamAction::Derived("demo:ReadThing")),
        operation("ListThings", RamAction::Derived("demo:ListThings")),
        operation("GetThing", RamAction::Documented("demo:ReadThing")),
        operation("GetThingAgain", RamAction::Documented("demo:ReadThing")),
        OperationInfo { auth: Auth::Anonymous, ..operation("Greet", RamAction::Unknown) },
        operation("Mystery", RamAction::Unknown),
    ];

    #[test]
    fn actions_are_sorted_and_each_stands_there_once() {
        let policy: Policy = OPERATIONS.iter().collect();
        insta::assert_snapshot!(policy, @r#"
        {
          "Statement": [
            {
              "Action": [
                "demo:ListThings",
                "demo:ReadThing"
              ],
              "Effect": "Allow",
              "Resource": "*"
            }
          ],
          "Version": "1"
        }
        "#);
    }

    #[test]
    fn actions_that_are_not_documented_are_listed() {
        let policy: Policy = OPERATIONS.iter().collect();
        assert_eq!(policy.actions().collect::<Vec<_>>(), ["demo:ListThings", "demo:ReadThing"]);
        assert_eq!(policy.derived().collect::<Vec<_>>(), ["demo:ListThings"]);
        assert_eq!(policy.unknown().collect::<Vec<_>>(), ["Mystery"]);
    }

    #[test]
    fn operations_that_are_never_signed_need_no_statement() {
        let policy: Policy = OPERATIONS[4..5].iter().collect();
        assert_eq!(policy.document(), json!({ "Version": "1", "Statement": [] }));
        assert_eq!(policy, Policy::default());
    }
}
