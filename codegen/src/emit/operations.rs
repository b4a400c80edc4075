//! The table of all operations, and what finds them by name.

use quote::quote;

use super::print::{self, File, Printed, header, ident};
use super::template::fill;
use crate::model::{Family, Service};
use crate::names::Names;

/// `src/operations.rs`.
pub(super) fn table(service: &Service) -> Printed {
    let facts = service.families.iter().map(|family| {
        let (name, module) = (&family.name, ident(&family.name));
        quote!(#[cfg(feature = #name)] crate::#module::OPERATIONS)
    });
    let names = service.families.iter().map(|family| {
        let (name, operations) = (&family.name, family.operations.iter().map(|&id| &service[id].name));
        quote!((#name, &[#(#operations),*]))
    });
    let table = print::items(quote! {
        pub static OPERATIONS: runtime::Operations = runtime::Operations::new(&[#(#facts),*], &[#(#names),*]);
    });
    let fixed = |table: &str| fill(include_str!("templates/operations.rs"), &[("__TABLE__", table)]);
    let text =
        table.map(|table| format!("{}{}", header("//", service.origin.command, &service.origin.folder), fixed(&table)));
    text.map_err(|problem| print::refused(&service.origin.folder, &problem))
}

/// `src/blocking.rs`.
pub(super) fn blocking(service: &Service) -> String {
    format!("{}{}", header("//", service.origin.command, &service.origin.folder), include_str!("templates/blocking.rs"))
}

/// The facts of a family's operations, for its module.
pub(super) fn of_family(service: &Service, names: &Names, family: &Family, file: &mut File) {
    let names = family.operations.iter().map(|&id| ident(&names[service[id].request].ident));
    file.items(quote! {
        pub(crate) const OPERATIONS: &[alibabacloud_runtime::OperationInfo] =
            &[#(<#names as alibabacloud_runtime::Operation>::INFO),*];
    });
}
