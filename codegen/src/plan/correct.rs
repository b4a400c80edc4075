//! The plan as the overlay corrects it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::left_out::LeftOut;
use crate::model::Service;
use crate::plan::derive::{derive, one_of, parameter_of};
use crate::plan::kinds::{Action, Plan, Role, States};
use crate::plan::{made, response};
use crate::span::Span;
use crate::spec::{self, Located};
use crate::suggestion::nearest;

/// The role of an operation that has nothing to do with the resources that its name shows.
const NO_ROLE: &str = "none";

/// The plan of a product.
/// Operations that were left out before are reported already, and passed over.
pub fn plan(
    overlay: &spec::Overlay,
    left_out: &BTreeMap<String, LeftOut>,
    service: &Service,
    diagnostics: &mut Diagnostics,
) -> Plan {
    let mut plan = derive(service);
    // Operations first: whoever takes one out of a collection may leave that empty.
    let all = || overlay.resources.iter().flat_map(|(name, said)| said.operations.iter().map(move |it| (name, it)));
    for (_, (operation, _)) in all() {
        plan.actions.remove(&operation.value);
    }
    for (name, said) in &overlay.resources {
        let collection = plan.collections.entry(name.value.clone()).or_default();
        if let Some(id) = &said.id {
            collection.id.clone_from(&id.value);
        }
        collection.also = said.also.as_ref().map(|also| also.value.clone()).or(collection.also.take());
        if let Some(states) = &said.states {
            collection.states = Some(with_defaults(states));
        }
    }
    for (collection, (operation, said)) in all().filter(|(_, (operation, _))| !left_out.contains_key(&operation.value))
    {
        match action(service, &plan, collection, operation, said) {
            Ok(action) => drop(action.map(|action| plan.actions.insert(operation.value.clone(), action))),
            Err(problem) => diagnostics.push(problem),
        }
    }
    let used: BTreeSet<String> = plan.actions.values().map(|action| action.collection.clone()).collect();
    plan.collections.retain(|name, _| used.contains(name));
    made::add(service, &mut plan);
    plan
}

fn with_defaults(said: &spec::States) -> States {
    States {
        field: said.field.clone(),
        steps: said.steps.clone(),
        success: said.success.clone(),
        failure: said.failure.clone().unwrap_or_else(|| "Failed".to_owned()),
        cancelled: said.cancelled.clone(),
        ..States::default()
    }
}

/// What an operation does, as its entry says; `None` if it does nothing.
fn action(
    service: &Service,
    plan: &Plan,
    collection: &Located<String>,
    name: &Located<String>,
    said: &spec::Action,
) -> Result<Option<Action>, Box<Diagnostic>> {
    let path = format!("resources.{}.{}", collection.value, name.value);
    let gone = |span: &Span, message: String| -> Box<Diagnostic> {
        let problem = Diagnostic::new(Code::OverlayTargetGone, span, message).at(&path);
        let expected = "what the metadata has: the entry is checked against it";
        problem.expected(expected).help("correct the entry, or delete it").into()
    };
    let operation = service.id_of(&name.value);
    let operation = operation.ok_or_else(|| gone(&name.span, format!("no operation `{}`", name.value)))?;
    let operation = &service[operation];
    let Some(role) = role(&said.role, &path)? else { return Ok(None) };
    let ids = plan.collections.get(&collection.value).into_iter().flat_map(|it| [Some(&it.id), it.also.as_ref()]);
    let ids: Vec<&String> = ids.flatten().collect();
    let id = match &said.id {
        Some(id) => Some(
            parameter_of(service, operation, &id.value)
                .filter(|name| **name == id.value)
                .cloned()
                .ok_or_else(|| gone(&id.span, format!("no parameter `{}`", id.value)))?,
        ),
        None => ids.iter().find_map(|id| parameter_of(service, operation, id)).filter(|_| role != Role::List).cloned(),
    };
    let known = id.as_deref().map_or_else(|| ids.first().map_or("", |id| id.as_str()), one_of);
    let entry = match &said.entry {
        Some(entry) => {
            let found = service.along(operation, entry.value.trim_end_matches("[]"));
            found.ok_or_else(|| gone(&entry.span, format!("no `{}` in the response", entry.value)))?;
            Some(entry.value.clone())
        }
        None => response::entry(service, operation, role, known),
    };
    let entry = entry.ok_or_else(|| gone(&name.span, format!("no list of objects with `{known}` in the response")))?;
    if !known.is_empty() && needs_id(role) && id.is_none() {
        return Err(gone(&name.span, format!("no parameter `{known}`, by which the resource would be found")));
    }
    let states = plan.collections.get(&collection.value).and_then(|it| it.states.as_ref());
    let is_state = |name: &String| states.is_some_and(|states| states.all().any(|state| state == name));
    let is_step = |name: &String| states.is_some_and(|states| states.steps.contains(name));
    if let Some(unknown) = said.from.iter().find(|state| !is_state(&state.value)) {
        return Err(gone(&unknown.span, format!("`{}` is not a state of `{}`", unknown.value, collection.value)));
    }
    if let Some(other) = said.to.as_ref().filter(|state| !is_step(&state.value)) {
        return Err(gone(&other.span, format!("`{}` is not a step of `{}`", other.value, collection.value)));
    }
    Ok(Some(Action {
        collection: collection.value.clone(),
        role,
        id,
        entry,
        done: said.done,
        from: said.from.iter().map(|state| state.value.clone()).collect(),
        to: said.to.as_ref().map(|state| state.value.clone()),
        sets: said.sets.clone(),
        passed_over: response::passed_over(service, operation),
    }))
}

/// Whether a role is of no use without an ID.
fn needs_id(role: Role) -> bool {
    !role.creates() && role != Role::List
}

fn role(said: &Located<String>, path: &str) -> Result<Option<Role>, Box<Diagnostic>> {
    if said.value == NO_ROLE {
        return Ok(None);
    }
    if let Some(role) = Role::ALL.iter().find(|role| role.name() == said.value) {
        return Ok(Some(*role));
    }
    let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).chain([NO_ROLE]).collect();
    let problem = Diagnostic::new(Code::UnknownRole, &said.span, format!("`{}` is not a role", said.value)).at(path);
    let problem = problem.expected(format!("one of {}", names.join(", ")));
    Err(Box::new(match nearest(&said.value, names.iter().copied()).first() {
        Some(name) => problem.help(format!("write `{name}`")),
        None => problem.help("say what the operation does to the resource"),
    }))
}
