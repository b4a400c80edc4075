//! Locks that outlive a panic: everything that is locked here is only ever replaced, so what a thread left behind when it
//! panicked is whole.

use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
