//! Transport: sends one attempt of a call.

#[cfg(feature = "rustls")]
mod certificates;
mod error;
mod exceptions;
mod failure;
mod http;
mod interface;
mod network;
mod options;
mod origin;
mod pools;
mod proxies;
mod proxy;
mod response;
mod scheme;
mod setup;
mod tls;

pub use self::error::{TransportError, TransportErrorKind};
pub use self::http::HttpTransport;
pub use self::interface::Transport;
pub use self::network::Network;
pub(crate) use self::network::Variables;
pub(crate) use self::options::Configure;
pub use self::options::TransportOptions;
pub(crate) use self::proxies::{Lookup, exceptions_of_environment};
pub use self::proxy::{Proxy, ProxyError};
pub(crate) use self::scheme::check_scheme;
