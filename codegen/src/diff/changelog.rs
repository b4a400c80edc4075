//! The entry of a `CHANGELOG.md`.

use std::collections::BTreeMap;

use super::change::{Change, Diff};
use super::rule::{Bump, Kind};
use crate::wording::counted;

/// Names listed in one line of the entry; the comparison itself has all.
const MOST_NAMES: usize = 12;

impl Diff {
    /// The entry, as list items in Markdown: added operations by family, and every breaking change. Empty where nothing
    /// changes.
    #[must_use]
    pub fn changelog(&self) -> String {
        let mut items = Vec::new();
        let families = self.of(Kind::OperationAdded).fold(BTreeMap::<_, Vec<_>>::new(), |mut families, change| {
            families.entry(change.new.as_str()).or_default().push(change.path.as_str());
            families
        });
        for (family, names) in families {
            items.push(format!("{} in `{family}`: {}.", counted(names.len(), "new operation"), listed(&names)));
        }
        let product = self.new.split(' ').next().unwrap_or_default();
        for kind in Kind::ALL.iter().filter(|kind| kind.bump() == Bump::Major) {
            let changes: Vec<&Change> = self.of(*kind).collect();
            let names: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
            if !names.is_empty() {
                items.push(format!("**Breaking**, {}: {}.", kind.name().replace('-', " "), listed(&names)));
            }
        }
        let others = [Bump::Minor, Bump::Patch].into_iter().flat_map(|bump| {
            Kind::ALL.iter().filter(move |kind| kind.bump() == bump && **kind != Kind::OperationAdded)
        });
        let counts: Vec<String> = others
            .map(|kind| (kind, self.of(*kind).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{} ({count})", kind.name().replace('-', " ")))
            .collect();
        if !counts.is_empty() {
            items.push(format!("Also: {}.", counts.join(", ")));
        }
        if items.is_empty() {
            return String::new();
        }
        let items: String = items.iter().map(|item| format!("  * {item}\n")).collect();
        format!("* {product}, from the published metadata of {}:\n{items}", self.new)
    }

    /// A sentence for each operation that changes, for its change history; added ones have none yet.
    #[must_use]
    pub fn history(&self) -> BTreeMap<String, String> {
        let mut parts: BTreeMap<&str, BTreeMap<Kind, Vec<&str>>> = BTreeMap::new();
        for change in self.changes.iter().filter(|change| !change.operation().is_empty()) {
            let path = change.path.strip_prefix(change.operation()).unwrap_or_default().trim_start_matches('.');
            parts.entry(change.operation()).or_default().entry(change.kind).or_default().push(path);
        }
        let sentence = |kinds: BTreeMap<Kind, Vec<&str>>| {
            let sentences = kinds.into_iter().map(|(kind, paths)| {
                let mut name = kind.name().replace('-', " ");
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                let paths: Vec<&str> = paths.into_iter().filter(|path| !path.is_empty()).collect();
                if paths.is_empty() { format!("{name}.") } else { format!("{name}: {}.", listed(&paths)) }
            });
            sentences.collect::<Vec<_>>().join(" ")
        };
        parts.into_iter().map(|(operation, kinds)| (operation.to_owned(), sentence(kinds))).collect()
    }
}

fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
