//! The client: from an operation to its response.

mod builder;
pub(crate) mod call;
mod curl;
pub(crate) mod deadline;
mod dry_run;
pub(crate) mod exchange;
mod global_parameters;
mod headers;
mod host;
mod http_stack;
mod interface;
mod masked;
mod on_request;
pub(crate) mod options;
pub(crate) mod pending;
mod presign;
mod region;
pub(crate) mod settings;
mod sign_again;
mod signing;
mod status;
mod trace;
mod unsent;
mod user_agent;

pub use builder::ClientBuilder;
pub use dry_run::{DryRun, PendingDryRun};
pub use interface::Client;
pub use on_request::Attempt;
pub use pending::{CallFuture, PendingCall};
pub use presign::{PendingUrl, PresignedUrl};
pub use settings::SignatureVersion;
pub(crate) use user_agent::user_agent;
