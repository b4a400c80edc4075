//! The course of a job: the documented states in the order in which it goes through them.

use crate::catalog::{Operation, Product};

/// States of a job that documents none on its way.
const USUAL: [&str; 2] = ["Init", "Processing"];

/// Beginnings of words for states that come first and second; all others come after these.
const EARLY: [&[&str]; 2] =
    [&["init", "creat", "submit", "idle"], &["queu", "wait", "pend", "upload", "start", "prepar"]];

/// Beginnings of words for states that no job goes through on its way to success.
const ASIDE: [&str; 7] = ["recover", "stop", "partial", "cancel", "delet", "paus", "terminat"];

/// The states of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Course {
    /// From the first on, without the final ones.
    pub(crate) steps: Vec<String>,
    pub(crate) success: String,
    pub(crate) failure: String,
    /// The state of a job that somebody has ended.
    pub(crate) cancelled: Option<String>,
    /// The name of the field with the state.
    pub(crate) field: String,
    /// The names of the fields with code and message of a failure.
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

impl Course {
    /// The course of the job that an operation reports.
    pub(crate) fn of(product: &Product, operation: &Operation) -> Option<Self> {
        let waiter = operation.waiter.as_ref()?;
        let documented = operation.response.as_ref()?.at(product, &waiter.status)?;
        let is_final = |word: &String| waiter.success.contains(word) || waiter.failure.contains(word);
        let begins = |word: &str, beginnings: &[&str]| {
            let word = word.to_ascii_lowercase();
            beginnings.iter().any(|beginning| word.starts_with(beginning))
        };
        let on_the_way = documented.values.iter().filter(|word| !is_final(word) && !begins(word, &ASIDE));
        let mut steps: Vec<String> = on_the_way.cloned().collect();
        // The sort is stable: what the documentation puts in order stays so.
        steps.sort_by_key(|word| EARLY.iter().position(|beginnings| begins(word, beginnings)).unwrap_or(EARLY.len()));
        if steps.is_empty() {
            steps = USUAL.map(str::to_owned).to_vec();
        }
        let leaf = |path: &String| path.rsplit('.').next().unwrap_or(path).to_owned();
        let failure = waiter.failure.iter().find(|word| !begins(word, &ASIDE)).or(waiter.failure.first());
        Some(Self {
            steps,
            success: waiter.success.first()?.clone(),
            failure: failure.cloned().unwrap_or_else(|| "Failed".to_owned()),
            cancelled: waiter.failure.iter().find(|word| begins(word, &["cancel", "stop"])).cloned(),
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

    fn course(operation: &str) -> Course {
        let known = Catalog::get().unwrap().named(operation).unwrap();
        Course::of(known.product, known.operation).unwrap()
    }

    #[test]
    fn documented_states_come_in_the_order_of_a_life() {
        assert_eq!(course("GetMediaProducingJob").steps, ["Init", "Queuing", "Processing"]);
        assert_eq!(
            course("GetCustomizedVoiceJob").steps,
            ["Initialization", "AudioDetecting", "PreTraining", "Training"]
        );
        assert_eq!(course("GetSmartHandleJob").steps, ["Created", "Executing"]);
        assert_eq!(course("GetTemplate").steps, ["Created", "Uploading", "Processing"]);
        assert_eq!(course("GetMediaLiveChannel").steps, ["IDLE", "STARTING"]);
        assert_eq!(course("GetAIWorkflowTask").steps, ["running"]);
        assert_eq!(course("GetAIWorkflowTask").cancelled.as_deref(), Some("stopped"));
        assert_eq!(course("GetPackageJob").steps, USUAL);
    }
}
