//! The causes of an error.

use std::error::Error as StdError;

/// The text of the innermost cause: the outer ones of an HTTP client only say that a request failed.
pub(crate) fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
