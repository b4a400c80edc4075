//! The error codes of an operation as constants, to compare with what an error says.

use std::collections::BTreeMap;

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
    let mut names: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for code in statuses.keys() {
        names.entry(constant(code)).or_default().push(code);
    }
    for (name, codes) in names {
        // Codes that differ in nothing but punctuation have no name each; the table on the page has them all.
        let [code] = codes.as_slice() else {
            continue;
        };
        if name.is_empty() {
            continue;
        }
        let docs = doc(&[format!(
            "The error code `{code}` (status {}), as [`Error::code`](runtime::Error::code) gives it.",
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
