//! Idempotency tokens: a write with one is executed once, however often it is sent.

use std::collections::{HashMap, VecDeque};

use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// How many tokens are kept. The oldest is removed first.
const MAX_TOKENS: usize = 10_000;

/// The responses to earlier writes, by operation and token.
#[derive(Default)]
pub(crate) struct IdempotencyTokens {
    done: HashMap<Key, Done>,
    order: VecDeque<Key>,
}

/// Operation and token.
pub(crate) type Key = (String, String);

struct Done {
    parameters: Map<String, Value>,
    response: Value,
}

impl IdempotencyTokens {
    /// The response to an earlier request with this token.
    ///
    /// # Errors
    /// The earlier request had other parameters.
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
        if self.order.len() > MAX_TOKENS
            && let Some(oldest) = self.order.pop_front()
        {
            self.done.remove(&oldest);
        }
    }
}
