//! The source that a crate compiles, counted.

use std::iter::Sum;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// What is in source files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) operations: usize,
    pub(crate) structs: usize,
    pub(crate) enums: usize,
    pub(crate) lines: usize,
    pub(crate) bytes: usize,
}

impl Size {
    /// Counts items by how generated code declares them, each at the beginning of a line.
    pub(crate) fn of(text: &str) -> Self {
        let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        Self {
            operations: count("impl runtime::Operation for "),
            structs: count("pub struct "),
            enums: count("pub enum "),
            lines: text.lines().count(),
            bytes: text.len(),
        }
    }
}

impl Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), |sum, size| Self {
            operations: sum.operations + size.operations,
            structs: sum.structs + size.structs,
            enums: sum.enums + size.enums,
            lines: sum.lines + size.lines,
            bytes: sum.bytes + size.bytes,
        })
    }
}

/// The files that a dep-info file of cargo lists, `library: file file …` as in a makefile: whatever the library was
/// compiled from, with the features of that build.
pub(crate) fn files(dep_info: &str) -> Result<Vec<PathBuf>> {
    let rule = dep_info.lines().next().unwrap_or_default();
    let (_, files) = rule.split_once(": ").context("the dep-info file has no rule")?;
    // A blank in a name has a backslash before it.
    let files = files.replace("\\ ", "\0");
    Ok(files.split_whitespace().map(|file| file.replace('\0', " ").into()).collect())
}

/// Whether a file is in a folder of a crate's source. What is in none is there for every family.
pub(crate) fn is_of_a_family(file: &Path, source: &Path) -> bool {
    file.strip_prefix(source).is_ok_and(|inside| inside.components().count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_where_they_are_declared() {
        let text = "/// A pub struct of its own.\npub struct Job {\n}\nimpl runtime::Operation for Job {\n}\npub enum State {}\n";
        assert_eq!(Size::of(text), Size { operations: 1, structs: 1, enums: 1, lines: 6, bytes: text.len() });
        let twice: Size = [Size::of(text), Size::of(text)].into_iter().sum();
        assert_eq!(twice, Size { operations: 2, structs: 2, enums: 2, lines: 12, bytes: 2 * text.len() });
    }

    #[test]
    fn files_are_those_of_the_first_rule() {
        let listed = files("/t/lib x.rlib: /a/src/lib.rs /a\\ b/src/c.rs\n\n/a/src/lib.rs:\n").unwrap();
        assert_eq!(listed, [PathBuf::from("/a/src/lib.rs"), PathBuf::from("/a b/src/c.rs")]);
        assert_eq!(files("").unwrap_err().to_string(), "the dep-info file has no rule");
    }

    #[test]
    fn what_is_in_no_folder_is_of_no_family() {
        let is = |file: &str| is_of_a_family(Path::new(file), Path::new("/a/src"));
        assert!(is("/a/src/voice/get_voice.rs"));
        assert!(!is("/a/src/lib.rs") && !is("/b/src/voice/get_voice.rs"));
    }
}
