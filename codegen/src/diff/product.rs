//! Compares what the operations of a product have in common.

use std::collections::BTreeMap;

use super::change::Change;
use super::named::entries;
use super::rule::Kind;
use crate::spec::{Endpoint, Product};

/// Compares crate, version, style and endpoints.
pub(super) fn product(old: &Product, new: &Product) -> Vec<Change> {
    let mut changes = Vec::new();
    for (kind, path, old, new) in [
        (Kind::CrateRenamed, "crate", &old.crate_name, &new.crate_name),
        (Kind::VersionChanged, "info.version", &old.version, &new.version),
        (Kind::RequestChanged, "info.style", &old.style.value, &new.style.value),
        // The hosts of regions that are not listed begin with it.
        (Kind::EndpointChanged, "hostPrefix", &old.host_prefix, &new.host_prefix),
    ] {
        if old != new {
            changes.push(Change::new(kind, path).values("", old, new));
        }
    }
    let kinds = [Kind::EndpointRemoved, Kind::EndpointAdded, Kind::EndpointChanged];
    changes.extend(entries(&hosts(old), &hosts(new), kinds, |region| format!("endpoints.{region}")));
    changes
}

/// The hosts of each region.
fn hosts(product: &Product) -> BTreeMap<String, String> {
    let hosts = |Endpoint { public, vpc, .. }: &Endpoint| match vpc {
        Some(vpc) => format!("{public}, {vpc}"),
        None => public.clone(),
    };
    product.endpoints.iter().map(|endpoint| (endpoint.region.clone(), hosts(endpoint))).collect()
}
