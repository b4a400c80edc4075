//! The HTTP settings of a client, and the transport that is made from them.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;

use crate::credentials::Environment;
use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind, one_line, root_cause};
use crate::transport::{
    Configure, HttpTransport, Lookup, Network, Proxy, Transport, TransportError, TransportOptions, check_scheme,
    exceptions_of_environment,
};

/// The HTTP settings of a builder.
#[derive(Default)]
pub(super) struct HttpSettings {
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) configure: Option<Configure>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) response_limit: Option<usize>,
    pub(super) root_certificates: Vec<u8>,
    pub(super) proxy: Option<String>,
    pub(super) no_proxy: Option<String>,
}

/// A transport with its settings.
pub(super) struct HttpStack {
    pub(super) transport: Arc<dyn Transport>,
    /// The options of transports to any host; `None` if the transport is the user's.
    pub(super) options: Option<TransportOptions>,
    /// `None` if the transport is the user's.
    pub(super) response_limit: Option<usize>,
}

impl HttpStack {
    /// The network for other hosts than the endpoint, for credential providers.
    pub(super) fn network(&self, environment: &Environment) -> Network {
        match &self.options {
            Some(options) => Network::new(options.clone(), environment.own_variables()),
            None => Network::given(self.transport.clone()),
        }
    }
}

impl HttpSettings {
    pub(super) fn build(mut self, endpoint: Option<&BaseUrl>, environment: Lookup<'_>) -> Result<HttpStack, Error> {
        if let Some(transport) = self.transport.take() {
            self.refuse_without_effect()?;
            return Ok(HttpStack { transport, options: None, response_limit: None });
        }
        let response_limit = self.response_limit;
        let options = self.options(environment)?;
        let mut own = options.clone();
        // A loopback address never uses them, and without them no request is checked.
        own.environment_proxies &= !endpoint.is_some_and(BaseUrl::is_loopback);
        if let Some(endpoint) = endpoint {
            check_scheme(endpoint.scheme().as_str()).map_err(unusable)?;
        }
        let transport = HttpTransport::in_environment(&own, environment).map_err(unusable)?;
        if let Some(address) = likely_address(endpoint, &exceptions_of_environment(environment)) {
            transport.check_proxy(&address).map_err(unusable)?;
        }
        let transport = match response_limit {
            Some(limit) => transport.with_response_limit(limit),
            None => transport,
        };
        let response_limit = Some(transport.response_limit());
        Ok(HttpStack { transport: Arc::new(transport), options: Some(options), response_limit })
    }

    /// A setting without effect is an error.
    fn refuse_without_effect(&self) -> Result<(), Error> {
        let given = [
            ("connect_timeout", self.connect_timeout.is_some()),
            ("response_limit", self.response_limit.is_some()),
            ("root_certificates", !self.root_certificates.is_empty()),
            ("proxy", self.proxy.is_some()),
            ("no_proxy", self.no_proxy.is_some()),
            ("configure_http", self.configure.is_some()),
        ];
        match given.iter().find(|(_, given)| *given) {
            None => Ok(()),
            Some((setting, _)) => {
                Err(Error::new(ErrorKind::Config, format!("{setting} has no effect on an own transport"))
                    .with_hint(format!("Set it there, and leave ClientBuilder::{setting} out.")))
            }
        }
    }

    fn options(self, environment: Lookup<'_>) -> Result<TransportOptions, Error> {
        let mut options = TransportOptions::default();
        if let Some(limit) = self.connect_timeout {
            options.connect_timeout = limit;
        }
        #[cfg(feature = "rustls")]
        {
            options.root_certificates = self.root_certificates;
        }
        options.configure = self.configure;
        match (self.proxy, self.no_proxy) {
            (Some(url), no_proxy) => {
                let proxy = Proxy::new(&url).map_err(|error| {
                    let message = format!("ClientBuilder::proxy: {error}");
                    Error::new(ErrorKind::Config, message).with_source(error)
                })?;
                options.proxy = Some(proxy.except(&no_proxy.unwrap_or_else(|| exceptions_of_environment(environment))));
                options.environment_proxies = false;
            }
            (None, Some(no_proxy)) if no_proxy.trim() == "*" => options.environment_proxies = false,
            (None, Some(_)) => {
                let message = "no_proxy excepts hosts from ClientBuilder::proxy, and none is given";
                let hint = "Except hosts from the environment's proxies with NO_PROXY. ClientBuilder::no_proxy(\"*\") \
                            turns them off.";
                return Err(Error::new(ErrorKind::Config, message).with_hint(hint));
            }
            (None, None) => {}
        }
        Ok(options)
    }
}

/// The address by which the proxy is checked. Without an endpoint the host depends on the operation, and is below
/// `aliyuncs.com`; `None` where hosts below that are excepted by name, so that only a call can tell.
fn likely_address(endpoint: Option<&BaseUrl>, exceptions: &str) -> Option<Uri> {
    const DOMAIN: &str = "aliyuncs.com";
    match endpoint {
        Some(endpoint) => endpoint.to_string().parse().ok(),
        None if exceptions.to_ascii_lowercase().contains(DOMAIN) => None,
        None => format!("https://{DOMAIN}").parse().ok(),
    }
}

