//! Reads `overlay.yaml`.

use super::{Reader, elements, located, name_of, texts, word, words};
use crate::diagnostic::{Code, Diagnostic, PLACEHOLDER};
use crate::keys::{self, Mapping};
use crate::spec::{Correction, Cursor, Located, Overlay, Paging, Waiter};
use crate::tree::{Entry, Node, Value};

impl Reader<'_> {
    /// Reads an overlay. An entry that lacks something is reported and left out.
    pub fn overlay(&mut self, node: &Node) -> Overlay {
        self.check_document(node, &keys::OVERLAY);
        let corrections = elements(node, "corrections").iter().enumerate();
        Overlay {
            corrections: corrections.filter_map(|(index, node)| self.correction(index, node)).collect(),
            paging: self.section(node, "paging", &keys::PAGED_OPERATIONS, Self::paging),
            waiters: self.section(node, "waiters", &keys::AWAITED_OPERATIONS, Self::waiter),
            resources: self.resources(node),
            names: self.names(node),
        }
    }

    fn correction(&mut self, index: usize, node: &Node) -> Option<Correction> {
        self.check_group(node, &keys::CORRECTION, &format!("corrections, number {}", index + 1));
        let entries = |key| node.get(key).map(|node| node.entries().to_vec()).filter(|entries| !entries.is_empty());
        Some(Correction { targets: words(node, "targets"), expect: entries("expect")?, set: entries("set")? })
    }

    /// The entries of a section, by operation.
    fn section<T>(
        &mut self,
        overlay: &Node,
        section: &str,
        mapping: &Mapping,
        read: impl Fn(&mut Self, &Entry, &str) -> Option<T>,
    ) -> Vec<(Located<String>, T)> {
        let mut all: Vec<(Located<String>, T)> = Vec::new();
        for (index, group) in elements(overlay, section).iter().enumerate() {
            self.check_group(group, mapping, &format!("{section}, number {}", index + 1));
            let of_operations = mapping.within("operations");
            for entry in self.checked_entries(group, "operations", of_operations, section) {
                let path = format!("{section}.{}", entry.key);
                self.check(&entry.node, of_operations.within(&entry.key), &path);
                if all.iter().any(|(name, _)| name.value == entry.key) {
                    self.second_entry(entry, &path, "operation");
                } else if let Some(read) = read(self, entry, &path) {
                    all.push((name_of(entry), read));
                }
            }
        }
        all
    }

    /// Reports what has an entry already.
    pub(super) fn second_entry(&mut self, entry: &Entry, path: &str, what: &str) {
        self.report(
            Diagnostic::new(Code::DuplicateEntry, &entry.span, format!("a second entry for the {what}"))
                .at(path)
                .expected(format!("one entry for each {what}"))
                .help("delete one of them"),
        );
    }

    fn names(&mut self, overlay: &Node) -> Vec<(Located<String>, Option<Located<String>>)> {
        let mut changes = Vec::new();
        for (index, group) in elements(overlay, "names").iter().enumerate() {
            self.check_group(group, &keys::NAME_CHANGES, &format!("names, number {}", index + 1));
            if let Some(paths) = group.get("paths") {
                self.check(paths, &keys::NEW_PATHS, "names");
                changes.extend(paths.entries().iter().map(|entry| (name_of(entry), located(&entry.node))));
            }
        }
        changes
    }

    /// Checks what stands in a list, and that its reason is one.
    pub(super) fn check_group(&mut self, node: &Node, mapping: &Mapping, path: &str) {
        self.check(node, mapping, path);
        if let Some(reason) = word(node, "reason").filter(|reason| [PLACEHOLDER, ""].contains(&reason.value.trim())) {
            self.report(
                Diagnostic::new(Code::MissingKey, &reason.span, "the reason is still to be written")
                    .at(path)
                    .expected("`reason: …` in your words")
                    .help("say why, so that others can judge whether it still holds"),
            );
        }
    }

    fn paging(&mut self, entry: &Entry, path: &str) -> Option<Paging> {
        let also = entry.node.get("also");
        if let Some(also) = also {
            self.check(also, &keys::CURSOR, &format!("{path}.also"));
        }
        // Anything else than a mapping has been reported.
        let ways = [Some(&entry.node), also].into_iter().flatten().filter(|way| matches!(way.value, Value::Map(_)));
        let cursors: Vec<Cursor> = ways.map(|node| self.cursor(node, path)).collect();
        Some(Paging { items: word(&entry.node, "items")?, cursors })
    }

    fn cursor(&mut self, node: &Node, path: &str) -> Cursor {
        let part = |key| word(node, key);
        let cursor = Cursor {
            page: part("page"),
            token: part("token"),
            size: part("size"),
            total: part("total"),
            next: part("next"),
        };
        let whole = match (&cursor.page, &cursor.token) {
            (Some(_), None) => true,
            (None, Some(_)) => cursor.next.is_some(),
            _ => false,
        };
        if !whole {
            self.report(
                Diagnostic::new(Code::MissingKey, &node.span, "nothing says how the next page is asked for")
                    .at(path)
                    .expected("`page`, or `token` with `next`, and not both")
                    .help("name the parameter that takes the number of a page, or its token"),
            );
        }
        cursor
    }

    fn waiter(&mut self, entry: &Entry, _: &str) -> Option<Waiter> {
        let node = &entry.node;
        Some(Waiter {
            id: word(node, "id")?,
            status: word(node, "status")?,
            success: texts(node, "success"),
            failure: texts(node, "failure"),
            code: word(node, "code"),
            message: word(node, "message"),
            submitted_by: words(node, "submittedBy"),
        })
    }
}
