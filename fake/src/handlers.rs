//! Responses that a test sets.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::refusal::Refusal;

/// The response of an operation: its output as JSON, or a refusal.
pub(crate) type Outcome = Result<Value, Refusal>;

pub(crate) type Handler = Arc<dyn Fn(&Value) -> Outcome + Send + Sync>;

/// The handlers of a test, by operation.
#[derive(Default)]
pub(crate) struct Handlers(HashMap<String, Handler>);

impl Handlers {
    pub(crate) fn set(&mut self, operation: &str, handler: Handler) {
        self.0.insert(operation.to_owned(), handler);
    }

    pub(crate) fn remove(&mut self, operation: &str) {
        self.0.remove(operation);
    }

    pub(crate) fn get(&self, operation: &str) -> Option<Handler> {
        self.0.get(operation).cloned()
    }
}
