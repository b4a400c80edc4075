//! How many retries all calls of a client may have together.

use super::decision::Cause;

/// Limits the retries of a client: a bucket of tokens.
///
/// Retries take tokens, and successes return some: while nearly every call fails, a client stops adding to the load after
/// some dozens of retries, and starts again with the first successes. One bucket is shared by all calls of a client and its clones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    tokens: u32,
    capacity: u32,
}

/// The tokens that a retry takes.
const COST: u32 = 5;
/// The tokens that a retry after a timeout takes: a timeout costs the service most.
const TIMEOUT_COST: u32 = 10;

impl Budget {
    /// 500 tokens: a hundred retries in a row.
    pub const STANDARD: Self = Self::new(500);

    /// A full bucket of so many tokens. A retry takes 5, or 10 after a timeout.
    #[must_use]
    pub const fn new(capacity: u32) -> Self {
        Self { tokens: capacity, capacity }
    }

    /// The number of tokens in the bucket.
    #[must_use]
    pub const fn tokens(&self) -> u32 {
        self.tokens
    }

    /// Takes the tokens for a retry and returns their number; `None`, and nothing is taken, where there are too few.
    pub fn take(&mut self, cause: Cause) -> Option<u32> {
        let cost = if cause == Cause::TimedOut { TIMEOUT_COST } else { COST };
        self.tokens = self.tokens.checked_sub(cost)?;
        Some(cost)
    }

    /// Gives back after a success: the tokens of its last retry, or one token where it needed none.
    pub fn give_back(&mut self, cost: Option<u32>) {
        self.tokens = self.tokens.saturating_add(cost.unwrap_or(1)).min(self.capacity);
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::STANDARD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_take_and_successes_give_back() {
        let mut budget = Budget::new(17);
        assert_eq!(budget.take(Cause::Throttled), Some(5));
        assert_eq!(budget.take(Cause::TimedOut), Some(10));
        assert_eq!(budget.take(Cause::ServerError), None);
        assert_eq!(budget.tokens(), 2, "a retry that is refused takes nothing");
        budget.give_back(None);
        budget.give_back(Some(5));
        assert_eq!(budget.tokens(), 8);
        budget.give_back(Some(50));
        assert_eq!(budget.tokens(), 17, "never more than it holds");
    }
}
