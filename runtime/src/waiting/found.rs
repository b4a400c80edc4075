//! The states of jobs in a response.

use serde_json::Value;

use crate::error::Error;
use crate::model::{Model, View, elements, places, text, views_within};
use crate::operation::Waiter;
use crate::response::Response;

/// Whether the jobs of a response are in a final state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Not all are in a final state.
    Pending,
    /// Those that have a state are in a final one, and others have none, or are missing; or none has a state. If that is so
    /// in [`MOST_STATELESS`](super::MOST_STATELESS) responses in a row, the service does not know the ID.
    Stateless,
    /// All are in a state of success.
    Done,
    /// All are in a final state, at least one of them in a state of failure.
    Failed,
}

impl Waiter {
    /// What a response reports to an operation with these parameters: the different states, with `, ` between them, and
    /// whether they are final. The text is empty if there is no state.
    ///
    /// For programs that call an operation by its name and poll it themselves; [`Client::wait`](crate::Client::wait) does all
    /// of it, with types.
    ///
    /// ```
    /// use alibabacloud_runtime::Waiter;
    /// use alibabacloud_runtime::waiting::Outcome;
    /// use serde_json::json;
    ///
    /// let waiter = Waiter::new("JobIds", "Jobs[].Status").ends(&["Success"], &["Failed"]);
    /// let output = json!({"Jobs": [{"JobId": "a", "Status": "Success"}]});
    /// assert_eq!(waiter.read(&json!({"JobIds": "a"}), &output), ("Success".to_owned(), Outcome::Done));
    /// assert_eq!(waiter.read(&json!({"JobIds": "a,b"}), &output).1, Outcome::Stateless);
    /// ```
    #[must_use]
    pub fn read(&self, parameters: &Value, output: &Value) -> (String, Outcome) {
        let found = Found::read(View::Json(parameters), View::Json(output), self, None);
        (found.state, found.outcome)
    }
}

pub(super) struct Found {
    /// The different states, with `, ` between them.
    pub(super) state: String,
    pub(super) outcome: Outcome,
    /// The requested IDs that have no state.
    pub(super) missing: Vec<String>,
    /// Of the first job in a state of failure.
    failure: Option<Failure>,
}

/// What a failed job says of itself.
struct Failure {
    code: Option<String>,
    message: Option<String>,
}

impl Found {
    /// An unknown state is not final.
    pub(super) fn read(operation: View<'_>, output: View<'_>, waiter: &Waiter, targets: Option<&[String]>) -> Self {
        let ends_well = |state: &str| match targets {
            Some(targets) => targets.iter().any(|target| is_same(state, target)),
            None => waiter.success.iter().any(|known| is_same(state, known)),
        };
        let ends_badly = |state: &str| !ends_well(state) && waiter.failure.iter().any(|known| is_same(state, known));
        let requested = requested(operation, waiter.id);
        let (jobs, status) = jobs(output, waiter, &requested);
        let state = |job: &View<'_>| texts_within(*job, status).next().unwrap_or_default();
        let states: Vec<String> = jobs.iter().map(state).collect();
        let failure = jobs.iter().zip(&states).find(|(_, state)| ends_badly(state));
        let failure = failure.map(|(job, _)| Failure::of(*job, waiter, status));
        let (stated, stateless): (Vec<_>, Vec<_>) = jobs.into_iter().zip(&states).partition(|(_, it)| !it.is_empty());
        let stated: Vec<View<'_>> = stated.into_iter().map(|(job, _)| job).collect();
        let missing = missing(requested, &stated);
        let outcome = if states.iter().any(|state| !state.is_empty() && !ends_well(state) && !ends_badly(state)) {
            Outcome::Pending
        } else if stated.is_empty() || !stateless.is_empty() || !missing.is_empty() {
            Outcome::Stateless
        } else if failure.is_some() {
            Outcome::Failed
        } else {
            Outcome::Done
        };
        let mut different: Vec<&str> = Vec::new();
        for state in &states {
            if !different.contains(&state.as_str()) {
                different.push(state);
            }
        }
        Self { state: different.join(", "), outcome, missing, failure }
    }

