//! Profiles of files: read once, and again after the service has refused their credentials.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use super::access_key::{Credentials, refuses_source};
use super::cached::is_recent;
use super::environment::Environment;
use super::file::aside;
use super::provider::CredentialProvider;
use crate::error::Error;
use crate::task::{BoxFuture, lock};
use crate::transport::Network;

pub(super) type Provider = Arc<dyn CredentialProvider>;

/// A file of profiles, and the name of one.
pub(super) trait ProfileFile: Clone + Send + Sync + 'static {
    /// The first part of the provider's name.
    const NAME: &'static str;

    fn environment(&self) -> &Environment;

    /// The profile's name, and the provider that it describes. `before`: the name when the file was read last, which is kept.
    /// May block.
    fn read(&self, before: Option<&str>) -> Result<(String, Provider), Error>;

    /// The region of the profile, where such profiles have one. `before`: see [`read`](Self::read).
    fn region(&self, before: Option<String>) -> Option<BoxFuture<'_, Result<Option<String>, Error>>> {
        let _ = before;
        None
    }
}

/// The provider that a profile describes. The file is read when credentials are first needed, and again after the
/// service has refused them and the provider has no others, or STS has refused the key that a role is assumed with: another
/// program may have written new ones. The profile stays the same, whatever is current by then: another one may be somebody
/// else's. Clones share the provider.
#[derive(Clone, Default)]
pub(super) struct Loaded<F> {
    /// Shared, so that a network which is lent to one clone serves what another one reads.
    file: Arc<F>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    read: Option<Read>,
    /// The refused credentials that the file was last read again for.
    refused: Option<Credentials>,
}

struct Read {
    profile: String,
    provider: Provider,
    at: SystemTime,
    /// Whether the file is to be read again.
    is_stale: bool,
}

impl<F: ProfileFile> Loaded<F> {
    pub(super) fn file(&self) -> &F {
        &self.file
    }

    /// The file, to change its settings. The provider of earlier clones is left to them.
    pub(super) fn change(&mut self) -> &mut F {
        self.state = Arc::default();
        Arc::make_mut(&mut self.file)
    }

    async fn get(&self) -> Result<Credentials, Error> {
        let provider = self.provider().await?;
        let outcome = match provider.credentials().await {
            Err(error) if error.code().is_some_and(refuses_source) && self.outdate(&provider, None) => {
                self.provider().await?.credentials().await
            }
            outcome => outcome,
        };
        outcome.map_err(Error::of_chosen_source)
    }

    /// Has the file read again, unless that was done less than 5 s ago for the same reason. `refused`: what the service has
    /// refused; `None` where STS has refused the key that a role is assumed with. Returns whether another provider comes
    /// next.
    fn outdate(&self, provider: &Provider, refused: Option<&Credentials>) -> bool {
        let now = self.file.environment().now();
        let mut state = lock(&self.state);
        let again = refused.is_none_or(|it| state.refused.as_ref().is_some_and(|before| before.is_same_as(it)));
        match &mut state.read {
            // Another call has had the file read since.
            Some(read) if read.is_stale || !Arc::ptr_eq(&read.provider, provider) => true,
            Some(read) if !(again && is_recent(read.at, now)) => {
                read.is_stale = true;
                if let Some(refused) = refused {
                    state.refused = Some(refused.clone());
                }
                true
            }
            _ => false,
        }
    }

    async fn provider(&self) -> Result<Provider, Error> {
        if let Some(provider) = self.current() {
            return Ok(provider);
        }
        let file = self.file.clone();
        let before = self.profile();
        let (profile, provider) = aside(move || file.read(before.as_deref())).await?;
        Ok(self.keep(profile, provider, self.file.environment().now()))
    }

    /// The name of the profile, once it was read.
    pub(super) fn profile(&self) -> Option<String> {
        Some(lock(&self.state).read.as_ref()?.profile.clone())
    }

    /// The provider, unless the file is to be read again.
    fn current(&self) -> Option<Provider> {
        let state = lock(&self.state);
        Some(state.read.as_ref().filter(|read| !read.is_stale)?.provider.clone())
    }

    /// The provider of the last reading.
    fn last(&self) -> Option<Provider> {
        Some(lock(&self.state).read.as_ref()?.provider.clone())
    }

    /// Keeps a provider, unless another caller was faster. Returns the one that is kept.
    fn keep(&self, profile: String, provider: Provider, now: SystemTime) -> Provider {
        let mut state = lock(&self.state);
        match &state.read {
            Some(read) if !read.is_stale => read.provider.clone(),
            _ => {
                state.read = Some(Read { profile, provider: provider.clone(), at: now, is_stale: false });
                provider
            }
        }
    }
}

impl<F: ProfileFile> CredentialProvider for Loaded<F> {
    fn name(&self) -> Cow<'static, str> {
        match self.last() {
            Some(provider) => format!("{}/{}", F::NAME, provider.name()).into(),
            None => F::NAME.into(),
        }
    }

    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.get())
    }

    fn lend_network(&self, network: &Network) {
        self.file.environment().lend(network);
        if let Some(provider) = self.last() {
            provider.lend_network(network);
        }
    }

    /// Reading the file may block, so the next call of `credentials` does it.
    fn drop_refused(&self, refused: &Credentials) -> bool {
        self.last().is_some_and(|provider| provider.drop_refused(refused) || self.outdate(&provider, Some(refused)))
    }

    fn configured_region(&self) -> Option<BoxFuture<'_, Result<Option<String>, Error>>> {
        self.file.region(self.profile())
    }
}
