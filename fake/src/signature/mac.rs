//! Message authentication codes.

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};

pub(super) type Sha1Mac = Hmac<sha1::Sha1>;
pub(super) type Sha256Mac = Hmac<sha2::Sha256>;

pub(super) fn mac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length.
    <M as KeyInit>::new_from_slice(key)
        .map(|mac| mac.chain_update(message).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}
