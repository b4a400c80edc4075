//! HMAC with keys of any length.

use hmac::KeyInit;
use hmac::digest::InvalidLength;

/// The message authentication code of RFC 2104 with its key, ready for a message.
pub(super) fn hmac<M: KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).unwrap_or_else(|InvalidLength| unreachable!("HMAC accepts keys of any length"))
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, Mac};
    use sha2::Sha256;

    use super::*;
    use crate::encoding::lower_hex;

    /// Test cases 2 and 6 of RFC 4231.
    #[test]
    fn short_and_long_keys_follow_the_standard() {
        let code = |key: &[u8], message: &[u8]| {
            lower_hex(&hmac::<Hmac<Sha256>>(key).chain_update(message).finalize().into_bytes())
        };
        assert_eq!(
            code(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            code(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
