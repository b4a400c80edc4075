//! The settings of a client, and of each of its calls.

use std::fmt;
use std::sync::{Arc, Once};
use std::time::{Duration, SystemTime};

use http::HeaderValue;

use super::global_parameters::GlobalParameters;
use super::headers::Headers;
use super::on_request::OnRequest;
use super::region::RegionSource;
#[cfg(feature = "blocking")]
use crate::blocking::background::{Background, SharedBackground};
use crate::clock::{Clock, Skews};
use crate::credentials::CredentialProvider;
use crate::endpoint::BaseUrl;
use crate::model::Mode;
use crate::nonce::Nonces;
use crate::retry::RetryPolicy;
use crate::transport::{Transport, TransportOptions};

/// The settings of a client. Options of a call change a copy, so a call has no settings of its own.
///
/// Clones share connections, credentials, and what is known of clocks.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(super) region: Arc<RegionSource>,
    pub(super) endpoint: Option<BaseUrl>,
    pub(super) network: Option<String>,
    pub(super) credentials: Arc<dyn CredentialProvider>,
    pub(super) signature_version: SignatureVersion,
    pub(super) transport: Arc<dyn Transport>,
    /// How HTTP is set up; `None` if the transport is the user's.
    pub(super) http: Option<TransportOptions>,
    /// `None` if the transport is the user's.
    pub(super) response_limit: Option<usize>,
    pub(super) attempt_timeout: Duration,
    pub(super) call_timeout: Duration,
    pub(super) headers: Headers,
    pub(super) on_request: Option<OnRequest>,
    pub(super) user_agent: HeaderValue,
    pub(super) retry: RetryPolicy,
    pub(super) global_parameters: Arc<GlobalParameters>,
    pub(super) strict_responses: bool,
    pub(super) failed_responses_are_errors: bool,
    pub(super) clock: Clock,
    pub(super) nonces: Nonces,
    pub(super) correct_clock: bool,
    pub(super) skews: Arc<Skews>,
    /// Completed by the warning that the product does not document the host.
    pub(super) undocumented_host: Arc<Once>,
    #[cfg(feature = "blocking")]
    pub(super) background: Arc<SharedBackground>,
}

/// How requests are signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureVersion {
    /// `ACS3-HMAC-SHA256` over method, path, query, headers and body: what official SDKs use today.
    #[default]
    V3,
    /// `ACS3-HMAC-SM3`: the same with the hash function SM3.
    #[cfg(feature = "sm3")]
    V3Sm3,
    /// HMAC-SHA1: of requests of RPC style over query and form, of those of ROA style over headers, path and query. A body
    /// of ROA style is not signed.
    V1,
}

impl Settings {
    pub(crate) fn set_attempt_timeout(&mut self, limit: Duration) {
        self.attempt_timeout = limit;
    }

    pub(crate) fn set_call_timeout(&mut self, limit: Duration) {
        self.call_timeout = limit;
    }

    pub(crate) fn set_retry(&mut self, policy: RetryPolicy) {
        self.retry = policy;
    }

    pub(crate) fn set_header(&mut self, name: String, value: String) {
        self.headers.set(name, value);
    }

    /// The background of the blocking clients with these settings.
    #[cfg(feature = "blocking")]
    pub(crate) fn background(&self) -> Arc<Background> {
        self.background.get()
    }

    /// A random number from 0 up to 1, for delays.
    pub(crate) fn random(&self) -> f64 {
        self.retry.draw()
    }

    pub(crate) fn mode(&self) -> Mode {
        if self.strict_responses { Mode::Strict } else { Mode::Lenient }
    }

    /// The time by a host's clock, as far as it is known.
    pub(super) fn now_at(&self, host: &str) -> SystemTime {
        self.skews.there(host, self.clock.now())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("region", &self.region.name())
            .field("endpoint", &self.endpoint.as_ref().map(ToString::to_string))
            .field("network", &self.network)
            .field("credentials", &self.credentials.name())
            .field("signature_version", &self.signature_version)
            .field("http", &self.http)
            .field("response_limit", &self.response_limit)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("retry", &self.retry)
            .field("correct_clock", &self.correct_clock)
            .field("strict_responses", &self.strict_responses)
            .field("failed_responses_are_errors", &self.failed_responses_are_errors)
            .field("user_agent", &self.user_agent)
            .finish()
    }
}
