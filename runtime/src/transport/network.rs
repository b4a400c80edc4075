//! The network of a client, for requests to other hosts than its service's.

use std::ffi::OsString;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::error::TransportError;
use super::http::HttpTransport;
use super::interface::Transport;
use super::options::TransportOptions;

/// Environment variables by name.
pub(crate) type Variables = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// How a client reaches the network: its proxies, certificates and HTTP settings, or its own transport. It
/// [lends](crate::CredentialProvider::lend_network) this to its credential provider. Clones share connections, which are
/// not those of the client's calls.
#[derive(Clone)]
pub struct Network(Arc<Ways>);

/// Transports are made when they are first needed, because most sources of credentials never send.
struct Ways {
    options: TransportOptions,
    /// Where the environment's proxies are found; `None` for the process's own variables.
    variables: Option<Arc<Variables>>,
    usual: OnceLock<Arc<dyn Transport>>,
    direct: OnceLock<Arc<dyn Transport>>,
}

impl Network {
    pub(crate) fn new(options: TransportOptions, variables: Option<Arc<Variables>>) -> Self {
        Self(Arc::new(Ways { options, variables, usual: OnceLock::new(), direct: OnceLock::new() }))
    }

    /// That of a user's transport, which is used as it is.
    pub(crate) fn given(transport: Arc<dyn Transport>) -> Self {
        let (usual, direct) = (OnceLock::from(transport.clone()), OnceLock::from(transport));
        Self(Arc::new(Ways { options: TransportOptions::default(), variables: None, usual, direct }))
    }

    /// The transport to send with.
    ///
    /// # Errors
    ///
    /// Those of [`HttpTransport::new`].
    pub fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        made(&self.0.usual, || self.0.transport(&self.0.options))
    }

    /// The same for a host that no proxy could reach, or is to.
    pub(crate) fn direct(&self) -> Result<Arc<dyn Transport>, TransportError> {
        made(&self.0.direct, || self.0.transport(&self.0.options.without_proxies()))
    }
}

impl Ways {
    fn transport(&self, options: &TransportOptions) -> Result<HttpTransport, TransportError> {
        match &self.variables {
            Some(variables) => HttpTransport::in_environment(options, &**variables),
            None => HttpTransport::new(options),
        }
    }
}

fn made(
    cell: &OnceLock<Arc<dyn Transport>>,
    make: impl FnOnce() -> Result<HttpTransport, TransportError>,
) -> Result<Arc<dyn Transport>, TransportError> {
    if let Some(made) = cell.get() {
        return Ok(made.clone());
    }
    let made = make()?;
    Ok(cell.get_or_init(|| Arc::new(made)).clone())
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Network").finish_non_exhaustive()
    }
}
