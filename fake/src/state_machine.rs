//! The state machine of a job: its documented states, in the order in which it goes through them.

use crate::spec::{Operation, Product};

/// The states of a job for which none is documented before the terminal ones.
const DEFAULT: [&str; 2] = ["Init", "Processing"];

/// Prefixes of the states that come first and second; all others come after these.
const EARLY: [&[&str]; 2] =
    [&["init", "creat", "submit", "idle"], &["queu", "wait", "pend", "upload", "start", "prepar"]];

/// Prefixes of the states that no successful job goes through.
const NOT_ON_SUCCESS: [&str; 7] = ["recover", "stop", "partial", "cancel", "delet", "paus", "terminat"];

/// The states of a job, and the fields that report them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateMachine {
    /// In their order, without the terminal ones.
    pub(crate) steps: Vec<String>,
    pub(crate) success: String,
    pub(crate) failure: String,
    /// The state of a job that was cancelled.
    pub(crate) cancelled: Option<String>,
    /// The name of the field with the state.
    pub(crate) field: String,
    /// The names of the fields with code and message of a failure.
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

impl StateMachine {
    /// The state machine of the job that an operation reports.
    pub(crate) fn of(product: &Product, operation: &Operation) -> Option<Self> {
        let waiter = operation.waiter.as_ref()?;
        let documented = operation.response.as_ref()?.at(product, &waiter.status)?;
        let is_final = |word: &String| waiter.success.contains(word) || waiter.failure.contains(word);
        let starts_with = |word: &str, prefixes: &[&str]| {
            let word = word.to_ascii_lowercase();
            prefixes.iter().any(|prefix| word.starts_with(prefix))
        };
        let before_the_end =
            documented.values.iter().filter(|word| !is_final(word) && !starts_with(word, &NOT_ON_SUCCESS));
        let mut steps: Vec<String> = before_the_end.cloned().collect();
        // The sort is stable: what the documentation puts in order stays so.
        steps.sort_by_key(|word| EARLY.iter().position(|prefixes| starts_with(word, prefixes)).unwrap_or(EARLY.len()));
        if steps.is_empty() {
            steps = DEFAULT.map(str::to_owned).to_vec();
        }
        let leaf = |path: &String| path.rsplit('.').next().unwrap_or(path).to_owned();
        let failure = waiter.failure.iter().find(|word| !starts_with(word, &NOT_ON_SUCCESS)).or(waiter.failure.first());
        Some(Self {
            steps,
            success: waiter.success.first()?.clone(),
            failure: failure.cloned().unwrap_or_else(|| "Failed".to_owned()),
            cancelled: waiter.failure.iter().find(|word| starts_with(word, &["cancel", "stop"])).cloned(),
            field: leaf(&waiter.status),
            code: waiter.code.as_ref().map(leaf),
            message: waiter.message.as_ref().map(leaf),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn machine(operation: &str) -> StateMachine {
        let known = Catalog::get().unwrap().named(operation).unwrap();
        StateMachine::of(known.product, known.operation).unwrap()
    }

    #[test]
    fn documented_states_are_ordered_from_creation_to_success() {
        assert_eq!(machine("GetMediaProducingJob").steps, ["Init", "Queuing", "Processing"]);
        assert_eq!(
            machine("GetCustomizedVoiceJob").steps,
            ["Initialization", "AudioDetecting", "PreTraining", "Training"]
        );
        assert_eq!(machine("GetSmartHandleJob").steps, ["Created", "Executing"]);
        assert_eq!(machine("GetTemplate").steps, ["Created", "Uploading", "Processing"]);
        assert_eq!(machine("GetMediaLiveChannel").steps, ["IDLE", "STARTING"]);
        assert_eq!(machine("GetAIWorkflowTask").steps, ["running"]);
        assert_eq!(machine("GetAIWorkflowTask").cancelled.as_deref(), Some("stopped"));
        assert_eq!(machine("GetPackageJob").steps, DEFAULT);
    }
}
