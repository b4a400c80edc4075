//! A proxy that is given rather than found in the environment.

use std::error::Error as StdError;
use std::fmt;

use reqwest::{NoProxy, Url};

/// This machine's addresses, which no proxy elsewhere could reach.
const LOOPBACK: &str = "127.0.0.0/8,::1";
/// What `*` leaves out in `reqwest`'s reading: addresses.
const EVERY_ADDRESS: &str = "0.0.0.0/0,::/0";

/// A proxy for all requests, save those to hosts that are excepted and to this machine.
///
/// `Debug` and `Display` leave out its user name and password.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    url: Url,
    direct: String,
}

impl Proxy {
    /// A proxy by its URL, for example `http://user:password@proxy.example.com:3128`. Schemes are `http` (also where
    /// none is given), `https`, `socks4`, `socks4a`, `socks5` and `socks5h`.
    ///
    /// # Errors
    ///
    /// It is no such URL.
    pub fn new(url: &str) -> Result<Self, ProxyError> {
        let url = url.trim();
        let url = if url.contains("://") { Url::parse(url) } else { Url::parse(&format!("http://{url}")) };
        let url = url.map_err(|_| ProxyError(()))?;
        let known = matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h");
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !known || !bare || !url.has_host() {
            return Err(ProxyError(()));
        }
        Ok(Self { url, direct: String::new() })
    }

    /// Hosts that are reached without the proxy, separated by commas, as `NO_PROXY` has them: a name stands for itself
    /// and everything below it, an address or a network such as `10.0.0.0/8` for itself, `*` for everything.
    #[must_use]
    pub fn except(mut self, hosts: &str) -> Self {
        hosts.clone_into(&mut self.direct);
        self
    }

    pub(super) fn to_reqwest(&self) -> reqwest::Result<reqwest::Proxy> {
        let everything = self.direct.split(',').any(|host| host.trim() == "*");
        let addresses = if everything { EVERY_ADDRESS } else { LOOPBACK };
        let direct = NoProxy::from_string(&format!("{},localhost,{addresses}", self.direct));
        Ok(reqwest::Proxy::all(self.url.clone())?.no_proxy(direct))
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", self.url.scheme(), self.url.host_str().unwrap_or_default())?;
        match self.url.port() {
            Some(port) => write!(formatter, ":{port}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = formatter.debug_struct("Proxy");
        output.field("url", &format_args!("{self}")).field("except", &self.direct).finish()
    }
}

/// What was given is no proxy. It is not repeated, because it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProxyError(());

impl fmt::Display for ProxyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a proxy is given as a URL such as `http://proxy.example.com:3128`")
    }
}

impl StdError for ProxyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_url_with_or_without_its_scheme() {
        for (given, shown) in [
            ("http://proxy.example.com:3128", "http://proxy.example.com:3128"),
            ("proxy.example.com:3128", "http://proxy.example.com:3128"),
            (" https://proxy.example.com/ ", "https://proxy.example.com"),
            ("localhost:8080", "http://localhost:8080"),
            ("socks5h://[::1]:1080", "socks5h://[::1]:1080"),
        ] {
            assert_eq!(Proxy::new(given).unwrap().to_string(), shown);
            assert!(Proxy::new(given).unwrap().to_reqwest().is_ok());
        }
        for given in ["", "ftp://proxy", "http://", "http://proxy/path", "http://proxy?a", "http://proxy:99999", "a b"]
        {
            assert!(Proxy::new(given).is_err(), "{given}");
        }
    }

    #[test]
    fn its_password_is_not_shown() {
        let proxy = Proxy::new("http://user:hush@proxy:3128").unwrap().except("example.com");
        assert_eq!(format!("{proxy:?}"), r#"Proxy { url: http://proxy:3128, except: "example.com" }"#);
        let error = Proxy::new("http://user:hush@proxy:port").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
}
