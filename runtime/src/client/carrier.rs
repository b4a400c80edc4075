//! The HTTP side of a client's settings: what carries its requests, and how that is set up.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use crate::endpoint::BaseUrl;
use crate::error::{Error, ErrorKind, one_line, root_cause};
use crate::transport::{Configure, Network, Proxy, ReqwestTransport, Transport, TransportError, TransportOptions};

/// What a builder is told about HTTP.
#[derive(Default)]
pub(super) struct HttpSettings {
    pub(super) own: Option<Arc<dyn Transport>>,
    pub(super) configure: Option<Configure>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) reply_limit: Option<usize>,
    pub(super) root_certificates: Vec<u8>,
    pub(super) proxy: Option<String>,
    pub(super) no_proxy: Option<String>,
}

/// What carries requests, with what is known of it.
pub(super) struct Carrier {
    pub(super) transport: Arc<dyn Transport>,
    /// How its HTTP is set up, and that of other transports for this client: for hosts other than its endpoint as well.
    /// `None` where the transport is the user's.
    pub(super) options: Option<TransportOptions>,
    /// The same as far as it concerns its endpoint.
    pub(super) own: Option<TransportOptions>,
    /// `None` where the transport is the user's.
    pub(super) reply_limit: Option<usize>,
}

impl Carrier {
    /// The way to other hosts than the endpoint, for credential providers.
    pub(super) fn network(&self) -> Network {
        match &self.options {
            Some(options) => Network::new(options.clone()),
            None => Network::given(self.transport.clone()),
        }
    }
}

impl HttpSettings {
    pub(super) fn build(mut self, endpoint: Option<&BaseUrl>) -> Result<Carrier, Error> {
        if let Some(transport) = self.own.take() {
            self.refuse_without_effect()?;
            return Ok(Carrier { transport, options: None, own: None, reply_limit: None });
        }
        let reply_limit = self.reply_limit;
        let options = self.options(environment_exceptions)?;
        let mut own = options.clone();
        own.environment_proxies &= !endpoint.is_some_and(BaseUrl::is_loopback);
        let transport = ReqwestTransport::new(&own).map_err(unusable)?;
        let transport = match reply_limit {
            Some(limit) => transport.with_reply_limit(limit),
            None => transport,
        };
        let reply_limit = Some(transport.reply_limit());
        Ok(Carrier { transport: Arc::new(transport), options: Some(options), own: Some(own), reply_limit })
    }

