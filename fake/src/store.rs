//! All resources and jobs. What one operation creates, the other operations on resources of its type find.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use serde_json::Value;

use crate::call::Call;
use crate::catalog::Known;
use crate::job_clock::JobClock;
use crate::paging;
use crate::paths;
use crate::refusal::Refusal;
use crate::resource::{self, Collection, JobTime, Resource, fill, ids_in, is_state};
use crate::resource_plan::{Action, ResourceType, Role, one_of};
use crate::run::Run;
use crate::spec::{Schema, is_request_id};
use crate::values::fitted;

/// How many bytes resources may take.
const MAX_BYTES: usize = 256 << 20;

/// The failures of the next jobs, by the operation that submits them: code and message.
type Failures = HashMap<String, VecDeque<(String, String)>>;

/// Every resource, by product and resource type.
pub(crate) struct Store {
    pub(crate) clock: JobClock,
    /// How long a job stays in each state.
    pub(crate) step: Duration,
    collections: HashMap<(&'static str, &'static str), Collection>,
    failures: Failures,
    created: u64,
}

impl Store {
    pub(crate) fn new(clock: JobClock, step: Duration) -> Self {
        Self { clock, step, collections: HashMap::new(), failures: HashMap::new(), created: 0 }
    }

    /// Plans a failure for the next job that an operation submits.
    pub(crate) fn fail_next(&mut self, submitter: &str, code: &str, message: &str) {
        let failures = self.failures.entry(submitter.to_owned()).or_default();
        failures.push_back((code.to_owned(), message.to_owned()));
    }

    /// The planned failures of jobs that were never submitted.
    pub(crate) fn unused_failures(&self) -> impl Iterator<Item = String> {
        let left = self.failures.iter().filter(|(_, failures)| !failures.is_empty());
        left.map(|(submitter, failures)| match failures.len() {
            1 => format!("the failure of a job of {submitter} was planned, and no such job was submitted"),
            count => format!("{count} failures of jobs of {submitter} were planned, and no such job was submitted"),
        })
    }

    /// Executes a call.
    ///
    /// # Errors
    /// The resource does not exist, or the page is invalid.
    pub(crate) fn execute(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let response = self.apply(call)?;
        if !call.known.operation.read {
            self.register(call, &response);
            self.bound();
        }
        Ok(response)
    }

    /// Removes the oldest resources of all types while they take too much memory.
    fn bound(&mut self) {
        while self.collections.values().map(|collection| collection.bytes).sum::<usize>() > MAX_BYTES {
            let oldest = |it: &&mut Collection| it.resources.first_key_value().map_or(u64::MAX, |(number, _)| *number);
            let Some(collection) = self.collections.values_mut().min_by_key(oldest) else { return };
            collection.remove_oldest();
        }
    }

    /// Creates the resources of other types whose IDs are in a response: an upload creates a media asset, and so does a job that
    /// produces one.
    fn register(&mut self, call: &Call<'_>, part: &Value) {
        let Known { product, operation } = call.known;
        if operation.makes.is_empty() {
            return;
        }
        match part {
            Value::Object(entries) => {
                for (name, value) in entries {
                    if let Some(resource_type) = operation.makes.get(name) {
                        let collection = self.collections.entry((&product.product, resource_type)).or_default();
                        for id in ids_in(value) {
                            if collection.number(&id, false).is_none() {
                                self.created += 1;
                                collection.insert(self.created, Resource { id, ..Resource::default() });
                            }
                        }
                    }
                    self.register(call, value);
                }
            }
            Value::Array(elements) => elements.iter().for_each(|element| self.register(call, element)),
            _ => {}
        }
    }

