//! A client's way to other hosts than its service's.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::{ReqwestTransport, Transport, TransportError, TransportOptions};

/// How a client reaches the network: its proxies, certificates and HTTP settings, or its own transport. It
/// [lends](crate::CredentialProvider::lend_network) this to its credential provider. Clones share connections, which are
/// not those of the client's calls.
#[derive(Clone)]
pub struct Network(Arc<Way>);

enum Way {
    /// A user's transport, used as it is.
    Given(Arc<dyn Transport>),
    Made {
        options: TransportOptions,
        /// Made when first needed, because most sources of credentials never send.
        usual: OnceLock<Arc<dyn Transport>>,
        direct: OnceLock<Arc<dyn Transport>>,
    },
}

impl Network {
    pub(crate) fn new(options: TransportOptions) -> Self {
        Self(Arc::new(Way::Made { options, usual: OnceLock::new(), direct: OnceLock::new() }))
    }

    pub(crate) fn given(transport: Arc<dyn Transport>) -> Self {
        Self(Arc::new(Way::Given(transport)))
    }

    /// The transport to send with.
    ///
    /// # Errors
    ///
    /// TLS cannot be set up, see [`ReqwestTransport::new`].
    pub fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        match &*self.0 {
            Way::Given(transport) => Ok(transport.clone()),
            Way::Made { options, usual, .. } => made(usual, options),
        }
    }

    /// The same for a host that no proxy could reach, or is to.
    pub(crate) fn direct(&self) -> Result<Arc<dyn Transport>, TransportError> {
        match &*self.0 {
            Way::Given(transport) => Ok(transport.clone()),
            Way::Made { options, direct, .. } => made(direct, &options.without_proxies()),
        }
    }
}

fn made(cell: &OnceLock<Arc<dyn Transport>>, options: &TransportOptions) -> Result<Arc<dyn Transport>, TransportError> {
    if let Some(made) = cell.get() {
        return Ok(made.clone());
    }
    let made = ReqwestTransport::new(options)?;
    Ok(cell.get_or_init(|| Arc::new(made)).clone())
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = formatter.debug_struct("Network");
        match &*self.0 {
            Way::Given(_) => output.field("own_transport", &true).finish(),
            Way::Made { options, .. } => output.field("options", options).finish(),
        }
    }
}
