//! Date and nonce of an attempt.

use std::sync::Arc;
use std::time::SystemTime;

use crate::clock::iso8601;
use crate::error::Error;
use crate::nonce::Nonces;
use crate::sign::SigningParameters;

type Clock = dyn Fn() -> SystemTime + Send + Sync;

/// Where times and nonces come from; tests put their own in.
#[derive(Clone, Default)]
pub(super) struct StampSource {
    /// `None` is the system's clock.
    pub(super) clock: Option<Arc<Clock>>,
    pub(super) nonces: Nonces,
}

/// When an attempt is signed, and its nonce.
pub(super) struct OwnedStamp {
    pub(super) time: SystemTime,
    pub(super) date: String,
    pub(super) nonce: String,
}

impl OwnedStamp {
    pub(super) fn borrowed(&self) -> SigningParameters<'_> {
        SigningParameters { date: &self.date, nonce: &self.nonce }
    }
}

impl StampSource {
    pub(super) fn now(&self) -> SystemTime {
        self.clock.as_ref().map_or_else(SystemTime::now, |clock| clock())
    }

    pub(super) fn at(&self, time: SystemTime) -> Result<OwnedStamp, Error> {
        Ok(OwnedStamp { time, date: iso8601(time), nonce: self.nonces.nonce()? })
    }
}
