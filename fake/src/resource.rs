//! A resource that was created: its fields, and its entry in a response.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde_json::{Map, Value};

use crate::generator::Generator;
use crate::resource_plan::{Action, ResourceType, Role, StateMachine, one_of};
use crate::run::{Run, RunState};
use crate::seed::Seed;
use crate::spec::{Product, Schema};
use crate::values::fitted;
use crate::weight;

/// How many resources of a type are kept. The oldest is removed first.
const MAX_RESOURCES: usize = 100_000;

/// Names of fields with the state of a job.
const STATES: [&str; 4] = ["Status", "State", "JobStatus", "JobState"];

/// The resources of one type.
#[derive(Default)]
pub(crate) struct Collection {
    /// In the order in which they were created.
    pub(crate) resources: BTreeMap<u64, Resource>,
    pub(crate) by_id: HashMap<String, u64>,
    by_second_id: HashMap<String, u64>,
    /// About how much memory they take.
    pub(crate) bytes: usize,
}

/// A resource, which may be a job.
#[derive(Default)]
pub(crate) struct Resource {
    pub(crate) id: String,
    pub(crate) second_id: Option<String>,
    /// The parameters with which it was created and updated.
    pub(crate) fields: Map<String, Value>,
    pub(crate) run: Run,
}

/// The time of the job clock, and how long a job stays in a state.
#[derive(Clone, Copy)]
pub(crate) struct JobTime {
    pub(crate) now: Duration,
    pub(crate) step: Duration,
}

impl Collection {
    /// The number of the resource with an ID, or with a second one.
    pub(crate) fn number(&self, id: &str, is_second: bool) -> Option<u64> {
        let numbers = if is_second { &self.by_second_id } else { &self.by_id };
        numbers.get(id).copied()
    }

    /// Changes a resource.
    pub(crate) fn change(&mut self, number: u64, change: impl FnOnce(&mut Resource)) {
        if let Some(resource) = self.resources.get_mut(&number) {
            self.bytes -= resource.weight();
            change(resource);
            self.bytes += resource.weight();
        }
    }

    pub(crate) fn insert(&mut self, number: u64, resource: Resource) {
        if let Some(replaced) = self.number(&resource.id, false) {
            self.remove(replaced);
        }
        self.bytes += resource.weight();
        self.by_id.insert(resource.id.clone(), number);
        if let Some(id) = &resource.second_id {
            self.by_second_id.insert(id.clone(), number);
        }
        self.resources.insert(number, resource);
        if self.resources.len() > MAX_RESOURCES {
            self.remove_oldest();
        }
    }

    pub(crate) fn remove(&mut self, number: u64) {
        if let Some(resource) = self.resources.remove(&number) {
            self.bytes -= resource.weight();
            self.by_id.remove(&resource.id);
            // Of two resources with one second ID, the later one is found by it.
            if let Some(id) = &resource.second_id
                && self.by_second_id.get(id) == Some(&number)
            {
                self.by_second_id.remove(id);
            }
        }
    }

    pub(crate) fn remove_oldest(&mut self) {
        if let Some(number) = self.resources.keys().next().copied() {
            self.remove(number);
        }
    }
}

impl Resource {
    /// About how much memory it takes.
    fn weight(&self) -> usize {
        let ids = self.id.len() + self.second_id.as_ref().map_or(0, String::len);
        size_of::<Self>() + 2 * ids + weight::of_map(&self.fields)
    }

    /// Sets what an action sets.
    pub(crate) fn set_fixed(&mut self, action: &Action) {
        self.fields.extend(action.sets.iter().map(|(name, value)| (name.clone(), value.as_str().into())));
    }

    pub(crate) fn change(
        &mut self,
        parameters: &Map<String, Value>,
        resource_type: &ResourceType,
        action: &Action,
        now: Duration,
        failure: Option<(String, String)>,
    ) {
        let states = resource_type.states.as_ref();
        let has_state = states.is_some_and(|states| states.cancelled.is_some());
        if let Some(step) =
            states.and_then(|states| states.steps.iter().position(|step| action.to.as_ref() == Some(step)))
            && (action.role == Role::Start || !self.run.is_started())
        {
            self.run.first = step;
        }
        match action.role {
            Role::Start => {
                // One that was planned for the creation is of the first run.
                if failure.is_some() || self.run.is_started() {
                    self.run.failure = failure;
                }
                self.run.start(now);
            }
            // A job without such a state is stopped by making it a job that is not started.
            Role::Stop if !has_state => self.run.reset(),
            Role::Stop | Role::Cancel => self.run.cancel(),
            Role::Use => {}
            _ => {
                let is_id = |name: &String| *name == resource_type.id || resource_type.is_second_id(name);
                let new = parameters.iter().filter(|(name, _)| !is_id(name));
                self.fields.extend(new.map(|(name, value)| (name.clone(), value.clone())));
            }
        }
        self.set_fixed(action);
    }

    /// Whether its state allows an action. A job that has ended is not cancelled.
    pub(crate) fn allows(&self, action: &Action, resource_type: &ResourceType, time: JobTime) -> bool {
        let Some(states) = &resource_type.states else { return action.from.is_empty() };
        let (name, state) = self.state(states, time);
        let has_ended = matches!(state, RunState::Succeeded | RunState::Failed);
        let is_too_late = action.role == Role::Cancel && has_ended;
        !is_too_late && (action.from.is_empty() || action.from.iter().any(|from| from == name))
    }

