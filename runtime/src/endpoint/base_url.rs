//! The scheme and host that a client connects to.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use super::resolve::{ResolvedHost, is_host_label};

/// How a connection is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// With TLS.
    Https,
    /// Plain HTTP: whoever can read the traffic reads everything but the secret.
    Http,
}

impl Scheme {
    /// The scheme as a URL writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Scheme::Https => "https",
            Scheme::Http => "http",
        }
    }

    pub(crate) const fn default_port(self) -> u16 {
        match self {
            Scheme::Https => 443,
            Scheme::Http => 80,
        }
    }
}

/// Where a client connects: scheme, host and port. Its `Display` is a URL without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: Scheme,
    /// Host and port as the `host` header has them: every call needs it.
    authority: String,
    /// Where the host ends in it.
    host_end: usize,
    port: Option<u16>,
}

impl BaseUrl {
    /// A host reached with TLS on the usual port, as returned by [`resolve`](super::resolve).
    #[must_use]
    pub fn https(host: ResolvedHost) -> Self {
        Self::new(Scheme::Https, host.host, None)
    }

    /// Parses an endpoint: a host with or without scheme, port and trailing slash, for example
    /// `ice-vpc.cn-shanghai.aliyuncs.com` or `http://127.0.0.1:8080/`. Without a scheme it is `https`.
    ///
    /// `http` is accepted for this machine (`localhost`, loopback addresses), and for others only where `allow_http`
    /// is set: requests carry tokens and personal data.
    ///
    /// # Errors
    ///
    /// Anything else that a URL can have: user name or password, path, query, fragment, another scheme; and a host or
    /// port that cannot be one.
    pub fn parse(text: &str, allow_http: bool) -> Result<Self, BaseUrlError> {
        if text.contains('@') {
            return Err(BaseUrlError { text: None, problem: BaseUrlProblem::UserInfo });
        }
        // A query may be that of a presigned URL.
        let shown = text.split(['?', '#']).next().filter(|shown| !may_hold_password(shown)).map(str::to_owned);
        let refuse = |problem| Err(BaseUrlError { text: shown.clone(), problem });
        let (scheme, rest) = match text.split_once("://") {
            None => (Scheme::Https, text),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Scheme::Https, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (Scheme::Http, rest),
            Some(_) => return refuse(BaseUrlProblem::Scheme),
        };
        if rest.contains('?') {
            return refuse(BaseUrlProblem::Query);
        }
        if rest.contains('#') {
            return refuse(BaseUrlProblem::Fragment);
        }
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains('/') {
            return refuse(BaseUrlProblem::Path);
        }
        // The colons of an IPv6 address stand between brackets.
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let host = host.to_ascii_lowercase();
        if !is_host(&host) {
            return refuse(BaseUrlProblem::Host);
        }
        let port = match port.map(str::parse::<u16>) {
            None => None,
            Some(Ok(port)) if port != 0 => Some(port).filter(|port| *port != scheme.default_port()),
            Some(_) => return refuse(BaseUrlProblem::Port),
        };
        if scheme == Scheme::Http && !allow_http && !is_loopback(&host) {
            return refuse(BaseUrlProblem::PlainHttp);
        }
        Ok(Self::new(scheme, host, port))
    }

    fn new(scheme: Scheme, host: String, port: Option<u16>) -> Self {
        let (host_end, mut authority) = (host.len(), host);
        if let Some(port) = port {
            authority = format!("{authority}:{port}");
        }
        Self { scheme, authority, host_end, port }
    }

    /// How the connection is made.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host without port; an IPv6 address stands in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.authority.get(..self.host_end).unwrap_or_default()
    }

    /// The port, unless it is the scheme's own.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether this is the machine that calls: `localhost` or a loopback address.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.host())
    }

    /// Host and port as the `host` header has them.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The same URL with these labels in front of the host, outermost first, as operations with parameters in the
    /// host want it. The labels must be checked already; an address has no labels and stays as it is. Like every host
    /// they become lower case, which HTTP libraries would make them after signing.
    #[must_use]
    pub fn with_labels(&self, labels: &[String]) -> Self {
        if is_address(self.host()) || labels.is_empty() {
            return self.clone();
        }
        let host = format!("{}.{}", labels.join(".").to_ascii_lowercase(), self.host());
        Self::new(self.scheme, host, self.port)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", self.scheme.as_str(), self.authority())
    }
}

/// Whether an endpoint without `@` may have a password all the same: the mark is encoded, or the host is missing behind it.
fn may_hold_password(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let is_number = |port: &str| port.ends_with(']') || port.bytes().all(|byte| byte.is_ascii_digit());
    authority.contains("%40") || authority.rsplit_once(':').is_some_and(|(_, port)| !is_number(port))
}

fn is_host(host: &str) -> bool {
    is_address(host) || (host.split('.').all(is_host_label) && !ends_in_number(host))
}

/// URL libraries take such a host for an IPv4 address (`127.1` for `127.0.0.1`) and would connect elsewhere than signed.
fn ends_in_number(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    match last.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => last.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

fn is_address(host: &str) -> bool {
    address(host).is_some()
}

fn address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(host) => host.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse().ok().filter(IpAddr::is_ipv4),
    }
}

