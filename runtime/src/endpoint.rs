//! Endpoints: the host of a call.
//!
//! Nothing here uses the network.
//! An explicit [`BaseUrl`] always wins. Without one the host is the documented one of product and region, and for a
//! region that is not documented the one that the usual rule gives: [`resolve`].

mod base_url;
mod resolve;

pub(crate) use base_url::is_loopback;
pub use base_url::{BaseUrl, BaseUrlError, BaseUrlProblem, Scheme};
pub(crate) use resolve::is_host_label;
pub use resolve::{EndpointError, ResolvedHost, host_by_rule, resolve};
