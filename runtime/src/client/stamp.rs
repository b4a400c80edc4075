//! What makes every attempt its own: the time, and a nonce.

use std::time::SystemTime;

use crate::clock::iso8601;
use crate::encoding::lower_hex;
use crate::error::{Error, ErrorKind};

type Clock = dyn Fn() -> SystemTime + Send + Sync;
type Nonces = dyn Fn() -> String + Send + Sync;

/// Where times and nonces come from; tests put their own in.
#[derive(Default)]
pub(super) struct StampSource {
    /// `None` is the system's clock.
    pub(super) clock: Option<Box<Clock>>,
    /// `None` is 128 random bits.
    pub(super) nonces: Option<Box<Nonces>>,
}

impl StampSource {
    /// The time as it is signed, and a nonce that was never used.
    pub(super) fn next(&self) -> Result<(String, String), Error> {
        self.next_at(self.now())
    }

    pub(super) fn now(&self) -> SystemTime {
        self.clock.as_ref().map_or_else(SystemTime::now, |clock| clock())
    }

    /// The same for this time.
    pub(super) fn next_at(&self, time: SystemTime) -> Result<(String, String), Error> {
        let nonce = match &self.nonces {
            Some(nonces) => nonces(),
            None => random_nonce()?,
        };
        Ok((iso8601(time), nonce))
    }
}

/// 32 hexadecimal digits, the form that official SDKs use.
pub(crate) fn random_nonce() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Config, "the system gives no random numbers").with_source(error))?;
    Ok(lower_hex(&bytes))
}