    /// Applies the action of an operation to its resources. Without an action, the response is generated.
    fn apply(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let Known { product, operation } = call.known;
        let Some((resource_type, action)) = call.known.action() else { return call.generated() };
        let Some(schema) = &operation.response else { return call.generated() };
        let mut ids = action.id.as_ref().and_then(|id| call.parameters.get(id)).map(ids_in).unwrap_or_default();
        if resource_type.id.is_empty() {
            ids = vec![String::new()];
        }
        match action.role {
            Role::Create | Role::Submit | Role::Set => return self.create(call, schema, resource_type, action),
            Role::List => return self.list(call, schema, resource_type, action),
            // Without an ID, nothing but the schema is known.
            _ if ids.is_empty() => return call.generated(),
            Role::Get if action.entry.ends_with("[]") => {}
            Role::Get => ids.truncate(1),
            _ => {}
        }
        let time = JobTime { now: self.clock.now(), step: self.step };
        let collection = self.collections.entry((&product.product, &action.collection)).or_default();
        let is_second = action.id.as_ref().is_some_and(|id| resource_type.is_second_id(id));
        let is_found = |number: &u64| {
            !action.done || collection.resources.get(number).is_some_and(|it| it.is_done(resource_type, time))
        };
        let (mut numbers, mut absent) = (Vec::new(), Vec::new());
        for id in ids {
            match collection.number(&id, is_second).filter(is_found) {
                Some(number) => numbers.push(number),
                None => absent.push(id),
            }
        }
        let takes_several = action.id.as_ref().is_some_and(|id| one_of(id) != id);
        if numbers.is_empty() && resource_type.settings {
            return call.generated();
        }
        // Where the response has a list for them, IDs without a resource are no reason to refuse a request.
        if numbers.is_empty() && !(takes_several && action.absent.is_some()) {
            let id = if is_second { resource_type.also.as_ref() } else { None };
            return Err(not_found(call, id.unwrap_or(&resource_type.id)));
        }
        if action.role == Role::Get {
            let resources = numbers.iter().filter_map(|number| collection.resources.get(number));
            let mut response = read(call, schema, resource_type, action, resources, time);
            pass_over(action, absent, &mut response);
            return Ok(response);
        }
        let resources = || numbers.iter().filter_map(|number| collection.resources.get(number));
        if resources().any(|resource| !resource.allows(action, resource_type, time)) {
            let message = "The state of the resource does not allow this operation.";
            return Err(Refusal::new(403, "OperationDenied", message));
        }
        let failure = if action.role == Role::Start { next_failure(&mut self.failures, call.known) } else { None };
        for number in &numbers {
            if action.role == Role::Delete {
                collection.remove(*number);
            } else {
                collection.change(*number, |resource| {
                    resource.change(call.parameters, resource_type, action, time.now, failure.clone());
                });
            }
        }
        let mut response = call.generated()?;
        pass_over(action, absent, &mut response);
        if let Some(resource) = numbers.first().and_then(|first| collection.resources.get(first))
            && let Some(Value::Object(entry)) = paths::made_mut(&mut response, &action.entry)
        {
            fill(product, schema.at_or_self(product, &action.entry), entry, resource, resource_type, time);
        }
        Ok(response)
    }

    fn create(
        &mut self,
        call: &Call<'_>,
        schema: &Schema,
        resource_type: &ResourceType,
        action: &'static Action,
    ) -> Result<Value, Refusal> {
        let mut response = call.generated()?;
        let schema = schema.at_or_self(call.known.product, &action.entry);
        match action.entry.split_once("[]") {
            Some((list, within)) => {
                let entries = paths::at_mut(&mut response, list).and_then(Value::as_array_mut);
                for entry in entries.into_iter().flatten() {
                    let entry = paths::at_mut(entry, within);
                    self.create_one(call, schema, resource_type, action, entry)?;
                }
            }
            None => {
                let entry = paths::at_mut(&mut response, &action.entry);
                self.create_one(call, schema, resource_type, action, entry)?;
            }
        }
        Ok(response)
    }

