//! Writes that are done once, however often they are sent: those with a token of their own.

use std::collections::{HashMap, VecDeque};

use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// How many are remembered.
const MOST: usize = 10_000;

/// What was done, by operation and token.
#[derive(Default)]
pub(crate) struct Tokens {
    done: HashMap<Key, Done>,
    order: VecDeque<Key>,
}

/// Operation, token.
pub(crate) type Key = (String, String);

struct Done {
    parameters: Map<String, Value>,
    response: Value,
}

impl Tokens {
    /// The response to the same request before.
    ///
    /// # Errors
    /// Another request with this token.
    pub(crate) fn find(&self, key: &Key, parameters: &Map<String, Value>) -> Result<Option<Value>, Refusal> {
        match self.done.get(key) {
            None => Ok(None),
            Some(done) if done.parameters == *parameters => Ok(Some(done.response.clone())),
            Some(_) => Err(Refusal::new(
                400,
                "IdempotentParameterMismatch",
                "The request uses the same client token as a previous, but non-identical request.",
            )),
        }
    }

    pub(crate) fn keep(&mut self, key: Key, parameters: Map<String, Value>, response: Value) {
        self.order.push_back(key.clone());
        self.done.insert(key, Done { parameters, response });
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.done.remove(&oldest);
        }
    }
}
