//! The one error type: what failed, how the service describes it, and after how many attempts.
//!
//! This is the lowest layer. An error is a value that knows neither requests nor retries; what follows from it is worked
//! out above, in `impl Error` blocks that stand there:
//!
//! * `received`: errors made from responses, and errors for tests;
//! * `retry::of_error`: whether another attempt is worth it, and whether the failed one may have taken effect;
//! * `advice`: what to do next, and `Debug`, which prints it.

mod accessors;
mod attempts;
mod cause;
mod display;
mod kind;
mod line;
mod response;
mod service_error;
mod value;

pub(crate) use attempts::Attempts;
pub(crate) use cause::root_cause;
pub use kind::ErrorKind;
pub(crate) use line::{LONGEST_FACT, LONGEST_MESSAGE, one_line};
pub(crate) use response::{ErrorResponse, REQUEST_IDS, header_request_id, is_failure, is_html, leaves_effect_open};
pub(crate) use service_error::ServiceError;
pub use value::Error;
