//! The table as Markdown, and its place on a page.

use std::fmt;

use anyhow::{Context as _, Result};

use crate::derive::Derive;
use crate::source::Size;

/// What stands before and after the table.
const START: &str = "<!-- measure -->\n";
const END: &str = "<!-- /measure -->\n";

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) size: Size,
    /// Seconds of `cargo check`.
    pub(crate) check: f64,
    /// Seconds of `cargo build`.
    pub(crate) build: f64,
}

/// Everything that was measured.
pub(crate) struct Section {
    pub(crate) rows: Vec<Row>,
    /// The bytes of the library with all families.
    pub(crate) library: Option<u64>,
    /// Seconds of `cargo xtask codegen`.
    pub(crate) codegen: f64,
    /// Seconds of `cargo xtask codegen --check`.
    pub(crate) check: f64,
    pub(crate) derive: Option<Derive>,
    /// How often all families were compiled, and each.
    pub(crate) runs: (usize, usize),
    /// What it was measured on.
    pub(crate) machine: String,
}

impl fmt::Display for Section {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| Families | Operations | Types | Lines | KB | `cargo check` | `cargo build` |")?;
        writeln!(formatter, "|---|--:|--:|--:|--:|--:|--:|")?;
        for Row { name, size, check, build } in &self.rows {
            let Size { operations, structs, enums, lines, bytes } = size;
            let (types, kilobytes) = (structs + enums, (bytes + 500) / 1000);
            let sizes = format!("{operations} | {types} | {lines} | {kilobytes}");
            writeln!(formatter, "| {name} | {sizes} | {check:.2} s | {build:.2} s |")?;
        }
        let (all, each) = self.runs;
        let runs = if all == each { format!("of {all}") } else { format!("of {all} for all, of {each} for one") };
        writeln!(
            formatter,
            "\nSeconds are those of the crate alone, dependencies built before, in the dev profile without incremental \
             compilation: the median {runs}, on {}. A family's types and source are its own and the shared ones that it \
             reaches.",
            self.machine
        )?;
        if let Some(bytes) = self.library {
            let tenths = (bytes + 50_000) / 100_000;
            writeln!(formatter, "The library (`.rlib`) of all families has {}.{} MB.", tenths / 10, tenths % 10)?;
        }
        writeln!(
            formatter,
            "`cargo xtask codegen` takes {:.1} s, `cargo xtask codegen --check` {:.1} s.",
            self.codegen, self.check
        )?;
        match &self.derive {
            Some(derive) => writeln!(formatter, "\n{derive}"),
            None => Ok(()),
        }
    }
}

/// Seconds as milliseconds, without their unit.
pub(crate) fn milliseconds(seconds: f64) -> String {
    format!("{:.1}", seconds * 1000.0)
}

/// A page with another table between its marks.
pub(crate) fn replace(page: &str, table: &str) -> Result<String> {
    let parts = page.split_once(START).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.with_context(|| {
        format!("the page has no place for the table: a line `{}` and below it `{}`", START.trim(), END.trim())
    })?;
    Ok(format!("{before}{START}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section() -> Section {
        let row = Row {
            name: "all 24".to_owned(),
            size: Size { operations: 400, structs: 1600, enums: 500, lines: 123_456, bytes: 5_432_500 },
            check: 4.256,
            build: 6.0,
        };
        Section {
            rows: vec![row.clone(), Row { name: "voice".to_owned(), size: Size { operations: 13, ..row.size }, ..row }],
            library: Some(34_560_000),
            codegen: 3.51,
            check: 3.46,
            derive: None,
            runs: (5, 3),
            machine: "2 cores, rustc 1.95.0".to_owned(),
        }
    }

    #[test]
    fn the_table_is_markdown_with_the_facts_below() {
        assert_eq!(
            section().to_string(),
            "\
| Families | Operations | Types | Lines | KB | `cargo check` | `cargo build` |
|---|--:|--:|--:|--:|--:|--:|
| all 24 | 400 | 2100 | 123456 | 5433 | 4.26 s | 6.00 s |
| voice | 13 | 2100 | 123456 | 5433 | 4.26 s | 6.00 s |

Seconds are those of the crate alone, dependencies built before, in the dev profile without incremental compilation: \
the median of 5 for all, of 3 for one, on 2 cores, rustc 1.95.0. A family's types and source are its own and the shared \
ones that it reaches.
The library (`.rlib`) of all families has 34.6 MB.
`cargo xtask codegen` takes 3.5 s, `cargo xtask codegen --check` 3.5 s.
"
        );
    }

    #[test]
    fn a_table_without_all_families_tells_no_library() {
        let text = Section { library: None, runs: (1, 1), ..section() }.to_string();
        assert!(!text.contains("rlib") && text.contains("the median of 1, on 2 cores"), "{text}");
    }

    #[test]
    fn a_page_keeps_all_but_what_is_between_the_marks() {
        let page = "# A\n<!-- measure -->\nold\n<!-- /measure -->\nmore\n";
        assert_eq!(replace(page, "new\n").unwrap(), "# A\n<!-- measure -->\nnew\n<!-- /measure -->\nmore\n");
        for page in ["# A\n", "<!-- /measure -->\n<!-- measure -->\n"] {
            assert!(replace(page, "").unwrap_err().to_string().contains("`<!-- measure -->`"));
        }
    }
}
