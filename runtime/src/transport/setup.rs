//! How HTTP clients are made: each from the same options.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use reqwest::ClientBuilder;
use reqwest::redirect::Policy;

use super::error::TransportError;
use super::failure::failure;
use super::options::{Configure, TransportOptions};
use super::proxies::{Lookup, Proxies};
use super::tls::Tls;

/// How long an unused connection is kept. The service closes them after about 10 s; if it closes one just as a request
/// is written, the failure cannot be distinguished from one after the service has acted.
const IDLE: Duration = Duration::from_secs(8);

/// The options of HTTP clients, checked, and the proxies of the environment, read once.
pub(super) struct Setup {
    connect_timeout: Duration,
    tls: Tls,
    proxies: Arc<Proxies>,
    /// Whether `reqwest` reads proxies from the system's settings, which macOS and Windows have.
    system_proxies: bool,
    configure: Option<Configure>,
}

impl Setup {
    /// The first HTTP client, and how others are made.
    ///
    /// # Errors
    ///
    /// The certificates in the options are invalid, or `reqwest` refuses its builder. An invalid proxy variable and a
    /// system without certificates fail only [requests](Self::check) that need them.
    pub(super) fn new(
        options: &TransportOptions,
        environment: Lookup<'_>,
    ) -> Result<(Self, reqwest::Client), TransportError> {
        let proxies = match &options.proxy {
            Some(proxy) => Proxies::given(proxy),
            None if options.environment_proxies => Proxies::of_environment(environment),
            None => Proxies::default(),
        };
        let in_settings = cfg!(any(target_os = "macos", windows));
        let mut setup = Self {
            connect_timeout: options.connect_timeout,
            tls: Tls::new(options)?,
            system_proxies: in_settings && options.environment_proxies && proxies.is_empty(),
            proxies: Arc::new(proxies),
            configure: options.configure.clone(),
        };
        let error = match setup.builder().build() {
            Ok(client) => return Ok((setup, client)),
            Err(error) => error,
        };
        if !setup.tls.falls_back() {
            return Err(failure(error));
        }
        let client = setup.client()?;
        Ok((setup, client))
    }

    /// Another HTTP client, with a pool of its own.
    pub(super) fn client(&self) -> Result<reqwest::Client, TransportError> {
        self.tls.finish(self.builder()).build().map_err(failure)
    }

    fn builder(&self) -> ClientBuilder {
        let mut builder = self.tls.begin(reqwest::Client::builder().connect_timeout(self.connect_timeout));
        if !self.system_proxies {
            builder = builder.no_proxy();
        }
        if !self.proxies.is_empty() {
            builder = builder.proxy(self.proxies.clone().to_reqwest());
        }
        if let Some(configure) = &self.configure {
            builder = configure.apply(builder.http1_only());
        }
        // With a limit of zero, no request is copied for the retry that never comes.
        let never = reqwest::retry::never().max_retries_per_request(0);
        builder.redirect(Policy::none()).retry(never).pool_idle_timeout(IDLE).https_only(false)
    }

    /// Whether requests keep their `host` header, so that a default header cannot replace it.
    pub(super) fn keeps_host(&self) -> bool {
        self.configure.is_some()
    }

    /// Whether a request can be sent.
    ///
    /// # Errors
    ///
    /// It needs a [proxy](Self::check_proxy) that is invalid, or TLS, and there is none or no certificate authority.
    pub(super) fn check(&self, uri: &Uri) -> Result<(), TransportError> {
        self.tls.check(uri)?;
        self.check_proxy(uri)
    }

    /// Whether the proxy for an address, if it has one, is valid.
    pub(super) fn check_proxy(&self, uri: &Uri) -> Result<(), TransportError> {
        if self.proxies.is_empty() {
            return Ok(());
        }
        let scheme = uri.scheme_str().unwrap_or_default();
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        let port = uri.port_u16().unwrap_or(if scheme == "http" { 80 } else { 443 });
        self.proxies.check(scheme, &host, port)
    }
}
