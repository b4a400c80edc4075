//! A mutex that is never poisoned.

use std::sync::{MutexGuard, PoisonError};

/// [`std::sync::Mutex`] without poisoning: a panic in one test must not fail the others that share a fake.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(std::sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(std::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
