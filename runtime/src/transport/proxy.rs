//! A proxy that is given rather than found in the environment.

use std::error::Error as StdError;
use std::fmt;

use http::Uri;
use reqwest::Url;

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
    /// none is given), `https`, `socks4`, `socks4a`, `socks5` and `socks5h`. In user name and password, `@`, `#`, `/` and
    /// other characters with a meaning in URLs are percent-encoded.
    ///
    /// # Errors
    ///
    /// It is no such URL, or one that programs read differently because of a character that is not encoded.
    pub fn new(url: &str) -> Result<Self, ProxyError> {
        let url = url.trim();
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        let user = rest.split(['/', '?', '#']).next().and_then(|authority| authority.rsplit_once('@'));
        let odd = |character: char| character == '\\' || character.is_control() || character.is_whitespace();
        let ambiguous = user.is_some_and(|(user, _)| user.contains('@')) || rest.contains(odd);
        let url = Url::parse(&format!("{scheme}://{rest}")).map_err(|_| ProxyError(()))?;
        let known = matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h");
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        // `reqwest` would connect directly where this type cannot read it.
        let readable = url.as_str().parse::<Uri>().is_ok();
        if ambiguous || !known || !bare || !url.has_host() || url.port() == Some(0) || !readable {
            return Err(ProxyError(()));
        }
        Ok(Self { url, direct: String::new() })
    }

    /// Hosts that are reached without the proxy, separated by commas, as `NO_PROXY` has them. `example.com`,
    /// `.example.com` and `*.example.com` all stand for that name and every name below it, in any case; an address or a
    /// network such as `10.0.0.0/8` or `fd00::/8` for itself; any other `*` for any text, alone for everything. A port
    /// after a host, as in `example.com:8443`, restricts it to that port.
    #[must_use]
    pub fn except(mut self, hosts: &str) -> Self {
        hosts.clone_into(&mut self.direct);
        self
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn exceptions(&self) -> &str {
        &self.direct
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
        formatter.write_str(
            "a proxy is given as a URL such as `http://user:password@proxy.example.com:3128`, with `@` as `%40` and `#` as \
             `%23` in user name and password",
        )
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
        }
        for given in [
            "",
            "ftp://proxy",
            "http://",
            "http:/proxy",
            "http://proxy/path",
            "http://proxy?a",
            "http://proxy:99999",
            "http://proxy:0",
            "http://proxy:port",
            "http://[::1",
            "a b",
            "http://pro\nxy",
        ] {
            assert!(Proxy::new(given).is_err(), "{given}");
        }
    }

    #[test]
    fn a_password_with_a_character_of_urls_is_refused_unless_it_is_encoded() {
        for password in ["p@ss", "p#ss", "12#ss", "#", "@", "p/ss", "1/2", "1?2", "1\\2", "p ss"] {
            for scheme in ["http://", "https://", "socks5h://", ""] {
                let given = format!("{scheme}user:{password}@proxy:3128");
                assert!(Proxy::new(&given).is_err(), "{given}");
            }
        }
        let proxy = Proxy::new("http://us%40er:p%40s%23s@proxy:3128").unwrap();
        assert_eq!(proxy.url().as_str(), "http://us%40er:p%40s%23s@proxy:3128/");
    }

    #[test]
    fn its_password_is_not_shown() {
        let proxy = Proxy::new("http://user:hush@proxy:3128").unwrap().except("example.com");
        assert_eq!(format!("{proxy:?}"), r#"Proxy { url: http://proxy:3128, except: "example.com" }"#);
        let error = Proxy::new("http://user:hush@proxy:port").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
}
