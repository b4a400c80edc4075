//! What an attempt brings: the response before it is read, and the errors that it is turned into.

mod errors;
mod raw_response;
mod request_secrets;
mod samples;
mod secrets;
mod service_error;
mod signature;
mod xml;

pub(crate) use raw_response::RawResponse;
pub(crate) use secrets::Secrets;
pub(crate) use service_error::denies_success;
