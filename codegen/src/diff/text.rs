//! The comparison for a person to read.

use std::fmt;

use super::change::{Change, Diff};
use super::rule::{Bump, Kind};
use crate::wording::counted;

/// Public paths shown for one change; the JSON has all.
const MOST_PATHS: usize = 2;

/// Changes shown of one kind that stops no program; the JSON has all.
const MOST_CHANGES: usize = 40;

impl fmt::Display for Diff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { old, new, operations: [before, after], .. } = self;
        let operations = |count: &usize| counted(*count, "operation");
        writeln!(formatter, "{old} with {} -> {new} with {}", operations(before), operations(after))?;
        for bump in [Bump::Major, Bump::Minor, Bump::Patch] {
            for kind in Kind::ALL.iter().filter(|kind| kind.bump() == bump) {
                let changes: Vec<_> = self.of(*kind).collect();
                if changes.is_empty() {
                    continue;
                }
                writeln!(formatter, "\n{}: {} {}: {}", bump.word(), changes.len(), kind.name(), kind.reason())?;
                let most = if bump == Bump::Major { changes.len() } else { MOST_CHANGES };
                changes.iter().take(most).try_for_each(|change| formatter.write_str(&line(change)))?;
                if let more @ 1.. = changes.len().saturating_sub(most) {
                    writeln!(formatter, "  … {more} more")?;
                }
            }
        }
        match self.bump() {
            None => writeln!(formatter, "\nnothing changes"),
            Some(bump) => writeln!(formatter, "\nsemver: {}", bump.word()),
        }
    }
}

fn line(change: &Change) -> String {
    let Change { path, what, old, new, removed, added, changed, .. } = change;
    let values = match (old.as_str(), new.as_str()) {
        ("", "") => String::new(),
        ("", new) => new.to_owned(),
        (old, "") => format!("{old} -> none"),
        (old, new) => format!("{old} -> {new}"),
    };
    let details = [what.as_str(), &values].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let details = if details.is_empty() { details } else { format!(": {details}") };
    let mut text = format!("  {path}{details}\n");
    for (sign, lines) in [("-", removed), ("+", added), ("~", changed)] {
        for line in lines.iter().take(MOST_PATHS) {
            // The third column is a path in the metadata, in which spaces may stand.
            let shown = line.match_indices(' ').nth(1).map_or(line.as_str(), |(end, _)| &line[..end]);
            text.push_str(&format!("    {sign} {shown}\n"));
        }
        if let more @ 1.. = lines.len().saturating_sub(MOST_PATHS) {
            text.push_str(&format!("    {sign} … {more} more\n"));
        }
    }
    text
}
