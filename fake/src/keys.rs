//! The access keys that the fake accepts: those of its settings, and the sessions that STS and the metadata service issue.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use crate::refusal::Refusal;
use crate::signature::Claim;

/// How many sessions are kept. The first to expire is removed first.
const MAX_SESSIONS: usize = 10_000;

#[derive(Clone)]
struct Key {
    secret: String,
    session: Option<Session>,
}

#[derive(Clone)]
struct Session {
    token: String,
    until: SystemTime,
}

/// A session that was issued.
#[derive(Debug, Clone)]
pub(crate) struct TemporaryCredentials {
    pub(crate) access_key_id: String,
    pub(crate) access_key_secret: String,
    pub(crate) security_token: String,
    pub(crate) until: SystemTime,
}

/// The access keys by their IDs.
#[derive(Default)]
pub(crate) struct Keys {
    by_id: HashMap<String, Key>,
    bearer_tokens: Vec<String>,
    granted: u64,
    sessions: usize,
}

impl Keys {
    pub(crate) fn add(&mut self, access_key_id: &str, access_key_secret: &str) {
        let key = Key { secret: access_key_secret.to_owned(), session: None };
        self.by_id.insert(access_key_id.to_owned(), key);
    }

    pub(crate) fn add_bearer_token(&mut self, token: &str) {
        self.bearer_tokens.push(token.to_owned());
    }

    pub(crate) fn has_bearer_token(&self, token: &str) -> bool {
        self.bearer_tokens.iter().any(|known| known == token)
    }

    /// Issues a session that expires at this time.
    pub(crate) fn grant(&mut self, until: SystemTime) -> TemporaryCredentials {
        self.granted += 1;
        let number = self.granted;
        let granted = TemporaryCredentials {
            access_key_id: format!("STS.fake{number:08}"),
            access_key_secret: format!("fake-session-secret-{number:08}"),
            security_token: format!("fake-session-token-{number:08}"),
            until,
        };
        if self.sessions >= MAX_SESSIONS {
            self.remove_one();
        }
        let session = Session { token: granted.security_token.clone(), until };
        let key = Key { secret: granted.access_key_secret.clone(), session: Some(session) };
        self.by_id.insert(granted.access_key_id.clone(), key);
        self.sessions += 1;
        granted
    }

    /// Removes the session that expires first.
    fn remove_one(&mut self) {
        let sessions = self.by_id.iter().filter_map(|(id, key)| Some((key.session.as_ref()?.until, id)));
        if let Some(first) = sessions.min().map(|(_, id)| id.clone()) {
            self.by_id.remove(&first);
            self.sessions -= 1;
        }
    }

    /// Ends every session before its expiration.
    pub(crate) fn revoke_sessions(&mut self) {
        let sessions = self.by_id.values_mut().filter_map(|key| key.session.as_mut());
        sessions.for_each(|session| session.until = SystemTime::UNIX_EPOCH);
    }

    /// Ends a session before its expiration.
    pub(crate) fn revoke(&mut self, access_key_id: &str) {
        if let Some(session) = self.by_id.get_mut(access_key_id).and_then(|key| key.session.as_mut()) {
            session.until = SystemTime::UNIX_EPOCH;
        }
    }

    /// Lets every session expire that much sooner.
    pub(crate) fn advance(&mut self, by: Duration) {
        let sessions = self.by_id.values_mut().filter_map(|key| key.session.as_mut());
        sessions.for_each(|session| session.until = session.until.checked_sub(by).unwrap_or(SystemTime::UNIX_EPOCH));
    }

    /// The secret of the access key of a request.
    ///
    /// # Errors
    /// The ID is unknown, or the security token does not belong to it or has expired.
    pub(crate) fn secret(&self, claim: &Claim<'_>, now: SystemTime) -> Result<&str, Refusal> {
        let Some(key) = self.by_id.get(claim.access_key_id) else {
            return Err(Refusal::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."));
        };
        let token = |code: &str, words: &str| Err(Refusal::new(400, format!("InvalidSecurityToken.{code}"), words));
        match (&key.session, &claim.security_token) {
            (None, None) => Ok(&key.secret),
            (None, Some(_)) => token("MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey."),
            (Some(_), None) => {
                Err(Refusal::new(400, "MissingSecurityToken", "SecurityToken is mandatory for this action."))
            }
            (Some(session), Some(given)) if session.token != *given => {
                token("Malformed", "Specified SecurityToken is malformed.")
            }
            (Some(session), Some(_)) if session.until <= now => Err(Refusal::expired_session()),
            (Some(_), Some(_)) => Ok(&key.secret),
        }
    }
}
