//! The profile of a login: read anew each time, and written.

use std::io;
use std::path::PathBuf;
use std::sync::Mutex;

use serde_json::Value;
use tracing::warn;

use super::config::{Config, text};
use super::edit;
use crate::credentials::access_key::Credentials;
use crate::credentials::environment::Environment;
use crate::credentials::file::{self, Location};
use crate::credentials::http::Http;
use crate::credentials::profile::Profile;
use crate::credentials::replace;
use crate::error::Error;
use crate::task::lock;

/// How such a profile obtains its keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    OAuth,
    CloudSso,
    External,
}

/// Settings and their new values.
pub(super) type Changes = Vec<(&'static str, Value)>;

/// The values that a profile's keys depend on. If they have changed, there was another login.
type Basis = Vec<Option<String>>;

impl Method {
    pub(super) fn of(mode: &str) -> Option<Self> {
        [Self::OAuth, Self::CloudSso, Self::External].into_iter().find(|method| method.mode() == mode)
    }

    fn mode(self) -> &'static str {
        match self {
            Self::OAuth => "OAuth",
            Self::CloudSso => "CloudSSO",
            Self::External => "External",
        }
    }

    fn basis(self, profile: &Profile) -> Basis {
        let keys: &[&str] = match self {
            Self::OAuth => &["mode", "oauth_site_type", "oauth_access_token", "oauth_refresh_token"],
            Self::CloudSso => {
                &["mode", "cloud_sso_sign_in_url", "cloud_sso_account_id", "cloud_sso_access_config", "access_token"]
            }
            Self::External => &["mode", "process_command"],
        };
        keys.iter().map(|key| profile.own(key).map(str::to_owned)).collect()
    }
}

/// The profile of a login. The `Cached` that wraps it keeps the keys.
pub(super) struct Login {
    file: PathBuf,
    pub(super) profile: String,
    pub(super) method: Method,
    pub(super) environment: Environment,
    pub(super) http: Http,
    /// The keys that were returned last. Another call needs other ones: these are about to expire, or were refused.
    pub(super) given: Mutex<Option<Credentials>>,
    unsaved: Mutex<Option<Unsaved>>,
}

/// Changes that could not be written, and the values that the file had instead.
struct Unsaved {
    basis: Basis,
    changes: Changes,
}

/// The profile's current settings.
pub(super) struct Entry {
    /// Including the changes that could not be written.
    pub(super) profile: Profile,
    /// As they are in the file.
    pub(super) basis: Basis,
}

impl Login {
    pub(super) fn new(file: PathBuf, profile: &str, method: Method, environment: &Environment) -> Self {
        Self {
            file,
            profile: profile.to_owned(),
            method,
            environment: environment.clone(),
            http: Http::through_proxies(environment),
            given: Mutex::default(),
            unsaved: Mutex::default(),
        }
    }

    /// Reads the profile anew: other processes write it too.
    pub(super) async fn read(&self) -> Result<Entry, Error> {
        let (path, name, environment) = (self.file.clone(), self.profile.clone(), self.environment.clone());
        let read = move || Config::read(&Location::named(path))?.profile(&name, &environment);
        let mut profile = file::aside(read).await?;
        if profile.own("mode") != Some(self.method.mode()) {
            let problem = format!("no longer has the mode `{}` with which it was read", self.method.mode());
            return Err(profile.error(&problem).with_hint("Make a client anew to use it as it is now."));
        }
        let basis = self.method.basis(&profile);
        if let Some(unsaved) = lock(&self.unsaved).as_ref().filter(|unsaved| unsaved.basis == basis) {
            apply(&unsaved.changes, &mut profile);
        }
        Ok(Entry { profile, basis })
    }

    /// Writes these settings into the file. If that fails, they are used all the same, and written next time.
    pub(super) async fn store(&self, entry: &mut Entry, changes: Changes) {
        apply(&changes, &mut entry.profile);
        let unsaved = lock(&self.unsaved).take().filter(|unsaved| unsaved.basis == entry.basis);
        let mut all = unsaved.map_or_else(Changes::new, |unsaved| unsaved.changes);
        all.retain(|(key, _)| changes.iter().all(|(changed, _)| changed != key));
        all.extend(changes);

        let (path, name, environment) = (self.file.clone(), self.profile.clone(), self.environment.clone());
        let (method, basis, written) = (self.method, entry.basis.clone(), all.clone());
        let write = move || {
            let outcome = replace::rewrite(&path, |text| {
                let there = Config::parse(path.clone(), text).and_then(|config| config.profile(&name, &environment));
                let is_as_read = there.is_ok_and(|profile| method.basis(&profile) == basis);
                let edited = is_as_read.then(|| edit::set(text, &name, &written)).flatten();
                edited.ok_or_else(|| io::Error::other("the profile has been changed meanwhile"))
            });
            Ok(outcome)
        };
        match file::aside(write).await.map_err(io::Error::other).flatten() {
            Ok(()) => entry.basis = self.method.basis(&entry.profile),
            Err(error) => {
                let (file, reason) = (self.file.display().to_string(), error.to_string());
                warn!(
                    file,
                    profile = self.profile,
                    reason,
                    "the CLI file is not written: what was fetched is used all the same"
                );
                *lock(&self.unsaved) = Some(Unsaved { basis: entry.basis.clone(), changes: all });
            }
        }
    }
}

fn apply(changes: &Changes, profile: &mut Profile) {
    for (key, value) in changes {
        profile.set(key, text(value).unwrap_or_default());
    }
}
