//! One thing that was made: what is known of it, and how responses show it.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde_json::{Map, Value};

use crate::answer::Maker;
use crate::catalog::{Kind, Product, Schema};
use crate::course::Course;
use crate::nouns::{Collection, Role, one_of};
use crate::run::{Run, Sight};
use crate::seed::Seed;
use crate::values::fits;

/// The most things of a kind that are kept; the oldest falls out.
const MOST: usize = 100_000;

/// Names of fields with the state of a job.
const STATES: [&str; 4] = ["Status", "State", "JobStatus", "JobState"];

/// The things of one collection.
#[derive(Default)]
pub(crate) struct Shelf {
    /// By the order in which they were made.
    pub(crate) things: BTreeMap<u64, Thing>,
    pub(crate) by_id: HashMap<String, u64>,
}

/// A thing.
pub(crate) struct Thing {
    pub(crate) id: String,
    /// What it was made with, and changed with since.
    pub(crate) fields: Map<String, Value>,
    pub(crate) run: Run,
}

/// The jobs' time, and how long a state lasts.
#[derive(Clone, Copy)]
pub(crate) struct Steps {
    pub(crate) now: Duration,
    pub(crate) step: Duration,
}

impl Shelf {
    pub(crate) fn thing(&self, id: &str) -> Option<&Thing> {
        self.things.get(self.by_id.get(id)?)
    }

    pub(crate) fn thing_mut(&mut self, id: &str) -> Option<&mut Thing> {
        self.things.get_mut(self.by_id.get(id)?)
    }

    pub(crate) fn insert(&mut self, number: u64, thing: Thing) {
        self.remove(&thing.id.clone());
        self.by_id.insert(thing.id.clone(), number);
        self.things.insert(number, thing);
        if self.things.len() > MOST
            && let Some((_, oldest)) = self.things.pop_first()
        {
            self.by_id.remove(&oldest.id);
        }
    }

    pub(crate) fn remove(&mut self, id: &str) {
        if let Some(number) = self.by_id.remove(id) {
            self.things.remove(&number);
        }
    }
}

impl Thing {
    pub(crate) fn change(
        &mut self,
        parameters: &Map<String, Value>,
        collection: &Collection,
        role: Role,
        now: Duration,
        failure: Option<(String, String)>,
    ) {
        let ends_so = collection.course.as_ref().is_some_and(|course| course.cancelled.is_some());
        match role {
            Role::Start => {
                self.run.failure = failure;
                self.run.start(now);
            }
            // What can be started again is stopped by going back to where it was.
            Role::Stop if !ends_so => self.run.reset(),
            Role::Stop | Role::Cancel => self.run.end(),
            _ => {
                let new = parameters.iter().filter(|(name, _)| **name != collection.id);
                self.fields.extend(new.map(|(name, value)| (name.clone(), value.clone())));
            }
        }
    }

    /// The state of a job, in the words of its course.
    fn state<'a>(&self, course: &'a Course, steps: Steps) -> (&'a str, Sight) {
        let sight = self.run.sight(steps.now, course.steps.len(), steps.step);
        let state = match sight {
            Sight::Step(step) => course.steps.get(step).unwrap_or(&course.success),
            Sight::Succeeded => &course.success,
            Sight::Failed => &course.failure,
            Sight::Ended => course.cancelled.as_ref().unwrap_or(&course.failure),
        };
        (state, sight)
    }

    /// What is known of it by this name.
    pub(crate) fn known(&self, name: &str, collection: &Collection, steps: Steps) -> Option<Value> {
        if one_of(name) == collection.id || name == collection.id {
            return Some(self.id.as_str().into());
        }
        match &collection.course {
            Some(course) if STATES.contains(&name) => Some(self.state(course, steps).0.into()),
            _ => self.fields.get(name).cloned(),
        }
    }
}

/// A thing as an entry of a list; the same whichever page shows it.
pub(crate) fn entry(maker: &Maker<'_>, schema: &Schema, thing: &Thing, collection: &Collection, steps: Steps) -> Value {
    let nothing = Map::new();
    let maker = Maker { echo: &nothing, ..*maker };
    let mut entry = maker.value(schema, Seed::of(&collection.id).with(&thing.id));
    show(maker.product, schema, &mut entry, thing, collection, steps);
    entry
}

/// Puts what is known of a thing over a made entry.
pub(crate) fn show(
    product: &Product,
    schema: &Schema,
    entry: &mut Value,
    thing: &Thing,
    collection: &Collection,
    steps: Steps,
) {
    let Value::Object(entry) = entry else { return };
    let mut put = |name: &str, value: Value| {
        if schema.properties.get(name).is_some_and(|property| fits(product, property, &value)) {
            entry.insert(name.to_owned(), value);
        }
    };
    for (name, value) in &thing.fields {
        put(name, value.clone());
    }
    // `Name` of the request is often `TemplateName` of the response.
    if let Some(stem) = collection.id.strip_suffix("Id")
        && let Some(name) = thing.fields.get("Name")
    {
        put(&format!("{stem}Name"), name.clone());
    }
    let has_id = schema.properties.contains_key(&collection.id);
    let id_field = if has_id { collection.id.as_str() } else { "Id" };
    put(id_field, thing.id.as_str().into());
    if let (Ok(number), Some(Kind::Integer)) =
        (thing.id.parse::<i64>(), schema.properties.get(id_field).map(|it| it.kind))
    {
        put(id_field, number.into());
    }
    let Some(course) = &collection.course else { return };
    let (state, sight) = thing.state(course, steps);
    // Other operations have the state by another name.
    if let Some(field) =
        [course.field.as_str()].into_iter().chain(STATES).find(|name| schema.properties.contains_key(*name))
    {
        put(field, state.into());
    }
    let (code, message) = thing.run.failure.clone().filter(|_| sight == Sight::Failed).unwrap_or_default();
    for (field, text) in [(&course.code, code), (&course.message, message)] {
        if let Some(field) = field {
            put(field, text.into());
        }
    }
}

/// The IDs in a value: one, several with commas between, or a list, which may be JSON text.
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