fn unusable(error: TransportError) -> Error {
    let hint = error.hint().unwrap_or("Check that the system's CA certificates are installed.");
    let message = format!("HTTP cannot be set up: {}", one_line(&root_cause(&error), 200));
    Error::new(ErrorKind::Config, message).with_source(error).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(endpoint: &str, variables: &[(&str, &str)]) -> Result<HttpStack, Error> {
        let find = |name: &str| variables.iter().find(|(variable, _)| *variable == name);
        let endpoint = (!endpoint.is_empty()).then(|| BaseUrl::parse(endpoint, true).unwrap());
        HttpSettings::default().build(endpoint.as_ref(), &|name| find(name).map(|(_, value)| (*value).into()))
    }

    #[test]
    fn an_invalid_proxy_variable_is_named_and_not_shown() {
        for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            for value in
                ["http://user:hu@sh@proxy:3128", "http://user:hu#sh@proxy:3128", "http://user:1#hush@proxy", "hush://a"]
            {
                for endpoint in ["", "https://service.test", "https://service.test:8443"] {
                    let error = build(endpoint, &[(variable, value)]).err().unwrap();
                    let message = format!("HTTP cannot be set up: {variable} does not hold the URL of a proxy");
                    assert_eq!((error.kind(), error.message()), (ErrorKind::Config, &*message));
                    let shown = format!("{error} {error:?} {error:#?}");
                    assert!(shown.contains("`@` as `%40`") && !shown.contains("hu"), "{shown}");
                }
            }
        }
    }

    #[test]
    fn a_variable_that_is_not_used_may_have_any_value() {
        let bad = "http://user:p#ss@proxy";
        for (endpoint, variables) in [
            ("", &[("HTTP_PROXY", bad)][..]),
            ("", &[("HTTPS_PROXY", bad), ("NO_PROXY", "*.aliyuncs.com")]),
            ("", &[("HTTPS_PROXY", bad), ("NO_PROXY", "*")]),
            ("", &[("HTTPS_PROXY", bad), ("NO_PROXY", "localhost,ice.cn-shanghai.aliyuncs.com")]),
            ("https://service.test", &[("HTTPS_PROXY", bad), ("no_proxy", "service.test")]),
            ("http://service.test", &[("HTTPS_PROXY", bad)]),
            ("http://service.test", &[("HTTP_PROXY", bad), ("REQUEST_METHOD", "POST")]),
            ("http://127.0.0.1:8080", &[("HTTP_PROXY", bad), ("ALL_PROXY", bad)]),
            ("https://localhost", &[("HTTPS_PROXY", bad)]),
            ("https://[::1]:8443", &[("HTTPS_PROXY", bad)]),
        ] {
            assert!(build(endpoint, variables).is_ok(), "{endpoint} {variables:?}");
        }
    }

    #[test]
    fn settings_for_other_hosts_do_not_depend_on_the_endpoint() {
        let stack = build("http://127.0.0.1:8080", &[]).unwrap();
        assert!(stack.options.unwrap().environment_proxies);
    }

    #[test]
    fn a_proxy_has_the_exceptions_that_are_given_with_it_and_otherwise_those_of_the_environment() {
        for (given, except) in [(None, "in.environment"), (Some(""), ""), (Some("given"), "given")] {
            let settings = HttpSettings {
                proxy: Some("http://user:hush@proxy:3128".to_owned()),
                no_proxy: given.map(str::to_owned),
                ..HttpSettings::default()
            };
            let options = settings.options(&|name| (name == "no_proxy").then(|| "in.environment".into())).unwrap();
            assert_eq!(options.proxy, Some(Proxy::new("http://user:hush@proxy:3128").unwrap().except(except)));
            assert!(!options.environment_proxies);
        }
    }

    #[test]
    fn exceptions_without_a_proxy_are_refused_unless_they_are_everything() {
        let settings = |list: &str| HttpSettings { no_proxy: Some(list.to_owned()), ..HttpSettings::default() };
        assert!(!settings("*").options(&|_| None).unwrap().environment_proxies);
        assert_eq!(settings("a.example").options(&|_| None).unwrap_err().kind(), ErrorKind::Config);
    }

    #[test]
    fn settings_that_cannot_have_an_effect_are_refused() {
        type Set = fn(&mut HttpSettings);
        let all: [(&str, Set); 6] = [
            ("connect_timeout", |settings| settings.connect_timeout = Some(Duration::from_secs(1))),
            ("response_limit", |settings| settings.response_limit = Some(1)),
            ("root_certificates", |settings| settings.root_certificates.push(b'-')),
            ("proxy", |settings| settings.proxy = Some("http://proxy".to_owned())),
            ("no_proxy", |settings| settings.no_proxy = Some("*".to_owned())),
            ("configure_http", |settings| settings.configure = Some(Configure::new(|builder| builder))),
        ];
        for (name, set) in all {
            let own: Arc<dyn Transport> = Arc::new(HttpTransport::new(&TransportOptions::default()).unwrap());
            let mut settings = HttpSettings { transport: Some(own), ..HttpSettings::default() };
            set(&mut settings);
            let error = settings.build(None, &|_| None).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.message().starts_with(name), "{error}");
        }
    }

    #[test]
    fn invalid_certificates_are_refused_with_what_is_expected() {
        for pem in ["not PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let settings = HttpSettings { root_certificates: pem.into(), ..HttpSettings::default() };
            let error = settings.build(None, &|_| None).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Config, "{error}");
            assert!(error.message().contains("root certificate"), "{error}");
            assert!(error.hint().unwrap().contains("PEM"), "{error:?}");
        }
    }
}
