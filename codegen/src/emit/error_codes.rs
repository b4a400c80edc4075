//! The error codes of an operation as constants, to compare with what an error says.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToShoutySnakeCase as _;
use quote::quote;

use super::print::{File, doc, ident};
use crate::model::Operation;

/// Prints a constant for each code.
pub(super) fn emit(operation: &Operation, file: &mut File) {
    let mut statuses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (status, code, _) in &operation.page.error_codes {
        statuses.entry(code).or_default().push(status);
    }
    let mut taken = BTreeSet::new();
    // In the order of the codes, so that the order of the table does not matter.
    for code in statuses.keys() {
        let name = constant(code);
        if name.is_empty() {
            continue;
        }
        // Codes that differ in punctuation alone get a number.
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let Some(name) = [name.clone()].into_iter().chain(numbered).find(|name| !taken.contains(name)) else {
            continue;
        };
        taken.insert(name.clone());
        let docs = doc(&[format!(
            "The error code `{code}` (status {}), as [`Error::code`](runtime::Error::code) returns it.",
            statuses[code].join(", ")
        )]);
        let name = ident(&name);
        file.items(quote!(#docs pub const #name: &str = #code;));
    }
}

/// A code as the name of a constant: `Forbidden.NoPermission` is `FORBIDDEN_NO_PERMISSION`.
fn constant(code: &str) -> String {
    let name = code.replace(|character: char| !character.is_ascii_alphanumeric(), "_").to_shouty_snake_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("CODE_{name}") } else { name }
}