/// Whether a host in lower case is `localhost` or a loopback address.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost" || address(host).is_some_and(|address| address.to_canonical().is_loopback())
}

/// Why an endpoint that a user gave cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BaseUrlError {
    /// What was given, without query and fragment; not kept where it may hold a password.
    pub text: Option<String>,
    /// What is wrong with it.
    pub problem: BaseUrlProblem,
}

impl fmt::Display for BaseUrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => write!(formatter, "the endpoint `{}` cannot be used: {}", text.escape_debug(), self.problem),
            None => write!(formatter, "the endpoint cannot be used: {}", self.problem),
        }
    }
}

impl std::error::Error for BaseUrlError {}

/// What is wrong with an explicit endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BaseUrlProblem {
    /// A scheme other than `https` and `http`.
    Scheme,
    /// A user name or password.
    UserInfo,
    /// A path other than `/`.
    Path,
    /// A query.
    Query,
    /// A fragment.
    Fragment,
    /// No host, or one that cannot be.
    Host,
    /// Not a port.
    Port,
    /// `http` to another machine without leave.
    PlainHttp,
}

impl fmt::Display for BaseUrlProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            BaseUrlProblem::Scheme => "its scheme is neither `https` nor `http`",
            BaseUrlProblem::UserInfo => "it has a user name or password; keys are given as credentials",
            BaseUrlProblem::Path => "it has a path; the operation decides that",
            BaseUrlProblem::Query => "it has a query; the operation decides that",
            BaseUrlProblem::Fragment => "it has a fragment",
            BaseUrlProblem::Host => "it has no valid host name",
            BaseUrlProblem::Port => "its port is not a number from 1 to 65535",
            BaseUrlProblem::PlainHttp => "plain `http` to another machine would show tokens and data to the network",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, BaseUrlProblem> {
        BaseUrl::parse(text, false).map(|url| url.to_string()).map_err(|error| error.problem)
    }

    #[test]
    fn scheme_port_and_trailing_slash_are_optional() {
        for (text, url) in [
            ("ice.cn-shanghai.aliyuncs.com", "https://ice.cn-shanghai.aliyuncs.com"),
            ("HTTPS://ICE.cn-shanghai.aliyuncs.com/", "https://ice.cn-shanghai.aliyuncs.com"),
            ("https://example.com:443", "https://example.com"),
            ("example.com:8443/", "https://example.com:8443"),
            ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ] {
            assert_eq!(parsed(text).as_deref(), Ok(url));
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_unless_allowed() {
        for text in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert_eq!(parsed(text).as_deref(), Ok(text));
        }
        assert_eq!(parsed("http://127.0.0.1:80").as_deref(), Ok("http://127.0.0.1"));
        assert_eq!(parsed("http://localhost.example.com"), Err(BaseUrlProblem::PlainHttp));
        assert!(BaseUrl::parse("http://gateway.example.com", true).is_ok());
    }

    #[test]
    fn whatever_else_a_url_can_have_is_refused_by_name() {
        for (text, problem) in [
            ("ftp://example.com", BaseUrlProblem::Scheme),
            ("https://user:password@example.com", BaseUrlProblem::UserInfo),
            ("https://example.com/path", BaseUrlProblem::Path),
            ("https://example.com//", BaseUrlProblem::Path),
            ("https://example.com/?a=b", BaseUrlProblem::Query),
            ("https://example.com#top", BaseUrlProblem::Fragment),
            ("", BaseUrlProblem::Host),
            ("https://", BaseUrlProblem::Host),
            (" example.com", BaseUrlProblem::Host),
            ("exa mple.com", BaseUrlProblem::Host),
            ("example..com", BaseUrlProblem::Host),
            ("127.1", BaseUrlProblem::Host),
            ("2130706433", BaseUrlProblem::Host),
            ("example.0x7f", BaseUrlProblem::Host),
            ("256.0.0.1", BaseUrlProblem::Host),
            ("::1", BaseUrlProblem::Host),
            ("example.com:", BaseUrlProblem::Port),
            ("example.com:0", BaseUrlProblem::Port),
            ("example.com:65536", BaseUrlProblem::Port),
        ] {
            assert_eq!(parsed(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn an_error_does_not_repeat_a_password() {
        for text in ["https://user:password@example.com", "ftp://user:password@example.com"] {
            let error = BaseUrl::parse(text, false).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("password@"));
        }
        for text in [
            "https://example.com/?Signature=hush",
            "ftp://example.com?hush",
            "example.com:x#hush",
            "?hush",
            "https://user:hush%40example.com",
            "https://user:hush",
            "user:hush/path",
        ] {
            let error = BaseUrl::parse(text, false).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
        }
        for text in ["https://example.com:65536", "https://[::1]/path", "ftp://example.com"] {
            assert_eq!(BaseUrl::parse(text, false).unwrap_err().text.as_deref(), Some(text));
        }
    }

    #[test]
    fn labels_go_in_front_of_names_but_not_of_addresses() {
        let labels = ["Bucket".to_owned()];
        let url = |text| BaseUrl::parse(text, false).unwrap().with_labels(&labels).to_string();
        assert_eq!(url("oss-cn-shanghai.aliyuncs.com"), "https://bucket.oss-cn-shanghai.aliyuncs.com");
        assert_eq!(url("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
    }
}
