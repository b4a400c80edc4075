//! Requests that the service refused only for what they were signed with, so that it has done nothing.

use tracing::{debug, warn};

use super::call::Call;
use super::settings::Settings;
use super::signing::SignedWith;
use super::trace::server_address;
use crate::credentials::refuses_session;
use crate::error::{Error, ErrorKind};
use crate::retry::Failure;

/// What a request was refused for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Date,
    Session,
    Nonce,
}

/// The reasons for which a call was signed again, each of which counts once.
#[derive(Default)]
pub(super) struct SignedAgain {
    date: bool,
    session: bool,
    nonce: bool,
}

impl SignedAgain {
    /// Why a request was refused, if it can be signed again with something better. It is sent again at once then, even a
    /// write: this is not a retry.
    pub(super) fn reason(
        &mut self,
        settings: &Settings,
        call: &Call,
        signed_with: &SignedWith,
        error: &Error,
    ) -> Option<Refused> {
        // A request that fails with a status from 500 may have taken effect before.
        if !error.status().is_some_and(|status| status.is_client_error()) {
            return None;
        }
        if !self.date && corrects_clock(settings, call, signed_with, error) {
            self.date = true;
            Some(Refused::Date)
        } else if !self.session && drops_session(settings, signed_with, error) {
            let (method, code) = (call.info.name, error.code());
            debug!("rpc.method" = method, code, "the session was refused before it expires; the call is signed again");
            self.session = true;
            Some(Refused::Session)
        } else if !self.nonce && call.idempotency.allows_retries() && Failure::of(error, true).has_used_nonce() {
            self.nonce = true;
            Some(Refused::Nonce)
        } else {
            None
        }
    }
}

/// Whether the date was refused because this machine's clock is off, which is now known.
fn corrects_clock(settings: &Settings, call: &Call, signed_with: &SignedWith, error: &Error) -> bool {
    if !settings.correct_clock {
        return false;
    }
    let host = &call.request.host;
    let Some(correction) = settings.skews.learn(host, signed_with.time, settings.clock.now(), error) else {
        return false;
    };
    if correction.is_new {
        warn!(
            "rpc.method" = call.info.name,
            "server.address" = server_address(call),
            ahead_s = correction.seconds,
            "this machine's clock is off; requests to the host are dated by its clock from now on"
        );
    }
    true
}

/// Whether the credentials were refused although they have not expired, and their provider will fetch others.
fn drops_session(settings: &Settings, signed_with: &SignedWith, error: &Error) -> bool {
    let Some(credentials) = &signed_with.credentials else { return false };
    let code = (error.kind() == ErrorKind::Service).then(|| error.code()).flatten().unwrap_or_default();
    refuses_session(code, credentials) && settings.credentials.drop_refused(credentials)
}
