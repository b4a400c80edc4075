//! Who sends a request, and when: signature or token, date and nonce.

use std::time::{Duration, SystemTime};

use crate::catalog::Known;
use crate::keys::Keys;
use crate::nonces::Nonces;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::sync::Mutex;
use crate::{dates, signature};

/// How far the date of a request may be from the service's time.
const MAX_CLOCK_DIFFERENCE: Duration = Duration::from_secs(15 * 60);

/// What requests are authenticated by, and the clock by which their dates are checked.
#[derive(Default)]
pub(crate) struct Access {
    pub(crate) keys: Keys,
    nonces: Nonces,
    /// By how many seconds this clock is ahead.
    pub(crate) skew: i64,
    requests: u64,
}

impl Access {
    pub(crate) fn new(keys: Keys) -> Self {
        Self { keys, ..Self::default() }
    }

    /// The time by the service's clock, and the number of the request that has arrived.
    pub(crate) fn arrival(&mut self) -> (SystemTime, u64) {
        self.requests += 1;
        (dates::shifted(SystemTime::now(), self.skew), self.requests)
    }
}

/// Checks date, signature or token, and nonce. `access_key_id` is set whether or not the request is refused; with `unsigned`
/// there need be none.
pub(crate) fn authenticate(
    access: &Mutex<Access>,
    request: &Request<'_>,
    known: Known,
    now: SystemTime,
    unsigned: bool,
    access_key_id: &mut Option<String>,
) -> Result<(), Refusal> {
    if known.operation.anonymous {
        let date = request.common("x-acs-date", "Timestamp");
        return date.map_or(Ok(()), |date| in_time(dates::from_iso(date), now));
    }
    let bearer = request.header("x-acs-bearer-token").or_else(|| request.parameter("BearerToken"));
    if let Some(bearer) = bearer.filter(|_| request.header("authorization").is_none()) {
        let known = access.lock().keys.has_bearer_token(bearer);
        let refusal = || Refusal::new(401, "InvalidBearerToken", "The specified BearerToken is not valid.");
        return if known { Ok(()) } else { Err(refusal()) };
    }
    if known.operation.bearer && !unsigned {
        return Err(Refusal::missing("BearerToken"));
    }
    let claim = match signature::read(request) {
        Ok(Some(claim)) => claim,
        // Tools fill in `Authorization` with whatever a person gave them.
        Ok(None) | Err(_) if unsigned => return Ok(()),
        Ok(None) => return Err(Refusal::missing("AccessKeyId")),
        Err(refusal) => return Err(refusal),
    };
    *access_key_id = Some(claim.access_key_id.to_owned());
    let date = claim.date.ok_or_else(|| Refusal::missing("Timestamp"))?;
    let date = if claim.has_http_date() { httpdate::parse_http_date(date).ok() } else { dates::from_iso(date) };
    in_time(date, now)?;
    let nonce = claim.nonce.ok_or_else(|| Refusal::missing("SignatureNonce"))?;
    let secret = access.lock().keys.secret(&claim, now)?.to_owned();
    signature::verify(&claim, request, &secret)?;
    if access.lock().nonces.insert(claim.access_key_id, nonce) {
        return Ok(());
    }
    Err(Refusal::new(400, "SignatureNonceUsed", "Specified signature nonce was used already."))
}

/// Checks the date of a request; `None` if it has another form.
fn in_time(date: Option<SystemTime>, now: SystemTime) -> Result<(), Refusal> {
    let message = |what: &str| format!("Specified time stamp or date value is {what}.");
    let Some(date) = date else {
        return Err(Refusal::new(400, "InvalidTimeStamp.Format", message("not well formatted")));
    };
    let apart = now.duration_since(date).or_else(|_| date.duration_since(now)).unwrap_or_default();
    if apart <= MAX_CLOCK_DIFFERENCE {
        return Ok(());
    }
    Err(Refusal::new(400, "InvalidTimeStamp.Expired", message("expired")))
}
