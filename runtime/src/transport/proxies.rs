//! Which proxy a request goes through: a given one, one of the environment's, or none.

use std::ffi::{OsStr, OsString};
use std::sync::Arc;

use reqwest::Url;

use super::error::{TransportError, TransportErrorKind};
use super::exceptions::Exceptions;
use super::proxy::Proxy;
use super::scheme::check_scheme;
use crate::endpoint::is_loopback;

/// Looks an environment variable up.
pub(crate) type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Proxies by the scheme of the request.
#[derive(Clone, Default)]
pub(super) struct Proxies {
    http: Option<Found>,
    https: Option<Found>,
    direct: Exceptions,
}

#[derive(Clone)]
enum Found {
    Proxy(Url),
    /// The name of a variable that holds no proxy.
    Unusable(&'static str),
}

impl Proxies {
    pub(super) fn given(proxy: &Proxy) -> Self {
        let found = Some(Found::Proxy(proxy.url().clone()));
        Self { http: found.clone(), https: found, direct: Exceptions::parse(proxy.exceptions()) }
    }

    /// The first variable of each scheme that is neither missing nor empty. In a CGI program `HTTP_PROXY` is the header
    /// `Proxy` of the request that it serves, so it is not trusted.
    pub(super) fn of_environment(lookup: Lookup<'_>) -> Self {
        let cgi = lookup("REQUEST_METHOD").is_some();
        let names: &[&'static str] = if cgi { &[] } else { &["HTTP_PROXY", "http_proxy"] };
        let all = || first(&["ALL_PROXY", "all_proxy"], lookup);
        Self {
            http: first(names, lookup).or_else(all),
            https: first(&["HTTPS_PROXY", "https_proxy"], lookup).or_else(all),
            direct: Exceptions::parse(&exceptions_of_environment(lookup)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.http.is_none() && self.https.is_none()
    }

    /// Whether the proxy for a host, which is in lower case, can be used.
    ///
    /// # Errors
    ///
    /// The variable of the environment for this host is invalid; the proxy has an `https` or SOCKS address, and the feature
    /// `rustls` is off; a SOCKS4 proxy has a user name.
    pub(super) fn check(&self, scheme: &str, host: &str, port: u16) -> Result<(), TransportError> {
        match self.of(scheme, host, port) {
            Some(Found::Unusable(variable)) => Err(unusable(variable)),
            Some(Found::Proxy(proxy)) => check_scheme(proxy.scheme()).and_then(|()| check_user(proxy)),
            None => Ok(()),
        }
    }

    /// These proxies for `reqwest`, whose own exceptions support neither ports nor `*.`, and which ignores a variable
    /// that it cannot parse.
    pub(super) fn to_reqwest(self: Arc<Self>) -> reqwest::Proxy {
        reqwest::Proxy::custom(move |url| {
            match self.of(url.scheme(), url.host_str()?, url.port_or_known_default()?)? {
                Found::Proxy(proxy) => Some(proxy.clone()),
                Found::Unusable(_) => None,
            }
        })
    }

    fn of(&self, scheme: &str, host: &str, port: u16) -> Option<&Found> {
        let found = if scheme == "http" { &self.http } else { &self.https };
        found.as_ref().filter(|_| !is_this_machine(host) && !self.direct.contain(host, port))
    }
}

/// What the environment excepts from proxies.
pub(crate) fn exceptions_of_environment(lookup: Lookup<'_>) -> String {
    let list = ["NO_PROXY", "no_proxy"].iter().find_map(|name| lookup(name).filter(|list| !is_blank(list)));
    list.map(|list| list.to_string_lossy().into_owned()).unwrap_or_default()
}

fn first(names: &[&'static str], lookup: Lookup<'_>) -> Option<Found> {
    names.iter().find_map(|&name| {
        let value = lookup(name).filter(|value| !is_blank(value))?;
        Some(match value.to_str().and_then(|url| Proxy::new(url).ok()) {
            Some(proxy) => Found::Proxy(proxy.url().clone()),
            None => Found::Unusable(name),
        })
    })
}

fn is_blank(value: &OsStr) -> bool {
    value.to_string_lossy().trim().is_empty()
}

/// No proxy elsewhere could reach it.
fn is_this_machine(host: &str) -> bool {
    is_loopback(host) || host.ends_with(".localhost")
}

/// `reqwest` would leave the user name of a SOCKS4 proxy out without a word
/// (`findings/reqwest-leaves-out-the-user-of-a-socks4-proxy.sh`).
fn check_user(proxy: &Url) -> Result<(), TransportError> {
    if !proxy.scheme().starts_with("socks4") || (proxy.username().is_empty() && proxy.password().is_none()) {
        return Ok(());
    }
    let error = TransportError::new(TransportErrorKind::Setup, "a user name is not sent to a SOCKS4 proxy");
    Err(error.with_hint("Use `socks5` or `socks5h` in the URL of the proxy, or leave the user name out."))
}

/// Nothing of the value is shown: a password may be in any part of it.
fn unusable(variable: &str) -> TransportError {
    let error = TransportError::new(TransportErrorKind::Setup, format!("{variable} does not hold the URL of a proxy"));
    error.with_hint(
        "The URL of a proxy is like `http://user:password@proxy.example.com:3128`, with `@` as `%40`, `#` as `%23` and \
         `/` as `%2F` in user name and password. Correct the variable or unset it, except the host in NO_PROXY, or use \
         ClientBuilder::proxy, or no_proxy(\"*\") for no proxy at all.",
    )
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Proxies {
        let find = |name: &str| variables.iter().find(|(variable, _)| *variable == name);
        Proxies::of_environment(&|name| find(name).map(|(_, value)| (*value).into()))
    }

    /// The host of the proxy, nothing, or the variable that is unusable.
    fn route(proxies: &Proxies, url: &str) -> String {
        let url = Url::parse(url).unwrap();
        match proxies.of(url.scheme(), url.host_str().unwrap(), url.port_or_known_default().unwrap()) {
            None => "direct".to_owned(),
            Some(Found::Proxy(proxy)) => proxy.host_str().unwrap().to_owned(),
            Some(Found::Unusable(variable)) => format!("{variable}!"),
        }
    }

    #[test]
    fn each_scheme_has_its_variable_and_one_is_for_both() {
        for (variables, http, https) in [
            (&[("HTTPS_PROXY", "a")][..], "direct", "a"),
            (&[("https_proxy", "a")], "direct", "a"),
            (&[("HTTP_PROXY", "a")], "a", "direct"),
            (&[("http_proxy", "a")], "a", "direct"),
            (&[("ALL_PROXY", "a")], "a", "a"),
            (&[("all_proxy", "a"), ("https_proxy", "b")], "a", "b"),
            (&[("HTTPS_PROXY", "a"), ("https_proxy", "b")], "direct", "a"),
            (&[("HTTPS_PROXY", " "), ("https_proxy", "b")], "direct", "b"),
            (&[("HTTPS_PROXY", ""), ("HTTP_PROXY", ""), ("ALL_PROXY", "")], "direct", "direct"),
            (&[("HTTP_PROXY", "a"), ("ALL_PROXY", "b"), ("REQUEST_METHOD", "GET")], "b", "b"),
            (&[("http_proxy", "a"), ("HTTPS_PROXY", "b"), ("REQUEST_METHOD", "")], "direct", "b"),
        ] {
            let proxies = environment(variables);
            let routes = [route(&proxies, "http://service.test/"), route(&proxies, "https://service.test/")];
            assert_eq!(routes, [http, https], "{variables:?}");
        }
    }

    #[test]
    fn exceptions_hold_for_names_and_their_ports() {
        for name in ["NO_PROXY", "no_proxy"] {
            for (list, direct) in [("*.aliyuncs.com", true), ("AliyunCS.com:443", true), ("aliyuncs.com:80", false)] {
                let proxies = environment(&[("HTTPS_PROXY", "a"), (name, list)]);
                let expected = if direct { "direct" } else { "a" };
                assert_eq!(route(&proxies, "https://ice.cn-shanghai.aliyuncs.com/"), expected, "{name}={list}");
                assert_eq!(route(&proxies, "https://service.test/"), "a");
            }
        }
        let proxies = environment(&[("HTTPS_PROXY", "a"), ("NO_PROXY", " "), ("no_proxy", "aliyuncs.com")]);
        assert_eq!(route(&proxies, "https://ice.cn-shanghai.aliyuncs.com/"), "direct");
        let given = Proxies::given(&Proxy::new("a").unwrap().except("*.aliyuncs.com"));
        assert_eq!(route(&given, "https://ice.cn-shanghai.aliyuncs.com/"), "direct");
        assert_eq!(route(&given, "http://service.test/"), "a");
    }

    #[test]
    fn this_machine_is_reached_directly() {
        let proxies = environment(&[("ALL_PROXY", "http://user:p@ss@proxy")]);
        for host in ["localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"] {
            assert_eq!(route(&proxies, &format!("http://{host}:8080/")), "direct");
        }
        assert_eq!(route(&proxies, "http://0.0.0.0/"), "ALL_PROXY!");
    }

    #[test]
    fn a_variable_that_is_unusable_is_named_and_nothing_of_it_is_shown() {
        for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            for value in ["http://user:hu@sh@proxy:3128", "http://hush:12#4@proxy", "hush://proxy", "http://hush:port"]
            {
                let error = environment(&[(variable, value)]).check("https", "service.test", 443).unwrap_err();
                assert_eq!(error.kind(), TransportErrorKind::Setup);
                let cause = error.source().unwrap().to_string();
                assert_eq!(cause, format!("{variable} does not hold the URL of a proxy"));
                let shown = format!("{error} {error:?} {:?}", error.hint());
                assert!(!shown.contains("hush") && !shown.contains("sh@proxy"), "{shown}");
            }
        }
    }

    #[test]
    fn a_variable_that_would_not_be_used_may_be_unusable() {
        let bad = "http://user:p#ss@proxy";
        for variables in [
            &[("HTTP_PROXY", bad)][..],
            &[("HTTPS_PROXY", "a"), ("ALL_PROXY", bad)],
            &[("HTTPS_PROXY", "a"), ("https_proxy", bad)],
            &[("HTTPS_PROXY", bad), ("NO_PROXY", "*")],
            &[("HTTPS_PROXY", bad), ("NO_PROXY", "*.test")],
        ] {
            assert!(environment(variables).check("https", "service.test", 443).is_ok(), "{variables:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_unicode_is_unusable() {
        use std::os::unix::ffi::OsStringExt;
        let lookup = |name: &str| (name == "HTTPS_PROXY").then(|| OsString::from_vec(b"http://proxy\xff".to_vec()));
        assert_eq!(route(&Proxies::of_environment(&lookup), "https://service.test/"), "HTTPS_PROXY!");
    }
}
