//! The plan as names and IDs show it.
//!
//! `CreatePipeline`, `GetPipeline` and `DeletePipeline` share pipelines, whose ID is `PipelineId`: a parameter of some and in
//! the response of others. A job belongs to the operations that submit it and to those that report it. Operations for which
//! nothing can be derived have no action, and their responses are generated from their schemas.

use std::collections::BTreeMap;

use crate::model::{Field, Operation, Service};
use crate::names::singular;
use crate::plan::kinds::{Action, Collection, Plan, Role};
use crate::plan::response::{self, mentions};
use crate::plan::states::states;

/// The first word of a name, and what it says of an operation.
const VERBS: [(&str, Role); 23] = [
    ("Create", Role::Create),
    ("Add", Role::Create),
    ("Submit", Role::Create),
    ("Register", Role::Create),
    ("BatchGet", Role::Get),
    ("Get", Role::Get),
    ("Query", Role::Get),
    ("Describe", Role::Get),
    ("List", Role::List),
    ("Search", Role::List),
    ("Update", Role::Update),
    ("Modify", Role::Update),
    ("Alter", Role::Update),
    ("Set", Role::Set),
    ("Delete", Role::Delete),
    ("Drop", Role::Delete),
    ("Remove", Role::Delete),
    ("Clear", Role::Delete),
    ("Cancel", Role::Cancel),
    ("Stop", Role::Stop),
    ("Start", Role::Start),
    ("Insert", Role::Start),
    ("Resume", Role::Start),
];

/// An operation with the role that its name suggests.
type Member<'a> = (Role, &'a Operation);

/// Derives the plan of a product.
pub(super) fn derive(service: &Service) -> Plan {
    let mut plan = Plan::default();
    for (name, group) in groups(service) {
        let waiters = || group.iter().map(|(_, operation)| *operation).filter(|operation| operation.waiter.is_some());
        let id = id_of(service, &group, waiters().next()).or_else(|| id_of_settings(service, &group));
        let Some(id) = id else { continue };
        let actions: Vec<_> = group.iter().filter_map(|member| action(service, &name, member, &group, &id)).collect();
        let is_created = actions.iter().any(|(_, action)| action.role.creates());
        let is_read = actions.iter().any(|(_, action)| matches!(action.role, Role::Get | Role::List));
        if is_created && is_read {
            let states = waiters().find_map(|operation| states(service, operation));
            plan.collections.insert(name, Collection { id, also: None, states });
            plan.actions.extend(actions);
        }
    }
    plan
}

/// The operations by their resource. An operation that submits a job and those that report it share the job.
fn groups(service: &Service) -> BTreeMap<String, Vec<Member<'_>>> {
    let mut named: Vec<(String, Member<'_>)> = Vec::new();
    for operation in &service.operations {
        if let Some((verb, resource)) = parts(&operation.name) {
            named.push((resource, (verb, operation)));
        }
    }
    let resource_of = |name: &str| {
        named.iter().find(|(_, (_, operation))| operation.name == name).map(|(resource, _)| resource.clone())
    };
    let mut same: BTreeMap<String, String> = BTreeMap::new();
    for (resource, (_, operation)) in &named {
        for reporter in operation.followed_by.iter().filter_map(|&id| resource_of(&service[id].name)) {
            let (one, other) = (root(&same, resource), root(&same, &reporter));
            if one != other {
                same.insert(one, other);
            }
        }
    }
    let mut groups: BTreeMap<String, Vec<Member<'_>>> = BTreeMap::new();
    for (resource, member) in named {
        groups.entry(root(&same, &resource)).or_default().push(member);
    }
    groups
}

fn root(same: &BTreeMap<String, String>, resource: &str) -> String {
    let mut resource = resource;
    while let Some(next) = same.get(resource) {
        resource = next;
    }
    resource.to_owned()
}

