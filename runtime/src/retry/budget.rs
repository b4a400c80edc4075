//! How many repetitions all calls of a client may have together.

use super::Cause;

/// A bucket of tokens that repetitions take from and successes fill: while nearly everything fails, a client stops adding
/// to the load after some dozens of repetitions, and starts again with the first successes.
///
/// One bucket is shared by all calls of a client and its clones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    tokens: u32,
    capacity: u32,
}

/// What a repetition takes.
const COST: u32 = 5;
/// What a repetition after a time-out takes: it has cost the service most.
const TIMEOUT_COST: u32 = 10;

impl Budget {
    /// 500 tokens: a hundred repetitions in a row.
    pub const STANDARD: Self = Self::new(500);

    /// A full bucket of so many tokens. A repetition takes 5, or 10 after a time-out.
    #[must_use]
    pub const fn new(capacity: u32) -> Self {
        Self { tokens: capacity, capacity }
    }

    /// How many tokens there are.
    #[must_use]
    pub const fn tokens(&self) -> u32 {
        self.tokens
    }

    /// Takes what a repetition costs, and says how much that is; `None`, and nothing is taken, where too little is left.
    pub fn take(&mut self, cause: Cause) -> Option<u32> {
        let cost = if cause == Cause::TimedOut { TIMEOUT_COST } else { COST };
        self.tokens = self.tokens.checked_sub(cost)?;
        Some(cost)
    }

    /// Gives back after a success: what its repetition has cost, or one token where it needed none.
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
    fn repetitions_take_and_successes_give_back() {
        let mut budget = Budget::new(17);
        assert_eq!(budget.take(Cause::Throttled), Some(5));
        assert_eq!(budget.take(Cause::TimedOut), Some(10));
        assert_eq!(budget.take(Cause::Broken), None);
        assert_eq!(budget.tokens(), 2, "what is refused takes nothing");
        budget.give_back(None);
        budget.give_back(Some(5));
        assert_eq!(budget.tokens(), 8);
        budget.give_back(Some(50));
        assert_eq!(budget.tokens(), 17, "never more than it holds");
    }
}