    fn create_one(
        &mut self,
        call: &Call<'_>,
        schema: &Schema,
        resource_type: &ResourceType,
        action: &'static Action,
        entry: Option<&mut Value>,
    ) -> Result<(), Refusal> {
        let product = call.known.product;
        let now = self.clock.now();
        let first = |value: Option<&Value>| value.and_then(|id| ids_in(id).into_iter().next());
        let id_of = |name: &str| {
            first(call.parameters.get(name)).or_else(|| first(entry.as_ref().and_then(|entry| entry.get(name))))
        };
        let id = match (resource_type.id.as_str(), &action.id) {
            ("", _) => Some(String::new()),
            (id, Some(parameter)) if !resource_type.is_second_id(parameter) => {
                first(call.parameters.get(parameter)).or_else(|| id_of(id))
            }
            (id, _) => id_of(id),
        };
        let Some(id) = id else { return Ok(()) };
        let second_id =
            resource_type.also.as_ref().map(|also| id_of(also).unwrap_or_else(|| call.seed.with(also).hex()));
        let collection = self.collections.entry((&product.product, &action.collection)).or_default();
        // An ID that the caller chooses, as the plan says: with two resources of that ID, one could not be found.
        if let (Some(name), Some(id)) = (&action.id, &second_id)
            && resource_type.is_second_id(name)
            && collection.number(id, true).is_some()
        {
            return Err(Refusal::invalid(name, "another resource has it"));
        }
        let mut fields = call.parameters.clone();
        let mut run = Run::new(next_failure(&mut self.failures, call.known));
        if action.role == Role::Submit {
            run.start(now);
        }
        if let Some(Value::Object(entry)) = &entry {
            // Later responses repeat what this one says of the resource.
            for (name, value) in entry {
                let is_scalar = schema.property(name).is_some_and(|it| it.resolved(product).kind.is_scalar());
                if is_scalar && !is_request_id(name) && !fields.contains_key(name) {
                    fields.insert(name.clone(), value.clone());
                }
            }
        }
        if let Some(states) = &resource_type.states {
            fields.remove(&states.field);
        }
        let mut resource = Resource { id, second_id, fields, run };
        resource.set_fixed(action);
        if let Some(Value::Object(entry)) = entry {
            fill(product, schema, entry, &resource, resource_type, JobTime { now, step: self.step });
        }
        self.created += 1;
        collection.insert(self.created, resource);
        Ok(())
    }

    fn list(
        &mut self,
        call: &Call<'_>,
        schema: &Schema,
        resource_type: &ResourceType,
        action: &'static Action,
    ) -> Result<Value, Refusal> {
        let Known { product, operation } = call.known;
        let collection = self.collections.entry((&product.product, &action.collection)).or_default();
        let time = JobTime { now: self.clock.now(), step: self.step };
        let item = schema.at_or_self(product, &action.entry);
        let generator = call.generator();
        let resources = collection.resources.values().filter(|it| !action.done || it.is_done(resource_type, time));
        let filters = filters(call, item, resource_type);
        let passes = |it: &&Resource| filters.iter().all(|filter| matches(filter, it, resource_type, time));
        let resources: Vec<&Resource> = resources.filter(passes).collect();
        let show = |resource: &Resource| resource::entry(&generator, item, resource, resource_type, time);
        let mut response = generator.value(schema, call.seed);
        let is_id = |name: &str| one_of(name) == resource_type.id;
        let wanted = filters.iter().filter(|(name, _)| is_id(name)).flat_map(|(_, ids)| ids);
        let absent = wanted.filter(|id| collection.number(id, false).is_none()).cloned().collect();
        pass_over(action, absent, &mut response);
        match &operation.paging {
            Some(paging) => paging::set_page(product, schema, paging, call.parameters, resources, show, &mut response)?,
            None => {
                let entries = resources.into_iter().map(show).collect();
                paths::set(&mut response, action.entry.trim_end_matches("[]"), Value::Array(entries));
            }
        }
        Ok(response)
    }
}

/// The failure of the job that an operation submits now. What has no states is no job, and leaves it for the report of failures
/// that were planned and did not happen.
fn next_failure(failures: &mut Failures, known: Known) -> Option<(String, String)> {
    known.action()?.0.states.as_ref()?;
    failures.get_mut(&known.operation.name)?.pop_front()
}

/// Says in a response which IDs were passed over.
fn pass_over(action: &Action, absent: Vec<String>, response: &mut Value) {
    for (path, ids) in [(&action.absent, absent), (&action.forbidden, Vec::new())] {
        if let Some(path) = path {
            paths::set(response, path, ids.into());
        }
    }
}

/// The response of an operation that reads resources.
fn read<'a>(
    call: &Call<'_>,
    schema: &Schema,
    resource_type: &ResourceType,
    action: &Action,
    resources: impl Iterator<Item = &'a Resource>,
    time: JobTime,
) -> Value {
    let product = call.known.product;
    let generator = call.generator();
    let item = schema.at_or_self(product, &action.entry);
    let mut entries = resources.map(|resource| resource::entry(&generator, item, resource, resource_type, time));
    let (path, known) = match action.entry.strip_suffix("[]") {
        Some(list) => (list, Value::Array(entries.collect())),
        None => (action.entry.as_str(), entries.next().unwrap_or_default()),
    };
    generator.around(schema, call.seed, path, known)
}

