//! The nonces that were used. None may be used twice.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

/// How many nonces are kept. The service keeps those of 15 minutes, which in a load test would be all.
const MAX_NONCES: usize = 1 << 17;

/// The latest nonces, as hashes, because nonces may be of any length.
#[derive(Default)]
pub(crate) struct Nonces {
    hasher: RandomState,
    used: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Nonces {
    /// Adds a nonce; `false` if it was used before with this access key.
    pub(crate) fn insert(&mut self, access_key_id: &str, nonce: &str) -> bool {
        let hash = self.hasher.hash_one((access_key_id, nonce));
        if !self.used.insert(hash) {
            return false;
        }
        self.order.push_back(hash);
        if self.order.len() > MAX_NONCES
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
    fn a_nonce_is_valid_once_for_each_key_and_their_number_is_bounded() {
        let mut nonces = Nonces::default();
        assert!(nonces.insert("a", "1") && nonces.insert("b", "1"));
        assert!(!nonces.insert("a", "1"));
        for number in 0..2 * MAX_NONCES {
            nonces.insert("c", &number.to_string());
        }
        assert_eq!((nonces.used.len(), nonces.order.len()), (MAX_NONCES, MAX_NONCES));
    }
}
