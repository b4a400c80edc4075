//! Nonces that were used: none may be used twice.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

/// How many are remembered. The service keeps those of 15 minutes, which would be all of a load test.
const MOST: usize = 1 << 17;

/// The nonces of late, as hashes: texts of any length would need space without bound.
#[derive(Default)]
pub(crate) struct Nonces {
    hasher: RandomState,
    used: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Nonces {
    /// Notes a nonce; false where it was used before with this key.
    pub(crate) fn take(&mut self, access_key_id: &str, nonce: &str) -> bool {
        let hash = self.hasher.hash_one((access_key_id, nonce));
        if !self.used.insert(hash) {
            return false;
        }
        self.order.push_back(hash);
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.used.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_taken_once_a_key_and_their_number_is_bounded() {
        let mut nonces = Nonces::default();
        assert!(nonces.take("a", "1") && nonces.take("b", "1"));
        assert!(!nonces.take("a", "1"));
        for number in 0..2 * MOST {
            nonces.take("c", &number.to_string());
        }
        assert_eq!((nonces.used.len(), nonces.order.len()), (MOST, MOST));
    }
}
