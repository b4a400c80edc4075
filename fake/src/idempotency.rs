//! Idempotency tokens: a write with one is executed once, however often it is sent.

use std::collections::{HashMap, VecDeque};

use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::weight;

/// How many tokens are kept, and how many bytes they may take with their responses. The oldest is removed first.
const MAX_TOKENS: usize = 10_000;
const MAX_BYTES: usize = 64 << 20;

/// The responses to earlier writes.
#[derive(Default)]
pub(crate) struct IdempotencyTokens {
    done: HashMap<Key, CompletedWrite>,
    order: VecDeque<Key>,
    bytes: usize,
}

/// Product and its version, operation, and token.
pub(crate) type Key = (&'static str, &'static str, &'static str, String);

struct CompletedWrite {
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
        let done = CompletedWrite { parameters, response };
        self.bytes += done.weight(&key);
        self.order.push_back(key.clone());
        self.done.insert(key, done);
        while self.order.len() > MAX_TOKENS || self.bytes > MAX_BYTES {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(done) = self.done.remove(&oldest) {
                self.bytes -= done.weight(&oldest);
            }
        }
    }
}

impl CompletedWrite {
    /// About how much memory it takes with its key.
    fn weight(&self, (_, _, _, token): &Key) -> usize {
        let texts = 2 * (size_of::<Key>() + token.len());
        size_of::<Self>() + texts + weight::of_map(&self.parameters) + weight::of(&self.response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_kept_up_to_a_number_of_bytes() {
        let mut tokens = IdempotencyTokens::default();
        let key = |number: usize| ("ICE", "2020-11-09", "SubmitASRJob", number.to_string());
        for number in 0..20 {
            tokens.keep(key(number), Map::new(), "x".repeat(MAX_BYTES / 8).into());
        }
        let kept: Vec<usize> =
            (0..20).filter(|number| tokens.find(&key(*number), &Map::new()).unwrap().is_some()).collect();
        assert_eq!(kept, [13, 14, 15, 16, 17, 18, 19]);
        assert!(tokens.bytes <= MAX_BYTES);
    }
}
