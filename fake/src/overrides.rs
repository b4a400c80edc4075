//! Answers that a test gives itself.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::refusal::Refusal;

/// What an operation responses: the JSON of its output, or a refusal.
pub type Outcome = Result<Value, Refusal>;

pub(crate) type Answer = Arc<dyn Fn(&Value) -> Outcome + Send + Sync>;

/// Own answers by operation.
#[derive(Default)]
pub(crate) struct Overrides(HashMap<String, Answer>);

impl Overrides {
    pub(crate) fn set(&mut self, operation: &str, answer: Answer) {
        self.0.insert(operation.to_owned(), answer);
    }

    pub(crate) fn remove(&mut self, operation: &str) {
        self.0.remove(operation);
    }

    pub(crate) fn get(&self, operation: &str) -> Option<Answer> {
        self.0.get(operation).cloned()
    }
}
