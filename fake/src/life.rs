//! Resources and jobs: what one operation makes, the others of its collection see.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use serde_json::{Map, Value};

use crate::answer::Maker;
use crate::catalog::{Known, Product, Schema};
use crate::nouns::{Collection, Deed, Role};
use crate::paging;
use crate::paths;
use crate::refusal::Refusal;
use crate::run::Run;
use crate::seed::Seed;
use crate::thing::{self, Shelf, Steps, Thing, ids_in, show};
use crate::timeline::Timeline;

/// Entries of a list of which nothing is known.
const UNKNOWN_ENTRIES: u64 = 3;

/// Everything that was made.
pub(crate) struct Life {
    pub(crate) timeline: Timeline,
    /// How long a job stays in each state.
    pub(crate) step: Duration,
    shelves: HashMap<(&'static str, usize), Shelf>,
    /// How the next jobs are to fail, by who submits them.
    failures: HashMap<String, VecDeque<(String, String)>>,
    made: u64,
}

/// A call that has passed every check.
pub(crate) struct Call<'a> {
    pub(crate) known: Known,
    pub(crate) parameters: &'a Map<String, Value>,
    pub(crate) seed: Seed,
    pub(crate) request_id: &'a str,
}

impl Call<'_> {
    fn maker(&self) -> Maker<'_> {
        Maker { product: self.known.product, echo: self.parameters, request_id: self.request_id }
    }

    /// A response from sample or schema, of which nothing else is known.
    pub(crate) fn plain(&self) -> Result<Value, Refusal> {
        let Known { product, operation } = self.known;
        let Some(schema) = &operation.response else {
            return Ok(serde_json::json!({ "RequestId": self.request_id }));
        };
        if let Some(sample) = &operation.sample {
            let mut sample = sample.clone();
            if sample.get("RequestId").is_some() {
                paths::set(&mut sample, "RequestId", self.request_id.into());
            }
            return Ok(sample);
        }
        let mut response = self.maker().value(schema, self.seed);
        if let Some(paging) = &operation.paging
            && let Some(items) = schema.at(product, &format!("{}[]", paging.items))
        {
            // The same for all pages.
            let seed = Seed::of(&operation.name);
            let show = |number| self.maker().value(items, seed.number(number));
            let numbers = (0..UNKNOWN_ENTRIES).collect();
            paging::put(product, schema, paging, self.parameters, numbers, show, &mut response)?;
        }
        Ok(response)
    }
}

impl Life {
    pub(crate) fn new(timeline: Timeline, step: Duration) -> Self {
        Self { timeline, step, shelves: HashMap::new(), failures: HashMap::new(), made: 0 }
    }

    /// The next job of a submitter ends with this failure.
    pub(crate) fn fail_next(&mut self, submitter: &str, code: &str, message: &str) {
        let failures = self.failures.entry(submitter.to_owned()).or_default();
        failures.push_back((code.to_owned(), message.to_owned()));
    }

    pub(crate) fn next_failure(&mut self, submitter: &str) -> Option<(String, String)> {
        self.failures.get_mut(submitter)?.pop_front()
    }

    /// A number that is used once.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// Does what a call asks for.
    ///
    /// # Errors
    /// A thing that does not exist; a page that cannot be.
    pub(crate) fn act(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let response = self.do_what_is_known(call)?;
        if !call.known.operation.read {
            self.adopt(call, &response);
        }
        Ok(response)
    }

    /// Makes the things that a response names besides: an upload begins media, and so does a job that produces some.
    fn adopt(&mut self, call: &Call<'_>, part: &Value) {
        let product = call.known.product;
        let own = product.plan.deed(&call.known.operation.name).map(|(_, deed)| deed.collection);
        match part {
            Value::Object(entries) => {
                for (name, value) in entries {
                    for &collection in product.plan.with_id(name).iter().filter(|other| Some(**other) != own) {
                        let shelf = self.shelves.entry((product.product.as_str(), collection)).or_default();
                        for id in
                            ids_in(value).into_iter().filter(|id| !shelf.by_id.contains_key(id)).collect::<Vec<_>>()
                        {
                            self.made += 1;
                            shelf.insert(self.made, Thing { id, fields: Map::new(), run: Run::default() });
                        }
                    }
                    self.adopt(call, value);
                }
            }
            Value::Array(elements) => elements.iter().for_each(|element| self.adopt(call, element)),
            _ => {}
        }
    }

