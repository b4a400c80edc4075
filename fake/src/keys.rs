//! The keys that the fake knows: those that are given, and the sessions that STS and the metadata service hand out.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use crate::refusal::Refusal;
use crate::signature::Claim;

/// More sessions than any test holds; the one that ends first falls out.
const MOST_SESSIONS: usize = 10_000;

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

/// Temporary keys.
#[derive(Debug, Clone)]
pub(crate) struct Granted {
    pub(crate) access_key_id: String,
    pub(crate) access_key_secret: String,
    pub(crate) security_token: String,
    pub(crate) until: SystemTime,
}

/// Every key by its ID.
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

    /// Keys for a session that ends some time after now.
    pub(crate) fn grant(&mut self, now: SystemTime, lasting: Duration) -> Granted {
        self.granted += 1;
        let (number, until) = (self.granted, now + lasting);
        let granted = Granted {
            access_key_id: format!("STS.fake{number:08}"),
            access_key_secret: format!("fake-session-secret-{number:08}"),
            security_token: format!("fake-session-token-{number:08}"),
            until,
        };
        if self.sessions >= MOST_SESSIONS {
            self.forget_one();
        }
        let session = Session { token: granted.security_token.clone(), until };
        let key = Key { secret: granted.access_key_secret.clone(), session: Some(session) };
        self.by_id.insert(granted.access_key_id.clone(), key);
        self.sessions += 1;
        granted
    }

    /// Forgets the session that ends first.
    fn forget_one(&mut self) {
        let sessions = self.by_id.iter().filter_map(|(id, key)| Some((key.session.as_ref()?.until, id)));
        if let Some(first) = sessions.min().map(|(_, id)| id.clone()) {
            self.by_id.remove(&first);
            self.sessions -= 1;
        }
    }

    /// Ends every session now, whatever was said when it began.
    pub(crate) fn revoke_sessions(&mut self) {
        let sessions = self.by_id.values_mut().filter_map(|key| key.session.as_mut());
        sessions.for_each(|session| session.until = SystemTime::UNIX_EPOCH);
    }

    /// The secret of a key that may be used now with the token that came with it.
    ///
    /// # Errors
    /// What is wrong with ID or token.
    pub(crate) fn secret(&self, claim: &Claim, now: SystemTime) -> Result<&str, Refusal> {
        let Some(key) = self.by_id.get(&claim.access_key_id) else {
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
            (Some(session), Some(_)) if session.until <= now => token("Expired", "Specified SecurityToken is expired."),
            (Some(_), Some(_)) => Ok(&key.secret),
        }
    }
}
