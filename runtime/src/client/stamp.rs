//! What makes every attempt its own: the time, and a nonce.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use crate::clock::iso8601;
use crate::encoding::lower_hex;
use crate::error::{Error, ErrorKind};
use crate::sign::Stamp;

type Clock = dyn Fn() -> SystemTime + Send + Sync;
type Nonces = dyn Fn() -> String + Send + Sync;

/// Where times and nonces come from; tests put their own in.
#[derive(Clone, Default)]
pub(super) struct StampSource {
    /// `None` is the system's clock.
    pub(super) clock: Option<Arc<Clock>>,
    /// `None` counts up from 128 random bits.
    pub(super) nonces: Option<Arc<Nonces>>,
}

/// When an attempt is signed, and a text that was never used before.
pub(super) struct OwnedStamp {
    pub(super) date: String,
    pub(super) nonce: String,
}

impl OwnedStamp {
    pub(super) fn borrowed(&self) -> Stamp<'_> {
        Stamp { date: &self.date, nonce: &self.nonce }
    }
}

impl StampSource {
    pub(super) fn now(&self) -> SystemTime {
        self.clock.as_ref().map_or_else(SystemTime::now, |clock| clock())
    }

    pub(super) fn nonce(&self) -> Result<String, Error> {
        match &self.nonces {
            Some(nonces) => Ok(nonces()),
            None => random_nonce(),
        }
    }

    pub(super) fn at(&self, time: SystemTime) -> Result<OwnedStamp, Error> {
        Ok(OwnedStamp { date: iso8601(time), nonce: self.nonce()? })
    }
}

/// 32 hexadecimal digits, the form that official SDKs use: numbers of 128 bits, counted up from a random one.
///
/// A nonce has to be new, not unguessable: the service refuses one that it has seen before, and the signature covers it.
/// Two processes come to the same number only if their random ones are closer than they count; a process that was forked
/// off has the other's, so the process's ID counts too. Asking the system for each would be dearer than the signature.
pub(crate) fn random_nonce() -> Result<String, Error> {
    static FIRST: OnceLock<u128> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let first = match FIRST.get() {
        Some(first) => *first,
        None => {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map_err(|error| {
                Error::new(ErrorKind::Config, "the system gives no random numbers").with_source(error)
            })?;
            *FIRST.get_or_init(|| u128::from_ne_bytes(bytes))
        }
    };
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let process = u128::from(std::process::id()) << 64;
    Ok(lower_hex(&first.wrapping_add(process).wrapping_add(count.into()).to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::thread;

    use super::*;

    #[test]
    fn no_nonce_is_made_twice_whichever_threads_ask() {
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(|| [(); 1000].map(|()| random_nonce().unwrap()))).collect();
        let nonces: BTreeSet<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(nonces.len(), 4000);
        assert!(nonces.iter().all(|nonce| nonce.len() == 32 && nonce.bytes().all(|it| it.is_ascii_hexdigit())));
    }
}