/// The filters of a list: its parameters, each with the values that it asks for. A parameter that is not given has its documented
/// default. A default that no resource can have, such as `All`, asks for all.
fn filters<'a>(call: &Call<'a>, item: &Schema, resource_type: &ResourceType) -> Vec<(&'a str, Vec<String>)> {
    let Known { product, operation } = call.known;
    let cursors = operation.paging.iter().flat_map(|paging| &paging.cursors);
    let of_pages: Vec<&String> = cursors.flat_map(|it| [&it.page, &it.token, &it.size]).flatten().collect();
    let parameters = operation.parameters.iter().filter(|parameter| !of_pages.contains(&&parameter.name));
    let filters = parameters.filter_map(|parameter| {
        let default = parameter.schema.limits().default.as_deref().map(Value::from);
        let wanted = call.parameters.get(&parameter.name).or(default.as_ref())?;
        let asks_for_all = default.as_ref() == Some(wanted)
            && match (&resource_type.states, item.property(&parameter.name)) {
                (Some(states), _) if is_state(&parameter.name) => !wanted.as_str().is_some_and(|it| states.has(it)),
                (_, property) => property.is_some_and(|it| fitted(product, it, wanted).is_none()),
            };
        let wanted = if asks_for_all { Vec::new() } else { ids_in(wanted) };
        (!wanted.is_empty()).then_some((parameter.name.as_str(), wanted))
    });
    filters.collect()
}

/// Whether a resource passes a filter. One without such a field passes.
fn matches(filter: &(&str, Vec<String>), resource: &Resource, resource_type: &ResourceType, time: JobTime) -> bool {
    let (name, wanted) = filter;
    let found = resource.field(name, resource_type, time).map(|it| ids_in(&it)).unwrap_or_default();
    found.is_empty() || found.iter().any(|found| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(found)))
}

/// The refusal of an unknown ID: the documented one, or one of the usual form.
fn not_found(call: &Call<'_>, id: &str) -> Refusal {
    let name =
        id.strip_suffix("Id").or_else(|| id.strip_suffix("Name")).filter(|name| !name.is_empty()).unwrap_or("Resource");
    let documented = call.known.operation.errors.iter().find(|error| error.code.ends_with("NotFound"));
    let (status, code) = match documented {
        Some(error) => (error.status.parse().unwrap_or(404), error.code.clone()),
        None => (404, format!("{name}NotFound")),
    };
    Refusal::new(status, code, format!("The specified {} does not exist.", name.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::Catalog;
    use crate::seed::Seed;

    fn execute(store: &mut Store, operation: &str, parameters: &Value) -> Result<Value, Refusal> {
        let number = store.created;
        let call = Call {
            known: Catalog::get().unwrap().named(operation).unwrap(),
            parameters: parameters.as_object().unwrap(),
            seed: Seed::of(operation).number(number),
            request_id: "id",
            sparse: None,
        };
        store.execute(&call)
    }

    #[test]
    fn resources_are_kept_up_to_a_number_of_bytes_and_the_oldest_of_any_type_goes_first() {
        let mut store = Store::new(JobClock::new(0.0), Duration::from_secs(3));
        let large = "x".repeat(MAX_BYTES / 8);
        let first = execute(&mut store, "CreatePipeline", &json!({ "Name": large, "Speed": "Standard" })).unwrap();
        let submit =
            |store: &mut Store| execute(store, "SubmitMediaProducingJob", &json!({ "Timeline": large })).unwrap();
        let jobs: Vec<Value> = (0..10).map(|_| submit(&mut store)["JobId"].clone()).collect();
        let pipeline = json!({ "PipelineId": first["Pipeline"]["PipelineId"] });
        assert!(execute(&mut store, "GetPipeline", &pipeline).is_err());
        let is_kept =
            |store: &mut Store, job: &Value| execute(store, "GetMediaProducingJob", &json!({ "JobId": job })).is_ok();
        let kept: Vec<bool> = jobs.iter().map(|job| is_kept(&mut store, job)).collect();
        assert_eq!(kept, [false, false, false, true, true, true, true, true, true, true]);
        // Updates count too.
        let small = execute(&mut store, "CreatePipeline", &json!({ "Name": "", "Speed": "Standard" })).unwrap();
        let update = json!({ "PipelineId": small["Pipeline"]["PipelineId"], "Name": large });
        execute(&mut store, "UpdatePipeline", &update).unwrap();
        assert!(!is_kept(&mut store, &jobs[3]) && is_kept(&mut store, &jobs[4]));
        assert!(store.collections.values().map(|collection| collection.bytes).sum::<usize>() <= MAX_BYTES);
    }
}
