//! Profiles that are signed in: what they keep in the file until it expires, and what is fetched then and put there.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;
use tracing::{debug, warn};

use super::config::{Config, text};
use super::{cloud_sso, edit, external, oauth};
use crate::credentials::exchange::Http;
use crate::credentials::file::{self, Location};
use crate::credentials::profile::Profile;
use crate::credentials::{Cached, CredentialProvider, Credentials, Environment, replace};
use crate::error::Error;
use crate::task::{BoxFuture, lock};
use crate::transport::Network;

/// Two exchanges of 10 s, and the same once more where another process has signed in meanwhile.
const FETCHING: Duration = Duration::from_secs(40);
/// Waiting for the file to be unlocked, twice.
const STORING: Duration = Duration::from_secs(10);

/// A refresh token is good once. Of several clients in a process one uses it, and the others find in the file what it got.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// How such a profile comes to keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    OAuth,
    CloudSso,
    External,
}

/// Settings and their new values.
pub(super) type Changes = Vec<(&'static str, Value)>;

/// The values that a profile's keys depend on. Where they have changed, somebody has signed in anew.
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

/// A signed-in profile of a file. Has no memory of the keys: [`Cached`] is around it.
pub(super) struct Login {
    file: PathBuf,
    profile: String,
    method: Method,
    pub(super) environment: Environment,
    pub(super) http: Http,
    /// What was given last. Who asks again wants others: they are about to expire, or were refused.
    given: Mutex<Option<Credentials>>,
    unsaved: Mutex<Option<Unsaved>>,
}

/// What could not be written, and what the file has instead.
struct Unsaved {
    basis: Basis,
    changes: Changes,
}

/// The profile as it is now.
pub(super) struct Entry {
    /// With what could not be written.
    pub(super) profile: Profile,
    /// Of the file.
    basis: Basis,
}

impl Login {
    pub(super) fn new(file: PathBuf, profile: &str, method: Method, environment: &Environment) -> Self {
        Self {
            file,
            profile: profile.to_owned(),
            method,
            environment: environment.clone(),
            http: Http::through_proxies(),
            given: Mutex::default(),
            unsaved: Mutex::default(),
        }
    }

    /// The same, whose keys are kept until shortly before they expire.
    pub(super) fn cached(self) -> Cached<Self> {
        let environment = self.environment.clone();
        // A command has its own limit.
        let limit = if self.method == Method::External { external::LIMIT + STORING } else { FETCHING + STORING };
        Cached::new(self).environment(&environment).load_limit(limit)
    }

    async fn fetch(&self) -> Result<Credentials, Error> {
        let _turn = match self.method {
            Method::OAuth => Some(TURN.lock().await),
            Method::CloudSso | Method::External => None,
        };
        let mut entry = self.read().await?;
        let outcome = self.renew(&mut entry).await;
        if outcome.is_err()
            && let Ok(mut now) = self.read().await
            && now.basis != entry.basis
        {
            debug!(profile = self.profile, "another process has changed the login meanwhile");
            return self.renew(&mut now).await;
        }
        outcome
    }

    /// Reads the profile anew: other processes write it too.
    async fn read(&self) -> Result<Entry, Error> {
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

    /// Takes what the profile keeps, or fetches it.
    async fn renew(&self, entry: &mut Entry) -> Result<Credentials, Error> {
        let credentials = match self.saved(&entry.profile) {
            Some(saved) => saved,
            None => {
                let fetched = match self.method {
                    Method::OAuth => oauth::exchange(self, entry).await?,
                    Method::CloudSso => cloud_sso::exchange(self, &entry.profile).await?,
                    Method::External => external::run(&entry.profile).await?,
                };
                self.store(entry, keys(&fetched)).await;
                fetched
            }
        };
        *lock(&self.given) = Some(credentials.clone());
        Ok(match credentials.expires_at() {
            Some(_) => credentials,
            // A command that says of no time is to be asked each time. The cache takes care that this is not too often.
            None => credentials.with_expiry(self.environment.now()),
        })
    }

    /// The keys that the profile keeps, as long as they are good and not those that were given before.
    fn saved(&self, profile: &Profile) -> Option<Credentials> {
        let seconds = profile.own("sts_expiration")?.parse().ok()?;
        let expires_at = UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
        let credentials = Credentials::new(profile.own("access_key_id")?, profile.own("access_key_secret")?);
        let credentials = match (profile.own("sts_token"), self.method) {
            (Some(token), _) => credentials.with_security_token(token),
            (None, Method::External) => credentials,
            (None, _) => return None,
        };
        let given = lock(&self.given).as_ref().is_some_and(|given| given.is_same_as(&credentials));
        let is_good = expires_at > self.environment.now() && credentials.check().is_ok();
        (is_good && !given).then(|| credentials.with_expiry(expires_at))
    }

    /// Writes these settings into the file. Where that fails, they are used all the same, and written next time.
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

/// The settings that keep an access key.
fn keys(credentials: &Credentials) -> Changes {
    let since_1970 = credentials.expires_at().and_then(|expires_at| expires_at.duration_since(UNIX_EPOCH).ok());
    let token = credentials.security_token().map_or("", |token| token.expose());
    vec![
        ("access_key_id", credentials.access_key_id().into()),
        ("access_key_secret", credentials.access_key_secret().expose().into()),
        ("sts_token", token.into()),
        ("sts_expiration", since_1970.map_or(0, |since| since.as_secs()).into()),
    ]
}

impl CredentialProvider for Login {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self.method {
            Method::OAuth => "oauth",
            Method::CloudSso => "cloud_sso",
            Method::External => "external",
        })
    }

    fn lend_network(&self, network: &Network) {
        self.environment.lend(network);
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.fetch())
    }
}