    /// Does it in its collection, or answers as the schema says.
    fn do_what_is_known(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let Known { product, operation } = call.known;
        let Some((collection, deed)) = product.plan.deed(&operation.name) else { return call.plain() };
        let Some(schema) = &operation.response else { return call.plain() };
        let mut ids = deed.id.as_ref().and_then(|id| call.parameters.get(id)).map(ids_in).unwrap_or_default();
        match deed.role {
            Role::Create { starts } => return self.create(call, schema, collection, deed, starts),
            Role::List => return self.list(call, schema, collection, deed),
            // Without an ID, all that is known is the schema.
            _ if ids.is_empty() => return call.plain(),
            Role::Read if deed.entry.ends_with("[]") => {}
            Role::Read => ids.truncate(1),
            _ => {}
        }
        let key = (product.product.as_str(), deed.collection);
        let shelf = self.shelves.entry(key).or_default();
        if !ids.iter().any(|id| shelf.by_id.contains_key(id)) {
            return Err(not_found(call, &collection.id));
        }
        let now = self.timeline.now();
        if deed.role == Role::Read {
            let steps = Steps { now, step: self.step };
            let things = ids.iter().filter_map(|id| shelf.thing(id));
            return Ok(read(call, schema, collection, deed, things, steps));
        }
        let failure = if deed.role == Role::Start {
            self.failures.get_mut(&operation.name).and_then(VecDeque::pop_front)
        } else {
            None
        };
        for id in &ids {
            if deed.role == Role::Delete {
                shelf.remove(id);
            } else if let Some(thing) = shelf.thing_mut(id) {
                thing.change(call.parameters, collection, deed.role, now, failure.clone());
            }
        }
        let mut response = call.plain()?;
        if deed.role != Role::Delete
            && let Some(thing) = ids.first().and_then(|id| shelf.thing(id))
            && let Some(entry) = paths::at_mut(&mut response, &deed.entry)
        {
            show(
                product,
                schema.at_or_self(product, &deed.entry),
                entry,
                thing,
                collection,
                Steps { now, step: self.step },
            );
        }
        Ok(response)
    }

    fn create(
        &mut self,
        call: &Call<'_>,
        schema: &Schema,
        collection: &Collection,
        deed: &Deed,
        starts: bool,
    ) -> Result<Value, Refusal> {
        let Known { product, operation } = call.known;
        let (now, failure) = (self.timeline.now(), self.next_failure(&operation.name));
        let mut response = call.plain()?;
        let entry_schema = schema.at_or_self(product, &deed.entry);
        let given = call.parameters.get(&collection.id).and_then(|id| ids_in(id).into_iter().next());
        let mut fields = call.parameters.clone();
        let made = paths::at_mut(&mut response, &deed.entry);
        let of_response =
            made.as_ref().and_then(|entry| entry.get(&collection.id)).and_then(|id| ids_in(id).into_iter().next());
        let Some(id) = given.or(of_response) else { return Ok(response) };
        let mut run = Run::new(failure);
        if starts {
            run.start(now);
        }
        if let Some(Value::Object(entry)) = &made {
            // What the response says of the new thing stays true of it.
            for (name, value) in entry {
                let told = entry_schema.properties.get(name).is_some_and(|it| it.resolved(product).kind.is_scalar());
                if told && name != "RequestId" && !fields.contains_key(name) {
                    fields.insert(name.clone(), value.clone());
                }
            }
        }
        if let Some(course) = &collection.course {
            fields.remove(&course.field);
        }
        let thing = Thing { id, fields, run };
        if let Some(entry) = made {
            show(product, entry_schema, entry, &thing, collection, Steps { now, step: self.step });
        }
        let number = self.next_number();
        self.shelves.entry((product.product.as_str(), deed.collection)).or_default().insert(number, thing);
        Ok(response)
    }

