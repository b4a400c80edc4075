//! A profile of a file: its settings by name, and errors that say which one is missing where.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::{CredentialProvider, Credentials, flaw, flawed};
use crate::error::{Error, ErrorKind};

/// A file's profile becomes a provider when it is first needed, and stays that.
pub(super) type Loaded = Arc<OnceLock<Arc<dyn CredentialProvider>>>;

/// What a profile sets. Has no `Debug`: it holds secrets.
pub(super) struct Profile {
    /// For errors: its name and the file.
    place: String,
    settings: BTreeMap<String, String>,
}

impl Profile {
    pub(super) fn new(name: &str, file: &str, settings: BTreeMap<String, String>) -> Self {
        Self { place: format!("profile `{name}` of {file}"), settings }
    }

    /// A setting; an empty one counts as missing.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.settings.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, key: &str) -> Result<&str, Error> {
        self.get(key).ok_or_else(|| self.error(&format!("has no `{key}`")))
    }

    /// The access key, and the token with it where the profile has to have one.
    pub(super) fn access_key(&self, token: Option<&str>) -> Result<Credentials, Error> {
        let credentials = Credentials::new(self.printable("access_key_id")?, self.printable("access_key_secret")?);
        match token {
            Some(key) => Ok(credentials.with_security_token(self.printable(key)?)),
            None => Ok(credentials),
        }
    }

    fn printable(&self, key: &str) -> Result<String, Error> {
        let value = self.required(key)?;
        match flaw(value) {
            None => Ok(value.to_owned()),
            Some(flaw) => Err(flawed(&format!("`{key}` in {}", self.place), flaw)),
        }
    }

    /// Seconds; none and zero are left to the source.
    pub(super) fn seconds(&self, key: &str) -> Result<Option<Duration>, Error> {
        match self.get(key).map(str::parse) {
            None | Some(Ok(0)) => Ok(None),
            Some(Ok(seconds)) => Ok(Some(Duration::from_secs(seconds))),
            Some(Err(_)) => Err(self.error(&format!("has a value of `{key}` that is no number of seconds"))),
        }
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).map(|value| value.eq_ignore_ascii_case("true"))
    }

    /// What is wrong with the profile: the words behind its name.
    pub(super) fn error(&self, problem: &str) -> Error {
        Error::new(ErrorKind::Credentials, format!("{} {problem}", self.place))
    }
}
