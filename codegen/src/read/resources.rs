//! Reads the section `resources` of `overlay.yaml`.

use std::collections::BTreeSet;

use super::{Reader, elements, flag, name_of, text, texts, word, words};
use crate::keys;
use crate::spec::{Action, Located, Resources, States};
use crate::tree::{Entry, Node};

impl Reader<'_> {
    /// Reads the collections of resources. An entry that lacks something is reported and left out.
    pub(super) fn resources(&mut self, overlay: &Node) -> Vec<(Located<String>, Resources)> {
        let mut all: Vec<(Located<String>, Resources)> = Vec::new();
        let mut operations = BTreeSet::new();
        for (index, group) in elements(overlay, "resources").iter().enumerate() {
            self.check_group(group, &keys::RESOURCE_GROUP, &format!("resources, number {}", index + 1));
            for entry in self.checked_entries(group, "collections", &keys::COLLECTIONS, "resources") {
                let path = format!("resources.{}", entry.key);
                self.check(&entry.node, &keys::COLLECTION, &path);
                if all.iter().any(|(name, _)| name.value == entry.key) {
                    self.second_entry(entry, &path, "collection");
                    continue;
                }
                let actions = self.checked_entries(&entry.node, "operations", &keys::ACTIONS, &path).iter();
                let actions = actions.filter_map(|it| self.action(it, &path, &mut operations)).collect();
                let states = entry.node.get("states").map(|node| self.states(node, &format!("{path}.states")));
                let (id, also) = (word(&entry.node, "id"), word(&entry.node, "also"));
                all.push((name_of(entry), Resources { id, also, states, operations: actions }));
            }
        }
        all
    }

    fn states(&mut self, node: &Node, path: &str) -> States {
        self.check(node, &keys::STATES, path);
        States {
            field: text(node, "field"),
            steps: texts(node, "steps"),
            success: text(node, "success"),
            failure: word(node, "failure").map(|it| it.value),
            cancelled: word(node, "cancelled").map(|it| it.value),
        }
    }

    fn action(&mut self, entry: &Entry, path: &str, known: &mut BTreeSet<String>) -> Option<(Located<String>, Action)> {
        let (node, path) = (&entry.node, format!("{path}.{}", entry.key));
        self.check(node, &keys::ACTION, &path);
        if !known.insert(entry.key.clone()) {
            self.second_entry(entry, &path, "operation");
            return None;
        }
        let sets = self.checked_entries(node, "sets", &keys::FIXED, &path).iter();
        let sets = sets.filter_map(|it| Some((it.key.clone(), it.node.text()?.to_owned()))).collect();
        let action = Action {
            role: word(node, "role")?,
            id: word(node, "id"),
            entry: word(node, "entry"),
            done: flag(node, "done"),
            from: words(node, "from"),
            to: word(node, "to"),
            sets,
        };
        Some((name_of(entry), action))
    }
}