/// Verb and resource of an operation's name, the resource in the singular.
fn parts(name: &str) -> Option<(Role, String)> {
    let (rest, verb) = VERBS.iter().find_map(|(word, verb)| {
        let rest = name.strip_prefix(word)?;
        rest.starts_with(|next: char| next.is_ascii_uppercase()).then_some((rest, *verb))
    })?;
    let rest = ["List", "Detail", "Infos", "Info"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    (!rest.is_empty()).then(|| (verb, singular(rest)))
}

/// The name of the ID in a group of operations.
fn id_of(service: &Service, group: &[Member<'_>], waiter: Option<&Operation>) -> Option<String> {
    if let Some(waiter) = waiter.and_then(|operation| operation.waiter.as_ref()) {
        return Some(one_of(&waiter.id).to_owned());
    }
    let made: Vec<&Operation> = group.iter().filter(|(verb, it)| makes(*verb, it)).map(|(_, it)| *it).collect();
    let named = group.iter().filter(|(verb, _)| matches!(verb, Role::Get | Role::Update | Role::Set | Role::Delete));
    let fields = named.flat_map(|(_, operation)| service.fields(operation.request));
    let candidates = fields.filter_map(|field| {
        let id = one_of(&field.wire);
        let stem = id.strip_suffix("Id").or_else(|| id.strip_suffix("Name"))?;
        let belongs = group
            .iter()
            .any(|(_, operation)| parts(&operation.name).is_some_and(|(_, resource)| resource.ends_with(stem)));
        // `Name` alone is an ID if it is required.
        let is_id = belongs && (!stem.is_empty() || field.is_required());
        let is_id = is_id && made.iter().any(|operation| mentions(service, operation, id));
        is_id.then_some((stem.len(), id.ends_with("Id"), id))
    });
    candidates.max().map(|(_, _, id)| id.to_owned())
}

/// The ID of settings, which are set by one operation and read by another: a required ID that both have, or none for the settings
/// of an account.
fn id_of_settings(service: &Service, group: &[Member<'_>]) -> Option<String> {
    let with = |wanted: Role| group.iter().find(|(role, _)| *role == wanted).map(|(_, operation)| *operation);
    let (set, get) = (with(Role::Set)?, with(Role::Get)?);
    let required = |field: &&Field| field.is_required();
    let taken = service.fields(get.request);
    let mut ids = service.fields(set.request).iter().filter(required).filter(|field| field.wire.ends_with("Id"));
    let id = ids.find(|id| taken.iter().filter(required).any(|field| field.wire == id.wire)).map(|id| id.wire.clone());
    id.or_else(|| taken.is_empty().then(String::new))
}

/// `JobId` of `JobIds`.
pub(super) fn one_of(id: &str) -> &str {
    id.strip_suffix('s').filter(|one| one.ends_with("Id") || one.ends_with("Name")).unwrap_or(id)
}

/// The parameter that takes an ID, or several.
pub(super) fn parameter_of<'a>(service: &'a Service, operation: &Operation, id: &str) -> Option<&'a String> {
    service.fields(operation.request).iter().map(|field| &field.wire).find(|name| *name == id || one_of(name) == id)
}

fn makes(verb: Role, operation: &Operation) -> bool {
    verb.creates() || !operation.followed_by.is_empty()
}

fn action(
    service: &Service,
    collection: &str,
    member: &Member<'_>,
    group: &[Member<'_>],
    id: &str,
) -> Option<(String, Action)> {
    let (verb, operation) = *member;
    let parameter = parameter_of(service, operation, id);
    let is_known = parameter.is_some() || id.is_empty();
    let submits = !operation.followed_by.is_empty();
    let creates = |operation| id.is_empty() || mentions(service, operation, id);
    let others_create =
        || group.iter().any(|(verb, it)| *verb == Role::Create && it.followed_by.is_empty() && creates(it));
    let has_waiter = group.iter().any(|(_, operation)| operation.waiter.is_some());
    let role = match verb {
        _ if submits && parameter.is_some() && others_create() => Role::Start,
        _ if submits => creates(operation).then_some(Role::Submit)?,
        Role::Create | Role::Set => creates(operation).then_some(verb)?,
        Role::List => Role::List,
        Role::Get if operation.paging.is_some() && operation.waiter.is_none() => Role::List,
        Role::Get | Role::Update | Role::Delete | Role::Cancel if is_known => verb,
        Role::Stop if parameter.is_some() && has_waiter => Role::Stop,
        _ => return None,
    };
    let entry = response::entry(service, operation, role, id)?;
    let id = parameter.filter(|_| role != Role::List).cloned();
    let collection = collection.to_owned();
    let passed_over = response::passed_over(service, operation);
    let (from, sets) = (Vec::new(), Vec::new());
    let action = Action { collection, role, id, entry, done: false, from, to: None, sets, passed_over };
    Some((operation.name.clone(), action))
}
