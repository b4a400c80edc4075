//! Which operations create resources of another collection than their own: a job that produces a media asset creates it.

use std::collections::BTreeMap;

use crate::model::Service;
use crate::plan::derive::parameter_of;
use crate::plan::kinds::Plan;
use crate::plan::response;

/// Adds them to a plan. `MediaId` in a response is the ID of a `Media`; other names do not tell whose ID they are.
pub(super) fn add(service: &Service, plan: &mut Plan) {
    let of_id = |name: &str| {
        let stem = name.strip_suffix("Id")?;
        plan.collections.get(stem).filter(|collection| collection.id == name).map(|_| stem.to_owned())
    };
    let mut made = BTreeMap::new();
    for operation in service.operations.iter().filter(|operation| !operation.read) {
        let own = plan.actions.get(&operation.name).map(|action| &action.collection);
        // What it takes an ID of is there before.
        let names = response::names(service, operation).into_iter();
        let new = names.filter(|name| parameter_of(service, operation, name).is_none());
        let others = new.filter_map(|name| Some((name.to_owned(), of_id(name)?)));
        let others: BTreeMap<_, _> = others.filter(|(_, collection)| Some(collection) != own).collect();
        if !others.is_empty() {
            made.insert(operation.name.clone(), others);
        }
    }
    plan.made = made;
}
