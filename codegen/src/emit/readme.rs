//! The README of a crate that stands alone: how to use it, and what it lacks.

use std::collections::BTreeMap;

use super::markdown;
use super::template::fill;
use crate::left_out::LeftOut;
use crate::model::Service;

/// `README.md`.
pub(super) fn readme(service: &Service, left_out: &BTreeMap<String, LeftOut>) -> String {
    let Service { crate_name, title, product, version, families, example, .. } = service;
    let rows = families.iter().map(|family| {
        format!("| `{}` | {} | {} |", family.name, family.operations.len(), markdown::cell(&family.docs))
    });
    let values = [
        ("__CRATE__", crate_name.as_str()),
        ("__FOLDER__", crate_name),
        ("__ABOUT__", &markdown::cell(&format!("{title} ({product}), API version {version}"))),
        ("__FAMILIES__", &rows.collect::<Vec<_>>().join("\n")),
        ("__EXAMPLE__", example),
        ("__OPERATION__", service.first.map_or("NAME", |first| &service[first].name)),
        ("__REGION__", &service.region),
        ("__LEFT_OUT__", &reasons(left_out)),
    ];
    fill(include_str!("templates/readme.md"), &values)
}

/// The operations that are left out, counted and listed by the kind of problem.
fn reasons(left_out: &BTreeMap<String, LeftOut>) -> String {
    let mut kinds: BTreeMap<&str, Vec<(&String, &LeftOut)>> = BTreeMap::new();
    for (operation, why) in left_out {
        kinds.entry(why.code.name()).or_default().push((operation, why));
    }
    if kinds.is_empty() {
        return "Nothing: every operation of the document can be called.".to_owned();
    }
    let rows = kinds.iter().map(|(code, operations)| {
        let names: Vec<String> = operations.iter().map(|(name, _)| markdown::code_cell(name)).collect();
        let reason = operations.first().map_or_else(String::new, |(_, why)| markdown::cell(&why.reason));
        format!("| `{code}` | {} | {reason} | {} |", operations.len(), names.join(", "))
    });
    let head = "`cargo xtask explain CODE` says more of each reason.\n\n| Code | Operations | For example | |\n|---|---|---|---|";
    format!("{head}\n{}", rows.collect::<Vec<_>>().join("\n"))
}