    /// Whether a job is in a state of failure.
    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// The error of a job in a state of failure: with its own code and message, and the response that reports it.
    pub(super) fn into_error<T: Model>(self, response: Response<T>) -> Error {
        let Self { state, failure, .. } = self;
        let (code, message) = failure.map_or((None, None), |failure| (failure.code, failure.message));
        let message = match message {
            Some(message) => format!("it ended as `{state}`: {message}"),
            None => format!("it ended as `{state}`"),
        };
        let request_id = response.request_id().map(str::to_owned);
        Error::of_failed_job(response.into_response(), request_id, code, &message)
    }
}

impl Failure {
    /// Of a job that has its state at this path.
    fn of(job: View<'_>, waiter: &Waiter, status: &str) -> Self {
        let list = waiter.status.strip_suffix(status).unwrap_or_default();
        let text_of = |path: Option<&'static str>| {
            let path = path.map(|path| path.strip_prefix(list).unwrap_or(path))?;
            texts_within(job, path).find(|text| !text.is_empty())
        };
        Self { code: text_of(waiter.code), message: text_of(waiter.message) }
    }
}

/// Whether two states are one. Services write `normal` where `Normal` is documented, and a wait for another spelling
/// would never end.
fn is_same(state: &str, known: &str) -> bool {
    state.eq_ignore_ascii_case(known.trim())
}

/// The jobs that a response reports, and where in each its state is: those of a list, or the response itself. A list may have
/// others than those that were requested; if it has none of the IDs, they have another name in it.
fn jobs<'a, 'b>(output: View<'a>, waiter: &'b Waiter, requested: &[String]) -> (Vec<View<'a>>, &'b str) {
    let Some((list, status)) = waiter.status.rsplit_once("[].") else {
        return (vec![output], waiter.status);
    };
    let jobs = views_within(output, &format!("{list}[]"));
    let is_requested = |job: &View<'_>| requested.iter().any(|id| has_text(*job, id));
    let (of_ids, others): (Vec<_>, Vec<_>) = jobs.into_iter().partition(is_requested);
    (if of_ids.is_empty() { others } else { of_ids }, status)
}

/// The texts at a path, without blanks around them.
fn texts_within<'a>(job: View<'a>, path: &str) -> impl Iterator<Item = String> + use<'a> {
    views_within(job, path).into_iter().filter_map(text).map(|text| text.trim().to_owned())
}

/// The IDs that an operation requests, each once: a list, or a text with commas between them or with a list in JSON.
fn requested(operation: View<'_>, parameter: &str) -> Vec<String> {
    let given = views_within(operation, parameter);
    let ids = match (given.iter().copied().find_map(elements), given.into_iter().find_map(text)) {
        (Some(ids), _) => ids.into_iter().filter_map(text).collect(),
        (None, Some(ids)) => match serde_json::from_str(&ids) {
            Ok(Value::Array(ids)) => ids.iter().map(View::Json).filter_map(text).collect(),
            _ => ids.split(',').map(str::to_owned).collect(),
        },
        (None, None) => Vec::new(),
    };
    let mut different: Vec<String> = Vec::new();
    for id in ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty()) {
        if !different.iter().any(|known| known == id) {
            different.push(id.to_owned());
        }
    }
    different
}

/// The IDs that no job has. A single ID is that of the one job in the response, whatever it is called there; and if no job
/// has any of the IDs, jobs have another name in the response and only their number counts.
fn missing(mut requested: Vec<String>, jobs: &[View<'_>]) -> Vec<String> {
    let has_job = |id: &String| jobs.iter().any(|job| has_text(*job, id));
    match (requested.len(), jobs.len()) {
        (_, 0) => requested,
        (0 | 1, _) => Vec::new(),
        _ if requested.iter().any(has_job) => {
            requested.retain(|id| !has_job(id));
            requested
        }
        (ids, jobs) => requested.split_off(jobs.min(ids)),
    }
}

/// Whether one of a job's own fields has this text.
fn has_text(job: View<'_>, wanted: &str) -> bool {
    match job {
        View::Object(model) => places(model).any(|(_, view)| text(view).is_some_and(|text| text == wanted)),
        View::Json(Value::Object(fields)) => {
            fields.values().any(|value| text(View::Json(value)).is_some_and(|text| text == wanted))
        }
        _ => false,
    }
}
