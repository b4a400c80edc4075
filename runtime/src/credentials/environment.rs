//! The environment of a source: variables, clock, nonces and network, of the process or of a test.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use crate::clock::Clock;
use crate::error::Error;
use crate::nonce::Nonces;
use crate::transport::{Network, Transport, Variables};

/// The environment variables, clock, nonces and network that sources of credentials use, and the variables that a
/// [client](crate::ClientBuilder::environment) reads. Default: the process's own.
///
/// Every source that needs any of them has the setter `environment`, and passes it on to the sources inside it. So a
/// test need not change variables of its process:
///
/// ```
/// use alibabacloud_runtime::{Client, Environment, EnvironmentCredentials};
///
/// let environment = Environment::new().variables(|name| match name {
///     "ALIBABA_CLOUD_ACCESS_KEY_ID" => Some("your-access-key-id".into()),
///     "ALIBABA_CLOUD_ACCESS_KEY_SECRET" => Some("your-access-key-secret".into()),
///     _ => None,
/// });
/// let credentials = EnvironmentCredentials::new().environment(&environment);
/// let client = Client::builder().region("cn-shanghai").credentials(credentials).build()?;
/// # Ok::<(), alibabacloud_runtime::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Environment {
    variables: Option<Arc<Variables>>,
    clock: Clock,
    nonces: Nonces,
    transport: Option<Arc<dyn Transport>>,
    /// The network of a client, used if there is no transport.
    network: OnceLock<Network>,
}

impl Environment {
    /// The process's environment, the system's clock and random numbers, and a transport for each source.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the environment variables, including those of proxies and the one that names the home folder (`HOME`, on
    /// Windows `USERPROFILE`): if it is not set, there is no home folder. The process's own home folder is that of the
    /// user database if `HOME` is not set.
    #[must_use]
    pub fn variables(mut self, lookup: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        self.variables = Some(Arc::new(lookup));
        self
    }

    /// Replaces the clock that dates requests and decides when credentials expire.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(clock);
        self
    }

    /// Replaces the source of nonces for signed requests. Every value must be new.
    #[must_use]
    pub fn nonces(mut self, nonces: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.nonces = Nonces::new(nonces);
        self
    }

    pub(crate) fn own_variables(&self) -> Option<Arc<Variables>> {
        self.variables.clone()
    }

    pub(crate) fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    pub(crate) fn set_nonces(&mut self, nonces: Nonces) {
        self.nonces = nonces;
    }

    /// Sets the transport of all requests for credentials, including those to the ECS metadata service, for which it
    /// should use no proxy. Default: the network of the client that is built with the source, except for metadata;
    /// otherwise a [`HttpTransport`](crate::transport::HttpTransport) for each source, with limits of its own.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The variable that holds the home folder.
    pub(super) const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

    /// The home folder. Reading the user database may block.
    pub(super) fn home(&self) -> Option<PathBuf> {
        match (self.variable_os(Self::HOME), &self.variables) {
            (Some(home), _) => Some(home.into()),
            (None, Some(_)) => None,
            (None, None) => env::home_dir().filter(|home| !home.as_os_str().is_empty()),
        }
    }

    /// A variable as it is set; an empty one counts as missing.
    pub(crate) fn variable_os(&self, name: &str) -> Option<OsString> {
        let value = match &self.variables {
            Some(lookup) => lookup(name),
            None => env::var_os(name),
        };
        value.filter(|value| !value.is_empty())
    }

    /// A variable as text. What is not Unicode in it becomes U+FFFD, which no key, name, address or number has: such a value is
    /// refused where it is used, and not taken for a missing one.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        Some(self.variable_os(name)?.to_string_lossy().into_owned())
    }

    /// Whether a variable is `true`, in any case, as in the official SDKs, also in the quotation marks of a compose
    /// file.
    pub(super) fn is_true(&self, name: &str) -> bool {
        let bare = |value: &str| value.trim().trim_matches(['"', '\'']).eq_ignore_ascii_case("true");
        self.variable(name).is_some_and(|value| bare(&value))
    }

    pub(super) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    pub(super) fn nonce(&self) -> Result<String, Error> {
        self.nonces.nonce()
    }

    /// Keeps the first network that is lent.
    pub(super) fn lend(&self, network: &Network) {
        self.network.get_or_init(|| network.clone());
    }

    pub(super) fn lent_network(&self) -> Option<&Network> {
        self.network.get()
    }

    pub(super) fn own_transport(&self) -> Option<&Arc<dyn Transport>> {
        self.transport.as_ref()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Environment")
            .field("own_variables", &self.variables.is_some())
            .field("own_clock", &self.clock.is_custom())
            .field("own_nonces", &self.nonces.is_custom())
            .field("own_transport", &self.transport.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_the_environment_may_have_no_home_and_the_process_asks_the_user_database() {
        let environment = |home: &'static str| Environment::new().variables(move |_| Some(home.into()));
        assert_eq!(environment("/somewhere").home(), Some("/somewhere".into()));
        assert_eq!(environment("").home(), None);
        assert_eq!(Environment::new().variables(|_| None).home(), None);
        // In a process of its own, because all tests of a process share its environment.
        if env::var_os("TEST_OF_HOME").is_some() {
            assert!(Environment::new().home().is_some_and(|home| home.is_absolute()));
            return;
        }
        for home in [None, Some("")] {
            let mut test = std::process::Command::new(env::current_exe().unwrap());
            let name = "what_stands_for_the_environment_may_have_no_home_and_the_process_asks_the_user_database";
            test.arg(name).env("TEST_OF_HOME", "1").env_remove(Environment::HOME);
            home.map(|home| test.env(Environment::HOME, home));
            let output = test.output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success() && text.contains("1 passed"), "{home:?}: {text}");
        }
    }

    #[test]
    fn a_switch_is_true_in_any_case_and_an_empty_variable_is_missing() {
        let environment = Environment::new().variables(|name| match name {
            "ON" => Some("True ".into()),
            "QUOTED" => Some("\"true\"".into()),
            "OFF" => Some("1".into()),
            "EMPTY" => Some("".into()),
            _ => None,
        });
        assert!(environment.is_true("ON") && environment.is_true("QUOTED"));
        assert!(!environment.is_true("OFF") && !environment.is_true("EMPTY") && !environment.is_true("MISSING"));
        assert_eq!(environment.variable("EMPTY"), None);
    }
}