    /// A setting that is silently ignored would be worse than none.
    fn refuse_without_effect(&self) -> Result<(), Error> {
        let given = [
            ("connect_timeout", self.connect_timeout.is_some()),
            ("reply_limit", self.reply_limit.is_some()),
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

    fn options(self, environment_exceptions: impl Fn() -> String) -> Result<TransportOptions, Error> {
        let mut options = TransportOptions::default();
        if let Some(limit) = self.connect_timeout {
            options.connect_timeout = limit;
        }
        options.root_certificates = self.root_certificates;
        options.configure = self.configure;
        match (self.proxy, self.no_proxy) {
            (Some(url), no_proxy) => {
                let proxy = Proxy::new(&url).map_err(|error| {
                    let message = format!("ClientBuilder::proxy: {error}");
                    Error::new(ErrorKind::Config, message).with_source(error)
                })?;
                options.proxy = Some(proxy.except(&no_proxy.unwrap_or_else(environment_exceptions)));
                options.environment_proxies = false;
            }
            (None, Some(no_proxy)) if no_proxy.trim() == "*" => options.environment_proxies = false,
            (None, Some(_)) => {
                let message = "no_proxy excepts hosts from ClientBuilder::proxy, and none is given";
                let hint = "Except hosts from the environment's proxies with NO_PROXY. ClientBuilder::no_proxy(\"*\") \
                            turns them off.";
                return Err(Error::new(ErrorKind::Config, message).with_hint(hint));
            }
            (None, None) => options.environment_proxies = environment_exceptions().trim() != "*",
        }
        Ok(options)
    }
}

/// What the environment excepts from proxies.
fn environment_exceptions() -> String {
    env::var("NO_PROXY").or_else(|_| env::var("no_proxy")).unwrap_or_default()
}

fn unusable(error: TransportError) -> Error {
    let hint = error.hint().unwrap_or("Check that the system's CA certificates are installed.");
    let message = format!("HTTP cannot be set up: {}", one_line(&root_cause(&error), 200));
    Error::new(ErrorKind::Config, message).with_source(error).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_of_the_environment_are_for_what_is_neither_this_machine_nor_excepted() {
        for (endpoint, proxies) in [
            ("http://127.0.0.1:8080", false),
            ("http://localhost", false),
            ("https://[::1]:8443", false),
            ("127.0.0.2", false),
            ("http://localhost.example.com", true),
        ] {
            let carrier = HttpSettings::default().build(Some(&BaseUrl::parse(endpoint, true).unwrap())).unwrap();
            assert_eq!(carrier.own.unwrap().environment_proxies, proxies, "{endpoint}");
            assert!(carrier.options.unwrap().environment_proxies, "other hosts may be elsewhere");
        }
        let from_exceptions = |list: &'static str| HttpSettings::default().options(move || list.to_owned()).unwrap();
        assert!(from_exceptions("a.test").environment_proxies);
        assert!(!from_exceptions("*").environment_proxies);
    }

    #[test]
    fn a_proxy_has_the_exceptions_that_are_given_with_it_and_otherwise_those_of_the_environment() {
        for (given, except) in [(None, "in.environment"), (Some(""), ""), (Some("given"), "given")] {
            let settings = HttpSettings {
                proxy: Some("http://user:hush@proxy:3128".to_owned()),
                no_proxy: given.map(str::to_owned),
                ..HttpSettings::default()
            };
            let options = settings.options(|| "in.environment".to_owned()).unwrap();
            assert_eq!(options.proxy, Some(Proxy::new("http://user:hush@proxy:3128").unwrap().except(except)));
            assert!(!options.environment_proxies);
        }
    }

    #[test]
    fn exceptions_without_a_proxy_are_refused_unless_they_are_everything() {
        let settings = |list: &str| HttpSettings { no_proxy: Some(list.to_owned()), ..HttpSettings::default() };
        assert!(!settings("*").options(String::new).unwrap().environment_proxies);
        assert_eq!(settings("a.example").options(String::new).unwrap_err().kind(), ErrorKind::Config);
    }

    #[test]
    fn settings_that_cannot_have_an_effect_are_refused() {
        type Set = fn(&mut HttpSettings);
        let all: [(&str, Set); 6] = [
            ("connect_timeout", |settings| settings.connect_timeout = Some(Duration::from_secs(1))),
            ("reply_limit", |settings| settings.reply_limit = Some(1)),
            ("root_certificates", |settings| settings.root_certificates.push(b'-')),
            ("proxy", |settings| settings.proxy = Some("http://proxy".to_owned())),
            ("no_proxy", |settings| settings.no_proxy = Some("*".to_owned())),
            ("configure_http", |settings| settings.configure = Some(Configure::new(|builder| builder))),
        ];
        for (name, set) in all {
            let own: Arc<dyn Transport> = Arc::new(ReqwestTransport::new(&TransportOptions::default()).unwrap());
            let mut settings = HttpSettings { own: Some(own), ..HttpSettings::default() };
            set(&mut settings);
            let error = settings.build(None).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.message().starts_with(name), "{error}");
        }
    }

    #[test]
    fn certificates_that_are_none_are_refused_with_what_is_expected() {
        for pem in ["not PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let settings = HttpSettings { root_certificates: pem.into(), ..HttpSettings::default() };
            let error = settings.build(None).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Config, "{error}");
            assert!(error.to_string().contains("certificate"), "{error}");
        }
    }
}
