//! The operations of a product.

use std::error::Error;
use std::fmt;

use super::info::OperationInfo;

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
        let of = |wanted: &dyn Fn(&str) -> bool| {
            let mut families = self.names.iter();
            families.find_map(|(family, names)| names.iter().find(|name| wanted(name)).map(|name| (*family, *name)))
        };
        let absent = of(&|known| known == name);
        let (feature, similar) = match absent {
            Some((family, _)) => (Some(family), None),
            None => (None, of(&|known| alike(known, name)).map(|(_, known)| known)),
        };
        UnknownOperation { name: name.to_owned(), feature, similar }
    }
}

/// Whether two names differ in nothing but case and a plural.
fn alike(known: &str, name: &str) -> bool {
    let plain = |name: &str| name.trim().trim_end_matches('s').to_lowercase();
    plain(known) == plain(name)
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
        let name = &self.name;
        match (self.feature, self.similar) {
            (Some(feature), _) => {
                write!(formatter, "`{name}` is not compiled in: turn on the cargo feature `{feature}`")
            }
            (None, Some(similar)) => write!(formatter, "there is no operation `{name}`; there is `{similar}`"),
            (None, None) => write!(formatter, "there is no operation `{name}`"),
        }
    }
}

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
        assert_eq!(message("listVoice"), "there is no operation `listVoice`; there is `ListVoices`");
        assert_eq!(message("Nothing"), "there is no operation `Nothing`");
        assert_eq!(message(""), "there is no operation ``");
    }
}
