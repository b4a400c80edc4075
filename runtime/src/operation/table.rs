//! The operations of a product.

use std::error::Error;
use std::fmt;

use super::info::OperationInfo;
use crate::error::one_line;

/// The facts of a product's operations: those of the families that are compiled in, and the names of the others.
///
/// Generated crates export theirs as `OPERATIONS`.
#[derive(Debug, Clone, Copy)]
pub struct Operations {
    families: &'static [&'static [OperationInfo]],
    names: &'static [(&'static str, &'static [&'static str])],
}

impl Operations {
    /// The facts by family, each family in the order of its names, and the names of all operations by family.
    #[must_use]
    pub const fn new(
        families: &'static [&'static [OperationInfo]],
        names: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { families, names }
    }

    /// The operations that are compiled in, family by family.
    pub fn iter(&self) -> impl Iterator<Item = &'static OperationInfo> + use<> {
        self.families.iter().copied().flatten()
    }

    /// How many operations are compiled in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.families.iter().map(|family| family.len()).sum()
    }

    /// Whether no operation is compiled in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The operation of this name.
    ///
    /// # Errors
    ///
    /// There is none, or it is not compiled in; the error says which.
    pub fn get(&self, name: &str) -> Result<&'static OperationInfo, UnknownOperation> {
        self.iter().find(|operation| operation.name == name).ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> UnknownOperation {
        let feature = self.names.iter().find(|(_, names)| names.contains(&name)).map(|(family, _)| *family);
        let similar = if feature.is_none() { self.similar(name) } else { None };
        UnknownOperation { name: name.to_owned(), feature, similar }
    }

    /// The name that this one most likely is a typo of.
    fn similar(&self, name: &str) -> Option<&'static str> {
        // RAM actions have the product in front.
        let name = plain(name.rsplit(':').next().unwrap_or(name));
        let known = self.names.iter().flat_map(|(_, names)| *names);
        let near = known.map(|known| (difference(&plain(known), &name), known));
        let (difference, nearest) = near.min_by_key(|(difference, _)| *difference)?;
        (difference <= 2 && 3 * difference < name.len()).then_some(nearest)
    }
}

/// A name without what people change about it: case, underscores, a plural.
fn plain(name: &str) -> Vec<char> {
    let letters = name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase);
    let mut letters: Vec<char> = letters.collect();
    letters.pop_if(|last| *last == 's');
    letters
}

/// The number of characters in which two names differ, from the first that does to the last.
fn difference(one: &[char], other: &[char]) -> usize {
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let before = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let behind = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    longer - (before + behind).min(shorter)
}

/// A name that no compiled operation has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownOperation {
    /// The name.
    pub name: String,
    /// The cargo feature that compiles the operation in, if there is an operation of this name.
    pub feature: Option<&'static str>,
    /// A similar name, if there is one.
    pub similar: Option<&'static str>,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = one_line(&self.name, LONGEST_NAME);
        match (self.feature, self.similar) {
            (Some(feature), _) => {
                write!(formatter, "`{name}` is not compiled in: turn on the cargo feature `{feature}`")
            }
            (None, Some(similar)) => write!(formatter, "there is no operation `{name}`; there is `{similar}`"),
            (None, None) => write!(formatter, "there is no operation `{name}`"),
        }
    }
}

/// Characters of an unknown name that are shown.
const LONGEST_NAME: usize = 80;

impl Error for UnknownOperation {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{ApiStyle, Product};

    static PRODUCT: Product = Product::new("Demo", "2020-01-01", ApiStyle::Rpc, "demo", &[]);
    static OPERATIONS: Operations = Operations::new(
        &[&[OperationInfo::new(&PRODUCT, "voice", "GetVoice"), OperationInfo::new(&PRODUCT, "voice", "ListVoices")]],
        &[("media", &["GetMedia"]), ("voice", &["GetVoice", "ListVoices"])],
    );

    fn message(name: &str) -> String {
        OPERATIONS.get(name).unwrap_err().to_string()
    }

    #[test]
    fn an_operation_is_found_by_its_exact_name() {
        assert_eq!(OPERATIONS.get("GetVoice").map(|operation| operation.family), Ok("voice"));
        assert_eq!(OPERATIONS.len(), 2);
        assert_eq!(OPERATIONS.iter().count(), 2);
    }

    #[test]
    fn the_error_of_a_family_that_is_off_names_its_feature() {
        assert_eq!(message("GetMedia"), "`GetMedia` is not compiled in: turn on the cargo feature `media`");
    }

    #[test]
    fn the_error_of_a_typo_suggests_the_right_name() {
        for typo in
            ["listVoice", "list_voices", "demo:ListVoices", " LISTVOICES ", "ListVocies", "ListVoics", "LisstVoices"]
        {
            assert!(message(typo).ends_with("; there is `ListVoices`"), "{typo}");
        }
        assert_eq!(message("Get\nVoices"), "there is no operation `Get Voices`; there is `GetVoice`");
        assert!(message(&"x".repeat(1000)).len() < 200);
        assert_eq!(message("Nothing"), "there is no operation `Nothing`");
        assert_eq!(message(""), "there is no operation ``");
    }
}
