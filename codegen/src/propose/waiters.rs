//! Operations that look as if they report the state of something that another operation began: a parameter with its ID, a state in
//! the response whose documented values have an end, and an operation that returns such an ID.

use super::enums::values;
use super::proposal::{Entry, Kind, Proposal, Words, is_of};
use super::response::{Place, places};
use crate::spec::{Operation, Schema};
use crate::specs::Specs;

/// What names of states end with.
const STATES: [&str; 4] = ["status", "state", "jobstatus", "taskstatus"];
/// Verbs of operations that begin something.
const BEGIN: [&str; 6] = ["Submit", "Start", "Create", "Run", "Add", "Insert"];
/// Verbs of operations that report.
const REPORT: [&str; 5] = ["Get", "Query", "Describe", "BatchGet", "Check"];
const SUCCESS: [&str; 12] = [
    "success",
    "succeed",
    "succeeded",
    "finished",
    "finish",
    "complete",
    "completed",
    "done",
    "ended",
    "available",
    "running",
    "partialsucceeded",
];
/// What states of failure end with, such as `START_FAIL`.
const FAILURE: [&str; 12] = [
    "fail",
    "failed",
    "failure",
    "error",
    "exception",
    "canceled",
    "cancelled",
    "stopped",
    "terminated",
    "aborted",
    "timeout",
    "expired",
];

pub(super) fn proposals(specs: &Specs) -> Vec<Proposal> {
    let open = |operation: &&Operation| specs.overlay.waiters.iter().all(|(name, _)| name.value != operation.name);
    specs.operations.iter().filter(open).filter_map(|operation| proposal(specs, operation)).collect()
}

fn proposal(specs: &Specs, operation: &Operation) -> Option<Proposal> {
    let verb = REPORT.iter().find(|verb| operation.name.starts_with(**verb))?;
    let noun = &operation.name[verb.len()..];
    let id = id(specs, operation, noun)?;
    let places = places(specs, operation);
    let (place, states) = places.iter().find_map(|place| {
        let state = STATES.contains(&place.name.to_lowercase().as_str()) && is_of(place.schema, "string");
        Some((place, documented(place.schema)?)).filter(|_| state)
    })?;
    let those = |is: &dyn Fn(&str) -> bool| -> Vec<String> {
        states.iter().filter(|state| is(&plain(state))).cloned().collect()
    };
    let mut success = those(&|state| SUCCESS.contains(&state));
    // What runs has not ended, unless nothing else ends it.
    if success.len() > 1 {
        success.retain(|state| plain(state) != "running");
    }
    let failure = those(&|state| FAILURE.iter().any(|end| state.ends_with(end)));
    let submitted = begins(specs, noun, id);
    let job = noun.ends_with("Job") || noun.ends_with("Task") || noun.ends_with("Jobs") || noun.ends_with("JobList");
    if success.is_empty() || (submitted.is_empty() && !job) || (failure.is_empty() && submitted.is_empty()) {
        return None;
    }
    let mut entry: Vec<(&str, Words)> = vec![
        ("id", id.into()),
        ("status", place.path.as_str().into()),
        ("success", success.into()),
        ("failure", failure.into()),
    ];
    for (key, names) in [("code", ["Code", "ErrorCode"]), ("message", ["Message", "ErrorMessage"])] {
        entry.extend(beside(&places, place, &names).map(|path| (key, path.into())));
    }
    let evidence = format!("`{}` is one of {}", place.path, states.join(", "));
    if !submitted.is_empty() {
        entry.push(("submittedBy", submitted.into()));
    }
    let (span, path) = (operation.span.clone(), operation.name.clone());
    Some(Proposal { kind: Kind::Waiter, span, path, evidence, entry: Entry::Operation(entry) })
}

/// The parameter with the ID of what has the state: one that is returned where that begins, one that is named like it, or
/// the first.
fn id<'a>(specs: &Specs, operation: &'a Operation, noun: &str) -> Option<&'a str> {
    let names = operation.parameters.iter().map(|parameter| parameter.name.as_str());
    let ids = names.filter(|name| name.ends_with("Id") || name.ends_with("Ids")).filter(|name| *name != "RegionId");
    ids.min_by_key(|name| {
        let is_returned = begun(specs, noun).any(|operation| returns(specs, operation, name));
        let stem = name.trim_end_matches('s').trim_end_matches("Id");
        (!is_returned, !noun.contains(stem))
    })
}

/// The documented states, or those that the words list.
fn documented(schema: &Schema) -> Option<Vec<String>> {
    if !schema.values.is_empty() {
        return Some(schema.values.clone());
    }
    let titles: Vec<String> = schema.value_titles.keys().cloned().collect();
    if titles.is_empty() { values(&schema.description) } else { Some(titles) }
}

/// A state without what spellings differ in.
fn plain(state: &str) -> String {
    state.chars().filter(|sign| sign.is_ascii_alphanumeric()).collect::<String>().to_lowercase()
}

/// The operations that begin what has this noun, and return or take an ID of this name.
fn begins(specs: &Specs, noun: &str, id: &str) -> Vec<String> {
    let takes = |operation: &Operation| operation.parameters.iter().any(|it| it.name == id.trim_end_matches('s'));
    let begun = begun(specs, noun).filter(|operation| returns(specs, operation, id) || takes(operation));
    begun.map(|operation| operation.name.clone()).collect()
}

/// The operations that begin what has this noun.
fn begun<'a>(specs: &'a Specs, noun: &'a str) -> impl Iterator<Item = &'a Operation> {
    let noun = noun.trim_end_matches("List").trim_end_matches("Detail").trim_end_matches('s');
    let stem = noun.strip_suffix("Task").or_else(|| noun.strip_suffix("Job")).unwrap_or(noun);
    specs.operations.iter().filter(move |operation| {
        let rest = BEGIN.iter().find_map(|verb| operation.name.strip_prefix(*verb));
        rest.is_some_and(|rest| rest == noun || (rest == stem && !stem.is_empty()) || rest.ends_with(noun))
    })
}

/// Whether an operation returns an ID of this name, in whatever case.
fn returns(specs: &Specs, operation: &Operation, id: &str) -> bool {
    let id = id.trim_end_matches('s');
    places(specs, operation).iter().any(|place| place.name.trim_end_matches('s').eq_ignore_ascii_case(id))
}

/// The place of one of these names beside the state.
fn beside<'a>(places: &'a [Place<'_>], state: &Place<'_>, names: &[&str]) -> Option<&'a str> {
    if state.parent.is_empty() {
        // Beside the state of the response itself stands the code of the call.
        let names: Vec<&str> = names.iter().filter(|name| name.starts_with("Error")).copied().collect();
        return places.iter().find(|it| it.parent.is_empty() && names.contains(&it.name)).map(|it| it.path.as_str());
    }
    places.iter().find(|it| it.parent == state.parent && names.contains(&it.name)).map(|it| it.path.as_str())
}
