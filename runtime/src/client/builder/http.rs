//! The HTTP settings of a client that is built.

use std::sync::Arc;
use std::time::Duration;

use super::ClientBuilder;
#[cfg(doc)]
use crate::error::ErrorKind;
#[cfg(feature = "reqwest")]
use crate::transport::Configure;
#[cfg(doc)]
use crate::transport::HttpTransport;
use crate::transport::Transport;

impl ClientBuilder {
    /// Sends with this transport. Default: [`HttpTransport`].
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.http.transport = Some(Arc::new(transport));
        self
    }

    /// How long establishing a connection may take, TLS included. Default: 5 s. Cannot be combined with a transport of
    /// your own.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.http.connect_timeout = Some(limit);
        self
    }

    /// How many bytes the body of a response may have, once it is decoded. Default: 32 MiB. A longer one is not read to its
    /// end, and the call fails with [`ErrorKind::UnexpectedResponse`] (where its status says that it was refused, with
    /// [`ErrorKind::Service`]). Cannot be combined with a transport of your own.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.http.response_limit = Some(bytes);
        self
    }

    /// Trusts these certificate authorities besides the system's: one certificate or several, one after another, in PEM.
    /// Further calls add to them. Default: none. Cannot be combined with a transport of your own. Needs the cargo feature
    /// `rustls`.
    #[doc(alias("tls", "ssl", "ca"))]
    #[cfg(feature = "rustls")]
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.http.root_certificates.extend_from_slice(pem.as_ref());
        self.http.root_certificates.push(b'\n');
        self
    }

    /// Sends through this proxy instead of the environment's, for example `http://user:password@proxy.example.com:3128`;
    /// its scheme can be `http`, `https`, `socks4`, `socks4a`, `socks5` or `socks5h`, of which all but `http` need the feature
    /// `rustls`, and those of SOCKS4 take no user name. In user name and password, `@`, `#` and `/` are percent-encoded: `%40`,
    /// `%23`, `%2F`. This machine is never reached through it. Default: `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` of the
    /// environment, see
    /// [`TransportOptions::environment_proxies`](crate::transport::TransportOptions::environment_proxies). Cannot be
    /// combined with a transport of your own.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.http.proxy = Some(url.into());
        self
    }

    /// Hosts that are reached without the [`proxy`](Self::proxy), separated by commas: `example.com`, `.example.com` and
    /// `*.example.com` all stand for that name and every name below it, `10.0.0.0/8` for a network, `*` for everything;
    /// see [`Proxy::except`](crate::transport::Proxy::except). Without a proxy, `*` turns those of the environment off,
    /// and anything else is an error. Default: what `NO_PROXY` or `no_proxy` says. Cannot be combined with a transport of
    /// your own.
    pub fn no_proxy(mut self, hosts: impl Into<String>) -> Self {
        self.http.no_proxy = Some(hosts.into());
        self
    }

    /// Sets further options of `reqwest`, for example a network interface, a resolver or a client certificate. The
    /// function is called for the builder of each HTTP client, after the other settings; redirects, retries and the idle
    /// time of connections are set after it and cannot be changed, see
    /// [`TransportOptions::configure_http`](crate::transport::TransportOptions::configure_http). A further call replaces
    /// the function. Default: none. Cannot be combined with a transport of your own. Needs the cargo feature `reqwest`.
    ///
    /// ```no_run
    /// use std::net::Ipv4Addr;
    ///
    /// # use alibabacloud_runtime::Client;
    /// let client = Client::builder()
    ///     .region("cn-shanghai")
    ///     .configure_http(|builder| {
    ///         builder.local_address(Some(Ipv4Addr::new(10, 0, 0, 7).into()))
    ///     })
    ///     .build()?;
    /// # Ok::<(), alibabacloud_runtime::Error>(())
    /// ```
    #[cfg(feature = "reqwest")]
    pub fn configure_http(
        mut self,
        function: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http.configure = Some(Configure::new(function));
        self
    }
}
