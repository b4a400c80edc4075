//! What a profile of a file stands for, once the file has been read.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use super::cached::is_recent;
use super::{CredentialProvider, Credentials};
use crate::task::lock;

type Provider = Arc<dyn CredentialProvider>;

/// A file's profile becomes a provider when it is first needed, and stays that until the service refuses what it has and
/// it has nothing else: then the file is read again, because another program may have written other keys. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Loaded(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    read: Option<Read>,
    /// What the file was last to be read again for.
    refused: Option<Credentials>,
}

struct Read {
    provider: Provider,
    at: SystemTime,
    /// Whether the file is to be read again.
    is_over: bool,
}

impl Loaded {
    /// The provider, unless the file is to be read.
    pub(super) fn current(&self) -> Option<Provider> {
        let state = lock(&self.0);
        Some(state.read.as_ref().filter(|read| !read.is_over)?.provider.clone())
    }

    /// The provider that was read last, for its name.
    pub(super) fn last(&self) -> Option<Provider> {
        Some(lock(&self.0).read.as_ref()?.provider.clone())
    }

    /// Keeps what was read, unless somebody else was faster. The provider that is kept.
    pub(super) fn keep(&self, provider: Provider, now: SystemTime) -> Provider {
        let mut state = lock(&self.0);
        match &state.read {
            Some(read) if !read.is_over => read.provider.clone(),
            _ => {
                state.read = Some(Read { provider: provider.clone(), at: now, is_over: false });
                provider
            }
        }
    }

    /// Whether other credentials than these come next, or may: reading the file may block, so that is left to whoever
    /// asks for credentials next. Where it had the same again, it is not read anew for 5 s.
    pub(super) fn drop_refused(&self, refused: &Credentials, now: SystemTime) -> bool {
        let Some(provider) = self.last() else { return false };
        if provider.drop_refused(refused) {
            return true;
        }
        let mut state = lock(&self.0);
        let again = state.refused.as_ref().is_some_and(|before| before.is_same_as(refused));
        match &mut state.read {
            // Another call has dropped it or read anew since.
            Some(read) if read.is_over || !Arc::ptr_eq(&read.provider, &provider) => true,
            Some(read) if !(again && is_recent(read.at, now)) => {
                read.is_over = true;
                state.refused = Some(refused.clone());
                true
            }
            _ => false,
        }
    }
}
