//! Nonces and idempotency tokens: texts that are never used twice.

use std::cell::Cell;
use std::sync::Arc;

use crate::encoding::lower_hex;
use crate::error::{Error, ErrorKind};

/// A new nonce: 32 hexadecimal digits, the form that official SDKs use.
///
/// Each thread counts up from a random number of 128 bits. A nonce has to be new, not unguessable: the service refuses
/// one that it has seen, and the signature covers it.
///
/// # Errors
///
/// [`ErrorKind::Config`] if the system has no random numbers.
pub fn nonce() -> Result<String, Error> {
    thread_local! {
        // A system call for each nonce would cost more than the signature.
        static NEXT: Cell<Option<u128>> = const { Cell::new(None) };
    }
    NEXT.with(|next| {
        let nonce = next.get().map_or_else(random, Ok)?;
        next.set(Some(nonce.wrapping_add(1)));
        Ok(lower_hex(&nonce.to_be_bytes()))
    })
}

/// The source of nonces and idempotency tokens: [`nonce`] and the system's random numbers, or a function of the user's.
#[derive(Clone, Default)]
pub(crate) struct Nonces(Option<Arc<dyn Fn() -> String + Send + Sync>>);

impl Nonces {
    pub(crate) fn new(function: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(function)))
    }

    /// Whether the source is a function of the user's.
    pub(crate) fn is_custom(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn nonce(&self) -> Result<String, Error> {
        self.0.as_ref().map_or_else(nonce, |function| Ok(function()))
    }

    /// An idempotency token. It is random each time, because it also has to differ from those of a forked process: of two
    /// writes with one token, the service ignores the second.
    pub(crate) fn token(&self) -> Result<String, Error> {
        match &self.0 {
            Some(function) => Ok(function()),
            None => random().map(|token| lower_hex(&token.to_be_bytes())),
        }
    }
}

fn random() -> Result<u128, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::new(ErrorKind::Config, "the system has no random numbers").with_source(error))?;
    Ok(u128::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::thread;

    use super::*;

    #[test]
    fn no_nonce_is_returned_twice_on_any_threads() {
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(|| [(); 1000].map(|()| nonce().unwrap()))).collect();
        let nonces: BTreeSet<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(nonces.len(), 4000);
        assert!(nonces.iter().all(|nonce| nonce.len() == 32 && nonce.bytes().all(|it| it.is_ascii_hexdigit())));
    }

    #[test]
    fn a_function_of_the_users_makes_nonces_and_tokens() {
        let nonces = Nonces::new(|| "own".to_owned());
        assert_eq!((nonces.nonce().unwrap(), nonces.token().unwrap()), ("own".to_owned(), "own".to_owned()));
    }
}
