//! The example that sends any operation by its name, so that anyone can check any of them.

use super::print::header;
use super::template::fill;
use super::usage;
use crate::model::Service;

/// `examples/send_json.rs`.
pub(super) fn send_json(service: &Service) -> String {
    let operations = service.families.iter().flat_map(|family| family.operations.iter().map(move |it| (family, it)));
    let arms = operations.map(|(family, operation)| {
        let (family, name, ident) = (&family.name, &operation.name, operation.ident());
        format!("        #[cfg(feature = {family:?})]\n        {name:?} => send::<sdk::{family}::{ident}>,")
    });
    let values = [
        ("__EXAMPLE__", service.example.as_str()),
        ("__OPERATION__", usage::first(service).map_or("NAME", |(_, operation)| &operation.name)),
        ("__REGION__", usage::region(service)),
        ("__PACKAGE__", &service.crate_name.replace('-', "_")),
        ("__ARMS__", &arms.collect::<Vec<_>>().join("\n")),
    ];
    format!("{}{}", header("//", &service.folder), fill(include_str!("templates/send_json.rs"), &values))
}
