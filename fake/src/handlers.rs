//! Responses that a test sets.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::Value;

use crate::refusal::Refusal;
use crate::sync::Mutex;

/// The response of an operation: its output as JSON, or a refusal.
pub(crate) type Outcome = Result<Value, Refusal>;

pub(crate) type Handler = Arc<dyn Fn(&Value) -> Outcome + Send + Sync>;

/// The handlers of a test, by operation.
#[derive(Default)]
pub(crate) struct Handlers {
    by_operation: HashMap<String, Handler>,
    /// The message of the first panic of each handler, by operation.
    panics: BTreeMap<String, String>,
}

impl Handlers {
    pub(crate) fn set(&mut self, operation: &str, handler: Handler) {
        self.by_operation.insert(operation.to_owned(), handler);
    }

    pub(crate) fn remove(&mut self, operation: &str) {
        self.by_operation.remove(operation);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_operation.is_empty()
    }

    /// What the test has to know: which handlers have panicked.
    pub(crate) fn panicked(&self) -> impl Iterator<Item = String> {
        self.panics.iter().map(|(operation, message)| format!("the handler of {operation} panicked: {message}"))
    }
}

/// Calls the handler of an operation, if it has one. A handler that panics refuses the request, and the panic is kept.
pub(crate) fn call(handlers: &Mutex<Handlers>, operation: &str, request: &Value) -> Option<Outcome> {
    // The lock is not held during the call: a handler may block, and set handlers itself.
    let handler = handlers.lock().by_operation.get(operation).cloned()?;
    Some(catch_unwind(AssertUnwindSafe(|| handler(request))).unwrap_or_else(|panic| {
        let message = message_of(&*panic);
        let text = format!("the handler of {operation} panicked: {message}");
        handlers.lock().panics.entry(operation.to_owned()).or_insert(message);
        // A mistake in the test, not of the service: a status that no client retries.
        Err(Refusal::new(400, "HandlerPanicked", text))
    }))
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}
