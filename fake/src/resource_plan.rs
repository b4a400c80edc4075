//! Which operations create, read, change and delete resources of the same type. It is derived from the names of operations
//! and from what is known of jobs.
//!
//! `CreatePipeline`, `GetPipeline` and `DeletePipeline` share pipelines, whose ID is `PipelineId`: a parameter of some and in
//! the response of others. A job belongs to the operations that submit it and to those that report it. Operations for which
//! nothing can be derived have no action, and their responses are generated from their schemas.

use std::collections::{BTreeMap, HashMap};

use crate::spec::{Kind, Operation, Product, Schema};
use crate::state_machine::StateMachine;

/// What an operation does, according to the first word of its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verb {
    Create,
    Read,
    List,
    Update,
    Delete,
    Cancel,
    Stop,
    Start,
}

const VERBS: [(&str, Verb); 21] = [
    ("Create", Verb::Create),
    ("Add", Verb::Create),
    ("Submit", Verb::Create),
    ("Register", Verb::Create),
    ("BatchGet", Verb::Read),
    ("Get", Verb::Read),
    ("Query", Verb::Read),
    ("Describe", Verb::Read),
    ("List", Verb::List),
    ("Search", Verb::List),
    ("Update", Verb::Update),
    ("Modify", Verb::Update),
    ("Alter", Verb::Update),
    ("Delete", Verb::Delete),
    ("Drop", Verb::Delete),
    ("Remove", Verb::Delete),
    ("Cancel", Verb::Cancel),
    ("Stop", Verb::Stop),
    ("Start", Verb::Start),
    ("Insert", Verb::Start),
    ("Resume", Verb::Start),
];

/// The resource types of a product, and what each operation does to a resource.
#[derive(Default, Debug)]
pub(crate) struct ResourcePlan {
    resource_types: Vec<ResourceType>,
    /// The resource types by the name of their ID.
    by_id: HashMap<String, Vec<usize>>,
    by_operation: HashMap<String, Action>,
}

/// A type of resources.
#[derive(Debug)]
pub(crate) struct ResourceType {
    /// The name of the ID.
    pub(crate) id: String,
    /// The states of a job; `None` if the resources are not jobs.
    pub(crate) states: Option<StateMachine>,
}

/// What an operation does to a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    pub(crate) resource_type: usize,
    pub(crate) kind: ActionKind,
    /// The parameter with the ID of one resource or of several; `None` if the operation has no such parameter.
    pub(crate) id: Option<String>,
    /// The path of the resource in the response: an object, or a list with `[]` at its end. Empty for the whole response.
    pub(crate) entry: String,
}

/// The kind of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActionKind {
    /// Creates a resource. A job that does not start with that is started by another operation.
    Create {
        starts: bool,
    },
    /// Starts a job that was created before.
    Start,
    Read,
    List,
    Update,
    Delete,
    Cancel,
    Stop,
}

impl ResourcePlan {
    /// What an operation does, if that is known.
    pub(crate) fn action(&self, operation: &str) -> Option<(&ResourceType, &Action)> {
        let action = self.by_operation.get(operation)?;
        Some((self.resource_types.get(action.resource_type)?, action))
    }

    /// The resource types whose ID has this name, if the name identifies them: `MediaId` does; `JobId`, the ID of every job,
    /// does not.
    pub(crate) fn with_id(&self, id: &str) -> &[usize] {
        const MOST: usize = 3;
        self.by_id.get(id).map(Vec::as_slice).filter(|resource_types| resource_types.len() <= MOST).unwrap_or_default()
    }