    /// Whether it is a job that has succeeded.
    pub(crate) fn is_done(&self, resource_type: &ResourceType, time: JobTime) -> bool {
        resource_type.states.as_ref().is_some_and(|states| self.state(states, time).1 == RunState::Succeeded)
    }

    /// The state of a job, with its name in the state machine.
    fn state<'a>(&self, states: &'a StateMachine, time: JobTime) -> (&'a str, RunState) {
        let state = self.run.state(time.now, states.steps.len(), time.step);
        let name = match state {
            RunState::Step(step) => states.steps.get(step).unwrap_or(&states.success),
            RunState::Succeeded => &states.success,
            RunState::Failed => &states.failure,
            RunState::Cancelled => states.cancelled.as_ref().unwrap_or(&states.failure),
        };
        (name, state)
    }

    /// The value of a field, if it is known.
    pub(crate) fn field(&self, name: &str, resource_type: &ResourceType, time: JobTime) -> Option<Value> {
        if one_of(name) == resource_type.id || name == resource_type.id {
            return Some(self.id.as_str().into());
        }
        if resource_type.is_second_id(name) {
            return self.second_id.as_deref().map(Value::from);
        }
        match &resource_type.states {
            Some(states) if is_state(name) => Some(self.state(states, time).0.into()),
            _ => self.fields.get(name).cloned(),
        }
    }
}

/// Whether a field or a parameter of this name is the state of a job.
pub(crate) fn is_state(name: &str) -> bool {
    STATES.contains(&name)
}

/// The entry of a resource in a response: the known fields, and the same generated ones in every response.
pub(crate) fn entry(
    generator: &Generator<'_>,
    schema: &Schema,
    resource: &Resource,
    resource_type: &ResourceType,
    time: JobTime,
) -> Value {
    let (mut known, nothing) = (Map::new(), Map::new());
    let generator = Generator { parameters: &nothing, ..*generator };
    let (product, seed) = (generator.product, Seed::of(&resource_type.id).with(&resource.id));
    fill(product, schema, &mut known, resource, resource_type, time);
    // An object within that has the ID is about the same resource, as `MediaBasicInfo` of a `MediaInfo`.
    for (name, inner) in &*schema.properties {
        let inner = inner.resolved(product);
        if inner.property(&resource_type.id).is_some() && !known.contains_key(&**name) {
            let mut fields = Map::new();
            fill(product, inner, &mut fields, resource, resource_type, time);
            known.insert(name.to_string(), generator.completed(inner, seed.with(name), fields));
        }
    }
    generator.completed(schema, seed, known)
}

/// Puts the known fields of a resource into an entry.
pub(crate) fn fill(
    product: &Product,
    schema: &Schema,
    entry: &mut Map<String, Value>,
    resource: &Resource,
    resource_type: &ResourceType,
    time: JobTime,
) {
    let mut put = |name: &str, value: &Value| {
        if let Some(value) = schema.property(name).and_then(|property| fitted(product, property, value)) {
            entry.insert(name.to_owned(), value);
        }
    };
    for (name, value) in &resource.fields {
        put(name, value);
    }
    // `Name` of the request is often `TemplateName` of the response, and `Status` is `FlowStatus`.
    if let Some(stem) = resource_type.id.strip_suffix("Id") {
        for name in ["Name", "Status"] {
            if let Some(value) = resource.fields.get(name) {
                put(&format!("{stem}{name}"), value);
            }
        }
    }
    let has_id = schema.property(&resource_type.id).is_some();
    let id_field = if has_id { resource_type.id.as_str() } else { "Id" };
    if !resource_type.id.is_empty() {
        put(id_field, &resource.id.as_str().into());
    }
    if let (Some(name), Some(id)) = (&resource_type.also, &resource.second_id) {
        put(name, &id.as_str().into());
    }
    let Some(states) = &resource_type.states else { return };
    let (name, state) = resource.state(states, time);
    // Some operations have another name for the state.
    if let Some(field) = [states.field.as_str()].into_iter().chain(STATES).find(|name| schema.property(name).is_some())
    {
        put(field, &name.into());
    }
    let (code, message) = resource.run.failure.clone().filter(|_| state == RunState::Failed).unwrap_or_default();
    for (field, text) in [(&states.code, code), (&states.message, message)] {
        if let Some(field) = field {
            put(field, &text.into());
        }
    }
}

/// The IDs in a value: one, several separated by commas, or a list, which may be JSON text.
pub(crate) fn ids_in(value: &Value) -> Vec<String> {
    match value {
        Value::Array(elements) => elements.iter().flat_map(ids_in).collect(),
        Value::String(text) if text.starts_with('[') => serde_json::from_str::<Vec<Value>>(text)
            .map_or_else(|_| vec![text.clone()], |list| ids_in(&Value::Array(list))),
        Value::String(text) => text.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect(),
        Value::Number(_) | Value::Bool(_) => vec![value.to_string()],
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_resources_with_one_second_id_the_later_is_found_by_it() {
        let mut collection = Collection::default();
        for number in [1, 2] {
            let second_id = Some("key".to_owned());
            collection.insert(number, Resource { id: number.to_string(), second_id, ..Resource::default() });
        }
        collection.remove(1);
        assert_eq!((collection.number("1", false), collection.number("key", true)), (None, Some(2)));
        collection.remove(2);
        assert_eq!((collection.number("key", true), collection.bytes), (None, 0));
    }
}
