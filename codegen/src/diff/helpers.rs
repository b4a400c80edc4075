//! Compares the traits of lists and jobs.

use std::collections::BTreeMap;

use super::change::Change;
use super::named::entries;
use super::rule::Kind;
use crate::spec::{Cursor, Located, Paging, Waiter};
use crate::specs::Specs;

/// The traits of lists and jobs, as the overlays have them.
pub(super) fn helpers(old: &Specs, new: &Specs) -> Vec<Change> {
    let paging = |specs: &Specs, part: fn(&Paging) -> String| -> BTreeMap<String, String> {
        specs.overlay.paging.iter().map(|(name, paging)| (name.value.clone(), part(paging))).collect()
    };
    let cursors = |paging: &Paging| {
        let cursors = paging.cursors.iter().map(|Cursor { page, token, size, total, next, .. }| {
            parts([("page", page), ("token", token), ("size", size), ("total", total), ("next", next)])
        });
        cursors.collect::<Vec<_>>().join("; ")
    };
    let waiters = |specs: &Specs| -> BTreeMap<String, String> {
        let shown = |waiter: &Waiter| {
            let Waiter { id, status, success, failure, code, message, .. } = waiter;
            let states = format!("{} of {}: {} / {}", status.value, id.value, success.join(", "), failure.join(", "));
            let words = parts([("code", code), ("message", message)]);
            if words.is_empty() { states } else { format!("{states}; {words}") }
        };
        specs.overlay.waiters.iter().map(|(name, waiter)| (name.value.clone(), shown(waiter))).collect()
    };
    let items = |specs| paging(specs, |paging| paging.items.value.clone());
    let kept = |change: &Change| {
        // With the operation goes all of it, and comes all of it.
        let has = |specs: &Specs| specs.operations.iter().any(|operation| operation.name == change.operation());
        has(old) && has(new)
    };
    let [removed, added, changed] = [Kind::HelperRemoved, Kind::HelperAdded, Kind::HelperChanged];
    let mut changes = entries(&items(old), &items(new), [removed, added, Kind::ItemsMoved], str::to_owned);
    let ways = entries(&paging(old, cursors), &paging(new, cursors), [removed, added, changed], str::to_owned);
    changes.extend(ways.into_iter().filter(|change| change.kind == changed));
    changes.iter_mut().for_each(|change| change.what = "paging".to_owned());
    let states = entries(&waiters(old), &waiters(new), [removed, added, changed], str::to_owned);
    changes.extend(states.into_iter().map(|change| Change { what: "waiter".to_owned(), ..change }));
    changes.retain(kept);
    changes
}

/// The parts that are there, each with what it is: one that only changes what it is for differs as well.
fn parts<const N: usize>(parts: [(&str, &Option<Located<String>>); N]) -> String {
    let named = parts.into_iter().filter_map(|(name, part)| Some(format!("{name} {}", part.as_ref()?.value)));
    named.collect::<Vec<_>>().join(", ")
}