    /// Derives the plan of a product.
    pub(crate) fn of(product: &Product) -> Self {
        let mut plan = Self::default();
        for group in groups(product).into_values() {
            let waiters =
                || group.iter().filter(|(_, operation)| operation.waiter.is_some()).map(|(_, operation)| *operation);
            let Some(id) = id_of(product, &group, waiters().next()) else { continue };
            let states = waiters().find_map(|operation| StateMachine::of(product, operation));
            let actions: Vec<_> = group.iter().filter_map(|member| action(product, member, &group, &id)).collect();
            let is_created = actions.iter().any(|(_, action)| matches!(action.kind, ActionKind::Create { .. }));
            let is_read = actions.iter().any(|(_, action)| matches!(action.kind, ActionKind::Read | ActionKind::List));
            if is_created && is_read {
                let resource_type = plan.resource_types.len();
                plan.by_id.entry(id.clone()).or_default().push(resource_type);
                plan.resource_types.push(ResourceType { id, states });
                plan.by_operation
                    .extend(actions.into_iter().map(|(name, action)| (name, Action { resource_type, ..action })));
            }
        }
        plan
    }
}

type Member<'a> = (Verb, &'a Operation);

/// The operations by their resource. An operation that submits a job and those that report it share the job.
fn groups(product: &Product) -> BTreeMap<String, Vec<Member<'_>>> {
    let mut named: Vec<(String, Member<'_>)> = Vec::new();
    for operation in &product.operations {
        if let Some((verb, resource)) = parts(&operation.name) {
            named.push((resource, (verb, operation)));
        }
    }
    let resource_of = |name: &str| {
        named.iter().find(|(_, (_, operation))| operation.name == name).map(|(resource, _)| resource.clone())
    };
    let mut same: BTreeMap<String, String> = BTreeMap::new();
    for (resource, (_, operation)) in &named {
        for reporter in operation.followed_by.iter().filter_map(|name| resource_of(name)) {
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
fn parts(name: &str) -> Option<(Verb, String)> {
    let (rest, verb) = VERBS.iter().find_map(|(word, verb)| {
        let rest = name.strip_prefix(word)?;
        rest.starts_with(|next: char| next.is_ascii_uppercase()).then_some((rest, *verb))
    })?;
    let rest = ["List", "Detail", "Infos", "Info"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    let resource = match rest.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => rest.strip_suffix('s').filter(|stem| !stem.ends_with('s')).unwrap_or(rest).to_owned(),
    };
    (!resource.is_empty()).then_some((verb, resource))
}

/// The name of the ID in a group of operations.
fn id_of(product: &Product, group: &[Member<'_>], waiter: Option<&Operation>) -> Option<String> {
    let made: Vec<&Operation> =
        group.iter().filter(|(verb, it)| makes(*verb, it)).map(|(_, operation)| *operation).collect();
    let is_given = |id: &str| {
        made.iter().any(|operation| operation.parameter(id).is_some() || in_response(product, operation, id).is_some())
    };
    if let Some(waiter) = waiter.and_then(|operation| operation.waiter.as_ref()) {
        return Some(one_of(&waiter.id).to_owned());
    }
    let named = group.iter().filter(|(verb, _)| matches!(verb, Verb::Read | Verb::Update | Verb::Delete));
    let parameters = named.flat_map(|(_, operation)| &operation.parameters);
    let candidates = parameters.filter_map(|parameter| {
        let id = one_of(&parameter.name);
        let stem = id.strip_suffix("Id").or_else(|| id.strip_suffix("Name"))?;
        let belongs = group
            .iter()
            .any(|(_, operation)| parts(&operation.name).is_some_and(|(_, resource)| resource.ends_with(stem)));
        // `Name` alone is an ID if it is required.
        let is_id = belongs && (!stem.is_empty() || parameter.schema.required) && is_given(id);
        is_id.then_some((stem.len(), id.ends_with("Id"), id))
    });
    candidates.max().map(|(_, _, id)| id.to_owned())
}

/// `JobId` of `JobIds`.
pub(crate) fn one_of(id: &str) -> &str {
    id.strip_suffix('s').filter(|one| one.ends_with("Id") || one.ends_with("Name")).unwrap_or(id)
}

fn makes(verb: Verb, operation: &Operation) -> bool {
    verb == Verb::Create || !operation.followed_by.is_empty()
}

fn action(product: &Product, member: &Member<'_>, group: &[Member<'_>], id: &str) -> Option<(String, Action)> {
    let (verb, operation) = *member;
    let parameter = operation.parameters.iter().find(|it| it.name == id || one_of(&it.name) == id);
    let submits = !operation.followed_by.is_empty();
    let others_create = || {
        group.iter().any(|(verb, it)| *verb == Verb::Create && it.followed_by.is_empty() && creates(product, it, id))
    };
    let has_waiter = group.iter().any(|(_, operation)| operation.waiter.is_some());
    let kind = match verb {
        _ if submits && parameter.is_some() && others_create() => ActionKind::Start,
        _ if makes(verb, operation) => {
            creates(product, operation, id).then_some(ActionKind::Create { starts: submits || !has_waiter })?
        }
        Verb::List => ActionKind::List,
        Verb::Read if operation.paging.is_some() && operation.waiter.is_none() => ActionKind::List,
        Verb::Read if parameter.is_some() => ActionKind::Read,
        Verb::Update if parameter.is_some() => ActionKind::Update,
        Verb::Delete if parameter.is_some() => ActionKind::Delete,
        Verb::Cancel if parameter.is_some() => ActionKind::Cancel,
        Verb::Stop if parameter.is_some() && has_waiter => ActionKind::Stop,
        _ => return None,
    };
    let entry = entry(product, operation, kind, id)?;
    let id = parameter.filter(|_| kind != ActionKind::List).map(|parameter| parameter.name.clone());
    Some((operation.name.clone(), Action { resource_type: 0, kind, id, entry }))
}

fn creates(product: &Product, operation: &Operation, id: &str) -> bool {
    operation.parameter(id).is_some() || in_response(product, operation, id).is_some()
}

/// The path of a resource in the response; `None` for a list without one.
fn entry(product: &Product, operation: &Operation, kind: ActionKind, id: &str) -> Option<String> {
    if kind == ActionKind::List {
        return match &operation.paging {
            Some(paging) => Some(format!("{}[]", paging.items)),
            None => list_with(product, operation.response.as_ref()?, id),
        };
    }
    if let Some(waiter) = &operation.waiter {
        return Some(waiter.status.rsplit_once('.').map_or("", |(entry, _)| entry).to_owned());
    }
    let in_object = in_response(product, operation, id);
    let many = operation.parameter(id).is_none();
    let list = || list_with(product, operation.response.as_ref()?, id);
    Some(match in_object {
        Some(path) => path,
        None if many => list().unwrap_or_default(),
        None => String::new(),
    })
}

/// The object nearest to the root of a response that has a scalar of this name.
fn in_response(product: &Product, operation: &Operation, id: &str) -> Option<String> {
    objects(product, operation.response.as_ref()?, false)
        .into_iter()
        .find(|(_, schema)| schema.properties.get(id).is_some_and(|it| it.resolved(product).kind.is_scalar()))
        .map(|(path, _)| path)
}

/// The first list of objects that have a property of this name, or `Id`.
fn list_with(product: &Product, response: &Schema, id: &str) -> Option<String> {
    let lists: Vec<_> = objects(product, response, true).into_iter().filter(|(path, _)| path.ends_with("[]")).collect();
    let with =
        lists.iter().find(|(_, schema)| schema.properties.contains_key(id) || schema.properties.contains_key("Id"));
    with.map(|(path, _)| path.clone())
}

/// The objects of a response, those near its root first; with `lists` also those in lists.
fn objects<'a>(product: &'a Product, response: &'a Schema, lists: bool) -> Vec<(String, &'a Schema)> {
    const MAX_DEPTH: usize = 4;
    let mut found = vec![(String::new(), response.resolved(product))];
    let (mut next, mut depth) = (0, 0);
    while depth < MAX_DEPTH {
        let end = found.len();
        for index in next..end {
            let Some((path, schema)) = found.get(index).cloned() else { break };
            for (name, property) in &schema.properties {
                let property = property.resolved(product);
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match (property.kind, &property.items) {
                    (Kind::Object, _) => found.push((path, property)),
                    (Kind::Array, Some(items)) if lists && !items.resolved(product).properties.is_empty() => {
                        found.push((format!("{path}[]"), items.resolved(product)));
                    }
                    _ => {}
                }
            }
        }
        (next, depth) = (end, depth + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Known};

    fn action(operation: &str) -> Option<(String, ActionKind, Option<String>, String)> {
        let known = Catalog::get().unwrap().named(operation).unwrap();
        let (resource_type, action) = known.plan.action(operation)?;
        Some((resource_type.id.clone(), action.kind, action.id.clone(), action.entry.clone()))
    }

    fn some(
        id: &str,
        action: ActionKind,
        parameter: Option<&str>,
        entry: &str,
    ) -> Option<(String, ActionKind, Option<String>, String)> {
        Some((id.to_owned(), action, parameter.map(str::to_owned), entry.to_owned()))
    }

    #[test]
    fn operations_of_one_resource_share_its_type() {
        let id = "TemplateId";
        assert_eq!(
            action("CreateCustomTemplate"),
            some(id, ActionKind::Create { starts: true }, None, "CustomTemplate")
        );
        assert_eq!(action("GetCustomTemplate"), some(id, ActionKind::Read, Some(id), "CustomTemplate"));
        assert_eq!(action("ListCustomTemplates"), some(id, ActionKind::List, None, "CustomTemplateList[]"));
        assert_eq!(action("DeleteCustomTemplate").unwrap().1, ActionKind::Delete);
        assert_eq!(action("DeleteEditingProjects"), some("ProjectId", ActionKind::Delete, Some("ProjectIds"), ""));
        assert_eq!(action("CreateLivePackageChannelGroup").unwrap().0, "GroupName");
    }

    #[test]
    fn jobs_belong_to_the_operations_that_submit_them() {
        assert_eq!(action("SubmitASRJob"), some("JobId", ActionKind::Create { starts: true }, None, ""));
        assert_eq!(action("GetSmartHandleJob"), some("JobId", ActionKind::Read, Some("JobId"), ""));
        assert_eq!(action("QueryCopyrightJobList").unwrap().1, ActionKind::List);
        assert_eq!(action("QueryDNAJobList"), some("JobId", ActionKind::Read, Some("JobIds"), "JobList[]"));
        assert_eq!(action("CreateAvatarTrainingJob").unwrap().1, ActionKind::Create { starts: false });
        assert_eq!(action("SubmitAvatarTrainingJob").unwrap().1, ActionKind::Start);
        assert_eq!(action("StartMediaLiveChannel").unwrap().1, ActionKind::Start);
    }

    #[test]
    fn operations_without_a_resource_have_no_action() {
        for plain in ["GetDefaultStorageLocation", "DescribeMeterImsSummary", "SearchMediaByFace", "GetMediaMarks"] {
            assert_eq!(action(plain), None, "{plain}");
        }
    }

    #[test]
    fn every_job_with_a_waiter_is_created_by_an_operation() {
        let Known { product, plan, .. } = Catalog::get().unwrap().named("GetTemplate").unwrap();
        let with_waiter: Vec<_> = product.operations.iter().filter(|operation| operation.waiter.is_some()).collect();
        assert_eq!(with_waiter.len(), 26);
        for operation in with_waiter {
            let (resource_type, action) = plan.action(&operation.name).unwrap();
            assert_eq!(action.kind, ActionKind::Read, "{}", operation.name);
            assert!(resource_type.states.is_some(), "{}", operation.name);
        }
    }
}
