//! Which operations make, show, change and end the same things, told by their names and by what is known of jobs.
//!
//! `CreatePipeline`, `GetPipeline` and `DeletePipeline` are about pipelines, whose ID is `PipelineId`: a parameter of one
//! and in the response of another. A job's operations belong together by who submits it. What cannot be told so has no place
//! here, and is answered from its schema.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::{Kind, Operation, Product, Schema};
use crate::course::Course;

/// What an operation does, by the first word of its name.
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

/// The collections of a product, and what each operation does to one.
#[derive(Default, Debug)]
pub(crate) struct Plan {
    collections: Vec<Collection>,
    /// The collections whose things have an ID of this name.
    by_id: HashMap<String, Vec<usize>>,
    by_operation: HashMap<String, Deed>,
}

/// Things of one kind.
#[derive(Debug)]
pub(crate) struct Collection {
    /// The parameter that names one.
    pub(crate) id: String,
    /// The states of a job; none where the things are no jobs.
    pub(crate) course: Option<Course>,
}

/// What an operation does to a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) collection: usize,
    pub(crate) role: Role,
    /// The parameter that names one thing or several; none where it names none.
    pub(crate) id: Option<String>,
    /// Where in the response a thing is shown: an object, or a list with `[]` at its end. Empty for the whole response.
    pub(crate) entry: String,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Makes a thing; a job that is made so may have to be started yet.
    Create {
        starts: bool,
    },
    /// Starts a job that was made before.
    Start,
    Read,
    List,
    Update,
    Delete,
    Cancel,
    Stop,
}

impl Plan {
    /// What an operation does, where it is known.
    pub(crate) fn deed(&self, operation: &str) -> Option<(&Collection, &Deed)> {
        let deed = self.by_operation.get(operation)?;
        Some((self.collections.get(deed.collection)?, deed))
    }

    /// The collections that may have a thing with an ID of this name, where the name tells: `MediaId` does, and `JobId`,
    /// which every job has, does not.
    pub(crate) fn with_id(&self, id: &str) -> &[usize] {
        const MOST: usize = 3;
        self.by_id.get(id).map(Vec::as_slice).filter(|collections| collections.len() <= MOST).unwrap_or_default()
    }

    /// Works out what belongs together.
    pub(crate) fn of(product: &Product) -> Self {
        let mut plan = Self::default();
        for group in groups(product).into_values() {
            let waiters =
                || group.iter().filter(|(_, operation)| operation.waiter.is_some()).map(|(_, operation)| *operation);
            let Some(id) = id_of(product, &group, waiters().next()) else { continue };
            let course = waiters().find_map(|operation| Course::of(product, operation));
            let deeds: Vec<_> = group.iter().filter_map(|member| deed(product, member, &group, &id)).collect();
            let is_made = deeds.iter().any(|(_, deed)| matches!(deed.role, Role::Create { .. }));
            let is_seen = deeds.iter().any(|(_, deed)| matches!(deed.role, Role::Read | Role::List));
            if is_made && is_seen {
                let collection = plan.collections.len();
                plan.by_id.entry(id.clone()).or_default().push(collection);
                plan.collections.push(Collection { id, course });
                plan.by_operation.extend(deeds.into_iter().map(|(name, deed)| (name, Deed { collection, ..deed })));
            }
        }
        plan
    }
}

type Member<'a> = (Verb, &'a Operation);

/// The operations by what they are about. Who submits a job is about the same as who reports it.
fn groups(product: &Product) -> BTreeMap<String, Vec<Member<'_>>> {
    let mut told: Vec<(String, Member<'_>)> = Vec::new();
    for operation in &product.operations {
        if let Some((verb, noun)) = parts(&operation.name) {
            told.push((noun, (verb, operation)));
        }
    }
    let noun_of =
        |name: &str| told.iter().find(|(_, (_, operation))| operation.name == name).map(|(noun, _)| noun.clone());
    let mut same: BTreeMap<String, String> = BTreeMap::new();
    for (noun, (_, operation)) in &told {
        for reporter in operation.followed_by.iter().filter_map(|name| noun_of(name)) {
            let (one, other) = (root(&same, noun), root(&same, &reporter));
            if one != other {
                same.insert(one, other);
            }
        }
    }
    let mut groups: BTreeMap<String, Vec<Member<'_>>> = BTreeMap::new();
    for (noun, member) in told {
        groups.entry(root(&same, &noun)).or_default().push(member);
    }
    groups
}

fn root(same: &BTreeMap<String, String>, noun: &str) -> String {
    let mut noun = noun;
    while let Some(next) = same.get(noun) {
        noun = next;
    }
    noun.to_owned()
}

/// Verb and noun of a name; the noun of one thing, whether the name speaks of one or of many.
fn parts(name: &str) -> Option<(Verb, String)> {
    let (rest, verb) = VERBS.iter().find_map(|(word, verb)| {
        let rest = name.strip_prefix(word)?;
        rest.starts_with(|next: char| next.is_ascii_uppercase()).then_some((rest, *verb))
    })?;
    let rest = ["List", "Detail", "Infos", "Info"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    let noun = match rest.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => rest.strip_suffix('s').filter(|stem| !stem.ends_with('s')).unwrap_or(rest).to_owned(),
    };
    (!noun.is_empty()).then_some((verb, noun))
}

/// The parameter that names one thing of a group.
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
        let belongs =
            group.iter().any(|(_, operation)| parts(&operation.name).is_some_and(|(_, noun)| noun.ends_with(stem)));
        // `Name` alone names the thing where it is needed to find it.
        let will_do = belongs && (!stem.is_empty() || parameter.schema.required) && is_given(id);
        will_do.then_some((stem.len(), id.ends_with("Id"), id))
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

