//! What makes every attempt its own: the time, and a nonce.

use std::cell::Cell;
use std::sync::Arc;
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
    /// `None` is 128 random bits, from which the nonces of a thread count up.
    pub(super) nonces: Option<Arc<Nonces>>,
}

/// When an attempt is signed, and a text that was never used before.
pub(super) struct OwnedStamp {
    pub(super) time: SystemTime,
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

    /// An idempotency token: random each time, because it also has to differ from those of a process that was forked
    /// off. Of two writes with one token, the second would not be done.
    pub(super) fn token(&self) -> Result<String, Error> {
        match &self.nonces {
            Some(nonces) => Ok(nonces()),
            None => random().map(|token| lower_hex(&token.to_be_bytes())),
        }
    }

    pub(super) fn at(&self, time: SystemTime) -> Result<OwnedStamp, Error> {
        Ok(OwnedStamp { time, date: iso8601(time), nonce: self.nonce()? })
    }
}

/// A text that was never used before: 32 hexadecimal digits, the form that official SDKs use.
///
/// Each thread counts up from a random number of 128 bits. A nonce has to be new, not unguessable: the service refuses
/// one that it has seen, and the signature covers it. Asking the system for each would be dearer than the signature.
pub(crate) fn random_nonce() -> Result<String, Error> {
    thread_local! {
        static NEXT: Cell<Option<u128>> = const { Cell::new(None) };
    }
    NEXT.with(|next| {
        let nonce = next.get().map_or_else(random, Ok)?;
        next.set(Some(nonce.wrapping_add(1)));
        Ok(lower_hex(&nonce.to_be_bytes()))
    })
}

fn random() -> Result<u128, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Config, "the system gives no random numbers").with_source(error))?;
    Ok(u128::from_be_bytes(bytes))
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
