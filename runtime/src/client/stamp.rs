//! What makes every attempt its own: the time, and a nonce.

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
    /// `None` is 128 random bits.
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

/// 32 hexadecimal digits, the form that official SDKs use.
pub(crate) fn random_nonce() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Config, "the system gives no random numbers").with_source(error))?;
    Ok(lower_hex(&bytes))
}
