//! Temporary keys of a login's profile: the saved ones while they are valid, then new ones.

use std::borrow::Cow;
use std::time::{Duration, UNIX_EPOCH};

use tokio::time::sleep;
use tracing::debug;

use super::login::{Changes, Entry, Login, Method};
use super::{cloud_sso, external, oauth};
use crate::credentials::access_key::Credentials;
use crate::credentials::cached::Cached;
use crate::credentials::profile::Profile;
use crate::credentials::provider::CredentialProvider;
use crate::error::Error;
use crate::task::{BoxFuture, lock};
use crate::transport::Network;

/// Three requests of 10 s each, and the same again if another process has signed in meanwhile.
const FETCHING: Duration = Duration::from_secs(60);
/// How long another process may take to write what it has fetched.
const OTHERS_WRITE: Duration = Duration::from_secs(1);
/// Waiting for the lock on the file, twice.
const STORING: Duration = Duration::from_secs(10);

/// A refresh token can be used once: one client of a process uses it, and the others read the result from the file.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

impl Login {
    /// The provider with a cache.
    pub(super) fn cached(self) -> Cached<Self> {
        let environment = self.environment.clone();
        // A command has its own limit.
        let limit =
            if self.method == Method::External { external::LIMIT + STORING } else { FETCHING + OTHERS_WRITE + STORING };
        Cached::new(self).environment(&environment).load_limit(limit)
    }

    async fn fetch(&self) -> Result<Credentials, Error> {
        let _turn = match self.method {
            Method::OAuth => Some(TURN.lock().await),
            Method::CloudSso | Method::External => None,
        };
        let mut entry = self.read().await?;
        let error = match self.renew(&mut entry).await {
            Err(error) => error,
            credentials => return credentials,
        };
        let mut changed = self.changed(&entry).await;
        if changed.is_none() && self.method == Method::OAuth && is_refused(&error) {
            // Another process may have used the refresh token, and still be receiving what it has to write.
            sleep(OTHERS_WRITE).await;
            changed = self.changed(&entry).await;
        }
        let Some(mut now) = changed else { return Err(error) };
        debug!(profile = self.profile, "another process has changed the login meanwhile");
        self.renew(&mut now).await
    }

    /// The profile, if its login is another one by now.
    async fn changed(&self, entry: &Entry) -> Option<Entry> {
        self.read().await.ok().filter(|now| now.basis != entry.basis)
    }

    /// Returns the keys of the profile, or fetches new ones.
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
            // Without a time, the command is to be run for every request; the cache limits how often.
            None => credentials.with_expiry(self.environment.now()),
        })
    }

    /// The keys of the profile, if they are valid and not those that were returned last.
    fn saved(&self, profile: &Profile) -> Option<Credentials> {
        let expires_at = profile.time("sts_expiration")?;
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
}

/// Whether the login itself was refused.
fn is_refused(error: &Error) -> bool {
    error.status().is_some_and(|status| status.is_client_error())
}

/// The settings that hold an access key.
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