    fn list(
        &mut self,
        call: &Call<'_>,
        schema: &Schema,
        collection: &Collection,
        deed: &Deed,
    ) -> Result<Value, Refusal> {
        let Known { product, operation } = call.known;
        let shelf = self.shelves.entry((product.product.as_str(), deed.collection)).or_default();
        let steps = Steps { now: self.timeline.now(), step: self.step };
        let item = schema.at_or_self(product, &deed.entry);
        let maker = call.maker();
        let things: Vec<&Thing> =
            shelf.things.values().filter(|thing| passes(call, thing, collection, steps)).collect();
        let show = |thing: &Thing| thing::entry(&maker, item, thing, collection, steps);
        let mut response = maker.value(schema, call.seed);
        match &operation.paging {
            Some(paging) => paging::put(product, schema, paging, call.parameters, things, show, &mut response)?,
            None => {
                let entries = things.into_iter().map(show).collect();
                paths::set(&mut response, deed.entry.trim_end_matches("[]"), Value::Array(entries));
            }
        }
        Ok(response)
    }
}

/// The response of an operation that shows things.
fn read<'a>(
    call: &Call<'_>,
    schema: &Schema,
    collection: &Collection,
    deed: &Deed,
    things: impl Iterator<Item = &'a Thing>,
    steps: Steps,
) -> Value {
    let product = call.known.product;
    let mut response = call.maker().value(schema, call.seed);
    let item = schema.at_or_self(product, &deed.entry);
    match deed.entry.strip_suffix("[]") {
        Some(list) => {
            let entries = things.map(|thing| thing::entry(&call.maker(), item, thing, collection, steps));
            paths::set(&mut response, list, Value::Array(entries.collect()));
        }
        None => {
            for thing in things.take(1) {
                if let Some(entry) = paths::at_mut(&mut response, &deed.entry) {
                    show(product, item, entry, thing, collection, steps);
                }
            }
        }
    }
    response
}

/// Whether a thing is among those that a list is asked for: a parameter with the name of what is known of it filters.
fn passes(call: &Call<'_>, thing: &Thing, collection: &Collection, steps: Steps) -> bool {
    let cursors = call.known.operation.paging.as_ref().map(|paging| paging.cursors.as_slice()).unwrap_or_default();
    let pages = |name: &str| {
        cursors.iter().any(|it| [&it.page, &it.token, &it.size].into_iter().flatten().any(|own| own == name))
    };
    call.parameters.iter().filter(|(name, _)| !pages(name)).all(|(name, wanted)| {
        let (found, wanted) =
            (thing.known(name, collection, steps).map(|it| ids_in(&it)).unwrap_or_default(), ids_in(wanted));
        found.is_empty() || wanted.is_empty() || found.iter().any(|found| wanted.contains(found))
    })
}

/// The refusal of an ID that nothing has: the documented one, or one of the usual form.
fn not_found(call: &Call<'_>, id: &str) -> Refusal {
    let noun =
        id.strip_suffix("Id").or_else(|| id.strip_suffix("Name")).filter(|noun| !noun.is_empty()).unwrap_or("Resource");
    let documented = call.known.operation.errors.iter().find(|error| error.code.ends_with("NotFound"));
    let (status, code) = match documented {
        Some(error) => (error.status.parse().unwrap_or(404), error.code.clone()),
        None => (404, format!("{noun}NotFound")),
    };
    Refusal::new(status, code, format!("The specified {} does not exist.", noun.to_lowercase()))
}

impl Schema {
    /// The schema at a path; this one where the path is empty or leads nowhere.
    fn at_or_self<'a>(&'a self, product: &'a Product, path: &str) -> &'a Schema {
        if path.is_empty() {
            self.resolved(product)
        } else {
            self.at(product, path).unwrap_or_else(|| self.resolved(product))
        }
    }
}
