//! The error codes of an operation as constants, to compare with what an error says.

use quote::quote;

use super::markdown::{cell, code_span};
use super::print::{File, doc, ident};
use crate::model::Operation;
use crate::names::OperationNames;

/// Prints a constant for each code, in the order of the codes: that of the table does not matter.
pub(super) fn emit(operation: &Operation, names: &OperationNames, file: &mut File) {
    for (code, name) in &names.error_codes {
        let statuses = operation.page.error_codes.iter().filter(|(_, other, _)| other == code);
        let mut statuses: Vec<String> = statuses.map(|(status, _, _)| cell(status)).collect();
        // A code may be published several times, each with other words.
        statuses.dedup();
        let docs = doc(&[format!(
            "The error code {} (status {}), as [`Error::code`](runtime::Error::code) returns it.",
            code_span(code),
            statuses.join(", ")
        )]);
        let name = ident(name);
        file.items(quote!(#docs pub const #name: &str = #code;));
    }
}
