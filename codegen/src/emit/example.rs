//! The example that sends any operation by its name, so that anyone can check any of them.

use super::print::header;
use super::template::fill;
use super::{markdown, usage};
use crate::model::{Operation, Service};
use crate::names::Names;

/// The operation that is sent in examples, and its parameters as JSON within single quotes of a shell.
pub(super) fn first(service: &Service, names: &Names) -> [String; 2] {
    let first = service.first.and_then(|first| Some((&service[first].name, usage::first(service, names, first)?)));
    match first {
        Some((name, (_, input))) => [name.clone(), markdown::shown(&input).replace('\'', "'\\''")],
        None => ["NAME", "{}"].map(str::to_owned),
    }
}

/// `examples/send_json.rs`.
pub(super) fn send_json(service: &Service, names: &Names) -> String {
    let operations = service.families.iter().flat_map(|family| &family.operations).map(|&id| &service[id]);
    let arms = operations.map(|Operation { family, name, request, .. }| {
        let ident = &names[*request].ident;
        format!("        #[cfg(feature = {family:?})]\n        {name:?} => send::<sdk::{family}::{ident}>,")
    });
    let [first, input] = first(service, names);
    let values = [
        ("__EXAMPLE__", service.example.as_str()),
        ("__OPERATION__", &first),
        ("__INPUT__", &input),
        ("__REGION__", &service.region),
        ("__PACKAGE__", &service.crate_name.replace('-', "_")),
        ("__ARMS__", &arms.collect::<Vec<_>>().join("\n")),
    ];
    format!(
        "{}{}",
        header("//", service.origin.command, &service.origin.folder),
        fill(include_str!("templates/send_json.rs"), &values)
    )
}