fn deed(product: &Product, member: &Member<'_>, group: &[Member<'_>], id: &str) -> Option<(String, Deed)> {
    let (verb, operation) = *member;
    let parameter = operation.parameters.iter().find(|it| it.name == id || one_of(&it.name) == id);
    let submits = !operation.followed_by.is_empty();
    let others_make = || {
        group.iter().any(|(verb, it)| *verb == Verb::Create && it.followed_by.is_empty() && creates(product, it, id))
    };
    let is_waited = group.iter().any(|(_, operation)| operation.waiter.is_some());
    let role = match verb {
        _ if submits && parameter.is_some() && others_make() => Role::Start,
        _ if makes(verb, operation) => {
            creates(product, operation, id).then_some(Role::Create { starts: submits || !is_waited })?
        }
        Verb::List => Role::List,
        Verb::Read if operation.paging.is_some() && operation.waiter.is_none() => Role::List,
        Verb::Read if parameter.is_some() => Role::Read,
        Verb::Update if parameter.is_some() => Role::Update,
        Verb::Delete if parameter.is_some() => Role::Delete,
        Verb::Cancel if parameter.is_some() => Role::Cancel,
        Verb::Stop if parameter.is_some() && is_waited => Role::Stop,
        _ => return None,
    };
    let entry = entry(product, operation, role, id)?;
    let id = parameter.filter(|_| role != Role::List).map(|parameter| parameter.name.clone());
    Some((operation.name.clone(), Deed { collection: 0, role, id, entry }))
}

fn creates(product: &Product, operation: &Operation, id: &str) -> bool {
    operation.parameter(id).is_some() || in_response(product, operation, id).is_some()
}

/// Where a response shows a thing; none where a list shows none.
fn entry(product: &Product, operation: &Operation, role: Role, id: &str) -> Option<String> {
    if role == Role::List {
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

/// The first list of objects that have a scalar of this name, or of objects at all.
fn list_with(product: &Product, response: &Schema, id: &str) -> Option<String> {
    let lists: Vec<_> = objects(product, response, true).into_iter().filter(|(path, _)| path.ends_with("[]")).collect();
    let with =
        lists.iter().find(|(_, schema)| schema.properties.contains_key(id) || schema.properties.contains_key("Id"));
    with.map(|(path, _)| path.clone())
}

/// The objects of a response, those near its root first, and those in lists where these are asked for.
fn objects<'a>(product: &'a Product, response: &'a Schema, lists: bool) -> Vec<(String, &'a Schema)> {
    const DEEPEST: usize = 4;
    let mut found = vec![(String::new(), response.resolved(product))];
    let (mut next, mut depth) = (0, 0);
    while depth < DEEPEST {
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
    use crate::catalog::Catalog;

    fn deed(operation: &str) -> Option<(String, Role, Option<String>, String)> {
        let known = Catalog::get().unwrap().named(operation).unwrap();
        let (collection, deed) = known.product.plan.deed(operation)?;
        Some((collection.id.clone(), deed.role, deed.id.clone(), deed.entry.clone()))
    }

    fn some(
        id: &str,
        role: Role,
        parameter: Option<&str>,
        entry: &str,
    ) -> Option<(String, Role, Option<String>, String)> {
        Some((id.to_owned(), role, parameter.map(str::to_owned), entry.to_owned()))
    }

    #[test]
    fn operations_of_one_noun_share_a_collection() {
        let id = "TemplateId";
        assert_eq!(deed("CreateCustomTemplate"), some(id, Role::Create { starts: true }, None, "CustomTemplate"));
        assert_eq!(deed("GetCustomTemplate"), some(id, Role::Read, Some(id), "CustomTemplate"));
        assert_eq!(deed("ListCustomTemplates"), some(id, Role::List, None, "CustomTemplateList[]"));
        assert_eq!(deed("DeleteCustomTemplate").unwrap().1, Role::Delete);
        assert_eq!(deed("DeleteEditingProjects"), some("ProjectId", Role::Delete, Some("ProjectIds"), ""));
        assert_eq!(deed("CreateLivePackageChannelGroup").unwrap().0, "GroupName");
    }

    #[test]
    fn jobs_belong_to_whoever_submits_them() {
        assert_eq!(deed("SubmitASRJob"), some("JobId", Role::Create { starts: true }, None, ""));
        assert_eq!(deed("GetSmartHandleJob"), some("JobId", Role::Read, Some("JobId"), ""));
        assert_eq!(deed("QueryCopyrightJobList").unwrap().1, Role::List);
        assert_eq!(deed("QueryDNAJobList"), some("JobId", Role::Read, Some("JobIds"), "JobList[]"));
        assert_eq!(deed("CreateAvatarTrainingJob").unwrap().1, Role::Create { starts: false });
        assert_eq!(deed("SubmitAvatarTrainingJob").unwrap().1, Role::Start);
        assert_eq!(deed("StartMediaLiveChannel").unwrap().1, Role::Start);
    }

    #[test]
    fn what_cannot_be_told_has_no_place() {
        for plain in ["GetDefaultStorageLocation", "DescribeMeterImsSummary", "SearchMediaByFace", "GetMediaMarks"] {
            assert_eq!(deed(plain), None, "{plain}");
        }
    }

    #[test]
    fn every_job_that_can_be_waited_for_is_made_by_somebody() {
        let product = Catalog::get().unwrap().named("GetTemplate").unwrap().product;
        let waited: Vec<_> = product.operations.iter().filter(|operation| operation.waiter.is_some()).collect();
        assert_eq!(waited.len(), 26);
        for operation in waited {
            let (collection, deed) = product.plan.deed(&operation.name).unwrap();
            assert_eq!(deed.role, Role::Read, "{}", operation.name);
            assert!(collection.course.is_some(), "{}", operation.name);
        }
    }
}
