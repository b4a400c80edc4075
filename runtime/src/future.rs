//! Futures behind trait objects.

use std::pin::Pin;

/// A boxed future, which the methods of object-safe asynchronous traits return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
